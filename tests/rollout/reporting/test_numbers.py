"""What clerks write into a cell where a count is asked."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.rollout.reporting.rules.numbers import LARGEST, Count, Fault, Remark, read_count, shown

counts = st.integers(0, LARGEST)


@given(counts)
def test_a_plain_number_is_itself(count: int) -> None:
    assert read_count(count) == Count(count)
    assert read_count(str(count)) == Count(count, (Remark.TEXT,))


@given(counts, st.sampled_from(["vi", "en"]))
def test_what_a_language_writes_is_read_back(count: int, language: str) -> None:
    read = read_count(shown(count, language))

    assert isinstance(read, Count)
    assert read.value == count


@pytest.mark.parametrize("written", ["1.234", "1,234", "1 234", "1\u00a0234", "1\u202f234", "1'234"])
def test_three_ways_to_write_a_thousand_are_one_number(written: str) -> None:
    read = read_count(written)

    assert isinstance(read, Count)
    assert read.value == 1234
    assert Remark.THOUSANDS in read.remarks


@pytest.mark.parametrize("written", ["\uff11\uff12\uff13", "\uff11.\uff12\uff13\uff14", "\u0663\u0664"])
def test_digits_of_another_style_are_read_and_remarked(written: str) -> None:
    read = read_count(written)

    assert isinstance(read, Count)
    assert Remark.OTHER_DIGITS in read.remarks


@pytest.mark.parametrize("written", ["12%", "12,5 %", "12 phần trăm", "12 percent", "100\uff05"])
def test_a_percentage_where_a_count_is_asked_is_refused(written: str) -> None:
    assert read_count(written) is Fault.PERCENTAGE


def test_a_cell_that_is_shown_as_a_percentage_is_refused() -> None:
    assert read_count(0.35, number_format="0%") is Fault.PERCENTAGE
    assert read_count(1, number_format="0.00%") is Fault.PERCENTAGE


@pytest.mark.parametrize("written", [-1, -1.0, -0.5, "-3", "- 3", "\u22123", Decimal(-2)])
def test_a_negative_count_is_refused(written: object) -> None:
    assert read_count(written) is Fault.NEGATIVE


@pytest.mark.parametrize("written", [1.234, "1.5", "1,50", "1.234,5", "1,234.5", "0.234", "012.345", Decimal("1.5")])
def test_a_decimal_is_never_guessed_to_be_thousands(written: object) -> None:
    assert read_count(written) is Fault.DECIMAL


@pytest.mark.parametrize("written", ["khoảng 50", "gần 50", "~50", "50+", "3-4", "3 \u2013 4", "50/60", "hơn 50"])
def test_an_estimate_or_a_range_is_refused(written: str) -> None:
    assert read_count(written) is Fault.ABOUT


@pytest.mark.parametrize("written", ["=1+1", "=SUM(A1:A9)", "@SUM(1)", "+A1", '=HYPERLINK("http://x")', "-A1"])
def test_a_formula_is_refused_and_never_reckoned(written: str) -> None:
    assert read_count(written) is Fault.FORMULA


@pytest.mark.parametrize("written", ["", "   ", None, "\u00a0"])
def test_an_empty_cell_is_empty(written: object) -> None:
    assert read_count(written) is Fault.EMPTY


@pytest.mark.parametrize("written", [True, "không", "5²", "½", "m2", "1" * 41, float("nan"), float("inf"), [], "12 34"])
def test_what_is_no_number_is_refused(written: object) -> None:
    assert read_count(written) is Fault.NOT_A_NUMBER


@pytest.mark.parametrize("written", [LARGEST + 1, str(LARGEST + 1), 1e12])
def test_a_number_larger_than_the_country_is_refused(written: object) -> None:
    assert read_count(written) is Fault.TOO_LARGE


@given(st.one_of(st.text(max_size=60), st.floats(), st.integers(), st.none(), st.booleans(), st.decimals()))
def test_any_cell_is_a_count_or_has_a_reason(cell: object) -> None:
    read = read_count(cell)

    assert isinstance(read, Fault) or 0 <= read.value <= LARGEST


def test_leading_zeros_of_a_count_mean_nothing() -> None:
    assert read_count("007") == Count(7, (Remark.TEXT,))

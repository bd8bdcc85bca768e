"""How clerks write numbers, days, telephone numbers and texts, and what each means."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.authority.register.findings import Fault
from bluezone.authority.register.sheets import Cell, CellValue
from bluezone.authority.register.writing import code, commune_code, count, day, email, phone, text

TODAY = date(2026, 1, 5)


def cell(value: CellValue, *, formula: bool = False, error: bool = False, percent: bool = False) -> Cell:
    return Cell("A1", value, formula=formula, error=error, percent=percent)


@pytest.mark.parametrize(
    ("value", "meaning", "fault"),
    [
        (12, 12, None),
        (12.0, 12, None),
        ("12", 12, None),
        (" 12 ", 12, None),
        (None, None, None),
        ("", None, None),
        ("1.234", 1234, Fault.NUMBER_WITH_POINT),
        ("1.234.567", 1234567, Fault.NUMBER_WITH_POINT),
        ("1,234", 1234, Fault.NUMBER_WITH_COMMA),
        ("1 234", 1234, Fault.NUMBER_WITH_SPACE),
        ("1\u00a0234", 1234, Fault.NUMBER_WITH_SPACE),
        (1.234, 1234, Fault.NUMBER_WITH_POINT),
        (0.234, None, Fault.NUMBER_WITH_POINT),
        (1.23456, None, Fault.NUMBER_WITH_POINT),
        ("1,5", None, Fault.NUMBER_WITH_COMMA),
        ("12.34", None, Fault.NUMBER_WITH_POINT),
        ("45 %", None, Fault.PERCENTAGE),
        ("khoảng 30", None, Fault.TEXT_IN_NUMBER),
        (True, None, Fault.TEXT_IN_NUMBER),
        (date(2025, 1, 1), None, Fault.TEXT_IN_NUMBER),
        (-3, None, Fault.NUMBER_RANGE),
        (10**8, None, Fault.NUMBER_RANGE),
        ("=1+1", None, Fault.FORMULA),
    ],
)
def test_a_count_is_a_whole_number_with_nothing_between_its_digits(
    value: CellValue, meaning: int | None, fault: Fault | None
) -> None:
    read = count(cell(value))

    assert read.value == meaning
    assert [slip for slip, _ in read.slips] == ([fault] if fault else [])


def test_a_cell_shown_as_a_percentage_is_no_count() -> None:
    assert count(cell(0.45, percent=True)).slips == ((Fault.PERCENTAGE, None),)


@given(st.integers(0, 10_000_000))
def test_every_count_that_is_written_plainly_is_read(number: int) -> None:
    assert count(cell(number)).value == count(cell(str(number))).value == number


@given(st.integers(1000, 9_999_999), st.sampled_from([".", ",", " "]))
def test_a_grouped_number_is_suggested_and_never_taken(number: int, sign: str) -> None:
    read = count(cell(f"{number:,}".replace(",", sign)))

    assert read.value == number
    assert len(read.slips) == 1
    assert read.slips[0][1] == str(number)


@given(st.text(max_size=12) | st.floats() | st.integers() | st.booleans() | st.dates())
def test_anything_in_a_cell_is_a_value_or_a_fault(value: CellValue) -> None:
    for read in (text, code, commune_code, count, phone, email):
        written = read(cell(value))
        assert written.value is None or not (written.slips and all(s is None for _, s in written.slips))
    assert day(cell(value), TODAY).value is None or not isinstance(value, float)


@pytest.mark.parametrize(
    ("value", "meaning", "fault"),
    [
        (datetime(2025, 12, 31, 8, 0), date(2025, 12, 31), None),  # noqa: DTZ001 -- a spreadsheet knows no zone
        (date(2025, 12, 31), date(2025, 12, 31), None),
        (None, None, None),
        ("31/12/2025", date(2025, 12, 31), Fault.TEXT_DATE),
        ("1-2-2025", date(2025, 2, 1), Fault.TEXT_DATE),
        ("31/02/2025", None, Fault.UNREADABLE_DATE),
        ("hôm qua", None, Fault.UNREADABLE_DATE),
        (45000, None, Fault.UNREADABLE_DATE),
        (date(1900, 1, 1), None, Fault.UNREADABLE_DATE),
        (date(2026, 1, 6), None, Fault.FUTURE_DATE),
        ("06/01/2026", None, Fault.FUTURE_DATE),
        ("=TODAY()", None, Fault.FORMULA),
    ],
)
def test_a_day_is_read_as_offices_write_it(value: CellValue, meaning: date | None, fault: Fault | None) -> None:
    read = day(cell(value), TODAY)

    assert read.value == meaning
    assert [slip for slip, _ in read.slips] == ([fault] if fault else [])


@pytest.mark.parametrize(
    ("value", "meaning", "is_plain"),
    [
        ("0912345678", "0912345678", True),
        ("02133876543", "02133876543", True),
        ("0912 345 678", "0912345678", False),
        ("0912.345.678", "0912345678", False),
        ("+84 912 345 678", "0912345678", False),
        ("84912345678", "0912345678", False),
        (912345678, "0912345678", False),
        (912345678.0, "0912345678", False),
        ("091234567", None, False),
        ("0112345678", None, False),
        ("gọi anh Ba", None, False),
    ],
)
def test_a_telephone_number_is_ten_digits_or_a_landline(value: CellValue, meaning: str | None, is_plain: bool) -> None:  # noqa: FBT001 -- a column of the table
    read = phone(cell(value))

    assert read.value == meaning
    assert read.slips == (() if is_plain else ((Fault.PHONE_FORM, meaning),))


def test_an_empty_cell_says_nothing() -> None:
    assert phone(cell(" ")).value is text(cell(None)).value is email(cell("")).value is None
    assert phone(cell(None)).slips == ()


@pytest.mark.parametrize(
    ("value", "meaning", "has_lost"),
    [(3388, "03388", True), (3388.0, "03388", True), ("3388", "03388", True), ("03388", "03388", False)],
)
def test_the_lost_zeros_of_a_commune_s_code_are_suggested_back(value: CellValue, meaning: str, has_lost: bool) -> None:  # noqa: FBT001 -- a column of the table
    read = commune_code(cell(value))

    assert read.value == meaning
    assert bool(read.slips) == has_lost


def test_two_faults_of_one_text_are_both_named() -> None:
    read = text(cell("Mu\u031bo\u031b\u0300ng  Tè"))

    assert read.value == "Mường Tè"
    assert {slip for slip, _ in read.slips} == {Fault.DECOMPOSED, Fault.STRAY_SPACES}


@pytest.mark.parametrize(
    ("value", "suggestion"), [("\u0422\u041d\u0421S", "THCS"), ("\uff34rường", "Trường"), ("Ж", None), ("ТЖ", None)]
)
def test_letters_that_only_look_like_ours_are_noticed(value: str, suggestion: str | None) -> None:
    assert text(cell(value)).slips == ((Fault.FOREIGN_LETTERS, suggestion),)


def test_a_cell_that_shows_an_error_is_not_read() -> None:
    for read in (text, count, phone):
        assert read(cell("#REF!", error=True)).slips == ((Fault.ERROR_VALUE, None),)
    assert day(cell("#REF!", error=True), TODAY).slips == ((Fault.ERROR_VALUE, None),)


def test_a_number_where_a_name_is_asked_is_read_as_it_looks() -> None:
    assert text(cell(12.0)).value == "12"


def test_an_address_of_mail_has_its_form() -> None:
    assert email(cell("a.b@sub.example.vn")).slips == ()
    assert email(cell("a@b")).slips == ((Fault.EMAIL_FORM, None),)

"""Household numbers as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.fieldwork.rules.numbers import MOST_HOUSEHOLDS, NUMBER, in_order, read_numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1-3, 5, 51A", ["1", "2", "3", "5", "51A"]),
        (" 1 \u2013 3 ;2\n51a", ["1", "2", "3", "51A"]),
        ("007", ["7"]),
    ],
)
def test_ranges_and_single_doors_are_read(text: str, numbers: list[str]) -> None:
    assert read_numbers(text) == numbers


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "numbers_none"),
        ("Nhà ông A", "numbers_unreadable"),
        ("5-1", "numbers_unreadable"),
        ("1-99999", "numbers_unreadable"),
        ("1-1000, 1001", "numbers_too_many"),
        ("1A-3A", "numbers_unreadable"),
    ],
)
def test_what_is_no_list_of_numbers_is_refused(text: str, code: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        read_numbers(text)

    assert refusal.value.code == code


@given(st.text() | st.text(alphabet="0123456789-, aA", max_size=30))
def test_any_text_is_numbers_or_refused(text: str) -> None:
    try:
        found = read_numbers(text)
    except RuleViolation:
        return
    assert 0 < len(found) == len({*found}) <= MOST_HOUSEHOLDS
    assert all(NUMBER.fullmatch(each) for each in found)
    assert read_numbers(", ".join(found)) == found


def test_numbers_are_sorted_as_people_sort_them() -> None:
    assert sorted(["11", "10A", "9", "10"], key=in_order) == ["9", "10", "10A", "11"]
    assert in_order("x") == (0, "x")

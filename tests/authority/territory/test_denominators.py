"""Denominators: never without source and date, never from after the day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.authority.territory.denominators import Denominator, DenominatorKind, added, as_of
from bluezone.protocol.errors import RuleViolation

RESIDENTS = DenominatorKind.RESIDENTS
CENSUS_2009, CENSUS_2019 = date(2009, 4, 1), date(2019, 4, 1)


def residents(value: int, counted_on: date = CENSUS_2009, source: str = "census", unit: str = "a") -> Denominator[str]:
    return Denominator(unit, RESIDENTS, value, counted_on, source)


@pytest.mark.parametrize(("value", "source", "code"), [(1, " ", "source_missing"), (-1, "census", "value_negative")])
def test_a_number_that_nobody_answers_for_is_no_denominator(value: int, source: str, code: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        residents(value, source=source)

    assert refused.value.code == code


def test_the_day_decides_which_census_counts() -> None:
    known = [residents(370_502), residents(460_196, CENSUS_2019)]

    chosen = {day.year: as_of(known, "a", RESIDENTS, day) for day in (date(2008, 1, 1), date(2015, 1, 1), CENSUS_2019)}

    assert chosen[2008] is None
    assert [choice.denominator.value for choice in chosen.values() if choice] == [370_502, 460_196]


def test_two_sources_that_disagree_are_both_shown() -> None:
    known = [residents(10, source="police"), residents(12, source="census"), residents(12, source="register")]

    choice = as_of(known, "a", RESIDENTS, CENSUS_2019)

    assert choice is not None
    assert choice.denominator.source == "census"
    assert [rival.source for rival in choice.rivals] == ["police"]


@given(st.lists(st.builds(residents, st.integers(0, 9), st.dates(date(2000, 1, 1), date(2030, 1, 1)))), st.dates())
def test_no_denominator_is_from_after_the_day(known: list[Denominator[str]], day: date) -> None:
    choice = as_of(known, "a", RESIDENTS, day)

    assert (choice is None) == all(each.counted_on > day for each in known)
    assert choice is None or choice.denominator.counted_on <= day


def test_parts_of_one_census_add_up() -> None:
    parts = [residents(3, unit="a"), residents(4, unit="b")]

    assert added(parts, ["a", "b"], "whole") == residents(7, unit="whole")


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ([residents(3, unit="a")], "denominator_incomplete"),
        ([residents(3, unit="a"), residents(3, CENSUS_2019, unit="b")], "denominators_differ"),
        ([residents(3, unit="a"), residents(3, source="police", unit="b")], "denominators_differ"),
    ],
)
def test_parts_that_do_not_fit_together_are_not_added(parts: list[Denominator[str]], code: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        added(parts, ["a", "b"], "whole")

    assert refused.value.code == code


def test_nothing_adds_up_to_nothing() -> None:
    with pytest.raises(RuleViolation):
        added([], [], "whole")

"""Truth and what phones say, compared."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.lab.evaluation import Outcome, PhoneWord, close_contacts, evaluation, most_telling
from bluezone.lab.traces import INVS13, Contact, Trace, read_trace

DAY = date(2020, 8, 3)
NOON = datetime(2020, 8, 3, 12, tzinfo=UTC)
STEP = timedelta(seconds=20)


def met(one: str, other: str, steps: int, *, metres: float = 1.0, start: datetime = NOON) -> list[Contact]:
    return [Contact(start + place * STEP, one, other, metres) for place in range(steps)]


def trace(*contacts: list[Contact]) -> Trace:
    return Trace("synthetic", STEP, tuple(sorted(contact for ones in contacts for contact in ones)))


def test_forty_five_steps_make_a_close_contact_and_forty_four_do_not() -> None:
    days = trace(met("1", "2", 44), met("3", "4", 45), met("5", "6", 46))

    assert close_contacts(days) == ((DAY, "3", "4"), (DAY, "5", "6"))


def test_minutes_of_two_days_are_not_added_up() -> None:
    tomorrow = NOON + timedelta(days=1)

    assert close_contacts(trace(met("1", "2", 30), met("1", "2", 30, start=tomorrow))) == ()


def test_minutes_of_one_day_are_added_up_over_pauses() -> None:
    later = NOON + timedelta(hours=3)

    assert close_contacts(trace(met("1", "2", 30), met("1", "2", 15, start=later))) == ((DAY, "1", "2"),)


def test_whoever_was_farther_than_two_metres_was_not_near() -> None:
    assert close_contacts(trace(met("1", "2", 90, metres=2.1))) == ()
    assert close_contacts(trace(met("1", "2", 90, metres=2.0))) == ((DAY, "1", "2"),)


def test_five_minute_steps_count_five_minutes_each() -> None:
    contacts = tuple(Contact(NOON + place * timedelta(minutes=5), "1", "2", 1.0) for place in range(3))

    assert close_contacts(Trace("town", timedelta(minutes=5), contacts)) == ((DAY, "1", "2"),)
    assert close_contacts(Trace("town", timedelta(minutes=5), contacts[:2])) == ()


def test_the_four_outcomes_are_told_apart() -> None:
    day = trace(met("1", "2", 45), met("1", "3", 45), met("1", "4", 10), met("1", "5", 10))
    told = PhoneWord(timedelta(minutes=15), timedelta(minutes=16), close_contact=True)

    found = evaluation(day, DAY, "1", {"2": told, "4": told, "5": PhoneWord(heard=timedelta(minutes=3))})

    assert {outcome: found.of(outcome) for outcome in Outcome} == {
        Outcome.WARNED: ("2",),
        Outcome.MISSED: ("3",),
        Outcome.WRONGLY_WARNED: ("4",),
        Outcome.LEFT_ALONE: ("5",),
    }
    assert (set(found.truth), set(found.warned)) == ({"2", "3"}, {"2", "4"})


def test_a_phone_that_heard_a_stranger_to_the_trace_is_not_forgotten() -> None:
    told = PhoneWord(timedelta(minutes=15), timedelta(minutes=15), close_contact=True)

    found = evaluation(trace(met("1", "2", 1)), DAY, "1", {"9": told})

    assert found.of(Outcome.WRONGLY_WARNED) == ("9",)


def test_the_most_telling_day_and_person_have_most_close_contacts() -> None:
    days = trace(met("1", "2", 45), met("2", "3", 45), met("7", "8", 99, start=NOON + timedelta(days=1)))

    assert most_telling(days) == (DAY, "2")
    assert most_telling(days, index_person="8") == (DAY + timedelta(days=1), "8")
    assert most_telling(days, day=DAY + timedelta(days=1))[0] == DAY + timedelta(days=1)
    with pytest.raises(ValueError, match="no such person"):
        most_telling(days, index_person="8", day=DAY)


def test_the_default_story_has_two_close_contacts() -> None:
    house = read_trace(INVS13)

    assert most_telling(house) == (date(2013, 7, 3), "271")


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(6, 9), st.integers(1, 60)), min_size=1, max_size=6))
def test_truth_is_the_same_from_both_sides(pairs: list[tuple[int, int, int]]) -> None:
    day = trace(*(met(str(one), str(other), steps) for one, other, steps in pairs))

    for one in day.people:
        for other in evaluation(day, DAY, one, {}).truth:
            assert one in evaluation(day, DAY, other, {}).truth

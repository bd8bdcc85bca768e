"""When something happened, whatever a device's clock showed."""

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.rollout.fieldwork.rules.clocks import Bounds, Shown, corrected_day, difference, monday_of, witnessed

ENROLLED = datetime(2026, 11, 20, tzinfo=UTC)
NOW = datetime(2026, 11, 27, tzinfo=UTC)
BOUNDS = Bounds(ENROLLED, NOW)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ZONE = timezone(timedelta(hours=7))
moments = st.datetimes(datetime(1900, 1, 2), datetime(2198, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- bounds without a zone, as the strategy takes them
shown = st.lists(st.builds(Shown, moments, st.integers(0, 10**10)), max_size=20)


def up(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)


def day_of(clock: timedelta, *hours: int, opened: int = 0) -> list[Shown]:
    """What a page shows that was opened some hours after the enrolment, of events some hours after it."""
    return [Shown(ENROLLED + hour * HOUR + clock, up((hour - opened) * HOUR)) for hour in hours]


def test_a_clock_that_is_right_is_believed() -> None:
    events = day_of(timedelta(), 1, 2, 30)

    assert witnessed(events, timedelta(), BOUNDS) == [each.at for each in events]


@pytest.mark.parametrize(
    "wrong", [datetime(1970, 1, 1, tzinfo=UTC) - NOW, datetime(2038, 1, 19, tzinfo=UTC) - NOW, -3 * HOUR]
)
def test_a_clock_that_is_wrong_still_is_corrected_by_what_it_lacks(wrong: timedelta) -> None:
    events = day_of(wrong, 4, 5, 30)

    found = witnessed(events, difference(NOW + wrong, NOW), BOUNDS)

    assert found == [ENROLLED + hour * HOUR for hour in (4, 5, 30)]


@pytest.mark.parametrize("wrong", [datetime(1970, 1, 1, tzinfo=UTC) - NOW, datetime(2038, 1, 19, tzinfo=UTC) - NOW])
def test_a_clock_that_was_mended_while_the_page_was_open_is_corrected_by_how_long_it_was(wrong: timedelta) -> None:
    events = [*day_of(wrong, 1, 2), *day_of(timedelta(), 3)]

    assert witnessed(events, timedelta(), BOUNDS) == [ENROLLED + hour * HOUR for hour in (1, 2, 3)]


def test_a_clock_that_broke_on_the_way_does_not_move_what_it_showed_before() -> None:
    wrong = datetime(1970, 1, 1, tzinfo=UTC) - NOW
    events = [*day_of(timedelta(), 1, 2), *day_of(wrong, 50, 51, opened=50)]

    found = witnessed(events, difference(NOW + wrong, NOW), BOUNDS)

    assert found == [ENROLLED + hour * HOUR for hour in (1, 2, 50, 51)]


def test_events_of_a_mended_clock_keep_their_distance_before_what_followed() -> None:
    wrong = datetime(1970, 1, 1, tzinfo=UTC) - NOW
    events = [*day_of(wrong, 1, 3), *day_of(timedelta(), 40, opened=40)]

    first, second, third = witnessed(events, timedelta(), BOUNDS)

    assert (second - first, third) == (2 * HOUR, ENROLLED + 40 * HOUR)
    assert second <= third


def test_one_time_far_off_moves_no_other() -> None:
    events = [*day_of(timedelta(), 48, 49), Shown(ENROLLED + HOUR, up(50 * HOUR)), *day_of(timedelta(), 51)]

    assert witnessed(events, timedelta(), BOUNDS) == [ENROLLED + hour * HOUR for hour in (48, 49, 50, 51)]


def test_two_minutes_are_the_way_not_the_clock() -> None:
    assert difference(NOW - timedelta(minutes=2), NOW) == timedelta()
    assert difference(NOW - timedelta(minutes=3), NOW) == timedelta(minutes=3)


@given(shown, moments, st.tuples(moments, moments))
def test_whatever_a_clock_shows_the_order_stands_and_nothing_happened_later_than_it_came(
    events: list[Shown], made_at: datetime, ends: tuple[datetime, datetime]
) -> None:
    bounds = Bounds(min(ends), max(ends))

    found = witnessed(events, difference(made_at, bounds.latest), bounds)

    assert len(found) == len(events)
    assert all(bounds.earliest <= each <= bounds.latest for each in found)
    assert all(before <= after for before, after in pairwise(found))


@given(shown)
def test_what_came_before_the_events_before_it_happened_at_their_end(events: list[Shown]) -> None:
    assert witnessed(events, timedelta(), Bounds(NOW, ENROLLED)) == [ENROLLED] * len(events)


def test_a_day_moves_as_far_as_its_clock_was_wrong() -> None:
    clock = datetime(1970, 1, 2, 3, tzinfo=UTC)

    assert corrected_day(date(1970, 1, 5), clock, datetime(2026, 11, 24, 3, tzinfo=UTC), ZONE) == date(2026, 11, 27)
    assert corrected_day(date(2026, 11, 27), NOW, NOW, ZONE) == date(2026, 11, 27)
    assert corrected_day(date(1970, 1, 5), NOW, NOW, ZONE) == date(2026, 11, 27)
    assert monday_of(date(2026, 11, 27)) == date(2026, 11, 23)

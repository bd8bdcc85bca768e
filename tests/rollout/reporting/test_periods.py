"""Which days a report speaks of, and when it is late."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.rollout.reporting.rules.periods import (
    Period,
    Rhythm,
    Timeliness,
    cut_off,
    local_day,
    period_of,
    reporting_day,
    timeliness,
)

days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
rhythms = st.sampled_from(Rhythm)


@given(days, rhythms)
def test_a_day_belongs_to_its_period(day: date, rhythm: Rhythm) -> None:
    assert day in period_of(day, rhythm)


@given(days, rhythms)
def test_periods_follow_each_other_without_a_gap(day: date, rhythm: Rhythm) -> None:
    period = period_of(day, rhythm)

    assert period_of(period.last + timedelta(days=1), rhythm).first == period.last + timedelta(days=1)
    assert period_of(period.first, rhythm) == period_of(period.last, rhythm) == period


@pytest.mark.parametrize(
    ("day", "rhythm", "first", "last"),
    [
        (date(2020, 8, 14), Rhythm.MONTH, date(2020, 7, 15), date(2020, 8, 14)),
        (date(2020, 8, 15), Rhythm.MONTH, date(2020, 8, 15), date(2020, 9, 14)),
        (date(2020, 12, 20), Rhythm.MONTH, date(2020, 12, 15), date(2021, 1, 14)),
        (date(2020, 8, 14), Rhythm.QUARTER, date(2020, 6, 15), date(2020, 9, 14)),
        (date(2020, 8, 14), Rhythm.HALF_YEAR, date(2020, 6, 15), date(2020, 12, 14)),
        (date(2020, 12, 15), Rhythm.YEAR, date(2020, 12, 15), date(2021, 12, 14)),
        (date(2020, 8, 16), Rhythm.WEEK, date(2020, 8, 10), date(2020, 8, 16)),
    ],
)
def test_months_run_from_the_fifteenth_to_the_fourteenth(day: date, rhythm: Rhythm, first: date, last: date) -> None:
    assert period_of(day, rhythm) == Period(first, last)


def test_a_day_is_closed_at_eight_the_next_morning() -> None:
    period = period_of(date(2020, 8, 14), Rhythm.DAY)
    closing = datetime(2020, 8, 15, 1, 0, tzinfo=UTC)

    assert cut_off(period, Rhythm.DAY) == closing
    assert timeliness(period, Rhythm.DAY, closing - timedelta(seconds=1)) is Timeliness.ON_TIME
    assert timeliness(period, Rhythm.DAY, closing) is Timeliness.LATE


def test_a_report_of_a_day_that_has_not_come_is_early() -> None:
    period = period_of(date(2020, 8, 14), Rhythm.DAY)

    assert timeliness(period, Rhythm.DAY, datetime(2020, 8, 13, 16, 59, tzinfo=UTC)) is Timeliness.EARLY
    assert timeliness(period, Rhythm.DAY, datetime(2020, 8, 13, 17, 0, tzinfo=UTC)) is Timeliness.ON_TIME


def test_a_month_is_closed_when_its_fourteenth_ends() -> None:
    assert cut_off(period_of(date(2020, 8, 1), Rhythm.MONTH), Rhythm.MONTH) == datetime(2020, 8, 14, 17, 0, tzinfo=UTC)


def test_a_morning_message_speaks_of_the_day_before() -> None:
    assert reporting_day(datetime(2020, 8, 15, 0, 59, tzinfo=UTC)) == date(2020, 8, 14)
    assert reporting_day(datetime(2020, 8, 15, 1, 0, tzinfo=UTC)) == date(2020, 8, 15)


def test_a_moment_needs_a_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        local_day(datetime(2020, 8, 15))  # noqa: DTZ001 -- the fault that is tested

"""Steps of time: every moment lies in one interval, and half hours are edges of both airs."""

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

import pytest
from hypothesis import given
from tests.strategies import airs, days, moments

from bluezone.protocol.intervals import (
    DAY,
    EDGE,
    KEY_INTERVAL,
    Air,
    Interval,
    day_of,
    edge_at_or_after,
    edge_at_or_before,
    interval_at,
    key_interval_at,
    key_moment,
    midnight,
    start_of,
)


class NoOffset(tzinfo):
    """A time zone that does not say how far it is from UTC."""

    def utcoffset(self, _moment: datetime | None, /) -> None:
        return None

    def dst(self, _moment: datetime | None, /) -> None:
        return None

    def tzname(self, _moment: datetime | None, /) -> str:
        return "nowhere"


def test_a_day_has_ninety_six_bluezone_intervals_and_a_hundred_forty_four_of_exposure_notification() -> None:
    assert Air.BLUEZONE.intervals_a_day == 96
    assert Air.EXPOSURE_NOTIFICATION.intervals_a_day == 144
    assert Air.BLUEZONE.interval_length == timedelta(minutes=15)
    assert Air.EXPOSURE_NOTIFICATION.interval_length == timedelta(minutes=10)


def test_the_published_vectors_start_where_the_specification_says() -> None:
    moment = datetime.fromtimestamp(1585785600, tz=UTC)

    assert interval_at(moment, Air.EXPOSURE_NOTIFICATION) == 2642976
    assert interval_at(moment, Air.BLUEZONE) == 1585785600 // 900


@given(moments, airs)
def test_an_interval_holds_its_moment(moment: datetime, air: Air) -> None:
    start = start_of(interval_at(moment, air), air)

    assert start <= moment < start + air.interval_length


@given(moments)
def test_a_key_interval_holds_its_moment(moment: datetime) -> None:
    start = key_moment(key_interval_at(moment))

    assert start <= moment < start + KEY_INTERVAL


@given(moments)
def test_edges_enclose_a_moment_by_less_than_half_an_hour(moment: datetime) -> None:
    before, after = edge_at_or_before(moment), edge_at_or_after(moment)

    assert key_moment(before) <= moment <= key_moment(after)
    assert after - before in (0, EDGE)
    assert (after == before) == (key_moment(before) == moment)


@given(moments, airs)
def test_an_edge_is_an_edge_of_both_airs(moment: datetime, air: Air) -> None:
    edge = key_moment(edge_at_or_before(moment))

    assert start_of(interval_at(edge, air), air) == edge


@given(moments)
def test_a_bluezone_interval_counts_from_utc_midnight(moment: datetime) -> None:
    index = interval_at(moment, Air.BLUEZONE) % 96

    assert index == (moment - midnight(day_of(moment))) // timedelta(minutes=15)


@given(days)
def test_midnight_is_the_first_moment_of_its_day(day: date) -> None:
    assert day_of(midnight(day)) == day
    assert day_of(midnight(day) - timedelta.resolution) == day - DAY


def test_in_viet_nam_the_key_day_begins_at_seven() -> None:
    viet_nam = timezone(timedelta(hours=7))

    assert day_of(datetime(2020, 8, 20, 6, 59, 59, tzinfo=viet_nam)) == date(2020, 8, 19)
    assert day_of(datetime(2020, 8, 20, 7, 0, tzinfo=viet_nam)) == date(2020, 8, 20)


@pytest.mark.parametrize("zone", [None, NoOffset()])
def test_a_moment_without_a_time_zone_is_refused(zone: tzinfo | None) -> None:
    bare = datetime(2020, 8, 20, 12, 0, tzinfo=zone)

    with pytest.raises(ValueError, match="time zone"):
        interval_at(bare, Air.BLUEZONE)
    with pytest.raises(ValueError, match="time zone"):
        key_interval_at(bare)
    with pytest.raises(ValueError, match="time zone"):
        edge_at_or_after(bare)
    with pytest.raises(ValueError, match="time zone"):
        day_of(bare)


def test_intervals_before_1970_are_negative() -> None:
    assert interval_at(datetime(1969, 12, 31, 23, 59, tzinfo=UTC), Air.BLUEZONE) == Interval(-1)

"""Steps of time on the air: ten minutes for Exposure Notification, fifteen for Bluezone.

Sources: Exposure Notification Cryptography Specification v1.2, "ENIntervalNumber"; the 2020 application's 96 steps a
UTC day (`BluezoneIdGenerator`). Both count from 1970, so that a Bluezone step's place in its UTC day is its number
modulo 96. The life of a key is counted in Exposure Notification intervals whatever the air.
"""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final, NewType

Interval = NewType("Interval", int)
"""A step's number on its air, counted from 1970-01-01 00:00 UTC."""

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
DAY: Final = timedelta(days=1)

KEY_INTERVAL: Final = timedelta(minutes=10)
KEY_INTERVALS_A_DAY: Final = 144
EDGE: Final = 3
"""Our keys start and end on multiples of three key intervals: half hours, where both airs have an edge."""


class Air(StrEnum):
    """What is spoken between two phones; it fixes the length of an interval."""

    BLUEZONE = "bluezone"
    EXPOSURE_NOTIFICATION = "exposure-notification"

    @property
    def interval_length(self) -> timedelta:
        """How long one identifier is on this air."""
        return _LENGTH[self]

    @property
    def intervals_a_day(self) -> int:
        """How many identifiers one UTC day has on this air."""
        return DAY // _LENGTH[self]


_LENGTH: Final = {Air.BLUEZONE: timedelta(minutes=15), Air.EXPOSURE_NOTIFICATION: KEY_INTERVAL}


def interval_at(moment: datetime, air: Air) -> Interval:
    """Return the interval of `air` that holds `moment`.

    Raises:
        ValueError: `moment` has no time zone.
    """
    return Interval(_since_epoch(moment) // air.interval_length)


def start_of(interval: Interval, air: Air) -> datetime:
    """Return the first moment of `interval`."""
    return EPOCH + interval * air.interval_length


def key_interval_at(moment: datetime) -> int:
    """Return the ten-minute interval, in which key times are counted, that holds `moment`.

    Raises:
        ValueError: `moment` has no time zone.
    """
    return _since_epoch(moment) // KEY_INTERVAL


def key_moment(key_interval: int) -> datetime:
    """Return the first moment of a ten-minute key interval."""
    return EPOCH + key_interval * KEY_INTERVAL


def edge_at_or_before(moment: datetime) -> int:
    """Return the half-hour edge, as a key interval, at or before `moment`."""
    return key_interval_at(moment) // EDGE * EDGE


def edge_at_or_after(moment: datetime) -> int:
    """Return the half-hour edge, as a key interval, at or after `moment`."""
    return -(-_since_epoch(moment) // (EDGE * KEY_INTERVAL)) * EDGE


def day_of(moment: datetime) -> date:
    """Return the UTC day that holds `moment`: in Viet Nam it begins at 07:00.

    Raises:
        ValueError: `moment` has no time zone.
    """
    return (EPOCH + _since_epoch(moment)).date()


def midnight(day: date) -> datetime:
    """Return the first moment of a UTC day."""
    return datetime.combine(day, time(), tzinfo=UTC)


def _since_epoch(moment: datetime) -> timedelta:
    if moment.utcoffset() is None:
        raise ValueError("a moment needs a time zone")
    return moment - EPOCH

"""Exposure keys: one secret a UTC day, never derived from another.

Sources: Exposure Notification Cryptography Specification v1.2, "Temporary Exposure Key"; `docs/protocol.md` section 2
for the day key of the Bluezone air. A key may cover part of a day; ours lie on half-hour edges.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import IntEnum
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bluezone.protocol.intervals import (
    EDGE,
    KEY_INTERVALS_A_DAY,
    day_of,
    edge_at_or_after,
    edge_at_or_before,
    key_interval_at,
    key_moment,
)

SECRET_LENGTH: Final = 16
"""Bytes of one exposure key."""
DAY_KEY_LENGTH: Final = 32
"""Bytes of one day key of the Bluezone air."""
DAY_KEY_INFO: Final = b"bluezone-day-key"
REPLAY_MARGIN: Final = timedelta(hours=2)
"""No key is published before its end plus this: the widest clock tolerance of any air, so nothing can be replayed."""
RETENTION: Final = timedelta(days=14)
"""How long a phone remembers, and how old a key may be when it is reported."""
LAST_ROLLING_END: Final = key_interval_at(datetime(9999, 12, 31, tzinfo=UTC))
"""The last key interval at which a key may end, so that its end and its embargo are still dates."""


class ReportType(IntEnum):
    """Why a key was published (Exposure Notification export format, `ReportType`)."""

    UNKNOWN = 0
    CONFIRMED_TEST = 1
    CLINICAL_DIAGNOSIS = 2
    SELF_REPORT = 3
    RECURSIVE = 4
    REVOKED = 5


@dataclass(frozen=True, slots=True)
class ExposureKey:
    """Sixteen secret bytes and the part of time in which their identifiers are on the air.

    Args:
        secret: 16 fresh random bytes.
        rolling_start: First key interval (ten minutes since 1970), at least 0.
        rolling_period: Key intervals covered, 1 to 144.

    Raises:
        ValueError: A field is outside these limits.
    """

    secret: bytes = field(repr=False)
    rolling_start: int
    rolling_period: int = KEY_INTERVALS_A_DAY

    def __post_init__(self) -> None:
        """Refuse what no phone can hold."""
        if len(self.secret) != SECRET_LENGTH:
            raise ValueError("an exposure key has 16 bytes")
        if not 1 <= self.rolling_period <= KEY_INTERVALS_A_DAY:
            raise ValueError("rolling period is 1 to 144 intervals")
        if not 0 <= self.rolling_start <= LAST_ROLLING_END - self.rolling_period:
            raise ValueError("a key lies between 1970 and 9999")

    @property
    def rolling_end(self) -> int:
        """The first key interval after the key."""
        return self.rolling_start + self.rolling_period

    @property
    def start(self) -> datetime:
        """The first moment of the key."""
        return key_moment(self.rolling_start)

    @property
    def end(self) -> datetime:
        """The first moment after the key."""
        return key_moment(self.rolling_end)

    @property
    def day(self) -> date:
        """The UTC day in which the key starts."""
        return day_of(self.start)


@dataclass(frozen=True, slots=True)
class DiagnosisKey:
    """An exposure key that its owner agreed to publish after a diagnosis.

    Args:
        key: The key.
        report_type: Why it is published.
        days_since_onset: Whole days from the first symptoms to the key's day, None when not said.
        transmission_risk: 0 to 8; deprecated by Exposure Notification, carried for its clients.
    """

    key: ExposureKey
    report_type: ReportType = ReportType.CONFIRMED_TEST
    days_since_onset: int | None = None
    transmission_risk: int = 0


def fresh_key(secret: bytes, moment: datetime) -> ExposureKey:
    """Return the key that a phone starts at `moment`: from the half-hour edge at or before it to the end of the UTC day.

    Args:
        secret: 16 fresh random bytes.
        moment: When the phone starts it.

    Raises:
        ValueError: `secret` has another length, or `moment` no time zone.
    """
    start = edge_at_or_before(moment)
    return ExposureKey(secret, start, KEY_INTERVALS_A_DAY - start % KEY_INTERVALS_A_DAY)


def ended_key(key: ExposureKey, moment: datetime) -> ExposureKey:
    """Return `key` cut to the first half-hour edge at or after `moment`, at least one edge long; unchanged if it ended before.

    A phone that reports is silent from `moment` to that edge, and starts another key there.

    Raises:
        ValueError: `moment` is before the key, or has no time zone.
    """
    if moment < key.start:
        raise ValueError("a key cannot end before it starts")
    end = max(edge_at_or_after(moment), key.rolling_start + EDGE)
    return replace(key, rolling_period=min(key.rolling_end, end) - key.rolling_start)


def publishable_from(key: ExposureKey) -> datetime:
    """Return the first moment at which no phone on any air would still take the key's identifiers for fresh."""
    return key.end + REPLAY_MARGIN


def day_key(key: ExposureKey) -> bytes:
    """Return the 32 bytes from which the Bluezone air derives the identifiers of the key's UTC day."""
    return HKDF(SHA256(), DAY_KEY_LENGTH, salt=None, info=DAY_KEY_INFO).derive(key.secret)

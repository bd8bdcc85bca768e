"""The rules of publishing: which keys, for which hours, under which name, for how long. Pure.

Source: google/exposure-notifications-server `2041f77`, `internal/export` for windows and names; a key that a phone
could still take for fresh is kept back on whichever air that is (eprint 2020/1393 shows what happens otherwise).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from bluezone.protocol.intervals import Air, Interval, interval_at, start_of
from bluezone.protocol.keys import RETENTION, DiagnosisKey, ExposureKey, publishable_from
from bluezone.protocol.risk import POLICY_1

HOUR: Final = timedelta(hours=1)
INDEX_LIFE: Final = timedelta(hours=48)
"""How long an index is good for: a night's failure of the server alarms nobody, a weekend's does."""
MOMENT: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Window:
    """The full hours, UTC, that one batch stands for: from `start` until just before `end`."""

    start: datetime
    end: datetime


def window(at: datetime, last_end: datetime | None) -> Window | None:
    """Return the window of a batch made at a moment; None when its hours have been published already.

    Args:
        at: The present moment.
        last_end: Where the batch before ended; None for the first batch, which stands for one hour.
    """
    end = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    if last_end is None:
        return Window(end - HOUR, end)
    start = last_end.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return Window(start, end) if start < end else None


def could_be_replayed(key: ExposureKey, at: datetime, *, tolerance: Mapping[Air, int] = POLICY_1.tolerance) -> bool:
    """Return whether a phone could at a moment, or later, still take an identifier of `key` for fresh, on any air.

    Args:
        key: Any key.
        at: When its bytes would be known to everybody.
        tolerance: For each air, how many intervals late an identifier may be heard.
    """
    return at < publishable_from(key) or any(at < _last_heard(key, air, late) for air, late in tolerance.items())


def releasable(keys: Iterable[DiagnosisKey], at: datetime) -> tuple[DiagnosisKey, ...]:
    """Return those of `keys` that may be published at a moment."""
    return tuple(key for key in keys if not could_be_replayed(key.key, at))


def stem(batch: Window, number: int) -> str:
    """Return the name, without its ending, of the files of a batch; names sort as their windows do.

    Args:
        batch: The window.
        number: Counts the files of one window from 1.
    """
    return f"{int(batch.start.timestamp()):010d}-{int(batch.end.timestamp()):010d}-{number:05d}"


def is_past(end: datetime, at: datetime) -> bool:
    """Return whether a file whose window ended at `end` is past its time: every phone has had it, no phone needs it."""
    return end <= at - RETENTION


def next_sequence(before: int, at: datetime) -> int:
    """Return the number of the next index: seconds since 1970, so that it counts up even after a loss of records."""
    return max(before + 1, int(at.timestamp()))


def _last_heard(key: ExposureKey, air: Air, late: int) -> datetime:
    last = interval_at(key.end - MOMENT, air)
    return start_of(Interval(last + late + 1), air)

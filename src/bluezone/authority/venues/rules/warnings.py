"""Place warnings: which codes a warning speaks to, what is united before it is published, how batches live.

Source: `docs/protocol.md`, section 11. A batch is padded once and stays as it is until it is dropped whole. Times of one
code are united first: two entries of one hour would show that they belong together. Each day has a regular batch, with a
warning in it or not, so that a batch says nothing by being there.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final

from bluezone.protocol.intervals import DAY, EPOCH
from bluezone.protocol.place_warnings import HOUR, HOURS_AFTER, HOURS_BEFORE, hour_at, warning_entries

REMEMBERED: Final = 14 * DAY
"""How long a phone keeps a stay, and the longest warning (`docs/protocol.md`, sections 2 and 11)."""
BATCH_LIFE: Final = REMEMBERED
"""How long a batch is published: after it no phone has a stay that it could speak of."""
REGULAR_HOUR: Final = 12
"""The UTC hour of the day's regular batch: 19:00 in Viet Nam, before most phones look at night."""
MOST_BATCHES: Final = 200
"""So many batches at once still leave room in a feed of 4 MiB; beyond it, warnings wait for the regular batch."""

_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A time from `start` until just before `end`."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Life:
    """The UTC days on which phones take a code for genuine, the last not included."""

    issued: date
    expires: date


@dataclass(frozen=True, slots=True)
class Warned:
    """One warning: the secrets of the codes that it speaks to, and when."""

    secrets: tuple[bytes, ...] = field(repr=False)
    span: Span


def speaks_to(life: Life, span: Span) -> bool:
    """Return whether a stay under a code can reach a time.

    A stay keeps the hours from 6 before its start to 24 after; so a code that ended the evening before still counts, and
    so does one that replaced another meanwhile. Whether the poster hangs is of no matter: phones look at the days alone.
    """
    first = span.start - (HOURS_AFTER + 1) * HOUR
    last = span.end + (HOURS_BEFORE + 1) * HOUR
    return _midnight(life.issued) < last and first < _midnight(life.expires)


def entries_for(warned: Iterable[Warned]) -> tuple[bytes, ...]:
    """Return the entries that warn of all this, the times of each code united, in order."""
    spans: defaultdict[bytes, list[Span]] = defaultdict(list)
    for each in warned:
        for secret in each.secrets:
            spans[secret].append(each.span)
    found = {
        entry
        for secret, times in spans.items()
        for span in united(times)
        for entry in warning_entries(secret, span.start, span.end)
    }
    return tuple(sorted(found))


def united(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return times in whole minutes, in order; those that overlap or touch are one, up to 14 days."""
    joined = list[Span]()
    for span in sorted(_whole_minutes(each) for each in spans):
        if joined and span.start <= joined[-1].end and span.end - joined[-1].start <= REMEMBERED:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)


def share_an_hour(one: Span, other: Span) -> bool:
    """Return whether two times touch one hour of the clock, so that their entries would bear one value."""
    return hour_at(one.start) <= hour_at(other.end - _MINUTE) and hour_at(other.start) <= hour_at(one.end - _MINUTE)


def regular_day(moment: datetime) -> date:
    """Return the day whose regular batch is the last one due at a moment."""
    return (moment.astimezone(UTC) - REGULAR_HOUR * HOUR).date()


def next_regular(moment: datetime) -> datetime:
    """Return when the next regular batch is due after a moment."""
    return _midnight(regular_day(moment) + DAY) + REGULAR_HOUR * HOUR


def _whole_minutes(span: Span) -> Span:
    first, last = (span.start - EPOCH) // _MINUTE, -((EPOCH - span.end) // _MINUTE)
    return Span(EPOCH + first * _MINUTE, EPOCH + last * _MINUTE)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)

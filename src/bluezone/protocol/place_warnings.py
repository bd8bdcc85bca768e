"""Place warnings: how a phone finds out, alone, whether it was at a place while somebody ill was there.

Source: `docs/protocol.md`, section 11. For each hour a venue's secret gives a value and a mask. A phone that checked in
keeps values and masks of the hours around, never the secret. A warning publishes, for each hour concerned, the value and
the first and last minute under the mask. What is published says nothing to those who never saw the venue's code.
"""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.intervals import EPOCH
from bluezone.protocol.keys import RETENTION
from bluezone.protocol.signed_feeds import Feed, content_in
from bluezone.protocol.venues import VenueCode, VenueType

HOUR: Final = timedelta(hours=1)
HOURS_BEFORE: Final = 6
"""A check-in keeps the hours from so many before the one of its start; as far can its times be corrected."""
HOURS_AFTER: Final = 24
"""A check-in keeps the hours to so many after the one of its start."""
ENTRY_LENGTH: Final = 18
"""Bytes of a warning's entry: a value of 16 and two masked minutes."""
ENTRIES_STEP: Final = 256
"""Entries are published in multiples of this, decoys included."""

_VALUE_LENGTH: Final = 16
_VALUE_PREFIX: Final = b"bluezone venue hour 1\n"
_MASK_PREFIX: Final = b"bluezone venue minutes 1\n"
_MINUTE: Final = timedelta(minutes=1)
_MINUTES: Final = 60


@dataclass(frozen=True, slots=True)
class HourMark:
    """What a phone keeps of one hour at a venue: a value of 16 bytes to look for and a mask of 2."""

    value: bytes = field(repr=False)
    mask: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class CheckIn:
    """A stay at a venue, without its secret.

    Args:
        name: The venue's.
        type: The venue's.
        commune: The venue's, five digits.
        version: The code's.
        start: The first moment of the stay.
        end: The first moment after it.
        is_automatic: Whether the end is the venue type's and not a person's.
        first_hour: The hour, counted from 1970, of the first mark.
        marks: One an hour.
    """

    name: str
    type: VenueType
    commune: str
    version: int
    start: datetime
    end: datetime
    is_automatic: bool
    first_hour: int
    marks: tuple[HourMark, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class PlaceExposure:
    """A time that a stay shares with a warning, from `start` until just before `end`."""

    check_in: CheckIn
    start: datetime
    end: datetime


class VenuesContent(msgspec.Struct, frozen=True, kw_only=True):
    """The content of the `venues` feed: entries of 18 bytes, joined, and marks of ended codes (`ended_codes`).

    A reader of an earlier year passes over `ended`; `types` is for a later one.
    """

    hours: bytes
    ended: bytes = b""
    types: Annotated[dict[str, Any], Meta(max_length=256)] = {}


def value(secret: bytes, hour: int) -> bytes:
    """Return the 16 bytes by which a warning names a venue in an hour counted from 1970, below 2³²."""
    return hmac.digest(secret, _VALUE_PREFIX + hour.to_bytes(4, "big"), hashlib.sha256)[:_VALUE_LENGTH]


def mask(secret: bytes, hour: int) -> bytes:
    """Return the 2 bytes that cover the minutes of a warning for an hour counted from 1970, below 2³²."""
    return hmac.digest(secret, _MASK_PREFIX + hour.to_bytes(4, "big"), hashlib.sha256)[:2]


def hour_at(moment: datetime) -> int:
    """Return the hour, counted from 1970, that holds `moment`."""
    return (moment - EPOCH) // HOUR


def check_in(code: VenueCode, start: datetime) -> CheckIn:
    """Return a stay that begins at `start` and ends by itself as the venue's type says.

    Args:
        code: From `read_code`; its secret is used and not kept.
        start: Any moment since 1970.

    Raises:
        RuleViolation: `check_in_out_of_range`: `start` is before 1970.
    """
    if start < EPOCH:
        raise RuleViolation("check_in_out_of_range", "a check-in begins after 1970")
    hours = range(max(0, hour_at(start) - HOURS_BEFORE), hour_at(start) + HOURS_AFTER + 1)
    return CheckIn(
        name=code.name,
        type=code.type,
        commune=code.commune,
        version=code.version,
        start=start,
        end=start + code.type.stay,
        is_automatic=True,
        first_hour=hours.start,
        marks=tuple(HourMark(value(code.secret, hour), mask(code.secret, hour)) for hour in hours),
    )


def changed(stay: CheckIn, *, start: datetime | None = None, end: datetime | None = None) -> CheckIn:
    """Return a stay with corrected times; an end that is given is a person's.

    Raises:
        RuleViolation: `check_in_order_wrong`: it would not end after its start; `check_in_out_of_range`: it would leave
            the hours that were kept.
    """
    begun, ended = start or stay.start, end or stay.end
    if begun >= ended:
        raise RuleViolation("check_in_order_wrong", "a check-in ends after its start")
    first = EPOCH + stay.first_hour * HOUR
    if begun < first or ended > first + len(stay.marks) * HOUR:
        raise RuleViolation("check_in_out_of_range", f"times change by {HOURS_BEFORE} h back, {HOURS_AFTER} h on")
    return replace(stay, start=begun, end=ended, is_automatic=stay.is_automatic and end is None)


def warning_entries(secret: bytes, start: datetime, end: datetime) -> tuple[bytes, ...]:
    """Return what warns everybody who was at a venue between `start` and just before `end`, an entry an hour.

    Args:
        secret: The venue's.
        start: Since 1970; a broken minute counts whole.
        end: At most 14 days later; a broken minute counts whole.

    Raises:
        RuleViolation: `warning_interval_wrong`: the times are in the wrong order, or too far apart, or before 1970.
    """
    if not EPOCH <= start < end or end - start > RETENTION:
        raise RuleViolation("warning_interval_wrong", f"a warning ends after its start, within {RETENTION.days} days")
    first, last = (start - EPOCH) // _MINUTE, -((EPOCH - end) // _MINUTE)
    hours = range(first // _MINUTES, (last - 1) // _MINUTES + 1)
    return tuple(
        _entry(secret, hour, max(0, first - hour * _MINUTES), min(_MINUTES, last - hour * _MINUTES)) for hour in hours
    )


def padded_entries(entries: Iterable[bytes], random_bytes: Callable[[int], bytes]) -> bytes:
    """Return entries among decoys, sorted, joined: a multiple of 256 entries, at least 256.

    A batch is padded once and published unchanged until it is dropped whole: decoys made anew each day would stand out
    by changing.

    Args:
        entries: From `warning_entries`, of any venues; one given twice counts once.
        random_bytes: Gives so many fresh random bytes.
    """
    real = set(entries)
    missing = max(1, -(-len(real) // ENTRIES_STEP)) * ENTRIES_STEP - len(real)
    fresh = random_bytes(missing * ENTRY_LENGTH)
    return b"".join(sorted([*real, *entries_in(fresh)]))


def venues_content(batches: Iterable[bytes], ended: bytes = b"") -> VenuesContent:
    """Return the content of the feed that publishes batches from `padded_entries` and marks from `padded_marks`."""
    hours = b"".join(sorted(entry for batch in batches for entry in entries_in(batch)))
    return VenuesContent(hours=hours, ended=ended)


def venues_in(feed: Feed) -> tuple[bytes, ...]:
    """Return the entries in a `venues` feed.

    Raises:
        MalformedMessage: It holds anything else.
    """
    return entries_in(content_in(feed, VenuesContent).hours)


def entries_in(hours: bytes) -> tuple[bytes, ...]:
    """Return joined entries one by one.

    Raises:
        MalformedMessage: They are not of 18 bytes each.
    """
    if len(hours) % ENTRY_LENGTH:
        raise MalformedMessage(f"each entry of a place warning has {ENTRY_LENGTH} bytes")
    return tuple(hours[place : place + ENTRY_LENGTH] for place in range(0, len(hours), ENTRY_LENGTH))


def place_exposures(check_ins: Iterable[CheckIn], entries: Iterable[bytes]) -> tuple[PlaceExposure, ...]:
    """Return the times that stays share with warnings, stay by stay, in order; times that touch are one.

    Args:
        check_ins: Stays, in any order.
        entries: From `venues_in`, in any order; one whose minutes make no sense is a decoy.
    """
    stays = tuple(check_ins)
    wanted = {mark.value for stay in stays for mark in stay.marks}
    published: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for entry in entries:
        if entry[:_VALUE_LENGTH] in wanted:
            published[entry[:_VALUE_LENGTH]].append(entry[_VALUE_LENGTH:])
    return tuple(exposure for stay in stays for exposure in _exposures(stay, published))


def _entry(secret: bytes, hour: int, first: int, last: int) -> bytes:
    return value(secret, hour) + _masked(bytes((first, last)), mask(secret, hour))


def _masked(minutes: bytes, cover: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(minutes, cover, strict=True))


def _exposures(stay: CheckIn, published: dict[bytes, list[bytes]]) -> Iterator[PlaceExposure]:
    shared = sorted(
        (max(start, stay.start), min(end, stay.end))
        for start, end in _warned(stay, published)
        if start < stay.end and stay.start < end and stay.start < stay.end
    )
    for start, end in _joined(shared):
        yield PlaceExposure(stay, start, end)


def _warned(stay: CheckIn, published: dict[bytes, list[bytes]]) -> Iterator[tuple[datetime, datetime]]:
    for number, mark in enumerate(stay.marks, start=stay.first_hour):
        for covered in published.get(mark.value, ()):
            first, last = _masked(covered, mark.mask)
            if first < last <= _MINUTES:
                hour = EPOCH + number * HOUR
                yield hour + first * _MINUTE, hour + last * _MINUTE


def _joined(spans: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    joined = spans[:1]
    for start, end in spans[1:]:
        begun, ended = joined[-1]
        if start <= ended:
            joined[-1] = (begun, max(ended, end))
        else:
            joined.append((start, end))
    return joined

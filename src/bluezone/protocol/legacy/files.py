"""The files of 2020: a phone's history, its own keys, and the authority's broadcast.

Sources: the 2020 application's upload `data_trace.txt` and fields `InfoF` and `DataContent.InfoF`. Android writes
times in milliseconds, iOS in seconds, and iOS writes some of them with a fraction; which it is, is told by magnitude.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Annotated, Final, TypeVar

import msgspec
from msgspec import Meta, Struct

from bluezone.protocol.errors import MalformedMessage
from bluezone.protocol.identifiers import BLUEZONE_STEPS
from bluezone.protocol.intervals import EPOCH, day_of
from bluezone.protocol.legacy.chain import CHAIN_LIMIT, STEPS_LIMITS

M = TypeVar("M")

LINE_LIMIT: Final = 200
"""The longest line of a history, in bytes with its end; a true one has at most 77."""
DOCUMENT_LIMIT: Final = 4 * 1024 * 1024
"""The longest InfoF or broadcast read, in bytes; a true broadcast fitted in a push message of 4 kB."""
ENTRIES_LIMIT: Final = 2_000
"""The most entries of a broadcast."""
LONGEST_RANGE: Final = timedelta(days=181)
"""The longest time one entry may span: 180 days are the most a phone of 2020 was told to keep, and one slot more."""
LAST_SECOND: Final = 253_402_300_799
"""The end of the year 9999."""
MILLISECONDS_FROM: Final = 100_000_000_000
"""A time of at least this is in milliseconds (from 1973 on), a smaller one in seconds (until the year 5138)."""

_ROW: Final = re.compile(
    rb"\s*([0-9A-Fa-f]{24})\t([0-9A-Fa-f]{24})\t(-?[0-9]{1,3})\t([0-9]{1,15})(?:\.([0-9]{1,6})[0-9]{0,12})?\s*"
)
_RSSI_LIMITS: Final = (-128, 127)


@dataclass(frozen=True, slots=True)
class TraceRow:
    """One line of a history: what this phone was called when it heard another.

    Args:
        line: Its number, from 1.
        own: 12 bytes, this phone's identifier.
        heard: 12 bytes, the other phone's identifier.
        rssi_dbm: Received strength as the phone wrote it; iOS wrote 0 when it did not know.
        heard_at: When, by this phone's clock.
    """

    line: int
    own: bytes = field(repr=False)
    heard: bytes = field(repr=False)
    rssi_dbm: int
    heard_at: datetime


@dataclass(frozen=True, slots=True)
class UnreadableLine:
    """A line of a history that is not a row: its number, from 1, and why, without anything of the line."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class PhoneInfo:
    """What a phone of 2020 says about its own keys (InfoF).

    Args:
        base_id: 32 bytes.
        created: Day 0.
        day_key: 32 bytes, the key of a later day.
        day_key_day: That day.
    """

    base_id: bytes = field(repr=False)
    created: date
    day_key: bytes = field(repr=False)
    day_key_day: date


@dataclass(frozen=True, slots=True)
class BroadcastEntry:
    """One diagnosed phone's key in the authority's broadcast.

    Args:
        day_key: 32 bytes, the key of the day that begins at `start`.
        start: First moment of that day, as sent.
        end: Last moment, inclusive.
        steps: Identifiers a day.
    """

    day_key: bytes = field(repr=False)
    start: datetime
    end: datetime
    steps: int = BLUEZONE_STEPS


_Key = Annotated[str, Meta(pattern="^[0-9A-Fa-f]{64}$")]
_Seconds = Annotated[float, Meta(ge=0, le=LAST_SECOND)]
_Steps = Annotated[int, Meta(ge=STEPS_LIMITS[0], le=STEPS_LIMITS[1])]


class _Info(Struct):
    base_id: _Key
    time: _Seconds
    daily_key: _Key
    time_start: _Seconds


class _Entry(Struct):
    daily_key: _Key
    time_start: _Seconds
    time_end: _Seconds
    max: _Steps = BLUEZONE_STEPS


class _Broadcast(Struct):
    data: list[_Entry]


def trace_row(text: bytes, line: int) -> TraceRow:
    """Return what one line of `data_trace.txt` says; its end, and blanks around it, do not matter.

    Args:
        text: Four fields with tabs between them: own and heard identifier (24 hexadecimal digits each), strength in
            dBm, time since 1970 in milliseconds or seconds.
        line: The line's number, for the error.

    Raises:
        MalformedMessage: The line is not that; the message has the number and nothing of the line.
    """
    found = _ROW.fullmatch(text) if len(text) <= LINE_LIMIT else None
    if found is None:
        raise MalformedMessage(f"line {line} is not four fields: two identifiers, a strength, a time")
    own, heard, strength, whole, fraction = found.groups()
    rssi_dbm = int(strength)
    if not _RSSI_LIMITS[0] <= rssi_dbm <= _RSSI_LIMITS[1]:
        raise MalformedMessage(f"line {line}: a strength is -128 to 127 dBm")
    unit = timedelta(milliseconds=1) if int(whole) >= MILLISECONDS_FROM else timedelta(seconds=1)
    since = int(whole) * unit + int((fraction or b"0").ljust(6, b"0")) * unit / 1_000_000
    if since >= timedelta(seconds=LAST_SECOND):
        raise MalformedMessage(f"line {line}: a time is before the year 10000")
    return TraceRow(line, bytes.fromhex(own.decode()), bytes.fromhex(heard.decode()), rssi_dbm, EPOCH + since)


def trace_rows(lines: Iterable[bytes]) -> Iterator[TraceRow | UnreadableLine]:
    """Yield what each line of `data_trace.txt` says, or why it cannot be read; blank lines are passed over.

    Nothing is kept: a history of any length is read in the memory of one line.
    """
    for number, text in enumerate(lines, start=1):
        if text.strip():
            try:
                yield trace_row(text, number)
            except MalformedMessage as wrong:
                yield UnreadableLine(number, str(wrong))


def phone_info(document: bytes) -> PhoneInfo:
    """Return the keys that an InfoF names; its times are Unix seconds, with or without a fraction.

    Raises:
        MalformedMessage: `document` is not an InfoF, or its day key is not of day 0 to `CHAIN_LIMIT`.
    """
    info = _decoded(document, _Info, "InfoF")
    created, later = day_of(_moment(info.time)), day_of(_moment(info.time_start))
    if not 0 <= (later - created).days <= CHAIN_LIMIT:
        raise MalformedMessage(f"InfoF: time_start is 0 to {CHAIN_LIMIT} days after time")
    return PhoneInfo(bytes.fromhex(info.base_id), created, bytes.fromhex(info.daily_key), later)


def broadcast_entries(document: bytes) -> tuple[BroadcastEntry, ...]:
    """Return the entries of an authority's broadcast: an object with the list `data`, or that list alone.

    Raises:
        MalformedMessage: `document` is not a broadcast, or an entry spans no time or more than `LONGEST_RANGE`.
    """
    bare = document.lstrip()[:1] == b"["
    ones = _decoded(document, list[_Entry], "broadcast") if bare else _decoded(document, _Broadcast, "broadcast").data
    if len(ones) > ENTRIES_LIMIT:
        raise MalformedMessage(f"broadcast: at most {ENTRIES_LIMIT} entries are read")
    return tuple(_entry(one, number) for number, one in enumerate(ones, start=1))


def _entry(one: _Entry, number: int) -> BroadcastEntry:
    start, end = _moment(one.time_start), _moment(one.time_end)
    if not timedelta(0) <= end - start <= LONGEST_RANGE:
        raise MalformedMessage(f"entry {number}: from time_start to time_end are 0 to {LONGEST_RANGE.days} days")
    return BroadcastEntry(bytes.fromhex(one.daily_key), start, end, one.max)


def _moment(seconds: float) -> datetime:
    return EPOCH + timedelta(milliseconds=round(seconds * 1000))


def _decoded(document: bytes, kind: type[M], name: str) -> M:
    if len(document) > DOCUMENT_LIMIT:
        raise MalformedMessage(f"{name}: at most {DOCUMENT_LIMIT} bytes are read")
    try:
        return msgspec.json.decode(document, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as wrong:
        where = f": {wrong}" if isinstance(wrong, msgspec.ValidationError) else ""
        raise MalformedMessage(f"this is not the JSON of a {name}{where}") from wrong

"""What a history of 2020 proves: whether a phone could have written it, and whom of a broadcast it met.

Source of the matching rule: `BluezoneIdTrace` of the 2020 application (`docs/protocol.md` section 9). A history that
verifies shows that its writer held the phone's keys; it cannot show that the phones in its second column were there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final

from bluezone.protocol.errors import MalformedMessage
from bluezone.protocol.identifiers import BLUEZONE_STEPS, bluezone_day
from bluezone.protocol.intervals import DAY, day_of, midnight
from bluezone.protocol.legacy.chain import CHAIN_LIMIT, Chain, legacy_day_key
from bluezone.protocol.legacy.files import BroadcastEntry, PhoneInfo, TraceRow, UnreadableLine, trace_rows

LATENESS: Final = timedelta(seconds=155)
"""How long a phone of 2020 could go on with its last identifier: the longest foreground cycle without a restart."""
LINES_KEPT: Final = 20
"""How many line numbers of each kind a report names."""
CONTACTS_KEPT: Final = 1_000
"""How many contacts a report gives as evidence; all are counted."""
SLOTS_LIMIT: Final = 200_000
"""The most identifiers a broadcast may span in all: some 140 patients of fourteen days."""
DAYS_KEPT: Final = 16
"""How many days' identifiers are held while a history is read; its rows come in order of time."""


class Reason(StrEnum):
    """Why a row of a history does not verify."""

    UNREADABLE = "unreadable"
    BEFORE_FIRST_DAY = "before-first-day"
    BEYOND_CHAIN = "beyond-chain"
    ANOTHER_TIME = "another-time"
    ANOTHER_KEY = "another-key"


@dataclass(frozen=True, slots=True)
class Lines:
    """Some lines of a history: how many, the numbers of the first of them, and the last number."""

    count: int
    first: tuple[int, ...]
    last: int


@dataclass(frozen=True, slots=True)
class HistoryReport:
    """What a history is worth beside its phone's keys.

    Args:
        rows: Lines that are not blank.
        verified: Rows whose own identifier is that phone's at that time.
        failures: The other rows, by reason.
        keys_agree: Whether the phone's day key follows from its base id.
    """

    rows: int
    verified: int
    failures: Mapping[Reason, Lines]
    keys_agree: bool


@dataclass(frozen=True, slots=True)
class Contact:
    """A row whose heard identifier is one of a broadcast entry's, at its time.

    Args:
        line: The row's number.
        entry: The entry's number in the broadcast, from 1.
        slot_start: When the identifier began to be on the air.
        heard_at: When it was heard.
        rssi_dbm: How strong; 2020's rule does not ask.
    """

    line: int
    entry: int
    slot_start: datetime
    heard_at: datetime
    rssi_dbm: int


@dataclass(frozen=True, slots=True)
class MatchReport:
    """What 2020's rule finds in a history.

    Args:
        rows: Lines that are not blank.
        contacts: Rows that are a contact; more than none is what a phone of 2020 calls a hit.
        evidence: The first of them.
        unreadable: Lines that could not be read.
    """

    rows: int
    contacts: int
    evidence: tuple[Contact, ...]
    unreadable: Lines

    @property
    def met(self) -> bool:
        """The one bit that 2020's matcher gave."""
        return self.contacts > 0


def verified_history(
    lines: Iterable[bytes], info: PhoneInfo, *, steps: int = BLUEZONE_STEPS, tolerance: timedelta = LATENESS
) -> HistoryReport:
    """Return how many rows of `data_trace.txt` bear the identifier that its phone had at that time.

    Args:
        lines: The file, line by line; it is read once and never held.
        info: That phone's own keys.
        steps: Identifiers a day.
        tolerance: How long after its time an identifier may still stand in a row, less than a day.

    Raises:
        ValueError: `steps` or `tolerance` is out of range.
    """
    if not timedelta(0) <= tolerance < DAY:
        raise ValueError("the tolerance is less than a day")
    phone = _Phone(Chain(info.base_id, info.created, steps), tolerance)
    failures: dict[Reason, _Tally] = {}
    rows = failed = 0
    for row in trace_rows(lines):
        rows += 1
        reason = Reason.UNREADABLE if isinstance(row, UnreadableLine) else phone.objection(row)
        if reason is not None:
            failed += 1
            failures.setdefault(reason, _Tally()).add(row.line)
    keys_agree = legacy_day_key(info.base_id, (info.day_key_day - info.created).days) == info.day_key
    found = {reason: failures[reason].lines for reason in Reason if reason in failures}
    return HistoryReport(rows, rows - failed, found, keys_agree)


def broadcast_slots(entry: BroadcastEntry) -> Iterator[tuple[datetime, bytes]]:
    """Yield the start and the identifier of every slot that 2020's matcher tries for `entry`, in order.

    It goes on while a slot starts at or before the entry's end, so that whole days have one slot more than fits.
    """
    step = Chain(entry.day_key, day_of(entry.start), entry.steps).step
    key, start = entry.day_key, entry.start
    while True:
        for identifier in bluezone_day(key, entry.steps):
            if start > entry.end:
                return
            yield start, identifier
            start += step
        key = sha256(key).digest()


def history_matches(
    lines: Iterable[bytes], entries: Sequence[BroadcastEntry], *, contacts_kept: int = CONTACTS_KEPT
) -> MatchReport:
    """Return what 2020's rule finds: a heard identifier of an entry, at a time from its slot's start to its end inclusive.

    One packet is a contact; neither strength nor duration is asked, and no clock is forgiven.

    Args:
        lines: `data_trace.txt`, line by line; it is read once and never held.
        entries: A broadcast.
        contacts_kept: How many contacts to give as evidence.

    Raises:
        MalformedMessage: The entries span more than `SLOTS_LIMIT` identifiers.
    """
    slots = _slots(entries)
    rows = contacts = 0
    evidence: list[Contact] = []
    unreadable = _Tally()
    for row in trace_rows(lines):
        rows += 1
        if isinstance(row, UnreadableLine):
            unreadable.add(row.line)
            continue
        for number, start, end in slots.get(row.heard, ()):
            if start <= row.heard_at <= end:
                contacts += 1
                if len(evidence) < contacts_kept:
                    evidence.append(Contact(row.line, number, start, row.heard_at, row.rssi_dbm))
                break
    return MatchReport(rows, contacts, tuple(evidence), unreadable.lines)


def _slots(entries: Sequence[BroadcastEntry]) -> dict[bytes, list[tuple[int, datetime, datetime]]]:
    found: dict[bytes, list[tuple[int, datetime, datetime]]] = {}
    spent = 0
    for number, entry in enumerate(entries, start=1):
        step = Chain(entry.day_key, day_of(entry.start), entry.steps).step
        spent += (entry.end - entry.start) // step + 1
        if spent > SLOTS_LIMIT:
            raise MalformedMessage(f"a broadcast spans at most {SLOTS_LIMIT} identifiers")
        for start, identifier in broadcast_slots(entry):
            found.setdefault(identifier, []).append((number, start, start + step))
    return found


class _Tally:
    """Counts lines and keeps a few of their numbers."""

    def __init__(self) -> None:
        self._count = self._last = 0
        self._first: list[int] = []

    def add(self, line: int) -> None:
        self._count += 1
        self._last = line
        if len(self._first) < LINES_KEPT:
            self._first.append(line)

    @property
    def lines(self) -> Lines:
        return Lines(self._count, tuple(self._first), self._last)


class _Phone:
    """Knows which identifier a phone had when; holds the last few days' identifiers."""

    def __init__(self, chain: Chain, tolerance: timedelta) -> None:
        self._chain = chain
        self._tolerance = tolerance
        self._keys = [chain.base_id]
        self._days: dict[date, dict[bytes, int]] = {}

    def objection(self, row: TraceRow) -> Reason | None:
        """Return why `row` is not this phone's, None when it is."""
        day = day_of(row.heard_at)
        if day < self._chain.created:
            return Reason.BEFORE_FIRST_DAY
        if (day - self._chain.created).days > CHAIN_LIMIT:
            return Reason.BEYOND_CHAIN
        reason = Reason.ANOTHER_KEY
        for candidate in (day, day - DAY):  # just after midnight the last identifier of yesterday may still stand
            step = self._steps(candidate).get(row.own)
            if step is not None:
                start = midnight(candidate) + step * self._chain.step
                if start <= row.heard_at < start + self._chain.step + self._tolerance:
                    return None
                reason = Reason.ANOTHER_TIME
        return reason

    def _steps(self, day: date) -> dict[bytes, int]:
        if day not in self._days:
            if len(self._days) == DAYS_KEPT:
                del self._days[next(iter(self._days))]
            self._days[day] = {one: step for step, one in enumerate(self._identifiers(day))}
        return self._days[day]

    def _identifiers(self, day: date) -> tuple[bytes, ...]:
        number = (day - self._chain.created).days
        if number < 0:
            return ()
        while len(self._keys) <= number:
            self._keys.append(sha256(self._keys[-1]).digest())
        return bluezone_day(self._keys[number], self._chain.steps)

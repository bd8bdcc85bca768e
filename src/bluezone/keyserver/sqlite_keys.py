"""Diagnosis keys in SQLite, on both sides: held, published, revised. Transactions are the caller's.

A row has what its key said first (`sealed`) and, once it was revised, what it says since (`revision`). A key that was
published waits for `revision_batch`; one that was not has taken its new words into `sealed`, and one that was withdrawn
before it was ever published is in batch 0, which is none.
"""

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import Final, TypeAlias

from bluezone.keyserver import sqlite_tallies
from bluezone.keyserver.batcher import Published, Revision
from bluezone.keyserver.revising import changes, check_known_as
from bluezone.keyserver.rows import hour, hours, is_filler, is_traveller, packed_key, unpacked_key
from bluezone.keyserver.rules import HeldKey
from bluezone.keyserver.sealing import Sealer
from bluezone.keyserver.store import HoldKeys, Outcome, PublishedBefore, ReviseKeys
from bluezone.keyserver.tallies import Name, Tally, first_hour_of
from bluezone.protocol.errors import RuleViolation, Unavailable
from bluezone.protocol.keys import DiagnosisKey, ReportType

WITHDRAWN: Final = 0
"""The batch of a key that is never published: its test turned out negative before."""

_TOGETHER: Final = 28
"""How many keys one statement inserts: one statement for each costs a fifth more."""
_HOLD: Final = "INSERT OR IGNORE INTO diagnosis_key (mark, release, sealed) VALUES (?, ?, ?)"
_HOLD_TOGETHER: Final = _HOLD + ", (?, ?, ?)" * (_TOGETHER - 1)
_TAKE_BACK: Final = "DELETE FROM diagnosis_key WHERE mark = ? AND sealed = ?"
_KNOWN: Final = "SELECT batch, sealed, revision FROM diagnosis_key WHERE mark = ?"
_WAIT: Final = "UPDATE diagnosis_key SET revision = ?, revision_release = ? WHERE mark = ?"
_REPLACE: Final = "UPDATE diagnosis_key SET sealed = ?, revision = ?, batch = ? WHERE mark = ?"
_DUE: Final = """
SELECT mark, sealed, batch, revision FROM diagnosis_key
WHERE revision_batch IS NULL AND revision_release <= ? ORDER BY mark
"""
_CHANGED_WHILE_HELD: Final = "SELECT mark, sealed FROM diagnosis_key WHERE batch IS NULL AND revision IS NOT NULL"
_PUBLISH_REVISED: Final = """
UPDATE diagnosis_key SET revision = ?, revision_release = ?, revision_batch = ?
WHERE mark = ? AND batch > 0 AND revision_batch IS NULL AND (revision IS NULL OR revision_release IS NOT NULL)
"""
_TAKE_OVER: Final = """
INSERT INTO diagnosis_key (mark, release, batch, sealed, revision, revision_release, revision_batch)
VALUES (?1, ?3, ?3, ?2, ?2, ?3, ?3) ON CONFLICT (mark) DO UPDATE SET batch = ifnull(batch, ?3), revision = ?2,
revision_release = ?3, revision_batch = ?3
"""
_COUNT_AS_PUBLISHED: Final = """
UPDATE diagnosis_key SET revision_batch = ?1 WHERE revision_batch IS NULL AND revision_release <= ?1
"""

_New: TypeAlias = tuple[bytes, int, bytes]
"""The mark of a key, the hour from which it may be published, and what it says, sealed."""
Row = tuple[int | None, bytes, bytes | None]
"""The batch of a key, what it said first and what it says since, both sealed."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What a known key says, and whether anybody may know it."""

    first: ReportType
    later: ReportType | None = None
    is_published: bool = False


def hold(database: sqlite3.Connection, sealer: Sealer, reports: Sequence[HoldKeys]) -> list[Outcome]:
    """Hold the keys of reports and return the outcome of each.

    They are inserted in the order of their marks, which nobody can tell from the keys. Nearly always all of them are new:
    nobody looks for them before, but when one was there, all are taken back and looked at one by one.
    """
    marks = _marks(sealer, reports)
    rows = _new_rows(sealer, reports, marks)
    if _inserted(database, rows) == len(rows):
        sqlite_tallies.add(database, _all_new_in(reports))
        return [None] * len(reports)
    database.executemany(_TAKE_BACK, [(mark, sealed) for mark, _, sealed in rows])
    return _hold_beside_known(database, sealer, reports, marks)


def revise(database: sqlite3.Connection, sealer: Sealer, revision: ReviseKeys) -> None:
    """Change what keys say, all or none.

    Raises:
        RuleViolation: See `ReviseKeys`.
    """
    changed = []
    for held in revision.keys:
        mark = sealer.mark(held.key.key.secret)
        row = database.execute(_KNOWN, (mark,)).fetchone()
        if row is None:
            raise RuleViolation("invalid_revision_token", "a key of this revision is not known, or was forgotten")
        batch, sealed, _ = row
        said = _said(sealer, mark, row)
        if changes(said.first, said.later, held.key.report_type):
            changed.append((mark, batch, sealer.opened(mark, sealed), held))
    for mark, batch, plain, held in sorted(changed, key=lambda change: change[0]):
        new = packed_key(held.key, filler=is_filler(plain), traveller=is_traveller(plain))
        sealed = sealer.sealed(mark, new)
        if batch is None:
            never = WITHDRAWN if held.key.report_type is ReportType.REVOKED else None
            database.execute(_REPLACE, (sealed, sealer.sealed(mark, new), never, mark))
        else:
            database.execute(_WAIT, (sealed, hours(held.release), mark))


def due(database: sqlite3.Connection, sealer: Sealer, at: datetime) -> list[Revision]:
    """Return the revisions that may be published at a moment and were not, in the order of their marks."""
    return [
        Revision(
            Published(unpacked_key(sealer.opened(mark, sealed)), hour(batch)),
            unpacked_key(sealer.opened(mark, revision)),
        )
        for mark, sealed, batch, revision in database.execute(_DUE, (hours(at),))
    ]


def spare_fillers(database: sqlite3.Connection, sealer: Sealer, batches: Collection[datetime]) -> list[Published]:
    """Return the fillers of batches that were not revised, in the order of their marks."""
    numbers = sorted({hours(batch) for batch in batches})
    rows = database.execute(
        f"SELECT mark, sealed, batch FROM diagnosis_key WHERE revision IS NULL AND batch IN ({_places(numbers)}) "  # noqa: S608 -- question marks only
        "ORDER BY mark",
        numbers,
    )
    opened = ((sealer.opened(mark, sealed), batch) for mark, sealed, batch in rows)
    return [Published(unpacked_key(plain), hour(batch)) for plain, batch in opened if is_filler(plain)]


def check_unchanged(database: sqlite3.Connection, sealer: Sealer, keys: Iterable[DiagnosisKey]) -> None:
    """Refuse keys that were revised since they were read as releasable.

    Raises:
        Unavailable: One was.
    """
    changed = dict(database.execute(_CHANGED_WHILE_HELD))
    if not changed:
        return
    for key in keys:
        sealed = changed.get(mark := sealer.mark(key.key.secret))
        if sealed is not None and unpacked_key(sealer.opened(mark, sealed)) != key:
            raise Unavailable("a key of this batch changed meanwhile")


def record_revised(database: sqlite3.Connection, sealer: Sealer, revised: Iterable[DiagnosisKey], batch: int) -> None:
    """Note that a batch published keys as revised.

    Raises:
        Unavailable: One is not published, or was published as revised before.
    """
    rows = [(sealed, batch, batch, mark) for mark, sealed in sorted(_sealed(sealer, revised))]
    if database.executemany(_PUBLISH_REVISED, rows).rowcount != len(rows) and rows:
        raise Unavailable("a revised key of this batch is not published, or was revised before")


def take_over_revised(
    database: sqlite3.Connection, sealer: Sealer, revised: Iterable[DiagnosisKey], batch: int
) -> None:
    """Note that keys, known or not, were published as revised by a batch that these records did not know."""
    rows = [(mark, sealed, batch) for mark, sealed in sorted(_sealed(sealer, revised))]
    database.executemany(_TAKE_OVER, rows)


def count_as_published(database: sqlite3.Connection, until: int) -> int:
    """Note that every revision whose hour had come was published, and return how many that are."""
    return database.execute(_COUNT_AS_PUBLISHED, (until,)).rowcount


def _hold_beside_known(
    database: sqlite3.Connection, sealer: Sealer, reports: Sequence[HoldKeys], marks: Sequence[bytes]
) -> list[Outcome]:
    known = _known(database, marks)
    outcomes = _checked(sealer, reports, marks, known)
    taken = [
        report for report, outcome in zip(reports, outcomes, strict=True) if not isinstance(outcome, RuleViolation)
    ]
    marks = _marks(sealer, taken)
    tallies = _new_in(taken, marks, set(known))
    _inserted(database, _new_rows(sealer, taken, marks))
    sqlite_tallies.add(database, tallies)
    return outcomes


def _marks(sealer: Sealer, reports: Iterable[HoldKeys]) -> list[bytes]:
    return sealer.marks([key.key.key.secret for report in reports for key in report.keys])


def _new_rows(sealer: Sealer, reports: Iterable[HoldKeys], marks: Sequence[bytes]) -> list[_New]:
    keys = [key for report in reports for key in report.keys]
    release = {moment: hours(moment) for moment in {key.release for key in keys}}
    plain = [packed_key(key.key, traveller=key.traveller) for key in keys]
    rows = sorted(zip(marks, [release[key.release] for key in keys], plain, strict=True))
    sealed = sealer.all_sealed([(mark, plain) for mark, _, plain in rows])
    return [(mark, hour, seal) for (mark, hour, _), seal in zip(rows, sealed, strict=True)]


def _inserted(database: sqlite3.Connection, rows: Sequence[_New]) -> int:
    """Insert keys, those that are there left as they are, and return how many were new."""
    whole = len(rows) - len(rows) % _TOGETHER
    many = 0
    for start in range(0, whole, _TOGETHER):
        values = list(chain.from_iterable(rows[start : start + _TOGETHER]))
        many += database.execute(_HOLD_TOGETHER, values).rowcount
    if whole < len(rows):
        many += database.executemany(_HOLD, rows[whole:]).rowcount
    return many


def _known(database: sqlite3.Connection, marks: Sequence[bytes]) -> dict[bytes, Row]:
    found = database.execute(
        f"SELECT mark, batch, sealed, revision FROM diagnosis_key WHERE mark IN ({_places(marks)})",  # noqa: S608 -- question marks only
        marks,
    )
    return {mark: (batch, sealed, revision) for mark, batch, sealed, revision in found}


def _places(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _checked(
    sealer: Sealer, reports: Sequence[HoldKeys], marks: Iterable[bytes], known: dict[bytes, Row]
) -> list[Outcome]:
    said = {mark: _said(sealer, mark, row) for mark, row in known.items()}
    left = iter(marks)
    return [_outcome(report.keys, list(islice(left, len(report.keys))), said) for report in reports]


def _outcome(keys: Sequence[HeldKey], marks: Sequence[bytes], said: dict[bytes, _Said]) -> Outcome:
    pairs = list(zip(marks, keys, strict=True))
    try:
        for mark, held in pairs:
            if known := said.get(mark):
                check_known_as(known.first, known.later, held.key.report_type)
    except RuleViolation as refused:
        return refused
    for mark, held in pairs:
        said.setdefault(mark, _Said(held.key.report_type))
    published = frozenset(held.key.key.secret for mark, held in pairs if said[mark].is_published)
    return PublishedBefore(published) if published else None


def _said(sealer: Sealer, mark: bytes, row: Row) -> _Said:
    batch, sealed, revision = row
    first = unpacked_key(sealer.opened(mark, sealed)).report_type
    later = unpacked_key(sealer.opened(mark, revision)).report_type if revision else None
    return _Said(first, later, is_published=bool(batch))


def _all_new_in(reports: Iterable[HoldKeys]) -> list[Tally]:
    """Return what to count when every key is new."""
    counted: Counter[tuple[int, str]] = Counter()
    for report in reports:
        if report.moment is not None and report.keys:
            day = first_hour_of(report.moment)
            counted[day, Name.UPLOADS] += 1
            counted[day, Name.KEYS] += len(report.keys)
    return [Tally(hour, name, many) for (hour, name), many in counted.items()]


def _new_in(reports: Iterable[HoldKeys], marks: Iterable[bytes], seen: set[bytes]) -> list[Tally]:
    """Return what to count: keys that are not held yet, and reports that bring one."""
    left = iter(marks)
    counted: Counter[tuple[int, str]] = Counter()
    for report in reports:
        new = set(islice(left, len(report.keys))) - seen
        seen |= new
        if new and report.moment is not None:
            day = first_hour_of(report.moment)
            counted[day, Name.UPLOADS] += 1
            counted[day, Name.KEYS] += len(new)
    return [Tally(hour, name, many) for (hour, name), many in counted.items()]


def _sealed(sealer: Sealer, keys: Iterable[DiagnosisKey]) -> list[tuple[bytes, bytes]]:
    marked = [(sealer.mark(key.key.secret), packed_key(key)) for key in keys]
    return [(mark, seal) for (mark, _), seal in zip(marked, sealer.all_sealed(marked), strict=True)]

"""What a group of changes does to diagnosis keys in PostgreSQL: read together, decided, written together.

A key waits in `held_key` and is moved to `diagnosis_key` by the batch that publishes it. A row has what its key said first
(`sealed`) and, once it was revised, what it says since (`revision`). A key that was published waits for `revision_batch`;
one that was not takes its new words into `sealed`, and one that is withdrawn before it was ever published is moved to
batch 0, which is none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bluezone.keyserver.postgresql_columns import blobs, marks, numbers
from bluezone.keyserver.postgresql_schema import Asked, Database
from bluezone.keyserver.revising import changes, check_known_as
from bluezone.keyserver.rows import hours, is_filler, is_traveller, packed_key, unpacked_key
from bluezone.keyserver.sealing import Sealer
from bluezone.keyserver.store import HoldKeys, Operation, PublishedBefore, ReviseKeys
from bluezone.keyserver.tallies import Name, Tally, first_hour
from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.intervals import day_of
from bluezone.protocol.keys import ReportType

if TYPE_CHECKING:
    from bluezone.keyserver.rules import HeldKey

WITHDRAWN: Final = 0
"""The batch of a key that is never published: its test turned out negative before."""

_NOBODY_MOVES: Final = "LOCK TABLE held_key IN ROW EXCLUSIVE MODE"
"""A batch that moves keys waits for the group, or the group for it: no key is in neither table meanwhile."""
_HELD: Final = """
SELECT held_key.mark, NULL::integer, held_key.sealed, held_key.revision
FROM unnest(%s) AS n (mark) JOIN held_key ON held_key.mark = n.mark
"""
_PUBLISHED: Final = """
SELECT diagnosis_key.mark, batch, sealed, revision
FROM unnest(%s) AS n (mark) JOIN diagnosis_key ON diagnosis_key.mark = n.mark
"""
_AND_KEEP: Final = " FOR UPDATE OF {}"
"""Nobody else revises them before this transaction ends."""
_HOLD: Final = "INSERT INTO held_key SELECT * FROM unnest(%s, %s, %s)"
_REPLACE: Final = """
UPDATE held_key SET sealed = n.sealed, revision = n.revision
FROM unnest(%s, %s, %s) AS n (mark, sealed, revision) WHERE held_key.mark = n.mark
"""
_WITHDRAW: Final = """
WITH gone AS (DELETE FROM held_key WHERE mark = ANY(%s) RETURNING mark, release)
INSERT INTO diagnosis_key (mark, release, batch, sealed, revision) SELECT gone.mark, release, %s, n.sealed, n.revision
FROM gone JOIN unnest(%s, %s, %s) AS n (mark, sealed, revision) ON n.mark = gone.mark ORDER BY gone.mark
"""
_WAIT: Final = """
UPDATE diagnosis_key SET revision = n.revision, revision_release = n.release
FROM unnest(%s, %s, %s) AS n (mark, revision, release) WHERE diagnosis_key.mark = n.mark
"""


@dataclass(frozen=True, slots=True)
class _Row:
    """A key that is known: its batch, None while it is held; what it said first and says since, as packed bytes."""

    batch: int | None
    first: bytes
    later: bytes | None

    @property
    def types(self) -> tuple[ReportType, ReportType | None]:
        return unpacked_key(self.first).report_type, unpacked_key(self.later).report_type if self.later else None


class KeyGroup:
    """The keys that a group of changes brings or revises.

    Args:
        keys: Hides keys.
        operations: The group.
        tallies: Takes what is to be counted.
    """

    def __init__(self, keys: Sealer, operations: Sequence[Operation], tallies: list[Tally]) -> None:
        """Look which rows are needed."""
        self._keys = keys
        self._tallies = tallies
        about = [operation for operation in operations if isinstance(operation, HoldKeys | ReviseKeys)]
        self._revises = any(isinstance(operation, ReviseKeys) for operation in about)
        secrets = {key.key.key.secret for operation in about for key in operation.keys}
        self._marks = dict(zip(secrets, keys.marks([*secrets]), strict=True))
        self._asked: list[Asked] = []
        self._known: dict[bytes, _Row] = {}
        self._new: dict[bytes, HeldKey] = {}
        self._changed: dict[bytes, int] = {}

    def ask(self, database: Database) -> None:
        """Ask which keys are held or were published already."""
        if self._marks:
            wanted = marks(sorted(self._marks.values()))
            database.execute(_NOBODY_MOVES)
            for query, table in ((_HELD, "held_key"), (_PUBLISHED, "diagnosis_key")):
                asked = query + _AND_KEEP.format(table) if self._revises else query
                self._asked.append(database.execute(asked.encode(), (wanted,), binary=True))

    def learn(self) -> None:
        """Take what was asked for."""
        for asked in self._asked:
            for mark, batch, sealed, revision in asked:
                later = None if revision is None else self._keys.opened(mark, revision)
                self._known[mark] = _Row(batch, self._keys.opened(mark, sealed), later)

    def hold(self, report: HoldKeys) -> PublishedBefore | None:
        """Hold the keys of a report that are new, and return which were published before it came.

        Raises:
            RuleViolation: `missing_revision_token`.
        """
        pairs = [(self._marks[held.key.key.secret], held) for held in report.keys]
        new = dict(reversed(pairs))  # of two that are the same the first
        if not self._known.keys().isdisjoint(new) or not self._new.keys().isdisjoint(new):
            for mark, held in pairs:
                self._check(mark, held)
            new = {mark: held for mark, held in new.items() if mark not in self._known and mark not in self._new}
        self._new |= new
        if new and report.moment is not None:
            hour = first_hour(day_of(report.moment))
            self._tallies += [Tally(hour, Name.UPLOADS), Tally(hour, Name.KEYS, len(new))]
        return self._published_before(report) if self._known else None

    def revise(self, revision: ReviseKeys) -> None:
        """Change what keys say, all or none.

        Raises:
            RuleViolation: See `ReviseKeys`.
        """
        changed = {}
        for held in revision.keys:
            mark = self._marks[held.key.key.secret]
            row = self._known.get(mark)
            if row is None:
                raise RuleViolation("invalid_revision_token", "a key of this revision is not known, or was forgotten")
            if changes(*row.types, held.key.report_type):
                changed[mark] = row, held
        for mark, (row, held) in changed.items():
            said = packed_key(held.key, filler=is_filler(row.first), traveller=is_traveller(row.first))
            self._known[mark] = replace(row, first=said if row.batch is None else row.first, later=said)
            self._changed[mark] = hours(held.release)

    def write(self, database: Database) -> None:
        """Write what came of the group, in the order of the marks, which nobody can tell from the keys."""
        if self._new:
            self._hold(database)
        held = [mark for mark in sorted(self._changed) if self._known[mark].batch is None]
        if gone := [mark for mark in held if ReportType.REVOKED in self._known[mark].types]:
            database.execute(_WITHDRAW, (marks(gone), WITHDRAWN, *self._said(gone)))
        if stays := [mark for mark in held if ReportType.REVOKED not in self._known[mark].types]:
            database.execute(_REPLACE, self._said(stays))
        if waits := sorted(self._changed.keys() - {*held}):
            mark, _, revision = self._said(waits)
            database.execute(_WAIT, (mark, revision, numbers([self._changed[mark] for mark in waits])))

    def _check(self, mark: bytes, held: "HeldKey") -> None:
        if mark in self._known:
            check_known_as(*self._known[mark].types, held.key.report_type)
        elif mark in self._new:
            check_known_as(self._new[mark].key.report_type, None, held.key.report_type)

    def _published_before(self, report: HoldKeys) -> PublishedBefore | None:
        rows = (
            (secret, self._known.get(self._marks[secret])) for secret in (held.key.key.secret for held in report.keys)
        )
        secrets = frozenset(secret for secret, row in rows if row and row.batch)
        return PublishedBefore(secrets) if secrets else None

    def _hold(self, database: Database) -> None:
        release = {moment: hours(moment) for moment in {held.release for held in self._new.values()}}
        ordered = sorted(self._new)
        rows = [self._new[mark] for mark in ordered]
        plain = [packed_key(held.key, traveller=held.traveller) for held in rows]
        sealed = self._keys.all_sealed([*zip(ordered, plain, strict=True)])
        database.execute(_HOLD, (marks(ordered), numbers([release[held.release] for held in rows]), blobs(sealed)))

    def _said(self, about: Iterable[bytes]) -> tuple[bytes, bytes, bytes]:
        """Return marks, what each key said first, and what it says since."""
        rows = [(mark, self._known[mark]) for mark in about]
        first = self._keys.all_sealed([(mark, row.first) for mark, row in rows])
        later = self._keys.all_sealed([(mark, row.later or row.first) for mark, row in rows])
        return marks([mark for mark, _ in rows]), blobs(first), blobs(later)

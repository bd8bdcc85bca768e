"""What a group of changes does to diagnosis keys in PostgreSQL: read together, decided, written together."""

from collections import Counter
from collections.abc import Sequence
from itertools import islice
from typing import Final

from bluezone.keyserver.postgresql_columns import blobs, marks, numbers
from bluezone.keyserver.postgresql_schema import Asked, Database
from bluezone.keyserver.rows import hours, packed_key
from bluezone.keyserver.rules import HeldKey
from bluezone.keyserver.sealing import Sealer
from bluezone.keyserver.store import HoldKeys, Operation
from bluezone.keyserver.tallies import Name, Tally, first_hour
from bluezone.protocol.intervals import day_of

_NOBODY_MOVES: Final = "LOCK TABLE held_key IN ROW EXCLUSIVE MODE"
"""A batch that moves keys waits for the group, or the group for it: no key is in neither table meanwhile."""
_KNOWN: Final = """
SELECT mark FROM unnest(%s) AS n (mark)
WHERE EXISTS (SELECT FROM held_key WHERE held_key.mark = n.mark)
OR EXISTS (SELECT FROM diagnosis_key WHERE diagnosis_key.mark = n.mark)
"""
_HOLD: Final = "INSERT INTO held_key SELECT * FROM unnest(%s, %s, %s)"


class KeyGroup:
    """The keys that a group of changes brings.

    Args:
        keys: Hides keys.
        operations: The group.
    """

    def __init__(self, keys: Sealer, operations: Sequence[Operation]) -> None:
        """Look which rows are needed."""
        self._keys = keys
        self._reports = [operation for operation in operations if isinstance(operation, HoldKeys)]
        self._held = [key for report in self._reports for key in report.keys]
        self._marks = keys.marks([key.key.key.secret for key in self._held])
        self._asked: Asked | None = None
        self._known: set[bytes] = set()

    def ask(self, database: Database) -> None:
        """Ask which keys are held or were published already."""
        if self._held:
            database.execute(_NOBODY_MOVES)
            self._asked = database.execute(_KNOWN, (marks(self._marks),), binary=True)

    def learn(self) -> None:
        """Take what was asked for."""
        if self._asked:
            self._known = {mark for (mark,) in self._asked}

    def write(self, database: Database) -> list[Tally]:
        """Hold what is new in the order of the marks, which nobody can tell from the keys, and return what to count."""
        counted: Counter[tuple[int, str]] = Counter()
        rows: dict[bytes, HeldKey] = {}
        pairs = iter(zip(self._marks, self._held, strict=True))
        for report in self._reports:
            before = len(rows)
            for mark, key in islice(pairs, len(report.keys)):
                if mark not in self._known:
                    rows.setdefault(mark, key)
            if report.moment is not None and (new := len(rows) - before):
                hour = first_hour(day_of(report.moment))
                counted[hour, Name.UPLOADS] += 1
                counted[hour, Name.KEYS] += new
        if rows:
            self._hold(database, rows)
        return [Tally(hour, name, many) for (hour, name), many in counted.items()]

    def _hold(self, database: Database, rows: dict[bytes, HeldKey]) -> None:
        release = {moment: hours(moment) for moment in {key.release for key in rows.values()}}
        ordered = sorted(rows)
        sealed = self._keys.all_sealed([(mark, packed_key(rows[mark].key)) for mark in ordered])
        hour = numbers([release[rows[mark].release] for mark in ordered])
        database.execute(_HOLD, (marks(ordered), hour, blobs(sealed)))

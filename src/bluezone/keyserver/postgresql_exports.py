"""What the batcher needs from the key server's records in PostgreSQL: keys whose time has come, and what was published.

It has a connection of its own and may work beside any number of servers. A batch takes its keys out of `held_key` and
puts them, with its fillers and in the order of their marks, behind what was exported before: exactly once, whoever else tries.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from bluezone.keyserver import postgresql_tallies
from bluezone.keyserver.batcher import ExportRecord, Published, Revision
from bluezone.keyserver.postgresql_columns import blobs, marks, numbers
from bluezone.keyserver.postgresql_lead import PostgresqlLead
from bluezone.keyserver.postgresql_line import Line
from bluezone.keyserver.postgresql_schema import Database
from bluezone.keyserver.rows import hour, hours, is_filler, is_traveller, packed_key, unpacked_key
from bluezone.keyserver.sealing import Chance, KeyFiles, sealer
from bluezone.keyserver.tallies import Name, first_hour, looked
from bluezone.protocol.errors import Unavailable
from bluezone.protocol.intervals import day_of
from bluezone.protocol.keys import DiagnosisKey

_ALONE: Final = "LOCK TABLE held_key IN SHARE ROW EXCLUSIVE MODE"
"""No group holds keys while some are moved, or it would not find them in either table."""
_RELEASABLE: Final = "SELECT mark, sealed FROM held_key WHERE release <= %s ORDER BY mark"
_MOVE: Final = """
WITH moved AS (
    DELETE FROM held_key USING unnest(%s) AS n (mark) WHERE held_key.mark = n.mark RETURNING held_key.*
), every AS (
    SELECT mark, sealed, revision FROM moved
    UNION ALL SELECT mark, sealed, NULL FROM unnest(%s, %s) AS n (mark, sealed)
)
INSERT INTO diagnosis_key (mark, release, batch, sealed, revision)
SELECT mark, batch, batch, sealed, revision FROM every, (SELECT %s::integer AS batch) ORDER BY mark
"""
"""All rows of a batch are alike: when a key had been released is not said of it any more."""
_CHANGED_WHILE_HELD: Final = "SELECT mark, sealed FROM held_key WHERE revision IS NOT NULL"
_DUE: Final = """
SELECT mark, sealed, batch, revision FROM diagnosis_key
WHERE revision_batch IS NULL AND revision_release <= %s ORDER BY mark
"""
_SPARE: Final = """
SELECT mark, sealed, batch FROM diagnosis_key WHERE revision IS NULL AND batch = ANY(%s) ORDER BY mark
"""
_PUBLISH_REVISED: Final = """
UPDATE diagnosis_key AS d SET revision = n.revision, revision_release = n.batch, revision_batch = n.batch
FROM (SELECT mark, revision, %s::integer AS batch FROM unnest(%s, %s) AS n (mark, revision)) AS n
WHERE d.mark = n.mark AND d.batch > 0 AND revision_batch IS NULL AND (d.revision IS NULL OR revision_release IS NOT NULL)
"""
_TAKE_OVER_REVISED: Final = """
INSERT INTO diagnosis_key (mark, release, batch, sealed, revision, revision_release, revision_batch)
SELECT mark, b, b, sealed, sealed, b, b FROM unnest(%s, %s) AS n (mark, sealed), (SELECT %s::integer AS b) ORDER BY mark
ON CONFLICT (mark) DO UPDATE SET revision = excluded.revision, revision_release = excluded.revision_release,
revision_batch = excluded.revision_batch
"""
_REVISED_AS_PUBLISHED: Final = """
UPDATE diagnosis_key SET revision_batch = %(hour)s WHERE revision_batch IS NULL AND revision_release <= %(hour)s
"""
_TAKE_OVER: Final = """
INSERT INTO diagnosis_key (mark, release, batch, sealed) SELECT mark, %s, %s, sealed FROM unnest(%s, %s) AS n (mark, sealed)
ORDER BY mark ON CONFLICT (mark) DO UPDATE SET release = excluded.release, batch = excluded.batch, sealed = excluded.sealed
"""
_COUNT_AS_EXPORTED: Final = """
WITH moved AS (DELETE FROM held_key WHERE release <= %s RETURNING *)
INSERT INTO diagnosis_key (mark, release, batch, sealed, revision)
SELECT mark, release, %s, sealed, revision FROM moved ORDER BY mark
"""
_FORGOTTEN: Final = """
INSERT INTO purge AS p (hour, exports) VALUES (%s, %s) ON CONFLICT (hour) DO UPDATE SET exports = p.exports + excluded.exports
"""
_APPEND: Final = """
INSERT INTO log_leaf SELECT (SELECT coalesce(max(number) + 1, 0) FROM log_leaf) + row_number() OVER (ORDER BY place) - 1, leaf
FROM (SELECT leaf, min(place) AS place FROM unnest(%s) WITH ORDINALITY AS n (leaf, place) GROUP BY leaf) AS new
WHERE NOT EXISTS (SELECT FROM log_leaf WHERE log_leaf.leaf = new.leaf)
"""
_NUMBERS: Final = """
SELECT number FROM unnest(%s) WITH ORDINALITY AS n (leaf, place) JOIN log_leaf USING (leaf) ORDER BY place
"""

T = TypeVar("T")


class PostgresqlExports:
    """The batcher's side of the records.

    Args:
        url: The database, made by `PostgresqlStore`.
        files: The secrets from its key files.
        chance: Bytes for nonces.
        turn: The file to lock, beside the database, for the hourly work.
    """

    def __init__(self, url: str, files: KeyFiles, chance: Chance, *, turn: Path | None = None) -> None:
        """Connect with the first use."""
        self._line = Line(url)
        self.lead = PostgresqlLead(self._line, turn)
        self._keys = sealer(files.rows, "key", chance.random)

    def held(self, at: datetime) -> bool:
        """Return whether exports are held, after a look at the day's keys that may hold them."""
        with self._changing() as database:
            keys = postgresql_tallies.counted(database).get((first_hour(day_of(at)), Name.KEYS), 0)
            before = postgresql_tallies.state_in(database, keep=True)
            after = looked(before, keys, at)
            if after != before:
                postgresql_tallies.keep_state(database, after)
        return after.is_held

    def releasable(self, at: datetime) -> list[DiagnosisKey]:
        """Return the keys that were never exported and whose release hour has come, in the order of their marks."""
        return [unpacked_key(plain) for plain in self._due(at)]

    def travelling(self, at: datetime) -> frozenset[bytes]:
        """Return the secrets of those releasable keys whose owners said that they travelled."""
        return frozenset(unpacked_key(plain).key.secret for plain in self._due(at) if is_traveller(plain))

    def exports(self) -> list[ExportRecord]:
        """Return the exports that are published, oldest first: their names sort as their windows do."""
        query = "SELECT record FROM export ORDER BY name"
        rows = self._read(lambda database: database.execute(query, binary=True).fetchall())
        return [msgspec.json.decode(record, type=ExportRecord) for (record,) in rows]

    def revisable(self, at: datetime) -> list[Revision]:
        """Return the revisions of published keys that were not published yet and whose hour has come."""
        rows = self._read(lambda database: database.execute(_DUE, (hours(at),), binary=True).fetchall())
        return [
            Revision(Published(self._opened(mark, sealed), hour(batch)), self._opened(mark, revision))
            for mark, sealed, batch, revision in rows
        ]

    def spare_fillers(self, batches: Collection[datetime]) -> list[Published]:
        """Return the fillers that batches published and that were not revised since."""
        wanted = numbers([hours(batch) for batch in batches])
        rows = self._read(lambda database: database.execute(_SPARE, (wanted,), binary=True).fetchall())
        opened = ((self._keys.opened(mark, sealed), batch) for mark, sealed, batch in rows)
        return [Published(unpacked_key(plain), hour(batch)) for plain, batch in opened if is_filler(plain)]

    def record_exports(
        self,
        records: Sequence[ExportRecord],
        *,
        keys: Sequence[DiagnosisKey],
        fillers: Sequence[DiagnosisKey],
        revised: Sequence[DiagnosisKey] = (),
    ) -> None:
        """Record the files of one batch, mark its keys exported, keep its fillers and what it revised, in one transaction."""
        batch = hours(max(record.export.end for record in records))
        by_mark = dict(zip(self._keys.marks([key.key.secret for key in keys]), keys, strict=True))
        kept, sealed = self._rows(fillers, filler=True)
        again, revisions = self._rows(revised)
        values = (marks(sorted(by_mark)), marks(kept), blobs(sealed), batch)
        with self._changing() as database:
            database.execute(_ALONE)
            if postgresql_tallies.state_in(database, keep=True).is_held:
                raise Unavailable("exports are held")
            self._check_unchanged(database, by_mark)
            if database.execute(_MOVE, values).rowcount != len(keys) + len(fillers):
                raise Unavailable("a key of this batch was exported before, or is not held")
            if database.execute(_PUBLISH_REVISED, (batch, marks(again), blobs(revisions))).rowcount != len(revised):
                raise Unavailable("a revised key of this batch is not published, or was revised before")
            self._record(database, records)

    def take_over(
        self, record: ExportRecord, keys: Sequence[DiagnosisKey], revised: Sequence[DiagnosisKey] = ()
    ) -> None:
        """Record an export that was published and its keys, held or not, as exported, in one transaction."""
        batch = hours(record.export.end)
        kept, sealed = self._rows(keys)
        again, revisions = self._rows(revised)
        with self._changing() as database:
            database.execute(_ALONE)
            database.execute("DELETE FROM held_key WHERE mark = ANY(%s)", (marks([*kept, *again]),))
            database.execute(_TAKE_OVER, (batch, batch, marks(kept), blobs(sealed)))
            database.execute(_TAKE_OVER_REVISED, (marks(again), blobs(revisions), batch))
            self._record(database, [record])

    def count_as_published(self, until: datetime) -> int:
        """Mark every key whose release hour had come at a moment as exported, and return how many that are.

        For records that were restored from a copy when nothing is left of what was published since.
        """
        with self._changing() as database:
            database.execute(_ALONE)
            moved = database.execute(_COUNT_AS_EXPORTED, (hours(until), hours(until))).rowcount
            return moved + database.execute(_REVISED_AS_PUBLISHED, {"hour": hours(until)}).rowcount

    def forget_exports(self, names: Sequence[str], *, at: datetime) -> None:
        """Drop the records of exports by name, and leave a record of how many, in one transaction."""
        with self._changing() as database:
            gone = database.execute("DELETE FROM export WHERE name = ANY(%s)", ([*names],)).rowcount
            database.execute(_FORGOTTEN, (hours(at), gone))

    def append_leaves(self, leaves: Sequence[bytes]) -> list[int]:
        """Add those leaves that are new to the end of the log in one transaction; return the number of each."""
        with self._changing() as database:
            database.execute("SELECT pg_advisory_xact_lock(726, hashtext(current_schema()))")
            database.execute(_APPEND, (blobs(leaves),))
            return [number for (number,) in database.execute(_NUMBERS, (blobs(leaves),))]

    def log_leaves(self, since: int = 0) -> list[bytes]:
        """Return the leaves of the log from number `since` on, in order."""
        query = "SELECT leaf FROM log_leaf WHERE number >= %s ORDER BY number"
        rows = self._read(lambda database: database.execute(query, (since,), binary=True).fetchall())
        return [leaf for (leaf,) in rows]

    def close(self) -> None:
        """Let go of the database."""
        self._line.close()

    def _due(self, at: datetime) -> Iterator[bytes]:
        rows = self._read(lambda database: database.execute(_RELEASABLE, (hours(at),), binary=True).fetchall())
        return (self._keys.opened(mark, sealed) for mark, sealed in rows)

    def _opened(self, mark: bytes, sealed: bytes) -> DiagnosisKey:
        return unpacked_key(self._keys.opened(mark, sealed))

    def _check_unchanged(self, database: Database, keys: Mapping[bytes, DiagnosisKey]) -> None:
        """Refuse keys that were revised since they were read as releasable."""
        for mark, sealed in database.execute(_CHANGED_WHILE_HELD, binary=True):
            if mark in keys and self._opened(mark, sealed) != keys[mark]:
                raise Unavailable("a key of this batch changed meanwhile")

    def _rows(self, keys: Sequence[DiagnosisKey], *, filler: bool = False) -> tuple[list[bytes], list[bytes]]:
        """Return the marks and the seals of keys in the order of their marks."""
        packed = [packed_key(key, filler=filler) for key in keys]
        plain = sorted(zip(self._keys.marks([key.key.secret for key in keys]), packed, strict=True))
        return [mark for mark, _ in plain], self._keys.all_sealed(plain)

    def _record(self, database: Database, records: Sequence[ExportRecord]) -> None:
        for record in records:
            database.execute("INSERT INTO export VALUES (%s, %s)", (record.export.name, msgspec.json.encode(record)))

    def _read(self, work: Callable[[Database], T]) -> T:
        with self._line.use() as database:
            return work(database)

    @contextmanager
    def _changing(self) -> Iterator[Database]:
        with self._line.use() as database, database.transaction():
            self.lead.check(database)
            yield database

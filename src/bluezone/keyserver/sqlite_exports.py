"""What the batcher needs from the key server's records in SQLite: keys whose time has come, and what was published.

It has connections of its own and may work in another thread than the requests; only its changes take their turn.
"""

import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from bluezone.keyserver import sqlite_keys, sqlite_log, sqlite_tallies
from bluezone.keyserver.batcher import ExportRecord, Published, Revision
from bluezone.keyserver.rows import hours, is_traveller, packed_key, unpacked_key
from bluezone.keyserver.sealing import Chance, KeyFiles, sealer
from bluezone.keyserver.sqlite_schema import connection
from bluezone.keyserver.tallies import Name, first_hour, looked
from bluezone.protocol.errors import Unavailable
from bluezone.protocol.intervals import day_of
from bluezone.protocol.keys import DiagnosisKey

_FORGOTTEN: Final = """
INSERT INTO purge (hour, exports) VALUES (?, ?) ON CONFLICT (hour) DO UPDATE SET exports = exports + excluded.exports
"""
_MARK_EXPORTED: Final = "UPDATE diagnosis_key SET batch = ?1, release = ?1 WHERE mark = ?2 AND batch IS NULL"
"""Its own hour of release gives way to the batch's, which is all that a filler has: nothing in clear tells them apart."""

_COUNT_AS_EXPORTED: Final = "UPDATE diagnosis_key SET batch = ? WHERE batch IS NULL AND release <= ?"


def at_once(work: Callable[[], None]) -> None:
    """Do work now: nobody else writes."""
    work()


class SqliteExports:
    """The batcher's side of the records.

    Args:
        path: The database, made by `SqliteStore`.
        files: The secrets from its key files.
        chance: Bytes for nonces.
        in_turn: Does a change while no other is under way.
    """

    def __init__(
        self,
        path: Path,
        files: KeyFiles,
        chance: Chance,
        *,
        in_turn: Callable[[Callable[[], None]], None] = at_once,
    ) -> None:
        """Open the database."""
        self._database = connection(path)
        self._keys = sealer(files.rows, "key", chance.random)
        self._in_turn = in_turn

    def held(self, at: datetime) -> bool:
        """Return whether exports are held, after a look at the day's keys that may hold them."""
        keys = sqlite_tallies.counted(self._database).get((first_hour(day_of(at)), Name.KEYS), 0)
        before = sqlite_tallies.state_in(self._database)
        if looked(before, keys, at) == before:
            return before.is_held

        def look_again() -> None:
            after = looked(sqlite_tallies.state_in(self._database), keys, at)
            sqlite_tallies.keep_state(self._database, after)

        self._changed(look_again)
        return sqlite_tallies.state_in(self._database).is_held

    def releasable(self, at: datetime) -> list[DiagnosisKey]:
        """Return the keys that were never exported and whose release hour has come, in the order of their marks."""
        return [unpacked_key(plain) for plain in self._due(at)]

    def travelling(self, at: datetime) -> frozenset[bytes]:
        """Return the secrets of those releasable keys whose owners said that they travelled."""
        return frozenset(unpacked_key(plain).key.secret for plain in self._due(at) if is_traveller(plain))

    def exports(self) -> list[ExportRecord]:
        """Return the exports that are published, oldest first: their names sort as their windows do."""
        rows = self._database.execute("SELECT record FROM export ORDER BY name")
        return [msgspec.json.decode(record, type=ExportRecord) for (record,) in rows]

    def revisable(self, at: datetime) -> list[Revision]:
        """Return the revisions of published keys that were not published yet and whose hour has come."""
        return sqlite_keys.due(self._database, self._keys, at)

    def spare_fillers(self, batches: Collection[datetime]) -> list[Published]:
        """Return the fillers that batches published and that were not revised since."""
        return sqlite_keys.spare_fillers(self._database, self._keys, batches)

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
        marks = sorted((batch, self._keys.mark(key.key.secret)) for key in keys)  # no trace of the order of the keys
        kept = sorted(self._row(key, batch, filler=True) for key in fillers)
        named = [(record.export.name, msgspec.json.encode(record)) for record in records]

        def record_all() -> None:
            if sqlite_tallies.state_in(self._database).is_held:
                raise Unavailable("exports are held")
            sqlite_keys.check_unchanged(self._database, self._keys, keys)
            marked = self._database.executemany(_MARK_EXPORTED, marks).rowcount
            if marked != len(keys):
                raise Unavailable("a key of this batch was exported before, or is not held")
            self._database.executemany(
                "INSERT INTO diagnosis_key (mark, release, batch, sealed) VALUES (?, ?, ?, ?)", kept
            )
            sqlite_keys.record_revised(self._database, self._keys, revised, batch)
            self._database.executemany("INSERT INTO export VALUES (?, ?)", named)

        self._changed(record_all)

    def take_over(
        self, record: ExportRecord, keys: Sequence[DiagnosisKey], revised: Sequence[DiagnosisKey] = ()
    ) -> None:
        """Record an export that was published and its keys, held or not, as exported, in one transaction."""
        kept = sorted(self._row(key, hours(record.export.end)) for key in keys)

        def record_it() -> None:
            self._database.executemany(
                "INSERT OR REPLACE INTO diagnosis_key (mark, release, batch, sealed) VALUES (?, ?, ?, ?)", kept
            )
            sqlite_keys.take_over_revised(self._database, self._keys, revised, hours(record.export.end))
            self._database.execute(
                "INSERT INTO export VALUES (?, ?)", (record.export.name, msgspec.json.encode(record))
            )

        self._changed(record_it)

    def count_as_published(self, until: datetime) -> int:
        """Mark every key whose release hour had come at a moment as exported, and return how many that are.

        For records that were restored from a copy when nothing is left of what was published since.
        """
        counted = 0

        def mark_all() -> None:
            nonlocal counted
            counted = self._database.execute(_COUNT_AS_EXPORTED, (hours(until), hours(until))).rowcount
            counted += sqlite_keys.count_as_published(self._database, hours(until))

        self._changed(mark_all)
        return counted

    def forget_exports(self, names: Sequence[str], *, at: datetime) -> None:
        """Drop the records of exports by name, and leave a record of how many, in one transaction."""

        def forget_all() -> None:
            gone = self._database.executemany("DELETE FROM export WHERE name = ?", [(name,) for name in names])
            self._database.execute(_FORGOTTEN, (hours(at), gone.rowcount))

        self._changed(forget_all)

    def append_leaves(self, leaves: Sequence[bytes]) -> list[int]:
        """Add those leaves that are new to the end of the log in one transaction; return the number of each."""
        self._changed(lambda: sqlite_log.append(self._database, leaves))
        return sqlite_log.numbers_of(self._database, leaves)

    def log_leaves(self, since: int = 0) -> list[bytes]:
        """Return the leaves of the log from number `since` on, in order."""
        return sqlite_log.leaves_in(self._database, since)

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def _due(self, at: datetime) -> Iterator[bytes]:
        rows = self._database.execute(
            "SELECT mark, sealed FROM diagnosis_key WHERE batch IS NULL AND release <= ? ORDER BY mark", (hours(at),)
        )
        return (self._keys.opened(mark, sealed) for mark, sealed in rows)

    def _row(self, key: DiagnosisKey, batch: int, *, filler: bool = False) -> tuple[bytes, int, int, bytes]:
        mark = self._keys.mark(key.key.secret)
        return mark, batch, batch, self._keys.sealed(mark, packed_key(key, filler=filler))

    def _changed(self, work: Callable[[], None]) -> None:
        def transaction() -> None:
            try:
                self._database.execute("BEGIN IMMEDIATE")
                work()
                self._database.execute("COMMIT")
            except sqlite3.Error as wrong:
                raise Unavailable("the key server's database cannot be written") from wrong
            finally:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")

        self._in_turn(transaction)

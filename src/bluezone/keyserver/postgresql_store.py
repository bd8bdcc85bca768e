"""The key server's records in PostgreSQL: sealed rows, in groups, for any number of servers on one database.

A group is carried out in one transaction: what it needs is asked at once, decided in memory, written at once, committed.
Another server may take the same row in between; then the second writer fails before it commits and its group is decided
anew. A connection that breaks is made again with the next group. One that breaks during COMMIT leaves the outcome open:
PostgreSQL knows it by the number of the transaction and is asked as soon as it answers; only if it does not in time is
the group refused although it may have happened. Every change may be asked for again: decision 0021 says what each answers.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final, Self, TypeVar

import msgspec
import psycopg
from psycopg import errors

from bluezone.keyserver import postgresql_mail, postgresql_tallies
from bluezone.keyserver.postgresql_columns import marks
from bluezone.keyserver.postgresql_group import Group, sealers_of
from bluezone.keyserver.postgresql_line import Line
from bluezone.keyserver.postgresql_schema import (
    IN_ORDER,
    Database,
    fact,
    make_tables,
    note_first,
)
from bluezone.keyserver.rows import hour, hours, unpacked_code, unpacked_status
from bluezone.keyserver.rules import Policy
from bluezone.keyserver.sealing import Chance, KeyFiles
from bluezone.keyserver.store import CodeStatus, FoundCode, Operation, Outcome, PurgeRecord
from bluezone.keyserver.tallies import ExportsState, Tallies, decided
from bluezone.protocol.errors import Unavailable
from bluezone.protocol.totals import ExportsAct

CHECK: Final = b"the key files belong to this database"
ATTEMPTS: Final = 5
"""How often a group is decided anew because another server took a row of it first."""
PATIENCE_SECONDS: Final = 5.0
"""How long a group whose connection broke during COMMIT waits to hear what became of it."""
ASK_AGAIN_SECONDS: Final = 0.05

_OVERTAKEN: Final = (errors.UniqueViolation, errors.SerializationFailure, errors.DeadlockDetected)
_PURGED: Final = """
INSERT INTO purge AS p (hour, codes, statuses, tokens, keys, letters) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (hour) DO UPDATE SET codes = p.codes + excluded.codes, statuses = p.statuses + excluded.statuses,
tokens = p.tokens + excluded.tokens, keys = p.keys + excluded.keys, letters = p.letters + excluded.letters
"""
_ALONE: Final = (
    "LOCK TABLE code, code_status, used_token, held_key IN ACCESS EXCLUSIVE MODE",
    "SELECT letters FROM mailbox FOR UPDATE",
    "LOCK TABLE letter IN ACCESS EXCLUSIVE MODE",
)
"""What a purge waits for, in the order in which groups take it, so that neither waits for the other for ever."""
_FORGET: Final = (
    "DELETE FROM code WHERE gone_at <= %s",
    "DELETE FROM code_status WHERE gone_at <= %s",
    "DELETE FROM used_token WHERE gone_at <= %s",
    "DELETE FROM letter WHERE gone_at <= %s",
)
_FORGET_KEYS: Final = (
    "DELETE FROM held_key WHERE release <= %s",
    "DELETE FROM diagnosis_key WHERE release <= %s",
)

T = TypeVar("T")


class PostgresqlStore:
    """Records in one PostgreSQL database, shared by any number of key servers with the same key files.

    Args:
        url: `postgresql://user:password@host:port/name`, or `…/name?host=/folder` for a socket.
        files: The secrets from its key files.
        chance: Bytes for nonces.
        policy: How long things are kept.
        demo: Whether a new database is made for a demonstration; an existing one stays what it is.

    Raises:
        MalformedMessage: The key files are not those of this database.
        Unavailable: The database cannot be opened.
    """

    is_remote: Final = True

    def __init__(
        self, url: str, files: KeyFiles, chance: Chance, *, policy: Policy | None = None, demo: bool = False
    ) -> None:
        """Connect, make the tables when the database is new, and check that the key files fit."""
        self._policy = policy or Policy()
        self._sealers = sealers = sealers_of(files, chance)
        self._slot = chance.below(postgresql_tallies.SLOTS)
        self._writing, self._reading = Line(url), Line(url)
        self._transaction = ""
        try:
            with self._writing.use() as database:
                make_tables(database)
                note_first(database, self._facts(demo=demo))
                sealers.keys.opened(b"check", fact(database, "rows"))
                sealers.codes.opened(b"check", fact(database, "codes"))
                self._is_demo = bool(fact(database, "demo"))
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        """Return the store itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the database."""
        self.close()

    @property
    def is_demo(self) -> bool:
        """Whether these records were made for a demonstration."""
        return self._is_demo

    def prepare(self, operations: Sequence[Operation]) -> list[Outcome]:
        """Carry out operations in one open transaction and return their outcomes, in order."""
        for _ in range(ATTEMPTS):
            with self._writing.use() as database:
                try:
                    return self._prepared(database, operations)
                except _OVERTAKEN:
                    self._writing.undo()
        raise Unavailable("other key servers change the same records all the time")

    def commit(self) -> None:
        """Make everything prepared survive the loss of power."""
        try:
            with self._writing.use() as database:
                self._commit(database)
        finally:
            self._transaction = ""

    def found(self, code: str) -> FoundCode | None:
        """Return what an unclaimed code stands for, expired or not."""
        mark = self._sealers.codes.mark(code.encode())
        with self._reading.use() as database:
            found = _row(database, "SELECT sealed FROM code WHERE mark = ANY(%s)", marks([mark]))
        if found is None:
            return None
        row = unpacked_code(self._sealers.codes.opened(mark, found[0]))
        return FoundCode(row.diagnosis, row.until)

    def status(self, code_id: str) -> CodeStatus | None:
        """Return what became of a code."""
        mark = self._sealers.statuses.mark(code_id.encode())
        with self._reading.use() as database:
            found = _row(database, "SELECT claimed, sealed FROM code_status WHERE mark = ANY(%s)", marks([mark]))
        if found is None:
            return None
        claimed, sealed = found
        if claimed:
            return CodeStatus(claimed=True, short_until=None, long_until=None)
        row = unpacked_status(self._sealers.statuses.opened(mark, sealed))
        return CodeStatus(claimed=False, short_until=row.short_until, long_until=row.long_until)

    def letters(self, limit: int) -> list[bytes]:
        """Return at most `limit` letters in the order of their ids."""
        return self._read(lambda database: postgresql_mail.letters(database, limit))

    def tallies(self) -> Tallies:
        """Return what was counted, of every day that is still counted back."""
        return self._read(postgresql_tallies.counted)

    def exports_state(self) -> ExportsState:
        """Return how exports stand."""
        return self._read(postgresql_tallies.state_in)

    def decide_exports(self, act: ExportsAct, most_keys: int | None, moment: datetime) -> ExportsState:
        """Carry out a decision of the authority about the exports and return the result."""
        with self._writing.use() as database, database.transaction():
            state = decided(postgresql_tallies.state_in(database, keep=True), act, most_keys, moment)
            postgresql_tallies.keep_state(database, state)
        return state

    def purge(self, moment: datetime) -> PurgeRecord:
        """Forget what is past its time, leave a record of how much, and put what came since into an order that tells nothing."""
        now, oldest = hours(moment), hours(moment - self._policy.keep_keys)
        with self._writing.use() as database, database.transaction():
            for each in _ALONE:
                database.execute(each)
            codes, statuses, tokens, letters = (database.execute(each, (now,)).rowcount for each in _FORGET)
            keys = sum(database.execute(each, (oldest,)).rowcount for each in _FORGET_KEYS)
            postgresql_tallies.forget(database, moment)
            if any((codes, statuses, tokens, keys, letters)):
                database.execute(_PURGED, (now, codes, statuses, tokens, keys, letters))
            unsorted = postgresql_mail.recount(database)
            database.execute("SELECT put_in_order(%s)", ([*IN_ORDER, *(["letter"] if unsorted or letters else [])],))
            database.execute("UPDATE mailbox SET unsorted = false")
        return PurgeRecord(hour(now), codes, statuses, tokens, keys, letters=letters)

    def purges(self) -> list[PurgeRecord]:
        """Return the records of former purges, oldest first."""
        query = "SELECT hour, codes, statuses, tokens, keys, exports, letters FROM purge ORDER BY hour"
        rows = self._read(lambda database: database.execute(query).fetchall())
        return [PurgeRecord(hour(number), *gone) for number, *gone in rows]

    def close(self) -> None:
        """Let go of the database."""
        self._writing.close()
        self._reading.close()

    def _facts(self, *, demo: bool) -> dict[str, bytes]:
        return {
            "demo": b"demo" if demo else b"",
            "rows": self._sealers.keys.sealed(b"check", CHECK),
            "codes": self._sealers.codes.sealed(b"check", CHECK),
            "exports": msgspec.json.encode(ExportsState()),
        }

    def _read(self, work: Callable[[Database], T]) -> T:
        with self._reading.use() as database:
            return work(database)

    def _prepared(self, database: Database, operations: Sequence[Operation]) -> list[Outcome]:
        group = Group(self._sealers, self._policy, operations)
        with database.pipeline():
            database.execute("BEGIN")
            numbered = database.execute("SELECT pg_current_xact_id()::text")
            group.ask(database)
        outcomes = group.decided()
        with database.pipeline():
            group.write(database, self._slot)
        self._transaction = str(numbered.fetchall()[0][0])
        return outcomes

    def _commit(self, database: Database) -> None:
        try:
            database.execute("COMMIT")
        except psycopg.Error:
            if not database.broken:
                raise
            if not self._happened():
                raise

    def _happened(self) -> bool:
        """Ask PostgreSQL what became of the transaction whose connection broke; False when it does not say in time."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                found = _row(self._writing.now(), "SELECT pg_xact_status(%s::xid8)", self._transaction)
            except (Unavailable, psycopg.Error):
                found = None
            if found and found[0] in {"committed", "aborted"}:
                return bool(found[0] == "committed")
            time.sleep(ASK_AGAIN_SECONDS)
        return False


def _row(database: Database, query: str, *values: object) -> tuple[Any, ...] | None:
    return database.execute(query.encode(), values, binary=True).fetchone()

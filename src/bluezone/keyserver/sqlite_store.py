"""The key server's records in SQLite: sealed rows, no order of arrival, forgotten without a trace.

The diagnosis keys of a group are inserted shuffled, namely by their keyed hash. `secure_delete`, VACUUM and a truncated
log leave no byte of a purged row. Decision 0010 tells why; `tests/keyserver/test_reader_of_the_database.py` plays the reader.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import ExitStack, closing
from datetime import datetime
from hmac import compare_digest
from pathlib import Path
from typing import Final, Self

from bluezone.keyserver import sqlite_keys, sqlite_tallies
from bluezone.keyserver.rows import (
    CLAIMED,
    CodeRow,
    StatusRow,
    hour,
    hours,
    hours_up,
    packed_code,
    packed_status,
    unpacked_code,
    unpacked_status,
)
from bluezone.keyserver.rules import Diagnosis, NewCode, Policy
from bluezone.keyserver.sealing import Chance, KeyFiles, sealer
from bluezone.keyserver.sqlite_mail import SqliteMail, letters
from bluezone.keyserver.sqlite_schema import VERSION, connection, fact, make_tables, scrub
from bluezone.keyserver.store import (
    AddCode,
    ClaimCode,
    ClaimToken,
    CodeStatus,
    Count,
    ExpireCode,
    FoundCode,
    HoldKeys,
    LeaveLetter,
    Operation,
    Outcome,
    PurgeRecord,
    RemoveLetters,
    ReviseKeys,
    claims,
)
from bluezone.keyserver.tallies import ExportsState, Tallies, decided
from bluezone.protocol.errors import MalformedMessage, RuleViolation, Unavailable
from bluezone.protocol.totals import ExportsAct

_CHECK: Final = b"the key files belong to this database"
_PURGED: Final = """
INSERT INTO purge (hour, codes, statuses, tokens, keys, letters) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (hour) DO UPDATE SET codes = codes + excluded.codes, statuses = statuses + excluded.statuses,
tokens = tokens + excluded.tokens, keys = keys + excluded.keys, letters = letters + excluded.letters
"""
_PURGES: Final = "SELECT hour, codes, statuses, tokens, keys, exports, letters FROM purge ORDER BY hour"


class SqliteStore:
    """Records in one SQLite file, opened by one process.

    Args:
        path: The database; made when it is not there.
        files: The secrets from its key files.
        chance: Bytes for nonces.
        policy: How long things are kept.
        demo: Whether a new database is made for a demonstration; an existing one stays what it is.

    Raises:
        MalformedMessage: The key files are not those of this database.
        Unavailable: The database cannot be opened.
    """

    is_remote: Final = False

    def __init__(
        self, path: Path, files: KeyFiles, chance: Chance, *, policy: Policy | None = None, demo: bool = False
    ) -> None:
        """Open the database, make its tables when it is new, and check that the key files fit."""
        self._policy = policy or Policy()
        self._keys = sealer(files.rows, "key", chance.random)
        self._codes = sealer(files.codes, "code", chance.random)
        self._statuses = sealer(files.codes, "status", chance.random)
        self._tokens = sealer(files.codes, "token", chance.random)
        self._bonds = sealer(files.codes, "bond", chance.random)
        with ExitStack() as opened:
            try:
                self._writing = opened.enter_context(closing(connection(path)))
                make_tables(self._writing, self._facts(demo=demo))
                self._reading = opened.enter_context(closing(connection(path)))
                self._check()
                self._mail = SqliteMail(self._writing, self._policy)
            except sqlite3.Error as wrong:
                raise Unavailable("the key server's database cannot be opened") from wrong
            self._opened = opened.pop_all()

    def __enter__(self) -> Self:
        """Return the store itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the database."""
        self.close()

    @property
    def is_demo(self) -> bool:
        """Whether these records were made for a demonstration."""
        return bool(fact(self._reading, "demo"))

    def prepare(self, operations: Sequence[Operation]) -> list[Outcome]:
        """Carry out operations in one open transaction and return their outcomes, in order."""
        held: list[HoldKeys] = []
        try:
            self._writing.execute("BEGIN IMMEDIATE")
            outcomes = [self._carried_out(operation, held) for operation in operations]
            if held:
                each = iter(sqlite_keys.hold(self._writing, self._keys, held))
                held_or_not = zip(operations, outcomes, strict=True)
                outcomes = [next(each) if isinstance(one, HoldKeys) else outcome for one, outcome in held_or_not]
        except sqlite3.Error as wrong:
            self._undo()
            raise Unavailable("the key server's database cannot be written") from wrong
        except MalformedMessage as wrong:
            self._undo()
            raise Unavailable("a row of the key server's database is damaged") from wrong
        return outcomes

    def commit(self) -> None:
        """Make everything prepared survive the loss of power."""
        try:
            self._writing.execute("COMMIT")
        except sqlite3.Error as wrong:
            self._undo()
            raise Unavailable("the key server's database cannot be written") from wrong

    def found(self, code: str) -> FoundCode | None:
        """Return what an unclaimed code stands for, expired or not."""
        row = self._code_row(self._reading, self._codes.mark(code.encode()))
        return FoundCode(row.diagnosis, row.until) if row else None

    def status(self, code_id: str) -> CodeStatus | None:
        """Return what became of a code."""
        found = self._status_row(self._reading, self._statuses.mark(code_id.encode()))
        if found is None:
            return None
        claimed, row = found
        if claimed:
            return CodeStatus(claimed=True, short_until=None, long_until=None)
        return CodeStatus(claimed=False, short_until=row.short_until, long_until=row.long_until)

    def letters(self, limit: int) -> list[bytes]:
        """Return at most `limit` letters in the order of their ids."""
        return letters(self._reading, limit)

    def tallies(self) -> Tallies:
        """Return what was counted, of every day that is still counted back."""
        return sqlite_tallies.counted(self._reading)

    def exports_state(self) -> ExportsState:
        """Return how exports stand."""
        return sqlite_tallies.state_in(self._reading)

    def decide_exports(self, act: ExportsAct, most_keys: int | None, moment: datetime) -> ExportsState:
        """Carry out a decision of the authority about the exports and return the result."""
        try:
            self._writing.execute("BEGIN IMMEDIATE")
            state = decided(sqlite_tallies.state_in(self._writing), act, most_keys, moment)
            sqlite_tallies.keep_state(self._writing, state)
            self._writing.execute("COMMIT")
        except RuleViolation:
            self._undo()
            raise
        except sqlite3.Error as wrong:
            self._undo()
            raise Unavailable("the key server's database cannot be written") from wrong
        return state

    def purge(self, moment: datetime) -> PurgeRecord:
        """Forget what is past its time, without a trace in any file, and leave a record of how much."""
        now, oldest = hours(moment), hours(moment - self._policy.keep_keys)
        try:
            self._writing.execute("BEGIN IMMEDIATE")
            gone = [
                self._writing.execute(statement, (limit,)).rowcount
                for statement, limit in (
                    ("DELETE FROM code WHERE gone_at <= ?", now),
                    ("DELETE FROM code_status WHERE gone_at <= ?", now),
                    ("DELETE FROM used_token WHERE gone_at <= ?", now),
                    ("DELETE FROM diagnosis_key WHERE release <= ?", oldest),
                    ("DELETE FROM letter WHERE gone_at <= ?", now),
                )
            ]
            sqlite_tallies.forget(self._writing, moment)
            if any(gone):
                self._writing.execute(_PURGED, (now, *gone))
            self._writing.execute("COMMIT")
            rewrite = any(gone) or self._mail.is_unsorted
            self._mail.recount()
            scrub(self._writing, rewrite=rewrite)
            self._mail.sorted()
        except sqlite3.Error as wrong:
            self._undo()
            raise Unavailable("the key server's database cannot be purged now") from wrong
        codes, statuses, tokens, keys, letters_gone = gone
        return PurgeRecord(hour(now), codes, statuses, tokens, keys, letters=letters_gone)

    def purges(self) -> list[PurgeRecord]:
        """Return the records of former purges, oldest first."""
        rows = self._reading.execute(_PURGES)
        return [PurgeRecord(hour(number), *gone) for number, *gone in rows]

    def close(self) -> None:
        """Let go of the database."""
        self._opened.close()

    def _facts(self, *, demo: bool) -> dict[str, bytes]:
        return {
            "demo": b"demo" if demo else b"",
            "rows": self._keys.sealed(b"check", _CHECK),
            "codes": self._codes.sealed(b"check", _CHECK),
        }

    def _check(self) -> None:
        if fact(self._reading, "version") != bytes([VERSION]):
            raise Unavailable(f"the key server's database is not of version {VERSION}")
        self._keys.opened(b"check", fact(self._reading, "rows"))
        self._codes.opened(b"check", fact(self._reading, "codes"))

    def _undo(self) -> None:
        if self._writing.in_transaction:
            self._writing.execute("ROLLBACK")
            self._mail.recount()

    def _carried_out(self, operation: Operation, held: list[HoldKeys]) -> Outcome:
        if isinstance(operation, HoldKeys):  # carried out at the end, together; what is refused was not begun
            held.append(operation)
            return None
        self._writing.execute("SAVEPOINT operation")
        try:
            outcome = self._done(operation)
        except RuleViolation as refused:
            self._writing.execute("ROLLBACK TO operation")
            outcome = refused
        self._writing.execute("RELEASE operation")
        return outcome

    def _done(self, operation: Operation) -> Outcome:
        match operation:
            case ClaimToken():
                self._claim_token(operation)
            case ReviseKeys():
                sqlite_keys.revise(self._writing, self._keys, operation)
            case ClaimCode(code, moment):
                return self._claim_code(code, moment)
            case AddCode(new, moment):
                self._add_code(new, moment)
            case ExpireCode(code_id, moment):
                self._expire_code(code_id, moment)
            case LeaveLetter(letter, moment):
                self._mail.leave(letter, moment)
            case RemoveLetters(ids):
                self._mail.remove(ids)
            case Count(tallies):
                sqlite_tallies.add(self._writing, tallies)
        return None

    def _claim_token(self, claim: ClaimToken) -> None:
        """Keep, instead of the HMAC over keys, a keyed hash over it and the token: it names no keys, in any order."""
        token_id = claim.token_id.encode()
        mark, bound = self._tokens.mark(token_id), self._bonds.mark(claim.mac + token_id)
        if self._writing.execute(
            "INSERT OR IGNORE INTO used_token VALUES (?, ?, ?)", (mark, bound, hours_up(claim.until))
        ).rowcount:
            sqlite_tallies.add(self._writing, [claim.tally] if claim.tally else [])
            return
        kept = self._writing.execute("SELECT bound FROM used_token WHERE mark = ?", (mark,)).fetchone()[0]
        if not compare_digest(kept, bound):
            raise RuleViolation("token_invalid", "the token is not valid")

    def _claim_code(self, code: str, moment: datetime) -> Diagnosis:
        mark = self._codes.mark(code.encode())
        row = self._code_row(self._writing, mark)
        if row is None:
            raise RuleViolation("code_invalid", "the code is not valid")
        if row.until <= moment:
            raise RuleViolation("code_expired", "the code has expired")
        self._writing.execute("DELETE FROM code WHERE mark IN (?, ?)", (mark, row.twin))
        self._writing.execute(
            "UPDATE code_status SET claimed = 1, sealed = ? WHERE mark = ?",
            (self._statuses.sealed(row.status, CLAIMED), row.status),
        )
        sqlite_tallies.add(self._writing, claims(row.diagnosis, moment))
        return row.diagnosis

    def _add_code(self, code: NewCode, moment: datetime) -> None:
        status, short, long = (
            self._statuses.mark(code.code_id.encode()),
            self._codes.mark(code.short.encode()),
            self._codes.mark(code.long.encode()),
        )
        if self._writing.execute("SELECT 1 FROM code_status WHERE mark = ?", (status,)).fetchone():
            raise RuleViolation("uuid_already_exists", "a code with this uuid was issued before")
        if self._writing.execute("SELECT 1 FROM code WHERE mark IN (?, ?)", (short, long)).fetchone():
            raise RuleViolation("code_taken", "the same code was drawn before")
        forms = (
            (short, packed_code(CodeRow(code.short_until, code.diagnosis, status, long))),
            (long, packed_code(CodeRow(code.long_until, code.diagnosis, status, short))),
        )
        gone_at = hours_up(moment + self._policy.keep_codes)
        self._writing.executemany(
            "INSERT INTO code VALUES (?, ?, ?)",
            [(mark, self._codes.sealed(mark, plain), gone_at) for mark, plain in forms],
        )
        said = packed_status(StatusRow(code.short_until, code.long_until, short, long))
        gone_at = hours_up(moment + self._policy.keep_status)
        self._writing.execute(
            "INSERT INTO code_status VALUES (?, 0, ?, ?)", (status, self._statuses.sealed(status, said), gone_at)
        )

    def _expire_code(self, code_id: str, moment: datetime) -> None:
        status = self._statuses.mark(code_id.encode())
        found = self._status_row(self._writing, status)
        if found is None:
            raise RuleViolation("code_not_found", "no code with this uuid is known")
        claimed, row = found
        if claimed:
            raise RuleViolation("code_invalid", "the code was claimed")
        ended = StatusRow(min(row.short_until, moment), min(row.long_until, moment), row.short, row.long)
        self._writing.execute("DELETE FROM code WHERE mark IN (?, ?)", (row.short, row.long))
        self._writing.execute(
            "UPDATE code_status SET sealed = ? WHERE mark = ?",
            (self._statuses.sealed(status, packed_status(ended)), status),
        )

    def _code_row(self, database: sqlite3.Connection, mark: bytes) -> CodeRow | None:
        row = database.execute("SELECT sealed FROM code WHERE mark = ?", (mark,)).fetchone()
        return unpacked_code(self._codes.opened(mark, row[0])) if row else None

    def _status_row(self, database: sqlite3.Connection, mark: bytes) -> tuple[bool, StatusRow] | None:
        row = database.execute("SELECT claimed, sealed FROM code_status WHERE mark = ?", (mark,)).fetchone()
        return (bool(row[0]), unpacked_status(self._statuses.opened(mark, row[1]))) if row else None

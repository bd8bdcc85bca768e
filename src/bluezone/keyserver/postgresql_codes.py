"""What a group of changes does to codes, their status and used tokens in PostgreSQL: read together, decided, written together.

Three steps, so that a group costs three waits for the server however large it is: `ask` puts the questions, `learn` takes
the answers, and after each change was decided in memory `write` writes what came of it. A row that another server takes
in the meantime is locked, or its second writer fails and the whole group is decided anew (`PostgresqlStore.prepare`).
"""

from collections.abc import Iterable, Sequence
from hmac import compare_digest
from typing import Final

from bluezone.keyserver.postgresql_columns import blobs, marks, numbers
from bluezone.keyserver.postgresql_schema import Asked, Database
from bluezone.keyserver.rows import (
    CLAIMED,
    CodeRow,
    StatusRow,
    hours_up,
    packed_code,
    packed_status,
    unpacked_code,
    unpacked_status,
)
from bluezone.keyserver.rules import Diagnosis, Policy
from bluezone.keyserver.sealing import Sealer
from bluezone.keyserver.store import AddCode, ClaimCode, ClaimToken, ExpireCode, Operation, claims
from bluezone.keyserver.tallies import Tally
from bluezone.protocol.errors import RuleViolation

_CODES: Final = "SELECT mark, sealed FROM code WHERE mark = ANY(%s) ORDER BY mark FOR UPDATE"
_STATUSES: Final = "SELECT mark, claimed, sealed FROM code_status WHERE mark = ANY(%s) ORDER BY mark FOR UPDATE"
_DELETE_CODES: Final = "DELETE FROM code WHERE mark = ANY(%s)"
_ADD_CODES: Final = "INSERT INTO code SELECT * FROM unnest(%s, %s, %s)"
_ADD_STATUSES: Final = "INSERT INTO code_status SELECT mark, claimed <> 0, sealed, gone_at FROM unnest(%s, %s, %s, %s) AS n (mark, claimed, sealed, gone_at)"
_CHANGE_STATUSES: Final = """
UPDATE code_status SET claimed = n.claimed <> 0, sealed = n.sealed
FROM unnest(%s, %s, %s) AS n (mark, claimed, sealed) WHERE code_status.mark = n.mark
"""
_TOKENS: Final = "SELECT mark, bound FROM used_token WHERE mark = ANY(%s)"
_ADD_TOKENS: Final = "INSERT INTO used_token SELECT * FROM unnest(%s, %s, %s)"

_Status = tuple[bool, StatusRow | None]
"""Whether the code was claimed, and the rest when it was not."""


class CodeGroup:
    """The codes that a group of changes is about.

    Args:
        codes: Hides codes.
        statuses: Hides what became of them.
        policy: How long things are kept.
        operations: The group.
        tallies: Takes what is to be counted.
    """

    def __init__(
        self, codes: Sealer, statuses: Sealer, policy: Policy, operations: Sequence[Operation], tallies: list[Tally]
    ) -> None:
        """Look which rows are needed."""
        self._sealer, self._status_sealer, self._policy = codes, statuses, policy
        self._tallies = tallies
        wanted, ids = set[bytes](), set[bytes]()
        for operation in operations:
            match operation:
                case AddCode(code):
                    wanted |= {codes.mark(form.encode()) for form in (code.short, code.long)}
                    ids.add(statuses.mark(code.code_id.encode()))
                case ClaimCode(form):
                    wanted.add(codes.mark(form.encode()))
                case ExpireCode(code_id):
                    ids.add(statuses.mark(code_id.encode()))
        self._wanted, self._ids = sorted(wanted), sorted(ids)
        self._asked: list[Asked] = []
        self._codes: dict[bytes, CodeRow] = {}
        self._statuses: dict[bytes, _Status] = {}
        self._ended: set[bytes] = set()
        self._new_codes: dict[bytes, int] = {}
        self._new_statuses: dict[bytes, int] = {}
        self._changed: set[bytes] = set()

    def ask(self, database: Database) -> None:
        """Ask for the rows, which nobody else may change until this transaction ends."""
        if self._wanted or self._ids:
            self._asked = [
                database.execute(_CODES, (marks(self._wanted),), binary=True),
                database.execute(_STATUSES, (marks(self._ids),), binary=True),
            ]

    def learn(self) -> None:
        """Take the rows that were asked for."""
        if not self._asked:
            return
        codes, statuses = self._asked
        self._codes = {mark: unpacked_code(self._sealer.opened(mark, sealed)) for mark, sealed in codes}
        for mark, claimed, sealed in statuses:
            opened = self._status_sealer.opened(mark, sealed)
            self._statuses[mark] = (claimed, None if claimed else unpacked_status(opened))

    def add(self, addition: AddCode) -> None:
        """Keep a new code.

        Raises:
            RuleViolation: `uuid_already_exists`, `code_taken`.
        """
        code, moment = addition.code, addition.moment
        status, short, long = (
            self._status_sealer.mark(code.code_id.encode()),
            self._sealer.mark(code.short.encode()),
            self._sealer.mark(code.long.encode()),
        )
        if status in self._statuses:
            raise RuleViolation("uuid_already_exists", "a code with this uuid was issued before")
        if short in self._codes or long in self._codes:
            raise RuleViolation("code_taken", "the same code was drawn before")
        gone_at = hours_up(moment + self._policy.keep_codes)
        self._codes[short] = CodeRow(code.short_until, code.diagnosis, status, long)
        self._codes[long] = CodeRow(code.long_until, code.diagnosis, status, short)
        self._new_codes |= {short: gone_at, long: gone_at}
        self._statuses[status] = (False, StatusRow(code.short_until, code.long_until, short, long))
        self._new_statuses[status] = hours_up(moment + self._policy.keep_status)

    def claim(self, claim: ClaimCode) -> Diagnosis:
        """Use a code up and return its diagnosis.

        Raises:
            RuleViolation: `code_invalid`, `code_expired`.
        """
        mark = self._sealer.mark(claim.code.encode())
        row = self._codes.get(mark)
        if row is None:
            raise RuleViolation("code_invalid", "the code is not valid")
        if row.until <= claim.moment:
            raise RuleViolation("code_expired", "the code has expired")
        self._end(mark, row.twin)
        self._change(row.status, (True, None))
        self._tallies += claims(row.diagnosis, claim.moment)
        return row.diagnosis

    def expire(self, ending: ExpireCode) -> None:
        """End an unclaimed code.

        Raises:
            RuleViolation: `code_not_found`, `code_invalid`.
        """
        mark, moment = self._status_sealer.mark(ending.code_id.encode()), ending.moment
        if mark not in self._statuses:
            raise RuleViolation("code_not_found", "no code with this uuid is known")
        claimed, row = self._statuses[mark]
        if claimed or row is None:
            raise RuleViolation("code_invalid", "the code was claimed")
        self._end(row.short, row.long)
        ended = StatusRow(min(row.short_until, moment), min(row.long_until, moment), row.short, row.long)
        self._change(mark, (False, ended))

    def write(self, database: Database) -> None:
        """Write what came of the group."""
        if self._ended:
            database.execute(_DELETE_CODES, (marks(sorted(self._ended)),))
        if new := sorted(self._new_codes):
            plain = [(mark, packed_code(self._codes[mark])) for mark in new]
            gone_at = numbers([self._new_codes[mark] for mark in new])
            database.execute(_ADD_CODES, (marks(new), blobs(self._sealer.all_sealed(plain)), gone_at))
        if new := sorted(self._new_statuses):
            gone_at = numbers([self._new_statuses[mark] for mark in new])
            database.execute(_ADD_STATUSES, (*self._said(new), gone_at))
        if changed := sorted(self._changed):
            database.execute(_CHANGE_STATUSES, self._said(changed))

    def _end(self, *ended: bytes) -> None:
        for mark in ended:
            self._codes.pop(mark, None)
            if self._new_codes.pop(mark, None) is None:
                self._ended.add(mark)

    def _change(self, mark: bytes, status: _Status) -> None:
        self._statuses[mark] = status
        if mark not in self._new_statuses:
            self._changed.add(mark)

    def _said(self, about: Iterable[bytes]) -> tuple[bytes, bytes, bytes]:
        rows = [(mark, *self._statuses[mark]) for mark in about]
        plain = [(mark, packed_status(row) if row else CLAIMED) for mark, _, row in rows]
        claimed = numbers([int(claimed) for _, claimed, _ in rows])
        return marks([mark for mark, _ in plain]), claimed, blobs(self._status_sealer.all_sealed(plain))


class TokenGroup:
    """The tokens that a group of changes is about.

    Args:
        tokens: Hides tokens.
        bonds: Hides what each was used for: a keyed hash over it and the token names no keys, in any order.
        operations: The group.
        tallies: Takes what is to be counted.
    """

    def __init__(self, tokens: Sealer, bonds: Sealer, operations: Sequence[Operation], tallies: list[Tally]) -> None:
        """Look which rows are needed."""
        self._tallies = tallies
        self._tokens, self._bonds = tokens, bonds
        claims = [operation for operation in operations if isinstance(operation, ClaimToken)]
        self._wanted = sorted({tokens.mark(claim.token_id.encode()) for claim in claims})
        self._asked: Asked | None = None
        self._bound: dict[bytes, bytes] = {}
        self._new: dict[bytes, int] = {}

    def ask(self, database: Database) -> None:
        """Ask for the rows."""
        if self._wanted:
            self._asked = database.execute(_TOKENS, (marks(self._wanted),), binary=True)

    def learn(self) -> None:
        """Take the rows that were asked for."""
        if self._asked:
            self._bound = dict(self._asked.fetchall())

    def claim(self, claim: ClaimToken) -> None:
        """Use a token up.

        Raises:
            RuleViolation: `token_invalid`.
        """
        token_id = claim.token_id.encode()
        mark, bound = self._tokens.mark(token_id), self._bonds.mark(claim.mac + token_id)
        if mark in self._bound:
            if not compare_digest(self._bound[mark], bound):
                raise RuleViolation("token_invalid", "the token is not valid")
            return
        self._bound[mark] = bound
        self._new[mark] = hours_up(claim.until)
        if claim.tally:
            self._tallies.append(claim.tally)

    def write(self, database: Database) -> None:
        """Write what came of the group."""
        if new := sorted(self._new):
            bound = blobs([self._bound[mark] for mark in new])
            database.execute(_ADD_TOKENS, (marks(new), bound, numbers([self._new[mark] for mark in new])))

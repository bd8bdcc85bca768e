"""A group of changes in PostgreSQL: what it needs is asked at once, decided in memory, written at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bluezone.keyserver import postgresql_tallies
from bluezone.keyserver.postgresql_codes import CodeGroup, TokenGroup
from bluezone.keyserver.postgresql_keys import KeyGroup
from bluezone.keyserver.postgresql_mail import MailGroup
from bluezone.keyserver.postgresql_schema import Database
from bluezone.keyserver.rules import Policy
from bluezone.keyserver.sealing import Chance, KeyFiles, Sealer, sealer
from bluezone.keyserver.store import (
    AddCode,
    ClaimCode,
    ClaimToken,
    Count,
    Done,
    ExpireCode,
    HoldKeys,
    LeaveLetter,
    Operation,
    Outcome,
    RemoveLetters,
    ReviseKeys,
)
from bluezone.protocol.errors import RuleViolation

if TYPE_CHECKING:
    from bluezone.keyserver.tallies import Tally


@dataclass(frozen=True, slots=True)
class Sealers:
    """What hides each kind of row."""

    keys: Sealer
    codes: Sealer
    statuses: Sealer
    tokens: Sealer
    bonds: Sealer


def sealers_of(files: KeyFiles, chance: Chance) -> Sealers:
    """Return what hides each kind of row under the secrets of the key files."""
    kinds = ("code", "status", "token", "bond")
    return Sealers(
        sealer(files.rows, "key", chance.random), *(sealer(files.codes, kind, chance.random) for kind in kinds)
    )


class Group:
    """Changes that are carried out together.

    Args:
        sealers: Hide the rows.
        policy: How long things are kept.
        operations: The changes.
    """

    def __init__(self, sealers: Sealers, policy: Policy, operations: Sequence[Operation]) -> None:
        """Look which rows are needed."""
        self._operations = operations
        self._tallies: list[Tally] = []
        codes = CodeGroup(sealers.codes, sealers.statuses, policy, operations, self._tallies)
        tokens = TokenGroup(sealers.tokens, sealers.bonds, operations, self._tallies)
        keys = KeyGroup(sealers.keys, operations, self._tallies)
        mail = MailGroup(policy, operations)
        self._parts = (codes, tokens, keys, mail)
        self._do: dict[type, Callable[[Any], Done]] = {
            AddCode: codes.add,
            ClaimCode: codes.claim,
            ExpireCode: codes.expire,
            ClaimToken: tokens.claim,
            HoldKeys: keys.hold,
            ReviseKeys: keys.revise,
            LeaveLetter: mail.leave,
            RemoveLetters: mail.remove,
            Count: self._count,
        }

    def ask(self, database: Database) -> None:
        """Ask for the rows, inside the caller's transaction and pipeline."""
        for part in self._parts:
            part.ask(database)

    def decided(self) -> list[Outcome]:
        """Take the rows that were asked for and return what becomes of each change, in order."""
        for part in self._parts:
            part.learn()
        return [self._outcome(operation) for operation in self._operations]

    def write(self, database: Database, slot: int) -> None:
        """Write what came of the changes: tables always in the same order, rows in that of their marks."""
        for part in self._parts:
            part.write(database)
        postgresql_tallies.add(database, self._tallies, slot)

    def _outcome(self, operation: Operation) -> Outcome:
        try:
            return self._do[type(operation)](operation)
        except RuleViolation as refused:
            return refused

    def _count(self, more: Count) -> None:
        self._tallies += more.tallies

"""The mailbox in PostgreSQL: sealed letters as they came, under their SHA-256, as many as are allowed over all servers."""

from collections.abc import Sequence
from typing import Any, Final

from bluezone.keyserver.postgresql_columns import blobs, numbers
from bluezone.keyserver.postgresql_schema import Asked, Database
from bluezone.keyserver.rows import hours_up
from bluezone.keyserver.rules import Policy
from bluezone.keyserver.store import LeaveLetter, Operation, RemoveLetters, letter_id
from bluezone.protocol.errors import RuleViolation

_MAILBOX: Final = "SELECT letters FROM mailbox FOR UPDATE"
"""One server after another changes the mailbox, so that together they do not exceed its size."""
_KNOWN: Final = "SELECT id FROM letter WHERE id = ANY(%s)"
_ADD: Final = "INSERT INTO letter SELECT * FROM unnest(%s, %s, %s)"
_REMOVE: Final = "DELETE FROM letter WHERE id = ANY(%s)"
_COUNT: Final = "UPDATE mailbox SET letters = %s, unsorted = unsorted OR %s"
_RECOUNT: Final = "UPDATE mailbox SET letters = (SELECT count(*) FROM letter)"


class MailGroup:
    """The letters that a group of changes is about.

    Args:
        policy: How many letters there may be, and how long each is kept.
        operations: The group.
    """

    def __init__(self, policy: Policy, operations: Sequence[Operation]) -> None:
        """Look which rows are needed."""
        self._policy = policy
        wanted = set[bytes]()
        for operation in operations:
            match operation:
                case LeaveLetter(letter):
                    wanted.add(letter_id(letter))
                case RemoveLetters(ids):
                    wanted |= {*ids}
        self._wanted = sorted(wanted)
        self._asked: list[Asked] = []
        self._many = 0
        self._there: set[bytes] = set()
        self._new: dict[bytes, tuple[bytes, int]] = {}
        self._gone: set[bytes] = set()

    def ask(self, database: Database) -> None:
        """Ask how many letters there are and which of those that are needed; nobody else changes them meanwhile."""
        if self._wanted:
            self._asked = [database.execute(query, values, binary=True) for query, values in self._questions()]

    def learn(self) -> None:
        """Take what was asked for."""
        if self._asked:
            many, known = self._asked
            self._many = many.fetchall()[0][0]
            self._there = {name for (name,) in known}

    def leave(self, left: LeaveLetter) -> None:
        """Keep a letter, unless it is there.

        Raises:
            RuleViolation: `mailbox_full`.
        """
        name = letter_id(left.letter)
        if name in self._there:
            return
        if self._many >= self._policy.most_letters:
            raise RuleViolation("mailbox_full", f"the mailbox holds {self._policy.most_letters} letters")
        self._new[name] = left.letter, hours_up(left.moment + self._policy.keep_letters)
        self._there.add(name)
        self._many += 1

    def remove(self, removal: RemoveLetters) -> None:
        """Remove letters by their ids."""
        for name in self._there.intersection(removal.ids):
            self._there.remove(name)
            self._many -= 1
            if self._new.pop(name, None) is None:
                self._gone.add(name)

    def write(self, database: Database) -> None:
        """Write what came of the group."""
        if gone := sorted(self._gone):
            database.execute(_REMOVE, (blobs(gone),))
        if new := sorted(self._new):
            letters, gone_at = zip(*(self._new[name] for name in new), strict=True)
            database.execute(_ADD, (blobs(new), blobs(letters), numbers(gone_at)))
        if new or gone:
            database.execute(_COUNT, (self._many, bool(new)))

    def _questions(self) -> list[tuple[str, tuple[Any, ...]]]:
        return [(_MAILBOX, ()), (_KNOWN, (blobs(self._wanted),))]


def letters(database: Database, limit: int) -> list[bytes]:
    """Return at most `limit` letters in the order of their ids."""
    rows = database.execute("SELECT letter FROM letter ORDER BY id LIMIT %s", (limit,), binary=True)
    return [letter for (letter,) in rows]


def recount(database: Database) -> bool:
    """Count anew after rows were purged, and return whether letters may lie in the order in which they came."""
    database.execute(_RECOUNT)
    found = database.execute("SELECT unsorted FROM mailbox").fetchone()
    return bool(found and found[0])

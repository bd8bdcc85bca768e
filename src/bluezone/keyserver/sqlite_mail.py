"""The mailbox in SQLite: sealed letters as they came, under their SHA-256, as many as are allowed."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from bluezone.keyserver.rows import hours_up
from bluezone.keyserver.rules import Policy
from bluezone.keyserver.store import letter_id
from bluezone.protocol.errors import RuleViolation


class SqliteMail:
    """The letters of a database that `SqliteStore` opened; transactions are the caller's.

    Args:
        database: The connection that writes.
        policy: How many letters there may be, and how long each is kept.
    """

    def __init__(self, database: sqlite3.Connection, policy: Policy) -> None:
        """Count what is there."""
        self._database = database
        self._policy = policy
        self._many = 0
        self.is_unsorted = False
        self.recount()

    def recount(self) -> None:
        """Count anew, after a transaction was taken back or rows were purged; what is there may lie in any order."""
        self._many = int(self._database.execute("SELECT count(*) FROM letter").fetchone()[0])
        self.is_unsorted = self._many > 0

    def leave(self, letter: bytes, moment: datetime) -> None:
        """Keep a letter, unless it is there.

        Raises:
            RuleViolation: `mailbox_full`.
        """
        name = letter_id(letter)
        if self._database.execute("SELECT 1 FROM letter WHERE id = ?", (name,)).fetchone():
            return
        if self._many >= self._policy.most_letters:
            raise RuleViolation("mailbox_full", f"the mailbox holds {self._policy.most_letters} letters")
        gone_at = hours_up(moment + self._policy.keep_letters)
        self._database.execute("INSERT INTO letter VALUES (?, ?, ?)", (name, letter, gone_at))
        self._many += 1
        self.is_unsorted = True

    def remove(self, ids: Sequence[bytes]) -> None:
        """Remove letters by their ids."""
        self._many -= self._database.executemany("DELETE FROM letter WHERE id = ?", [(name,) for name in ids]).rowcount

    def sorted(self) -> None:
        """Take note that the database was rewritten, which puts every row into the order of its key."""
        self.is_unsorted = False


def letters(database: sqlite3.Connection, limit: int) -> list[bytes]:
    """Return at most `limit` letters in the order of their ids."""
    rows = database.execute("SELECT letter FROM letter ORDER BY id LIMIT ?", (limit,))
    return [bytes(letter) for (letter,) in rows]

"""The lead among key servers on one PostgreSQL database: an advisory lock, and a locked file in their data folder.

The lock belongs to the connection over which a batch is recorded. When that breaks the lock is gone, and so is the right
to record: a batch that was being made comes to nothing, and whoever takes the lead next makes it anew. The files that
it wrote meanwhile are kept apart by the second lock, which the process holds until it lets go.
"""

import fcntl
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bluezone.keyserver.postgresql_line import Line
from bluezone.keyserver.postgresql_schema import Database, note
from bluezone.protocol.errors import Unavailable

if TYPE_CHECKING:
    from io import BufferedWriter

_TAKE: Final = "SELECT pg_try_advisory_lock(725, hashtext(current_schema()))"
_GIVE_BACK: Final = "SELECT pg_advisory_unlock(725, hashtext(current_schema()))"
_LAST: Final = "SELECT value FROM meta WHERE name = 'round'"
_NUMBER_BYTES: Final = 4


class PostgresqlLead:
    """The lead of one server.

    Args:
        line: The connection over which batches are recorded.
        turn: The file to lock as well; None: there is only the database.
    """

    def __init__(self, line: Line, turn: Path | None = None) -> None:
        """Start without the lead."""
        self._line = line
        self._turn = turn
        self._held: BufferedWriter | None = None
        self._leading: Database | None = None

    def take(self) -> bool:
        """Return whether this server may do the hourly work now."""
        if not self._take_file():
            return False
        try:
            with self._line.use() as database:
                found = database.execute(_TAKE).fetchone()
        except Unavailable:
            self._give_file_back()
            raise
        if not (found and found[0]):
            self._give_file_back()
            return False
        self._leading = database
        return True

    def last(self) -> int:
        """Return the hour whose work was done last by any server."""
        with self._line.use() as database:
            found = database.execute(_LAST, binary=True).fetchone()
        return int.from_bytes(found[0]) if found else -1

    def give_back(self, done: int | None) -> None:
        """Let others do the hourly work; when the connection broke they may already."""
        with suppress(Unavailable), self._line.use() as database:
            if database is self._leading:
                if done is not None:
                    note(database, "round", done.to_bytes(_NUMBER_BYTES))
                database.execute(_GIVE_BACK)
        self._leading = None
        self._give_file_back()

    def check(self, database: Database) -> None:
        """Refuse to go on with work that was begun under the lead over another connection.

        Raises:
            Unavailable: The connection broke since; somebody else may have the lead now.
        """
        if self._leading is not None and self._leading is not database:
            raise Unavailable("the connection broke during the hourly work: it is done anew")

    def _take_file(self) -> bool:
        if self._turn is None:
            return True
        held = self._turn.open("ab")
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held.close()
            return False
        self._held = held
        return True

    def _give_file_back(self) -> None:
        if self._held is not None:
            self._held.close()
            self._held = None

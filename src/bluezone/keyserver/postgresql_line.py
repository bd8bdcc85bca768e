"""One connection to PostgreSQL that outlives its server: it is made when it is needed and made again after it broke."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final

import psycopg
from psycopg.pq import TransactionStatus

from bluezone.keyserver.postgresql_schema import Database, closed, connected, unavailable
from bluezone.protocol.errors import Unavailable

REST_SECONDS: Final = 0.5
"""How long nobody tries to connect after it failed, so that requests are refused at once."""


class Line:
    """A connection that is made when it is needed and made again after it broke; used by one thread at a time.

    Args:
        url: Where the database is.
    """

    def __init__(self, url: str) -> None:
        """Connect with the first use."""
        self._url = url
        self._opened: Database | None = None
        self._rests_until = 0.0
        self._in_use = Lock()

    @contextmanager
    def use(self) -> Iterator[Database]:
        """Give the connection; an error of PostgreSQL becomes `Unavailable`, and what was open is taken back.

        Raises:
            Unavailable: In one sentence, why.
        """
        with self._in_use:
            try:
                yield self.now()
            except psycopg.Error as wrong:
                self.undo()
                raise unavailable(wrong) from wrong
            except BaseException:
                self.undo()
                raise

    def now(self) -> Database:
        """Return the connection, made if need be.

        Raises:
            Unavailable: It cannot be made, or could not a moment ago.
        """
        if self._opened is not None and not self._opened.closed:
            return self._opened
        if time.monotonic() < self._rests_until:
            raise Unavailable("the key server's database does not answer")
        try:
            self._opened = connected(self._url)
        except Unavailable:
            self._rests_until = time.monotonic() + REST_SECONDS
            raise
        return self._opened

    def undo(self) -> None:
        """Take back what was not committed; a broken connection is let go of."""
        opened = self._opened
        if opened is None:
            return
        try:
            if opened.info.transaction_status != TransactionStatus.IDLE:
                opened.execute("ROLLBACK")
        except psycopg.Error:
            self.close()

    def close(self) -> None:
        """Let go of the connection."""
        closed(self._opened)
        self._opened = None

"""One connection of the key server: nobody holds it open without asking, or without taking an answer.

uvicorn reads as long as somebody sends, however slowly. Here a request's head has a time and a length, and whoever does
not take an answer is let go. A body's time and length are `bluezone.keyserver.wire`'s.
"""

from asyncio import TimerHandle, Transport
from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS: Final = 20.0
"""How long the head of a request may take, counted from the connection, or from its first byte on a kept one."""
HEAD_LIMIT: Final = 32 * 1024
"""How many more bytes of a head are read that did not come whole at once."""
TAKE_SECONDS: Final = 60.0
"""How long somebody may take no byte of an answer that waits."""


class Connection(HttpToolsProtocol):
    """A connection that is given up when its other end dawdles."""

    _head_bytes: int | None = 0
    """Bytes that came of the head under way; None while a request is answered and until the next begins."""
    _head: TimerHandle | None = None
    _taking: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """Wait for the first head."""
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._stop_waiting_for_head()
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, unless a head takes too long or grows too long."""
        before = self._head_bytes
        super().data_received(data)
        if self._head_bytes is None:
            return
        if before is not None:
            self._head_bytes = before + len(data)
        if self._head_bytes > HEAD_LIMIT:
            self._give_up()
        elif self._head is None:
            self._wait_for_head()

    def on_message_begin(self) -> None:
        """Count the bytes of a head."""
        super().on_message_begin()
        self._head_bytes = 0

    def on_headers_complete(self) -> None:
        """Wait for no head any more."""
        self._stop_waiting_for_head()
        super().on_headers_complete()

    def pause_writing(self) -> None:
        """Wait until the other end takes something."""
        super().pause_writing()
        if self._taking is None:
            self._wait_for_taking()

    def resume_writing(self) -> None:
        """Go on: it took what there was."""
        super().resume_writing()
        if self._taking is not None:
            self._taking.cancel()
            self._taking = None

    def _wait_for_head(self) -> None:
        self._head = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _stop_waiting_for_head(self) -> None:
        self._head_bytes = None
        if self._head is not None:
            self._head.cancel()
            self._head = None

    def _wait_for_taking(self) -> None:
        left = self.transport.get_write_buffer_size()
        self._taking = self.loop.call_later(TAKE_SECONDS, self._look_whether_taken, left)

    def _look_whether_taken(self, left: int) -> None:
        if self.transport.get_write_buffer_size() < left:
            self._wait_for_taking()
        else:
            self._give_up()

    def _give_up(self) -> None:
        self.transport.abort()

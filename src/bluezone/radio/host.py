"""The host side of HCI: Bumble's `Host` with a short way for what happens thousands of times.

Advertising reports go straight from bytes to the listener, and commands go out as bytes whose answer one light waiter
takes; everything else, such as connections, stays Bumble's. It is the same HCI that a real controller speaks.
"""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from bumble.host import Host
from bumble.snoop import Snooper

from bluezone.protocol.errors import MalformedMessage, Unavailable
from bluezone.radio.reports import Report, decode, is_report

_COMMAND_COMPLETE: Final = b"\x04\x0e"
_COMMAND_STATUS: Final = b"\x04\x0f"
_STATUS_AT: Final = 6
"""Where a Command Complete event has its status."""


class FastHost(Host):
    """Bumble's host with the short way.

    Attributes:
        listener: Called with every advertising report; None leaves reports to Bumble's own parser.
        answer_limit: How long a controller may take to answer, in time of the event loop.
        malformed: How many reports the controller got wrong; they are dropped.
        lost: Whether the controller is gone.
        gone: Set once it is.
    """

    def __init__(self) -> None:
        """Begin without a controller."""
        super().__init__()
        self.listener: Callable[[Report], None] | None = None
        self.answer_limit = timedelta(seconds=5)
        self.malformed = 0
        self.lost = False
        self.gone = asyncio.Event()
        self._awaited = b""
        self._answer: bytes | None = None
        self._waiter: asyncio.Future[None] | None = None

    def on_packet(self, packet: bytes) -> None:
        """Take one packet from the controller."""
        if self.listener is not None and is_report(packet):
            self._snoop(packet, Snooper.Direction.CONTROLLER_TO_HOST)
            self._report(packet, self.listener)
        elif self._awaited and self._answers(packet):
            self._snoop(packet, Snooper.Direction.CONTROLLER_TO_HOST)
            self._answer = packet
            self._wake()
        else:
            super().on_packet(packet)

    def on_transport_lost(self) -> None:
        """Note that the controller is gone and let nobody wait for it."""
        self.lose()
        super().on_transport_lost()  # type: ignore[no-untyped-call]  # bumble's

    def lose(self) -> None:
        """Note that the controller is gone, and let nobody wait for it."""
        self.lost = True
        self.gone.set()
        self._wake()

    def require(self) -> None:
        """Raise `Unavailable` when the controller is gone."""
        if self.lost or self.hci_sink is None:
            raise Unavailable("the Bluetooth controller is gone")

    async def command(self, packet: bytes) -> None:
        """Send one command, as bytes with their packet indicator, and return once the controller did it.

        Raises:
            Unavailable: The controller is gone, does not answer or refuses.
        """
        async with self.command_semaphore:
            answer = await self._exchange(packet)
        status = answer[_STATUS_AT] if answer[:2] == _COMMAND_COMPLETE else answer[3]
        if status:
            raise Unavailable(f"the Bluetooth controller refuses a command with HCI status {status}")

    async def _exchange(self, packet: bytes) -> bytes:
        self.require()
        self._awaited, self._answer = packet[1:3], None
        try:
            self._snoop(packet, Snooper.Direction.HOST_TO_CONTROLLER)
            self._send(packet)
            if self._answer is None:  # a controller in this process has answered by now
                self._waiter = asyncio.get_running_loop().create_future()
                async with asyncio.timeout(self.answer_limit.total_seconds()):
                    await self._waiter
        except TimeoutError as error:
            raise Unavailable("the Bluetooth controller does not answer") from error
        finally:
            self._awaited, self._waiter = b"", None
        if self._answer is None:
            raise Unavailable("the Bluetooth controller is gone")
        return self._answer

    def _send(self, packet: bytes) -> None:
        if self.hci_sink is not None:
            self.hci_sink.on_packet(packet)

    def _answers(self, packet: bytes) -> bool:
        complete = packet[:2] == _COMMAND_COMPLETE and len(packet) > _STATUS_AT and packet[4:6] == self._awaited
        return complete or (packet[:2] == _COMMAND_STATUS and packet[5:7] == self._awaited)

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _report(self, packet: bytes, listener: Callable[[Report], None]) -> None:
        try:
            reports = decode(packet)
        except MalformedMessage:
            self.malformed += 1
            return
        for report in reports:
            listener(report)

    def _snoop(self, packet: bytes, direction: Snooper.Direction) -> None:
        if self.snooper is not None:
            self.snooper.snoop(packet, direction)

"""The air for phones that are processes of their own: a room behind TCP ports on this machine.

Each phone has one port and speaks HCI on it, as to any controller (`tcp-client:127.0.0.1:PORT`); HCI has no greeting,
so the port says who it is. Each connection gets a controller in the room; when it ends, for whatever reason, the phone
has left. A second connection to an occupied port is closed at once. These controllers ask nobody for a password, so
the ports are opened on loopback addresses only. Where phones stand is the caller's `Whereabouts`: a `Schedule` for a
story known beforehand, `Positions` for one that is told live.
"""

import asyncio
import logging
import struct
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bumble.core import BaseBumbleError
from bumble.transport.common import PacketParser

from bluezone.protocol.clock import Clock
from bluezone.radio.capture import LinkLayerWriter
from bluezone.radio.propagation import Propagation
from bluezone.radio.room import Cadence, Room
from bluezone.radio.whereabouts import Whereabouts

if TYPE_CHECKING:
    from bluezone.radio.controller import PhoneController

logger = logging.getLogger(__name__)

LOOPBACK: Final = "127.0.0.1"
_NOT_HCI: Final = (struct.error, ValueError, LookupError, TypeError, BaseBumbleError)
"""What Bumble raises on bytes that are no HCI packet."""


@dataclass(frozen=True, slots=True)
class AirSettings:
    """What kind of air it is.

    Args:
        propagation: Distance and chance.
        cadence: When beacons fall; None for the controllers' own timers.
        capture: A pcap file to write every advertisement to.
        host: A loopback address.
    """

    propagation: Propagation = field(default_factory=Propagation)
    cadence: Cadence | None = field(default_factory=Cadence)
    capture: Path | None = None
    host: str = LOOPBACK


DEFAULT_AIR: Final = AirSettings()


async def serve_air(
    ports: Mapping[str, int],
    *,
    clock: Clock,
    whereabouts: Whereabouts,
    settings: AirSettings = DEFAULT_AIR,
    ready: Callable[[Mapping[str, int]], None] | None = None,
) -> None:
    """Serve one air until cancelled.

    Args:
        ports: For each phone's name its port; 0 lets the system choose.
        clock: Draws the beacons; a conducted clock makes the air as fast as its story.
        whereabouts: Who is near whom.
        settings: What kind of air it is.
        ready: Called once with the ports that are open.

    Raises:
        ValueError: The host is no loopback address.
        OSError: A port is taken, or the capture cannot be written.
    """
    with _sniffer(settings.capture) as sniffer:
        room = Room(clock, whereabouts, propagation=settings.propagation, cadence=settings.cadence, sniffer=sniffer)
        air = TcpAir(room)
        try:
            opened = await air.open(ports, host=settings.host)
            if ready is not None:
                ready(opened)
            await room.run()
            await asyncio.Event().wait()
        finally:
            await air.close()


class TcpAir:
    """The ports into one room."""

    def __init__(self, room: Room) -> None:
        """Begin with no port open."""
        self._room = room
        self._servers: list[asyncio.Server] = []
        self._visitors: set[_Visitor] = set()

    async def open(self, ports: Mapping[str, int], *, host: str = LOOPBACK) -> dict[str, int]:
        """Open one port for each phone and return them by the phones' names.

        Raises:
            ValueError: `host` is no loopback address.
            OSError: A port is taken; those before it are open until `close`.
        """
        if not ip_address(host).is_loopback:
            raise ValueError("the air asks nobody for a password, so it is opened on a loopback address only")
        loop = asyncio.get_running_loop()
        opened = {}
        for name, port in ports.items():
            server = await loop.create_server(partial(_Visitor, self._room, name, self._visitors), host, port)
            self._servers.append(server)
            opened[name] = server.sockets[0].getsockname()[1]
        return opened

    async def close(self) -> None:
        """Close the ports and let every phone go."""
        for server in self._servers:
            server.close()
        for visitor in tuple(self._visitors):
            visitor.refuse()
        await asyncio.gather(*(visitor.gone for visitor in tuple(self._visitors)))


class _Visitor(asyncio.Protocol):
    """One connection: HCI bytes in, HCI packets out, a controller in the room between."""

    def __init__(self, room: Room, name: str, visitors: "set[_Visitor]") -> None:
        self._room = room
        self._visitors = visitors
        self._name = name
        self._parser = PacketParser(self)
        self._controller: PhoneController | None = None
        self._transport: asyncio.Transport | None = None
        self.gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if not isinstance(transport, asyncio.Transport):
            raise TypeError("the air speaks TCP")
        self._transport = transport
        self._visitors.add(self)
        try:
            self._controller = self._room.enter(self._name)
        except ValueError:
            logger.warning("a second phone came to an occupied port")
            transport.close()
            return
        self._controller.set_packet_sink(_Outbox(transport))

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except BaseBumbleError:
            self._refuse_garbage()

    def on_packet(self, packet: bytes) -> None:
        """Take one whole packet from the parser."""
        if self._controller is None:
            return
        try:
            self._controller.on_packet(packet)
        except _NOT_HCI:
            self._refuse_garbage()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 -- asyncio's signature
        self._visitors.discard(self)
        self.gone.set_result(None)
        if self._controller is not None:
            self._controller.close()
            self._controller = None

    def refuse(self) -> None:
        """End the connection."""
        if self._transport is not None:
            self._transport.abort()

    def _refuse_garbage(self) -> None:
        logger.warning("a phone sent what is no HCI packet and is let go")
        self.refuse()


class _Outbox:
    """The way from a controller to the host at the other end."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport

    def on_packet(self, packet: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(packet)


@contextmanager
def _sniffer(capture: Path | None) -> Iterator[LinkLayerWriter | None]:
    if capture is None:
        yield None
        return
    with capture.open("wb") as output:
        yield LinkLayerWriter(output)

"""The service: answers phones on the gateway box, and keeps the gate asking only while it really answers.

Each beat has two conditions: the service hears itself through its own door, and the place has internet. A service that
hangs, dies or has no internet behind it stops asking, and so does the gate a few seconds later. Nothing that tells one
phone from another is written anywhere, logs included.
"""

import asyncio
import logging
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from errno import EADDRNOTAVAIL, EAFNOSUPPORT
from ipaddress import IPv6Address, ip_address
from ssl import SSLContext
from typing import Final

from bluezone.portal.counting import DailyCount
from bluezone.portal.gate import BEATS, Gate
from bluezone.portal.health import is_well
from bluezone.portal.neighbours import Neighbours
from bluezone.portal.redirects import was_led_here
from bluezone.portal.rules.answers import Answer, Place, Standing, answer, asks_who, head
from bluezone.portal.rules.hardware import HardwareAddress
from bluezone.portal.rules.requests import END, LARGEST, Request, request_in
from bluezone.portal.uplink import Uplink
from bluezone.protocol.errors import MalformedMessage, Unavailable

logger = logging.getLogger(__name__)

PATIENCE_SECONDS: Final = 10.0
"""How long one phone may take to ask and to listen."""
MOST_AT_ONCE: Final = 1_000
"""Connections that are served beside each other; a box has room for 200 phones with four each, and more are turned away."""
BACKLOG: Final = 512
UPLINK_EVERY: Final = 30.0
"""Seconds between two looks at the internet: a thousand places ask the province's site 33 times a second. While it is away,
a look a beat."""


@dataclass(frozen=True, slots=True)
class Box:
    """What stands around the service.

    Args:
        gate: Where probes are led.
        neighbours: Who asks.
        uplink: The way to the internet.
        counts: What is kept.
    """

    gate: Gate
    neighbours: Neighbours
    uplink: Uplink
    counts: DailyCount


class Service:
    """The notice of one place.

    Args:
        place: What it says.
        box: What stands around it.
        uplink_every: Seconds between two looks at the internet.
    """

    def __init__(self, place: Place, box: Box, *, uplink_every: float = UPLINK_EVERY) -> None:
        """Begin without internet, until it was looked at."""
        self._place = place
        self._box = box
        self._uplink_every = uplink_every
        self._open = asyncio.Semaphore(MOST_AT_ONCE)
        self._faults = dict[str, str]()
        self.is_online = False
        self.port = 0

    async def serve(
        self, port: int, *, tls: tuple[int, SSLContext] | None = None, ready: Callable[[int], None] = lambda _port: None
    ) -> None:
        """Answer until cancelled; then ask nobody any more.

        Args:
            port: Of HTTP; 0 takes a free one.
            tls: Port and certificate of the API over HTTPS.
            ready: Told the port once the door is open and the first beat was made.

        Raises:
            Unavailable: A port is taken, or may not be had; whoever has it keeps its redirect.
        """
        doors = [await self._opened(port)]
        self.port = doors[0].sockets[0].getsockname()[1]
        try:
            doors += [await self._opened(*tls)] if tls else []
            async with asyncio.TaskGroup() as tasks:
                await self._look()
                await self._keep_gate()
                ready(self.port)
                tasks.create_task(self._keep_looking())
                await self._keep_beating()
        finally:
            for door in doors:
                door.close()
            with suppress(Unavailable):
                await self._box.gate.rest()
            self._save()

    async def _opened(self, port: int, certificate: SSLContext | None = None) -> asyncio.Server:
        limit = LARGEST + len(END)
        return await asyncio.start_server(self._meet, sock=_door(port), backlog=BACKLOG, limit=limit, ssl=certificate)

    async def _keep_beating(self) -> None:
        while True:
            await asyncio.sleep(BEATS.total_seconds())
            await self._keep_gate()
            self._save()

    async def _keep_gate(self) -> None:
        """Beat, if it is honest to ask."""
        try:
            if self.is_online and await is_well(self.port):
                await self._box.gate.beat()
            else:
                await self._box.gate.rest()
        except Unavailable as wrong:
            self._say("gate", f"{wrong}; nobody is asked")
        else:
            self._say("gate", "")

    def _save(self) -> None:
        """Write the counts; a full disk costs numbers, never the notice."""
        try:
            self._box.counts.save()
        except Unavailable as wrong:
            self._say("counts", f"{wrong}; they stay in memory")
        else:
            self._say("counts", "")

    def _say(self, what: str, fault: str) -> None:
        """Log a fault when it comes and when it goes, not at every beat."""
        if fault == self._faults.get(what, ""):
            return
        self._faults[what] = fault
        if fault:
            logger.error("%s", fault)
        else:
            logger.info("%s: well again", what)

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(self._uplink_every if self.is_online else BEATS.total_seconds())
            await self._look()

    async def _look(self) -> None:
        is_online = await self._box.uplink.is_open()
        if is_online != self.is_online:
            logger.info("there is internet" if is_online else "the internet is away: nobody is asked")
        self.is_online = is_online

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hear one request and answer it; whatever a phone does wrong is its own affair."""
        try:
            if self._open.locked():
                return
            async with self._open, asyncio.timeout(PATIENCE_SECONDS):
                request = request_in(await reader.readuntil(END))
                found = await self._answer(request, writer)
                writer.write(head(found) + (b"" if request.method == "HEAD" else found.body))
                await writer.drain()
        except MalformedMessage:
            writer.write(head(Answer(400)))
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()
            with suppress(OSError, TimeoutError):
                await writer.wait_closed()

    async def _answer(self, request: Request, writer: asyncio.StreamWriter) -> Answer:
        phone = await self._phone(writer) if asks_who(request) and not _was_led(writer) else None
        has_seen = phone is not None and request.method != "POST" and await self._box.gate.has_seen(phone)
        found = answer(request, Standing(has_seen, self.is_online, self._here(writer)), self._place)
        if found.lets_through and phone is not None:
            await self._box.gate.let_through(phone)
        if found.lets_through or found.shows:
            self._box.counts.add(shown=found.shows, continued=found.lets_through)
        return found

    async def _phone(self, writer: asyncio.StreamWriter) -> HardwareAddress | None:
        return await self._box.neighbours.phone_at(_bare(writer.get_extra_info("peername")[0]))

    def _here(self, writer: asyncio.StreamWriter) -> str:
        address = ip_address(_own(writer))
        host = f"[{address}]" if isinstance(address, IPv6Address) else str(address)
        return f"http://{host}:{self.port}"


def _own(writer: asyncio.StreamWriter) -> str:
    return _bare(writer.get_extra_info("sockname")[0])


def _was_led(writer: asyncio.StreamWriter) -> bool:
    return was_led_here(writer.get_extra_info("socket"), _own(writer))


def _door(port: int) -> socket.socket:
    """Return a socket that hears IPv6 and IPv4, or IPv4 alone on a box without the other.

    Raises:
        Unavailable: The port is taken, or may not be had.
    """
    try:
        if socket.has_dualstack_ipv6():
            try:
                return socket.create_server(("::", port), family=socket.AF_INET6, dualstack_ipv6=True, backlog=BACKLOG)
            except OSError as wrong:
                if wrong.errno not in {EADDRNOTAVAIL, EAFNOSUPPORT}:
                    raise
        return socket.create_server(("", port), backlog=BACKLOG)
    except OSError as wrong:
        raise Unavailable(f"port {port} cannot be had: it is taken, or below 1024 without root") from wrong


def _bare(address: str) -> str:
    """Return an address without its interface, and an IPv4 one without its coat of IPv6."""
    found = ip_address(address.partition("%")[0])
    return str((found.ipv4_mapped if isinstance(found, IPv6Address) else None) or found)

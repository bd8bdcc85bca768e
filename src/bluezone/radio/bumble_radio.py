"""The radio over any Bluetooth controller that speaks HCI: in memory, over TCP, in a socket, on USB, on a serial line.

Rotation is our own: stop, address, data, gap, start. Bumble's (`le_privacy_enabled`) never changes the address while
it advertises or scans (seen in 0.0.236), so it stays off. The random address has the form of a resolvable one, as
Android's, but nobody holds its key. Advertisements are connectable legacy PDUs (ADV_IND), as in 2020, sent through the
extended commands where there are any, because there an advertising set has an address of its own that may change while
the host scans; a controller from before Bluetooth 5 pauses its scan for it. Who connects ends the advertising, so it is
begun again at once, under the same address.
"""

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bumble import hci
from bumble.controller import Controller
from bumble.core import BaseBumbleError
from bumble.device import Connection, Device
from bumble.snoop import Snooper
from bumble.transport.common import Transport

from bluezone.protocol.beacons import ADVERTISEMENT_LENGTH, BLUEZONE_2020, Profile
from bluezone.protocol.clock import Clock
from bluezone.protocol.errors import Unavailable
from bluezone.radio.commands import OWN_ADDRESS, Dialect, extended, legacy
from bluezone.radio.connections import Hospitality, Reader
from bluezone.radio.host import FastHost
from bluezone.radio.port import LONGEST_GAP, Heard
from bluezone.radio.reports import NOT_A_WHOLE_ADVERTISEMENT, STRENGTH_UNKNOWN, Report
from bluezone.radio.transports import open_line

SETUP_LIMIT: Final = timedelta(seconds=10)
"""How long a controller may take to be set up, in time of the event loop."""
NAME: Final = "Bluezone"
"""What every phone of ours answers who asks for its name over a connection."""


@dataclass(frozen=True, slots=True)
class RadioSettings:
    """How one phone uses its controller.

    Args:
        interval: Between two advertisements, 20 ms to 10.24 s; a room with a cadence of its own overrides it.
        longest_gap: Between two addresses.
        rssi_correction_db: What this phone model adds to a measured strength (`calibration`).
        profile: The numbers by which identifiers are read over connections.
    """

    interval: timedelta = timedelta(milliseconds=250)
    longest_gap: timedelta = LONGEST_GAP
    rssi_correction_db: int = 0
    profile: Profile = BLUEZONE_2020


DEFAULT_SETTINGS: Final = RadioSettings()


@dataclass(frozen=True, slots=True)
class _Line:
    transport: Transport
    host: FastHost
    device: Device
    dialect: Dialect


class BumbleRadio:
    """A `bluezone.radio.port.Radio` over HCI; made by `over` or `open`, never directly."""

    def __init__(
        self, line: _Line, *, clock: Clock, settings: RadioSettings, random_bytes: Callable[[int], bytes]
    ) -> None:
        """Take a line whose controller is set up."""
        self._line = line
        self._host = line.host
        self._clock = clock
        self._settings = settings
        self._random_bytes = random_bytes
        self._heard: Callable[[Heard], None] | None = None
        self._turn = 0
        self._address = b""
        self._readable = b""
        self._speaking = False
        self._changing = asyncio.Lock()
        self._given_up = asyncio.Event()
        self._again: asyncio.Task[None] | None = None
        self._closed = False
        self._reader = Reader(line.device, line.host, settings.profile)
        self._hospitality = Hospitality(
            line.device, line.host, settings.profile, readable=lambda: self._readable, after=self._connected_to
        )

    @classmethod
    async def open(
        cls,
        transport: str,
        *,
        clock: Clock,
        settings: RadioSettings = DEFAULT_SETTINGS,
        random_bytes: Callable[[int], bytes] = secrets.token_bytes,
        snooper: Snooper | None = None,
    ) -> "BumbleRadio":
        """Return a radio over the controller that a transport string names, such as `tcp-client:127.0.0.1:17001`.

        Args:
            transport: In Bumble's notation (`transports.KINDS`).
            clock: Stamps what is heard and measures the gap.
            settings: How to use the controller.
            random_bytes: Where addresses and gaps come from.
            snooper: Takes every HCI packet of this phone (`capture.BtsnoopWriter`).

        Raises:
            Unavailable: There is no such transport, or its controller does not do what we need.
        """
        return await cls._set_up(await open_line(transport), clock, settings, random_bytes, snooper)

    @classmethod
    async def over(
        cls,
        controller: Controller,
        *,
        clock: Clock,
        settings: RadioSettings = DEFAULT_SETTINGS,
        random_bytes: Callable[[int], bytes] = secrets.token_bytes,
        snooper: Snooper | None = None,
    ) -> "BumbleRadio":
        """Return a radio over a controller in this process, such as `room.enter(name)`; arguments as for `open`."""
        return await cls._set_up(Transport(controller, controller), clock, settings, random_bytes, snooper)

    @classmethod
    async def _set_up(
        cls,
        transport: Transport,
        clock: Clock,
        settings: RadioSettings,
        random_bytes: Callable[[int], bytes],
        snooper: Snooper | None,
    ) -> "BumbleRadio":
        host = FastHost()
        host.snooper = snooper
        host.set_packet_source(transport.source)
        host.set_packet_sink(transport.sink)
        device = Device(name=NAME, host=host)
        try:
            async with asyncio.timeout(SETUP_LIMIT.total_seconds()):
                dialect = await _prepare(device, host, settings)
        except (TimeoutError, BaseBumbleError) as error:
            await transport.close()
            raise Unavailable("the Bluetooth controller cannot be set up") from error
        except BaseException:
            await transport.close()
            raise
        return cls(_Line(transport, host, device, dialect), clock=clock, settings=settings, random_bytes=random_bytes)

    @property
    def is_away(self) -> bool:
        """Whether one is waited for (see the port): never."""
        return False

    async def gone(self) -> None:
        """Return once the controller is gone (see the port)."""
        await self._host.gone.wait()

    async def advertise(self, payload: bytes, *, readable: bytes = b"") -> None:
        """Replace payload and random address together (see the port)."""
        if not 1 <= len(payload) <= ADVERTISEMENT_LENGTH:
            raise ValueError("an advertisement has 1 to 31 bytes")
        turn = self._overtake()
        async with self._changing:
            if turn != self._turn:
                return
            await self._stop()
            self._address = self._fresh(0x40)
            await self._take_address(self._line.dialect.set_address + self._address)
            await self._host.command(self._line.dialect.data(payload))
            self._readable = readable
        await self._clock.sleep_until(self._end_of_gap())
        async with self._changing:
            if turn == self._turn:
                await self._start()

    async def silence(self) -> None:
        """Leave the air at once (see the port)."""
        self._overtake()
        async with self._changing:
            await self._stop()

    async def listen(self, heard: Callable[[Heard], None]) -> None:
        """Call `heard` for every advertisement (see the port)."""
        self._host.require()
        self._heard = heard
        if self._host.listener is None:
            async with self._changing:
                self._host.listener = self._report
                await self._host.command(self._line.dialect.prepare_scan)
                await self._host.command(self._line.dialect.scan)

    async def read_identifier(self, peer: Heard) -> bytes | None:
        """Connect, read and leave (see the port)."""
        self._host.require()
        turn, self._given_up = self._turn, asyncio.Event()
        given_up = self._given_up
        async with self._changing:
            connection = await self._connected(peer, given_up) if turn == self._turn else None
        if connection is None:
            return None
        try:
            return await self._reader.identifier(connection)
        finally:
            await self._reader.leave(connection)

    async def close(self) -> None:
        """Leave the air and give the controller back (see the port)."""
        if self._closed:
            return
        self._closed = True
        self._overtake()
        self._hospitality.close()
        try:
            async with self._changing:
                await self._stop()
                await self._host.command(self._line.dialect.stop_scan)
            await self._line.device.power_off()
        except Unavailable:
            pass  # it has given itself back
        finally:
            await self._line.transport.close()
            self._host.lose()

    def _overtake(self) -> int:
        """Let nothing that waits go on, a connection that is being made neither, and return the turn that begins."""
        self._turn += 1
        self._given_up.set()
        return self._turn

    async def _start(self) -> None:
        await self._host.command(self._line.dialect.start)
        self._speaking = True

    async def _stop(self) -> None:
        self._speaking, self._readable = False, b""
        await self._host.command(self._line.dialect.stop)

    async def _take_address(self, command: bytes) -> None:
        if not self._line.dialect.one_address or self._host.listener is None:
            await self._host.command(command)
            return
        await self._host.command(self._line.dialect.stop_scan)
        try:
            await self._host.command(command)
        finally:
            await self._host.command(self._line.dialect.scan)

    async def _connected(self, peer: Heard, given_up: asyncio.Event) -> Connection | None:
        """Call a peer under an address of this call's own; the phone does not listen meanwhile."""
        dialect, listening = self._line.dialect, self._host.listener is not None
        shared = dialect.one_address and self._speaking
        if shared:
            await self._host.command(dialect.stop)
        if listening:
            await self._host.command(dialect.stop_scan)
        try:
            await self._host.command(OWN_ADDRESS + self._fresh(0x00))
            return await self._reader.connect(hci.Address(peer.address, hci.AddressType(peer.address_type)), given_up)
        finally:
            if shared:
                await self._host.command(OWN_ADDRESS + self._address)
                await self._host.command(dialect.start)
            if listening:
                await self._host.command(dialect.scan)

    def _connected_to(self) -> None:
        """Advertise again, since a connection to us ended it."""
        if self._speaking:
            self._again = asyncio.get_running_loop().create_task(self._speak_on(self._turn))

    async def _speak_on(self, turn: int) -> None:
        with suppress(Unavailable):
            async with self._changing:
                if turn == self._turn:
                    await self._start()

    def _report(self, report: Report) -> None:
        if self._heard is None or report.event_type & NOT_A_WHOLE_ADVERTISEMENT or report.rssi_dbm == STRENGTH_UNKNOWN:
            return
        corrected = report.rssi_dbm + self._settings.rssi_correction_db
        strength = max(-127, min(corrected, 20))
        self._heard(Heard(report.data, report.address, strength, self._clock.now(), report.address_type))

    def _fresh(self, kind: int) -> bytes:
        """Return a random address: of kind 0x40 resolvable in its form, of kind 0x00 not."""
        drawn = self._random_bytes(6)
        return drawn[:5] + bytes((drawn[5] & 0x3F | kind,))

    def _end_of_gap(self) -> datetime:
        share = int.from_bytes(self._random_bytes(4)) / (1 << 32)
        return self._clock.now() + share * self._settings.longest_gap


async def _prepare(device: Device, host: FastHost, settings: RadioSettings) -> Dialect:
    await device.power_on()
    has_sets = host.supports_le_features(hci.LeFeatureMask.LE_EXTENDED_ADVERTISING)
    dialect = (extended if has_sets else legacy)(settings.interval)
    await host.command(dialect.prepare)
    return dialect

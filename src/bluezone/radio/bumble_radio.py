"""The radio over any Bluetooth controller that speaks HCI: in memory, over TCP, later in a socket or on USB.

Rotation is our own: stop, address, data, gap, start. Bumble's (`le_privacy_enabled`) never changes the address while
it advertises or scans (seen in 0.0.236), so it stays off. The random address has the form of a resolvable one, as
Android's, but nobody holds its key. Advertisements are connectable legacy PDUs (ADV_IND), as in 2020, sent through the
extended commands, because there an advertising set has an address of its own that may change while the host scans; a
controller without extended advertising (before Bluetooth 5) is refused.
"""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bumble import hci
from bumble.controller import Controller
from bumble.core import BaseBumbleError
from bumble.device import Device
from bumble.snoop import Snooper
from bumble.transport import open_transport
from bumble.transport.common import Transport

from bluezone.protocol.beacons import ADVERTISEMENT_LENGTH
from bluezone.protocol.clock import Clock
from bluezone.protocol.errors import Unavailable
from bluezone.radio.host import FastHost
from bluezone.radio.port import LONGEST_GAP, Heard
from bluezone.radio.reports import CONNECTABLE_LEGACY, NOT_A_WHOLE_ADVERTISEMENT, STRENGTH_UNKNOWN, Report

SLOT: Final = timedelta(microseconds=625)
"""HCI's unit of time."""
CHANNELS_37_TO_39: Final = 0x07
SETUP_LIMIT: Final = timedelta(seconds=10)
"""How long a controller may take to be set up, in time of the event loop."""
SCAN_SLOTS: Final = 160
"""Interval and window of scanning, 100 ms both: the phone listens all the time."""

_SET: Final = b"\x00"
"""Handle of the only advertising set."""
_START: Final = bytes.fromhex("01392006") + b"\x01\x01" + _SET + bytes(3)
_STOP: Final = bytes.fromhex("01392006") + b"\x00\x01" + _SET + bytes(3)
_SET_ADDRESS: Final = bytes.fromhex("01352007") + _SET
_SET_DATA: Final = bytes.fromhex("013720")
_WHOLE: Final = b"\x03\x01"
"""Complete data, not to be fragmented."""
_SCAN: Final = bytes.fromhex("01422006") + b"\x01" + bytes(5)
_NO_SCAN: Final = bytes.fromhex("01422006") + bytes(6)


@dataclass(frozen=True, slots=True)
class RadioSettings:
    """How one phone uses its controller.

    Args:
        interval: Between two advertisements, 20 ms to 10.24 s; a room with a cadence of its own overrides it.
        longest_gap: Between two addresses.
        rssi_correction_db: What this phone model adds to a measured strength (`calibration`).
    """

    interval: timedelta = timedelta(milliseconds=250)
    longest_gap: timedelta = LONGEST_GAP
    rssi_correction_db: int = 0


DEFAULT_SETTINGS: Final = RadioSettings()


@dataclass(frozen=True, slots=True)
class _Line:
    transport: Transport
    host: FastHost
    device: Device


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
        self._changing = asyncio.Lock()
        self._closed = False

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
            transport: In Bumble's notation.
            clock: Stamps what is heard and measures the gap.
            settings: How to use the controller.
            random_bytes: Where addresses and gaps come from.
            snooper: Takes every HCI packet of this phone (`capture.BtsnoopWriter`).

        Raises:
            Unavailable: There is no such transport, or its controller does not do what we need.
        """
        try:
            opened = await open_transport(transport)
        except (OSError, ValueError, BaseBumbleError) as error:
            raise Unavailable("no Bluetooth controller answers on this transport") from error
        return await cls._set_up(opened, clock, settings, random_bytes, snooper)

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
        device = Device(host=host)
        try:
            async with asyncio.timeout(SETUP_LIMIT.total_seconds()):
                await _prepare(device, host, settings)
        except (TimeoutError, BaseBumbleError) as error:
            await transport.close()
            raise Unavailable("the Bluetooth controller cannot be set up") from error
        except Unavailable:
            await transport.close()
            raise
        return cls(_Line(transport, host, device), clock=clock, settings=settings, random_bytes=random_bytes)

    async def advertise(self, payload: bytes) -> None:
        """Replace payload and random address together (see the port)."""
        if not 1 <= len(payload) <= ADVERTISEMENT_LENGTH:
            raise ValueError("an advertisement has 1 to 31 bytes")
        self._turn += 1
        turn = self._turn
        async with self._changing:
            if turn != self._turn:
                return
            await self._host.command(_STOP)
            await self._host.command(_SET_ADDRESS + self._fresh_address())
            await self._host.command(_data(payload))
        await self._clock.sleep_until(self._end_of_gap())
        async with self._changing:
            if turn == self._turn:
                await self._host.command(_START)

    async def silence(self) -> None:
        """Leave the air at once (see the port)."""
        self._turn += 1
        async with self._changing:
            await self._host.command(_STOP)

    async def listen(self, heard: Callable[[Heard], None]) -> None:
        """Call `heard` for every advertisement (see the port)."""
        self._host.require()
        self._heard = heard
        if self._host.listener is None:
            self._host.listener = self._report
            await self._host.command(_scan_parameters())
            await self._host.command(_SCAN)

    async def close(self) -> None:
        """Leave the air and give the controller back (see the port)."""
        if self._closed:
            return
        self._closed = True
        self._turn += 1
        try:
            async with self._changing:
                await self._host.command(_STOP)
                await self._host.command(_NO_SCAN)
            await self._line.device.power_off()
        except Unavailable:
            pass  # it has given itself back
        finally:
            await self._line.transport.close()
            self._host.lost = True

    def _report(self, report: Report) -> None:
        if self._heard is None or report.event_type & NOT_A_WHOLE_ADVERTISEMENT or report.rssi_dbm == STRENGTH_UNKNOWN:
            return
        corrected = report.rssi_dbm + self._settings.rssi_correction_db
        self._heard(Heard(report.data, report.address, max(-127, min(corrected, 20)), self._clock.now()))

    def _fresh_address(self) -> bytes:
        drawn = self._random_bytes(6)
        return drawn[:5] + bytes((drawn[5] & 0x3F | 0x40,))

    def _end_of_gap(self) -> datetime:
        share = int.from_bytes(self._random_bytes(4)) / (1 << 32)
        return self._clock.now() + share * self._settings.longest_gap


async def _prepare(device: Device, host: FastHost, settings: RadioSettings) -> None:
    await device.power_on()
    if not host.supports_le_features(hci.LeFeatureMask.LE_EXTENDED_ADVERTISING):
        raise Unavailable("the Bluetooth controller has no extended advertising")
    await host.command(_advertising_parameters(settings.interval))


def _data(payload: bytes) -> bytes:
    return _SET_DATA + bytes((4 + len(payload),)) + _SET + _WHOLE + bytes((len(payload),)) + payload


def _advertising_parameters(interval: timedelta) -> bytes:
    slots = round(interval / SLOT)
    return bytes(
        hci.HCI_LE_Set_Extended_Advertising_Parameters_Command(
            advertising_handle=_SET[0],
            advertising_event_properties=CONNECTABLE_LEGACY,
            primary_advertising_interval_min=slots,
            primary_advertising_interval_max=slots,
            primary_advertising_channel_map=CHANNELS_37_TO_39,
            own_address_type=hci.OwnAddressType.RANDOM,
            peer_address_type=0,
            peer_address=hci.Address.ANY,
            advertising_filter_policy=0,
            advertising_tx_power=hci.HCI_LE_Set_Extended_Advertising_Parameters_Command.TX_POWER_NO_PREFERENCE,
            primary_advertising_phy=hci.Phy.LE_1M,
            secondary_advertising_max_skip=0,
            secondary_advertising_phy=hci.Phy.LE_1M,
            advertising_sid=0,
            scan_request_notification_enable=0,
        )
    )


def _scan_parameters() -> bytes:
    return bytes(
        hci.HCI_LE_Set_Extended_Scan_Parameters_Command(
            own_address_type=hci.OwnAddressType.RANDOM,
            scanning_filter_policy=0,
            scanning_phys=1,  # LE 1M
            scan_types=[hci.HCI_LE_Set_Extended_Scan_Parameters_Command.PASSIVE_SCANNING],
            scan_intervals=[SCAN_SLOTS],
            scan_windows=[SCAN_SLOTS],
        )
    )

"""Connections: reading the identifier of a phone that cannot put it into its advertisement, and letting ours be read.

An iPhone advertises a service only; who hears it connects and reads one characteristic of 12 bytes. Nothing is written,
nothing is kept, nobody pairs: a peer that asks for it is not answered, because pairing would hand out an address that
never changes. Source: the 2020 application's `BlePeripheralManager` and `BleCentralManager`.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Final

from bumble import att, hci, smp
from bumble.core import UUID, BaseBumbleError, PhysicalTransport
from bumble.device import Connection, Device, Peer
from bumble.gatt import Characteristic, CharacteristicValue, Service

from bluezone.protocol.beacons import Profile
from bluezone.protocol.errors import Unavailable
from bluezone.protocol.identifiers import IDENTIFIER_LENGTH
from bluezone.protocol.intervals import Air
from bluezone.radio.commands import GIVE_UP_CONNECTING
from bluezone.radio.host import FastHost

READ_LIMIT: Final = timedelta(seconds=10)
"""How long a peer may take from the call to the last byte (2020: the same), in time of the event loop."""
GUEST_LIMIT: Final = timedelta(seconds=10)
"""How long somebody may stay connected to us."""
MOST_GUESTS: Final = 3
GIVING_UP_LIMIT: Final = timedelta(seconds=2)
"""How long a controller may take to give a connection up."""
NOTHING_HERE: Final = att.ErrorCode.READ_NOT_PERMITTED


class Reader:
    """Connects to one peer after the other."""

    def __init__(self, device: Device, host: FastHost, profile: Profile) -> None:
        """Take a device whose controller is set up."""
        self._device, self._host, self._profile = device, host, profile

    async def connect(self, address: hci.Address, given_up: asyncio.Event) -> Connection | None:
        """Return a connection; None when the peer does not answer in time or `given_up` is set first."""
        wanted = asyncio.create_task(self._device.connect(address, PhysicalTransport.LE, timeout=None))
        stop = asyncio.create_task(given_up.wait())
        try:
            await asyncio.wait({wanted, stop}, timeout=READ_LIMIT.total_seconds(), return_when=asyncio.FIRST_COMPLETED)
        finally:
            stop.cancel()
            if not wanted.done():
                await self._give_up(wanted)
        try:
            return wanted.result()
        except (BaseBumbleError, asyncio.CancelledError):
            return None

    async def identifier(self, connection: Connection) -> bytes | None:
        """Return what the peer's characteristic says, None when it has none of 12 bytes."""
        try:
            async with asyncio.timeout(READ_LIMIT.total_seconds()):
                value = await self._read(Peer(connection))
        except (TimeoutError, BaseBumbleError, asyncio.CancelledError):
            if (task := asyncio.current_task()) is not None and task.cancelling():
                raise
            value = b""  # the peer went, or its answer was none
        return value if len(value) == IDENTIFIER_LENGTH[Air.BLUEZONE] else None

    async def leave(self, connection: Connection) -> None:
        """End a connection; one that has ended already is left alone."""
        if self._device.connections.get(connection.handle) is not connection:
            return
        with suppress(TimeoutError, BaseBumbleError, Unavailable):
            async with asyncio.timeout(GIVING_UP_LIMIT.total_seconds()):
                await connection.disconnect()

    async def _read(self, peer: Peer) -> bytes:
        for service in await peer.discover_service(uuid_of(self._profile.ios_service)):
            wanted = uuid_of(self._profile.ios_characteristic)
            for characteristic in await service.discover_characteristics([wanted]):
                return bytes(await peer.gatt_client.read_value(characteristic, no_long_read=True))
        return b""

    async def _give_up(self, wanted: "asyncio.Task[Connection]") -> None:
        with suppress(Unavailable):
            await self._host.command(GIVE_UP_CONNECTING)
        with suppress(TimeoutError, BaseBumbleError):
            async with asyncio.timeout(GIVING_UP_LIMIT.total_seconds()):
                await self.leave(await wanted)
        wanted.cancel()


class Hospitality:
    """Lets our identifier be read by who connects, and nobody stay.

    Args:
        device: Ours.
        host: Its host.
        profile: The numbers of service and characteristic.
        readable: What may be read now; empty when nothing may.
        after: Called when somebody connected: advertising ended by that.
    """

    def __init__(
        self,
        device: Device,
        host: FastHost,
        profile: Profile,
        *,
        readable: Callable[[], bytes],
        after: Callable[[], None],
    ) -> None:
        """Offer the characteristic and refuse everything else."""
        self._host, self._readable, self._after = host, readable, after
        self._guests: dict[int, asyncio.TimerHandle] = {}
        self._leaving: set[asyncio.Task[None]] = set()
        value = CharacteristicValue(read=self._value)
        permissions = Characteristic.Permissions.READABLE
        offered = Characteristic[bytes](
            uuid_of(profile.ios_characteristic), Characteristic.Properties.READ, permissions, value
        )
        device.add_service(Service(uuid_of(profile.ios_service), [offered]))
        device.l2cap_channel_manager.deregister_fixed_channel(smp.SMP_CID)
        host.on("le_connection", self._arrived)
        host.on("disconnection", self._left)

    def close(self) -> None:
        """Forget the guests."""
        for timer in self._guests.values():
            timer.cancel()
        self._guests.clear()

    def _value(self, _connection: object) -> bytes:
        value = self._readable()
        if not value:
            raise att.ATT_Error(NOTHING_HERE)
        return value

    def _arrived(self, handle: int, *details: object) -> None:
        if hci.Role.PERIPHERAL not in [detail for detail in details if isinstance(detail, hci.Role)]:
            return
        welcome = bool(self._readable()) and len(self._guests) < MOST_GUESTS
        limit = GUEST_LIMIT.total_seconds() if welcome else 0.0
        self._guests[handle] = asyncio.get_running_loop().call_later(limit, self._send_away, handle)
        self._after()

    def _left(self, handle: int, *_details: object) -> None:
        timer = self._guests.pop(handle, None)
        if timer is not None:
            timer.cancel()

    def _send_away(self, handle: int) -> None:
        leaving = asyncio.get_running_loop().create_task(self._end(handle))
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)

    async def _end(self, handle: int) -> None:
        ending = hci.HCI_Disconnect_Command(
            connection_handle=handle, reason=hci.HCI_ErrorCode.REMOTE_USER_TERMINATED_CONNECTION_ERROR
        )
        with suppress(Unavailable):
            await self._host.command(bytes(ending))


def uuid_of(number: bytes) -> UUID:
    """Return a service's number, 16 bytes with the most significant first, as Bumble has it."""
    return UUID.from_bytes(number[::-1])

"""The real bluetoothd of the guest: started, asked to scan, asked to advertise, stopped."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Any, Final

from bleak import BleakScanner
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData
from dbus_fast import BusType, Message, MessageType, PropertyAccess, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusSignature
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property

BLUETOOTHD: Final = "/usr/libexec/bluetooth/bluetoothd"
ADAPTER: Final = "/org/bluez/hci0"
OURS: Final = "/bluezone/advertisement"
START_LIMIT: Final = 120.0
"""Seconds; the guest is slow."""

Heard = tuple[str, int, dict[int, bytes]]
"""Address, strength, manufacturer data by company."""


class Advertisement(ServiceInterface):
    """What bluetoothd is to send: our service and our manufacturer data, nothing else."""

    def __init__(self, company: int, service: int, identifier: bytes) -> None:
        super().__init__("org.bluez.LEAdvertisement1")
        self._company, self._service, self._identifier = company, service, identifier

    @dbus_property(access=PropertyAccess.READ, name="Type")
    def kind(self) -> Annotated[str, DBusSignature("s")]:
        return "peripheral"

    @dbus_property(access=PropertyAccess.READ, name="ServiceUUIDs")
    def services(self) -> Annotated[list[str], DBusSignature("as")]:
        return [f"0000{self._service:04x}-0000-1000-8000-00805f9b34fb"]

    @dbus_property(access=PropertyAccess.READ, name="ManufacturerData")
    def manufacturer_data(self) -> Annotated[dict[int, Variant], DBusSignature("a{qv}")]:
        return {self._company: Variant("ay", self._identifier)}

    @dbus_method(name="Release")
    def release(self) -> None:
        """Nothing is to be done when bluetoothd lets it go."""


@asynccontextmanager
async def bluetoothd() -> AsyncIterator[MessageBus]:
    """Run bluetoothd as long as the block lasts; its adapter is switched on."""
    daemon = await asyncio.create_subprocess_exec(BLUETOOTHD, "-n")
    bus = await MessageBus(bus_type=BusType.SYSTEM).connect()
    try:
        async with asyncio.timeout(START_LIMIT):
            powered = Variant("b", True)  # noqa: FBT003 -- D-Bus's
            while not await _done(bus, ADAPTER, "org.freedesktop.DBus.Properties", "Set", "ssv", _powered(powered)):  # noqa: ASYNC110 -- nothing tells when it is so
                await asyncio.sleep(0.5)
        yield bus
    finally:
        bus.disconnect()
        daemon.terminate()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(START_LIMIT):
                await daemon.wait()


async def scanned(enough: Callable[[list[Heard]], bool], *, limit: float) -> list[Heard]:
    """Return what bleak heard through bluetoothd until it was enough."""
    heard: list[Heard] = []

    def noted(device: BLEDevice, said: AdvertisementData) -> None:
        heard.append((device.address, said.rssi, dict(said.manufacturer_data)))

    async with BleakScanner(noted):
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(limit):
                while not enough(heard):  # noqa: ASYNC110 -- nothing tells when it is so
                    await asyncio.sleep(0.2)
    return heard


@asynccontextmanager
async def advertising(bus: MessageBus, advertisement: Advertisement) -> AsyncIterator[bool]:
    """Let bluetoothd advertise as long as the block lasts; gives whether it agreed."""
    bus.export(OURS, advertisement)
    manager = "org.bluez.LEAdvertisingManager1"
    yield await _done(bus, ADAPTER, manager, "RegisterAdvertisement", "oa{sv}", [OURS, {}])
    await _done(bus, ADAPTER, manager, "UnregisterAdvertisement", "o", [OURS])
    bus.unexport(OURS)


def _powered(value: Variant) -> list[Any]:
    return ["org.bluez.Adapter1", "Powered", value]


async def _done(bus: MessageBus, path: str, interface: str, member: str, signature: str, body: list[Any]) -> bool:  # noqa: PLR0913, PLR0917 -- a D-Bus call has these parts
    call = Message("org.bluez", path, interface, member, signature=signature, body=body)
    answer = await bus.call(call)
    return answer is not None and answer.message_type is MessageType.METHOD_RETURN

"""What happens in the guest: two phones in a simulated room meet a real Linux kernel, by bluetoothd and by our own phone.

The kernel's only adapter is a controller of the room behind `/dev/vhci`. Every step tells the host what it saw.
"""

import asyncio
import platform
import secrets
import subprocess
import time
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Any, Final

from benchmarks.radio_guest import phone_program
from benchmarks.radio_guest.bluez import Advertisement, advertising, bluetoothd, scanned
from benchmarks.radio_guest.events import CAPTURE, PLACE, tell
from bumble import hci
from bumble.transport import open_transport
from bumble.transport.common import Transport
from dbus_fast.aio import MessageBus

from bluezone.cli.clock import WallClock
from bluezone.protocol.air_profile import profile_from
from bluezone.protocol.beacons import BluezoneBeacon, IosBeacon, decode, encode
from bluezone.protocol.errors import MalformedMessage, Unavailable
from bluezone.protocol.intervals import EPOCH, Air
from bluezone.radio.bumble_radio import BumbleRadio, RadioSettings
from bluezone.radio.port import Heard
from bluezone.radio.propagation import MEDIAN_MODEL, Propagation
from bluezone.radio.room import Cadence, Room
from bluezone.radio.whereabouts import Positions

OWN: Final = profile_from(b'{"company": "0xffff", "service": "0xfff0", "name": "Guest"}')
"""An installation's own numbers; 0xFFFF is the company of tests (Bluetooth Assigned Numbers, section 7.1)."""
AIR: Final = Propagation(sigma_db=0)
CADENCE: Final = Cadence(period=timedelta(seconds=1), phase=timedelta(0), jitter=timedelta(milliseconds=200))
PLACES: Final = {"ana": (0.0, 0.0), "binh": (4.0, 0.0), "chi": (0.0, 1.0), "adapter": (1.0, 0.0)}
"""Metres; ana and binh speak as Android does, chi as an iPhone."""
ADAPTER: Final = "adapter"
FACTORY_ADDRESS: Final = hci.Address("02:00:5E:10:00:01", hci.AddressType.PUBLIC_DEVICE)
STEP_LIMIT: Final = 600.0
"""Seconds that one step may take."""
WAIT: Final = 180.0
"""Seconds that one wait within a step may take; the guest is slow, and its machine may be busy."""


@dataclass
class Neighbour:
    """A phone of the room: its radio, its identifier, what it heard."""

    radio: BumbleRadio
    identifier: bytes
    heard: list[Heard] = field(default_factory=list)


@dataclass
class Stage:
    """The room, the phones in it and the kernel's adapter."""

    clock: WallClock
    room: Room
    phones: dict[str, Neighbour] = field(default_factory=dict)
    plugged: Transport | None = None

    async def enter(self, name: str) -> None:
        settings = RadioSettings(profile=OWN)
        radio = await BumbleRadio.over(self.room.enter(name), clock=self.clock, settings=settings)
        self.phones[name] = Neighbour(radio, secrets.token_bytes(12))
        await radio.listen(self.phones[name].heard.append)
        identifier = self.phones[name].identifier
        if name == "chi":
            await radio.advertise(encode(IosBeacon(), OWN), readable=identifier)
        else:
            await radio.advertise(encode(BluezoneBeacon(identifier, OWN.tx_power_dbm), OWN))

    async def plug_in(self) -> None:
        """Give the kernel an adapter that stands in the room."""
        controller = self.room.enter(ADAPTER)
        controller.public_address = FACTORY_ADDRESS
        self.plugged = await open_transport("vhci")
        controller.set_packet_sink(self.plugged.sink)
        self.plugged.source.set_packet_sink(controller)

    async def unplug(self) -> None:
        """Take the adapter away, as a hand does."""
        if self.plugged is not None:
            await self.plugged.close()
            self.room._phones[ADAPTER].close()  # noqa: SLF001 -- the hand
            self.plugged = None


def main() -> None:
    """Play every step; what fails is told, and the next one is tried."""
    tell("started", kernel=platform.release(), python=platform.python_version())
    subprocess.run(["dbus-daemon", "--system", "--fork", "--nopidfile"], check=True)  # noqa: S607 -- the guest's own
    asyncio.run(_play())
    tell("ended")


async def _play() -> None:
    clock, floor = WallClock(), Positions()
    for name, (x_m, y_m) in PLACES.items():
        floor.place(name, x_m, y_m)
    stage = Stage(clock, Room(clock, floor, propagation=AIR, cadence=CADENCE))
    async with AsyncExitStack() as stack:
        running = asyncio.create_task(stage.room.run())
        stack.callback(running.cancel)
        await stage.plug_in()
        monitor = await asyncio.create_subprocess_exec("btmon", "-w", str(PLACE / CAPTURE), stdout=subprocess.DEVNULL)
        for name in ("ana", "binh"):
            await stage.enter(name)
        async with bluetoothd() as bus:
            tell("bluetoothd", version=_version())
            await _step("bleak", _heard_by_bleak(stage))
            await _step("advertised", _heard_from_bluetoothd(stage, bus))
            await _step("busy", _refused_while_busy(stage))
        await stage.enter("chi")
        down = await asyncio.create_subprocess_exec("hciconfig", "hci0", "down")
        await down.wait()
        phone_program.prepare(OWN.company, OWN.service)
        await _step("rights", _refused_without_rights())
        await _step("meeting", _meeting(stage))
        monitor.terminate()
        await monitor.wait()


async def _step(name: str, doing: Coroutine[Any, Any, None]) -> None:
    began = time.monotonic()
    try:
        async with asyncio.timeout(STEP_LIMIT):
            await doing
    except Exception as wrong:  # noqa: BLE001 -- told to the host, which judges
        tell("failed", step=name, why=f"{type(wrong).__name__}: {wrong}")
    tell("step", name=name, seconds=round(time.monotonic() - began, 1))


async def _heard_by_bleak(stage: Stage) -> None:
    wanted = {phone.identifier: name for name, phone in stage.phones.items()}

    def enough(heard: list[tuple[str, int, dict[int, bytes]]]) -> bool:
        told = [data.get(OWN.company) for _, _, data in heard]
        return all(told.count(identifier) >= 3 for identifier in wanted)

    heard = await scanned(enough, limit=WAIT)
    for identifier, name in wanted.items():
        strengths = [strength for _, strength, data in heard if data.get(OWN.company) == identifier]
        tell(
            "heard by bleak",
            phone=name,
            times=len(strengths),
            rssi_dbm=median(strengths) if strengths else None,
            expected_dbm=expected_dbm(name, ADAPTER),
        )


async def _heard_from_bluetoothd(stage: Stage, bus: MessageBus) -> None:
    identifier = secrets.token_bytes(12)
    for phone in stage.phones.values():
        phone.heard.clear()
    async with advertising(bus, Advertisement(OWN.company, OWN.service, identifier)) as agreed:
        tell("bluetoothd agreed to advertise", agreed=agreed)
        await until(lambda: all(_from(phone, identifier) for phone in stage.phones.values()), limit=WAIT)
    for name, phone in stage.phones.items():
        ours = _from(phone, identifier)
        tell(
            "heard from bluetoothd",
            phone=name,
            times=len(ours),
            length=len(ours[0].payload) if ours else 0,
            payload=ours[0].payload.hex() if ours else "",
            rssi_dbm=median(one.rssi_dbm for one in ours) if ours else None,
            expected_dbm=expected_dbm(ADAPTER, name),
        )


async def _refused_while_busy(stage: Stage) -> None:
    try:
        radio = await BumbleRadio.open("hci-socket:0", clock=stage.clock)
    except Unavailable as refused:
        tell("busy adapter", said=str(refused))
    else:
        await radio.close()
        tell("busy adapter", said="")


async def _refused_without_rights() -> None:
    code, said = await phone_program.asked(
        "doctor", "--radio", phone_program.RADIO, "--json", rights=phone_program.NO_RIGHTS
    )
    tell("without rights", code=code, said=said[-4000:])


async def _meeting(stage: Stage) -> None:
    """Let our own phone program meet the room, lose its adapter, and come back with another identifier."""
    await _to_the_middle_of_an_interval(stage)
    for neighbour in stage.phones.values():
        neighbour.heard.clear()
    async with phone_program.running(WAIT) as phone:
        before = await _spoken(stage, without=set())
        tell("our phone speaks", payloads=[payload.hex() for payload, _ in before], said=phone.said)
        await until(lambda: False, limit=8.0)
        await stage.unplug()
        tell("unplugged", said_so=await until(lambda: "is gone" in phone.said, limit=WAIT))
        await stage.plug_in()
        tell("plugged in", said_so=await until(lambda: "is back" in phone.said, limit=WAIT))
        _set_clock(_edge(stage) - timedelta(seconds=2))
        after = await _spoken(stage, without={payload for payload, _ in before})
        shared = {address for _, address in before} & {address for _, address in after}
        tell("our phone speaks again", payloads=[payload.hex() for payload, _ in after], same_addresses=len(shared))
        await until(lambda: False, limit=4.0)
        tell("our phone ended", code=await phone.end(WAIT), said=phone.said[-2000:])
    found = phone_program.remembered()
    for name, neighbour in stage.phones.items():
        strengths = [strength for identifier, strength in found if identifier == neighbour.identifier]
        tell(
            "in our diary",
            phone=name,
            times=len(strengths),
            rssi_dbm=median(strengths) if strengths else None,
            expected_dbm=expected_dbm(name, ADAPTER),
        )


async def _spoken(stage: Stage, *, without: set[bytes]) -> set[tuple[bytes, bytes]]:
    """Return payload and address of what everybody heard of a phone that is none of the room's."""
    known = {encode(BluezoneBeacon(one.identifier, OWN.tx_power_dbm), OWN) for one in stage.phones.values()}

    def new(phone: Neighbour) -> set[tuple[bytes, bytes]]:
        ours = {(one.payload, one.address) for one in phone.heard if _identifier(one.payload)}
        return {(payload, address) for payload, address in ours if payload not in known | without}

    await until(lambda: all(new(phone) for phone in stage.phones.values()), limit=WAIT)
    found = [new(phone) for phone in stage.phones.values()]
    return set.intersection(*found)


async def _to_the_middle_of_an_interval(stage: Stage) -> None:
    """Set the guest's clock so that the next edge is not near."""
    _set_clock(_edge(stage) + timedelta(minutes=1))
    await asyncio.sleep(0)


def _edge(stage: Stage) -> datetime:
    length = Air.BLUEZONE.interval_length
    return EPOCH + ((stage.clock.now() - EPOCH) // length + 1) * length


def _set_clock(moment: datetime) -> None:
    time.clock_settime(time.CLOCK_REALTIME, moment.timestamp())


def _from(phone: Neighbour, identifier: bytes) -> list[Heard]:
    return [one for one in phone.heard if _identifier(one.payload) == identifier]


def _identifier(payload: bytes) -> bytes | None:
    try:
        beacon = decode(payload, OWN)
    except MalformedMessage:
        return None
    return beacon.identifier if isinstance(beacon, BluezoneBeacon) else None


def expected_dbm(sender: str, receiver: str) -> int | None:
    """Return the strength that the room gives a beacon on its way."""
    (x_one, y_one), (x_other, y_other) = PLACES[sender], PLACES[receiver]
    metres = ((x_one - x_other) ** 2 + (y_one - y_other) ** 2) ** 0.5
    return AIR.received_dbm(metres, sender=MEDIAN_MODEL, receiver=MEDIAN_MODEL, fading=0.0)


async def until(condition: Callable[[], object], *, limit: float) -> bool:
    """Wait until it is so, and say whether it came to be."""
    try:
        async with asyncio.timeout(limit):
            while not condition():  # noqa: ASYNC110 -- nothing tells when it is so
                await asyncio.sleep(0.2)
    except TimeoutError:
        return False
    return True


def _version() -> str:
    told = subprocess.run(["bluetoothctl", "--version"], capture_output=True, text=True, check=False)  # noqa: S607 -- likewise
    return told.stdout.strip().rpartition(" ")[2]


if __name__ == "__main__":
    main()

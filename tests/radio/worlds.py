"""Clocks, schedules and phones that the tests of the radio share."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from bumble import hci

from bluezone.radio.bumble_radio import BumbleRadio, RadioSettings
from bluezone.radio.port import Heard
from bluezone.radio.propagation import Propagation
from bluezone.radio.room import Cadence, Room, Sniffer
from bluezone.radio.virtual_time import VirtualTime
from bluezone.radio.whereabouts import Nearness, Schedule

START = datetime(2020, 8, 1, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
BLUETOOTH_5 = {hci.HCI_LE_EXTENDED_CREATE_CONNECTION_COMMAND, hci.HCI_LE_SET_EXTENDED_SCAN_ENABLE_COMMAND}
QUIET_AIR = Propagation(sigma_db=0)
EVERY_SECOND = Cadence(period=SECOND, phase=timedelta(0), jitter=SECOND / 2)


class LoopClock:
    """Real time that begins at `START`, for what has sockets."""

    def __init__(self) -> None:
        self._begin = asyncio.get_running_loop().time()

    def now(self) -> datetime:
        return START + timedelta(seconds=asyncio.get_running_loop().time() - self._begin)

    async def sleep_until(self, moment: datetime) -> None:
        await asyncio.sleep(max(0.0, (moment - self.now()).total_seconds()))


def together(one: str, other: str, *, metres: float = 1.0, start: datetime = START, last: timedelta = HOUR) -> Nearness:
    return Nearness(start, start + last, one, other, metres)


def room_of(
    clock: VirtualTime,
    *contacts: Nearness,
    propagation: Propagation = QUIET_AIR,
    cadence: Cadence | None = None,
    sniffer: Sniffer | None = None,
) -> Room:
    return Room(clock, Schedule(contacts), propagation=propagation, cadence=cadence or Cadence(), sniffer=sniffer)


async def phone_in(
    room: Room, name: str, clock: VirtualTime, *, settings: RadioSettings | None = None, old: bool = False
) -> BumbleRadio:
    """Return a phone's radio; one with an old controller has Bluetooth 4."""
    seeded, controller = random.Random(name), room.enter(name)
    if old:
        controller.le_features &= ~hci.LeFeatureMask.LE_EXTENDED_ADVERTISING
        controller.supported_commands = controller.supported_commands - BLUETOOTH_5
    return await BumbleRadio.over(
        controller, clock=clock, settings=settings or RadioSettings(), random_bytes=seeded.randbytes
    )


async def until(condition: Callable[[], bool], pause: Callable[[], Awaitable[None]], *, tries: int = 200) -> None:
    for _ in range(tries):
        if condition():
            return
        await pause()
    raise AssertionError("this did not happen in time")


class Ears(list[Heard]):
    """What one phone heard, in order."""

    @property
    def payloads(self) -> set[bytes]:
        return {heard.payload for heard in self}

    @property
    def addresses(self) -> set[bytes]:
        return {heard.address for heard in self}

"""A device for tests: one phone in memory, its key server in memory, and the people who meet it."""

import asyncio
import random
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from tests.phone.people import DAY, HOUR, NOON, Meddled, key_server, phone_of

from bluezone.phone.agent import ClockWatch
from bluezone.phone.device import Device
from bluezone.phone.diary import Diary, MemoryDiary
from bluezone.phone.own_keys import OwnKey
from bluezone.protocol.identifiers import identifiers
from bluezone.protocol.intervals import Air, start_of
from bluezone.protocol.keys import DiagnosisKey, ExposureKey, fresh_key
from bluezone.protocol.sightings import Sighting
from bluezone.protocol.venues import VenueCode, VenueType
from bluezone.radio.port import Radio

T = TypeVar("T")

MARKET = VenueCode(
    VenueType.MARKET, 3, (NOON - DAY).date(), (NOON + 30 * DAY).date(), "03463", b"a planted secret", "Chợ Than Uyên"
)


@dataclass
class StandingClock:
    moment: datetime = NOON

    def now(self) -> datetime:
        return self.moment

    async def sleep_until(self, moment: datetime) -> None:
        self.moment = max(self.moment, moment)


@dataclass
class Home:
    """A person's device, and the world around it; the clock stands unless the test moves it."""

    clock: StandingClock = field(default_factory=StandingClock)
    diary: Diary = field(default_factory=MemoryDiary)
    radio: Radio | None = None
    erased: list[str] = field(default_factory=list)
    server: Meddled = field(init=False)
    device: Device = field(init=False)

    def __post_init__(self) -> None:
        self.server = key_server(self.clock)
        self.device = self.restarted()

    def restarted(self) -> Device:
        """The same phone after its program was started again."""
        phone = phone_of(self.clock, self.server, radio=self.radio, diary=self.diary)
        numbers = random.Random("device")
        return Device(
            phone, self.diary, self.server, self.clock, numbers.randbytes, on_erased=lambda: self.erased.append("key")
        )

    def has_keys(self, *starts: datetime) -> tuple[OwnKey, ...]:
        """Give the phone keys of its own."""
        keys = [fresh_key(f"own {number}".encode().ljust(16), start) for number, start in enumerate(starts)]
        own = tuple(OwnKey(key, key.start) for key in keys)
        self.diary.keep(own, ClockWatch())
        self.device = self.restarted()
        return own

    def meets(self, name: str, start: datetime, minutes: int, *, rssi_dbm: int = -80) -> ExposureKey:
        """Let somebody be near; return the key that their phone spoke under."""
        key = fresh_key(name.encode().ljust(16), start.replace(hour=0))
        self.diary.remember(list(beacons_of(key, start, minutes, rssi_dbm=rssi_dbm)))
        return key

    def falls_ill(self, key: ExposureKey) -> None:
        """Let the owner of a key publish it, a day and three hours later."""
        self.server.held[key.secret] = DiagnosisKey(key)
        self.clock.moment = max(self.clock.moment, key.end + 3 * HOUR)
        self.server.release()


def beacons_of(key: ExposureKey, start: datetime, minutes: int, *, rssi_dbm: int = -80) -> Iterable[Sighting]:
    """What a phone hears of another one: a beacon every 20 seconds, under the identifier of its interval."""
    said = {start_of(interval, Air.BLUEZONE): identifier for interval, identifier in identifiers(key, Air.BLUEZONE)}
    for step in range(minutes * 3):
        at = start + step * timedelta(seconds=20)
        edge = at - (at - NOON) % timedelta(minutes=15)
        yield Sighting(Air.BLUEZONE, said[edge], at, rssi_dbm, -26)


def done(doing: Awaitable[T]) -> T:
    """Wait for what a device does."""

    async def wait() -> T:
        return await doing

    return asyncio.run(wait())


def venue_code(home: Home) -> str:
    """The market's code, as its QR code carries it."""
    return urlsafe_b64encode(home.server.venue_code(MARKET)).decode()

"""A town of two phones and a key server that is a process of its own, all under one conducted clock."""

import asyncio
import secrets
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from pytest_django import Settings
from tests.journeys.health_watch import Watched
from tests.keyserver.processes import serving
from tests.phone.devices import beacons_of
from tests.phone.people import DAY

from bluezone.authority.keyring import FOLDER, PUBLIC_FILE, load_or_make
from bluezone.cli.clock import ConductedClock, Conductor
from bluezone.phone.agent import ClockWatch
from bluezone.phone.device import Device
from bluezone.phone.diary import MemoryDiary
from bluezone.phone.http_sync import HttpSync
from bluezone.phone.own_keys import OwnKey
from bluezone.phone.runtime import Phone
from bluezone.phone.runtime import Settings as PhoneSettings
from bluezone.protocol.device import LetterAgreed, LetterWanted, ReportAgreed
from bluezone.protocol.exposure_report import Reach
from bluezone.protocol.keys import ExposureKey, fresh_key

T = TypeVar("T")
MORNING = datetime.fromisoformat("2020-08-05T02:00:00+00:00")
"""Nine in the morning in Lai Châu."""


@dataclass
class Town:
    """The key server's facts, the clock's conductor, and the keys by which Ana's phone spoke."""

    facts: dict[str, Any]
    conductor: Conductor
    clock: ConductedClock
    spoken: dict[datetime, ExposureKey] = field(default_factory=dict)

    def later(self, by: timedelta) -> None:
        self.conductor.jump_to(self.conductor.now() + by)


@dataclass
class CarriedPhone:
    """Somebody's phone; each act opens a connection of its own, as the app does that was put away meanwhile."""

    town: Town
    diary: MemoryDiary = field(default_factory=MemoryDiary)

    async def device(self, act: str, *words: Any) -> Any:
        sync = HttpSync(self.town.facts["address"], random_bytes=secrets.token_bytes)
        settings = PhoneSettings(self.town.facts["root_fingerprint"], is_demo=True)
        phone = Phone(
            radio=None,
            clock=self.town.clock,
            diary=self.diary,
            sync=sync,
            settings=settings,
            random_bytes=secrets.token_bytes,
        )
        try:
            return await getattr(self, f"_{act}")(
                Device(phone, self.diary, sync, self.town.clock, secrets.token_bytes, is_demo=True), *words
            )
        finally:
            await sync.close()

    def does(self, act: str, *words: Any) -> Any:
        """Let the phone do something, in a thread that has no loop yet."""
        return apart(self.device(act, *words))

    def spoke(self, *days: datetime) -> None:
        """Let the phone have keys of these days."""
        self.town.spoken = {day: fresh_key(secrets.token_bytes(16), day) for day in days}
        self.diary.keep(tuple(OwnKey(key, key.start) for key in self.town.spoken.values()), ClockWatch())

    def was_near(self, start: datetime, minutes: int) -> None:
        """Let the phone have heard Ana's."""
        key = self.town.spoken[start.replace(hour=0, minute=0)]
        self.diary.remember(list(beacons_of(key, start, minutes)))

    async def _uploads(self, device: Device, code: str) -> str:
        preview = device.preview_report(code)
        days = tuple(each.day for each in preview.days)
        return (await device.send_report(ReportAgreed(mark=preview.mark, days=days))).stage

    async def _checks(self, device: Device) -> int:
        await device.check()
        return len(device.exposures())

    async def _tells(self, device: Device, reach: Reach, commune: str, note: str) -> bool:
        told = tuple(each.id for each in device.exposures())
        wanted = LetterWanted(exposures=told, symptoms=("fever",), reach=reach, commune=commune, note=note)
        preview = device.preview_letter(wanted)
        return (await device.send_letter(LetterAgreed(mark=preview.mark))).arrived


def apart(doing: Coroutine[Any, Any, T]) -> T:
    """Wait for what runs in a loop of its own; Playwright's holds this thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, doing).result()


@contextmanager
def people_s_clock(folder: Path, settings: Settings) -> Iterator[Conductor]:
    """Let people's side follow a conducted clock that shows nine in the morning."""
    with Conductor(folder / "clock") as conductor:
        conductor.start(MORNING)
        Watched.clock = ConductedClock(folder / "clock")
        settings.BLUEZONE_CLOCK = "tests.journeys.health_watch.watched"
        yield conductor


@contextmanager
def a_town(folder: Path, settings: Settings, conductor: Conductor) -> Iterator[Town]:
    """Start the key server under the same clock, with the authority's keys admitted."""
    settings.AUTHORITY_KEYS = folder / FOLDER
    load_or_make(settings.AUTHORITY_KEYS, at=MORNING - DAY)
    words = ("--demo", "--demo-clock", str(folder / "clock"), "--admit-keys")
    with serving(folder, *words, str(settings.AUTHORITY_KEYS / PUBLIC_FILE)) as server:
        settings.KEYSERVER_ADDRESS = server.ready["address"]
        settings.KEYSERVER_CREDENTIAL = Path(server.ready["credential_file"])
        yield Town(server.ready, conductor, ConductedClock(folder / "clock"))

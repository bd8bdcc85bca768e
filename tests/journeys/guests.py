"""Guests of places: phones that scan a poster without a network, and look at a real key server later."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final, TypeVar

import msgspec
from playwright.sync_api import Browser, expect
from tests.authority.feeds.phone import Phone as Town
from tests.authority.feeds.phone import Watch
from tests.citizen.fake_camera import show
from tests.citizen.pages_server import ORDINARY, Served, pages
from tests.citizen.scripted_device import ScriptedDevice
from tests.journeys.browser import PATIENCE, PHONE
from tests.journeys.citizen_stage import WAIT_FOR_WORKER, WATCH_CAMERA, ZONE, Stage
from tests.pages import kept, list_text, version_of, worker_text

from bluezone.citizen.serving import INDEX, PAGES
from bluezone.phone.device import Device
from bluezone.phone.diary import MemoryDiary
from bluezone.phone.http_sync import HttpSync
from bluezone.phone.runtime import Phone
from bluezone.phone.runtime import Settings as PhoneSettings
from bluezone.protocol.device import VisitTimes

T = TypeVar("T")
MINUTE: Final = timedelta(minutes=1)
NOWHERE: Final = "http://127.0.0.1:1"
"""An address at which nothing answers: a phone without a network."""
READ_FIRST: Final = """async ([choices]) => {
  const { openDevice } = await import("./device/browser.js");
  const device = await openDevice(await (await fetch("config.json")).json());
  await device.set("choices", choices);
  return (await device.check()).check_error;
}"""


@dataclass
class Guest:
    """Somebody with the phone's program; each act opens a connection of its own."""

    town: Town
    diary: MemoryDiary = field(default_factory=MemoryDiary)

    def checks(self) -> list[str]:
        """Look at the key server; return the places of which the person is warned."""

        async def act(device: Device) -> list[str]:
            status = await device.check()
            assert status.check_error is None
            return [str(each.place) for each in device.exposures() if each.place]

        return self._does(act, self.town.address)

    def scans(self, text: str, *, minutes: int) -> None:
        """Scan a poster without a network, and leave after so many minutes."""

        async def act(device: Device) -> None:
            device.visits.begin(text)
            visit = device.visits.all()[0]
            device.change_visit(visit.id, VisitTimes(end=visit.start + minutes * MINUTE))

        self._does(act, NOWHERE)

    def _does(self, act: Callable[[Device], Awaitable[T]], address: str) -> T:
        """Let the phone do something, in a thread that has no loop yet: Playwright's holds this one."""
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, self._at(act, address)).result()

    async def _at(self, act: Callable[[Device], Awaitable[T]], address: str) -> T:
        sync, clock = HttpSync(address, random_bytes=os.urandom), Watch.clock
        settings = PhoneSettings(self.town.fingerprint, is_demo=True)
        phone = Phone(radio=None, clock=clock, diary=self.diary, sync=sync, settings=settings, random_bytes=os.urandom)
        try:
            return await act(Device(phone, self.diary, sync, clock, os.urandom, is_demo=True))
        finally:
            await sync.close()


@contextmanager
def a_browser_s_guest(browser: Browser, town: Town, camera: Path, pictures: Path | None) -> Iterator[Stage]:
    """Somebody with the citizen's pages, whose files are kept for a time without a network and who has read the keys."""
    show("", camera)
    setting = msgspec.structs.replace(
        ORDINARY, host="browser", keys=town.address, root_fingerprint=town.fingerprint, service_worker=True
    )
    files = {"files.json": list_text().encode(), "sw.js": worker_text(version_of(kept())).encode()}
    files["stage.html"] = (PAGES / INDEX).read_bytes().replace(b'src="main.js"', b"")
    with pages(Served(setting, ScriptedDevice(host="browser"), files)) as served:
        context = browser.new_context(
            locale="vi-VN",
            timezone_id=ZONE,
            viewport={"width": PHONE[0], "height": PHONE[1]},
            permissions=["camera"],
            reduced_motion="reduce",
        )
        context.add_init_script(WATCH_CAMERA)
        try:
            page = context.new_page()
            page.clock.set_fixed_time(town.now)
            page.goto(f"{served.address}stage.html")
            choices = {"language": "vi", "onboarded": "2020-08-01T00:00:00Z", "counted": None}
            assert page.evaluate(READ_FIRST, [choices]) is None
            page.goto(served.address)
            expect(page.locator("main h1").first).to_be_visible(timeout=PATIENCE)
            page.evaluate(WAIT_FOR_WORKER, PATIENCE)
            yield Stage(page, served, camera, pictures, "vi")
        finally:
            context.close()

"""Where the journeys of places, declaration, news and help play: the pages in a browser without a radio, with a camera
that sees what a test holds before it, and an authority on paper whose files stand beside the pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import msgspec
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.citizen.fake_camera import show
from tests.citizen.pages_server import ORDINARY, Served, pages
from tests.citizen.paper_authority import NEWS, NOW, SITE, PaperAuthority
from tests.citizen.scripted_device import ScriptedDevice
from tests.journeys.browser import DESK, PATIENCE, PHONE, faults, too_wide
from tests.pages import kept, list_text, version_of, worker_text

from bluezone.citizen.serving import INDEX, PAGES

ZONE: Final = "Asia/Ho_Chi_Minh"
EMPTY_FEED: Final = {"hours": "AAAA" * 6 * 256}
WATCH_CAMERA: Final = """
  window.streams = [];
  const ask = navigator.mediaDevices?.getUserMedia?.bind(navigator.mediaDevices);
  if (ask) navigator.mediaDevices.getUserMedia = async (wish) => {
    const stream = await ask(wish);
    window.streams.push(stream);
    return stream;
  };
"""
"""Remembers every camera that the page opened, so that a test can ask whether it is off."""
WAIT_FOR_WORKER: Final = """(patience) => new Promise((yes, no) => {
  const workers = navigator.serviceWorker;
  const look = () => workers.controller && yes(true);
  setTimeout(() => no(new Error("no worker serves the page")), patience);
  workers.addEventListener("controllerchange", look);
  look();
})"""
"""Ends when the service worker has kept every file and serves the page."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a person comes.

    Args:
        language: Of the pages.
        size: Of the screen.
        allowed: Whether the browser may open the camera.
        offline: Whether the app's files are kept for a time without a network.
    """

    language: str = "vi"
    size: tuple[int, int] = PHONE
    allowed: bool = True
    offline: bool = False

    def __str__(self) -> str:
        """Name the way in a test's name."""
        return f"{self.language}-{self.size[0]}"


WAYS: Final = (Way("vi", PHONE), Way("en", DESK))
"""Vietnamese on a telephone and English on a desk: each language and each width is walked once."""


@dataclass(slots=True)
class Stage:
    """One person's browser before the pages, and what surrounds it.

    Args:
        page: What the person sees.
        served: The server of the pages, of `keys.json` and of the feeds.
        camera: The file that Chromium plays in the place of a camera.
        pictures: Where pictures are kept, or nowhere.
        language: Of this person.
        wrong: What axe or the width found, filled by `look`.
    """

    page: Page
    served: Served
    camera: Path
    pictures: Path | None
    language: str
    authority: PaperAuthority = field(default_factory=PaperAuthority)
    wrong: list[str] = field(default_factory=list)

    def say(self, vi: str, en: str) -> str:
        """Return the words of this person's language."""
        return vi if self.language == "vi" else en

    def open(self, path: str) -> None:
        """Go to a screen and wait until it is there."""
        self.page.evaluate("path => { location.hash = `#/${path}`; }", path)
        expect(self.page.locator("main h1").first).to_be_visible(timeout=PATIENCE)

    def press(self, vi: str, en: str, *, role: Any = "button") -> None:
        """Press the last thing of this name: a dialog stands after the page."""
        self.page.get_by_role(role, name=self.say(vi, en)).last.click()

    def sees(self, vi: str, en: str) -> None:
        """Wait until these words are on the page."""
        expect(self.page.get_by_text(self.say(vi, en)).first).to_be_visible(timeout=PATIENCE)

    def hears(self, vi: str, en: str) -> None:
        """Wait until a screen reader is told these words."""
        expect(self.page.locator("#live")).to_have_text(self.say(vi, en), timeout=PATIENCE)

    def hold(self, text: str) -> None:
        """Hold a QR code before the camera."""
        show(text, self.camera)

    def at(self, moment: datetime) -> None:
        """Set the clock of the person's device."""
        self.page.clock.set_fixed_time(moment)

    def type(self, text: str) -> None:
        """Type a code into an open scanner."""
        more = self.page.locator("details.more").first
        if not more.evaluate("each => each.open"):
            more.locator("summary").click()
        self.page.get_by_label(self.say("Gõ hoặc dán mã", "Type or paste the code")).fill(text)
        self.press("Dùng mã này", "Use this code")

    def look(self, name: str) -> None:
        """Look at what is shown: axe, sideways scrolling, and a picture when pictures are kept."""
        here = f"{name} {self.language}"
        self.wrong += [f"{here}: {fault}" for fault in faults(self.page)]
        self.wrong += [f"{here}: wider than the screen"] if too_wide(self.page) else []
        if self.pictures:
            width = self.page.evaluate("innerWidth")
            picture(self.page, self.pictures / f"citizen-{name}-{self.language}-{width}.png")


def picture(page: Page, file: Path) -> None:
    """Keep a picture of the whole page, the menu at its foot, in 128 colours."""
    size = page.viewport_size or {"width": PHONE[0], "height": PHONE[1]}
    high = int(page.evaluate("document.documentElement.scrollHeight"))
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], high)})
    page.screenshot(path=file)
    page.set_viewport_size(size)
    with Image.open(file) as drawn:
        drawn.convert("RGB").quantize(128).save(file, optimize=True)


@contextmanager
def stage(browser: Browser, camera: Path, *, way: Way = WAYS[0], pictures: Path | None = None) -> Iterator[Stage]:
    """Set the stage for one person who has installed the app."""
    authority = PaperAuthority()
    show("", camera)
    setting = msgspec.structs.replace(
        ORDINARY, host="browser", keys="", root_fingerprint=authority.fingerprint, site=SITE, service_worker=way.offline
    )
    files = {"keys.json": authority.keys(), "signed/news.json": authority.feed("news", NEWS)}
    files["signed/venues.json"] = authority.feed("venues", EMPTY_FEED)
    if way.offline:  # whatever changed in the folder since, the worker and its list agree
        files["files.json"] = list_text().encode()
        files["sw.js"] = worker_text(version_of(kept())).encode()
    with pages(Served(setting, ScriptedDevice(host="browser"), files)) as served:
        context = browser.new_context(
            locale="vi-VN" if way.language == "vi" else "en-GB",
            timezone_id=ZONE,
            viewport={"width": way.size[0], "height": way.size[1]},
            permissions=["camera"] if way.allowed else [],
            reduced_motion="reduce",
        )
        context.add_init_script(WATCH_CAMERA)
        try:
            yield Stage(installed(context, served, way.language), served, camera, pictures, way.language, authority)
        finally:
            context.close()


def installed(context: BrowserContext, served: Served, language: str) -> Page:
    """Open the pages of a person who went through the install long ago, and checked a moment ago."""
    page = context.new_page()
    page.clock.set_fixed_time(NOW)
    served.files["stage.html"] = (PAGES / INDEX).read_bytes().replace(b'src="main.js"', b"")
    page.goto(f"{served.address}stage.html")
    choices = {
        "language": language,
        "onboarded": "2026-11-01T00:00:00Z",
        "counted": {"unit": "03387", "name": "San Thàng"},
    }
    page.evaluate(
        """async (choices) => {
          const { openDevice } = await import("./device/browser.js");
          const device = await openDevice(await (await fetch("config.json")).json());
          await device.set("choices", choices);
          await device.check();
        }""",
        choices,
    )
    page.goto(served.address)
    expect(page.locator("main h1").first).to_be_visible(timeout=PATIENCE)
    if served.setting.service_worker:
        page.evaluate(WAIT_FOR_WORKER, PATIENCE)
    return page


def later(days: float) -> datetime:
    """Return the moment so many days after the present of the journeys."""
    return NOW + timedelta(days=days)

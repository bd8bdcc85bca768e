"""The first visit to the pages on a slow phone: what it costs, counted so that a busy machine does not change the answer.

The budget is three seconds on a processor six times slower and 400 kbit/s. A busy machine stretches every clock, so
what is asserted is reckoned from what does not stretch: bytes on the wire, how many answers had to come one after the
other, and the processor's own time of the page. `emulated` measures the same with Chromium's brakes on.
"""

import time
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

SLOWER: Final = 6
"""How many times slower than this machine's the processor of an old phone is taken to be."""
BYTES_A_SECOND: Final = 400_000 // 8
ROUND_TRIP_SECONDS: Final = 0.1
"""Of one question and the first byte of its answer, on top of what the bytes take."""
BUDGET_SECONDS: Final = 3.0
PATIENCE: Final = 60_000


@dataclass(frozen=True, slots=True)
class FirstLoad:
    """What one first visit cost until its button could be pressed.

    Args:
        size: Bytes on the wire, headers included.
        files: How many answers came.
        depth: The longest chain of answers each of which had to come before the next was asked for.
        processor_seconds: Of the page's main thread, on this machine.
    """

    size: int
    files: int
    depth: int
    processor_seconds: float

    @property
    def seconds(self) -> float:
        """How long an old phone on a slow network takes, if nothing ran beside anything else."""
        waiting = self.depth * ROUND_TRIP_SECONDS + self.size / BYTES_A_SECOND
        return waiting + SLOWER * self.processor_seconds


@dataclass
class Wire:
    """What a page asks for, by what made it ask, and how long each answer was; filled by events of the browser.

    Playwright notes something on the object whose methods it calls: it has no slots.
    """

    asked: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def listen(self, session: CDPSession) -> None:
        """Hear every request of the page from now on."""
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def depth(self) -> int:
        """Return the length of the longest chain of requests."""
        return max(len(self._chain(url)) for url in self.asked)

    def _chain(self, url: str) -> list[str]:
        chain = [url]
        while (cause := self.asked.get(chain[-1], "")) and cause not in chain:
            chain.append(cause)
        return chain

    def _sent(self, event: dict[str, Any]) -> None:
        cause = event["initiator"]
        frames = cause.get("stack", {}).get("callFrames", [])
        self.asked.setdefault(event["request"]["url"], cause.get("url") or (frames[0]["url"] if frames else ""))

    def _finished(self, event: dict[str, Any]) -> None:
        self.sizes[event["requestId"]] = event["encodedDataLength"]


def first_load(browser: Browser, address: str) -> FirstLoad:
    """Return what a first visit costs, without brakes."""
    context = old_phone(browser)
    try:
        page = context.new_page()
        session = context.new_cdp_session(page)
        wire = Wire()
        wire.listen(session)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        begin(page, address)
        figures = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
        return FirstLoad(sum(wire.sizes.values()), len(wire.sizes), wire.depth(), figures["TaskDuration"])
    finally:
        context.close()


def emulated(browser: Browser, address: str, *, latency_ms: int = 0) -> float:
    """Return the seconds of a first visit with Chromium's brakes on; a busy machine makes it longer."""
    context = old_phone(browser)
    try:
        page = context.new_page()
        session = context.new_cdp_session(page)
        speed = {"downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND}
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", {"offline": False, "latency": latency_ms, **speed})
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        started = time.monotonic()
        begin(page, address)
        return time.monotonic() - started
    finally:
        context.close()


def old_phone(browser: Browser) -> BrowserContext:
    """A small screen that has never seen the pages."""
    return browser.new_context(viewport={"width": 360, "height": 640}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")


def begin(page: Page, address: str) -> None:
    """Open the pages and wait until the first button can be pressed."""
    page.goto(address, wait_until="commit")
    page.wait_for_selector("main .button-primary", timeout=PATIENCE)

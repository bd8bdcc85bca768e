"""Telephones of a planned week in Chromium: the pages themselves, tapped, closed in the middle of a save, cut off."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, Route, expect
from tests.journeys.browser import CHROMIUM, OPTIONS
from tests.journeys.field_stage import FEW_ROUNDS, ZONE
from tests.rollout.fieldwork.simulation.browser_taps import Taps
from tests.rollout.fieldwork.simulation.browser_vault import (
    ACCEPT,
    APPEND,
    BEGIN_APPEND,
    CAUGHT,
    KEPT_AT,
    MESSAGES,
    MINE,
    OPEN,
    PARCELS,
    RECEIPTS,
    SHOWN,
    STANDING,
    SWEEP,
    SYNC,
    UNDO,
    WAIT_KEPT,
)

QUIET: Final = 'Object.defineProperty(Navigator.prototype, "onLine", { get: () => false })'
"""Keeps the pages from handing in by themselves at moments that no script knows."""
LOST_CODES: Final = 40
"""Codes that are shown beyond what a camera that sees all of them needs."""


@dataclass
class Tab:
    """One telephone: what its browser keeps, the page that is open, its network.

    Args:
        context: What outlives a page.
        page: The page that is open.
        site: The site's address.
        pin: What its bearer types.
        net: As `plan.NETS` calls it; "off" between the hand-ins.
        asked: Requests of this hand-in.
    """

    context: BrowserContext
    page: Page
    site: str
    pin: str = field(repr=False)
    net: str = "good"
    asked: int = 0

    def travel(self, route: Route) -> None:
        """Let a request go the way of the network of the moment."""
        self.asked += 1
        net = ("off" if self.asked > 1 else "good") if self.net == "half" else self.net
        if net in {"off", "lost_request"}:
            return route.abort()
        if net == "web_page":
            return route.fulfill(status=200, content_type="text/html", body="<html>Welcome to this hotel</html>")
        answer = route.fetch()
        match net:
            case "lost_answer":
                return route.abort()
            case "server_error_after":
                return route.fulfill(status=502, body="oops")
            case "cut_answer":
                body = answer.text()
                return route.fulfill(status=200, content_type="application/json", body=body[: len(body) // 2])
            case _:
                return route.fulfill(response=answer)

    def told(self, script: str, said: object = None) -> Any:
        """Have the page's vault do something."""
        return self.page.evaluate(script, said)

    def enrol(self, token: str) -> None:
        """Join by the screens: read on, choose a PIN twice, begin."""
        page = self.page
        page.goto(f"{self.site}/field/#e={token}")
        page.get_by_role("button", name="Tiếp tục").click()
        for words in ("Chọn mã PIN sáu số", "Nhập lại mã PIN"):
            expect(page.get_by_role("heading", level=1, name=words)).to_be_visible()
            Taps(page, self.pin).type_pin()
        page.get_by_role("button", name="Bắt đầu").click()
        self.told(OPEN, self.pin)

    def die(self) -> None:
        """Close the page in whatever it does, and open it anew with the PIN."""
        self.page.close()
        self.page = self.context.new_page()
        self.page.goto(f"{self.site}/field/")
        Taps(self.page, self.pin).unlock()
        self.told(OPEN, self.pin)


@dataclass
class Tabs:
    """The telephones of a week in one browser; does the commands of `driver.js`.

    Args:
        browser: In which they run.
        site: The site's address.
        tapped_of: Of so many visits one is tapped on the screens; the others are said to the vault in the page.
        tapped: How many were tapped.
        profile: The folder in which a browser of its own keeps what its only telephone keeps; None: in memory.
    """

    browser: Browser
    site: str
    tapped_of: int
    tabs: dict[int, Tab] = field(default_factory=dict)
    events: dict[int, str] = field(default_factory=dict)
    visits: int = 0
    tapped: int = 0
    profile: Path | None = None

    def later(self, **command: object) -> None:
        """Do a command at once."""
        self.now(**command)

    def settle(self) -> list[Any]:
        """Nothing ever waits."""
        return []

    def now(self, **command: Any) -> Any:
        """Do a command and return its answer."""
        by = command["by"]
        if by not in self.tabs:
            self.tabs[by] = self._tab(command["pin"])
        tab = self.tabs[by]
        moment = datetime.fromisoformat(command["at"])
        for clock in (tab, self.tabs[command.get("to", by)]):
            clock.context.clock.set_fixed_time(moment)
        return getattr(self, f"_{command['do']}")(tab, command)

    def _tab(self, pin: str) -> Tab:
        context = self._context()
        context.add_init_script(FEW_ROUNDS)
        context.add_init_script(QUIET)
        tab = Tab(context, context.new_page(), self.site, pin)
        context.route("**/field-api/**", tab.travel)
        return tab

    def _context(self) -> BrowserContext:
        options: dict[str, Any] = {
            "viewport": {"width": 360, "height": 800},
            "locale": "vi-VN",
            "timezone_id": ZONE,
            "reduced_motion": "reduce",
            "service_workers": "block",
        }
        if not self.profile:
            return self.browser.new_context(**options)
        options |= {"executable_path": CHROMIUM, "args": OPTIONS}
        return self.browser.browser_type.launch_persistent_context(self.profile, **options)

    def _enrol(self, tab: Tab, command: Mapping[str, Any]) -> None:
        tab.enrol(command["token"])
        tab.net = "off"

    def _visit(self, tab: Tab, command: Mapping[str, Any]) -> None:
        if command["dies"]:
            self._begin(tab, command)
            tab.die()
            known = tab.told(KEPT_AT, command["at"])
            assert len(known) <= 1, "one tap became two events"
            if known:
                self.events[command["step"]] = known[0]
                return
        self.events[command["step"]] = self._kept(tab, command)

    def _begin(self, tab: Tab, command: Mapping[str, Any]) -> None:
        """Begin a visit of which nobody sees the end."""
        if command["dies"] % 2 and self._is_tapped(command):
            Taps(tab.page, tab.pin).visit(command)
        else:
            tab.told(BEGIN_APPEND, dict(command))

    def _kept(self, tab: Tab, command: Mapping[str, Any]) -> str:
        self.visits += 1
        if not self._is_tapped(command):
            event: str = tab.told(APPEND, dict(command))
            return event
        self.tapped += 1
        Taps(tab.page, tab.pin).visit(command)
        (tapped,) = tab.told(WAIT_KEPT, command["at"])
        return str(tapped)

    def _is_tapped(self, command: Mapping[str, Any]) -> bool:
        """The screens ask how many were helped, so that none is nothing that can be tapped."""
        fields = command["fields"]
        empty = fields["outcome"] == "helped" and not fields["with_radio"] + fields["browser_only"]
        return self.visits % self.tapped_of == 0 and not empty

    def _kill(self, tab: Tab, _command: Mapping[str, Any]) -> None:
        tab.die()

    def _undo(self, tab: Tab, command: Mapping[str, Any]) -> None:
        tab.told(UNDO, self.events[command["step"]])

    def _sync(self, tab: Tab, command: Mapping[str, Any]) -> None:
        tab.net, tab.asked = command["net"], 0
        tab.told(SYNC)
        tab.net = "off"

    def _hand_over(self, tab: Tab, command: Mapping[str, Any]) -> None:
        lead = self.tabs[command["to"]]
        if command["way"] == "file":
            return self._by_file(tab, lead)
        for parcel in tab.told(SHOWN, LOST_CODES):
            lead.told(CAUGHT, {"texts": parcel, "loss": command["loss"], "seed": command["seed"]})
        return None

    def _by_file(self, tab: Tab, lead: Tab) -> None:
        """Let the lead's screen open a file."""
        content = tab.told(PARCELS)
        if content["parcels"]:
            file = FilePayload(name="doors.bluezone", mimeType="application/json", buffer=content["file"].encode())
            Taps(lead.page, lead.pin).open_file(file)

    def _receipts(self, tab: Tab, command: Mapping[str, Any]) -> int:
        return int(tab.told(ACCEPT, self.tabs[command["from"]].told(RECEIPTS)))

    def _messages(self, tab: Tab, _command: Mapping[str, Any]) -> list[str]:
        return list(tab.told(MESSAGES))

    def _standing(self, tab: Tab, _command: Mapping[str, Any]) -> Any:
        return tab.told(STANDING)

    def _mine(self, tab: Tab, _command: Mapping[str, Any]) -> Any:
        return tab.told(MINE)

    def _sweep(self, tab: Tab, _command: Mapping[str, Any]) -> None:
        tab.told(SWEEP)

    def close(self) -> None:
        """Put all telephones away."""
        for tab in self.tabs.values():
            tab.context.close()

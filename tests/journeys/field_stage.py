"""Where the field's journeys play: a commune with a walk list, an invitation, and the telephone that opens it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from tests.journeys.browser import PHONE, faults, too_wide
from tests.pages import FIELD, kept, list_text, version_of, worker_text

from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import by_code
from bluezone.authority.territory.services import import_province
from bluezone.authority.territory.shipped import shipped
from bluezone.citizen.serving import served as file_of
from bluezone.citizen.site import folders
from bluezone.rollout.fieldwork.models import WalkList
from bluezone.rollout.fieldwork.rules.words import Duty
from bluezone.rollout.fieldwork.services.enrolling import invite
from bluezone.rollout.fieldwork.services.lists import make_list

ZONE: Final = "Asia/Ho_Chi_Minh"
PIN: Final = "804213"
MADE: Final = datetime(2026, 11, 1, tzinfo=UTC)
CLOCK: Final = "tests.journeys.field_stage.server_clock"
FEW_ROUNDS: Final = """(() => {
  const derive = SubtleCrypto.prototype.deriveBits;
  const key = SubtleCrypto.prototype.deriveKey;
  const fewer = (how) => (how.name === "PBKDF2" ? { ...how, iterations: 1000 } : how);
  SubtleCrypto.prototype.deriveBits = function (how, ...rest) { return derive.call(this, fewer(how), ...rest); };
  SubtleCrypto.prototype.deriveKey = function (how, ...rest) { return key.call(this, fewer(how), ...rest); };
})()"""
"""Makes a PIN cheap: a journey opens the vault many times on a machine that others use too."""


class ServerClock:
    """The server's clock in a journey, which its telephones' clocks are set by."""

    moment: datetime = MADE

    def now(self) -> datetime:
        return self.moment


SERVER: Final = ServerClock()


def server_clock() -> ServerClock:
    return SERVER


def begin(settings: Settings, moment: datetime) -> Unit:
    """Return a commune of Lai Châu, behind the site's door, at a moment."""
    settings.DOOR, settings.ROOT_URLCONF = "site", settings.SITE_URLS
    settings.BLUEZONE_CLOCK = CLOCK
    serve_current_pages()
    SERVER.moment = moment
    import_province(shipped("lai-chau"), actor="system", moment=MADE)
    commune = by_code("03388", moment.date()) or Unit.objects.filter(kind="commune").latest("valid_from")
    assert commune is not None
    return commune


def serve_current_pages() -> None:
    """Let the site serve pages whose list is true, whatever changed in the folders since it was written."""
    folders.files.cache_clear()
    served = folders.files(FIELD.root)
    version = version_of(kept(FIELD), FIELD)
    served["files.json"] = file_of(list_text(FIELD).encode(), ".json")
    served["sw.js"] = file_of(worker_text(version, FIELD).encode(), ".js")


def a_list(commune: Unit, count: int) -> WalkList:
    """Return a walk list of so many households."""
    numbers = [str(number) for number in range(1, count + 1)]
    return make_list(commune, "03", "Bản Nà Khương", numbers, actor="system", moment=MADE)


@dataclass(slots=True)
class Telephone:
    """One telephone before the field's pages.

    Args:
        page: What its bearer sees.
        address: Of the site.
        language: Of the pages.
    """

    page: Page
    address: str
    language: str = "vi"

    def say(self, vi: str, en: str) -> str:
        """Return the words of this telephone's language."""
        return vi if self.language == "vi" else en

    def heading(self, words: str) -> None:
        """Wait for a screen by its heading."""
        expect(self.page.get_by_role("heading", level=1, name=words)).to_be_visible()

    def press(self, vi: str, en: str = "") -> None:
        """Press a button, once it may be pressed."""
        self.page.get_by_role("button", name=self.say(vi, en or vi)).last.click()

    def pin(self, digits: str = PIN) -> None:
        """Type a PIN on the keys of the page."""
        for digit in digits:
            self.page.get_by_role("button", name=digit, exact=True).click()

    def enrol(self, commune: Unit, duty: Duty, part: str = "") -> None:
        """Join by an invitation: read, choose a PIN twice, see what this telephone is for."""
        _, token = invite(commune, duty, part, actor="system", moment=SERVER.moment)
        self.page.goto(f"{self.address}/field/#e={token}")
        self.press("Tiếp tục", "Go on")
        self.heading(self.say("Chọn mã PIN sáu số", "Choose a PIN of six digits"))
        self.pin()
        self.heading(self.say("Nhập lại mã PIN", "Enter the PIN again"))
        self.pin()
        self.heading(self.say("Máy đã sẵn sàng", "This telephone is ready"))

    def unlock(self) -> None:
        """Open the vault again."""
        self.heading(self.say("Nhập mã PIN", "Enter your PIN"))
        self.pin()

    def go(self, path: str) -> None:
        """Go to a screen by its address."""
        self.page.evaluate("path => { location.hash = `#/${path}`; }", path)

    def look(self, name: str, folder: Path | None) -> list[str]:
        """Return what axe and the width find wrong, and keep a picture when a folder is given."""
        wrong = [f"{name}: {fault}" for fault in faults(self.page)]
        wrong += [f"{name}: wider than the screen"] if too_wide(self.page) else []
        if folder:
            width = self.page.evaluate("innerWidth")
            self.page.screenshot(path=folder / f"field-{name}-{self.language}-{width}.png")
        return wrong


@contextmanager
def telephone(
    browser: Browser,
    address: str,
    *,
    language: str = "vi",
    size: tuple[int, int] = PHONE,
    clock: datetime | None = None,
) -> Iterator[Telephone]:
    """A telephone that never saw the pages."""
    options: dict[str, Any] = {"locale": "vi-VN", "timezone_id": ZONE, "reduced_motion": "reduce", "has_touch": True}
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
    context.add_init_script(FEW_ROUNDS)
    context.add_init_script(f"localStorage['bluezone-field-choices'] ??= JSON.stringify({{ language: {language!r} }})")
    try:
        page = context.new_page()
        if clock:
            page.clock.install(time=clock)
        yield Telephone(page, address, language)
    finally:
        context.close()

"""The desks of the health authority in a browser: each person with a telephone or a screen, and each act counted."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.authority.accounts.people import PASSWORD
from tests.journeys.browser import LANGUAGES, PHONE, faults, speak, too_wide
from tests.journeys.citizen_stage import picture
from tests.journeys.test_first_start import add_device_lock

from bluezone.authority.accounts.models import User

PATIENCE_MS: Final = 60_000


@dataclass
class Desk:
    """One person before a browser.

    Args:
        page: What the person sees.
        pictures: Where pictures are kept, or nowhere.
        acts: How many times something was typed, chosen or pressed.
        wrong: What axe, the width or the browser's console complained of.
    """

    page: Page
    pictures: Path | None
    acts: int = 0
    wrong: list[str] = field(default_factory=list)

    def open(self, address: str) -> None:
        """Go to a page, and say why a record is opened when that is asked."""
        self.page.goto(address)
        self.say_why()

    def say_why(self, purpose: str = "tracing") -> None:
        """Answer the question for the purpose, where it stands."""
        if "/purpose/" in self.page.url:
            self.page.check(f"input[name=purpose][value={purpose}]")
            self.page.check("input[name=for_all]")
            with self.page.expect_navigation():
                self.page.click("main form button.button")

    def type(self, name: str, text: str) -> None:
        self.acts += 1
        self.page.fill(f"main [name={name}]", text)

    def choose(self, name: str, value: str) -> None:
        self.acts += 1
        self.page.check(f"main [name={name}][value='{value}']")

    def press(self, what: str | Locator) -> None:
        """Press what stays on the page."""
        self.acts += 1
        (self.page.locator(what).first if isinstance(what, str) else what).click()

    def go(self, what: str = "main .form-actions button") -> None:
        """Press what leads to another page, and be there."""
        with self.page.expect_navigation():
            self.press(what)
        self.say_why()

    def sees(self, text: str) -> None:
        expect(self.page.locator("main")).to_contain_text(text)

    def look(self, name: str, *, sizes: tuple[tuple[int, int], ...] = (PHONE,)) -> None:
        """Look at what stands there; with pictures, in both languages."""
        self.wrong += [f"{name}: {fault}" for fault in faults(self.page)]
        self.wrong += [f"{name}: wider than the screen"] if too_wide(self.page) else []
        if self.pictures is None:
            return
        address = self.page.url
        for language in LANGUAGES:
            speak(self.page.context, language, address)
            for width, height in sizes:
                self.page.set_viewport_size({"width": width, "height": height})
                self.page.goto(address)
                picture(self.page, self.pictures / f"health-journey-{name}-{language}-{width}.png")
        speak(self.page.context, LANGUAGES[0], address)
        self.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        self.page.goto(address)

    def look_once(self, name: str) -> None:
        """Look at a page that is shown once: it cannot be opened again in another language."""
        self.wrong += [f"{name}: {fault}" for fault in faults(self.page)]
        if self.pictures is not None:
            picture(self.page, self.pictures / f"health-journey-{name}-vi-{PHONE[0]}.png")

    def enter_first(self, user: User) -> None:
        """Log in with a password for the first time, keep a passkey, and leave."""
        self.page.goto("/account/login/")
        self.page.fill("#id_login", user.username)
        self.page.fill("#id_password", PASSWORD)
        self.page.click("main form[action='/account/login/'] button")
        self.page.wait_for_url("**/me/second-factor/")
        self.page.goto("/account/2fa/webauthn/add/")
        self.page.fill("#id_name", "Điện thoại của tôi")
        self.page.check("#id_passwordless")
        self.page.click("#mfa_webauthn_add")
        self.page.wait_for_url("**/recovery-codes/**")
        self.page.context.clear_cookies()

    def enter(self) -> None:
        """Log in with the passkey."""
        self.page.context.clear_cookies()
        speak(self.page.context, "vi", self.page.url)
        self.page.goto("/account/login/")
        self.page.click("#passkey_login")
        self.page.wait_for_url(lambda address: "/account/" not in address)


@contextmanager
def a_desk(browser: Browser, server: LiveServer, pictures: Path | None) -> Iterator[Desk]:
    """Somebody with a telephone of the office, whose lock can keep passkeys."""
    size = {"width": PHONE[0], "height": PHONE[1]}
    context = browser.new_context(base_url=server.url, locale="vi-VN", viewport=size, accept_downloads=True)  # type: ignore[arg-type]  # Playwright's own shape of a size
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    add_device_lock(context, page)
    desk = Desk(page, pictures)
    page.on("pageerror", lambda error: desk.wrong.append(str(error)))
    yield desk
    context.close()

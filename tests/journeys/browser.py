"""A browser for journeys: Chromium by Playwright, pages looked at in both languages and both widths, axe on each."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urljoin

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

CHROMIUM: Final = "/usr/bin/chromium"
OPTIONS: Final = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
PHONE: Final = (360, 800)
DESK: Final = (1280, 900)
WIDTHS: Final = (PHONE, DESK)
LANGUAGES: Final = ("vi", "en")
EXAMINED: Final = {("vi", PHONE), ("en", DESK)}
"""Where axe looks: both languages and both widths, each once."""
AXE: Final = """async () => (await axe.run({resultTypes: ["violations"]})).violations.map(
    each => `${each.id}: ${each.help} ${each.nodes[0].html.slice(0, 160)}`)"""
PATIENCE: Final = 60_000
"""How long, in milliseconds, anything in a page may take: every core may be busy with other tests."""


@contextmanager
def chromium(*options: str) -> Iterator[Browser]:
    """A browser that ends with the block, with patience in whatever is opened in it, and with further `options`."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*OPTIONS, *options], timeout=2 * PATIENCE)
        browser.on("context", _with_patience)
        try:
            yield browser
        finally:
            browser.close()


def _with_patience(context: BrowserContext) -> None:
    context.set_default_timeout(PATIENCE)


def speak(context: BrowserContext, language: str, address: str) -> None:
    """Choose a language as the switch does, by its cookie."""
    context.add_cookies([{"name": "bluezone-language", "value": language, "url": urljoin(address, "/")}])


def faults(page: Page) -> list[str]:
    """Everything that axe finds wrong, one line a finding with the first element that shows it."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(Axe().axe_script)
    found: list[str] = page.evaluate(AXE)
    return found


def too_wide(page: Page) -> bool:
    """Whether the page must be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def look(page: Page, name: str, folder: Path | None = None) -> list[str]:
    """Look at a page in both languages and widths; return all faults, and keep pictures when a folder is given.

    The page ends as a desk sees it in the first language.
    """
    wrong = list[str]()
    address = page.url
    page.emulate_media(reduced_motion="reduce")  # so that axe never meets a colour on its way to another
    for language in reversed(LANGUAGES):
        speak(page.context, language, address)
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        page.goto(address)
        for size in WIDTHS:
            page.set_viewport_size({"width": size[0], "height": size[1]})
            if folder:
                page.screenshot(path=folder / f"{name}-{language}-{size[0]}.png", full_page=True)
            here = f"{name} {language} {size[0]}"
            wrong += [f"{here}: {fault}" for fault in faults(page)] if (language, size) in EXAMINED else []
            wrong += [f"{here}: wider than the screen"] if too_wide(page) else []
    return wrong

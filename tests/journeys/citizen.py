"""The citizen's pages in a browser for journeys: a phone of a person in Viet Nam, looked at in both languages, widths and themes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final, Literal

from PIL import Image
from playwright.sync_api import Browser, Page, expect
from tests.citizen.pages_server import Served
from tests.citizen.scripted_device import NOW
from tests.journeys.browser import faults, too_wide

ONBOARDED: Final = {"onboarded": "2026-11-11T03:00:00Z", "counted": None}
"""The choices of a person who has installed the pages."""
COLOURS: Final = 128
"""How many colours a kept picture has: enough for flat drawings and text."""


@dataclass(frozen=True, slots=True)
class View:
    """How a page is looked at: language, width and height in CSS pixels, `light` or `dark`."""

    language: str = "vi"
    width: int = 360
    height: int = 640
    scheme: Literal["light", "dark"] = "light"

    @property
    def name(self) -> str:
        """The end of a picture's name, such as `vi-360` or `dark-vi-360`."""
        return f"{'dark-' if self.scheme == 'dark' else ''}{self.language}-{self.width}"


VIEWS: Final = (
    View("vi", 360, 640),
    View("en", 360, 640),
    View("vi", 1280, 900),
    View("en", 1280, 900),
    View("vi", 360, 640, "dark"),
    View("en", 1280, 900, "dark"),
)
CHECKED: Final = (VIEWS[0], VIEWS[-1])
"""Both languages, both widths and both themes, each at least once."""


def settle(served: Served, **choices: object) -> None:
    """Let the phone remember the choices of a person who has installed the pages, and whatever else is given."""
    served.device.settings["choices"] = {**ONBOARDED, **choices}


@contextmanager
def opened(
    browser: Browser, served: Served, view: View | None = None, *, script: str = "", **options: Any
) -> Iterator[Page]:
    """The pages in a context of their own, once the first heading stands; Playwright's options of a context may be added.

    `script` runs in each document before anything of the page.

    The browser's clock stands at the scripted phone's moment. Errors of the page fail the journey when it ends.
    """
    seen = view or View()
    context = browser.new_context(
        viewport={"width": seen.width, "height": seen.height},
        color_scheme=seen.scheme,
        locale="vi-VN" if seen.language == "vi" else "en-GB",
        timezone_id="Asia/Ho_Chi_Minh",
        **options,
    )
    if script:
        context.add_init_script(script)
    page = context.new_page()
    page.clock.set_fixed_time(NOW)
    errors = list[str]()
    page.on("pageerror", lambda error: errors.append(str(error)))
    try:
        page.goto(served.entry)
        page.wait_for_selector("h1")
        yield page
        assert not errors
    finally:
        context.close()


def go(page: Page, path: str) -> None:
    """Go to a screen by its hash, and wait for its heading."""
    before = page.evaluate("document.querySelector('#content article, #content > *')?.outerHTML ?? ''")
    page.evaluate("path => { location.hash = `#/${path}`; }", path)
    page.wait_for_function(
        "before => { const now = document.querySelector('#content article, #content > *');"
        " return document.querySelector('h1') && now && now.outerHTML !== before; }",
        arg=before,
    )


def keep(page: Page, name: str, folder: Path | None) -> None:
    """Keep a picture of the whole page, in few colours, if a folder is given; the bottom menu stays at the bottom."""
    if folder is None:
        return
    before = page.viewport_size
    assert before
    for _ in range(3):  # what arrives late makes the page longer; a picture has the time that a test does not
        page.wait_for_timeout(150)
        tall = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": before["width"], "height": max(before["height"], tall)})
    page.evaluate("scrollTo(0, 0)")
    picture = Image.open(BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(folder / f"citizen-{name}.png", optimize=True)
    page.set_viewport_size(before)


def looked_at(page: Page, name: str, folder: Path | None) -> list[str]:
    """Return all faults of the page as it stands, each with its name, and keep a picture when a folder is given."""
    keep(page, name, folder)
    wrong = [f"{name}: {fault}" for fault in faults(page)]
    return wrong + ([f"{name}: wider than the screen"] if too_wide(page) else [])


def views(folder: Path | None) -> tuple[View, ...]:
    """Return how pages are looked at: enough for every fault, or all views where pictures are kept."""
    return VIEWS if folder else CHECKED


def look(browser: Browser, served: Served, paths: Sequence[str], folder: Path | None) -> list[str]:
    """Look at screens by their paths, as a person who has installed the pages; return all faults."""
    wrong = list[str]()
    for view in views(folder):
        settle(served, language=view.language)
        with opened(browser, served, view) as page:
            for path in paths:
                if path != "home":
                    go(page, path)
                page.wait_for_load_state("networkidle")
                wrong += looked_at(page, f"{path.split('/')[0]}-{view.name}", folder)
    return wrong


def follow(page: Page, served: Served, fragment: str) -> None:
    """Open the pages by a link with a fragment, as a camera does that read a code."""
    page.goto("about:blank")
    page.goto(f"{served.address}{fragment}")
    page.wait_for_selector("h1")


def press(page: Page, name: str) -> None:
    """Press the button that says so."""
    page.get_by_role("button", name=name, exact=True).click()


def heading(page: Page, text: str) -> None:
    """Wait until the page's heading says so."""
    expect(page.get_by_role("heading", level=1, name=text)).to_be_visible()

"""The public site as people see it: no script, both languages, on a phone and on a desk, without a fault."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.citizen.site.conftest import filled, morning, province, site
from tests.citizen.site.newsroom import DAY, FINGERPRINT, MORNING, directive
from tests.citizen.site.pages import LANGUAGES, PLAIN, all_pages
from tests.journeys.browser import WIDTHS, faults, look, too_wide
from tests.rollout.overview.conftest import client_of

from bluezone.authority.accounts.rules import Role
from bluezone.authority.territory.models import Unit
from bluezone.citizen.site.models import Publication
from bluezone.rollout.overview.services import make_morning_report

__all__ = ["filled", "morning", "province", "site"]
pytestmark = pytest.mark.django_db(transaction=True)
EXAMINED = {("vi", WIDTHS[0][0]), ("en", WIDTHS[1][0])}
"""Axe looks at one width of each language: the four differ in words and in places, not in what stands in them."""
EMPTY_IS_ITS_OWN = {"front", "telephones", "news", "documents", "figures", "genuine"}
"""Pages that say something else when there is nothing to say."""


@contextmanager
def reader(browser: Browser, address: str, *, dark: bool = False, script: bool = False) -> Iterator[Page]:
    """A reader whose browser runs no script; what the browser complains of fails the test."""
    context: BrowserContext = browser.new_context(
        base_url=address, java_script_enabled=script, color_scheme="dark" if dark else "light"
    )
    page = context.new_page()
    complaints, asked = list[str](), set[str]()
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("request", lambda request: asked.add(request.url))
    try:
        yield page
    finally:
        context.close()
    assert complaints == []
    assert not [url for url in asked if not url.startswith(address)]


def seen(page: Page, name: str, path: str, pictures: Path | None) -> list[str]:
    """Look at a page in both languages and widths; return its faults."""
    wrong = list[str]()
    for language, prefix in LANGUAGES.items():
        page.goto(prefix + path)
        for width, height in WIDTHS:
            page.set_viewport_size({"width": width, "height": height})
            here = f"{name} {language} {width}"
            if pictures:
                page.screenshot(path=pictures / f"site-{name}-{language}-{width}.png", full_page=True)
            wrong += [f"{here}: wider than the screen"] if too_wide(page) else []
            wrong += [f"{here}: {fault}" for fault in faults(page)] if (language, width) in EXAMINED else []
    return wrong


def test_every_public_page_is_fit_to_be_seen(
    browser: Browser, filled: tuple[Publication, Publication], live_server: LiveServer, pictures: Path | None
) -> None:
    wrong = list[str]()

    with reader(browser, live_server.url, script=True) as page:
        for name, path in all_pages(filled).items():
            wrong += seen(page, name, path, pictures)

    assert wrong == []


def test_an_empty_site_says_so_and_is_fit_to_be_seen(
    browser: Browser, site: Settings, live_server: LiveServer, pictures: Path | None
) -> None:
    wrong = list[str]()

    with reader(browser, live_server.url, script=True, dark=True) as page:
        for name, path in PLAIN.items():
            if name in EMPTY_IS_ITS_OWN:
                wrong += seen(page, f"empty-{name}", path, pictures)

    assert wrong == []


def test_somebody_reads_their_way_through_the_site_without_a_script(
    browser: Browser, filled: tuple[Publication, Publication], live_server: LiveServer
) -> None:
    with reader(browser, live_server.url) as page:
        page.set_viewport_size({"width": 360, "height": 640})
        page.goto("/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Biết sớm khi mình đã ở gần người mắc bệnh")
        page.get_by_role("link", name="Cài đặt trong một phút").click()
        expect(page.locator(".steps li")).to_have_count(6)
        page.get_by_role("link", name="English").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Install in a minute")
        page.get_by_role("link", name="Whom to call").click()
        expect(page.locator(".numbers")).to_contain_text("0213 3876 543")
        page.get_by_role("navigation").get_by_role("link", name="Documents").click()
        page.get_by_role("link", name="Quick report:").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Quick report:")
        page.get_by_role("link", name="Tiếng Việt").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Báo cáo nhanh")


def test_the_installation_code_leads_to_the_app_in_light_and_in_dark(
    browser: Browser, site: Settings, live_server: LiveServer, tmp_path: Path
) -> None:
    for dark in (False, True):
        with reader(browser, live_server.url, dark=dark) as page:
            page.goto("/install/")
            page.locator(".code").screenshot(path=tmp_path / "code.png")

        (code,) = zxingcpp.read_barcodes(Image.open(tmp_path / "code.png"))
        assert code.text == f"{site.SITE_ORIGIN}/app/#i=&f={FINGERPRINT[:32]}"


def test_a_page_is_printed_in_black_on_white_without_menus(
    browser: Browser, site: Settings, live_server: LiveServer
) -> None:
    with reader(browser, live_server.url, dark=True) as page:
        page.goto("/genuine/")
        page.emulate_media(media="print", color_scheme="dark")

        expect(page.locator(".menu")).to_be_hidden()
        expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
        expect(page.locator("body")).to_have_css("color", "rgb(0, 0, 0)")


def test_the_site_is_walked_by_keyboard_alone(browser: Browser, site: Settings, live_server: LiveServer) -> None:
    with reader(browser, live_server.url, script=True) as page:
        page.goto("/en/")
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Install in a minute")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{live_server.url}/en/install/")


def test_the_lead_chooses_what_everybody_may_read(  # noqa: PLR0913, PLR0917 -- fixtures
    browser: Browser, province: Unit, morning: None, live_server: LiveServer, settings: Settings, pictures: Path | None
) -> None:
    directive()
    make_morning_report(province, DAY, actor="system", moment=MORNING)
    lead = client_of(Role.LEAD, province)
    context = browser.new_context(base_url=live_server.url)
    session = {"name": settings.SESSION_COOKIE_NAME, "value": lead.cookies[settings.SESSION_COOKIE_NAME].value}
    context.add_cookies([{**session, "url": live_server.url}])  # type: ignore[typeddict-item]  # a cookie as Playwright takes it
    page = context.new_page()

    page.goto("/public-site/")
    wrong = look(page, "site-choosing", pictures)
    page.get_by_role("button", name="Công bố").first.click()
    expect(page.locator(".notice.good")).to_be_visible()
    page.get_by_role("button", name="Rút lại").click()
    expect(page.locator(".notice.good")).to_be_visible()

    (kept,) = Publication.objects.all()
    assert kept.withdrawn_at is not None
    assert wrong == []
    context.close()

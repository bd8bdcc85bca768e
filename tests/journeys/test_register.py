"""From an empty register to printed links: the territory by its day, a clerk's workbook, a sheet of codes."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from django.conf import settings as django_settings
from django.test import Client
from pdfplumber import open as open_pdf
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.authority.register.clerk import Clerk, with_twenty_faults
from tests.authority.register.session import with_second_factor
from tests.authority.territory.conftest import MOMENT
from tests.journeys.browser import DESK, look

from bluezone.authority.accounts.queries import working_link
from bluezone.authority.accounts.rules import Role
from bluezone.authority.accounts.services import Term, assign, create_user
from bluezone.authority.register.models import FocalPoint
from bluezone.authority.territory import queries
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.services import import_province
from bluezone.authority.territory.shipped import shipped


@pytest.fixture
def province(transactional_db: None, settings: Settings) -> Unit:
    settings.BLUEZONE_CLOCK = "tests.authority.register.session.present_clock"
    import_province(shipped("lai-chau"), actor="system", moment=MOMENT)
    found = queries.by_code("12", date(2026, 1, 5))
    assert found is not None
    return found


@pytest.fixture
def page(province: Unit, live_server: LiveServer, browser: Browser) -> Page:
    """The console in a browser, as the lead of the province sees it."""
    user = create_user("lead", "Người Chủ trì", actor="system", moment=MOMENT)
    assign(user, Role.LEAD, province, term=Term(date(2020, 8, 1)), actor="system", moment=MOMENT)
    return opened(browser, live_server, with_second_factor(Client(), user))


def opened(browser: Browser, server: LiveServer, client: Client) -> Page:
    """A browser that goes on with a client's session."""
    context = browser.new_context(base_url=server.url, viewport={"width": DESK[0], "height": DESK[1]})
    name = django_settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": server.url}])
    return context.new_page()


def hand_in(page: Page, clerk: Clerk, folder: Path) -> None:
    file = folder / "danh-ba.xlsx"
    file.write_bytes(clerk.bytes())
    page.goto("/register/import/")
    page.set_input_files("input[type=file]", file)
    page.click("main .form-actions button")


def test_a_clerk_brings_the_register_in_and_prints_the_links(page: Page, tmp_path: Path, pictures: Path | None) -> None:
    wrong = list[str]()
    hand_in(page, with_twenty_faults()[0], tmp_path)
    expect(page.locator(".finding")).to_have_count(24)
    wrong += look(page, "register-findings", pictures)
    for box in page.locator(".finding input").all():
        box.check()
    page.click("main .form-actions button")
    expect(page.locator(".finding")).to_have_count(11)
    assert not FocalPoint.objects.exists()

    hand_in(page, Clerk(rows=5), tmp_path)
    wrong += look(page, "register-nothing-open", pictures)
    page.click("main .form-actions button")
    page.wait_for_url("**/register/")
    assert FocalPoint.objects.count() == 5
    wrong += look(page, "register", pictures)

    page.goto("/register/links/?q=tieu+hoc")
    wrong += look(page, "register-links", pictures)
    with page.expect_download() as download:
        page.click("main .form-actions button")
    with open_pdf(BytesIO(Path(download.value.path()).read_bytes())) as sheet:
        shown = [each.to_image(resolution=110).original for each in sheet.pages]
    addresses = {code.text for picture in shown for code in zxingcpp.read_barcodes(picture)}
    links = [working_link(address.rstrip("/").rsplit("/", 1)[1], MOMENT) for address in addresses]
    assert {link.unit.stat_code for link in links if link} == {f"{number:04}" for number in range(2, 7)}
    assert wrong == []


def test_one_moves_the_day_and_follows_a_commune_into_what_it_became(page: Page, pictures: Path | None) -> None:
    page.goto("/territory/?on=2020-08-01")
    wrong = look(page, "territory-2020", pictures)
    expect(page.locator(".tiles rect")).to_have_count(106)

    page.fill("#words", "quyet tien")
    page.wait_for_selector("#found a")
    page.click("#found a")
    wrong += look(page, "territory-old-commune", pictures)
    page.goto(page.url.split("?")[0] + "?on=2026-01-05")
    page.click(".notice a")
    assert "Đoàn Kết" in page.locator("h1").inner_text()
    wrong += look(page, "territory-new-commune", pictures)

    page.goto("/territory/?on=2026-01-05")
    wrong += look(page, "territory-2026", pictures)
    expect(page.locator(".tiles rect")).to_have_count(38)
    assert wrong == []


def test_the_tiles_are_walked_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/territory/?on=2026-01-05")
    first = page.locator(".tiles a").first
    first.focus()

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/territory/*-*/**")

    assert page.locator("h1").inner_text().startswith(("Xã", "Phường"))


def test_an_empty_installation_gets_its_province(
    transactional_db: None, live_server: LiveServer, browser: Browser, settings: Settings, pictures: Path | None
) -> None:
    settings.BLUEZONE_CLOCK = "tests.authority.register.session.present_clock"
    user = create_user("admin", "Người Quản trị", actor="system", moment=MOMENT)
    assign(user, Role.ADMINISTRATOR, None, term=Term(date(2020, 8, 1)), actor="system", moment=MOMENT)
    page = opened(browser, live_server, with_second_factor(Client(), user))

    page.goto("/territory/import/")
    wrong = look(page, "territory-import", pictures)
    page.click("main .panel button >> nth=0")
    page.wait_for_url("**/territory/")

    expect(page.locator(".tiles rect")).to_have_count(38)
    assert wrong == []

"""The data protection officer's day: somebody asks, somebody is erased, time is over; the inspector reads who looked."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.authority.accounts.people import Watch, person
from tests.authority.permissions import make_world
from tests.authority.register.session import with_second_factor
from tests.authority.retention.world import NAME, Outbreak, found, plant
from tests.journeys.browser import PHONE, faults, look, too_wide

from bluezone.authority.accounts.rules import Role
from bluezone.authority.cases.models import Identity
from bluezone.authority.retention.models import PurgeRun

SEARCH = "/retention/people/"


@pytest.fixture
def outbreak(transactional_db: None, settings: Settings, moment: datetime) -> Outbreak:
    settings.BLUEZONE_CLOCK = "tests.authority.accounts.people.watch"
    Watch.moment = moment
    return plant(moment, make_world())


def desk_of(browser: Browser, server: LiveServer, name: str, role: Role) -> Page:
    client = with_second_factor(Client(), person(name, role))
    context = browser.new_context(base_url=server.url, viewport={"width": PHONE[0], "height": PHONE[1]})
    cookie = django_settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": cookie, "value": client.cookies[cookie].value, "url": server.url}])
    return context.new_page()


def say_why(page: Page) -> None:
    """Answer the question for the purpose with the keyboard alone."""
    page.wait_for_url("**/purpose/**")
    page.locator("input[name=purpose][value=data_subject]").focus()
    page.keyboard.press("Space")
    page.locator("input[name=for_all]").focus()
    page.keyboard.press("Space")
    page.locator("main form .form-actions button").first.press("Enter")
    page.wait_for_url(lambda address: "/purpose/" not in address)


def looked_at_once(page: Page, name: str, pictures: Path | None) -> list[str]:
    """Look at a page that was posted for and cannot be opened again."""
    if pictures is not None:
        page.screenshot(path=pictures / f"{name}-vi-{PHONE[0]}.png", full_page=True)
    return [*faults(page), *([f"{name}: wider than the screen"] if too_wide(page) else [])]


def test_a_person_asks_and_is_erased_and_time_does_the_rest(
    outbreak: Outbreak, browser: Browser, live_server: LiveServer, pictures: Path | None, moment: datetime
) -> None:
    page = desk_of(browser, live_server, "minh", Role.DATA_PROTECTION)
    page.goto("/retention/")
    wrong = look(page, "health-privacy-desk-empty", pictures)
    page.goto(SEARCH)
    say_why(page)
    page.locator("#id_words").fill("my de")
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name=NAME)
    expect(link).to_be_visible()
    assert NAME not in page.url + page.title()
    wrong += looked_at_once(page, "health-privacy-search", pictures)

    link.press("Enter")
    page.wait_for_url("**/retention/people/*-*/")
    expect(page.locator("main")).to_contain_text(NAME)
    wrong += look(page, "health-privacy-person", pictures)
    with page.expect_download() as waiting:
        page.locator("a[href$='export.html']").press("Enter")
    assert NAME in found(waiting.value.path().read_bytes())

    page.locator("a[href$='/erase/']").press("Enter")
    page.wait_for_url("**/erase/")
    wrong += look(page, "health-privacy-erase", pictures)
    page.locator("main .form-actions button").first.press("Enter")
    assert Identity.objects.exists()
    page.locator("#id_understood").press("Space")
    page.locator("main .form-actions button").first.press("Enter")
    page.wait_for_url("**/retention/")
    assert not Identity.objects.exists()

    Watch.moment = moment + timedelta(minutes=25)
    page.locator("form[action='/retention/purge/'] button").press("Enter")
    page.wait_for_url("**/retention/purges/*/")
    assert PurgeRun.objects.count() == 1
    wrong += look(page, "health-privacy-purge", pictures)
    page.goto("/retention/")
    wrong += look(page, "health-privacy-desk", pictures)
    page.goto("/retention/register/?q=cases_")
    wrong += look(page, "health-privacy-register", pictures)

    reader = desk_of(browser, live_server, "thanh", Role.INSPECTOR)
    reader.goto(f"/retention/reads/?record={outbreak.person.pk}")
    expect(reader.locator("tbody tr").first).to_contain_text(str(outbreak.person.pk))
    assert NAME not in reader.content()
    wrong += look(reader, "health-privacy-reads", pictures)
    assert wrong == []

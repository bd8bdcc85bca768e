"""A text from its author to a poster, on the pages themselves, in a browser."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.authority.register.session import handed_over, with_second_factor
from tests.journeys.browser import chromium, faults, look, speak
from tests.rollout.studio.stage import Studio, make_studio

from bluezone.authority.accounts.models import User
from bluezone.rollout.studio.services import count_scan

MOMENT = datetime(2020, 8, 5, 1, 0, tzinfo=UTC)
PICTURES = Path(os.environ["BLUEZONE_PICTURES"]) if "BLUEZONE_PICTURES" in os.environ else None
"""Where to keep what was seen; nowhere by default."""


class PresentClock:
    """Eight in the morning of 5 August 2020."""

    def now(self) -> datetime:
        return MOMENT


def present_clock() -> PresentClock:
    return PresentClock()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with chromium() as found:
        yield found
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def studio(transactional_db: None, settings: Settings) -> Studio:
    settings.BLUEZONE_CLOCK = "tests.journeys.test_studio.present_clock"
    return make_studio()


def enter(browser: Browser, address: str, user: User) -> Page:
    """A page of somebody who logged in with both factors."""
    client = with_second_factor(Client(), user)
    context = browser.new_context(base_url=address)
    key = handed_over(client)
    context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": key, "url": address}])
    speak(context, "vi", address)
    return context.new_page()


def test_a_text_passes_four_people_and_is_taken_away_by_everybody(
    studio: Studio, live_server: LiveServer, browser: Browser, settings: Settings
) -> None:
    text, wrong = studio.text(), list[str]()
    count_scan(studio.world.here, MOMENT.date())

    for user, act in (
        (studio.reader, "Duyệt ngôn ngữ"),
        (studio.doctor, "Duyệt về y tế"),
        (studio.lead, "Công bố"),
    ):
        page = enter(browser, live_server.url, user)
        page.goto(f"/studio/texts/{text.pk}/")
        page.get_by_role("button", name=act, exact=True).click()
        expect(page.get_by_text("Đã ghi nhận.")).to_be_visible()

    expect(page.get_by_text("Công bố ngày")).to_be_visible()
    for name, path in (
        ("studio", "/studio/"),
        ("studio-text", f"/studio/texts/{text.pk}/"),
        ("studio-write", "/studio/write/install/vi/"),
        ("studio-print", "/studio/print/"),
        ("studio-opened", "/studio/openings/"),
    ):
        page.goto(path)
        wrong += look(page, name, PICTURES)
    settings.DOOR, settings.ROOT_URLCONF = "site", settings.SITE_URLS
    page.goto("/materials/")
    expect(page.get_by_role("heading", name=text.headline)).to_be_visible()
    wrong += look(page, "studio-materials", PICTURES)
    page.goto("/en/materials/")
    expect(page.get_by_role("heading", name="Materials to take away")).to_be_visible()
    assert wrong + faults(page) == []

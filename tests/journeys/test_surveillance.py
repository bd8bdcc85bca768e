"""An epidemiologist looks at an outbreak: figures, the curve, chains of hundreds that stay readable."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.authority.accounts.people import Watch, person
from tests.authority.permissions import World, make_world
from tests.authority.register.session import with_second_factor
from tests.authority.surveillance.outbreak import invent
from tests.journeys.browser import DESK, look

from bluezone.authority.accounts.rules import Role

FIRST = date(2020, 6, 12)


@pytest.fixture
def world(transactional_db: None, settings: Settings) -> World:
    settings.BLUEZONE_CLOCK = "tests.authority.accounts.people.watch"
    return make_world()


@pytest.fixture
def page(world: World, live_server: LiveServer, browser: Browser) -> Page:
    user = person("thu", Role.EPIDEMIOLOGIST, unit=world.province)
    client = with_second_factor(Client(), user)
    context = browser.new_context(base_url=live_server.url, viewport={"width": DESK[0], "height": DESK[1]})
    name = django_settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    return context.new_page()


def test_an_epidemiologist_reads_the_outbreak(page: Page, world: World, pictures: Path | None) -> None:
    invent(world.here, 160, first=FIRST, moment=Watch.moment, further=6)
    invent(world.elsewhere, 40, first=FIRST, moment=Watch.moment, seed=5)
    wrong = list[str]()

    page.goto("/statistics/")
    wrong += look(page, "health-statistics", pictures)
    page.goto("/statistics/chain/")
    wrong += look(page, "health-chain", pictures)

    assert page.locator("svg.chain circle").count() >= 150
    assert wrong == []


def test_a_label_of_a_chain_never_lies_on_another_case(page: Page, world: World) -> None:
    invent(world.here, 500, first=FIRST, moment=Watch.moment)

    page.goto("/statistics/chain/")

    overlapping = page.evaluate(
        """() => [...document.querySelectorAll("details[open] svg.chain")].reduce((sum, picture) => {
            const rows = new Map();
            for (const text of picture.querySelectorAll("text")) {
                const key = text.getAttribute("y");
                rows.set(key, [...(rows.get(key) ?? []), text.getBBox()]);
            }
            for (const boxes of rows.values()) {
                boxes.sort((one, other) => one.x - other.x);
                for (let place = 1; place < boxes.length; place++)
                    if (boxes[place - 1].x + boxes[place - 1].width > boxes[place].x) sum++;
            }
            return sum;
        }, 0)"""
    )
    assert overlapping == 0

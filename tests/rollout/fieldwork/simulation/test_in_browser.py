"""Weeks made from seeds, lived by the pages themselves in Chromium: the same end, exactly."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import pytest
from playwright.sync_api import Browser
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.journeys.field_stage import serve_current_pages
from tests.rollout.fieldwork.simulation.browser_week import Tabs
from tests.rollout.fieldwork.simulation.plan import VISITS, planned
from tests.rollout.fieldwork.simulation.test_simulation import CLOCK, ends_as_scripted, enrolled
from tests.rollout.fieldwork.simulation.week import bring_in, key_paper, play

pytestmark = pytest.mark.django_db(transaction=True)

WEEKS: Final = int(os.environ.get("BLUEZONE_BROWSER_WEEKS", "0"))
"""Whole weeks that `./dev soak field` asks for; each run of the suite plays one small one."""
SEEDS: Final = range(1, 1 + (WEEKS or 1))
COUNT: Final = VISITS if WEEKS else 60
TAPPED_OF: Final = 4


@contextmanager
def tabs(browser: Browser, site: str) -> Iterator[Tabs]:
    """Telephones in a browser, put away at the end."""
    phones = Tabs(browser, site, TAPPED_OF)
    try:
        yield phones
    finally:
        phones.close()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_week_in_chromium_ends_on_the_server_as_it_was_scripted(
    seed: int,
    browser: Browser,
    live_server: LiveServer,
    settings: Settings,
    record_property: Callable[[str, object], None],
) -> None:
    settings.BLUEZONE_CLOCK, settings.ROOT_URLCONF = CLOCK, settings.SITE_URLS
    settings.DOOR = "site"
    serve_current_pages()
    plan = planned(seed, COUNT)
    with tabs(browser, live_server.url) as phones:
        lists = enrolled(phones)

        play(plan, phones, {part: str(each.pk) for part, each in lists.items()})
        key_paper(plan, lists)
        bring_in(phones, plan)

        ends_as_scripted(phones, plan, lists)
    record_property("tapped", phones.tapped)
    assert phones.tapped > phones.visits // (2 * TAPPED_OF)

"""The small world of these tests, and a clock that they set."""

from datetime import datetime

import pytest
from pytest_django import Settings
from tests.authority.accounts.people import Watch
from tests.authority.permissions import World, make_world


@pytest.fixture
def world(db: None, settings: Settings) -> World:
    """A province with two communes."""
    settings.BLUEZONE_CLOCK = "tests.authority.accounts.people.watch"
    return make_world()


@pytest.fixture
def site(settings: Settings) -> None:
    """Be the process of the site."""
    settings.DOOR = "site"
    settings.ROOT_URLCONF = settings.SITE_URLS


@pytest.fixture(autouse=True)
def _watch(moment: datetime) -> None:
    """Begin each test at the same moment."""
    Watch.moment = moment

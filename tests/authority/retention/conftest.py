"""The small world of these tests, and who works at the privacy desk in it."""

import pytest
from django.test import Client
from pytest_django import Settings
from tests.authority.accounts.people import person, watch
from tests.authority.permissions import World, make_world
from tests.authority.register.session import with_second_factor

from bluezone.authority.accounts.rules import Role


@pytest.fixture
def world(db: None, settings: Settings) -> World:
    settings.BLUEZONE_CLOCK = f"{watch.__module__}.watch"
    return make_world()


@pytest.fixture
def officer(world: World) -> Client:
    """The data protection officer, with a second factor."""
    return with_second_factor(Client(), person("dpo", Role.DATA_PROTECTION))


@pytest.fixture
def inspector(world: World) -> Client:
    """The inspector, with a second factor."""
    return with_second_factor(Client(), person("inspector", Role.INSPECTOR))

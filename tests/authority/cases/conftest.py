"""A province with two communes, and the desks of those who work on cases in it."""

import pytest
from django.test import Client
from pytest_django import Settings
from tests.authority.cases.desk import desk_of, officer
from tests.authority.permissions import World, make_world

from bluezone.authority.accounts.rules import Role


@pytest.fixture
def world(db: None, settings: Settings) -> World:
    settings.BLUEZONE_CLOCK = "tests.authority.cases.desk.present_clock"
    return make_world()


@pytest.fixture
def doctor(world: World) -> Client:
    """The desk of a CDC doctor of the province."""
    return desk_of(officer("doctor", Role.CDC_DOCTOR, world.province))


@pytest.fixture
def tracer(world: World) -> Client:
    """The desk of a tracer of one commune."""
    return desk_of(officer("tracer", Role.TRACER, world.here))

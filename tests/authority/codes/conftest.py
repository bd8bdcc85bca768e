"""A small world with a code desk, and a server of codes in memory."""

from datetime import datetime

import pytest
from pytest_django import Settings
from tests.authority.accounts.people import Watch
from tests.authority.codes import fake_server
from tests.authority.codes.fake_server import FakeServer
from tests.authority.permissions import World, make_world

from bluezone.authority.cases.models import Case
from bluezone.authority.cases.rules.words import Classification
from bluezone.authority.cases.services import CaseFacts, Doing, PersonFacts, add_person, local_day, register_case


@pytest.fixture
def server(settings: Settings, moment: datetime) -> FakeServer:
    """The server of codes, empty."""
    settings.CODE_SERVER = "tests.authority.codes.fake_server.server"
    return fake_server.fresh(moment)


@pytest.fixture
def world(db: None, settings: Settings, server: FakeServer, moment: datetime) -> World:
    """A province with two communes, on a clock that tests set."""
    settings.BLUEZONE_CLOCK = "tests.authority.accounts.people.watch"
    Watch.moment = moment
    return make_world()


@pytest.fixture
def case(world: World, moment: datetime) -> Case:
    """A confirmed case in `here`, of somebody with a telephone."""
    doing = Doing("user:1", "care", moment)
    person = add_person(PersonFacts("Lò Thị Mây", birth_year=1980, phone="0912345678"), moment)
    today = local_day(moment)
    facts = CaseFacts(today, Classification.CONFIRMED, sampled_on=today, confirmed_on=today)
    return register_case(person, world.here, facts, doing)

"""A province with two communes, a focal point in one, an inspector, and places that are offered to it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as configured
from django.test import Client
from pytest_django import Settings
from tests.authority.accounts.people import person
from tests.authority.permissions import World, make_world

from bluezone.authority.accounts.access import LINK_KEY
from bluezone.authority.accounts.models import User
from bluezone.authority.accounts.rules import Role
from bluezone.authority.accounts.services import issue_link
from bluezone.authority.cases.services import Doing
from bluezone.authority.territory.models import Unit
from bluezone.authority.venues.models import Venue
from bluezone.protocol.venues import VenueType
from bluezone.rollout.venues.models import Registration
from bluezone.rollout.venues.services import Offer, confirm, register
from bluezone.rollout.venues.stamps import Stamp, fresh_stamp

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
"""Nine in the morning in Lai Châu."""
MINUTE = timedelta(minutes=1)
PHONE = "0213 387 6501"
CLOCK = "tests.rollout.venues.conftest.present_clock"


class PresentClock:
    """A clock that shows the morning of these tests."""

    def now(self) -> datetime:
        return NOW


def present_clock() -> PresentClock:
    return PresentClock()


@dataclass
class Town:
    """The small world, and who works in its commune."""

    world: World
    focal_point: User

    @property
    def here(self) -> Unit:
        return self.world.here

    def doing(self, moment: datetime = NOW) -> Doing:
        return Doing(f"user:{self.focal_point.pk}", "venue_register", moment)

    def stamp(self, moment: datetime = NOW) -> Stamp:
        """The stamp of a form that somebody opened a minute ago."""
        return fresh_stamp(moment - MINUTE)

    def offered(
        self,
        name: str = "Quán Hoa Ban",
        *,
        unit: Unit | None = None,
        kind: VenueType = VenueType.RESTAURANT,
        moment: datetime = NOW,
    ) -> Registration:
        came = register(Offer(name, kind, unit or self.here, PHONE), self.stamp(moment), moment)
        assert isinstance(came, Registration)
        return came

    def place(self, name: str = "Quán Hoa Ban", *, kind: VenueType = VenueType.RESTAURANT) -> Venue:
        return confirm(self.offered(name, kind=kind), name, self.doing())

    def client(self, role: Role, unit: Unit | None = None) -> Client:
        """A telephone on which a personal link of a role was opened."""
        until = NOW + timedelta(days=30)
        issued = issue_link(unit or self.here, role, expires_at=until, actor="system", moment=NOW)
        client = Client()
        session = client.session
        session[LINK_KEY] = str(issued.link.pk)
        session.save()
        client.cookies[configured.SESSION_COOKIE_NAME] = session.session_key or ""
        return client


@pytest.fixture
def town(db: None, settings: Settings) -> Town:
    """The small world on the morning of these tests."""
    settings.BLUEZONE_CLOCK = CLOCK
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "SecondFactor" not in name]
    world = make_world()
    return Town(world, person("lien", Role.REPORTER, unit=world.here))


@pytest.fixture
def site(settings: Settings) -> None:
    """This process is the site."""
    settings.DOOR, settings.ROOT_URLCONF = "site", settings.SITE_URLS


@pytest.fixture
def console(settings: Settings, town: Town) -> Client:
    """This process is the console, on which the focal point is logged in."""
    settings.DOOR, settings.ROOT_URLCONF = "console", settings.CONSOLE_URLS
    client = Client()
    client.force_login(town.focal_point)
    return client

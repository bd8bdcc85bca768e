"""Lai Châu a fortnight into the campaign, a lead who looks at it, and a clock that stands still."""

from datetime import UTC, date, datetime

import pytest
from benchmarks.filled_province import bodies_on, filled, made_province
from django.test import Client
from pytest_django import Settings
from tests.authority.register.session import with_second_factor

from bluezone.authority.accounts.models import Assignment, User
from bluezone.authority.accounts.rules import Role
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import communes

DAY = date(2020, 8, 14)
MORNING = datetime(2020, 8, 15, 1, 5, tzinfo=UTC)
"""Five past eight in Lai Châu."""


class StandingClock:
    """A clock that shows one moment."""

    def now(self) -> datetime:
        return MORNING


def standing_clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def province(db: None) -> Unit:
    """The province with both structures, and fourteen days of reports; six communes never spoke."""
    province = made_province()
    filled("commune_day", list(communes(DAY).order_by("stat_code")), 14, silent=6)
    filled("unit_day", bodies_on(DAY), 14, silent=1)
    return province


@pytest.fixture
def morning(settings: Settings) -> None:
    """The morning after, for whoever asks the clock."""
    settings.BLUEZONE_CLOCK = "tests.rollout.overview.conftest.standing_clock"


def client_of(role: Role, unit: Unit, language: str = "vi") -> Client:
    """A browser of somebody who holds a role for a unit."""
    user = User.objects.create(username=f"{role}-{unit.stat_code}", full_name="A", created_at=MORNING)
    Assignment.objects.create(user=user, role=role, unit=unit, valid_from=date(2020, 1, 1))
    client = Client(headers={"accept-language": language})
    return with_second_factor(client, user)


@pytest.fixture
def lead(province: Unit, morning: None) -> Client:
    """The browser of the province's lead."""
    return client_of(Role.LEAD, province)

"""The registry with Lai Châu, and a lead of the province who is logged in."""

from datetime import date

import pytest
from django.test import Client
from pytest_django import Settings
from tests.authority.register.session import with_second_factor
from tests.authority.territory.conftest import MOMENT

from bluezone.authority.accounts.models import User
from bluezone.authority.accounts.rules import Role
from bluezone.authority.accounts.services import Term, assign, create_user
from bluezone.authority.territory import queries
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.services import import_province
from bluezone.authority.territory.shipped import shipped


@pytest.fixture
def province(db: None, settings: Settings) -> Unit:
    """Lai Châu with both its structures, on 5 January 2026."""
    settings.BLUEZONE_CLOCK = "tests.authority.register.session.present_clock"
    import_province(shipped("lai-chau"), actor="system", moment=MOMENT)
    found = queries.by_code("12", date(2026, 1, 5))
    assert found is not None
    return found


@pytest.fixture
def lead(province: Unit) -> User:
    """Somebody who leads the province's campaign."""
    user = create_user("lead", "Người Chủ trì", actor="system", moment=MOMENT)
    assign(user, Role.LEAD, province, term=Term(date(2020, 8, 1)), actor="system", moment=MOMENT)
    return user


@pytest.fixture
def console(lead: User, client: Client) -> Client:
    """The console as the lead sees it, who has shown a second factor."""
    return with_second_factor(client, lead)

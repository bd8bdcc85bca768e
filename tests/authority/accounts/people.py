"""People and clocks for tests of accounts."""

from datetime import UTC, date, datetime
from typing import Final

from django.contrib.auth.hashers import make_password

from bluezone.authority.accounts.models import Assignment, User
from bluezone.authority.accounts.rules import EVERYWHERE, Role
from bluezone.authority.territory.models import Unit

PASSWORD: Final = "bảy con suối chảy chậm"
BEGINNING: Final = date(2015, 1, 1)


class Watch:
    """A clock that a test sets."""

    moment = datetime(2020, 8, 5, 1, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return Watch.moment


def watch() -> Watch:
    return Watch()


def person(name: str, *roles: Role, unit: Unit | None = None, moment: datetime = Watch.moment) -> User:
    """Somebody with a password and roles."""
    user = User.objects.create(
        username=name, full_name=name.title(), password=make_password(PASSWORD), created_at=moment
    )
    for role in roles:
        where = None if role in EVERYWHERE else unit
        Assignment.objects.create(user=user, role=role, unit=where, valid_from=BEGINNING)
    return user

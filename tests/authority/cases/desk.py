"""The desk of somebody who works on cases: a browser with a second factor and a purpose, and people to work on."""

from datetime import date, datetime
from typing import Final

from django.test import Client
from tests.authority.permissions import PRESENT, World
from tests.authority.register.session import with_second_factor

from bluezone.authority.accounts.models import Assignment, User
from bluezone.authority.accounts.purposes import Purpose
from bluezone.authority.accounts.rules import Role
from bluezone.authority.cases.models import Case, Contact, Person
from bluezone.authority.cases.rules.words import Classification
from bluezone.authority.cases.services import (
    CaseFacts,
    Doing,
    ExposureFacts,
    PersonFacts,
    add_contact,
    add_person,
    register_case,
)
from bluezone.authority.territory.models import Unit

TODAY: Final = date(2020, 8, 5)
ENGLISH: Final = {"accept-language": "en"}


class PresentClock:
    """Eight in the morning of 5 August 2020 in Lai Châu."""

    def now(self) -> datetime:
        return PRESENT


def present_clock() -> PresentClock:
    """The clock that the settings name in tests of case work."""
    return PresentClock()


def officer(name: str, role: Role, unit: Unit, last: date | None = None) -> User:
    """Somebody with a role in a unit, until a day."""
    user = User.objects.create(username=name, full_name=name.title(), created_at=PRESENT)
    Assignment.objects.create(user=user, role=role, unit=unit, valid_from=date(2020, 1, 1), valid_to=last)
    return user


def desk_of(user: User, purpose: Purpose | None = Purpose.TRACING) -> Client:
    """A browser in which somebody logged in, and said why the records of the next half hour are opened."""
    client = with_second_factor(Client(headers=ENGLISH), user)
    if purpose is not None:
        client.post(
            "/purpose/", {"purpose": purpose, "for_all": "on", "kind": "territory.unit", "id": "1", "next": "/"}
        )
    return client


def doing(purpose: str = "tracing") -> Doing:
    return Doing("system", purpose, PRESENT)


def somebody(name: str, unit: Unit | None = None, *, year: int | None = 1980, phone: str = "") -> Person:
    return add_person(PersonFacts(name, birth_year=year, phone=phone, unit=unit), PRESENT)


def a_case(world: World, name: str = "Lò Thị Mây", unit: Unit | None = None, *, confirmed: bool = True) -> Case:
    where = unit or world.here
    word = Classification.CONFIRMED if confirmed else Classification.SUSPECT
    facts = CaseFacts(TODAY, word, onset_on=date(2020, 8, 2), sampled_on=date(2020, 8, 4))
    return register_case(somebody(name, where), where, facts, doing())


def a_contact(source: Case | Contact | None, unit: Unit, name: str = "Vàng A Páo", **met: object) -> Contact:
    exposure = ExposureFacts(**({"start": PRESENT} | met))  # type: ignore[arg-type]  # facts by name
    return add_contact(somebody(name, unit), unit, source, [exposure], doing())

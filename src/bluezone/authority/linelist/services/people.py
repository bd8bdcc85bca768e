"""People of a line list: made in great numbers, and changed field by field."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from bluezone.authority.cases.models import Identity, Person
from bluezone.authority.linelist.rules.columns import Field
from bluezone.authority.territory.naming import folded

AT_ONCE: Final = 1000
PERSON: Final = (Field.SEX, Field.BIRTH_YEAR, Field.NATIONALITY)
IDENTITY: Final = (*(Field.NAME, Field.BIRTH_DATE, Field.PHONE, Field.ADDRESS, Field.PERSONAL_NUMBER, Field.GUARDIAN),)


def person_of(values: Mapping[Field, Any], moment: datetime) -> tuple[Person, Identity | None]:
    """Return somebody new with the identity, if a name or anything else of it is stated; not yet saved."""
    person = Person(created_at=moment)
    fill(person, values, PERSON)
    if Field.RESIDENCE in values:
        person.unit_id = values[Field.RESIDENCE].key
    if not any(each in values for each in IDENTITY):
        return person, None
    identity = Identity(person=person)
    fill(identity, values, IDENTITY)
    identity.folded = folded(identity.name)
    return person, identity


def make(people: list[tuple[Person, Identity | None]]) -> None:
    """Save new people."""
    Person.objects.bulk_create([person for person, _identity in people], batch_size=AT_ONCE)
    Identity.objects.bulk_create([each for _person, each in people if each is not None], batch_size=AT_ONCE)


def change(person: Person, values: Mapping[Field, Any]) -> None:
    """Write what a row states of somebody who is known; what it does not state stays."""
    if any(each in values for each in (*PERSON, Field.RESIDENCE)):
        fill(person, values, PERSON)
        if Field.RESIDENCE in values:
            person.unit_id = values[Field.RESIDENCE].key
        person.revision += 1
        person.save()
    if any(each in values for each in IDENTITY):
        identity = Identity.objects.filter(person=person).first() or Identity(person=person)
        fill(identity, values, IDENTITY)
        identity.folded = folded(identity.name)
        identity.save()


def fill(row: object, values: Mapping[Field, Any], fields: tuple[Field, ...]) -> None:
    """Set those columns of a record that a row states."""
    for each in fields:
        if each in values:
            setattr(row, each, values[each])

"""Writing people: a person and, apart, what names one."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from bluezone.authority.audit.services import record
from bluezone.authority.cases.models import Identity, Person
from bluezone.authority.cases.models.people import FIRST_BIRTH_YEAR
from bluezone.authority.cases.rules.words import Sex
from bluezone.authority.cases.services.doing import ChangedMeanwhile, Doing, local_day
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.naming import folded, stored
from bluezone.protocol.errors import RuleViolation


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What somebody types of a person; empty and None mean not known."""

    name: str = field(repr=False)
    sex: Sex = Sex.UNKNOWN
    birth_year: int | None = None
    birth_date: date | None = field(default=None, repr=False)
    phone: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    personal_number: str = field(default="", repr=False)
    guardian: str = field(default="", repr=False)
    nationality: str = ""
    unit: Unit | None = None


@transaction.atomic
def add_person(facts: PersonFacts, moment: datetime) -> Person:
    """Add a person with the identity.

    Raises:
        RuleViolation: `birth_out_of_reach`: born after today, or before anybody alive.
    """
    year = checked_birth(facts, moment)
    person = Person.objects.create(
        sex=facts.sex, birth_year=year, unit=facts.unit, nationality=stored(facts.nationality), created_at=moment
    )
    if stored(facts.name):
        write_identity(person, facts)
    return person


@transaction.atomic
def change_person(person: Person, facts: PersonFacts, moment: datetime) -> Person:
    """Write a person and the identity anew, under one revision more.

    Raises:
        RuleViolation: `birth_out_of_reach`.
    """
    person.birth_year = checked_birth(facts, moment)
    person.sex, person.unit, person.nationality = facts.sex, facts.unit, stored(facts.nationality)
    person.revision += 1
    person.save(update_fields=["birth_year", "sex", "unit", "nationality", "revision"])
    write_identity(person, facts)
    return person


@transaction.atomic
def edit_person(person: Person, facts: PersonFacts, doing: Doing, *, revision: int) -> Person:
    """Change a person, unless somebody else did since `revision` was read.

    Raises:
        ChangedMeanwhile: Somebody did; nothing was written.
        RuleViolation: `birth_out_of_reach`, `birth_year_differs`.
    """
    present = Person.objects.select_for_update().get(pk=person.pk)
    if present.revision != revision:
        raise ChangedMeanwhile(present)
    change_person(present, facts, doing.moment)
    record(doing.actor, "person.edit", present, doing.purpose, doing.moment)
    return present


def write_identity(person: Person, facts: PersonFacts) -> Identity:
    """Write what names a person."""
    name = stored(facts.name)
    identity, _made = Identity.objects.update_or_create(
        person=person,
        defaults={
            "name": name,
            "folded": folded(name),
            "birth_date": facts.birth_date,
            "phone": "".join(facts.phone.split()),
            "address": stored(facts.address),
            "personal_number": "".join(facts.personal_number.split()),
            "guardian": stored(facts.guardian),
        },
    )
    return identity


def facts_of(person: Person) -> PersonFacts:
    """Return what is known of a person; an erased identity gives an empty name."""
    known = Identity.objects.filter(person=person).first() or Identity(person=person)
    return PersonFacts(
        name=known.name,
        sex=Sex(person.sex),
        birth_year=person.birth_year,
        birth_date=known.birth_date,
        phone=known.phone,
        address=known.address,
        personal_number=known.personal_number,
        guardian=known.guardian,
        nationality=person.nationality,
        unit=person.unit,
    )


def checked_birth(facts: PersonFacts, moment: datetime) -> int | None:
    """Return the year of birth, from the date where there is one.

    Raises:
        RuleViolation: `birth_out_of_reach`, `birth_year_differs`.
    """
    year = facts.birth_date.year if facts.birth_date else facts.birth_year
    if year is None:
        return None
    if facts.birth_year is not None and facts.birth_year != year:
        raise RuleViolation("birth_year_differs", "the year of birth and the date of birth are of one year")
    today = local_day(moment)
    born_later = facts.birth_date is not None and facts.birth_date > today
    if not FIRST_BIRTH_YEAR <= year <= today.year or born_later:
        raise RuleViolation("birth_out_of_reach", f"a birth lies between {FIRST_BIRTH_YEAR} and today")
    return year

"""An invented outbreak of any size: a tree of infections with a few further sources, dates in order."""

from datetime import date, datetime, timedelta
from random import Random

from bluezone.authority.cases.models import Case, Definition, InfectionLink, Person
from bluezone.authority.cases.rules.words import Classification
from bluezone.authority.territory.models import Unit


def invent(  # noqa: PLR0913 -- where, how many, from when, which
    unit: Unit, size: int, *, first: date, moment: datetime, seed: int = 1, further: int = 0
) -> list[Case]:
    """Add cases that infected each other: each but a few was infected by one of the fifty before it."""
    chance, definition = Random(seed), _definition(moment)
    people = Person.objects.bulk_create(Person(birth_year=1960, created_at=moment) for _ in range(size))
    days = sorted(chance.randrange(45) for _ in range(size))
    cases = Case.objects.bulk_create(
        Case(
            number=f"LC{place + 1}",
            person=person,
            unit=unit,
            definition=definition,
            classification=Classification.CONFIRMED,
            reported_on=first + timedelta(days=day),
            confirmed_at=moment,
            created_at=moment + timedelta(seconds=place),
            created_by="user:1",
        )
        for place, (person, day) in enumerate(zip(people, days, strict=True))
    )
    links: dict[tuple[Case, Case], None] = {}
    for place, case in enumerate(cases[1:], start=1):
        if chance.random() < 0.9:
            links[cases[max(0, place - 1 - int(chance.expovariate(1 / 15)))], case] = None
    for _ in range(further):
        later = chance.randrange(2, size)
        links[cases[chance.randrange(later)], cases[later]] = None
    InfectionLink.objects.bulk_create(
        (InfectionLink(infector=one, infectee=other, created_at=moment) for one, other in links),
        ignore_conflicts=True,
    )
    return cases


def _definition(moment: datetime) -> Definition:
    """The first definition, also after a test that emptied the tables."""
    facts = {"title": "First", "decided_by": "test", "rules": {}, "created_at": moment}
    return Definition.objects.get_or_create(version=1, defaults=facts)[0]

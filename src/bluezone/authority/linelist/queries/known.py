"""The records that a line list may mean: found by number, by the id in another system, or by what names a person."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from bluezone.authority.cases.models import Case, Contact, Exposure, InfectionLink, Person
from bluezone.authority.cases.rules.words import (
    Certainty,
    Classification,
    Closeness,
    ContactState,
    Degree,
    FollowUp,
    Outcome,
    Setting,
    Sex,
)
from bluezone.authority.linelist.queries.places import Place
from bluezone.authority.linelist.rules.cells import case_key
from bluezone.authority.linelist.rules.columns import Field
from bluezone.authority.territory.naming import canonical, folded

AT_ONCE: Final = 900
"""Values of one question to the database."""
Followed = TypeVar("Followed", Case, Contact)
ExternalKey = tuple[str, str]

_PERSON: Final = (Field.SEX, Field.BIRTH_YEAR, Field.NATIONALITY)
_IDENTITY: Final = (*(Field.NAME, Field.BIRTH_DATE, Field.PHONE, Field.ADDRESS, Field.PERSONAL_NUMBER, Field.GUARDIAN),)
AGREEING: Final = (Field.SEX, Field.BIRTH_DATE, Field.BIRTH_YEAR, Field.PHONE, Field.PERSONAL_NUMBER)
"""What must not contradict for two records of one name to be one person's."""
CASE_FIELDS: Final = (
    *(Field.NUMBER, Field.EXTERNAL_SYSTEM, Field.EXTERNAL_ID, Field.CLASSIFICATION, Field.REPORTED_ON, Field.ONSET_ON),
    *(Field.SAMPLED_ON, Field.CONFIRMED_ON, Field.INFECTED_IN, Field.DETECTED_IN, Field.TREATED_AT, Field.OUTCOME),
    *(Field.OUTCOME_ON, Field.FOLLOW_UP, Field.FOLLOW_UP_FROM, Field.FOLLOW_UP_UNTIL),
)
CONTACT_FIELDS: Final = (
    *(Field.EXTERNAL_SYSTEM, Field.EXTERNAL_ID, Field.DEGREE, Field.STATE, Field.LAST_EXPOSED_ON),
    *(Field.FOLLOW_UP, Field.FOLLOW_UP_FROM, Field.FOLLOW_UP_UNTIL),
)
_WORDS: Final = {
    Field.SEX: Sex,
    Field.CLASSIFICATION: Classification,
    Field.OUTCOME: Outcome,
    Field.FOLLOW_UP: FollowUp,
    Field.DEGREE: Degree,
    Field.STATE: ContactState,
    Field.SETTING: Setting,
    Field.CLOSENESS: Closeness,
    Field.CERTAINTY: Certainty,
}


@dataclass(frozen=True, slots=True)
class Known:
    """A record that exists, as a row of a line list would state it."""

    record: UUID
    unit: UUID
    values: Mapping[Field, Any] = field(repr=False)
    more: Mapping[str, str] = field(repr=False)


def numbers_in(units: Iterable[UUID]) -> dict[str, list[UUID]]:
    """Return the cases of some units by the key of their number; one query."""
    found = dict[str, list[UUID]]()
    rows = Case.objects.filter(unit__in=list(units)).exclude(number="").values_list("number", "pk")
    for number, key in rows.order_by("created_at", "id"):
        found.setdefault(case_key(number), []).append(key)
    return found


def external_in(model: type[Followed], keys: Iterable[ExternalKey]) -> dict[ExternalKey, UUID]:
    """Return the records that some ids of other systems mean, wherever they are."""
    wanted = set(keys)
    found = dict[ExternalKey, UUID]()
    for part in parts(sorted({each for _system, each in wanted})):
        rows = model.objects.filter(external_id__in=part).values_list("external_system", "external_id", "pk")
        found |= {(system, each): key for system, each, key in rows if (system, each) in wanted}
    return found


def named_in(model: type[Followed], units: Iterable[UUID], names: Iterable[str]) -> dict[str, list[UUID]]:
    """Return the records of people of some names, by the folded name."""
    inside, found = set(units), dict[str, list[UUID]]()
    for part in parts(sorted({folded(name) for name in names})):
        rows = model.objects.filter(person__identity__folded__in=part).order_by("created_at", "id")
        for name, key, unit in rows.values_list("person__identity__folded", "pk", "unit"):
            if unit in inside:
                found.setdefault(name, []).append(key)
    return found


def known_cases(keys: Iterable[UUID]) -> dict[UUID, Known]:
    """Return cases as rows would state them."""
    found = dict[UUID, Known]()
    for part in parts(sorted(set(keys), key=str)):
        infectors = _infectors(part)
        for case in _whole(Case.objects.filter(pk__in=part)):
            values = _values(case, CASE_FIELDS) | {Field.INFECTED_BY: infectors.get(case.pk, frozenset())}
            found[case.pk] = Known(case.pk, case.unit_id, values, case.more)
    return found


def known_contacts(keys: Iterable[UUID]) -> dict[UUID, Known]:
    """Return contacts as rows would state them; of the exposures, the latest tells where, how long and how near."""
    found = dict[UUID, Known]()
    for part in parts(sorted(set(keys), key=str)):
        sources, latest = _sources(part)
        for contact in _whole(Contact.objects.filter(pk__in=part)):
            values = _values(contact, CONTACT_FIELDS) | {Field.SOURCE: sources.get(contact.pk, frozenset())}
            values |= latest.get(contact.pk, {})
            found[contact.pk] = Known(contact.pk, contact.unit_id, values, contact.more)
    return found


def agrees(known: Mapping[Field, Any], row: Mapping[Field, Any]) -> bool:
    """Return whether a record can be the one that a row means by its name: the same name, and nothing that contradicts."""
    if canonical(known.get(Field.NAME) or "") != canonical(row.get(Field.NAME) or ""):
        return False
    pairs = ((known.get(each), row.get(each)) for each in AGREEING)
    return all(one == other for one, other in pairs if one not in _NOTHING and other not in _NOTHING)


_NOTHING: Final = (None, "", Sex.UNKNOWN)


def _infectors(keys: Sequence[UUID]) -> dict[UUID, frozenset[str]]:
    found = dict[UUID, frozenset[str]]()
    rows = InfectionLink.objects.filter(infectee__in=keys).values_list("infectee", "infector__number", "infector")
    for infectee, number, infector in rows:
        found[infectee] = found.get(infectee, frozenset()) | {number or str(infector)}
    return found


def _sources(keys: Sequence[UUID]) -> tuple[dict[UUID, frozenset[str]], dict[UUID, dict[Field, Any]]]:
    sources, latest = dict[UUID, frozenset[str]](), dict[UUID, dict[Field, Any]]()
    rows = (
        Exposure.objects.filter(contact__in=keys)
        .select_related("source_case", "source_contact")
        .order_by("start", "id")
    )
    for row in rows:
        latest[row.contact_id] = {
            Field.SETTING: Setting(row.setting),
            Field.MINUTES: row.minutes,
            Field.CLOSENESS: Closeness(row.closeness),
            Field.CERTAINTY: Certainty(row.certainty),
        }
        name = source_name(row)
        if name:
            sources[row.contact_id] = sources.get(row.contact_id, frozenset()) | {name}
    return sources, latest


def source_name(row: Exposure) -> str:
    """Return how a line list names the source of an exposure: the case's number, else an id."""
    if row.source_case is not None:
        return row.source_case.number or str(row.source_case_id)
    if row.source_contact is not None:
        return row.source_contact.external_id or str(row.source_contact_id)
    return ""


def _whole(rows: QuerySet[Followed]) -> QuerySet[Followed]:
    return rows.select_related("person__identity", "person__unit", "unit")


def _values(row: Case | Contact, fields: Iterable[Field]) -> dict[Field, Any]:
    return {**person_values(row.person), Field.UNIT: Place(row.unit_id, row.unit.name), **_columns(row, fields)}


def person_values(person: Person) -> dict[Field, Any]:
    """Return what a line list states of a person."""
    values = _columns(person, _PERSON)
    if person.unit is not None:
        values[Field.RESIDENCE] = Place(person.unit.pk, person.unit.name)
    identity = getattr(person, "identity", None)
    return values | (_columns(identity, _IDENTITY) if identity is not None else {})


def _columns(row: Model, fields: Iterable[Field]) -> dict[Field, Any]:
    found = dict[Field, Any]()
    for each in fields:
        value = getattr(row, each)
        word = _WORDS.get(each)
        found[each] = word(value) if word is not None and value else value
    return found


def parts(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield keys in portions that one question to the database takes."""
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]

"""Writing a list of contacts: people, contacts, and the exposures that say whom they met and when."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from bluezone.authority.audit.services import Subject, record_all
from bluezone.authority.cases.models import Case, Contact, Exposure, Identity, Person
from bluezone.authority.cases.rules.definitions import numbers_in
from bluezone.authority.cases.rules.words import ContactState, Degree, FollowUp, Origin
from bluezone.authority.cases.services import Doing, local_day
from bluezone.authority.linelist.queries.known import CONTACT_FIELDS, parts
from bluezone.authority.linelist.queries.planning import Planned, external_key
from bluezone.authority.linelist.rules.columns import Field
from bluezone.authority.linelist.rules.difference import Verdict
from bluezone.authority.linelist.services.definitions import Definitions
from bluezone.authority.linelist.services.people import AT_ONCE, change, fill, make, person_of
from bluezone.authority.territory.models import Unit

SUBJECT: Final = "cases.contact"
MEETING: Final = (Field.SETTING, Field.MINUTES, Field.CLOSENESS, Field.CERTAINTY)
NOON: Final = time(12)
"""When a meeting is taken to be of which only the day is known."""


def write_contacts(rows: Sequence[Planned], unit: Unit, doing: Doing) -> None:
    """Write a list of contacts within the transaction that is open."""
    new = [row for row in rows if row.line.verdict is Verdict.NEW]
    changed = [row for row in rows if row.line.verdict is Verdict.CHANGED]
    made = _make(new, unit, doing)
    kept = _change(changed)
    here = {key[1]: contact for row, contact in made if (key := external_key(row.values)) is not None}
    _meet(made, here, doing)
    _meet(kept, here, doing)
    for action, contacts in (("contact.add", made), ("contact.edit", kept)):
        subjects = [Subject(SUBJECT, str(contact.pk)) for _row, contact in contacts]
        record_all(doing.actor, action, subjects, doing.purpose, doing.moment)


def _make(rows: Iterable[Planned], unit: Unit, doing: Doing) -> list[tuple[Planned, Contact]]:
    definitions, people = Definitions(), list[tuple[Person, Identity | None]]()
    made = list[tuple[Planned, Contact]]()
    for row in rows:
        person, identity = person_of(row.values, doing.moment)
        people.append((person, identity))
        made.append((row, _contact(row, person, unit, definitions, doing)))
    make(people)
    Contact.objects.bulk_create([contact for _row, contact in made], batch_size=AT_ONCE)
    return made


def _contact(row: Planned, person: Person, unit: Unit, definitions: Definitions, doing: Doing) -> Contact:
    values = row.values
    day = values.get(Field.LAST_EXPOSED_ON, doing.day)
    contact = Contact(
        person=person,
        unit_id=values[Field.UNIT].key if Field.UNIT in values else unit.pk,
        definition=definitions.on(day),
        state=ContactState.CONTACT,
        origin=Origin.IMPORT,
        more=dict(row.more),
        created_at=doing.moment,
        created_by=doing.actor,
    )
    fill(contact, values, CONTACT_FIELDS)
    if Field.FOLLOW_UP not in values and contact.last_exposed_on and contact.state == ContactState.CONTACT:
        _follow(contact, doing)
    return contact


def _follow(contact: Contact, doing: Doing) -> None:
    """Follow somebody for the days of the definition, when the file says nothing about it and they are not over."""
    numbers = numbers_in(contact.definition.rules)
    length = numbers.follow_up_days if contact.degree == Degree.FIRST else numbers.second_follow_up_days
    until = contact.last_exposed_on + timedelta(days=length) if contact.last_exposed_on else doing.day
    contact.follow_up_until = contact.follow_up_until or until
    if contact.follow_up_until >= doing.day:
        contact.follow_up, contact.follow_up_from = FollowUp.FOLLOW_UP, contact.follow_up_from or doing.day


def _change(rows: Iterable[Planned]) -> list[tuple[Planned, Contact]]:
    wanted = {row.line.record: row for row in rows if row.line.record is not None}
    found = Contact.objects.select_for_update(of=("self",)).select_related("person").in_bulk(list(wanted))
    for key, contact in found.items():
        row = wanted[key]
        change(contact.person, row.values)
        fill(contact, row.values, CONTACT_FIELDS)
        if Field.UNIT in row.values:
            contact.unit_id = row.values[Field.UNIT].key
        contact.more = {**contact.more, **row.more}
        contact.revision += 1
        contact.save()
    return [(wanted[key], contact) for key, contact in found.items()]


def _meet(contacts: Sequence[tuple[Planned, Contact]], here: Mapping[str, Contact], doing: Doing) -> None:
    """Write the meetings that rows state; one of the same source and day is changed, not doubled."""
    known = _known_meetings([contact.pk for _row, contact in contacts])
    cases = _cases(contacts)
    new = list[Exposure]()
    for row, contact in contacts:
        for source in dict.fromkeys(row.sources) or (None,):
            if source is None and Field.LAST_EXPOSED_ON not in row.values:
                continue
            key = source if isinstance(source, UUID) or source is None else here[source].pk
            day = row.values.get(Field.LAST_EXPOSED_ON) or doing.day
            meeting = known.get((contact.pk, key, day)) or _meeting(contact, row.values, doing)
            meeting.source_case_id, meeting.source_contact_id = (key, None) if key in cases else (None, key)
            fill(meeting, row.values, MEETING)
            if (contact.pk, key, day) in known:
                meeting.save()
            else:
                new.append(meeting)
    Exposure.objects.bulk_create(new, batch_size=AT_ONCE)


def _meeting(contact: Contact, values: Mapping[Field, Any], doing: Doing) -> Exposure:
    day = values.get(Field.LAST_EXPOSED_ON)
    start = datetime.combine(day or doing.day, NOON, tzinfo=ZoneInfo(settings.TIME_ZONE))
    return Exposure(
        contact=contact, start=start, day_is_estimated=day is None, created_at=doing.moment, created_by=doing.actor
    )


def _known_meetings(keys: list[UUID]) -> dict[tuple[UUID, UUID | None, Any], Exposure]:
    found = dict[tuple[UUID, UUID | None, Any], Exposure]()
    for part in parts(keys):
        for each in Exposure.objects.filter(contact__in=part):
            found[each.contact_id, each.source_case_id or each.source_contact_id, local_day(each.start)] = each
    return found


def _cases(contacts: Iterable[tuple[Planned, Contact]]) -> set[UUID]:
    """Return which of the sources that rows name are cases."""
    named = list({source for row, _contact in contacts for source in row.sources if isinstance(source, UUID)})
    return {key for part in parts(named) for key in Case.objects.filter(pk__in=part).values_list("pk", flat=True)}

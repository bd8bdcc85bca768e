"""Writing a list of cases: new ones in great numbers, changed ones one by one, then who infected whom."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from bluezone.authority.audit.services import Subject, record_all
from bluezone.authority.cases.models import Case, Definition, Identity, InfectionLink, Person
from bluezone.authority.cases.rules.definitions import numbers_in
from bluezone.authority.cases.rules.words import Certainty, Classification, FollowUp, Origin
from bluezone.authority.cases.services import Doing
from bluezone.authority.linelist.queries.known import CASE_FIELDS
from bluezone.authority.linelist.queries.planning import Planned, number_key
from bluezone.authority.linelist.rules.columns import Field
from bluezone.authority.linelist.rules.difference import Verdict
from bluezone.authority.linelist.services.definitions import Definitions
from bluezone.authority.linelist.services.people import AT_ONCE, change, fill, make, person_of
from bluezone.authority.territory.models import Unit

SUBJECT: Final = "cases.case"


def write_cases(rows: Sequence[Planned], unit: Unit, doing: Doing) -> None:
    """Write a list of cases within the transaction that is open."""
    new = [row for row in rows if row.line.verdict is Verdict.NEW]
    changed = [row for row in rows if row.line.verdict is Verdict.CHANGED]
    by_key = _make(new, unit, doing)
    present = _change(changed)
    made = [(row, by_key[row.line.number].pk) for row in new]
    kept = [(row, present[row.line.record].pk) for row in changed if row.line.record is not None]
    numbers = {key: case for row, case in made if (key := number_key(row.values)) is not None}
    _link([*made, *kept], numbers, doing)
    for action, cases in (("case.register", made), ("case.edit", kept)):
        subjects = [Subject(SUBJECT, str(key)) for _row, key in cases]
        record_all(doing.actor, action, subjects, doing.purpose, doing.moment)


def _make(rows: Iterable[Planned], unit: Unit, doing: Doing) -> dict[int, Case]:
    """Make the cases of new rows with their people; return them by the rows' numbers."""
    definitions, people = Definitions(), list[tuple[Person, Identity | None]]()
    made = dict[int, Case]()
    for row in rows:
        person, identity = person_of(row.values, doing.moment)
        people.append((person, identity))
        made[row.line.number] = _case(row, person, unit, definitions, doing)
    make(people)
    Case.objects.bulk_create(made.values(), batch_size=AT_ONCE)
    return made


def _case(row: Planned, person: Person, unit: Unit, definitions: Definitions, doing: Doing) -> Case:
    values = row.values
    definition = definitions.on(values[Field.REPORTED_ON])
    case = Case(
        person=person,
        unit_id=values[Field.UNIT].key if Field.UNIT in values else unit.pk,
        definition=definition,
        classification=row.defaults.get("classification", Classification.SUSPECT),
        origin=Origin.IMPORT,
        more=dict(row.more),
        created_at=doing.moment,
        created_by=doing.actor,
    )
    fill(case, values, CASE_FIELDS)
    if Field.FOLLOW_UP not in values:
        _follow(case, definition, doing)
    return case


def _follow(case: Case, definition: Definition, doing: Doing) -> None:
    """Follow a confirmed case of these days, when the file says nothing about it; an old one is not followed any more."""
    first = case.confirmed_on or case.reported_on
    until = first + timedelta(days=numbers_in(definition.rules).follow_up_days)
    if case.classification == Classification.CONFIRMED and until >= doing.day:
        case.confirmed_at, case.follow_up = doing.moment, FollowUp.FOLLOW_UP
        case.follow_up_from, case.follow_up_until = case.follow_up_from or doing.day, case.follow_up_until or until


def _change(rows: Iterable[Planned]) -> dict[UUID, Case]:
    wanted = {row.line.record: row for row in rows if row.line.record is not None}
    found = Case.objects.select_for_update(of=("self",)).select_related("person").in_bulk(list(wanted))
    for key, case in found.items():
        row = wanted[key]
        change(case.person, row.values)
        fill(case, row.values, CASE_FIELDS)
        if Field.UNIT in row.values:
            case.unit_id = row.values[Field.UNIT].key
        case.more = {**case.more, **row.more}
        case.revision += 1
        case.save()
    return found


def _link(cases: Iterable[tuple[Planned, Any]], numbers: dict[str, UUID], doing: Doing) -> None:
    """State who infected whom; what was stated before stays."""
    links = [
        InfectionLink(
            infector_id=source if isinstance(source, UUID) else numbers[source],
            infectee_id=key,
            certainty=Certainty.PROBABLE,
            created_at=doing.moment,
        )
        for row, key in cases
        for source in dict.fromkeys(row.sources)
    ]
    InfectionLink.objects.bulk_create(links, batch_size=AT_ONCE, ignore_conflicts=True)

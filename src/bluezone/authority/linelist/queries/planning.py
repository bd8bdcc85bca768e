"""What planning of every kind of line list shares: units, days, twice in one file, verdicts."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from bluezone.authority.cases.models import Definition
from bluezone.authority.linelist.queries.known import Known, agrees
from bluezone.authority.linelist.queries.places import Places
from bluezone.authority.linelist.rules.cells import case_key
from bluezone.authority.linelist.rules.columns import Field
from bluezone.authority.linelist.rules.difference import Line, Verdict, changes_between
from bluezone.authority.linelist.rules.findings import Fault, Finding
from bluezone.authority.linelist.rules.rows import Row
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.naming import canonical, folded

DEFAULT_SYSTEM = "line-list"
"""The system of an id whose system a line list does not name."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What a plan stands on."""

    unit: Unit
    places: Places
    today: date
    definitions: tuple[Definition, ...]
    defaults: Mapping[str, Any]

    def definition_on(self, day: date) -> Definition | None:
        """Return the definition in force on a day."""
        return next((each for each in self.definitions if _holds(each, day)), None)


@dataclass(frozen=True, slots=True)
class Planned:
    """One row: what becomes of it, and what would be written.

    Args:
        line: What a person sees.
        values: The fields, with units found.
        more: What is kept beside the fields.
        sources: Infectors or sources of exposures: ids of records, or keys of rows of this file.
        pair: In a list of links, who infected whom.
        defaults: What holds for a new record that the row does not say.
    """

    line: Line[UUID]
    values: Mapping[Field, Any] = field(repr=False)
    more: Mapping[str, str] = field(repr=False)
    sources: tuple[UUID | str, ...] = ()
    pair: tuple[UUID, UUID] | None = None
    defaults: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Draft:
    """One row while it is planned."""

    row: Row
    values: dict[Field, Any]
    more: dict[str, str]
    findings: list[Finding]
    known: Known | None = None
    key: Hashable = None
    sources: list[UUID | str] = field(default_factory=list)
    defaults: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_refused(self) -> bool:
        """Whether something keeps the row out."""
        return any(finding.refuses for finding in self.findings)

    def wrong(self, fault: Fault) -> None:
        """Add a finding about the row."""
        self.findings.append(Finding(fault, str(self.row.number)))

    def planned(self) -> Planned:
        """Return what becomes of the row."""
        line: Line[UUID] = Line(self.row.number, Verdict.REFUSED, findings=tuple(self.findings))
        if not self.is_refused and self.known is None:
            line = replace(line, verdict=Verdict.NEW)
        elif not self.is_refused and self.known is not None:
            changes = changes_between(self.known.values, self.values, self.known.more, self.more)
            verdict = Verdict.CHANGED if changes else Verdict.SAME
            line = replace(line, verdict=verdict, record=self.known.record, changes=changes)
        return Planned(line, self.values, self.more, tuple(self.sources), defaults=self.defaults)


def draft(row: Row, setup: Setup) -> Draft:
    """Return a row with its units found; a residence that nobody knows is kept beside the fields."""
    made = Draft(row, dict(row.values), dict(row.more), list(row.findings), defaults=setup.defaults)
    unit = made.values.pop(Field.UNIT, None)
    if unit is not None:
        found = setup.places.find(unit)
        if found is None:
            made.wrong(Fault.UNKNOWN_UNIT)
        elif found.key not in setup.places.inside:
            made.wrong(Fault.OUTSIDE)
        else:
            made.values[Field.UNIT] = found
    residence = made.values.pop(Field.RESIDENCE, None)
    if residence is not None:
        place = setup.places.find(residence)
        if place is None:
            made.wrong(Fault.UNKNOWN_RESIDENCE)
            made.more[str(Field.RESIDENCE)] = residence
        else:
            made.values[Field.RESIDENCE] = place
    if Field.EXTERNAL_ID in made.values:
        made.values.setdefault(Field.EXTERNAL_SYSTEM, DEFAULT_SYSTEM)
    return made


def external_key(values: Mapping[Field, Any]) -> tuple[str, str] | None:
    """Return by which id of another system a row is known, if it states one."""
    if Field.EXTERNAL_ID not in values:
        return None
    return values.get(Field.EXTERNAL_SYSTEM, DEFAULT_SYSTEM), values[Field.EXTERNAL_ID]


def identity_key(values: Mapping[Field, Any], *apart: Field) -> Hashable:
    """Return by what a row without a number or id is told from others of the same file."""
    parts = (Field.SEX, Field.BIRTH_DATE, Field.BIRTH_YEAR, Field.PHONE, Field.PERSONAL_NUMBER, *apart)
    return (canonical(values[Field.NAME]), *(values.get(each) for each in parts))


def twice(drafts: Iterable[Draft]) -> None:
    """Refuse every row whose key, or whose record, an earlier row had."""
    seen = set[Hashable]()
    for each in drafts:
        keys = {each.key, each.known.record if each.known else None} - {None}
        if keys & seen:
            each.wrong(Fault.TWICE_IN_FILE)
        seen |= keys


def choose(each: Draft, found: Sequence[UUID], known: Mapping[UUID, Known], setup: Setup) -> None:
    """Let a row mean the only record that was found for it; several are for a person to tell apart."""
    records = [known[key] for key in found if key in known]
    if len(records) > 1:
        each.wrong(Fault.SEVERAL_RECORDS)
    elif records and records[0].unit not in setup.places.inside:
        each.wrong(Fault.ELSEWHERE)
    elif records:
        each.known = records[0]


def same_person(
    each: Draft, by_name: Mapping[str, list[UUID]], known: Mapping[UUID, Known], *equal: Field
) -> list[UUID]:
    """Return the records of the person whom a row names, of which some fields are equal too."""
    found = [key for key in by_name.get(folded(each.values[Field.NAME]), []) if key in known]
    return [
        key
        for key in found
        if agrees(known[key].values, each.values)
        and all(known[key].values.get(one) == each.values.get(one) for one in equal)
    ]


def number_key(values: Mapping[Field, Any]) -> str | None:
    """Return the key of the number of a case, if a row states one."""
    return case_key(values[Field.NUMBER]) if Field.NUMBER in values else None


def _holds(definition: Definition, day: date) -> bool:
    first, last = definition.valid_from, definition.valid_to
    return (first is None or first <= day) and (last is None or day <= last)

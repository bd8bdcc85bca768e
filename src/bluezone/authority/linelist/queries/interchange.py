"""Cases and contacts of some units as an interchange document, with everything that belongs to them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db.models import Model, Q

from bluezone.authority.cases.models import (
    Case,
    Contact,
    Definition,
    Exposure,
    Identity,
    InfectionLink,
    Milestone,
    Note,
    Person,
    Presence,
    QuarantineOrder,
    Sample,
    SymptomReport,
    Transfer,
    Visit,
)
from bluezone.authority.linelist.queries.known import parts
from bluezone.authority.linelist.rules.interchange import FORMAT, KINDS, VERSION, Form, as_json
from bluezone.authority.territory.models import Unit

MODELS: Final[Mapping[str, type[Model]]] = {
    "units": Unit,
    "definitions": Definition,
    "people": Person,
    "identities": Identity,
    "cases": Case,
    "infections": InfectionLink,
    "samples": Sample,
    "symptoms": SymptomReport,
    "milestones": Milestone,
    "presences": Presence,
    "contacts": Contact,
    "relationships": Exposure,
    "visits": Visit,
    "orders": QuarantineOrder,
    "transfers": Transfer,
    "notes": Note,
}
"""The table of each kind of record."""
Records = dict[str, list[dict[str, Any]]]


def document_of(units: Iterable[UUID], moment: datetime, *, invented: bool) -> bytes:
    """Return everything that some units have in charge, as JSON.

    Args:
        units: Whose cases and contacts.
        moment: When this is.
        invented: Whether the installation is a trial: the document says so.
    """
    records = records_of(list(units))
    head = {
        "format": FORMAT,
        "version": VERSION,
        "invented": invented,
        "exportDateTime": moment.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "outside": outside(records),
    }
    return msgspec.json.encode({**head, **records})


def records_of(units: Collection[UUID]) -> Records:
    """Return the records of some units, each kind in the order of its ids."""
    found: Records = {kind: [] for kind in KINDS}
    cases = list(Case.objects.filter(unit__in=units).values_list("pk", "person"))
    contacts = list(Contact.objects.filter(unit__in=units).values_list("pk", "person"))
    case_ids, contact_ids = [key for key, _ in cases], [key for key, _ in contacts]
    people = {person for _key, person in (*cases, *contacts)}
    found["cases"] = list(_rows("cases", "pk", case_ids))
    found["contacts"] = list(_rows("contacts", "pk", contact_ids))
    found["infections"] = list(_rows("infections", "infectee", case_ids))
    found["relationships"] = list(_rows("relationships", "contact", contact_ids))
    for kind in ("visits", "orders", "transfers", "notes"):
        found[kind] = [*_rows(kind, "case", case_ids), *_rows(kind, "contact", contact_ids)]
    found["milestones"] = _milestones(case_ids, units)
    places = [row["id"] for row in found["milestones"]]
    found["presences"] = list(_rows("presences", "milestone", places))
    people |= {UUID(row["person"]) for row in found["presences"]}
    for kind, column in (("people", "pk"), ("identities", "pk"), ("samples", "person"), ("symptoms", "person")):
        found[kind] = list(_rows(kind, column, people))
    versions = {row["definition"] for kind in ("cases", "contacts", "milestones") for row in found[kind]}
    found["definitions"] = list(_rows("definitions", "pk", versions))
    found["units"] = list(_rows("units", "pk", named(found, "units")))
    return found


def named(records: Records, about: str) -> set[str]:
    """Return the ids of one kind that records name."""
    members = {kind: [each.name for each in KINDS[kind] if each.about == about] for kind in KINDS}
    return {row[name] for kind, names in members.items() for row in records[kind] for name in names if row[name]}


def outside(records: Records) -> list[str]:
    """Return the ids that the records name and the document does not hold: another unit has them in charge."""
    held = {row["id"] for kind in KINDS for row in records[kind] if "id" in row}
    return sorted(
        {each for about in ("people", "cases", "contacts", "milestones") for each in named(records, about)} - held
    )


def rows_as_json(kind: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield rows of a table as the document states them."""
    ids = [each.column for each in KINDS[kind] if each.form is Form.ID]
    for row in rows:
        yield as_json(kind, {**row, **{name: None if row[name] is None else str(row[name]) for name in ids}})


def columns_of(kind: str) -> list[str]:
    """Return the columns of a kind of record."""
    return [each.column for each in KINDS[kind]]


def _rows(kind: str, column: str, keys: Collection[Any]) -> Iterator[dict[str, Any]]:
    manager = MODELS[kind]._default_manager  # noqa: SLF001 -- Django's documented way to any model's manager
    for part in parts(sorted(keys, key=str)):
        rows = manager.filter(**{f"{column}__in": part}).order_by("pk")
        yield from rows_as_json(kind, rows.values(*columns_of(kind)))


def _milestones(cases: list[UUID], units: Collection[UUID]) -> list[dict[str, Any]]:
    """Return the milestones of the cases, and those that lie in the units and belong to no case of others."""
    mine = Q(unit__in=units) & (Q(case__isnull=True) | Q(case__unit__in=units))
    here = {str(key): None for key in Milestone.objects.filter(mine).values_list("pk", flat=True)}
    of_cases = {row["id"]: None for row in _rows("milestones", "case", cases)}
    return list(_rows("milestones", "pk", [*{**here, **of_cases}]))

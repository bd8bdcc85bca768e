"""Bringing an interchange document in: held against the registry record by record, written whole or not at all."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import Model

from bluezone.authority.audit.services import Subject, record_all
from bluezone.authority.cases.models import Identity
from bluezone.authority.cases.services import Doing
from bluezone.authority.linelist.queries.interchange import MODELS, Records, columns_of, rows_as_json
from bluezone.authority.linelist.queries.known import parts
from bluezone.authority.linelist.rules.interchange import FORMAT, KINDS, VERSION, Form, from_json
from bluezone.authority.linelist.services.people import AT_ONCE
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.naming import folded
from bluezone.authority.territory.queries import on, subtree
from bluezone.protocol.errors import MalformedMessage, RuleViolation

HEAD: Final = frozenset({"format", "version", "invented", "exportDateTime", "outside"})
KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "definitions": ("version",),
    "identities": ("person",),
    "infections": ("infector", "infectee"),
    "symptoms": ("person", "date", "symptoms", "temperature", "creationDate"),
    "presences": ("milestone", "person", "role"),
}
"""By which members a record without an id of its own is known."""
_MAY_BE_EMPTY: Final = frozenset({"sourceCase", "sourceContact", "milestone", "supersedes", "resultingCase"})


@dataclass(frozen=True, slots=True)
class Incoming:
    """A document, held against the registry.

    Args:
        records: What is new, by kind.
        same: How many records are there already, equal.
        different: Kind and id of records that are there already and differ; they refuse the document.
        refused: Kind and id of records that cannot come in here, each with the reason's word.
        left_out: How many records name somebody whom neither the document nor the registry holds.
    """

    records: Records = field(repr=False)
    same: int = 0
    different: tuple[tuple[str, str], ...] = ()
    refused: tuple[tuple[str, str, str], ...] = ()
    left_out: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """How many records become what, as of a line list."""
        new = sum(map(len, self.records.values()))
        return {"new": new, "changed": 0, "same": self.same, "refused": len(self.different) + len(self.refused)}


def read_document(content: bytes) -> Records:
    """Return the records of a document, each checked.

    Raises:
        MalformedMessage: It is no document of this format and version, or a record has another form.
    """
    try:
        whole = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise MalformedMessage("the document is not JSON") from wrong
    if not isinstance(whole, dict) or whole.get("format") != FORMAT or whole.get("version") != VERSION:
        raise MalformedMessage(f"the document is {FORMAT}, version {VERSION}")
    if set(whole) != HEAD | set(KINDS) or not all(isinstance(whole[kind], list) for kind in KINDS):
        raise MalformedMessage("the document holds each kind of record, as a list, and nothing else")
    for kind in KINDS:
        seen = set[str]()
        for stated in whole[kind]:
            from_json(kind, stated)
            if (key := _key(kind, stated)) in seen:
                raise MalformedMessage(f"{kind}: a record stands twice in the document")
            seen.add(key)
    return {kind: whole[kind] for kind in KINDS}


def hold_against(records: Records, unit: Unit, today: date) -> Incoming:
    """Return what is new in a document, what is there already, and what stands in the way; nothing is written."""
    units = _units(records["units"], today)
    inside = {str(key) for key in subtree(unit, today).values_list("pk", flat=True)}
    moved = {kind: [_moved(kind, row, units) for row in rows] for kind, rows in records.items() if kind != "units"}
    refused = [("units", row["id"], "unknown_unit") for row in records["units"] if row["id"] not in units]
    outside = [(kind, row) for kind in ("cases", "contacts") for row in moved[kind]]
    refused += [(kind, row["id"], "outside") for kind, row in outside if row["responsibleUnit"] not in inside]
    new: Records = {}
    same, different = 0, list[tuple[str, str]]()
    for kind, rows in moved.items():
        known = _known(kind, rows)
        new[kind] = [row for row in rows if _key(kind, row) not in known]
        for row in rows:
            if (there := known.get(_key(kind, row))) is not None:
                same += there == row
                different += [] if there == row else [(kind, _key(kind, row))]
    left_out = _close(new, moved)
    return Incoming(new, same, tuple(different), tuple(refused), left_out)


@transaction.atomic
def bring_in(records: Records, unit: Unit, doing: Doing) -> Incoming:
    """Write what is new in a document, all of it or nothing.

    Raises:
        RuleViolation: `interchange_differs`: a record is there already and says something else;
            `interchange_refused`: a unit is not known here, or a record belongs to another unit.
    """
    incoming = hold_against(records, unit, doing.day)
    if incoming.refused:
        raise RuleViolation("interchange_refused", "a unit is not known here, or a record belongs to another unit")
    if incoming.different:
        raise RuleViolation("interchange_differs", "a record is there already and says something else")
    for kind, rows in incoming.records.items():
        model = MODELS[kind]
        made = [_row(model, kind, row) for row in rows]
        model._default_manager.bulk_create(made, batch_size=AT_ONCE)  # noqa: SLF001 -- Django's documented way
    for kind, subject in (("cases", "cases.case"), ("contacts", "cases.contact")):
        subjects = [Subject(subject, row["id"]) for row in incoming.records[kind]]
        record_all(doing.actor, "linelist.interchange", subjects, doing.purpose, doing.moment)
    return incoming


def _row(model: type[Model], kind: str, stated: Mapping[str, Any]) -> Model:
    columns = from_json(kind, stated)
    ids = {each.column for each in KINDS[kind] if each.form is Form.ID}
    made = model(**{name: UUID(value) if name in ids and value else value for name, value in columns.items()})
    if isinstance(made, Identity):
        made.folded = folded(made.name)
    return made


def _units(stated: Iterable[Mapping[str, Any]], today: date) -> dict[str, str]:
    """Return which unit of this registry each unit of a document is: the same id, else the same code and name today."""
    rows = list(stated)
    known = {str(key) for part in parts([row["id"] for row in rows]) for key in _present(Unit, part)}
    coded = {(code, name): str(key) for key, code, name in on(today).values_list("pk", "stat_code", "name") if code}
    found = {row["id"]: row["id"] if row["id"] in known else coded.get((row["code"], row["name"])) for row in rows}
    return {key: unit for key, unit in found.items() if unit is not None}


def _present(model: type[Model], keys: Iterable[str]) -> Iterator[UUID]:
    yield from model._default_manager.filter(pk__in=list(keys)).values_list("pk", flat=True)  # noqa: SLF001 -- the same


def _moved(kind: str, row: Mapping[str, Any], units: Mapping[str, str]) -> dict[str, Any]:
    """Return a record with its units as this registry knows them."""
    names = [each.name for each in KINDS[kind] if each.about == "units"]
    return {**row, **{name: units.get(row[name], row[name]) if row[name] else None for name in names}}


def _known(kind: str, rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the records of the registry that rows mean, by their key."""
    columns = {each.name: each.column for each in KINDS[kind]}
    first = KEYS.get(kind, ("id",))[0]
    found = dict[str, dict[str, Any]]()
    manager = MODELS[kind]._default_manager  # noqa: SLF001 -- the same
    for part in parts(sorted({row[first] for row in rows}, key=str)):
        there = manager.filter(**{f"{columns[first]}__in": part}).values(*columns_of(kind))
        found |= {_key(kind, row): row for row in rows_as_json(kind, there)}
    return found


def _close(new: Records, all_of: Records) -> int:
    """Leave out, or empty, what names a record that neither the document nor the registry holds; return how many."""
    left_out = 0
    for about in ("people", "cases", "milestones", "contacts"):
        held = {row["id"] for row in all_of[about]}
        members = {kind: [each for each in KINDS[kind] if each.about == about] for kind in new}
        wanted = {row[each.name] for kind, named in members.items() for row in new[kind] for each in named} - {None}
        missing = wanted - held
        there = {str(key) for part in parts(sorted(missing)) for key in _present(MODELS[about], part)}
        left_out += _without(new, members, missing - there) if missing - there else 0
    return left_out


def _without(new: Records, members: Mapping[str, list[Any]], missing: set[str]) -> int:
    left_out = 0
    for kind, named in members.items():
        kept = []
        for row in new[kind]:
            gone = [each.name for each in named if row[each.name] in missing]
            left_out += bool(gone)
            if all(name in _MAY_BE_EMPTY or (kind, name) == ("milestones", "case") for name in gone):
                kept.append({**row, **dict.fromkeys(gone)})
        new[kind] = kept
    return left_out


def _key(kind: str, row: Mapping[str, Any]) -> str:
    return "|".join(str(row[name]) for name in KEYS.get(kind, ("id",)))

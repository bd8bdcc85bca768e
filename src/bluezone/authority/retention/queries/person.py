"""Everything that the registry holds about one person, and who opened it: as data and as a page to be read."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from django.db.models import Model, Q, QuerySet
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bluezone.authority.accounts.models import User
from bluezone.authority.accounts.purposes import PURPOSES, Purpose
from bluezone.authority.audit.models import Entry
from bluezone.authority.cases.models import Identity, Person
from bluezone.authority.retention.personal import TABLES, Table
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.naming import folded

Cells = dict[str, Any]
FOUND_AT_MOST: Final = 20
SHORTEST_SEARCH: Final = 3
TECHNICAL: Final = frozenset({"id", "revision", "folded", "created_by", "recorded_by", "actor", "report_hash"})
"""Columns that the page leaves out: the data hold them all."""
PERSON: Final = Table(Person, ("pk",))


def people_called(words: str) -> list[Person]:
    """Return people by name, telephone or personal number, at most 20; fewer than three signs find nobody."""
    text = words.strip()
    if len(text) < SHORTEST_SEARCH:
        return []
    alike = Q(folded__contains=folded(text)) | Q(phone=text.replace(" ", "")) | Q(personal_number=text)
    found = Identity.objects.filter(alike).select_related("person__unit").order_by("folded")
    return [identity.person for identity in found[:FOUND_AT_MOST]]


def everything_of(person: Person) -> Cells:
    """Return every row of every table that leads to a person, and every entry of the audit chain about them."""
    one = Person.objects.filter(pk=person.pk)
    rows = {table.name: [*_cells(table.rows(one))] for table in (PERSON, *TABLES)}
    return {"records": {name: found for name, found in rows.items() if found}, "opened": [*_opened(one)]}


def readable(found: Cells, moment: datetime) -> str:
    """Return a person's export as a page that stands alone, in the present language."""
    return render_to_string("retention/export.html", {**shown(found), "moment": moment, "language": get_language()})


def shown(found: Cells) -> Cells:
    """Return a person's data in words for people: tables by their names, cells by their labels, readings with purposes."""
    models = {table.name: table.model for table in (PERSON, *TABLES)}
    units = _units(found)
    parts = [
        {"title": _title(models[name]), "rows": [_labelled(models[name], row, units) for row in rows]}
        for name, rows in found["records"].items()
    ]
    return {"parts": parts, "opened": [_told(row) for row in found["opened"]]}


def _told(row: Cells) -> Cells:
    known = row["purpose"] in {*Purpose}
    purpose = str(PURPOSES[Purpose(row["purpose"])]) if known else row["purpose"]
    return {**row, "moment": datetime.fromisoformat(row["moment"]), "purpose": purpose}


def _cells(rows: QuerySet[Any]) -> Iterator[Cells]:
    for row in rows.distinct():
        yield {field.attname: _plain(getattr(row, field.attname)) for field in row._meta.concrete_fields}  # noqa: SLF001 -- Django's documented way to a model's columns


def _opened(one: QuerySet[Person]) -> Iterator[Cells]:
    """Who did what to any of a person's records and why, oldest first; an officer is named by office, not by id."""
    about = Q()
    for table in (PERSON, *TABLES):
        keys = [str(key) for key in table.rows(one).values_list("pk", flat=True)]
        about |= Q(subject_kind=table.model._meta.label_lower, subject_id__in=keys)  # noqa: SLF001 -- as above
    entries = [*Entry.objects.filter(about).order_by("sequence")]
    names = _names({entry.actor for entry in entries})
    for entry in entries:
        who = names.get(entry.actor, entry.actor)
        yield {"moment": entry.moment.isoformat(), "who": who, "action": entry.action, "purpose": entry.purpose}


def _names(actors: set[str]) -> dict[str, str]:
    ids = [actor.removeprefix("user:") for actor in actors if actor.startswith("user:") and len(actor) > len("user:1")]
    people = User.objects.filter(pk__in=ids).prefetch_related("assignments")
    return {f"user:{user.pk}": f"{user.full_name} ({', '.join(_roles(user))})" for user in people}


def _roles(user: User) -> list[str]:
    return sorted({str(row.get_role_display()) for row in user.assignments.all()})


def _plain(value: object) -> object:
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return value if isinstance(value, str | int | float | bool | list | dict | None) else str(value)


def _title(model: type[Model]) -> str:
    return str(model._meta.verbose_name)  # noqa: SLF001 -- Django's documented way to a model's names


def _labelled(model: type[Model], row: Cells, units: Mapping[str, str]) -> list[tuple[str, object]]:
    """Give a row's cells with words for people: a choice by its label, a unit by its name; what is empty not at all."""
    told = list[tuple[str, object]]()
    for field in model._meta.concrete_fields:  # noqa: SLF001 -- Django's documented way to a model's columns
        value = row[field.attname]
        if value in ("", None, [], {}) or field.name in TECHNICAL:
            continue
        if field.is_relation:
            value = units.get(str(value), "")
        labels = {str(key): label for key, label in (field.flatchoices or ())}
        if value != "":
            told.append((str(field.verbose_name), labels.get(str(value), _shown(value))))
    return told


def _units(found: Cells) -> dict[str, str]:
    """Return the names of all units that a person's rows mention."""
    ids = {
        value
        for rows in found["records"].values()
        for row in rows
        for name, value in row.items()
        if name.endswith("unit_id") and value
    }
    return {str(unit.pk): unit.name for unit in Unit.objects.filter(pk__in=ids)}


def _shown(value: object) -> object:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return ", ".join(map(str, value)) if isinstance(value, list) else value

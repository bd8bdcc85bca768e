"""A line list from hand to registry: kept sealed, planned anew each time it is looked at, written in one transaction."""

import hashlib
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction

from bluezone.authority.audit.services import record
from bluezone.authority.cases.rules.words import Classification
from bluezone.authority.cases.services import Doing
from bluezone.authority.linelist.files import read_file
from bluezone.authority.linelist.keeping import opened, sealed
from bluezone.authority.linelist.models import LineListFile
from bluezone.authority.linelist.queries.plans import Plan, plan_of
from bluezone.authority.linelist.rules.columns import Field, Guess, Kind, guess
from bluezone.authority.linelist.rules.difference import Verdict
from bluezone.authority.linelist.rules.grid import Grid
from bluezone.authority.linelist.rules.rows import checked
from bluezone.authority.linelist.services.cases import write_cases
from bluezone.authority.linelist.services.contacts import write_contacts
from bluezone.authority.linelist.services.links import write_links
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import RuleViolation

KEPT: Final = timedelta(days=1)
"""How long a file waits for whoever handed it in."""
_WRITERS: Final = {Kind.CASES: write_cases, Kind.CONTACTS: write_contacts, Kind.LINKS: write_links}


@transaction.atomic
def hand_in(file_name: str, content: bytes, unit: Unit, doing: Doing) -> LineListFile:
    """Keep a file until it is written or dropped; files older than a day are erased on the way.

    Raises:
        UnreadableLineList: No line list can be read from it.
    """
    grid = read_file(content)
    forget_files(doing.moment)
    file = LineListFile(
        unit=unit,
        file_name=file_name[-120:],
        digest=hashlib.sha256(content).hexdigest(),
        mapping=_as_kept(*_suggested(grid)),
        uploaded_at=doing.moment,
        uploaded_by=doing.actor,
    )
    file.sealed_content = sealed(grid, file.pk)
    file.save(force_insert=True)
    record(doing.actor, "linelist.hand_in", file, doing.purpose, doing.moment)
    return file


@transaction.atomic
def choose_columns(file: LineListFile, mapping: Guess, doing: Doing, *, classification: Classification) -> LineListFile:
    """Say what the columns are, and what new cases are of which the file does not say it.

    Raises:
        RuleViolation: `column_twice`, `column_of_another_kind`, `line_list_settled`.
    """
    present = waiting(file)
    present.mapping = _as_kept(checked(mapping), classification)
    present.save(update_fields=["mapping"])
    record(doing.actor, "linelist.choose_columns", present, doing.purpose, doing.moment)
    return present


@transaction.atomic
def write(file: LineListFile, doing: Doing, *, seen: str, without_refused: bool = False) -> dict[str, int]:
    """Write what a plan says, all of it or nothing; return how many rows became what.

    Args:
        file: The file.
        doing: Who writes, why and when.
        seen: The fingerprint of the plan that was looked at.
        without_refused: Whether refused rows may stay out.

    Raises:
        RuleViolation: `line_list_settled`; `line_list_differs`: the registry changed since the plan was looked at;
            `line_list_refused`: rows are refused, and nobody agreed to leave them out.
    """
    present = waiting(file)
    plan = plan_for(present, doing.day)
    if plan.fingerprint != seen:
        raise RuleViolation("line_list_differs", "the registry changed since the difference was shown")
    if plan.of(Verdict.REFUSED) and not without_refused:
        raise RuleViolation("line_list_refused", "rows are refused; mend the file or leave them out")
    _WRITERS[plan.kind](plan.rows, present.unit, doing)
    settle(present, "written", plan.counts, doing.moment)
    record(doing.actor, "linelist.import", present, doing.purpose, doing.moment)
    return plan.counts


@transaction.atomic
def drop(file: LineListFile, doing: Doing) -> LineListFile:
    """Erase a file without writing it; dropping twice is dropping once.

    Raises:
        RuleViolation: `line_list_settled`: it was written.
    """
    present = LineListFile.objects.select_for_update().get(pk=file.pk)
    if present.state == "dropped":
        return present
    present = waiting(present)
    settle(present, "dropped", present.counts, None)
    record(doing.actor, "linelist.drop", present, doing.purpose, doing.moment)
    return present


def forget_files(moment: datetime) -> int:
    """Erase what waited longer than a day; return how many."""
    waiting = LineListFile.objects.filter(state="read", uploaded_at__lt=moment - KEPT)
    return waiting.update(state="dropped", sealed_content=None)


def grid_of(file: LineListFile) -> Grid:
    """Return what a waiting file holds.

    Raises:
        RuleViolation: `line_list_settled`.
    """
    if file.sealed_content is None:
        raise RuleViolation("line_list_settled", "this file was written, dropped or forgotten")
    return opened(bytes(file.sealed_content), file.pk)


def mapping_of(file: LineListFile) -> tuple[Guess, Classification]:
    """Return what a file's columns are, and what its new cases are of which it does not say it."""
    kept: dict[str, Any] = file.mapping
    columns = {int(place): Field(word) for place, word in kept["columns"].items()}
    return Guess(Kind(kept["kind"]), kept["heading_row"], columns), Classification(kept["classification"])


def plan_for(file: LineListFile, today: date) -> Plan:
    """Return what an import of a waiting file would do now.

    Raises:
        RuleViolation: `line_list_settled`.
    """
    mapping, classification = mapping_of(file)
    return plan_of(grid_of(file), mapping, file.unit, today, defaults={"classification": classification})


def _suggested(grid: Grid) -> tuple[Guess, Classification]:
    found = guess(grid)
    confirmed = Field.CONFIRMED_ON in found.columns.values()
    return found, Classification.CONFIRMED if confirmed else Classification.SUSPECT


def _as_kept(mapping: Guess, classification: Classification) -> dict[str, Any]:
    return {
        "kind": str(mapping.kind),
        "heading_row": mapping.heading_row,
        "columns": {str(place): str(field) for place, field in sorted(mapping.columns.items())},
        "classification": str(classification),
    }


def waiting(file: LineListFile) -> LineListFile:
    """Return a file that waits, held until the transaction ends.

    Raises:
        RuleViolation: `line_list_settled`.
    """
    present = LineListFile.objects.select_for_update().select_related("unit").get(pk=file.pk)
    if present.state != "read":
        raise RuleViolation("line_list_settled", "this file was written, dropped or forgotten")
    return present


def settle(file: LineListFile, state: str, counts: dict[str, int], written_at: datetime | None) -> None:
    """Say what became of a file, and erase what it held."""
    file.state, file.counts, file.written_at, file.sealed_content = state, counts, written_at, None
    file.save(update_fields=["state", "counts", "written_at", "sealed_content"])

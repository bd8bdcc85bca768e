"""What an import would do: each row held against the registry, nothing written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from bluezone.authority.cases.models import Definition
from bluezone.authority.linelist.queries.cases import plan_cases
from bluezone.authority.linelist.queries.contacts import plan_contacts
from bluezone.authority.linelist.queries.links import plan_links
from bluezone.authority.linelist.queries.places import Places, places_of
from bluezone.authority.linelist.queries.planning import Planned, Setup
from bluezone.authority.linelist.rules.columns import Guess, Kind
from bluezone.authority.linelist.rules.difference import Verdict, counted, fingerprint
from bluezone.authority.linelist.rules.findings import Fault, Finding
from bluezone.authority.linelist.rules.grid import Grid
from bluezone.authority.linelist.rules.rows import rows_of
from bluezone.authority.territory.models import Unit

_PLANNERS: Final = {Kind.CASES: plan_cases, Kind.CONTACTS: plan_contacts, Kind.LINKS: plan_links}


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do.

    Args:
        kind: What the rows are.
        rows: What becomes of each.
        said: What is wrong with the file as a whole and keeps no row out.
    """

    kind: Kind
    rows: tuple[Planned, ...]
    said: tuple[Finding, ...] = field(default=())

    @property
    def counts(self) -> dict[str, int]:
        """How many rows become what."""
        return counted(row.line for row in self.rows)

    @property
    def fingerprint(self) -> str:
        """A digest of everything that it says."""
        return fingerprint(row.line for row in self.rows)

    def of(self, verdict: Verdict) -> list[Planned]:
        """Return the rows of one verdict."""
        return [row for row in self.rows if row.line.verdict is verdict]


def plan_of(grid: Grid, mapping: Guess, unit: Unit, today: date, *, defaults: Mapping[str, Any] | None = None) -> Plan:
    """Return what an import of a grid for a unit would do on a day.

    Args:
        grid: The file.
        mapping: What its columns are.
        unit: Who brings it in: records outside this unit are neither changed nor made.
        today: No day in the file may be later.
        defaults: What holds for rows that do not say it: `classification` of new cases.
    """
    places: Places = places_of(unit, today)
    setup = Setup(unit, places, today, tuple(Definition.objects.order_by("-version")), dict(defaults or {}))
    rows = list(rows_of(grid, mapping, today))
    said = tuple(Finding(Fault.OTHER_SHEET, name) for name in grid.others)
    return Plan(mapping.kind, tuple(_PLANNERS[mapping.kind](rows, setup)), said)


def record_ids(plan: Plan) -> set[UUID]:
    """Return the records that a plan would change."""
    return {row.line.record for row in plan.of(Verdict.CHANGED) if row.line.record is not None}

"""What was counted at doors, gates and movements, for dashboards: counts at one moment, and the rows that each is made of."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from uuid import UUID

from bluezone.authority.cases.services.doing import local_day
from bluezone.authority.territory.models import Unit
from bluezone.rollout.fieldwork.queries.counts import FieldFigures
from bluezone.rollout.fieldwork.queries.counts import figures as door_figures
from bluezone.rollout.fieldwork.queries.rounds import checks_at
from bluezone.rollout.gate.queries.tallies import figures as gate_figures
from bluezone.rollout.gate.queries.tallies import last_rows
from bluezone.rollout.overview.rules.field import Doors, Field, Gates, Movements
from bluezone.rollout.reporting.queries.events import events

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from bluezone.rollout.gate.models import ShiftTally
    from bluezone.rollout.reporting.models import Submission

MOVEMENT_FORM: Final = "movement_event"
CAMPAIGN: Final = timedelta(days=365)
"""How far back movements count, as broadcasts do."""


class What(StrEnum):
    """What is counted outside."""

    DOORS = "doors"
    GATES = "gates"
    CHECKS = "checks"
    MOVEMENTS = "movements"


def field_at(units: Collection[UUID], at: datetime) -> Field:
    """Return what was counted at and below some units up to a moment; a constant number of queries."""
    inside = Unit.objects.filter(pk__in=units)
    gates = gate_figures(inside, at)
    held = list(movements_behind(units, at).values_list("values", flat=True))
    helped = sum(value for each in held if isinstance(value := each.get("helped"), int))
    return Field(
        at,
        doors=_doors(inside, at),
        gates=Gates(gates.gates, gates.came, gates.went, gates.helped),
        movements=Movements(len(held), helped),
        checks=checks_at(inside, at),
    )


def doors_behind(units: Collection[UUID], at: datetime) -> FieldFigures:
    """Return the walk lists that the figures of doors are made of, each with its own."""
    return door_figures(Unit.objects.filter(pk__in=units), at)


def shifts_behind(units: Collection[UUID], at: datetime) -> "QuerySet[ShiftTally]":
    """Return the shifts that the figures of gates are made of, the newest first."""
    rows = last_rows(Unit.objects.filter(pk__in=units))
    return rows.filter(day__lte=local_day(at), event__received_at__lte=at)


def movements_behind(units: Collection[UUID], at: datetime) -> "QuerySet[Submission]":
    """Return the reports of movements' days, the newest first."""
    day = local_day(at)
    return events(MOVEMENT_FORM, day - CAMPAIGN, day, units).filter(received_at__lte=at)


def _doors(inside: "QuerySet[Unit]", at: datetime) -> Doors:
    found = door_figures(inside, at)
    total = found.total
    return Doors(
        lists=len(found.lists),
        listed=total.listed,
        visited=total.visited,
        closed=total.closed,
        with_radio=total.with_radio,
        browser_only=total.browser_only,
        refused=total.refused,
        no_smartphone=total.no_smartphone,
        visited_by_text=total.visited_by_text,
        helped_by_text=total.helped_by_text,
        beyond=sum(max(0, each.visited - each.listed) for each in found.by_list.values()),
    )

"""Records that lie with units which stand no more: how many, and with which of today's units they could be."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from bluezone.authority.accounts.access import Holder
from bluezone.authority.accounts.rules import Action
from bluezone.authority.cases.models import Case, Contact, Transfer
from bluezone.authority.territory.models import Succession, Unit, holding

MOST_STEPS: Final = 10
"""How often a unit may have become another one between its end and today."""
ACTS_SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Dissolved:
    """A unit that ended and still has records, with the units that followed it."""

    unit: Unit
    successors: tuple[Unit, ...]
    cases: int
    contacts: int


@dataclass(frozen=True, slots=True)
class PastAct:
    """Records of a dissolved unit that were passed on in one act, and how many of them are still where they went."""

    from_unit: Unit
    to_unit: Unit
    moment: datetime
    count: int


def successors_on(unit: Unit, day: date) -> QuerySet[Unit]:
    """Return the units of a day that a dissolved unit became, whatever it was in between."""
    seen, frontier = {unit.pk}, {unit.pk}
    for _step in range(MOST_STEPS):
        later = Succession.objects.filter(predecessor__in=frontier, date__lte=day)
        frontier = {*later.values_list("successor", flat=True)} - seen
        seen |= frontier
        if not frontier:
            break
    return Unit.objects.filter(holding(day), pk__in=seen - {unit.pk}).order_by("folded", "pk")


def ended_with_records(day: date) -> QuerySet[Unit]:
    """Return the units that ended before a day and still have cases or contacts."""
    has_case, has_contact = (Exists(model.objects.filter(unit=OuterRef("pk"))) for model in (Case, Contact))
    return Unit.objects.filter(has_case | has_contact, valid_to__lt=day).order_by("folded", "pk")


def dissolved_for(holder: Holder, day: date) -> list[Dissolved]:
    """Return the dissolved units with records that were followed by units of the holder alone."""
    units = list(ended_with_records(day))
    if not units:
        return []
    mine = {*holder.units(Action.EDIT_CASES, day).values_list("pk", flat=True)}
    cases, contacts = _counted(Case, units), _counted(Contact, units)
    found = list[Dissolved]()
    for unit in units:
        successors = tuple(successors_on(unit, day))
        if successors and mine.issuperset(each.pk for each in successors):
            found.append(Dissolved(unit, successors, cases[unit.pk], contacts[unit.pk]))
    return found


def acts_for(holder: Holder, day: date) -> list[PastAct]:
    """Return what was passed on from dissolved units to the holder's and still lies there, newest first."""
    still_there = Q(case__unit=F("to_unit")) | Q(contact__unit=F("to_unit"))
    rows = (
        Transfer.objects.filter(
            still_there, from_unit__valid_to__lt=day, to_unit__in=holder.units(Action.EDIT_CASES, day)
        )
        .values("from_unit", "to_unit", "moment")
        .annotate(count=Count("pk"))
        .order_by("-moment", "from_unit")[:ACTS_SHOWN]
    )
    found = list(rows)
    units = Unit.objects.in_bulk({row[name] for row in found for name in ("from_unit", "to_unit")})
    return [PastAct(units[row["from_unit"]], units[row["to_unit"]], row["moment"], row["count"]) for row in found]


def _counted(model: type[Case] | type[Contact], units: list[Unit]) -> Counter[UUID]:
    rows = model.objects.filter(unit__in=units).values("unit").annotate(count=Count("pk"))
    return Counter({row["unit"]: row["count"] for row in rows.order_by("unit")})

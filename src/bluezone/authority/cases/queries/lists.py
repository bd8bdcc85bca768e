"""Lists of case work: what a holder may see of cases, contacts and milestones, and what moved away from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast

from bluezone.authority.accounts.access import Holder
from bluezone.authority.accounts.rules import Action
from bluezone.authority.cases.models import Case, Contact, Identity, Milestone, Person, Transfer
from bluezone.authority.cases.queries.reach import along, within
from bluezone.authority.cases.queries.searching import named
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import subtree
from bluezone.protocol.errors import RuleViolation

SHOWN_OF_AN_ID: Final = 8
"""How many signs of its id name a case that has no number."""
EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(9000, 1, 1)
"""Days beyond these narrow a list no further: near the ends of the calendar no moment stands in every time zone."""
_NAME: Final = Subquery(Identity.objects.filter(person=OuterRef("person")).values("folded"))
"""Looked up by the record's person alone: SQLite sorts by it in half the time that joining both tables takes."""
CASE_ORDERS: Final[Mapping[str, tuple[str | Subquery, ...]]] = {
    "newest": ("-reported_on", "-created_at", "id"),
    "oldest": ("reported_on", "created_at", "id"),
    "name": (_NAME, "id"),
    "number": ("number", "id"),
    "unit": ("unit__folded", "-reported_on", "id"),
}
CONTACT_ORDERS: Final[Mapping[str, tuple[str | Subquery, ...]]] = {
    "newest": ("-created_at", "id"),
    "until": ("follow_up_until", "id"),
    "name": (_NAME, "id"),
    "unit": ("unit__folded", "follow_up_until", "id"),
}
"""In which orders a list can be shown; each ends with the id, so that no row stands on two pages."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of cases or contacts is narrowed to, and its order; empty and None narrow nothing."""

    text: str = ""
    unit: Unit | None = None
    classification: str = ""
    state: str = ""
    degree: str = ""
    follow_up: str = ""
    open_only: bool = False
    first_day: date | None = None
    last_day: date | None = None
    order: str = ""


def cases_for(holder: Holder, wanted: Wanted | None = None) -> QuerySet[Case]:
    """Return the cases of a holder's units, narrowed; names are searched without marks, numbers from their beginning."""
    narrowed = wanted or Wanted()
    found = Case.objects.select_related("person__identity", "unit").filter(
        along(holder, Action.READ_CASES, narrowed.unit)
    )
    if narrowed.text:
        found = found.filter(Q(number__istartswith=narrowed.text) | named(narrowed.text))
    if narrowed.classification:
        found = found.filter(classification=narrowed.classification)
    if narrowed.follow_up:
        found = found.filter(follow_up=narrowed.follow_up)
    if narrowed.open_only:
        found = found.filter(closed_at__isnull=True)
    if narrowed.first_day is not None:
        found = found.filter(reported_on__gte=narrowed.first_day)
    if narrowed.last_day is not None:
        found = found.filter(reported_on__lte=narrowed.last_day)
    return found.order_by(*CASE_ORDERS.get(narrowed.order, CASE_ORDERS["newest"]))


def contacts_for(holder: Holder, wanted: Wanted | None = None) -> QuerySet[Contact]:
    """Return the contacts of a holder's units, narrowed; days are those on which they were entered."""
    narrowed = wanted or Wanted()
    found = Contact.objects.select_related("person__identity", "unit").filter(
        along(holder, Action.READ_CASES, narrowed.unit)
    )
    if narrowed.text:
        found = found.filter(named(narrowed.text))
    for name in ("state", "degree", "follow_up"):
        if getattr(narrowed, name):
            found = found.filter(**{name: getattr(narrowed, name)})
    if narrowed.first_day is not None:
        found = found.filter(created_at__gte=_moment(narrowed.first_day, time.min))
    if narrowed.last_day is not None:
        found = found.filter(created_at__lte=_moment(narrowed.last_day, time.max))
    return found.order_by(*CONTACT_ORDERS.get(narrowed.order, CONTACT_ORDERS["until"]))


def milestones_for(holder: Holder, *, text: str = "", state: str = "", unit: Unit | None = None) -> QuerySet[Milestone]:
    """Return the milestones that lie in a holder's units, or whose case does; newest first."""
    units = holder.units(Action.READ_CASES)
    found = Milestone.objects.select_related("unit", "case").filter(Q(unit__in=units) | Q(case__unit__in=units))
    if unit is not None:
        found = found.filter(unit__in=subtree(unit, holder.day))
    if state:
        found = found.filter(state=state)
    if text:
        found = found.filter(place__icontains=text)
    return found.order_by("-start", "id")


def moved_from(holder: Holder) -> QuerySet[Transfer]:
    """Return what was passed on from a holder's units to others and is not with them now, the latest first."""
    units = holder.units(Action.READ_CASES)
    away = Q(contact__isnull=False) & ~Q(contact__unit__in=units) | Q(case__isnull=False) & ~Q(case__unit__in=units)
    found = Transfer.objects.filter(away, from_unit__in=units)
    return found.select_related("from_unit", "to_unit", "case", "contact").order_by("-moment")


def passed_on(holder: Holder, followed: Case | Contact) -> Transfer | None:
    """Return the latest transfer by which a record left a holder's units; None when it was never theirs."""
    units = holder.units(Action.READ_CASES)
    return followed.transfers.filter(from_unit__in=units).select_related("from_unit", "to_unit").first()


def case_called(holder: Holder, number: str) -> Case:
    """Return the case of a holder's units that bears a number, or whose id begins so.

    Raises:
        RuleViolation: `case_unknown`: none does, or several.
    """
    wanted = number.strip()
    own = Case.objects.filter(within(holder, Action.READ_CASES))
    found = list(own.filter(number__iexact=wanted)[:2])
    if not found and len(wanted) >= SHOWN_OF_AN_ID:
        known = own.annotate(text=Cast("id", CharField()))
        found = list(known.filter(text__startswith=wanted[:SHOWN_OF_AN_ID].lower())[:2])
    if len(found) != 1:
        raise RuleViolation("case_unknown", "one case of one's own units bears this number")
    return found[0]


def may_see(holder: Holder, person: Person) -> bool:
    """Return whether somebody's record stands in a holder's units: residence, a case or a contact of theirs."""
    units = holder.units(Action.READ_CASES)
    if person.unit_id is not None and units.filter(pk=person.unit_id).exists():
        return True
    return person.cases.filter(unit__in=units).exists() or person.contacts.filter(unit__in=units).exists()


def _moment(day: date, hour: time) -> datetime:
    """Return a moment of a day in the province, so that an index of moments can be asked for it."""
    return datetime.combine(min(max(day, EARLIEST), LATEST), hour, ZoneInfo(settings.TIME_ZONE))

"""Reading venues and warnings: lists within a jurisdiction, what the press is told, whose release is missing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet

from bluezone.authority.accounts.access import Holder
from bluezone.authority.accounts.rules import Action
from bluezone.authority.cases.models import Milestone
from bluezone.authority.cases.rules.words import MilestoneState
from bluezone.authority.cases.services.doing import local_day
from bluezone.authority.console.queries import publisher
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.naming import folded
from bluezone.authority.territory.queries import ancestors
from bluezone.authority.venues.models import Venue, VenueCode
from bluezone.authority.venues.rules.notices import Told

SUGGESTED: Final = 20
ORDERS: Final = {"name": ("name", "pk"), "newest": ("-created_at", "pk"), "unit": ("unit__name", "name", "pk")}
WARNING_ORDERS: Final = {"newest": ("-start", "pk"), "oldest": ("start", "pk"), "unit": ("unit__name", "-start", "pk")}
SHOWN_STATES: Final = (MilestoneState.REVIEWED, MilestoneState.RELEASED, MilestoneState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty for everything."""

    text: str = ""
    kind: str = ""
    state: str = ""
    order: str = ""


def venues_for(holder: Holder, wanted: Wanted) -> QuerySet[Venue]:
    """Return the venues that a holder keeps, each with its newest code in `codes.all()`."""
    rows = Venue.objects.filter(unit__in=holder.units(Action.KEEP_VENUES)).select_related("unit")
    if wanted.text:
        rows = rows.filter(Q(folded__contains=folded(wanted.text)) | Q(unit__folded__contains=folded(wanted.text)))
    if wanted.kind.isdecimal():
        rows = rows.filter(kind=int(wanted.kind))
    if wanted.state in {"open", "closed"}:
        rows = rows.filter(closed_at__isnull=wanted.state == "open")
    newest = Prefetch("codes", VenueCode.objects.filter(ended_at=None), to_attr="shown_codes")
    return rows.prefetch_related(newest).order_by(*ORDERS.get(wanted.order, ORDERS["name"]))


def warnings_for(holder: Holder, wanted: Wanted) -> QuerySet[Milestone]:
    """Return the milestones that a holder may release, that are public, or that were withdrawn; no private home."""
    rows = Milestone.objects.filter(unit__in=holder.units(Action.RELEASE_MILESTONES), is_private=False)
    rows = rows.filter(state__in=[wanted.state] if wanted.state in {*SHOWN_STATES} else SHOWN_STATES)
    if wanted.text:
        rows = rows.filter(Q(place__icontains=wanted.text) | Q(unit__folded__contains=folded(wanted.text)))
    rows = rows.select_related("unit", "warning__venue").prefetch_related("releases")
    return rows.order_by(*WARNING_ORDERS.get(wanted.order, WARNING_ORDERS["newest"]))


def suggested(milestone: Milestone, text: str) -> list[Venue]:
    """Return venues that a milestone may mean: those that a text names, or those of its commune whose name shares a word.

    One that moved, such as a coach, is among those of each commune in which it was.
    """
    words = folded(text or milestone.place).split()
    rows = Venue.objects.select_related("unit").order_by("name", "pk")
    if text:
        return list(rows.filter(folded__contains=folded(text))[:SUGGESTED])
    here = Q(unit=milestone.unit_id) | Q(moves__origin=milestone.unit_id) | Q(moves__unit=milestone.unit_id)
    own = rows.filter(here).distinct()
    alike = sorted(own, key=lambda venue: -len({*words} & {*venue.folded.split()}))
    return alike[:SUGGESTED]


def told_of(milestone: Milestone, *, by_phone: bool) -> Told:
    """Return what a press notice tells of a milestone, with its times as people read them."""
    zone, speaker = ZoneInfo(settings.TIME_ZONE), publisher()
    return Told(
        place=milestone.place,
        where=_where(milestone.unit, milestone.start),
        start=milestone.start.astimezone(zone),
        end=milestone.end.astimezone(zone),
        publisher=speaker.name if speaker else "",
        hotline=settings.HOTLINE,
        by_phone=by_phone,
    )


def _where(unit: Unit, moment: datetime) -> str:
    above = [each.name for each in ancestors(unit, local_day(moment))]
    return ", ".join([unit.name, *above])

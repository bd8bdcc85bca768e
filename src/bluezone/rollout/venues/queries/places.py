"""Confirmed places with what inspectors saw last, and hotspots with what machines found last."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Final, TypedDict

from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery

from bluezone.authority.accounts.access import Holder
from bluezone.authority.accounts.rules import Action
from bluezone.authority.cases.services.doing import local_day
from bluezone.authority.territory.naming import folded
from bluezone.authority.venues.models import Venue, VenueCode
from bluezone.rollout.venues.models import Hotspot
from bluezone.rollout.venues.queries.figures import NewestCheck, standing_inspections, with_newest_check
from bluezone.rollout.venues.queries.queue import Wanted
from bluezone.rollout.venues.rules.figures import INSPECTION_LIFE
from bluezone.rollout.venues.rules.words import Standing

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

PLACE_ORDERS: Final = {
    "name": ("name", "pk"),
    "due": (F("last_day").asc(nulls_first=True), "name", "pk"),
    "newest": ("-created_at", "pk"),
    "unit": ("unit__name", "name", "pk"),
}
HOTSPOT_ORDERS: Final = {
    "name": ("ssid", "pk"),
    "checked": (F("newest_at").asc(nulls_first=True), "ssid", "pk"),
    "newest": ("-registered_at", "pk"),
    "unit": ("unit__name", "ssid", "pk"),
}
PLACE_STATES: Final = ("open", "due", "seen", "closed", "all")


class LastLook(TypedDict):
    """What `places_for` adds: the newest inspection that stands."""

    last_day: date | None
    last_outcome: str | None


def places_for(
    holder: Holder, action: Action, wanted: Wanted, at: datetime
) -> "QuerySet[WithAnnotations[Venue, LastLook]]":
    """Return the venues of a holder's units with their newest inspection, and their present code in `shown_codes`."""
    rows = Venue.objects.filter(unit__in=holder.units(action)).select_related("unit")
    if wanted.text:
        rows = rows.filter(Q(folded__contains=folded(wanted.text)) | Q(unit__folded__contains=folded(wanted.text)))
    if wanted.kind.isdecimal():
        rows = rows.filter(kind=int(wanted.kind))
    looks = standing_inspections(at).filter(venue=OuterRef("pk")).order_by("-day", "-received_at", "pk")
    seen = rows.annotate(last_day=Subquery(looks.values("day")[:1]), last_outcome=Subquery(looks.values("outcome")[:1]))
    seen = seen.filter(_state(wanted.state, at))
    shown = Prefetch("codes", VenueCode.objects.filter(ended_at=None), to_attr="shown_codes")
    return seen.prefetch_related(shown).order_by(*PLACE_ORDERS.get(wanted.order, PLACE_ORDERS["due"]))


def hotspots_for(
    holder: Holder, action: Action, wanted: Wanted, at: datetime
) -> "QuerySet[WithAnnotations[Hotspot, NewestCheck]]":
    """Return the hotspots in or kept by a holder's units with their newest check; no closed one unless asked for."""
    units = holder.units(action)
    rows = Hotspot.objects.filter(Q(unit__in=units) | Q(keeper__in=units)).select_related("unit", "venue")
    if wanted.text:
        rows = rows.filter(Q(folded__contains=folded(wanted.text)) | Q(unit__folded__contains=folded(wanted.text)))
    if wanted.kind.isdecimal():
        rows = rows.filter(tier=int(wanted.kind))
    if wanted.state != "all":
        rows = rows.filter(closed_at__isnull=wanted.state != "closed")
    seen = with_newest_check(rows, at)
    if wanted.state in _STANDING:
        seen = seen.filter(_STANDING[Standing(wanted.state)])
    return seen.order_by(*HOTSPOT_ORDERS.get(wanted.order, HOTSPOT_ORDERS["name"]))


def standing_of(hotspot: "WithAnnotations[Hotspot, NewestCheck]") -> Standing:
    """Return what can be said of a hotspot that was read with its newest check, as `rules.hotspots.standing` says it."""
    if hotspot.newest_at is None:
        return Standing.NEVER
    if not hotspot.is_checked:
        return Standing.SILENT
    return Standing.VERIFIED if hotspot.is_good else Standing.FAILING


def _state(state: str, at: datetime) -> Q:
    if state == "all":
        return Q()
    if state == "closed":
        return Q(closed_at__isnull=False)
    edge = local_day(at) - INSPECTION_LIFE
    further = {"due": Q(last_day__isnull=True) | Q(last_day__lte=edge), "seen": Q(last_day__gt=edge)}
    return Q(closed_at__isnull=True) & further.get(state, Q())


_STANDING: Final = {
    Standing.VERIFIED: Q(is_checked=True, is_good=True),
    Standing.FAILING: Q(is_checked=True, is_good=False),
    Standing.SILENT: Q(newest_at__isnull=False) & ~Q(is_checked=True),
    Standing.NEVER: Q(newest_at__isnull=True),
}
"""The same in the words of the database."""

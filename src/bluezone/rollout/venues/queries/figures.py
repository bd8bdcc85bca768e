"""Figures for dashboards, by unit, in a number of queries that does not grow with the units."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from bluezone.authority.cases.services.doing import local_day
from bluezone.authority.territory.models import Unit
from bluezone.authority.venues.models import Venue
from bluezone.rollout.venues.models import Hotspot, HotspotCheck, Inspection, Registration
from bluezone.rollout.venues.rules.figures import CHECK_LIFE, INSPECTION_LIFE, HotspotFigures, VenueFigures
from bluezone.rollout.venues.rules.words import Outcome, Verdict

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

Units = QuerySet[Unit] | Collection[Unit] | Collection[UUID]
"""Units as `unit__in` takes them."""


class NewestCheck(TypedDict):
    """What `with_newest_check` adds."""

    newest_at: datetime | None
    is_good: bool | None
    is_checked: bool | None


def venue_figures(units: Units, at: datetime) -> VenueFigures:
    """Return the figures of the places of some units, added up, as they stood at a moment."""
    return sum(venue_figures_by_unit(units, at).values(), VenueFigures())


def hotspot_figures(units: Units, at: datetime) -> HotspotFigures:
    """Return the figures of the hotspots of some units, added up, as they stood at a moment."""
    return sum(hotspot_figures_by_unit(units, at).values(), HotspotFigures())


def venue_figures_by_unit(units: Units, at: datetime) -> dict[UUID, VenueFigures]:
    """Return the figures of places by unit; a unit without any has none. Two queries."""
    waits = Registration.objects.filter(unit__in=units, registered_at__lte=at).exclude(decided_at__lte=at)
    waiting = dict(waits.order_by().values_list("unit_id").annotate(count=Count("pk")))
    looked = _looked(at)
    seen = Subquery(looked.order_by("-day", "-received_at").values("outcome")[:1])
    rows = (
        open_venues(at)
        .filter(unit__in=units)
        .annotate(is_inspected=Exists(looked), newest=seen)
        .values_list("unit_id", "is_inspected", "newest")
        .annotate(count=Count("pk"))
        .order_by()
    )
    found = {unit: VenueFigures(waiting=count) for unit, count in waiting.items()}
    for unit, is_inspected, newest, count in rows:
        inspected, is_seen = count * is_inspected, count * (newest == Outcome.SEEN)
        found[unit] = found.get(unit, VenueFigures()) + VenueFigures(0, count, inspected, is_seen)
    return found


def hotspot_figures_by_unit(units: Units, at: datetime) -> dict[UUID, HotspotFigures]:
    """Return the figures of hotspots by unit; a unit without any has none. One query."""
    rows = with_newest_check(open_hotspots(at).filter(unit__in=units), at)
    found = dict[UUID, HotspotFigures]()
    for unit, is_checked, is_good in rows.values_list("unit_id", "is_checked", "is_good"):
        one = HotspotFigures(1, int(bool(is_checked and is_good)), int(bool(is_checked and not is_good)))
        found[unit] = found.get(unit, HotspotFigures()) + one
    return found


def open_venues(at: datetime) -> QuerySet[Venue]:
    """Return the venues that were open at a moment."""
    return Venue.objects.filter(created_at__lte=at).exclude(closed_at__lte=at)


def open_hotspots(at: datetime) -> QuerySet[Hotspot]:
    """Return the hotspots that were registered and not closed at a moment."""
    return Hotspot.objects.filter(registered_at__lte=at).exclude(closed_at__lte=at)


def standing_inspections(at: datetime) -> QuerySet[Inspection]:
    """Return the inspections that stood at a moment: neither corrected by then nor taken back."""
    rows = Inspection.objects.filter(received_at__lte=at).exclude(superseded_by__received_at__lte=at)
    return rows.exclude(outcome=Outcome.TAKEN_BACK)


def with_newest_check(hotspots: QuerySet[Hotspot], at: datetime) -> "QuerySet[WithAnnotations[Hotspot, NewestCheck]]":
    """Return hotspots with `newest_at`, and whether that check `is_checked` within its life and `is_good`."""
    checks = HotspotCheck.objects.filter(hotspot=OuterRef("pk"), checked_at__lte=at).order_by("-checked_at", "pk")
    good = checks.annotate(good=Q(verdict=Verdict.GOOD) & Q(same_network=True))
    return hotspots.annotate(
        newest_at=Subquery(checks.values("checked_at")[:1]),
        is_good=Subquery(good.values("good")[:1]),
    ).annotate(is_checked=Q(newest_at__gt=at - CHECK_LIFE))


def _looked(at: datetime) -> QuerySet[Inspection]:
    return standing_inspections(at).filter(venue=OuterRef("pk"), day__gt=local_day(at) - INSPECTION_LIFE)

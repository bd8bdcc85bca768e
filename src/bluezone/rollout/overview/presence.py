"""Posters and wifi notices on dashboards: counts at one moment, and the rows that each is made of."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db.models import OuterRef, Subquery

from bluezone.authority.cases.services.doing import local_day
from bluezone.authority.territory.models import Unit
from bluezone.authority.venues.wording import TYPES
from bluezone.protocol.venues import VenueType
from bluezone.rollout.overview.rules.days import cut_off_of
from bluezone.rollout.overview.rules.presence import Presence
from bluezone.rollout.overview.wording import PLACE_STANDINGS
from bluezone.rollout.venues.models import Hotspot, Registration
from bluezone.rollout.venues.queries import hotspot_figures, venue_figures
from bluezone.rollout.venues.queries.figures import (
    open_hotspots,
    open_venues,
    standing_inspections,
    with_newest_check,
)
from bluezone.rollout.venues.queries.places import standing_of
from bluezone.rollout.venues.rules.figures import INSPECTION_LIFE
from bluezone.rollout.venues.wording import OUTCOMES, STANDINGS

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class What(StrEnum):
    """What is counted."""

    PLACES = "places"
    HOTSPOTS = "hotspots"


@dataclass(frozen=True, slots=True)
class Shown:
    """One row behind a figure.

    Args:
        name: The place's or the network's.
        kind: What kind of place it is, or where the network is.
        unit: Its commune.
        standing: Where it stands, as a word of the filter.
        words: The same for people.
        day: When somebody, or a machine, last looked; None for never.
        found: What was seen then.
    """

    name: str
    kind: str
    unit: Unit
    standing: str
    words: str
    day: date | None
    found: str = ""


STATES: Final[Mapping[What, Mapping[str, "StrPromise"]]] = {
    What.PLACES: PLACE_STANDINGS,
    What.HOTSPOTS: {standing.value: words for standing, words in STANDINGS.items()},
}
"""What rows can be narrowed to."""


def seen_at(day: date, moment: datetime) -> datetime:
    """Return the moment of which a day's figures speak: the cut-off of its report, or now while that is to come."""
    return min(cut_off_of(day), moment)


def presence_at(units: Collection[UUID], at: datetime) -> Presence:
    """Return the figures of some units at a moment, in three queries."""
    return Presence(at, venue_figures(units, at), hotspot_figures(units, at))


def rows_behind(what: What, units: Collection[UUID], at: datetime) -> list[Shown]:
    """Return the rows that the figures of some units are made of, by commune and name."""
    rows = _hotspots(units, at) if what is What.HOTSPOTS else [*_places(units, at), *_waiting(units, at)]
    return sorted(rows, key=lambda row: (row.unit.stat_code, row.name.casefold(), row.standing))


def _places(units: Collection[UUID], at: datetime) -> list[Shown]:
    looks = standing_inspections(at).filter(venue=OuterRef("pk")).order_by("-day", "-received_at", "pk")
    rows = open_venues(at).filter(unit__in=units).select_related("unit")
    edge = local_day(at) - INSPECTION_LIFE
    found = []
    for venue in rows.annotate(looked=Subquery(looks.values("day")[:1]), seen=Subquery(looks.values("outcome")[:1])):
        standing = "inspected" if venue.looked and venue.looked > edge else "due"
        seen = str(OUTCOMES[venue.seen]) if venue.seen else ""
        kind, words = str(TYPES[VenueType(venue.kind)]), str(PLACE_STANDINGS[standing])
        found.append(Shown(venue.name, kind, venue.unit, standing, words, venue.looked, seen))
    return found


def _waiting(units: Collection[UUID], at: datetime) -> list[Shown]:
    rows = Registration.objects.filter(unit__in=units, registered_at__lte=at).exclude(decided_at__lte=at)
    words = str(PLACE_STANDINGS["waiting"])
    return [
        Shown(each.name, str(TYPES[VenueType(each.kind)]), each.unit, "waiting", words, None)
        for each in rows.select_related("unit")
    ]


def _hotspots(units: Collection[UUID], at: datetime) -> list[Shown]:
    rows = open_hotspots(at).filter(unit__in=units).select_related("unit", "venue")
    found = []
    for hotspot in with_newest_check(rows, at):
        standing = standing_of(hotspot)
        day = local_day(hotspot.newest_at) if hotspot.newest_at else None
        found.append(Shown(hotspot.ssid, _where(hotspot), hotspot.unit, standing.value, str(STANDINGS[standing]), day))
    return found


def _where(hotspot: Hotspot) -> str:
    return hotspot.venue.name if hotspot.venue else hotspot.place or hotspot.operator

"""Two teams, one door: households that two devices, or a device and a sheet, visited on one local day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, QuerySet
from django.db.models.functions import Coalesce, TruncDate

from bluezone.rollout.fieldwork.models import Household, Resolution, Visit
from bluezone.rollout.fieldwork.queries.live import live_visits

if TYPE_CHECKING:
    from bluezone.authority.territory.models import Unit


class Door(NamedTuple):
    """A household on one local day."""

    household: int
    day: date


@dataclass(frozen=True, slots=True)
class Double:
    """A door at which two teams were on one day.

    Args:
        household: With its list and commune.
        day: The local day.
        visits: Oldest first.
        standing: The one that counts: the clerk's choice, or the last witnessed.
        resolution: The clerk's newest decision; None while nobody decided.
    """

    household: Household
    day: date
    visits: tuple[Visit, ...]
    standing: Visit
    resolution: Resolution | None


def local(moment: datetime) -> date:
    """Return the day that a moment has in the province."""
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def doubles_in(units: "QuerySet[Unit]", since: date | None = None) -> set[Door]:
    """Return the doors of some communes at which two teams were on one day, since a day or ever.

    Doors with one visit, which are most, are left out first: the local day of a moment is dear.
    """
    begun = (
        {"event__witnessed_at__gte": datetime.combine(since, time(0), ZoneInfo(settings.TIME_ZONE))} if since else {}
    )
    again = Visit.objects.filter(household__walk_list__unit__in=units).order_by().values("household")
    again = again.annotate(number=Count("pk")).filter(number__gt=1).values("household")
    found = (
        live_visits()
        .filter(household__in=again, **begun)
        .order_by()
        .annotate(day=TruncDate("event__witnessed_at", tzinfo=ZoneInfo(settings.TIME_ZONE)))
        .values("household", "day")
        .annotate(teams=Count(Coalesce("event__device", "event__sheet"), distinct=True))
        .filter(teams__gt=1)
        .values_list("household", "day")
    )
    return {Door(*each) for each in found}


def open_doubles(units: "QuerySet[Unit]", since: date) -> set[Door]:
    """Return those of them, since a day, about which nobody decided."""
    found = doubles_in(units, since)
    return found - decided(found) if found else found


def decided(doors: Iterable[Door]) -> set[Door]:
    """Return the doors about which a clerk decided."""
    homes = {door.household for door in doors}
    return {Door(*each) for each in Resolution.objects.filter(household__in=homes).values_list("household", "day")}


def doubles_at(doors: Iterable[Door]) -> list[Double]:
    """Return what happened at some doors, in their order; two queries."""
    wanted = list(doors)
    homes = {door.household for door in wanted}
    visits = defaultdict[Door, list[Visit]](list)
    rows = live_visits().filter(household__in=homes)
    for visit in rows.select_related("household__walk_list__unit", "event__device", "event__sheet"):
        visits[Door(visit.household_id, local(visit.event.witnessed_at))].append(visit)
    newest = {
        Door(each.household_id, each.day): each
        for each in Resolution.objects.filter(household__in=homes).order_by("decided_at", "id")
    }
    return [_double(door, visits[door], newest.get(door)) for door in wanted if visits[door]]


def _double(door: Door, visits: list[Visit], resolution: Resolution | None) -> Double:
    ordered = sorted(visits, key=_when)
    chosen = next((each for each in ordered if resolution and each.pk == resolution.chosen_id), None)
    return Double(ordered[0].household, door.day, tuple(ordered), chosen or ordered[-1], resolution)


def _when(visit: Visit) -> tuple[datetime, str, int, str]:
    """Return by what visits of one day stand after each other, as `rules.standing` orders them."""
    event = visit.event
    return event.witnessed_at, str(event.device_id or event.sheet_id), event.sequence, str(event.pk)

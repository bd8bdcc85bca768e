"""What came in, newest first, narrowed by what the address asks."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from bluezone.rollout.fieldwork.models import Event, Undo
from bluezone.rollout.fieldwork.rules.words import EventKind, Outcome, Way

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    from bluezone.authority.territory.models import Unit

A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list of events is narrowed to; empty words and None narrow nothing."""

    kind: str = ""
    way: str = ""
    outcome: str = ""
    device: UUID | None = None
    walk_list: UUID | None = None
    household: int | None = None
    day: date | None = None
    with_installs: bool = False

    @property
    def is_narrow(self) -> bool:
        """Whether anything is asked at all."""
        return self != Asked()


def arrivals_of(units: "QuerySet[Unit]", asked: Asked) -> "QuerySet[WithAnnotations[Event]]":
    """Return the events of some units' devices and sheets, newest arrival first, with `is_undone`."""
    same = Q(event__device=OuterRef("device")) | Q(event__sheet=OuterRef("sheet"))
    undone = Undo.objects.filter(same, undone=OuterRef("pk"))
    return (
        Event.objects.filter(Q(device__unit__in=units) | Q(sheet__walk_list__unit__in=units))
        .filter(_narrowed(asked))
        .annotate(is_undone=Exists(undone))
        .select_related(
            "device__unit",
            "sheet__walk_list__unit",
            "carrier",
            "visit__household__walk_list",
            "undo",
            "tally__walk_list",
            "handed",
        )
        .order_by("-received_at", "device", "-sequence", "pk")
    )


def _narrowed(asked: Asked) -> Q:
    found: dict[str, Any] = {}
    if asked.kind in {*EventKind}:
        found["kind"] = asked.kind
    if asked.way in {*Way}:
        found["way"] = asked.way
    if asked.outcome in {*Outcome}:
        found["visit__outcome"] = asked.outcome
    if asked.device:
        found["device"] = asked.device
    if asked.household:
        found["visit__household"] = asked.household
    if asked.day:
        start = datetime.combine(asked.day, time(0), ZoneInfo(settings.TIME_ZONE))
        found |= {"witnessed_at__gte": start, "witnessed_at__lt": start + A_DAY}
    installs = Q(visit__with_radio__gt=0) | Q(visit__browser_only__gt=0) if asked.with_installs else Q()
    walk = Q(visit__household__walk_list=asked.walk_list) | Q(tally__walk_list=asked.walk_list)
    return Q(**found) & installs & (walk if asked.walk_list else Q())

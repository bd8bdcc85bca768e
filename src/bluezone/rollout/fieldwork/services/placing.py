"""Finding out what each event of a device speaks of, and keeping it; a constant number of queries for any number of visits."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.timezone import get_default_timezone

from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.fieldwork.models import (
    Event,
    Household,
    SpotHousehold,
    Undo,
    VillageTally,
    Visit,
    WalkList,
)
from bluezone.rollout.fieldwork.rules.clocks import (
    Bounds,
    Shown,
    corrected_day,
    difference,
    monday_of,
    witnessed,
)
from bluezone.rollout.fieldwork.rules.wire import Event as WireEvent
from bluezone.rollout.fieldwork.rules.words import Duty, EventKind, SetAsideReason
from bluezone.rollout.fieldwork.services.arrivals import Arrival, Aside, Ready
from bluezone.rollout.fieldwork.services.marks import mark
from bluezone.rollout.fieldwork.services.wishes import keep_wishes

Keep = Callable[[Event, Mapping[str, Any], datetime], None]
"""Keeps an event of a kind that another application counts; `RuleViolation` sets it aside."""

AT_DOORS: Final = frozenset({EventKind.VISIT, EventKind.TALLY})
DUTIES: Final[Mapping[EventKind, Collection[Duty]]] = {
    EventKind.VISIT: {Duty.VISITOR, Duty.LEAD},
    EventKind.TALLY: {Duty.VISITOR, Duty.LEAD},
    EventKind.UNDO: {*Duty},
    EventKind.SHIFT: {Duty.KEEPER},
    EventKind.CLASS: {Duty.TEACHER},
    EventKind.MOVEMENT: {Duty.VOLUNTEER},
}
"""Whose device may say what."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the events of one intake speak of, as the database has it.

    Args:
        lists: Walk lists by id.
        households: Households by list and number.
        rounds: Households of the device's own spot-checks: of which round, which.
        targets: The device and kind of events that are taken back.
    """

    lists: Mapping[UUID, WalkList]
    households: Mapping[tuple[UUID, str], Household]
    rounds: Collection[tuple[UUID, int]]
    targets: Mapping[UUID, tuple[UUID | None, str]]


def place(events: Sequence[WireEvent], arrival: Arrival, *, is_trusted: bool = False) -> list[Aside]:
    """Keep what can be counted, and return what cannot; what is there already is neither.

    Args:
        events: Each id once.
        arrival: Whose they are, when and how they came.
        is_trusted: A clerk answers for it: neither the device's duty nor its village is asked.
    """
    ordered = sorted(events, key=lambda each: each.sequence)
    known = _known(ordered, arrival)
    moments = _moments(ordered, arrival)
    ready, asides = list[Ready](), list[Aside]()
    for said, moment in zip(ordered, moments, strict=True):
        row = _row(said, moment, arrival)
        reason = _reason(said, moment, known, arrival, is_trusted=is_trusted)
        if reason is None:
            ready.append(Ready(said, row, _corrected(said, moment)))
        else:
            asides.append(Aside(said, reason))
    own = [each for each in ready if each.said.kind not in settings.FIELD_KINDS]
    Event.objects.bulk_create([each.row for each in own])
    _keep_own(own, known)
    keep_wishes(ready, arrival.device)
    return [*asides, *_handed(ready, arrival)]


def known_ids(ids: Collection[str]) -> Mapping[str, tuple[UUID | None, bytes]]:
    """Return of which device, and with which digest, events are there already."""
    rows = Event.objects.filter(pk__in=ids).order_by().values_list("pk", "device", "digest")
    return {str(pk): (device, bytes(digest)) for pk, device, digest in rows}


def _known(events: Sequence[WireEvent], arrival: Arrival) -> Known:
    doors = [each.fields for each in events if each.kind in AT_DOORS]
    visits = [each for each in doors if "household" in each]
    lists = WalkList.objects.in_bulk([UUID(each["list"]) for each in doors])
    numbers = {each["household"] for each in visits}
    households = Household.objects.filter(walk_list__in=lists, number__in=numbers).order_by()
    rounds = SpotHousehold.objects.filter(
        round__in={each["round"] for each in visits if each["round"]}, round__device=arrival.device
    )
    undone = [each.fields["undoes"] for each in events if each.kind is EventKind.UNDO]
    targets = Event.objects.filter(pk__in=undone).order_by().values_list("pk", "device", "kind")
    return Known(
        lists,
        {(each.walk_list_id, each.number): each for each in households},
        {*rounds.values_list("round", "household")},
        {pk: (device, kind) for pk, device, kind in targets},
    )


def _moments(events: Sequence[WireEvent], arrival: Arrival) -> list[datetime]:
    """Return when each event happened, as `rules.clocks` works it out."""
    if not events:
        return []
    device = arrival.device
    ours = Event.objects.filter(device=device).values_list("witnessed_at", flat=True)
    before = ours.filter(sequence__lt=events[0].sequence).order_by("-sequence").first()
    after = ours.filter(sequence__gt=events[-1].sequence).order_by("sequence").first()
    bounds = Bounds(max(before or device.enrolled_at, device.enrolled_at), min(after or arrival.moment, arrival.moment))
    lacking = difference(arrival.made_at or arrival.moment, arrival.moment)
    return witnessed([Shown(each.at, each.up) for each in events], lacking, bounds)


def _row(said: WireEvent, moment: datetime, arrival: Arrival) -> Event:
    return Event(
        id=UUID(said.id),
        device=arrival.device,
        sequence=said.sequence,
        kind=said.kind,
        device_time=said.at,
        witnessed_at=moment,
        received_at=arrival.moment,
        way=arrival.way,
        carrier=arrival.carrier,
        digest=said.digest,
    )


def _reason(
    said: WireEvent, moment: datetime, known: Known, arrival: Arrival, *, is_trusted: bool
) -> SetAsideReason | None:
    """Return why an event cannot be counted."""
    if not is_trusted and arrival.device.duty not in DUTIES[said.kind]:
        return SetAsideReason.NOT_YOURS
    if said.kind is EventKind.UNDO:
        return _of_an_undo(known.targets.get(UUID(said.fields["undoes"])), arrival)
    if said.kind not in AT_DOORS:
        return None if said.kind in settings.FIELD_KINDS else SetAsideReason.KIND_UNKNOWN
    walk_list = known.lists.get(UUID(said.fields["list"]))
    if walk_list is None or walk_list.emptied_at is not None:
        return SetAsideReason.NO_SUCH_LIST
    return _at_a_door(said, moment, walk_list, known, None if is_trusted else arrival)


def _of_an_undo(target: tuple[UUID | None, str] | None, arrival: Arrival) -> SetAsideReason | None:
    """An event that has not come yet may be taken back; whose it is shows when it comes."""
    if target is not None and target[0] != arrival.device.pk:
        return SetAsideReason.NOT_YOURS
    return SetAsideReason.REFUSED if target is not None and target[1] == EventKind.UNDO else None


def _at_a_door(
    said: WireEvent, moment: datetime, walk_list: WalkList, known: Known, arrival: Arrival | None
) -> SetAsideReason | None:
    door = known.households.get((walk_list.pk, said.fields.get("household", "")))
    if said.kind is EventKind.VISIT and (door is None or (door.removed_at is not None and door.removed_at <= moment)):
        return SetAsideReason.NO_SUCH_HOUSEHOLD
    if said.fields.get("round"):
        is_ours = door is not None and (UUID(said.fields["round"]), door.pk) in known.rounds
        return None if is_ours else SetAsideReason.NOT_YOURS
    is_here = arrival is None or (
        walk_list.unit_id == arrival.device.unit_id and arrival.device.part in {"", walk_list.part}
    )
    return None if is_here else SetAsideReason.NOT_YOURS


def _corrected(said: WireEvent, moment: datetime) -> dict[str, Any]:
    """Return the fields, with days moved as far as the device's clock was wrong."""
    zone = get_default_timezone()
    days = {name: value for name, value in said.fields.items() if isinstance(value, date)}
    moved = {name: corrected_day(value, said.at, moment, zone) for name, value in days.items()}
    if "week" in moved:
        moved["week"] = monday_of(moved["week"]) if moved["week"] != days["week"] else moved["week"]
    if "first_day" in moved:
        moved["last_day"] = max(moved["first_day"], moved["last_day"])
    return {**said.fields, **moved}


def _keep_own(ready: Sequence[Ready], known: Known) -> None:
    """Keep visits, what was taken back, tallies: the kinds of this application."""
    Visit.objects.bulk_create([_visit(each, known) for each in ready if each.said.kind is EventKind.VISIT])
    Undo.objects.bulk_create(
        [Undo(event=each.row, undone=each.fields["undoes"]) for each in ready if each.said.kind is EventKind.UNDO]
    )
    VillageTally.objects.bulk_create([_tally(each) for each in ready if each.said.kind is EventKind.TALLY])
    visited = {UUID(each.fields["list"]) for each in ready if each.said.kind is EventKind.VISIT}
    mark(visited, [each.fields["undoes"] for each in ready if each.said.kind is EventKind.UNDO])


def _visit(ready: Ready, known: Known) -> Visit:
    fields = ready.fields
    return Visit(
        event=ready.row,
        household=known.households[UUID(fields["list"]), fields["household"]],
        outcome=fields["outcome"],
        phones=fields["phones"],
        with_radio=fields["with_radio"],
        browser_only=fields["browser_only"],
        revisit_on=fields["revisit_on"],
        round_id=fields["round"],
    )


def _tally(ready: Ready) -> VillageTally:
    fields = {name: value for name, value in ready.fields.items() if name != "list"}
    return VillageTally(event=ready.row, walk_list_id=ready.fields["list"], **fields)


def _handed(ready: Sequence[Ready], arrival: Arrival) -> list[Aside]:
    """Hand events of other applications' kinds on, and return those that were refused."""
    asides = []
    for each in ready:
        if each.said.kind not in settings.FIELD_KINDS:
            continue
        keep: Keep = import_string(settings.FIELD_KINDS[each.said.kind])
        try:
            with transaction.atomic():
                each.row.save(force_insert=True)
                keep(each.row, each.fields, arrival.moment)
        except RuleViolation:
            asides.append(Aside(each.said, SetAsideReason.REFUSED))
    return asides

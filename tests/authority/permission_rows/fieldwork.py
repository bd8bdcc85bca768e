"""The field desk, on both doors."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from tests.authority.permissions import Row, World

from bluezone.authority.accounts.rules import Action
from bluezone.authority.territory.models import Unit
from bluezone.rollout.fieldwork.models import (
    Device,
    Enrolment,
    Event,
    Household,
    SetAside,
    Sheet,
    SpotRound,
    Visit,
    WalkList,
)
from bluezone.rollout.fieldwork.rules.words import Duty, EventKind, Outcome, SetAsideReason, Way
from bluezone.rollout.fieldwork.services.enrolling import hash_of

PARTS = Mapping[str, Any]
HOUR = timedelta(hours=1)


def the_list(world: World, unit: Unit) -> WalkList:
    """A village of a commune with three households; the same one for every role that looks at it."""
    known = WalkList.objects.filter(unit=unit).first()
    if known is None or known.closed_at:
        known = WalkList.objects.create(unit=unit, part="3", village="Bản Mới", made_at=world.moment)
        Household.objects.bulk_create(
            Household(walk_list=known, number=str(number), place=number) for number in (1, 2, 3)
        )
    return known


def the_device(world: World, unit: Unit) -> Device:
    """A device of a commune that still works."""
    known = Device.objects.filter(unit=unit, revoked_at=None).first()
    number = Device.objects.filter(unit=unit).count() + 1
    return known or Device.objects.create(
        unit=unit,
        duty=Duty.VISITOR,
        number=number,
        public_key=f"{unit.pk}{number}".encode(),
        share=b"",
        enrolled_at=world.moment,
    )


def the_event(world: World, unit: Unit) -> Event:
    """One visit of that device at the first household."""
    device, home = the_device(world, unit), the_list(world, unit).households.all()[0]
    known = Event.objects.filter(device=device).first()
    if known is None:
        known = Event.objects.create(
            id=UUID(int=device.pk.int),
            device=device,
            sequence=1,
            kind=EventKind.VISIT,
            device_time=world.moment - HOUR,
            witnessed_at=world.moment - HOUR,
            received_at=world.moment,
            way=Way.SYNC,
            digest=b"1",
        )
        Visit.objects.create(event=known, household=home, outcome=Outcome.HELPED, with_radio=1)
    return known


def a_list(world: World, unit: Unit) -> PARTS:
    return {"list_id": the_list(world, unit).pk}


def a_device(world: World, unit: Unit) -> PARTS:
    return {"device_id": the_device(world, unit).pk}


def an_event(world: World, unit: Unit) -> PARTS:
    return {"event_id": the_event(world, unit).pk}


def an_invitation(world: World, unit: Unit) -> PARTS:
    known = Enrolment.objects.filter(unit=unit).first()
    made = known or Enrolment.objects.create(
        token_hash=hash_of(str(unit.pk)),
        unit=unit,
        duty=Duty.VISITOR,
        made_at=world.moment,
        made_by="system",
        expires_at=world.moment + HOUR,
    )
    return {"enrolment_id": made.pk}


def something_set_aside(world: World, unit: Unit) -> PARTS:
    known = SetAside.objects.filter(unit=unit, settled_at=None).first()
    made = known or SetAside.objects.create(
        device=the_device(world, unit),
        unit=unit,
        reason=SetAsideReason.REVOKED,
        content={"kind": "visit"},
        received_at=world.moment,
    )
    return {"set_aside_id": made.pk}


def a_door(world: World, unit: Unit) -> PARTS:
    event = the_event(world, unit)
    return {"household_id": event.visit.household_id, "day": event.witnessed_at.date().isoformat()}


def a_sheet(world: World, unit: Unit) -> PARTS:
    walk_list = the_list(world, unit)
    known = Sheet.objects.filter(walk_list=walk_list).first()
    code = f"T{unit.stat_code}"
    made = known or Sheet.objects.create(
        code=code, walk_list=walk_list, printed_at=datetime(2020, 8, 4, tzinfo=UTC), numbers=["1", "2", "3"]
    )
    return {"sheet_id": made.pk}


def a_round(world: World, unit: Unit) -> PARTS:
    known = SpotRound.objects.filter(unit=unit, closed_at=None).first()
    drawn = {"lot": 3, "size": 2, "allowed": 0, "seed": bytes(32), "drawn_at": world.moment, "drawn_by": "system"}
    made = known or SpotRound.objects.create(unit=unit, device=the_device(world, unit), **drawn)
    return {"round_id": made.pk}


def nothing(_world: World, _unit: Unit) -> PARTS:
    return {}


def both(page: str, need: Action, parts: Callable[[World, Unit], PARTS] = nothing, **how: Any) -> list[Row]:
    """The same page on both doors."""
    return [Row(door, f"fieldwork:{page}", need, parts, **how) for door in ("console", "site")]


def of_a_unit(page: str, need: Action, parts: Callable[[World, Unit], PARTS], method: str = "GET") -> list[Row]:
    """A page about something that belongs to a unit."""
    body = {"visit": "0190aaaa-0000-7000-8000-000000000000"} if page == "choose" else {}
    return both(page, need, parts, scoped=True, method=method, body=body)


READ, KEEP, LISTS = Action.READ_FIELDWORK, Action.KEEP_FIELD_DEVICES, Action.KEEP_WALK_LISTS
ENTER, RESOLVE, CHECK = Action.ENTER_SHEETS, Action.RESOLVE_VISITS, Action.RUN_SPOT_CHECKS
ROWS = [
    *both("lists", READ),
    *both("export_lists", READ),
    *both("new_list", LISTS),
    *of_a_unit("list", READ, a_list),
    *of_a_unit("export_list", READ, a_list),
    *of_a_unit("change_list", LISTS, a_list),
    *of_a_unit("close_list", LISTS, a_list, "POST"),
    *of_a_unit("print_list", ENTER, a_list, "POST"),
    *both("devices", KEEP),
    *both("export_devices", KEEP),
    *both("invite", KEEP),
    *of_a_unit("revoke", KEEP, a_device),
    *of_a_unit("revoke", KEEP, a_device, "POST"),
    *of_a_unit("slip", KEEP, an_invitation, "POST"),
    *of_a_unit("take_back", KEEP, an_invitation, "POST"),
    *both("events", READ),
    *both("export_events", READ),
    *of_a_unit("event", READ, an_event),
    *both("set_aside", RESOLVE),
    *of_a_unit("count", RESOLVE, something_set_aside, "POST"),
    *of_a_unit("drop", RESOLVE, something_set_aside, "POST"),
    *both("two_teams", RESOLVE),
    *of_a_unit("choose", RESOLVE, a_door, "POST"),
    *both("rounds", CHECK),
    *both("export_rounds", CHECK),
    *both("new_round", CHECK),
    *of_a_unit("round", CHECK, a_round),
    *of_a_unit("close_round", CHECK, a_round, "POST"),
    *both("sheets", ENTER),
    *both("export_sheets", ENTER),
    *of_a_unit("key", ENTER, a_sheet),
    *of_a_unit("key_again", ENTER, a_sheet, "POST"),
]

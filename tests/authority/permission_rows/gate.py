"""Gates, on both doors."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.authority.permissions import Row, World

from bluezone.authority.accounts.rules import Action
from bluezone.authority.territory.models import Unit
from bluezone.rollout.fieldwork.models import Device, Event
from bluezone.rollout.fieldwork.rules.words import Duty, EventKind, Way
from bluezone.rollout.gate.models import ShiftTally
from bluezone.rollout.gate.rules.last_word import NAMES

PARTS = Mapping[str, Any]


def nothing(_world: World, _unit: Unit) -> PARTS:
    return {}


def a_unit(_world: World, unit: Unit) -> PARTS:
    return {"unit_id": unit.pk}


def a_shift(world: World, unit: Unit) -> PARTS:
    """A word about a shift at a unit's gate."""
    number = Device.objects.filter(unit=unit).count() + 1
    moment = world.moment - timedelta(hours=1)
    device = Device.objects.create(
        unit=unit,
        part="1",
        duty=Duty.KEEPER,
        number=number,
        public_key=uuid4().bytes,
        share=bytes(32),
        enrolled_at=moment,
    )
    event = Event.objects.create(
        id=uuid4(),
        device=device,
        sequence=1,
        kind=EventKind.SHIFT,
        device_time=moment,
        witnessed_at=moment,
        received_at=moment,
        way=Way.SYNC,
        digest=bytes(32),
    )
    shift: UUID = uuid4()
    ShiftTally.objects.create(
        event=event,
        unit=unit,
        gate="1",
        shift=shift,
        number=1,
        day=moment.date(),
        is_closed=True,
        **dict.fromkeys(NAMES, 3),
    )
    return {"shift_id": shift}


def both(page: str, need: Action, parts: Callable[[World, Unit], PARTS] = nothing, **how: Any) -> list[Row]:
    """The same page on both doors."""
    return [Row(door, f"gate:{page}", need, parts, **how) for door in ("console", "site")]


ROWS = [
    *both("gates", Action.READ_GATE),
    *both("export", Action.READ_GATE),
    *both("shift", Action.READ_GATE, a_shift, scoped=True),
    *both("invite", Action.APPOINT_GATE_KEEPER, a_unit, scoped=True),
    *both("invite", Action.APPOINT_GATE_KEEPER, a_unit, scoped=True, method="POST", body={"gate": "1"}),
]

"""What is printed for schools, movements and whoever goes out, on both doors."""

from collections.abc import Mapping
from typing import Any

from tests.authority.permission_rows.reporting import a_unit, forms
from tests.authority.permissions import Everybody, Row, World

from bluezone.authority.accounts.rules import Action
from bluezone.authority.territory.models import Unit
from bluezone.rollout.reporting.identity import new_id
from bluezone.rollout.reporting.models import FormDefinition, Submission


def an_event(world: World, unit: Unit) -> Mapping[str, Any]:
    """An event of a movement that belongs to the unit."""
    forms(world, unit)
    event = Submission.objects.create(
        id=new_id(world.moment),
        form=FormDefinition.objects.get(key="movement_event"),
        unit=unit,
        first_day=world.moment.date(),
        last_day=world.moment.date(),
        values={"activity": "booth", "starts": "2020-08-05T08:00", "volunteers": 2},
        source="form",
        actor="system",
        received_at=world.moment,
        timeliness="on_time",
        structure_date=world.moment.date(),
    )
    return {"submission_id": event.pk}


def a_guide(_world: World, _unit: Unit) -> Mapping[str, Any]:
    """Any guide."""
    return {"name": "teacher", "language": "vi"}


ROWS = [
    row
    for door in ("console", "site")
    for row in (
        Row(door, "field_printing:invitations", Action.SUBMIT_REPORTS, a_unit, scoped=True),
        Row(door, "field_printing:certificates", Action.PLAN_MOVEMENT, an_event, scoped=True),
        Row(door, "field_printing:guide", Everybody.OPEN, a_guide),
    )
]

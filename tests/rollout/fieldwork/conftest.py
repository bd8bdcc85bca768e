"""A village with six doors, and a device that may walk there."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from tests.authority.permissions import World, make_world
from tests.rollout.fieldwork.devices import FakeDevice

from bluezone.authority.territory.models import Unit
from bluezone.rollout.fieldwork.models import Device, WalkList
from bluezone.rollout.fieldwork.rules.words import Duty
from bluezone.rollout.fieldwork.services.enrolling import enrol, invite
from bluezone.rollout.fieldwork.services.lists import make_list

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""Four in the afternoon in Lai Châu."""
ENROLLED = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ACTOR = "user:1"


@dataclass
class Village:
    """A commune, its village's walk list."""

    world: World
    walk_list: WalkList

    @property
    def unit(self) -> Unit:
        return self.world.here

    def device(
        self, seed: str = "one", *, duty: Duty = Duty.VISITOR, part: str = "", unit: Unit | None = None
    ) -> FakeDevice:
        """A telephone that was enrolled."""
        _enrolment, token = invite(unit or self.unit, duty, part, actor=ACTOR, moment=ENROLLED - HOUR)
        made = FakeDevice(seed)
        made.id = str(enrol(token, made.public_key, moment=ENROLLED).pk)
        return made


def row_of(device: FakeDevice) -> Device:
    """The device's row."""
    return Device.objects.get(pk=device.id)


@pytest.fixture
def village(db: None) -> Village:
    """The small world with a walk list."""
    world = make_world()
    numbers = ["1", "2", "3", "4", "5", "51A"]
    return Village(world, make_list(world.here, "3", "Nậm Cười", numbers, actor=ACTOR, moment=ENROLLED - DAY))

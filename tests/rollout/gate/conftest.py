"""A keeper's telephone at the gate of an agency."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from tests.authority.permissions import BEGINNING, World, make_world
from tests.rollout.fieldwork.devices import FakeDevice

from bluezone.authority.territory.kinds import Kind
from bluezone.authority.territory.models import Unit, UnitEdge
from bluezone.rollout.fieldwork.rules.words import Duty
from bluezone.rollout.fieldwork.services.enrolling import enrol, invite
from bluezone.rollout.fieldwork.services.intake import Answer, take
from bluezone.rollout.reporting.identity import uuid7

DAY = date(2026, 11, 24)
MORNING = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
"""Eight in the morning in Lai Châu."""
HOUR = timedelta(hours=1)
NOTHING = {"came": 0, "went": 0, "helped": 0, "had_it": 0, "no_smartphone": 0, "not_now": 0}


@dataclass
class Keeper:
    """A telephone, its gate, and the shifts that it speaks of."""

    telephone: FakeDevice
    gate: str = "1"
    shifts: dict[str, str] = field(default_factory=dict)

    def says(
        self, shift: str, moment: datetime, *, closed: bool = False, number: int = 1, **said: Any
    ) -> dict[str, Any]:
        """A word about a shift."""
        name = self.shifts.setdefault(
            shift, str(uuid7(moment, sha256(f"{self.telephone.seed} {shift}".encode()).digest()))
        )
        told = {"gate": self.gate, "shift": name, "number": number, "day": DAY.isoformat(), "closed": closed}
        return self.telephone.event("shift", moment, **{**told, **NOTHING, **said})

    def sends(self, moment: datetime, *events: dict[str, Any]) -> Answer:
        """Hand in some words, or all."""
        return take(self.telephone.envelope(moment, list(events) or None), moment=moment)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def agency(world: World) -> Unit:
    """The office whose gate it is."""
    return an_office(world, "Sở Xây dựng")


def an_office(world: World, name: str) -> Unit:
    """An agency of the province."""
    made = Unit.objects.create(
        kind=Kind.AGENCY, name=name, short_name=name, folded=name.casefold(), valid_from=BEGINNING
    )
    UnitEdge.objects.create(tree="territory", parent=world.province, child=made, valid_from=BEGINNING)
    return made


@pytest.fixture
def keeper(agency: Unit) -> Keeper:
    return keeper_of(agency, "one")


def keeper_of(unit: Unit, seed: str, gate: str = "1") -> Keeper:
    """An enrolled telephone of a gate."""
    enrolled = MORNING - timedelta(days=2)
    _enrolment, token = invite(unit, Duty.KEEPER, gate, actor="user:1", moment=enrolled)
    made = FakeDevice(seed)
    made.id = str(enrol(token, made.public_key, moment=enrolled).pk)
    return Keeper(made, gate)

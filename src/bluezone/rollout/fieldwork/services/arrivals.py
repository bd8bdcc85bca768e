"""What an intake knows while it works: who handed in, and when and how it came."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bluezone.rollout.fieldwork.models import Device, Event
from bluezone.rollout.fieldwork.rules.wire import Event as WireEvent
from bluezone.rollout.fieldwork.rules.wire import Unreadable
from bluezone.rollout.fieldwork.rules.words import SetAsideReason, Way


@dataclass(frozen=True, slots=True)
class Arrival:
    """One coming in.

    Args:
        device: Whose events these are.
        moment: When they came.
        made_at: What the device's clock showed then; None when others carried them.
        way: How they came.
        carrier: Which device carried them.
    """

    device: Device
    moment: datetime
    made_at: datetime | None = None
    way: Way = Way.SYNC
    carrier: Device | None = None


@dataclass(frozen=True, slots=True)
class Aside:
    """An event that cannot be counted, and why."""

    said: WireEvent | Unreadable
    reason: SetAsideReason


@dataclass(frozen=True, slots=True)
class Ready:
    """An event that passed every question.

    Args:
        said: As it came.
        row: The event's row, not yet kept.
        fields: The fields of its kind, days corrected.
    """

    said: WireEvent
    row: Event
    fields: dict[str, Any]

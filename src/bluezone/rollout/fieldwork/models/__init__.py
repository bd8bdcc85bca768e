"""The field's records: devices, walk lists, events, spot-checks. No person, no reason of a refusal beside a household."""

from bluezone.rollout.fieldwork.models.devices import Device, Enrolment
from bluezone.rollout.fieldwork.models.events import (
    Digest,
    Event,
    Handed,
    Resolution,
    SetAside,
    Sheet,
    Undo,
    VillageTally,
    Visit,
)
from bluezone.rollout.fieldwork.models.lists import DayCount, Household, LanguageWish, WalkList
from bluezone.rollout.fieldwork.models.rounds import SpotHousehold, SpotRound

__all__ = [
    "DayCount",
    "Device",
    "Digest",
    "Enrolment",
    "Event",
    "Handed",
    "Household",
    "LanguageWish",
    "Resolution",
    "SetAside",
    "Sheet",
    "SpotHousehold",
    "SpotRound",
    "Undo",
    "VillageTally",
    "Visit",
    "WalkList",
]

"""Writing the register: registrations and what becomes of them, inspections, hotspots, posters, forgetting."""

from bluezone.rollout.venues.services.hotspots import (
    HotspotFacts,
    add_hotspot,
    change_hotspot,
    close_hotspot,
    renew_key,
    take_check,
)
from bluezone.rollout.venues.services.inspecting import Look, inspect, take_back
from bluezone.rollout.venues.services.posters import FORMS, poster
from bluezone.rollout.venues.services.registering import Offer, confirm, phone_of, refuse, register, reopen
from bluezone.rollout.venues.services.wishes import Asked, ask, decline, grant

__all__ = [
    "FORMS",
    "Asked",
    "HotspotFacts",
    "Look",
    "Offer",
    "add_hotspot",
    "ask",
    "change_hotspot",
    "close_hotspot",
    "confirm",
    "decline",
    "grant",
    "inspect",
    "phone_of",
    "poster",
    "refuse",
    "register",
    "renew_key",
    "reopen",
    "take_back",
    "take_check",
]

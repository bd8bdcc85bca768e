"""Places as their owners offer them and as inspectors see them, and hotspots as machines see them; no secret, no citizen."""

from bluezone.rollout.venues.models.hotspots import Hotspot, HotspotCheck, HotspotDay
from bluezone.rollout.venues.models.places import Inspection, OwnerWish, Registration

__all__ = ["Hotspot", "HotspotCheck", "HotspotDay", "Inspection", "OwnerWish", "Registration"]

"""What dashboards show of places and hotspots: counts, each beside what it is a part of."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

INSPECTION_LIFE: Final = timedelta(days=30)
"""How long an inspection speaks for a venue; after so many days the next one is due."""
CHECK_LIFE: Final = timedelta(days=7)
"""How long a machine's check speaks for a hotspot."""


@dataclass(frozen=True, slots=True)
class VenueFigures:
    """Places of some units at one moment.

    Args:
        waiting: Registrations that no commune decided yet.
        confirmed: Open venues; each has or had a code.
        inspected_in_30_days: Those of `confirmed` at which somebody looked, whatever was seen.
        poster_seen_in_30_days: Those of `confirmed` where the newest look of these days found the present poster.
    """

    waiting: int = 0
    confirmed: int = 0
    inspected_in_30_days: int = 0
    poster_seen_in_30_days: int = 0

    @property
    def registered(self) -> int:
        """Places that somebody offered or the authority added, without those that were refused or closed."""
        return self.waiting + self.confirmed

    def __add__(self, other: "VenueFigures") -> "VenueFigures":
        """Return the figures of both."""
        return VenueFigures(
            self.waiting + other.waiting,
            self.confirmed + other.confirmed,
            self.inspected_in_30_days + other.inspected_in_30_days,
            self.poster_seen_in_30_days + other.poster_seen_in_30_days,
        )


@dataclass(frozen=True, slots=True)
class HotspotFigures:
    """Hotspots of some units at one moment.

    Args:
        registered: Those that are not closed.
        verified_in_7_days: Those whose newest check is of the last seven days and good.
        failing: Those whose newest check is of the last seven days and not good.
    """

    registered: int = 0
    verified_in_7_days: int = 0
    failing: int = 0

    @property
    def silent(self) -> int:
        """Those that no machine checked for seven days."""
        return self.registered - self.verified_in_7_days - self.failing

    def __add__(self, other: "HotspotFigures") -> "HotspotFigures":
        """Return the figures of both."""
        return HotspotFigures(
            self.registered + other.registered,
            self.verified_in_7_days + other.verified_in_7_days,
            self.failing + other.failing,
        )

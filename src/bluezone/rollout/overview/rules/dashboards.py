"""A dashboard as a value: a unit, those below it, what is known of each; no figure without what it rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from bluezone.rollout.overview.rules.bands import band
from bluezone.rollout.reporting.rules.coverage import (
    EVERYTHING,
    Base,
    Coverage,
    Denominator,
    Place,
    Standing,
    place_interval,
)


@dataclass(frozen=True, slots=True)
class Raised:
    """An open question about a unit's number."""

    unit: str
    kind: str
    day: date
    figures: Mapping[str, int | str] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Row:
    """One unit on a dashboard.

    Args:
        id: The unit's id as text.
        name: Its whole name.
        short_name: Its name without its kind.
        kind: Its kind.
        coverage: What is known of it.
        last: The newest day of which anybody at or below it spoke; None when nobody did.
        flags: Open questions at and below it.
        has_below: Whether there are units below it.
    """

    id: str
    name: str
    short_name: str
    kind: str
    coverage: Coverage
    last: date | None
    flags: tuple[Raised, ...] = ()
    has_below: bool = False

    @property
    def bands(self) -> tuple[int, int] | None:
        """The bands in which the lower and the upper bound lie; None where there are no bounds."""
        if self.coverage.interval is None or self.coverage.denominator is None:
            return None
        size = self.coverage.denominator.value
        return band(self.coverage.interval.lower, size), band(min(self.coverage.interval.upper, size), size)

    @property
    def is_silent(self) -> bool:
        """Whether nobody at or below it ever spoke."""
        return self.last is None

    @property
    def awaited(self) -> int:
        """How many places at or below it have not spoken of the day."""
        standings = self.coverage.standings
        return standings[Standing.SILENT] + standings[Standing.STALE]


@dataclass(frozen=True, slots=True)
class SectorRow:
    """The bodies of one sector: staff counts, which are never added to those of the territory."""

    sector: str
    bodies: int
    reported: int
    staff: int | None
    smartphones: int | None
    declared: int | None

    @property
    def band(self) -> int | None:
        """The band of what was declared among those with a smartphone."""
        if not self.smartphones or self.declared is None:
            return None
        return band(min(self.declared, self.smartphones), self.smartphones)


def with_own_denominator(known: Coverage, own: Denominator | None) -> Coverage:
    """Return a coverage with the unit's own number of residents where its parts' are not all known.

    The bounds then are what was declared and, if a place is silent, old or in doubt, everybody.
    """
    if known.base is not None or own is None or own.value <= 0 or known.declared is None:
        return known
    doubtful = known.places - known.standings[Standing.TRUSTED]
    whole = Place(known.unit, Standing.STALE if doubtful else Standing.TRUSTED, known.declared, residents=own)
    bounds = place_interval(whole, Base.RESIDENTS, EVERYTHING)
    return replace(known, residents=own, base=Base.RESIDENTS, interval=bounds, trivial=bounds)


def ranked(rows: Sequence[Row]) -> list[Row]:
    """Return rows by their lower bound, the highest first; only where the lead decided for a league table."""
    return sorted(rows, key=_lowest, reverse=True)


def _lowest(row: Row) -> Fraction:
    if row.coverage.interval is None or row.coverage.denominator is None:
        return Fraction(-1)
    return Fraction(row.coverage.interval.lower, row.coverage.denominator.value)

"""A dashboard as a value: a unit, those below it, what is known of each; no figure without what it rests on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from bluezone.rollout.overview.rules.bands import band
from bluezone.rollout.reporting.rules.coverage import Coverage, Standing


@dataclass(frozen=True, slots=True)
class Raised:
    """An open question about a unit's number."""

    id: int
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
        kind: Its kind.
        coverage: What is known of it.
        last: The last day of which everyone below it that ever spoke has spoken; None when nobody did.
        flags: Open questions at and below it.
        has_below: Whether it has a dashboard of units below it.
        refused: The code of the reason why it has no figures in this structure; empty when it has.
    """

    id: str
    name: str
    kind: str
    coverage: Coverage
    last: date | None
    flags: tuple[Raised, ...] = ()
    has_below: bool = False
    refused: str = ""

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
        return self.coverage.standings[Standing.SILENT] == self.coverage.places

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


@dataclass(frozen=True, slots=True)
class Quiet:
    """A place that owes a report.

    Args:
        id: The unit's id as text.
        name: Its whole name.
        last: The last day of which it spoke; None for never.
        days: How long ago that was; None for never.
    """

    id: str
    name: str
    last: date | None
    days: int | None


@dataclass(frozen=True, slots=True)
class Board:
    """One page.

    Args:
        whole: The unit itself.
        rows: Units directly below it, in the order of their codes; the places are in `leaves`.
        leaves: Communes at and below it, for the picture.
        quiet: Communes that owe a report, the longest silent first.
        day: The day of the figures.
        structure: The day of the structure.
        converted: Whether the figures were reported in another structure.
        estimated: Units to whose figures a share by population or area contributed.
    """

    whole: Row
    rows: tuple[Row, ...]
    leaves: tuple[Row, ...]
    quiet: tuple[Quiet, ...]
    day: date
    structure: date
    converted: bool = False
    estimated: frozenset[str] = frozenset()


def quiet(places: Iterable[tuple[str, str, date | None]], day: date) -> tuple[Quiet, ...]:
    """Return those who owe a report, the longest silent first, those who never spoke before all.

    Args:
        places: Id, name and last day of each.
        day: The day that is looked at.
    """
    owing = [
        Quiet(unit, name, last, None if last is None else (day - last).days)
        for unit, name, last in places
        if last is None or last < day
    ]
    return tuple(sorted(owing, key=lambda each: (each.last is not None, each.last or day, each.name)))


def ranked(rows: Sequence[Row]) -> list[Row]:
    """Return rows by their lower bound, the highest first; only where the lead decided for a league table."""
    return sorted(rows, key=_lowest, reverse=True)


def _lowest(row: Row) -> Fraction:
    if row.coverage.interval is None or row.coverage.denominator is None:
        return Fraction(-1)
    return Fraction(row.coverage.interval.lower, row.coverage.denominator.value)

"""Figures of an outbreak: the curve, and indicators that always come with their numerator and denominator.

Sources: facts on case management, 5 (indicators), rollout facts, 2 (nothing below ten leaves the health domain).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Final

SMALLEST_SHOWN: Final = 10
"""Totals that come from phones are shown from this count on."""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole; without a whole there is no share."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """The share in per cent."""
        return 100 * self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Bar:
    """One day of the curve: how many cases, and the mean of the seven days that end with it."""

    day: date
    cases: int
    seven_day_mean: float


def curve(days: Iterable[date | None], first: date, last: date) -> list[Bar]:
    """Return one bar for each day from `first` to `last`, empty days included; cases without a day are left out."""
    count = Counter(day for day in days if day is not None)
    length = (last - first).days + 1
    bars = []
    for offset in range(length):
        day = first + timedelta(days=offset)
        week = sum(count[day - timedelta(days=back)] for back in range(7))
        bars.append(Bar(day, count[day], week / 7))
    return bars


@dataclass(frozen=True, slots=True)
class Hours:
    """How long something took, in hours, over those for whom both moments are known."""

    known: int
    of: int
    middle: float | None


def hours_between(pairs: Sequence[tuple[float | None, float | None]]) -> Hours:
    """Return the median of the hours between two moments (seconds since 1970), where both are known and in order."""
    lengths = [
        (later - earlier) / 3600
        for earlier, later in pairs
        if earlier is not None and later is not None and later >= earlier
    ]
    return Hours(len(lengths), len(pairs), median(lengths) if lengths else None)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the funnel; None stands for a count too small to be shown."""

    name: str
    count: int | None


def funnel(issued: int, claimed: int, uploaded: int) -> list[Step]:
    """Return how many codes were issued, claimed and led to an upload; counts under ten are not shown, nor what gives them away.

    Issued and claimed are the authority's own; uploads are known as totals of phones only. When the last step is
    suppressed, nothing else tells it; when two steps differ by less than ten, the difference would tell, so the later one
    is suppressed too.
    """
    steps = [Step("issued", issued), Step("claimed", claimed)]
    hidden = uploaded < SMALLEST_SHOWN or 0 < claimed - uploaded < SMALLEST_SHOWN
    return [*steps, Step("uploaded", None if hidden else uploaded)]

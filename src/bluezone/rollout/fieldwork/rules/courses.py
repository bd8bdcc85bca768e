"""What the households of a list come to at any moment, worked out once: `rules.standing` at each moment that changes it."""

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from typing import Final, NamedTuple

from bluezone.rollout.fieldwork.rules.standing import Seen, Standing, standing

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


class Sums(NamedTuple):
    """Counts of households that are on a list, and of installs, also of those that left it."""

    listed: int = 0
    visited: int = 0
    closed: int = 0
    with_radio: int = 0
    browser_only: int = 0


class Decision(NamedTuple):
    """Which visit of a day counts, as a clerk decided."""

    decided_at: datetime
    day: date
    chosen: str


@dataclass(slots=True)
class Home:
    """One household.

    Args:
        removed_at: When it left the list.
        visits: Those that count at all, in any order.
        decisions: The oldest first.
    """

    removed_at: datetime | None = None
    visits: list[Seen] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)

    def at(self, moment: datetime) -> Sums:
        """Return what it came to at a moment."""
        visits = [each for each in self.visits if each.moment <= moment]
        chosen = {each.day: each.chosen for each in self.decisions if each.decided_at <= moment}
        return _sums(standing(visits, chosen), is_there=self.removed_at is None or self.removed_at > moment)

    @property
    def moments(self) -> list[datetime]:
        """When it may have changed, the first first."""
        left = () if self.removed_at is None else (self.removed_at,)
        visits, decisions = (each.moment for each in self.visits), (each.decided_at for each in self.decisions)
        return sorted({*visits, *decisions, *left})


@dataclass(frozen=True, slots=True)
class Course:
    """What a list came to from each moment on; packed, as a province has hundreds of thousands of such moments.

    Args:
        moments: Microseconds since 1970 began, ascending.
        sums: Of each moment its `Sums`, one after the other; those before the first moment lead.
    """

    moments: "array[int]"
    sums: "array[int]"

    def at(self, moment: datetime) -> Sums:
        """Return what it came to at a moment."""
        first = bisect_right(self.moments, _number(moment)) * len(Sums._fields)
        return Sums(*self.sums[first : first + len(Sums._fields)])


def course(homes: Iterable[Home]) -> Course:
    """Return the course of a list."""
    counted, changes = 0, defaultdict[int, list[Sums]](list)
    for counted, home in enumerate(homes, 1):  # noqa: B007 -- how many there were is the number on the list at first
        for moment, change in _changes(home):
            changes[_number(moment)].append(change)
    moments = sorted(changes)
    rows = accumulate((_added(*changes[each]) for each in moments), _added, initial=Sums(listed=counted))
    return Course(array("q", moments), array("q", (number for row in rows for number in row)))


def _changes(home: Home) -> Iterator[tuple[datetime, Sums]]:
    before = Sums(listed=1)
    for moment in home.moments:
        after = home.at(moment)
        yield moment, Sums(*(new - old for new, old in zip(after, before, strict=True)))
        before = after


def _sums(found: Standing, *, is_there: bool) -> Sums:
    is_visited = bool(found.days) and is_there
    return Sums(is_there, is_visited, found.is_closed and is_there, found.with_radio, found.browser_only)


def _added(*rows: Sums) -> Sums:
    return rows[0] if len(rows) == 1 else Sums(*map(sum, zip(*rows, strict=True)))


def _number(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND

"""Which figures of a public table are withheld, so that no small one can be solved from those that stay.

A count below `SMALLEST` is withheld (`primary`). Since totals stand beside it, others have to go with it
(`complementary`): a withheld count is safe when larger ones, withheld too, have room to move by `SMALLEST - 1` upwards
and downwards within what everybody knows of them; whatever value from 0 to `SMALLEST - 1` it then takes, the others
make up for it, and every published total stays true. Where the larger ones of one parent have not that room, the
parent's total is withheld as well and the search goes on one level higher; at the top the whole total goes.

The reader is assumed to know of each withheld leaf whether it is small. One mark for both is shown all the same. Rule and reason: `facts/rollout` section 2, "nothing below 10 devices, plus complementary suppression".
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Final, Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)

SMALLEST: Final = 10
"""The smallest count that may be shown."""
ROOM: Final = SMALLEST - 1
"""By how much those withheld beside a small count must be able to move, up and down."""


@dataclass(frozen=True, slots=True)
class Table(Generic[Key]):
    """Counts at the leaves of a tree; every unit above has the sum of those below it.

    Args:
        top: The unit at the top.
        children: Who stands directly under whom; leaves are absent or have none.
        figures: Counts of leaves; a leaf without a report has none, which everybody may see.
        limits: The largest count that a leaf can have, where that is publicly known.
    """

    top: Key
    children: Mapping[Key, Sequence[Key]]
    figures: Mapping[Key, int]
    limits: Mapping[Key, int] = field(default_factory=dict)

    def leaves(self, unit: Key) -> tuple[Key, ...]:
        """Return the leaves below a unit, or the unit itself if it is one."""
        below = self.children.get(unit, ())
        return tuple(leaf for child in below for leaf in self.leaves(child)) if below else (unit,)

    def total(self, unit: Key) -> int | None:
        """Return the sum of a unit; None where nobody below reported."""
        known = [self.figures[leaf] for leaf in self.leaves(unit) if leaf in self.figures]
        return sum(known) if known else None


def withheld(table: Table[Key]) -> frozenset[Key]:
    """Return the units, leaves and totals, whose figure is not shown."""
    search = _Search(table)
    search.protect(table.top)
    return frozenset(search.hidden)


class _Search(Generic[Key]):
    """One walk from the leaves to the top that collects what has to be withheld."""

    def __init__(self, table: Table[Key]) -> None:
        self.table = table
        self.hidden: set[Key] = set()

    def protect(self, unit: Key) -> bool:
        """Withhold what must be at and below a unit; tell whether its own figure is withheld and needs company."""
        needy = [self.protect(child) for child in self.table.children.get(unit, ())]
        total = self.table.total(unit)
        if total is None:
            return False
        if total >= SMALLEST and (not any(needy) or self._found_company(unit)):
            return False
        self.hidden.add(unit)
        return True

    def _found_company(self, unit: Key) -> bool:
        """Withhold larger leaves below a unit until they have room enough; change nothing when there is not enough."""
        chosen, down, up = [], 0.0, 0.0
        for _, leaf, way in sorted(self._candidates(unit), key=lambda candidate: candidate[0]):
            chosen += [leaf, *way]
            down += self.table.figures[leaf] - SMALLEST
            up += self.table.limits.get(leaf, inf) - self.table.figures[leaf]
            if down >= ROOM and up >= ROOM:
                self.hidden.update(chosen)
                return True
        return False

    def _candidates(self, unit: Key) -> list[tuple[tuple[int, int], Key, list[Key]]]:
        """Return the larger leaves with the totals that go with them, the cheapest and then the earliest first."""
        found = []
        for place, (leaf, way) in enumerate(self._ways(unit, [])):
            if self.table.figures.get(leaf, 0) > SMALLEST:
                cost = len({leaf, *way} - self.hidden)
                found.append(((cost, place), leaf, way))
        return found

    def _ways(self, unit: Key, above: list[Key]) -> list[tuple[Key, list[Key]]]:
        """Return each leaf below a unit with the totals between the two."""
        ways = []
        for child in self.table.children.get(unit, ()):
            if self.table.children.get(child):
                ways += self._ways(child, [*above, child])
            else:
                ways.append((child, above))
        return ways

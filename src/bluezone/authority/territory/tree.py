"""Who stands under whom on a day: walks over dated edges, whatever the number of levels."""

from collections import deque
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from bluezone.authority.territory.validity import ALWAYS, Validity, first_overlap

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Edge(Generic[Key]):
    """A parent and a child, and the days on which they are that to each other."""

    parent: Key
    child: Key
    validity: Validity = ALWAYS


@dataclass(frozen=True, slots=True)
class TreeFault(Generic[Key]):
    """Something that no tree may have.

    Args:
        code: `own_parent`, `two_parents`, `outside_lifetime` or `circle`.
        child: The unit at which it shows.
    """

    code: str
    child: Key


class Tree(Generic[Key]):
    """One tree as it stands on one day; children keep the order in which the edges came."""

    def __init__(self, edges: Iterable[Edge[Key]], day: date) -> None:
        """Index the edges that hold on the day."""
        self._children: dict[Key, list[Key]] = {}
        self._parent: dict[Key, Key] = {}
        for edge in edges:
            if edge.validity.holds(day):
                self._children.setdefault(edge.parent, []).append(edge.child)
                self._parent[edge.child] = edge.parent

    def children(self, unit: Key) -> tuple[Key, ...]:
        """Return those directly below."""
        return tuple(self._children.get(unit, ()))

    def parent(self, unit: Key) -> Key | None:
        """Return the one directly above; nothing at the top."""
        return self._parent.get(unit)

    def subtree(self, unit: Key) -> tuple[Key, ...]:
        """Return the unit and everyone below it, level by level."""
        seen: dict[Key, None] = {unit: None}
        waiting = deque([unit])
        while waiting:
            for child in self._children.get(waiting.popleft(), ()):
                if child not in seen:
                    seen[child] = None
                    waiting.append(child)
        return tuple(seen)

    def ancestors(self, unit: Key) -> tuple[Key, ...]:
        """Return everyone above, the nearest first."""
        return tuple(self._upwards(unit))

    def leaves(self, unit: Key) -> tuple[Key, ...]:
        """Return those of the subtree under whom nobody stands."""
        return tuple(each for each in self.subtree(unit) if each not in self._children)

    def depth(self, unit: Key) -> int:
        """Return how many stand above."""
        return len(self.ancestors(unit))

    def _upwards(self, unit: Key) -> Iterator[Key]:
        seen = {unit}
        above = self._parent.get(unit)
        while above is not None and above not in seen:
            yield above
            seen.add(above)
            above = self._parent.get(above)


def tree_faults(edges: Iterable[Edge[Key]], lifetimes: Mapping[Key, Validity]) -> Iterator[TreeFault[Key]]:
    """Yield what no tree may have: two parents on one day, a circle, an edge outside the life of either end.

    Args:
        edges: The edges of one tree.
        lifetimes: The days of every unit that the edges name.
    """
    by_child: dict[Key, list[Edge[Key]]] = {}
    for edge in edges:
        by_child.setdefault(edge.child, []).append(edge)
        if edge.parent == edge.child:
            yield TreeFault("own_parent", edge.child)
        elif not all(edge.validity.within(lifetimes[end]) for end in (edge.parent, edge.child)):
            yield TreeFault("outside_lifetime", edge.child)
    for child, above in by_child.items():
        if first_overlap(edge.validity for edge in above):
            yield TreeFault("two_parents", child)
        elif _in_circle(child, by_child):
            yield TreeFault("circle", child)


def _in_circle(child: Key, by_child: Mapping[Key, list[Edge[Key]]]) -> bool:
    """Tell whether climbing from a unit on the first day of one of its edges leads back to it."""
    for first in by_child[child]:
        day = first.validity.first
        seen = {child}
        above: Key | None = first.parent
        while above is not None and above not in seen:
            seen.add(above)
            above = next((edge.parent for edge in by_child.get(above, ()) if edge.validity.holds(day)), None)
        if above == child and first.parent != child:
            return True
    return False

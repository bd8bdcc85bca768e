"""Figures carried from the structure of one day to that of another: sums kept, guesses refused.

A count belongs to the unit that reported it, in the structure of its day. When communes are merged, the counts of the
old ones add up to the new one's; when one is split, a share goes to each part, by a weight that must be known. The way
back across a merger has no weights, so it is refused, except for whole groups: the sum over old communes that together
make up whole new ones is exact.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import floor
from typing import Generic, TypeVar

from bluezone.authority.territory.validity import Validity
from bluezone.protocol.errors import RuleViolation

Key = TypeVar("Key", bound=Hashable)


class Basis(StrEnum):
    """What a weight rests on."""

    UNCHANGED = "unchanged"
    WHOLE = "whole"
    PART_BY_POPULATION = "part_by_population"
    PART_BY_AREA = "part_by_area"


EXACT = frozenset({Basis.UNCHANGED, Basis.WHOLE})


@dataclass(frozen=True, slots=True)
class Passage(Generic[Key]):
    """What became of a unit: which part of it went into which other.

    Args:
        predecessor: The unit before.
        successor: The unit after.
        day: The successor's first day as such.
        weight: The part of the predecessor's counts that belongs to the successor, over 0 and at most 1; nothing when
            nobody knows.
        basis: What the weight rests on.
    """

    predecessor: Key
    successor: Key
    day: date
    weight: Fraction | None = Fraction(1)
    basis: Basis = Basis.WHOLE


@dataclass(frozen=True, slots=True)
class Converted(Generic[Key]):
    """Figures in another structure than the one they were reported in; a page must say so beside them.

    Args:
        figures: Counts by unit; their sum is the sum of what was put in.
        estimated: Units to whose count a share by population or area contributed.
        incomplete: Units of whose predecessors at least one brought no figure.
    """

    figures: Mapping[Key, int]
    estimated: frozenset[Key] = frozenset()
    incomplete: frozenset[Key] = frozenset()


@dataclass(frozen=True, slots=True)
class Route(Generic[Key]):
    """The way from each unit of one structure to the units of another, found once and used for every day of a series.

    Args:
        shares: For each old unit the new units and the parts they take, which sum to 1.
        estimated: New units that take a share by population or area.
    """

    shares: Mapping[Key, tuple[tuple[Key, Fraction], ...]]
    estimated: frozenset[Key] = frozenset()
    sources: Mapping[Key, frozenset[Key]] = field(init=False)

    def __post_init__(self) -> None:
        """Index which old units each new one needs."""
        sources: dict[Key, set[Key]] = defaultdict(set)
        for old, parts in self.shares.items():
            for new, _ in parts:
                sources[new].add(old)
        object.__setattr__(self, "sources", {new: frozenset(olds) for new, olds in sources.items()})

    def carry(self, figures: Mapping[Key, int]) -> Converted[Key]:
        """Return the figures in the new structure, the sum unchanged.

        Raises:
            RuleViolation: `unit_outside_structure`, when a figure's unit does not stand in the old structure.
        """
        carried: dict[Key, int] = defaultdict(int)
        for old, count in figures.items():
            if old not in self.shares:
                raise RuleViolation("unit_outside_structure", "a figure's unit does not stand on that day")
            for new, part in _parts(count, self.shares[old]):
                carried[new] += part
        incomplete = frozenset(new for new in carried if not self.sources[new] <= figures.keys())
        return Converted(dict(carried), self.estimated & carried.keys(), incomplete)


def route(
    units: Iterable[Key],
    passages: Iterable[Passage[Key]],
    lifetimes: Mapping[Key, Validity],
    *,
    to_day: date,
) -> Route[Key]:
    """Return the way from some units to the structure of a day, before or after their own.

    Args:
        units: The units that carry figures; all stand on one day.
        passages: Everything known about what became of what.
        lifetimes: The days of every unit that units and passages name.
        to_day: The day whose structure is wanted.

    Raises:
        RuleViolation: `no_successor` or `no_predecessor`, `weight_unknown`, `weights_not_whole`, or `merged` where the
            way back would part a merged unit.
    """
    forward: dict[Key, list[Passage[Key]]] = defaultdict(list)
    backward: dict[Key, list[Passage[Key]]] = defaultdict(list)
    for passage in passages:
        forward[passage.predecessor].append(passage)
        backward[passage.successor].append(passage)
    shares: dict[Key, tuple[tuple[Key, Fraction], ...]] = {}
    estimated: set[Key] = set()
    for unit in units:
        if lifetimes[unit].last < to_day:
            parts = _onwards(unit, forward, lifetimes, to_day)
            shares[unit] = tuple((new, share) for new, (share, _) in parts.items())
            estimated.update(new for new, (_, exact) in parts.items() if not exact)
        else:
            shares[unit] = ((_origin(unit, backward, forward, lifetimes, to_day), Fraction(1)),)
    return Route(shares, frozenset(estimated))


def crossing(passages: Iterable[Passage[Key]], groups: Mapping[Key, Hashable]) -> frozenset[Key]:
    """Return the new units whose predecessors stood in more than one group, such as in two former districts."""
    origins: dict[Key, set[Hashable]] = defaultdict(set)
    for passage in passages:
        if passage.predecessor in groups:
            origins[passage.successor].add(groups[passage.predecessor])
    return frozenset(new for new, met in origins.items() if len(met) > 1)


def former_total(figures: Mapping[Key, int], passages: Iterable[Passage[Key]], members: frozenset[Key]) -> int:
    """Return the sum over former units, such as a district's communes, from figures of the units that came after.

    Args:
        figures: Counts by new unit.
        passages: What became of the former units on one day.
        members: The former units whose sum is asked.

    Raises:
        RuleViolation: `crosses_former_line`, when a new unit lies partly outside the members; `figures_incomplete`,
            when a new unit inside them brought no figure; `no_successor`, when a member became nothing.
    """
    origins: dict[Key, set[Key]] = defaultdict(set)
    for passage in passages:
        origins[passage.successor].add(passage.predecessor)
    needed = {new for new, olds in origins.items() if olds & members}
    across = [new for new in needed if not origins[new] <= members]
    if across:
        raise RuleViolation("crosses_former_line", f"{len(across)} of the new units lie on both sides of the old line")
    if members - set().union(*(origins[new] for new in needed)):
        raise RuleViolation("no_successor", "a former unit became no other")
    if absent := needed - figures.keys():
        raise RuleViolation("figures_incomplete", f"{len(absent)} of {len(needed)} new units brought no figure")
    return sum(figures[new] for new in needed)


def _onwards(
    unit: Key, forward: Mapping[Key, list[Passage[Key]]], lifetimes: Mapping[Key, Validity], to_day: date
) -> dict[Key, tuple[Fraction, bool]]:
    """Return the units a unit's counts end in on a later day, their shares, and whether each share is exact."""
    if lifetimes[unit].holds(to_day):
        return {unit: (Fraction(1), True)}
    passages = forward.get(unit, [])
    _require_whole(passages)
    ends: dict[Key, tuple[Fraction, bool]] = {}
    for passage in passages:
        for new, (share, exact) in _onwards(passage.successor, forward, lifetimes, to_day).items():
            before, was_exact = ends.get(new, (Fraction(0), True))
            part = (passage.weight or 0) * share
            ends[new] = (before + part, was_exact and exact and passage.basis in EXACT)
    return ends


def _require_whole(passages: list[Passage[Key]]) -> None:
    if not passages:
        raise RuleViolation("no_successor", "a unit of the old structure became no other: its counts have no new home")
    weights = [passage.weight for passage in passages]
    known = [weight for weight in weights if weight is not None]
    if len(known) < len(weights):
        raise RuleViolation("weight_unknown", "a unit was split and nobody knows which part went where")
    if sum(known) != 1:
        raise RuleViolation("weights_not_whole", "the weights of a unit's successors do not sum to 1")


def _origin(
    unit: Key,
    backward: Mapping[Key, list[Passage[Key]]],
    forward: Mapping[Key, list[Passage[Key]]],
    lifetimes: Mapping[Key, Validity],
    to_day: date,
) -> Key:
    """Return the one unit of an earlier day that a unit is the whole continuation of."""
    if lifetimes[unit].holds(to_day):
        return unit
    match backward.get(unit, []):
        case []:
            raise RuleViolation("no_predecessor", "a unit of the new structure came from no other")
        case [only] if len(forward[only.predecessor]) == 1:
            return _origin(only.predecessor, backward, forward, lifetimes, to_day)
        case [_]:
            raise RuleViolation("split", "a unit is one part of a split unit: the other parts are not asked for here")
        case several:
            raise RuleViolation("merged", f"a unit was merged from {len(several)} and no weight leads back")


def _parts(count: int, shares: tuple[tuple[Key, Fraction], ...]) -> list[tuple[Key, int]]:
    """Share a whole count out in whole parts that sum to it: largest remainders first, then in the order given."""
    if len(shares) == 1:
        return [(shares[0][0], count)]
    exact = [count * share for _, share in shares]
    parts = [floor(part) for part in exact]
    by_remainder = sorted(range(len(shares)), key=lambda place: parts[place] - exact[place])
    for place in by_remainder[: count - sum(parts)]:
        parts[place] += 1
    return [(new, part) for (new, _), part in zip(shares, parts, strict=True)]

"""How far the application got: several figures side by side and an interval, never one number.

Source: the campaign's facts, section 2. For a unit U and a day: D installations that were declared, A active
installations that phones attested (None as long as attestation does not exist: "not collected yet"), V visited and N
listed households, P residents and S smartphones, each with its source and date.

**What the interval bounds, and why.** The unknown is the number of installations in all places below U on the day.
Once attestation exists it lies between A and A plus what was declared where there is no network (`attested_interval`).
Until then there is only people's word, so each place is bounded by what can be said of it (`place_interval`):

* a place that spoke and raises no doubt is taken at its word, give or take what people miscount: from D less
  `MISCOUNT` to D plus `MISCOUNT`;
* a place that spoke, but of an earlier day, has at least what it had then, because the form asks for totals, and at
  most the larger of that and what its most successful siblings have today, with the same allowance;
* a silent place is taken to be like its siblings: between the shares `sibling_range` that all but one in twenty of
  the trusted ones exceed, and all but one in twenty stay below; with fewer than `ENOUGH` of them, between nothing and
  every smartphone (or resident);
* a place whose numbers are in doubt is bounded as a silent one, widened by its own word.

The sum of these is the interval. It does not bound what undoubted places make up without anyone noticing, nor silent
places that are unlike every other; the trivial interval, in which a silent or doubted place has anything between
nothing and everything, is therefore always shown with it.

**Pairs.** A contact is seen only when both persons carry a phone with a radio. With share a of residents in a place,
a² of the contacts inside it are visible; over places the sum of c·a², where c is the place's share of all contacts
(its share of residents unless something better is known). Contacts across places are left out.

**Once.** One installation can be claimed by a union, a school and a commune. Only what territory declares is ever
summed; the other lines stand beside it (`Claims`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from math import ceil, floor
from types import MappingProxyType
from typing import Final

ENOUGH: Final = 10
"""Trusted siblings from which a range is taken."""
TAIL: Final = 0.05
"""Share of trusted siblings beyond each end of their range."""
MISCOUNT: Final = 0.03
"""Share by which an honest total may be wrong; a convention, until a second team has counted again."""
SMALLEST_SHOWN: Final = 10
"""Devices or people; smaller public figures are suppressed."""


class Standing(StrEnum):
    """How far a place's word reaches on a day."""

    TRUSTED = "trusted"
    STALE = "stale"
    DOUBTED = "doubted"
    SILENT = "silent"


class Base(StrEnum):
    """What installations are counted against."""

    SMARTPHONES = "smartphones"
    RESIDENTS = "residents"


@dataclass(frozen=True, slots=True)
class Denominator:
    """A number to divide by, with where it comes from and the day of which it speaks."""

    value: int
    source: str
    day: date


@dataclass(frozen=True, slots=True)
class Interval:
    """A number of installations of which only bounds are known.

    Raises:
        ValueError: The bounds are negative or the wrong way round.
    """

    lower: int
    upper: int

    def __post_init__(self) -> None:
        """Refuse bounds that bound nothing."""
        if not 0 <= self.lower <= self.upper:
            raise ValueError("an interval's bounds are at least 0, and the lower one is not above the upper one")

    def __contains__(self, number: int) -> bool:
        """Return whether a number lies within the bounds, both included."""
        return self.lower <= number <= self.upper

    def __add__(self, other: "Interval") -> "Interval":
        """Return the bounds of a sum."""
        return Interval(self.lower + other.lower, self.upper + other.upper)

    def shares(self, of: int) -> tuple[float, float]:
        """Return both bounds as shares of a positive number, at most 1."""
        return min(1.0, self.lower / of), min(1.0, self.upper / of)


@dataclass(frozen=True, slots=True)
class Place:
    """What is known on a day about one place without others inside it.

    Args:
        unit: Any stable name; only compared.
        standing: How far its word reaches.
        declared: D, the last total it gave; None when it never spoke.
        without_radio: Of those, installations that cannot hear others, such as a web page; None when nobody said.
        attested: A; None when it is not collected.
        without_network: Whether its phones could not reach the server in the period.
        visited: V.
        listed: N.
        residents: P.
        smartphones: S.
    """

    unit: str
    standing: Standing
    declared: int | None = None
    without_radio: int | None = None
    attested: int | None = None
    without_network: bool = False
    visited: int | None = None
    listed: int | None = None
    residents: Denominator | None = None
    smartphones: Denominator | None = None

    def base(self, base: Base) -> int | None:
        """Return what the place's installations are counted against; None when it is not known or nothing."""
        denominator = self.smartphones if base is Base.SMARTPHONES else self.residents
        return denominator.value if denominator and denominator.value > 0 else None


@dataclass(frozen=True, slots=True)
class Range:
    """Two shares between which nine in ten trusted siblings lie, and how many there were."""

    low: float
    high: float
    siblings: int


EVERYTHING: Final = Range(0.0, 1.0, 0)
"""What is known of a place without siblings: nothing."""


@dataclass(frozen=True, slots=True)
class Claims:
    """Installations that territory counted, and what other lines claim of the same ones.

    Args:
        counted: Declared by territory: the only figure that is ever summed.
        beside: Claims of unions, schools and agencies, by line; never added.
    """

    counted: int
    beside: Mapping[str, int] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far the application got in one unit on one day.

    Args:
        unit: The unit.
        day: The day.
        declared: D over the places that spoke; None when none did.
        attested: A; None: not collected yet.
        visited: V over the places that said it; None when none did.
        listed: N, likewise.
        residents: P over all places, with the sources and the oldest date; None when one place has none.
        smartphones: S, likewise.
        base: What the interval is divided by; None when there is neither P nor S, and then there is no interval.
        interval: Bounds of the installations; see the module.
        trivial: Bounds that assume nothing about places that are silent or in doubt.
        pairs: Bounds of the share of contacts that are visible, from installations with a radio.
        standings: How many places stand how.
        claims: What other lines claim; beside, never added.
    """

    unit: str
    day: date
    declared: int | None
    attested: int | None
    visited: int | None
    listed: int | None
    residents: Denominator | None
    smartphones: Denominator | None
    base: Base | None
    interval: Interval | None
    trivial: Interval | None
    pairs: tuple[float, float] | None
    standings: Mapping[Standing, int] = field(hash=False)
    claims: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    @property
    def places(self) -> int:
        """How many places there are."""
        return sum(self.standings.values())

    @property
    def denominator(self) -> Denominator | None:
        """What the interval is divided by, with source and date."""
        return {None: None, Base.SMARTPHONES: self.smartphones, Base.RESIDENTS: self.residents}[self.base]

    @property
    def shares(self) -> tuple[float, float] | None:
        """The interval as shares of its denominator."""
        known = self.interval is not None and self.denominator is not None
        return self.interval.shares(self.denominator.value) if known else None  # type: ignore[union-attr] # known above


def coverage(
    unit: str,
    day: date,
    places: Sequence[Place],
    *,
    siblings: Sequence[Place] | None = None,
    claims: Mapping[str, int] | None = None,
) -> Coverage:
    """Return the coverage of a unit from the places below it.

    Args:
        unit: The unit.
        day: The day.
        places: Every place below it, once; or the unit itself when it has none below.
        siblings: The places whose range stands in for the silent ones; by default `places`. Give the whole province's
            to make the parts of a province sum to the whole.
        claims: What other lines claim.
    """
    base = common_base([*places, *(siblings or ())])
    around = places if siblings is None else siblings
    likely = sibling_range(around, base) if base else None
    bounds = [place_interval(place, base, likely) for place in places] if base and likely else None
    trivial = [place_interval(place, base, EVERYTHING) for place in places] if base else None
    return Coverage(
        unit=unit,
        day=day,
        declared=_sum(place.declared for place in places),
        attested=_sum(place.attested for place in places),
        visited=_sum(place.visited for place in places),
        listed=_sum(place.listed for place in places),
        residents=whole_denominator([place.residents for place in places]),
        smartphones=whole_denominator([place.smartphones for place in places]),
        base=base,
        interval=sum(bounds, Interval(0, 0)) if bounds else None,
        trivial=sum(trivial, Interval(0, 0)) if trivial else None,
        pairs=pairs(places, bounds) if bounds else None,
        standings={standing: sum(place.standing is standing for place in places) for standing in Standing},
        claims=MappingProxyType(dict(claims or {})),
    )


def common_base(places: Sequence[Place]) -> Base | None:
    """Return the narrowest base that every place has: smartphones, else residents, else None."""
    known = (base for base in Base if places and all(place.base(base) is not None for place in places))
    return next(known, None)


def sibling_range(siblings: Sequence[Place], base: Base) -> Range:
    """Return the shares between which all but `TAIL` at each end of the trusted siblings lie."""
    shares = sorted(
        min(1.0, place.declared / size)
        for place in siblings
        if place.standing is Standing.TRUSTED and place.declared is not None and (size := place.base(base))
    )
    if len(shares) < ENOUGH:
        return Range(0.0, 1.0, len(shares))
    last = len(shares) - 1
    return Range(shares[floor(TAIL * last)], shares[ceil((1 - TAIL) * last)], len(shares))


def place_interval(place: Place, base: Base, likely: Range) -> Interval:
    """Return the bounds of one place's installations.

    Raises:
        ValueError: The place does not have the base.
    """
    size = place.base(base)
    if size is None:
        raise ValueError("a place is bounded against a number that it has")
    low, high = floor(likely.low * size), min(size, ceil(likely.high * size))
    if place.declared is None or place.standing is Standing.SILENT:
        return Interval(low, high)
    word = min(place.declared, size)
    least, most = floor(word * (1 - MISCOUNT)), min(size, ceil(word * (1 + MISCOUNT)))
    match place.standing:
        case Standing.TRUSTED:
            return Interval(least, most)
        case Standing.STALE:
            return Interval(least, max(most, high))
        case _:
            return Interval(min(least, low), max(most, high))


def attested_interval(places: Sequence[Place]) -> Interval:
    """Return the bounds once phones attest: A, and A plus what was declared in places without network.

    A place without network whose word is unknown makes no bound possible.

    Raises:
        ValueError: A place without network never declared anything.
    """
    unreached = [place.declared for place in places if place.without_network]
    if None in unreached:
        raise ValueError("a place without network needs a declared number")
    lower = sum(place.attested or 0 for place in places)
    return Interval(lower, lower + sum(count or 0 for count in unreached))


def pairs(places: Sequence[Place], bounds: Sequence[Interval]) -> tuple[float, float] | None:
    """Return bounds of the share of contacts that both sides' phones see; None when residents are not known.

    Where nobody said how many installations lack a radio, the lower bound counts none that has one, the upper all.

    Args:
        places: Each place once.
        bounds: The bounds of its installations, in the same order.
    """
    sizes = [place.base(Base.RESIDENTS) for place in places]
    known = [size for size in sizes if size is not None]
    if len(known) != len(places) or not known:
        return None
    lower = upper = 0.0
    for place, size, bound in zip(places, known, bounds, strict=True):
        weight = size / sum(known)
        deaf = bound.lower if place.without_radio is None else min(place.without_radio, bound.lower)
        hearing = bound.upper - min(place.without_radio or 0, bound.upper)
        lower += weight * min(1.0, (bound.lower - deaf) / size) ** 2
        upper += weight * min(1.0, hearing / size) ** 2
    return lower, upper


def counted_once(territory: Iterable[int], lines: Mapping[str, Iterable[int]]) -> Claims:
    """Return what counts, and what only stands beside it.

    Args:
        territory: What each place declared.
        lines: What unions, schools and agencies claim, by line.
    """
    return Claims(sum(territory), MappingProxyType({line: sum(claimed) for line, claimed in lines.items()}))


def whole_denominator(parts: Sequence[Denominator | None]) -> Denominator | None:
    """Return the sum of denominators with every source and the oldest date; None when one is missing."""
    known = [part for part in parts if part is not None]
    if not known or len(known) != len(parts):
        return None
    sources = " + ".join(sorted({part.source for part in known}))
    return Denominator(sum(part.value for part in known), sources, min(part.day for part in known))


def _sum(counts: Iterable[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None

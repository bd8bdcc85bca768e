"""From what was said to places that can be counted: parts added, age and doubt judged, structures bridged."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, TypeVar

from bluezone.authority.territory.conversion import Route
from bluezone.rollout.reporting.rules.coverage import (
    EVERYTHING,
    Base,
    Coverage,
    Denominator,
    Place,
    Standing,
    place_interval,
)
from bluezone.rollout.reporting.rules.forms import Measure

Key = TypeVar("Key", bound=Hashable)

SURVEYED: Final = {"vi": "địa phương tự khai", "en": "declared by the commune"}
"""The source of a number of smartphones that nobody but the reporter counted."""
DOUBLING: Final = frozenset({"declared_above_smartphones", "fell", "unlike_siblings", "unexplained_growth"})
"""Flags for which the number of installations itself is in doubt, so that its place is bounded as a silent one."""
COUNTED: Final = (
    Measure.DECLARED,
    Measure.WITHOUT_RADIO,
    Measure.VISITED,
    Measure.LISTED,
    Measure.SMARTPHONES,
    Measure.HELPED,
    Measure.REFUSED,
    Measure.STAFF,
)


@dataclass(frozen=True, slots=True)
class Said:
    """What one unit or part of it last said.

    Args:
        unit: The unit's id as text.
        part: The part; empty for the unit itself.
        day: The last day of which it speaks.
        counts: What it counted.
    """

    unit: str
    part: str
    day: date
    counts: Mapping[Measure, int] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Sizes:
    """What is known of a place from elsewhere."""

    residents: Denominator | None = None
    smartphones: Denominator | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """How places are looked at.

    Args:
        day: The day.
        source: What stands as the source of smartphones that a place itself declared.
    """

    day: date
    source: str = SURVEYED["vi"]


def unit_word(said: Sequence[Said]) -> Said | None:
    """Return a unit's word: its own, or the sum of its parts' where it has none or an older one.

    The day of a sum is that of its oldest part, because the sum is no newer than that.
    """
    own = next((word for word in said if not word.part), None)
    parts = [word for word in said if word.part]
    if not parts or (own and own.day >= max(word.day for word in parts)):
        return own
    counts = {
        measure: sum(word.counts.get(measure, 0) for word in parts)
        for measure in COUNTED
        if any(measure in word.counts for word in parts)
    }
    return Said(parts[0].unit, "", min(word.day for word in parts), counts)


def place(unit: str, word: Said | None, sizes: Sizes, look: Look, *, doubted: bool = False) -> Place:
    """Return a place as the arithmetic of coverage takes it.

    Args:
        unit: The place.
        word: What it last said.
        sizes: Its residents and smartphones from elsewhere.
        look: The day that is looked at.
        doubted: Whether a flag puts its number of installations in doubt.
    """
    if word is None:
        return Place(unit, Standing.SILENT, residents=sizes.residents, smartphones=sizes.smartphones)
    own = word.counts.get(Measure.SMARTPHONES)
    smartphones = sizes.smartphones or (Denominator(own, look.source, word.day) if own else None)
    return Place(
        unit,
        standing(word, day=look.day, doubted=doubted),
        declared=word.counts.get(Measure.DECLARED),
        without_radio=word.counts.get(Measure.WITHOUT_RADIO),
        visited=word.counts.get(Measure.VISITED),
        listed=word.counts.get(Measure.LISTED),
        residents=sizes.residents,
        smartphones=smartphones,
    )


def standing(word: Said, *, day: date, doubted: bool) -> Standing:
    """Return how far a word reaches on a day."""
    if doubted:
        return Standing.DOUBTED
    return Standing.TRUSTED if word.day >= day else Standing.STALE


def with_own_denominator(known: Coverage, own: Denominator | None) -> Coverage:
    """Return a coverage with the unit's own number of residents where its parts' are not all known.

    The bounds then are what was declared and, if a place is silent or old, everybody.
    """
    if known.base is not None or own is None or own.value <= 0 or known.declared is None:
        return known
    silent = known.places - known.standings[Standing.TRUSTED]
    whole = Place(known.unit, Standing.STALE if silent else Standing.TRUSTED, known.declared, residents=own)
    bounds = place_interval(whole, Base.RESIDENTS, EVERYTHING)
    return replace(known, residents=own, base=Base.RESIDENTS, interval=bounds, trivial=bounds)


def carried(places: Iterable[Place], route: Route[str]) -> dict[str, list[Place]]:
    """Return the places of one structure under the units of another; a split place is shared out whole.

    Sums are kept: each count of a split place goes to its successors in whole parts by the route's weights.

    Raises:
        RuleViolation: As `Route.carry` says.
    """
    under: dict[str, list[Place]] = {}
    for each in places:
        for unit, part in _parted(each, route):
            under.setdefault(unit, []).append(part)
    return under


def _parted(whole: Place, route: Route[str]) -> list[tuple[str, Place]]:
    parts = route.shares.get(whole.unit, ())
    if len(parts) == 1:
        return [(parts[0][0], whole)]
    counts = ("declared", "without_radio", "attested", "visited", "listed")
    shared = {name: _carried(route, whole.unit, getattr(whole, name)) for name in counts}
    sizes = {name: _carried(route, whole.unit, _value(getattr(whole, name))) for name in ("residents", "smartphones")}
    parted = []
    for unit, _ in parts:
        changed: dict[str, object] = {name: figures and figures.get(unit, 0) for name, figures in shared.items()}
        for name, figures in sizes.items():
            denominator = getattr(whole, name)
            changed[name] = denominator and figures and replace(denominator, value=figures.get(unit, 0))
        parted.append((unit, replace(whole, **changed)))  # type: ignore[arg-type]  # the names are those of the fields
    return parted


def _carried(route: Route[str], unit: str, count: int | None) -> Mapping[str, int] | None:
    return None if count is None else route.carry({unit: count}).figures


def _value(denominator: Denominator | None) -> int | None:
    return denominator.value if denominator else None

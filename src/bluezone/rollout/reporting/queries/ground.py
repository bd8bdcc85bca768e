"""Everything known on one day, loaded in a constant number of queries and asked as often as a page has rows."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Final
from uuid import UUID

from django.db.models import Max, Q, Sum

from bluezone.authority.territory.conversion import Route
from bluezone.authority.territory.denominators import DenominatorKind
from bluezone.authority.territory.kinds import BODY_KINDS, COMMUNE_KINDS, Kind
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import conversion, denominators, on
from bluezone.authority.territory.queries import structure as tree_on
from bluezone.authority.territory.tree import Tree
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.reporting.models import MEASURES, Latest, RaisedFlag
from bluezone.rollout.reporting.rules.coverage import Coverage, Denominator, Place, Standing, coverage
from bluezone.rollout.reporting.rules.doubt import DOUBTING


class Line(StrEnum):
    """Along which line a figure is counted; lines stand beside each other and are never added."""

    TERRITORY = "territory"
    BODIES = "bodies"
    SCHOOLS = "schools"
    MOVEMENTS = "movements"


FORMS: Final[Mapping[Line, str]] = {
    Line.TERRITORY: "commune_day",
    Line.BODIES: "unit_day",
    Line.SCHOOLS: "school_week",
    Line.MOVEMENTS: "movement_event",
}
KINDS: Final[Mapping[Line, frozenset[Kind]]] = {
    Line.TERRITORY: COMMUNE_KINDS,
    Line.BODIES: BODY_KINDS,
    Line.SCHOOLS: frozenset({Kind.SCHOOL}),
    Line.MOVEMENTS: frozenset({Kind.UNION}),
}
FEW: Final = 200
"""Units that are named in a query; more are read with all others of their form."""
DECLARED_SOURCE: Final = "declared"
"""The source of a denominator that the unit itself reported."""


@dataclass(frozen=True, slots=True)
class Silence:
    """A place that has said nothing of the day.

    Args:
        unit: The place.
        since: The last day of which it spoke; None when it never did.
        days: Days since then; None when it never spoke.
    """

    unit: Unit
    since: date | None
    days: int | None


@dataclass(frozen=True, slots=True)
class Said:
    """The last word of one place up to the day, its parts added up when only they spoke."""

    day: date
    counts: Mapping[str, int | None] = field(hash=False)
    reports: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Ground:
    """What is known on a day along one line.

    Args:
        day: The day of which the figures speak.
        structure: The day whose units are shown; when it is another structure than the day's, figures are converted.
        line: Along which line.
        units: Every unit of the structure, by id.
        tree: Who stands under whom in the structure.
        places: The reporting places of the day by the unit of the structure that holds them.
        said: The last word of each reporting place.
        converted: Whether the figures were carried into another structure.
        beside: Whether what other lines claim is read when a coverage is asked for.
    """

    day: date
    structure: date
    line: Line
    units: Mapping[UUID, Unit] = field(repr=False)
    tree: Tree[UUID] = field(repr=False)
    places: Mapping[UUID, tuple[Place, ...]] = field(repr=False)
    said: Mapping[UUID, Said] = field(repr=False)
    converted: bool = False
    beside: bool = True

    @cached_property
    def every_place(self) -> tuple[Place, ...]:
        """Every reporting place: the siblings of each."""
        return tuple(place for held in self.places.values() for place in held)

    def inside(self, unit: UUID) -> tuple[Place, ...]:
        """Return the reporting places at and below a unit of the structure."""
        return tuple(place for each in self.tree.subtree(unit) for place in self.places.get(each, ()))

    @cached_property
    def every_claim(self) -> Mapping[Line, Mapping[UUID, int]]:
        """What every body, school and movement claims, by line and claimant; three queries more."""
        return _claims(self.day, self.units.keys()) if self.beside else {}

    def coverage(self, unit: UUID) -> Coverage:
        """Return the coverage of a unit of the structure; siblings are the places of the whole registry."""
        below = set(self.tree.subtree(unit))
        if "every_claim" in self.__dict__ or len(below) > FEW or not self.beside:
            claims = self.every_claim
        else:
            claims = _claims(self.day, below & self.units.keys())
        beside = {
            line.value: sum(count for claimant, count in claimed.items() if claimant in below)
            for line, claimed in claims.items()
        }
        return coverage(str(unit), self.day, self.inside(unit), siblings=self.every_place, claims=beside)

    def children(self, unit: UUID) -> list[tuple[Unit, Coverage]]:
        """Return the units below one that hold a place, with their coverage, in the order of their codes."""
        shown = [child for child in self.tree.children(unit) if child in self.units and self.inside(child)]
        if len(shown) > 1:
            _ = self.every_claim
        return [(self.units[child], self.coverage(child)) for child in shown]

    def silent(self, unit: UUID) -> list[Silence]:
        """Return the places at and below a unit that said nothing of the day, the longest silence first."""
        quiet = []
        for place in self.inside(unit):
            key = UUID(place.unit)
            said = self.said.get(key)
            if said is None or said.day < self.day:
                since = said.day if said else None
                quiet.append(Silence(self.units[key], since, (self.day - since).days if since else None))
        return sorted(quiet, key=lambda each: (each.days is not None, -(each.days or 0), each.unit.stat_code))


def ground_on(day: date, structure: date | None = None, line: Line = Line.TERRITORY, *, beside: bool = True) -> Ground:
    """Return everything known on a day along a line.

    Args:
        day: The day of which the figures speak.
        structure: The day whose units are shown; by default the same day.
        line: Territory, bodies or schools.
        beside: Whether the claims of all other lines are read too.

    Raises:
        RuleViolation: The figures cannot be carried into the structure without guessing, or the line has no places.
    """
    if line is Line.MOVEMENTS:
        raise RuleViolation("line_has_no_places", "movements hold events, not places; their claims stand beside others")
    shown = structure or day
    reporting = {unit.pk: unit for unit in on(day).filter(kind__in=[kind.value for kind in KINDS[line]])}
    said = _last_words(FORMS[line], day, reporting.keys())
    places = _places(line, day, reporting, said)
    standing = {unit.pk: unit for unit in on(shown)}
    route = None if reporting.keys() <= standing.keys() else conversion(reporting.values(), shown)
    return Ground(
        day=day,
        structure=shown,
        line=line,
        units={**reporting, **standing},
        tree=tree_on(shown),
        places=_housed(places, route),
        said=said,
        converted=route is not None,
        beside=beside and line is Line.TERRITORY,
    )


def _housed(places: Mapping[UUID, Place], route: Route[UUID] | None) -> dict[UUID, tuple[Place, ...]]:
    """Return the places by the unit of the structure that holds each, whole."""
    homes: dict[UUID, list[Place]] = {}
    for key, place in places.items():
        (home, share), *others = route.shares[key] if route else ((key, 1),)
        if others or share != 1:
            raise RuleViolation("place_was_split", "an interval of a place that was split cannot be carried over")
        homes.setdefault(home, []).append(place)
    return {home: tuple(held) for home, held in homes.items()}


def _last_words(form_key: str, day: date, units: Collection[UUID]) -> dict[UUID, Said]:
    """Return the last word of each unit up to a day; a unit's own word outweighs its parts' of the same day."""
    known = set(units)
    rows = Latest.objects.filter(form_key=form_key, first_day__lte=day)
    newest = (
        (rows.filter(unit__in=known) if len(known) <= FEW else rows)
        .values("unit", "part")
        .annotate(newest=Max("first_day"))
        .values_list("unit", "part", "newest")
    )
    wanted = {(unit, part): first for unit, part, first in newest if unit in known}
    own: dict[UUID, Said] = {}
    parts: dict[UUID, list[Latest]] = {}
    for row in _rows_of(form_key, wanted):
        if wanted.get((row.unit_id, row.part)) == row.first_day:
            if row.part:
                parts.setdefault(row.unit_id, []).append(row)
            else:
                own[row.unit_id] = _said([row])
    by_parts = {unit: _said(held) for unit, held in parts.items()}
    return {unit: _outweighing(own.get(unit), by_parts.get(unit)) for unit in own.keys() | by_parts.keys()}


def _outweighing(own: Said | None, by_parts: Said | None) -> Said:
    """Return a unit's own word unless each of its parts has spoken later."""
    if own is None or (by_parts is not None and by_parts.day > own.day):
        return by_parts or Said(date.min, {})
    return own


def _rows_of(form_key: str, wanted: Mapping[tuple[UUID, str], date]) -> Iterable[Latest]:
    """Return the rows of units on their own last days, in one query, and hardly any others."""
    by_day: dict[date, set[UUID]] = {}
    for (unit, _), first in wanted.items():
        by_day.setdefault(first, set()).add(unit)
    here = Q()
    for first, held in by_day.items():
        here |= Q(first_day=first, unit__in=held)
    return Latest.objects.filter(here, form_key=form_key).iterator() if by_day else ()


def _said(rows: list[Latest]) -> Said:
    counts = {measure.value: _total(getattr(row, measure.value) for row in rows) for measure in MEASURES}
    return Said(min(row.last_day for row in rows), counts, tuple(row.submission_id for row in rows))


def _total(counts: Iterable[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _places(line: Line, day: date, units: Mapping[UUID, Unit], said: Mapping[UUID, Said]) -> dict[UUID, Place]:
    residents = denominators(units.values(), DenominatorKind.RESIDENTS, day) if line is Line.TERRITORY else {}
    phones = denominators(units.values(), DenominatorKind.SMARTPHONES, day)
    doubted = _doubted(FORMS[line], day)
    places = {}
    for key in units:
        word = said.get(key)
        counts = word.counts if word else {}
        surveyed = phones.get(key)
        inhabited = residents.get(key)
        places[key] = Place(
            unit=str(key),
            standing=_standing(word, day, doubted=key in doubted),
            declared=counts.get("declared"),
            without_radio=counts.get("without_radio"),
            visited=counts.get("visited"),
            listed=counts.get("listed"),
            residents=_denominator(inhabited.denominator) if inhabited else None,
            smartphones=_denominator(surveyed.denominator) if surveyed else _own_phones(word),
        )
    return places


def _denominator(known: object) -> Denominator:
    return Denominator(known.value, known.source, known.counted_on)  # type: ignore[attr-defined] # territory's value


def _own_phones(word: Said | None) -> Denominator | None:
    phones = word.counts["smartphones"] if word else None
    return Denominator(phones, DECLARED_SOURCE, word.day) if word and phones is not None else None


def _standing(word: Said | None, day: date, *, doubted: bool) -> Standing:
    if word is None or word.counts["declared"] is None:
        return Standing.SILENT
    if doubted:
        return Standing.DOUBTED
    return Standing.TRUSTED if word.day >= day else Standing.STALE


def _doubted(form_key: str, day: date) -> set[UUID]:
    """Return the units with an open question that puts their declared installations in doubt."""
    flags = RaisedFlag.objects.filter(form_key=form_key, day__lte=day, settled_at__isnull=True)
    return set(flags.filter(kind__in=[kind.value for kind in DOUBTING]).values_list("unit", flat=True))


def _claims(day: date, units: Collection[UUID]) -> dict[Line, dict[UUID, int]]:
    """Return what bodies, schools and movements among some units claim, by the claimant."""
    claims = {}
    for line in (Line.BODIES, Line.SCHOOLS):
        words = _last_words(FORMS[line], day, units)
        claims[line] = {unit: word.counts["declared"] or 0 for unit, word in words.items()}
    won = Latest.objects.filter(form_key=FORMS[Line.MOVEMENTS], last_day__lte=day)
    known = set(units)
    totals = won.values("unit").annotate(won=Sum("helped")).order_by().values_list("unit", "won")
    claims[Line.MOVEMENTS] = {unit: total or 0 for unit, total in totals if unit in known}
    return claims

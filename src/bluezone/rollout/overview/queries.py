"""Reading what dashboards show, in a number of queries that does not grow with the units."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Sum

from bluezone.authority.territory.conversion import crossing, former_total
from bluezone.authority.territory.denominators import Denominator as CountedDenominator
from bluezone.authority.territory.denominators import DenominatorKind
from bluezone.authority.territory.kinds import COMMUNE_KINDS, DISTRICT_KINDS, Sector
from bluezone.authority.territory.models import Unit, UnitEdge, holding
from bluezone.authority.territory.queries import denominators, on, passages
from bluezone.authority.territory.tiles import Place as Centre
from bluezone.authority.territory.tiles import Tile as Square
from bluezone.authority.territory.tiles import tiles
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.overview.models import Boundary, Comparison
from bluezone.rollout.overview.rules.boundaries import Shape
from bluezone.rollout.overview.rules.dashboards import Raised, Row, SectorRow, with_own_denominator
from bluezone.rollout.reporting.models import Latest, RaisedFlag
from bluezone.rollout.reporting.queries import Ground, Line, open_flags
from bluezone.rollout.reporting.queries.ground import FORMS
from bluezone.rollout.reporting.rules.coverage import Denominator, coverage

_CHANGES: Final = """
    SELECT last_day, SUM(declared - COALESCE(declared_before, 0)), SUM(visited - COALESCE(visited_before, 0))
    FROM (
        SELECT last_day, declared, visited,
            LAG(declared) OVER word AS declared_before, LAG(visited) OVER word AS visited_before
        FROM reporting_latest said
        WHERE form_key = %s AND last_day <= %s AND unit_id IN ({places})
            AND (part = '' OR NOT EXISTS (
                SELECT 1 FROM reporting_latest own
                WHERE own.form_key = %s AND own.unit_id = said.unit_id AND own.part = '' AND own.last_day <= %s
            ))
        WINDOW word AS (PARTITION BY unit_id, part ORDER BY last_day)
    ) changes
    GROUP BY last_day ORDER BY last_day
"""
"""What each day's words change of the totals; a unit's own word outweighs those of its parts."""
_WHOLE_CLAIMS: Final = """
    SELECT SUM((
        SELECT declared FROM reporting_latest
        WHERE form_key = %s AND unit_id = body.id AND part = '' AND last_day <= %s
        ORDER BY first_day DESC LIMIT 1
    )) FROM territory_unit body WHERE body.id IN ({bodies})
"""
"""What bodies last said of themselves, added up: one look at the index a body."""
_PARTS_CLAIMS: Final = """
    SELECT SUM(said.declared) FROM reporting_latest said
    JOIN (
        SELECT form_key, unit_id, part, MAX(first_day) AS first_day FROM reporting_latest
        WHERE form_key = %s AND last_day <= %s AND unit_id IN ({bodies})
        GROUP BY form_key, unit_id, part
    ) newest ON said.form_key = newest.form_key AND said.unit_id = newest.unit_id
        AND said.part = newest.part AND said.first_day = newest.first_day
"""
"""What the parts of bodies, such as a school's classes, last said, added up."""
SPAN: Final = 90
"""Days of a time series."""


@dataclass(frozen=True, slots=True)
class Series:
    """Totals a day."""

    declared: list[tuple[date, int | None]]
    visited: list[tuple[date, int | None]]


@dataclass(frozen=True, slots=True)
class Former:
    """A unit that no longer stands in the structure, and its total worked out of those that came after.

    Args:
        unit: The former unit.
        total: Its declared installations; None when they cannot be known.
        refused: The code of the reason; empty when there is a total.
        across: Names of the new units that lie on both sides of its line.
    """

    unit: Unit
    total: int | None
    refused: str = ""
    across: tuple[str, ...] = ()


def is_ranked() -> bool:
    """Return whether the lead decided that units are shown in the order of their shares."""
    last = Comparison.objects.first()
    return last is not None and last.is_ranked


def row(ground: Ground, unit: Unit, flags: Iterable[RaisedFlag], own: Denominator | None = None) -> Row:
    """Return what is known of a unit, with the questions at and below it.

    Where not every place of the province has a denominator, the unit's own places are each other's siblings.
    """
    places = ground.inside(unit.pk)
    inside = {UUID(place.unit) for place in places}
    days = [ground.said[key].day for key in inside if key in ground.said]
    known = ground.coverage(unit.pk)
    if known.base is None:
        known = coverage(known.unit, known.day, places)
    return Row(
        id=str(unit.pk),
        name=unit.name,
        short_name=unit.short_name,
        kind=unit.kind,
        coverage=with_own_denominator(known, own),
        last=max(days, default=None),
        flags=tuple(_raised(flag) for flag in flags if flag.unit_id in inside),
        has_below=unit.kind not in COMMUNE_KINDS,
    )


def rows_below(ground: Ground, unit: Unit, flags: Iterable[RaisedFlag]) -> list[Row]:
    """Return the units directly below one, in the order of their codes."""
    known = list(flags)
    return [row(ground, child, known) for child, _ in ground.children(unit.pk)]


def communes_below(ground: Ground, unit: Unit, flags: Iterable[RaisedFlag]) -> list[tuple[Row, Unit]]:
    """Return the units of the structure that hold places at and below one."""
    known = list(flags)
    keys = [key for key in ground.tree.subtree(unit.pk) if ground.places.get(key)]
    return [(row(ground, ground.units[key], known), ground.units[key]) for key in keys]


def flags_of(ground: Ground, form_key: str) -> list[RaisedFlag]:
    """Return the open questions up to the day about a form's numbers."""
    return list(open_flags(last=ground.day).filter(form_key=form_key))


def own_residents(unit: Unit, day: date) -> Denominator | None:
    """Return the residents that were counted for the unit as a whole."""
    found = denominators([unit], DenominatorKind.RESIDENTS, day).get(unit.pk)
    return _denominator(found.denominator) if found else None


def squares(units: Iterable[Unit]) -> dict[UUID, Square]:
    """Return a square of the picture for each unit whose centre is known."""
    return tiles(
        {
            unit.pk: Centre(unit.latitude, unit.longitude)
            for unit in units
            if unit.latitude is not None and unit.longitude is not None
        }
    )


def outlines(units: Iterable[Unit]) -> dict[str, Shape]:
    """Return the boundaries of units by their ids as text, where somebody handed them in."""
    rows = Boundary.objects.filter(unit__in=[unit.pk for unit in units]).values_list("unit_id", "rings")
    return {str(unit): tuple(tuple((x, y) for x, y in ring) for ring in rings) for unit, rings in rows}


def past(ground: Ground, unit: Unit, form_key: str, *, days: int = SPAN) -> Series:
    """Return the totals of the last days up to the ground's, each place's last word carried forward.

    The database adds up what each word changes, so that one row a day comes back however many places there are.
    """
    places = [place.unit for place in ground.inside(unit.pk)]
    first = ground.day - timedelta(days=days - 1)
    if not places:
        return Series([], [])
    marks = ", ".join(["%s"] * len(places))
    stored = [_stored(place) for place in places]
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES.format(places=marks), [form_key, ground.day, *stored, form_key, ground.day])
        changes = {_day(day): (declared, visited) for day, declared, visited in cursor.fetchall()}
    return Series(*(_totals(changes, which, first, ground.day) for which in (0, 1)))


def claims(ground: Ground, unit: Unit) -> dict[Line, int]:
    """Return what bodies, schools and movements at and below a unit claim; they stand beside its figure, never in it."""
    below = set(ground.tree.subtree(unit.pk))
    bodies = [key for key in below if key not in ground.places and key != unit.pk]
    if not bodies:
        return {}
    stored = [_stored(str(body)) for body in bodies]
    won = Latest.objects.filter(form_key=FORMS[Line.MOVEMENTS], last_day__lte=ground.day, unit__in=bodies)
    found = {
        Line.BODIES: _claimed(_WHOLE_CLAIMS, FORMS[Line.BODIES], ground.day, stored),
        Line.SCHOOLS: _claimed(_PARTS_CLAIMS, FORMS[Line.SCHOOLS], ground.day, stored),
        Line.MOVEMENTS: won.aggregate(total=Sum("helped"))["total"],
    }
    return {line: total for line, total in found.items() if total}


def _claimed(question: str, form_key: str, day: date, bodies: list[str]) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(question.format(bodies=", ".join(["%s"] * len(bodies))), [form_key, day, *bodies])
        (total,) = cursor.fetchone()
    return None if total is None else int(total)


def _totals(
    changes: Mapping[date, tuple[int | None, int | None]], which: int, first: date, last: date
) -> list[tuple[date, int | None]]:
    """Return the running total of each day; None before anybody has spoken."""
    early = [change[which] for day, change in changes.items() if day < first and change[which] is not None]
    total = sum(change or 0 for change in early) if early else None
    totals = []
    for step in range((last - first).days + 1):
        day = first + timedelta(days=step)
        change = changes.get(day, (None, None))[which]
        total = total if change is None else (total or 0) + change
        totals.append((day, total))
    return totals


def _day(value: date | str) -> date:
    """Return a day as the database's cursor gives it: SQLite gives text."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def _stored(unit: str) -> str:
    """Return a unit's id as the database holds it."""
    return str(Unit._meta.pk.get_db_prep_value(UUID(unit), connection))  # noqa: SLF001 -- Django's documented door


def sectors(unit: Unit, ground: Ground) -> list[SectorRow]:
    """Return the bodies at and below a unit, summed by sector; the ground's line is that of bodies or schools."""
    by_sector: dict[str, list[UUID]] = {}
    for key in ground.tree.subtree(unit.pk):
        if ground.places.get(key):
            by_sector.setdefault(ground.units[key].sector, []).append(key)
    order = [sector.value for sector in Sector]
    known = sorted(by_sector.items(), key=lambda each: order.index(each[0]) if each[0] in order else len(order))
    return [_sector(sector, keys, ground) for sector, keys in known]


def former_districts(ground: Ground, former_day: date) -> list[Former]:
    """Return the districts of a former day with their totals, or why those cannot be known.

    Args:
        ground: Figures by the units of a later structure.
        former_day: A day on which the districts stood.
    """
    districts = on(former_day).filter(kind__in=[kind.value for kind in DISTRICT_KINDS]).order_by("stat_code")
    edges = UnitEdge.objects.filter(holding(former_day), tree="territory", parent__in=districts)
    members: dict[UUID, set[UUID]] = {}
    for above, below in edges.values_list("parent_id", "child_id"):
        members.setdefault(above, set()).add(below)
    figures = {key: count for key in ground.places if (count := ground.coverage(key).declared) is not None}
    known = passages()
    groups = {commune: district for district, communes in members.items() for commune in communes}
    across = crossing(known, groups)
    found = []
    for district in districts:
        communes = frozenset(members.get(district.pk, ()))
        try:
            found.append(Former(district, former_total(figures, known, communes)))
        except RuleViolation as refusal:
            new = {passage.successor for passage in known if passage.predecessor in communes} & across
            names = tuple(sorted(ground.units[key].name for key in new if key in ground.units))
            found.append(Former(district, None, refusal.code, names))
    return found


def _sector(sector: str, keys: list[UUID], ground: Ground) -> SectorRow:
    words = [ground.said[key] for key in keys if key in ground.said]
    sums = {
        measure: _sum(word.counts.get(measure) for word in words) for measure in ("staff", "smartphones", "declared")
    }
    return SectorRow(sector, len(keys), sum(word.day >= ground.day for word in words), **sums)


def _sum(counts: Iterable[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _raised(flag: RaisedFlag) -> Raised:
    return Raised(str(flag.unit_id), flag.kind, flag.day, flag.figures)


def _denominator(known: CountedDenominator[UUID]) -> Denominator:
    return Denominator(known.value, known.source, known.counted_on)

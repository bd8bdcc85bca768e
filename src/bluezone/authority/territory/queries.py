"""Reading the territory as it stands on a day; a walk through a tree is one query, whatever its depth."""

import uuid
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from bluezone.authority.territory.conversion import Passage, Route, route
from bluezone.authority.territory.denominators import Choice, DenominatorKind, added, as_of
from bluezone.authority.territory.denominators import Denominator as DenominatorValue
from bluezone.authority.territory.kinds import COMMUNE_KINDS, Kind, Sector, TreeName
from bluezone.authority.territory.models import (
    Alias,
    Denominator,
    SectorLead,
    Succession,
    Unit,
    UnitEdge,
    holding,
)
from bluezone.authority.territory.naming import likeness, readings
from bluezone.authority.territory.rules import Gazetteer, KnownUnit, Reuse, reuse
from bluezone.authority.territory.tree import Edge, Tree
from bluezone.authority.territory.validity import Validity
from bluezone.protocol.errors import RuleViolation

_BELOW: Final = """
    WITH RECURSIVE below(id) AS (
        SELECT id FROM territory_unit WHERE id = %s
        UNION
        SELECT edge.child_id FROM territory_unitedge edge JOIN below ON edge.parent_id = below.id
        WHERE edge.tree = %s
          AND (edge.valid_from IS NULL OR edge.valid_from <= %s)
          AND (edge.valid_to IS NULL OR edge.valid_to >= %s)
    ) SELECT id FROM below
"""
_ABOVE: Final = """
    WITH RECURSIVE above(id, steps) AS (
        SELECT id, 0 FROM territory_unit WHERE id = %s
        UNION
        SELECT edge.parent_id, above.steps + 1 FROM territory_unitedge edge JOIN above ON edge.child_id = above.id
        WHERE edge.tree = %s AND above.steps < 20
          AND (edge.valid_from IS NULL OR edge.valid_from <= %s)
          AND (edge.valid_to IS NULL OR edge.valid_to >= %s)
    ) SELECT id FROM above WHERE steps > 0 ORDER BY steps
"""


@dataclass(frozen=True, slots=True)
class Found:
    """One answer to a search.

    Args:
        unit: The unit.
        likeness: How near its name comes, 0 the nearest.
        other_name: The other name by which it was found, if it was not its own.
    """

    unit: Unit
    likeness: int
    other_name: str = ""


@dataclass(frozen=True, slots=True)
class CodeBearer:
    """Another unit that bore a unit's code, and what that means."""

    unit: Unit
    reuse: Reuse


@dataclass(frozen=True, slots=True)
class History:
    """Where a unit came from and what it became."""

    came_from: tuple[Succession, ...]
    became: tuple[Succession, ...]
    same_code: tuple[CodeBearer, ...]
    aliases: tuple[Alias, ...]


def on(day: date) -> QuerySet[Unit]:
    """Return all units that stand on a day."""
    return Unit.objects.filter(holding(day))


def by_code(code: str, day: date) -> Unit | None:
    """Return the unit that bears a code on a day."""
    return on(day).filter(stat_code=code).first() if code else None


def children(unit: Unit, day: date, tree: TreeName = TreeName.TERRITORY) -> QuerySet[Unit]:
    """Return the units directly below a unit on a day, communes and bodies alike; filter by `kind` for one sort."""
    edges = UnitEdge.objects.filter(holding(day), tree=tree.value, parent=unit)
    return on(day).filter(pk__in=edges.values("child"))


def parent(unit: Unit, day: date, tree: TreeName = TreeName.TERRITORY) -> Unit | None:
    """Return the unit directly above on a day."""
    edges = UnitEdge.objects.filter(holding(day), tree=tree.value, child=unit)
    return on(day).filter(pk__in=edges.values("parent")).first()


def subtree(unit: Unit, day: date, tree: TreeName = TreeName.TERRITORY) -> QuerySet[Unit]:
    """Return a unit and everyone below it on a day, in one query that can be filtered further."""
    walk = RawSQL(_BELOW, (_stored(unit), tree.value, day, day))  # noqa: S611 -- a constant text, values as parameters
    return on(day).filter(pk__in=walk)


def ancestors(unit: Unit, day: date, tree: TreeName = TreeName.TERRITORY) -> list[Unit]:
    """Return everyone above a unit on a day, the nearest first."""
    with connection.cursor() as cursor:
        cursor.execute(_ABOVE, (_stored(unit), tree.value, day, day))
        keys = [_read(row[0]) for row in cursor.fetchall()]
    units = Unit.objects.in_bulk(keys)
    return [units[key] for key in keys]


def structure(day: date, tree: TreeName = TreeName.TERRITORY) -> Tree[uuid.UUID]:
    """Return a whole tree of a day as a value, in one query: for pages that show every level."""
    rows = (
        UnitEdge.objects.filter(holding(day), tree=tree.value)
        .order_by("child__stat_code", "child__folded")
        .values_list("parent_id", "child_id")
    )
    return Tree([Edge(above, below) for above, below in rows], day)


def communes(day: date, *, under: Unit | None = None) -> QuerySet[Unit]:
    """Return the communes, wards and townships of a day, of the whole registry or below a unit."""
    units = on(day) if under is None else subtree(under, day)
    return units.filter(kind__in=[kind.value for kind in COMMUNE_KINDS])


def search(text: str, day: date, *, limit: int = 20) -> list[Found]:
    """Return the units of a day that a text may mean, the likeliest first; a code finds its bearer.

    Diacritics, letter case, tone placement, Unicode form and prefixes such as `TX.` do not matter.
    """
    words = [reading.name for reading in readings(text) if reading.name]
    if not words:
        return []
    own, other = Q(stat_code=text.strip()), Q()
    for word in words:
        own |= Q(folded__contains=word)
        other |= Q(folded__contains=word)
    found = {unit.pk: Found(unit, _likeness(text, unit)) for unit in on(day).filter(own)}
    for alias in Alias.objects.filter(other).filter(holding(day, "unit__")).select_related("unit"):
        near = likeness(text, alias.name)
        if near is not None and (alias.unit_id not in found or near < found[alias.unit_id].likeness):
            found[alias.unit_id] = Found(alias.unit, near, alias.name)
    return sorted(found.values(), key=_order)[:limit]


def lead(sector: Sector, day: date) -> Unit | None:
    """Return the body that leads a sector on a day."""
    row = SectorLead.objects.filter(holding(day), sector=sector.value).select_related("unit").first()
    return row.unit if row else None


def denominators(units: Iterable[Unit], kind: DenominatorKind, day: date) -> dict[uuid.UUID, Choice[uuid.UUID]]:
    """Return the denominator of each unit as of a day, in one query; units without one are absent."""
    keys = {unit.pk for unit in units}
    rows = Denominator.objects.filter(unit__in=keys, kind=kind.value, counted_on__lte=day)
    by_unit: dict[uuid.UUID, list[Denominator]] = {}
    for row in rows:
        by_unit.setdefault(row.unit_id, []).append(row)
    chosen = {key: as_of([row.known for row in known], key, kind, day) for key, known in by_unit.items()}
    return {key: choice for key, choice in chosen.items() if choice}


def converted_denominators(
    units: Iterable[Unit], kind: DenominatorKind, day: date
) -> dict[uuid.UUID, DenominatorValue[uuid.UUID]]:
    """Return sums over the units that each unit was merged from whole, where all of them were counted alike.

    A page labels such a number as converted; where one part was not counted, or was split, there is none. Two queries.
    """
    rows = Succession.objects.filter(successor__in={unit.pk for unit in units}).select_related("predecessor")
    parts: dict[uuid.UUID, list[Succession]] = {}
    for row in rows:
        parts.setdefault(row.successor_id, []).append(row)
    known = denominators([row.predecessor for row in rows], kind, day)
    found = {}
    for key, merged in parts.items():
        if all(row.weight == 1 for row in merged):
            with suppress(RuleViolation):
                counted = [known[row.predecessor_id].denominator for row in merged if row.predecessor_id in known]
                found[key] = added(counted, [row.predecessor_id for row in merged], key)
    return found


def passages() -> list[Passage[uuid.UUID]]:
    """Return all that is known about what became of what."""
    return [row.passage for row in Succession.objects.all()]


def lifetimes() -> dict[uuid.UUID, Validity]:
    """Return the days of every unit."""
    return {key: Validity(first, last) for key, first, last in Unit.objects.values_list("pk", "valid_from", "valid_to")}


def conversion(units: Collection[Unit], to_day: date) -> Route[uuid.UUID]:
    """Return the way from some units to the structure of another day, in two queries; use it for a whole series.

    Raises:
        RuleViolation: As `bluezone.authority.territory.conversion.route` says.
    """
    return route([unit.pk for unit in units], passages(), lifetimes(), to_day=to_day)


def history(unit: Unit) -> History:
    """Return where a unit came from, what it became, and who else bore its code, in four queries."""
    came_from = tuple(unit.successions_in.select_related("predecessor").order_by("predecessor__stat_code"))
    became = tuple(unit.successions_out.select_related("successor").order_by("successor__stat_code"))
    known = [row.passage for row in (*came_from, *became)]
    bearers = Unit.objects.filter(stat_code=unit.stat_code).exclude(pk=unit.pk) if unit.stat_code else []
    aliases = tuple(unit.aliases.all())
    here = known_unit(unit, tuple(alias.name for alias in aliases))
    same_code = tuple(CodeBearer(other, _reuse(here, known_unit(other), known)) for other in bearers)
    return History(came_from, became, same_code, aliases)


def known_unit(unit: Unit, aliases: tuple[str, ...] = ()) -> KnownUnit[uuid.UUID]:
    """Return a unit as a value for the rules."""
    return KnownUnit(unit.pk, Kind(unit.kind), unit.stat_code, unit.short_name, unit.validity, aliases)


def gazetteer(day: date) -> Gazetteer[uuid.UUID]:
    """Return all units of the territory for finding out what a clerk means on a day, in three queries."""
    spellings: dict[uuid.UUID, list[str]] = {}
    for key, name in Alias.objects.filter(standing="spelling").values_list("unit_id", "name"):
        spellings.setdefault(key, []).append(name)
    units = Unit.objects.exclude(stat_code="").filter(kind__in=[kind.value for kind in COMMUNE_KINDS])
    known = [known_unit(unit, tuple(spellings.get(unit.pk, ()))) for unit in units]
    return Gazetteer(known, passages(), day)


def _reuse(one: KnownUnit[uuid.UUID], other: KnownUnit[uuid.UUID], known: list[Passage[uuid.UUID]]) -> Reuse:
    old, new = sorted((one, other), key=lambda unit: unit.validity.first)
    return reuse(old, new, known)


def _order(found: Found) -> tuple[int, str, int, str]:
    """The likeliest first; of one name the higher level, whose code is shorter."""
    return found.likeness, found.unit.folded, len(found.unit.stat_code), found.unit.stat_code


def _likeness(text: str, unit: Unit) -> int:
    if unit.stat_code == text.strip():
        return 0
    near = likeness(text, unit.short_name)
    return 9 if near is None else near


def _stored(unit: Unit) -> str:
    """Return a unit's id as the database holds it."""
    return str(Unit._meta.pk.get_db_prep_value(unit.pk, connection))  # noqa: SLF001 -- Django's documented door


def _read(value: object) -> uuid.UUID:
    return value if isinstance(value, uuid.UUID) else uuid.UUID(str(value))

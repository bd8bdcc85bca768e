"""What the territory's pages show: rows of a structure, tiles with words, the units found."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bluezone.authority.territory import queries
from bluezone.authority.territory.denominators import Choice, DenominatorKind
from bluezone.authority.territory.kinds import COMMUNE_KINDS, DISTRICT_KINDS, Kind
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.rules import Reuse, reuse
from bluezone.authority.territory.tiles import Place, tiles

SIDE = 76
GAP = 4
MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a tile's name, and how far below its top it stands."""

    words: str
    y: int


@dataclass(frozen=True, slots=True)
class DrawnTile:
    """A commune in the picture, in units of the picture."""

    unit: Unit
    x: int
    y: int
    lines: tuple[Line, ...]
    below: str
    warned: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """All tiles and the size they need."""

    tiles: tuple[DrawnTile, ...]
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Row:
    """A commune in the list."""

    unit: Unit
    above: Unit | None
    residents: Choice[UUID] | None
    source: int
    reuse: Reuse | None


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit of the level above communes, with the communes below it."""

    unit: Unit
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Structure:
    """The territory of a day, ready to be shown."""

    provinces: tuple[Unit, ...]
    branches: tuple[Branch, ...]
    districts: int
    communes: int
    picture: Picture
    sources: tuple[str, ...]


def structure_on(day: date) -> Structure:
    """Return the territory of a day in seven queries."""
    kinds = [kind.value for kind in {Kind.TINH} | DISTRICT_KINDS | COMMUNE_KINDS]
    units = list(queries.on(day).filter(kind__in=kinds))
    by_key = {unit.pk: unit for unit in units}
    tree = queries.structure(day)
    communes = [unit for unit in units if unit.kind in COMMUNE_KINDS]
    above = {unit.pk: by_key.get(parent) for unit in units if (parent := tree.parent(unit.pk))}
    residents = queries.denominators(communes, DenominatorKind.RESIDENTS, day)
    sources = sorted({choice.denominator.source for choice in residents.values()})
    reused = reuses(communes)
    rows = [
        Row(
            unit,
            above.get(unit.pk),
            (choice := residents.get(unit.pk)),
            sources.index(choice.denominator.source) + 1 if choice else 0,
            reused.get(unit.pk),
        )
        for unit in communes
    ]
    heads = [unit for unit in units if any(row.above == unit for row in rows)]
    return Structure(
        tuple(unit for unit in units if unit.kind == Kind.TINH),
        tuple(Branch(head, tuple(row for row in rows if row.above == head)) for head in heads),
        sum(unit.kind in DISTRICT_KINDS for unit in units),
        len(communes),
        picture(rows),
        tuple(sources),
    )


def reuses(communes: list[Unit]) -> dict[UUID, Reuse]:
    """Return, for each commune whose code was another's before, what that means; in two queries."""
    codes = [unit.stat_code for unit in communes]
    bearers: dict[str, list[Unit]] = {}
    for unit in Unit.objects.filter(stat_code__in=codes):
        bearers.setdefault(unit.stat_code, []).append(unit)
    passages = queries.passages()
    found = {}
    for unit in communes:
        for other in bearers.get(unit.stat_code, []):
            if other.validity.last < unit.validity.first:
                found[unit.pk] = reuse(queries.known_unit(other), queries.known_unit(unit), passages)
    return found


def picture(rows: list[Row]) -> Picture:
    """Return the tile picture of the communes whose place is known."""
    placed = {
        row.unit.pk: Place(row.unit.latitude, row.unit.longitude)
        for row in rows
        if row.unit.latitude is not None and row.unit.longitude is not None
    }
    given = tiles(placed)
    drawn = [
        DrawnTile(
            row.unit,
            given[row.unit.pk].column * (SIDE + GAP),
            given[row.unit.pk].row * (SIDE + GAP),
            lines(row.unit.short_name),
            row.above.short_name if row.above and row.above.kind in DISTRICT_KINDS else "",
            row.reuse is Reuse.OTHER_PLACE,
        )
        for row in rows
        if row.unit.pk in given
    ]
    drawn.sort(key=lambda tile: (tile.y, tile.x))
    width = max((tile.x for tile in drawn), default=0) + SIDE
    height = max((tile.y for tile in drawn), default=0) + SIDE
    return Picture(tuple(drawn), width, height)


def lines(name: str) -> tuple[Line, ...]:
    """Return a name in at most three lines, as the syllables allow."""
    words = name.split()
    if len(words) > MOST_LINES:
        words = [*words[: MOST_LINES - 1], " ".join(words[MOST_LINES - 1 :])]
    top = SIDE // 2 - 8 * len(words) + 6
    return tuple(Line(word, top + 16 * place) for place, word in enumerate(words))

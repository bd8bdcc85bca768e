"""What the territory's pages show: rows of a structure, tiles with words, the units found."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bluezone.authority.territory import queries
from bluezone.authority.territory.denominators import Denominator, DenominatorKind
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
class Border:
    """A line between two tiles of different districts."""

    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True, slots=True)
class Picture:
    """All tiles, the lines between districts, and the size they need."""

    tiles: tuple[DrawnTile, ...]
    borders: tuple[Border, ...]
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Row:
    """A commune in the list."""

    unit: Unit
    above: Unit | None
    residents: "Residents | None"
    reuse: Reuse | None


@dataclass(frozen=True, slots=True)
class Residents:
    """How many people live in a commune.

    Args:
        count: The number, with its day.
        source: The number of its source in the list below the page.
        converted: Whether it was added up from the communes that were merged.
    """

    count: Denominator[UUID]
    source: int
    converted: bool


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
    """Return the territory of a day in eight queries."""
    kinds = [kind.value for kind in {Kind.TINH} | DISTRICT_KINDS | COMMUNE_KINDS]
    units = list(queries.on(day).filter(kind__in=kinds))
    by_key = {unit.pk: unit for unit in units}
    tree = queries.structure(day)
    communes = [unit for unit in units if unit.kind in COMMUNE_KINDS]
    above = {unit.pk: by_key.get(parent) for unit in units if (parent := tree.parent(unit.pk))}
    residents, sources = counted_residents(communes, day)
    reused = reuses(communes)
    rows = [Row(unit, above.get(unit.pk), residents.get(unit.pk), reused.get(unit.pk)) for unit in communes]
    heads = [unit for unit in units if any(row.above == unit for row in rows)]
    return Structure(
        tuple(unit for unit in units if unit.kind == Kind.TINH),
        tuple(Branch(head, tuple(row for row in rows if row.above == head)) for head in heads),
        sum(unit.kind in DISTRICT_KINDS for unit in units),
        len(communes),
        picture(rows),
        sources,
    )


def counted_residents(communes: list[Unit], day: date) -> tuple[dict[UUID, Residents], tuple[str, ...]]:
    """Return the residents of each commune of which they are known, and the sources in the order of their numbers."""
    own = queries.denominators(communes, DenominatorKind.RESIDENTS, day)
    others = [unit for unit in communes if unit.pk not in own]
    summed = queries.converted_denominators(others, DenominatorKind.RESIDENTS, day)
    counts = {key: choice.denominator for key, choice in own.items()} | summed
    sources = sorted({count.source for count in counts.values()})
    numbers = {source: number for number, source in enumerate(sources, start=1)}
    known = {key: Residents(count, numbers[count.source], key in summed) for key, count in counts.items()}
    return known, tuple(sources)


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
    return Picture(tuple(drawn), tuple(borders(drawn)), width, height)


def borders(drawn: list[DrawnTile]) -> Iterator[Border]:
    """Yield the lines between neighbours that stand under different districts."""
    step, half = SIDE + GAP, GAP // 2
    at = {(tile.x, tile.y): tile.below for tile in drawn}
    for (x, y), below in at.items():
        if at.get((x + step, y), below) != below:
            yield Border(x + SIDE + half, y - half, x + SIDE + half, y + SIDE + half)
        if at.get((x, y + step), below) != below:
            yield Border(x - half, y + SIDE + half, x + SIDE + half, y + SIDE + half)


def lines(name: str) -> tuple[Line, ...]:
    """Return a name in at most three lines, as the syllables allow."""
    words = name.split()
    if len(words) > MOST_LINES:
        words = [*words[: MOST_LINES - 1], " ".join(words[MOST_LINES - 1 :])]
    top = SIDE // 2 - 8 * len(words) + 6
    return tuple(Line(word, top + 16 * place) for place, word in enumerate(words))

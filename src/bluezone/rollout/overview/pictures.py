"""Pictures of a dashboard with their words in the page's language."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from bluezone.authority.territory.tiles import Tile as Square
from bluezone.rollout.overview.rules.bands import COUNT
from bluezone.rollout.overview.rules.boundaries import Shape, paths
from bluezone.rollout.overview.rules.charts import (
    NO_BASE,
    NO_DATA,
    Caption,
    Ground,
    Line,
    Tile,
    map_picture,
    mark,
    series_picture,
    tile_picture,
)
from bluezone.rollout.overview.rules.dashboards import Row
from bluezone.rollout.overview.templatetags.overview import band_words, bands_words, count, language


def shades() -> list[tuple[str, str]]:
    """Return the legend: each shade with its words."""
    return [(f"band-{number}", band_words(number)) for number in range(COUNT)]


def commune_tiles(rows: Iterable[Row], squares: Mapping[UUID, Square], address: Callable[[Row], str]) -> SafeString:
    """Return the picture of communes as tiles; those whose centre is unknown are left to the table."""
    placed = [(row, squares[UUID(row.id)]) for row in rows if UUID(row.id) in squares]
    if not placed:
        return SafeString()
    drawn = [
        Tile(square.row, square.column, mark(row.short_name), _figure(row), _shade(row), told(row), address(row))
        for row, square in placed
    ]
    caption = _communes([row for row, _square in placed])
    return mark_safe(tile_picture(drawn, caption))  # noqa: S308 -- our own picture; every word in it is escaped


def commune_map(rows: Sequence[Row], shapes: Mapping[str, Shape], address: Callable[[Row], str]) -> SafeString:
    """Return the picture of communes in their true shapes; each of them has one."""
    outlines, size = paths(shapes)
    drawn = [Ground(outlines[row.id], _shade(row), told(row), address(row)) for row in rows]
    return mark_safe(map_picture(drawn, size, _communes(rows)))  # noqa: S308 -- our own picture; words are escaped


def _communes(rows: Sequence[Row]) -> Caption:
    words = _("%(communes)d communes, each near its true place; %(silent)d have never reported.")
    counts = {"communes": len(rows), "silent": sum(row.is_silent for row in rows)}
    return Caption(_("Communes by the share that is at least installed"), words % counts, "communes")


def told(row: Row) -> str:
    """Return what a tile says to a pointer or a screen reader."""
    if row.is_silent:
        return _("%(unit)s: no report yet") % {"unit": row.name}
    declared = row.coverage.declared
    said = _("%(unit)s: %(count)s declared") % {"unit": row.name, "count": count(declared) if declared else "0"}
    return said if row.bands is None else f"{said}; {bands_words(row.bands)}"


def progress(declared: Sequence[tuple[date, int | None]], visited: Sequence[tuple[date, int | None]]) -> SafeString:
    """Return the picture of installations and visits over days; nothing where nothing was said."""
    known = [value for _day, value in declared if value is not None]
    caption = Caption(
        _("Installations and visits, day by day"),
        _("Declared installations went from %(first)s to %(last)s.")
        % {"first": count(known[0]), "last": count(known[-1])}
        if known
        else _("No installation was declared in these days."),
        "progress",
        "." if language() == "vi" else ",",
    )
    lines = [Line(_("declared"), _floats(declared)), Line(_("visited"), _floats(visited))]
    return mark_safe(series_picture(lines, caption))  # noqa: S308 -- our own picture; every word in it is escaped


def _floats(points: Sequence[tuple[date, int | None]]) -> list[tuple[date, float | None]]:
    return [(day, None if value is None else float(value)) for day, value in points]


def _shade(row: Row) -> str:
    if row.is_silent:
        return NO_DATA
    return NO_BASE if row.bands is None else f"band-{row.bands[0]}"


def _figure(row: Row) -> str:
    if row.is_silent:
        return "?"
    return count(row.coverage.declared) if row.bands is None else band_words(row.bands[0]).replace(" %", "")

"""Pictures as SVG text: a tile for each commune, lines over days; readable without colour and by a screen reader.

Every picture has a title and a description. Nothing rests on colour alone: a band has a number and a shade, a line its
own dashes and its name at its end, "no data" and "withheld" their own patterns. No style attribute and no script stand
in it, so it passes the strictest content policy; shades and letters come from `overview.css` by class.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from math import ceil, floor, log10
from typing import Final

SIDE: Final = 56
"""Side of a tile in units of the picture."""
GAP: Final = 4
WIDTH: Final = 720
HEIGHT: Final = 300
LEFT, RIGHT, TOP, BOTTOM = 56, 96, 16, 34
"""Room around the plot for the words of both axes and the names of the lines."""
APART: Final = 15
"""Least distance of two names at the ends of lines."""
TICKS: Final = 4
DASHES: Final = ("", "8 4", "2 4", "12 4 2 4", "4 2 2 2")

NO_DATA: Final = "no-data"
NO_BASE: Final = "no-base"
"""The shade of a unit that reported but has nothing to be counted against."""
WITHHELD: Final = "withheld"


@dataclass(frozen=True, slots=True)
class Tile:
    """One commune in the picture.

    Args:
        row: From the north, 0 upwards.
        column: From the west, 0 upwards.
        mark: The few letters that fit.
        figure: What stands below them, such as `23 %`.
        shade: `band-0` upwards, `no-data` or `withheld`.
        told: The whole sentence that a pointer or a screen reader gets.
        link: Where the tile leads; empty for nowhere.
    """

    row: int
    column: int
    mark: str
    figure: str
    shade: str
    told: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Caption:
    """The words of a picture.

    Args:
        title: What the picture shows, a phrase.
        description: What one reads from it, a sentence or two.
        name: Unique on its page, of letters and hyphens.
        thousands: What stands between thousands in the page's language.
    """

    title: str
    description: str
    name: str
    thousands: str = "."


@dataclass(frozen=True, slots=True)
class Line:
    """One series over days; a day without a figure leaves a gap."""

    name: str
    points: Sequence[tuple[date, float | None]]


@dataclass(frozen=True, slots=True)
class Span:
    """A series of lower and upper bounds, drawn as a surface behind the lines."""

    name: str
    points: Sequence[tuple[date, float, float]]


def mark(name: str) -> str:
    """Return the few letters by which a tile is found: the first of each syllable, or two of a single one."""
    syllables = name.split()
    return "".join(syllable[0].upper() for syllable in syllables) if len(syllables) > 1 else name[:2].capitalize()


def tile_picture(tiles: Sequence[Tile], caption: Caption) -> str:
    """Return the picture of at least one tile, no two in one place."""
    columns = max(tile.column for tile in tiles) + 1
    rows = max(tile.row for tile in tiles) + 1
    size = (columns * (SIDE + GAP) - GAP, rows * (SIDE + GAP) - GAP)
    ordered = sorted(tiles, key=lambda tile: (tile.row, tile.column))
    drawn = _patterns(caption.name) + "".join(_tile(tile, caption.name) for tile in ordered)
    return _picture(drawn, size, caption, "tiles")


@dataclass(frozen=True, slots=True)
class Ground:
    """One commune with its true shape.

    Args:
        path: Its outline in the picture's units.
        shade: As of a tile.
        told: As of a tile.
        link: As of a tile.
    """

    path: str
    shade: str
    told: str
    link: str = ""


def map_picture(grounds: Sequence[Ground], size: tuple[int, int], caption: Caption) -> str:
    """Return the picture of communes in their true shapes."""
    drawn = _patterns(caption.name) + "".join(_ground(ground, caption.name) for ground in grounds)
    return _picture(drawn, size, caption, "tiles")


def swatch(shade: str, *, name: str) -> str:
    """Return one small tile for a legend, which needs no words of its own because they stand beside it."""
    drawn = _patterns(name) + _square(0, 0, shade, name, side=24)
    return f'<svg class="swatch" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">{drawn}</svg>'


def series_picture(lines: Sequence[Line], caption: Caption, *, span: Span | None = None, unit: str = "") -> str:
    """Return the picture of some lines over days; an empty text when no line has a point.

    Args:
        lines: At most as many as there are kinds of dashes.
        caption: The words of the picture.
        span: Bounds drawn behind the lines.
        unit: Written after each number of the upright axis, such as ` %`.
    """
    plot = _plot(lines, span)
    if plot is None:
        return ""
    drawn = "".join(
        [*_axes(plot, unit, caption.thousands), *(_surface(plot, span) if span else ()), *_lines(plot, lines)]
    )
    return _picture(drawn, (WIDTH, HEIGHT), caption, "series")


@dataclass(frozen=True, slots=True)
class _Plot:
    """The days and numbers that a plot spans."""

    first: date
    days: int
    top: float

    def x(self, day: date) -> float:
        return round(LEFT + (day - self.first).days / max(1, self.days) * (WIDTH - LEFT - RIGHT), 1)

    def y(self, value: float) -> float:
        return round(HEIGHT - BOTTOM - value / self.top * (HEIGHT - TOP - BOTTOM), 1)


def round_top(largest: float) -> float:
    """Return the end of an axis: the next number of the form 1, 2, 4 or 5 times a power of ten, at least 4."""
    if largest <= TICKS:
        return float(TICKS)
    power = float(10 ** floor(log10(largest)))
    return next(step * power for step in (1, 2, 4, 5, 10) if step * power >= largest)


def _plot(lines: Sequence[Line], span: Span | None) -> _Plot | None:
    points = [(day, value) for line in lines for day, value in line.points if value is not None]
    points += [(day, high) for day, _, high in (span.points if span else ())]
    if not points:
        return None
    days = [day for day, _ in points]
    return _Plot(min(days), (max(days) - min(days)).days, round_top(max(value for _, value in points)))


def _axes(plot: _Plot, unit: str, thousands: str) -> Iterable[str]:
    for tick in range(TICKS + 1):
        value = plot.top * tick / TICKS
        y = plot.y(value)
        yield f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}"/>'
        yield f'<text class="axis" x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{_number(value, thousands)}{escape(unit)}</text>'
    step = max(1, ceil(plot.days / 5))
    for count in range(0, plot.days + 1, step):
        day = date.fromordinal(plot.first.toordinal() + count)
        yield f'<text class="axis" x="{plot.x(day)}" y="{HEIGHT - 10}" text-anchor="middle">{day:%d/%m}</text>'


def _number(value: float, thousands: str) -> str:
    return f"{value:,.0f}".replace(",", thousands) if value == int(value) else f"{value:g}"


def _surface(plot: _Plot, span: Span) -> Iterable[str]:
    upper = [f"{plot.x(day)},{plot.y(high)}" for day, _, high in span.points]
    lower = [f"{plot.x(day)},{plot.y(low)}" for day, low, _ in reversed(span.points)]
    if upper:
        yield f'<polygon class="span" points="{" ".join(upper + lower)}"><title>{escape(span.name)}</title></polygon>'


def _lines(plot: _Plot, lines: Sequence[Line]) -> Iterable[str]:
    ends: list[tuple[float, int, Line]] = []
    for number, line in enumerate(lines):
        for run in _runs(line.points):
            points = " ".join(f"{plot.x(day)},{plot.y(value)}" for day, value in run)
            kind, dashes = f"line line-{number}", DASHES[number]
            yield f'<polyline class="{kind}" points="{points}" stroke-dasharray="{dashes}" fill="none"/>'
            if len(run) == 1:
                yield f'<circle class="dot line-{number}" cx="{plot.x(run[0][0])}" cy="{plot.y(run[0][1])}" r="3"/>'
            last = plot.y(run[-1][1])
        if any(value is not None for _, value in line.points):
            ends.append((last, number, line))
    yield from _names(ends)


def _names(ends: list[tuple[float, int, Line]]) -> Iterable[str]:
    """Write each line's name beside its end, moved apart where two would touch."""
    lowest = float(TOP - APART)
    for end, number, line in sorted(ends, key=lambda each: each[:2]):
        lowest = max(end, lowest + APART)
        yield f'<text class="name line-{number}" x="{WIDTH - RIGHT + 8}" y="{lowest + 4}">{escape(line.name)}</text>'


def _runs(points: Sequence[tuple[date, float | None]]) -> list[list[tuple[date, float]]]:
    """Return the stretches of points between the gaps."""
    runs: list[list[tuple[date, float]]] = [[]]
    for day, value in points:
        if value is None:
            runs.append([])
        else:
            runs[-1].append((day, value))
    return [run for run in runs if run]


def _tile(tile: Tile, name: str) -> str:
    x, y = tile.column * (SIDE + GAP), tile.row * (SIDE + GAP)
    middle = x + SIDE / 2
    body = (
        f"<title>{escape(tile.told)}</title>{_square(x, y, tile.shade, name)}"
        f'<text class="mark on-{tile.shade}" x="{middle}" y="{y + 25}" text-anchor="middle">{escape(tile.mark)}</text>'
        f'<text class="figure on-{tile.shade}" x="{middle}" y="{y + 45}" text-anchor="middle">'
        f"{escape(tile.figure)}</text>"
    )
    if not tile.link:
        return f"<g>{body}</g>"
    return f'<a href="{escape(tile.link)}" aria-label="{escape(tile.told)}">{body}</a>'


def _ground(ground: Ground, name: str) -> str:
    fill = f' fill="url(#{name}-{ground.shade})"' if ground.shade in {NO_DATA, WITHHELD} else ""
    shape = f'<path class="tile {ground.shade}" fill-rule="evenodd" d="{escape(ground.path)}"{fill}/>'
    body = f"<title>{escape(ground.told)}</title>{shape}"
    if not ground.link:
        return f"<g>{body}</g>"
    return f'<a href="{escape(ground.link)}" aria-label="{escape(ground.told)}">{body}</a>'


def _square(x: int, y: int, shade: str, name: str, *, side: int = SIDE) -> str:
    fill = f' fill="url(#{name}-{shade})"' if shade in {NO_DATA, WITHHELD} else ""
    return f'<rect class="tile {shade}" x="{x}" y="{y}" width="{side}" height="{side}" rx="4"{fill}/>'


def _patterns(name: str) -> str:
    hatch = '<path class="hatch" d="M-2 2 2-2M0 8 8 0M6 10 10 6"/>'
    dots = '<circle class="dots" cx="3" cy="3" r="1.2"/>'
    return (
        f'<defs><pattern id="{name}-{NO_DATA}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect class="ground" width="8" height="8"/>{hatch}</pattern>'
        f'<pattern id="{name}-{WITHHELD}" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<rect class="ground" width="6" height="6"/>{dots}</pattern></defs>'
    )


def _picture(drawn: str, size: tuple[int, int], caption: Caption, kind: str) -> str:
    name, role = caption.name, "group" if kind == "tiles" else "img"
    title = f'<title id="{name}-title">{escape(caption.title)}</title>'
    description = f'<desc id="{name}-desc">{escape(caption.description)}</desc>'
    return (
        f'<svg class="picture {kind}" viewBox="-2 -2 {size[0] + 4} {size[1] + 4}" role="{role}" '
        f'aria-labelledby="{name}-title" aria-describedby="{name}-desc">{title}{description}{drawn}</svg>'
    )

"""The curve as a picture: one bar a day, the seven-day mean as a line, in pixels for a page to put into SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bluezone.authority.surveillance.rules.figures import Bar

WIDTH: Final = 720
HEIGHT: Final = 220
LEFT: Final = 36
BOTTOM: Final = 28
TOP: Final = 12
TICKS: Final = 5
LABELS: Final = 6


@dataclass(frozen=True, slots=True)
class Column:
    """One day's bar."""

    day: date
    cases: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale with its number."""

    value: int
    y: float


@dataclass(frozen=True, slots=True)
class Label:
    """A day written below the bars."""

    day: date
    x: float


@dataclass(frozen=True, slots=True)
class CurvePicture:
    """The curve, drawn."""

    width: int
    height: int
    columns: tuple[Column, ...]
    mean: str
    ticks: tuple[Tick, ...]
    labels: tuple[Label, ...]


def draw_curve(bars: Sequence[Bar]) -> CurvePicture:
    """Return the picture of a curve; a curve without a case has a scale from 0 to 5."""
    step = (WIDTH - LEFT) / max(len(bars), 1)
    top = scale_top(max((bar.cases for bar in bars), default=0))
    room = HEIGHT - BOTTOM - TOP

    def level(value: float) -> float:
        return round(TOP + room * (1 - value / top), 1)

    columns = tuple(
        Column(
            bar.day,
            bar.cases,
            x=round(LEFT + place * step, 2),
            y=level(bar.cases),
            width=round(step * 0.8, 2),
            height=round(room * bar.cases / top, 1),
        )
        for place, bar in enumerate(bars)
    )
    points = [f"{LEFT + (place + 0.4) * step:.1f} {level(bar.seven_day_mean)}" for place, bar in enumerate(bars)]
    every = max(1, -(-len(bars) // LABELS))
    labels = tuple(
        Label(bar.day, round(LEFT + (place + 0.4) * step, 1)) for place, bar in enumerate(bars) if place % every == 0
    )
    ticks = tuple(Tick(top * part // TICKS, level(top * part // TICKS)) for part in range(TICKS + 1))
    return CurvePicture(
        WIDTH, HEIGHT, columns, "M" + "L".join(points) if points else "", tuple(dict.fromkeys(ticks)), labels
    )


def scale_top(most: int) -> int:
    """Return the end of a scale that holds `most`: 1, 2 or 5 times a power of ten, at least 5, so that five equal parts are whole."""
    power = 1
    while True:
        for step in (1, 2, 5):
            if step * power >= max(most, TICKS):
                return step * power
        power *= 10

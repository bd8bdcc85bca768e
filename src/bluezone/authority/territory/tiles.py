"""A picture of communes as equal tiles: each near where it lies, none over another, all of one size.

A map of true areas shows forest; people live in the small communes. Here each commune has one square of a grid, and
the squares are given out so that the sum of squared distances from the true places is the least possible (the
assignment problem, solved by shortest augmenting paths: R. Jonker and A. Volgenant, Computing 38, 1987).
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from math import ceil, cos, radians, sqrt
from typing import Final, TypeVar

Key = TypeVar("Key", bound=Hashable)

ROOM: Final = 1.5
"""Tiles that a grid has for each unit: with less the shape is lost, with more the neighbours are."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a unit's centre lies, in degrees (WGS 84)."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """A square of the grid: rows run from north to south, columns from west to east, both from 0."""

    row: int
    column: int


def tiles(units: Mapping[Key, Place]) -> dict[Key, Tile]:
    """Return a tile of its own for each unit, as near to its true place as all of them together allow.

    The same units give the same tiles. The grid is as wide and as high as the ground, and starts at row 0, column 0.
    """
    if not units:
        return {}
    points = _flat(list(units.values()))
    rows, columns = _grid(points)
    wished = _scaled(points, rows, columns)
    squares = [(row, column) for row in range(rows) for column in range(columns)]
    costs = [[(row - y) ** 2 + (column - x) ** 2 for row, column in squares] for y, x in wished]
    given = [Tile(*squares[place]) for place in _cheapest(costs)]
    top, left = min(tile.row for tile in given), min(tile.column for tile in given)
    return {unit: Tile(tile.row - top, tile.column - left) for unit, tile in zip(units, given, strict=True)}


def _flat(places: list[Place]) -> list[tuple[float, float]]:
    """Return points (south, east) in degrees of latitude: a degree of longitude shrinks by the cosine."""
    middle = sum(place.latitude for place in places) / len(places)
    shrink = cos(radians(middle))
    return [(-place.latitude, place.longitude * shrink) for place in places]


def _grid(points: list[tuple[float, float]]) -> tuple[int, int]:
    height = max(y for y, _ in points) - min(y for y, _ in points)
    width = max(x for _, x in points) - min(x for _, x in points)
    ratio = min(4.0, max(0.25, width / height)) if height and width else 1.0
    columns = max(1, ceil(sqrt(len(points) * ROOM * ratio)))
    return ceil(len(points) * ROOM / columns), columns


def _scaled(points: list[tuple[float, float]], rows: int, columns: int) -> list[tuple[float, float]]:
    """Return where each point would fall on the grid, pulled towards its rank so that crowded ground gets room."""
    ys, xs = [y for y, _ in points], [x for _, x in points]
    return list(zip(_spread(ys, rows), _spread(xs, columns), strict=True))


def _spread(values: list[float], cells: int) -> list[float]:
    low, high = min(values), max(values)
    ordered = sorted(values)
    last = max(1, len(values) - 1)
    spread = []
    for value in values:
        by_place = (value - low) / (high - low) if high > low else 0.5
        by_rank = (ordered.index(value) + len(ordered) - 1 - ordered[::-1].index(value)) / 2 / last
        spread.append((by_place + by_rank) / 2 * (cells - 1))
    return spread


def _cheapest(costs: list[list[float]]) -> list[int]:
    """Return a column for each row, all different, with the least sum of costs; columns are at least as many."""
    width = len(costs[0])
    row_price, column_price = [0.0] * len(costs), [0.0] * width
    row_of: list[int | None] = [None] * width
    for start in range(len(costs)):
        way, end = _shortest(start, costs, row_price, column_price, row_of)
        while True:
            before = way[end]
            row_of[end] = start if before is None else row_of[before]
            if before is None:
                break
            end = before
    column_of = {row: column for column, row in enumerate(row_of) if row is not None}
    return [column_of[row] for row in range(len(costs))]


def _shortest(
    start: int, costs: list[list[float]], row_price: list[float], column_price: list[float], row_of: list[int | None]
) -> tuple[list[int | None], int]:
    """Return the columns before each column on the cheapest way to a free one, and that one; prices are updated."""
    width = len(column_price)
    distance = [float("inf")] * width
    before: list[int | None] = [None] * width
    done: list[int] = []
    open_columns = set(range(width))
    row, came_from, reached = start, None, 0.0
    while True:
        prices = costs[row]
        for column in open_columns:
            through = reached + prices[column] - row_price[row] - column_price[column]
            if through < distance[column]:
                distance[column], before[column] = through, came_from
        nearest = min(open_columns, key=lambda column: (distance[column], column))
        reached, came_from = distance[nearest], nearest
        open_columns.remove(nearest)
        taken_by = row_of[nearest]
        if taken_by is None:
            break
        done.append(nearest)
        row = taken_by
    row_price[start] += reached
    for column in done:
        taken_by = row_of[column]
        if taken_by is not None:
            row_price[taken_by] += reached - distance[column]
        column_price[column] -= reached - distance[column]
    return before, nearest

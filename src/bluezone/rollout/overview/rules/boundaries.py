"""Boundaries of communes as somebody hands them in: GeoJSON (RFC 7946), read without trusting it.

Bluezone ships none: what a province may publish is for it to say. A feature names its unit by the property `code`.
"""

import json
from collections.abc import Mapping
from math import cos, radians
from typing import Any, Final, TypeAlias

from bluezone.protocol.errors import MalformedMessage

LARGEST: Final = 20_000_000
"""Bytes of a file that is read; a province with metre-fine lines has some."""
MOST_POINTS: Final = 400_000
CODE: Final = "code"
WIDTH: Final = 720
"""Width of a picture, in its own units."""

Ring: TypeAlias = tuple[tuple[float, float], ...]
"""A closed line of points (longitude, latitude), in degrees."""
Shape: TypeAlias = tuple[Ring, ...]


def read_boundaries(text: str) -> dict[str, Shape]:
    """Return the shape of each unit by its code.

    Raises:
        MalformedMessage: It is no GeoJSON of polygons with codes, or it is too large.
    """
    if len(text.encode()) > LARGEST:
        raise MalformedMessage(f"a file of boundaries has at most {LARGEST} bytes")
    try:
        collection = json.loads(text)
        features = collection["features"]
        shapes = {str(each["properties"][CODE]): _shape(each["geometry"]) for each in features}
    except (ArithmeticError, LookupError, ValueError, TypeError, RecursionError) as wrong:
        raise MalformedMessage("boundaries are a FeatureCollection of polygons with a property `code`") from wrong
    if not all(shapes.values()):
        raise MalformedMessage("each shape has a ring")
    if not shapes or len(shapes) != len(features):
        raise MalformedMessage("each feature has a code of its own, and there is at least one")
    if sum(len(ring) for shape in shapes.values() for ring in shape) > MOST_POINTS:
        raise MalformedMessage(f"boundaries have at most {MOST_POINTS} points")
    return shapes


def paths(shapes: Mapping[str, Shape]) -> tuple[dict[str, str], tuple[int, int]]:
    """Return for each unit the path of its shape in a picture, and the picture's size.

    A degree of longitude is shortened by the cosine of the middle latitude, which is true enough for one province.
    """
    points = [point for shape in shapes.values() for ring in shape for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    shrink = cos(radians((south + north) / 2))
    scale = WIDTH / max((east - west) * shrink, 1e-9)

    def place(x: float, y: float) -> str:
        return f"{(x - west) * shrink * scale:.1f} {(north - y) * scale:.1f}"

    drawn = {
        unit: "".join(f"M{'L'.join(place(x, y) for x, y in ring)}Z" for ring in shape) for unit, shape in shapes.items()
    }
    return drawn, (WIDTH, max(1, round((north - south) * scale)))


def _shape(geometry: Mapping[str, Any]) -> Shape:
    match geometry["type"]:
        case "Polygon":
            return tuple(_ring(ring) for ring in geometry["coordinates"])
        case "MultiPolygon":
            return tuple(_ring(ring) for polygon in geometry["coordinates"] for ring in polygon)
        case _:
            raise ValueError("a shape is a Polygon or a MultiPolygon")


def _ring(points: list[list[float]]) -> Ring:
    ring = tuple((float(point[0]), float(point[1])) for point in points)
    if len(ring) < 4 or not all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring):  # noqa: PLR2004 -- RFC 7946, 3.1.6
        raise ValueError("a ring has at least four points on the globe")
    return ring

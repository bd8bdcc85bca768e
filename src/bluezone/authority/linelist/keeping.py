"""A grid while it waits: packed and sealed under the key that lies outside the database, bound to its file's id."""

import base64
import zlib
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import msgspec
from django.conf import settings

from bluezone.authority.delivery.sealing import seal_in
from bluezone.authority.linelist.rules.grid import Grid, Value

NAME: Final = "line-list"
EXACT: Final = 2**53
"""Whole numbers beyond this one are kept as text: JSON readers would blur them."""
QUICK: Final = 1
"""Little time for packing matters more than the last byte: the file waits a day at most."""


def sealed(grid: Grid, file: UUID) -> bytes:
    """Return a grid as the database keeps it."""
    return sealed_bytes(packed(grid), file)


def opened(content: bytes, file: UUID) -> Grid:
    """Return a sealed grid.

    Raises:
        Unavailable: The key is another one, or the bytes were changed.
    """
    return unpacked(opened_bytes(content, file))


def sealed_bytes(plain: bytes, file: UUID) -> bytes:
    """Return bytes as the database keeps them."""
    text = base64.b85encode(zlib.compress(plain, QUICK)).decode()
    return seal_in(Path(settings.DELIVERY_FOLDER)).close(text, message=file, name=NAME)


def opened_bytes(content: bytes, file: UUID) -> bytes:
    """Return sealed bytes.

    Raises:
        Unavailable: The key is another one, or the bytes were changed.
    """
    text = seal_in(Path(settings.DELIVERY_FOLDER)).open(content, message=file, name=NAME)
    return zlib.decompress(base64.b85decode(text))


def packed(grid: Grid) -> bytes:
    """Return a grid as JSON; a day stands as a list of one text, so that no text is taken for one."""
    plain = {
        "rows": [[_plain(cell) for cell in row] for row in grid.rows],
        "merged": grid.merged,
        "formulas": sorted(grid.formulas),
        "errors": sorted(grid.errors),
        "others": grid.others,
    }
    return msgspec.json.encode(plain)


def unpacked(content: bytes) -> Grid:
    """Return a grid from its JSON."""
    plain: dict[str, Any] = msgspec.json.decode(content)
    return Grid(
        [[_value(cell) for cell in row] for row in plain["rows"]],
        tuple((top, left, bottom, right) for top, left, bottom, right in plain["merged"]),
        frozenset((row, column) for row, column in plain["formulas"]),
        frozenset((row, column) for row, column in plain["errors"]),
        tuple(plain["others"]),
    )


def _plain(cell: Value) -> object:
    if isinstance(cell, int) and abs(cell) > EXACT:
        return str(cell)
    return [cell.isoformat()] if isinstance(cell, date | datetime) else cell


def _value(cell: str | float | Sequence[str] | None) -> Value:
    if not isinstance(cell, list):
        return cell  # type: ignore[return-value]  # JSON has no other values
    return datetime.fromisoformat(cell[0]) if "T" in cell[0] else date.fromisoformat(cell[0])

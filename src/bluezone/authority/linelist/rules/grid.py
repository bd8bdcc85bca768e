"""A line list as values: headings, rows, what is merged; and which of its rows bears the headings."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

MOST_ROWS: Final = 100_000
MOST_COLUMNS: Final = 500
LONGEST_CELL: Final = 2_000
LETTERS: Final = 26

Value = str | int | float | bool | date | datetime | None


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet, as it stands in the file.

    Args:
        rows: Each with its cells from column A on; the first row is number 1.
        merged: Ranges of merged cells (first row, first column, last row, last column; from 1), row by row.
        formulas: Places (row, column; from 1) of cells that hold a formula.
        errors: Places of cells that hold an error such as `#REF!`.
        others: Names of the sheets that are not read.
    """

    rows: Sequence[Sequence[Value]] = field(repr=False)
    merged: Sequence[tuple[int, int, int, int]] = ()
    formulas: frozenset[tuple[int, int]] = frozenset()
    errors: frozenset[tuple[int, int]] = frozenset()
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of a line list.

    Args:
        place: The column, from 0.
        text: Its heading as written; the column's letter where nothing is written.
    """

    place: int
    text: str


def letter(place: int) -> str:
    """Return how spreadsheets call a column, from 0: A … Z, AA …."""
    found, rest = "", place + 1
    while rest:
        rest, step = divmod(rest - 1, LETTERS)
        found = chr(ord("A") + step) + found
    return found


def is_blank(value: Value) -> bool:
    """Return whether nothing can be seen in a cell."""
    return value is None or (isinstance(value, str) and not value.strip())


def as_text(value: Value) -> str:
    """Return what people see in a cell; days as 2020-08-05, whole numbers without a point."""
    match value:
        case None:
            return ""
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if (value.hour, value.minute, value.second) == (0, 0, 0):
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case _:
            return str(value).strip()


def unmarked(text: str) -> str:
    """Return a text as it was before an export put it behind an apostrophe."""
    return text[1:] if re.match(r"'['=+\-@\t\r]", text) else text


def headings_at(grid: Grid, number: int) -> list[Heading]:
    """Return the columns as a row names them; two of one name, and nameless ones, bear their letter."""
    if not 1 <= number <= len(grid.rows):
        return []
    width = max((len(row) for row in grid.rows[number - 1 :]), default=0)
    cells = [*grid.rows[number - 1], *[None] * width][:width]
    texts = [" ".join(unmarked(as_text(cell)).split()) for cell in cells]
    found = []
    for place, text in enumerate(texts):
        if not text and all(is_blank(cell) for row in grid.rows[number:] for cell in row[place : place + 1]):
            continue
        name = text if text and texts.count(text) == 1 else f"{text} ({letter(place)})".strip()
        found.append(Heading(place, name))
    return found


def covered(grid: Grid) -> Mapping[int, str]:
    """Return the rows that a merged range reaches over from another row, each with the range as spreadsheets write it."""
    found = dict[int, str]()
    for top, left, bottom, right in grid.merged:
        if bottom > top:
            words = f"{letter(left - 1)}{top}:{letter(right - 1)}{bottom}"
            found |= dict.fromkeys(range(top, bottom + 1), words)
    return found

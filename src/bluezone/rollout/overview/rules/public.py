"""What everybody may see: sums by territory, small counts withheld, small units in coarse steps.

One structure only is shown, that of the day. The same counts added up in two structures would be a system of equations
from which withheld ones could be solved; see `suppression`, which protects one tree. Bodies never stand alone: their
sums by sector form a table of their own, which shares no count with the territory's.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import StringIO
from typing import Final

from bluezone.rollout.overview.rules.bands import QUARTERS, band, edges
from bluezone.rollout.overview.rules.suppression import Table, withheld
from bluezone.rollout.reporting.rules.coverage import Denominator

FEW: Final = 1_000
"""Denominators below which a share is shown in quarters only."""


class Column(StrEnum):
    """What is counted."""

    DECLARED = "declared"
    VISITED = "visited"
    LISTED = "listed"


@dataclass(frozen=True, slots=True)
class PublicUnit:
    """One unit as it goes into the table.

    Args:
        id: Any stable name.
        name: Its whole name.
        above: Who stands above; None for the top.
        counts: What it counted, for a unit without others below; no entry where nobody said anything.
        residents: With source and day; None where nobody knows.
    """

    id: str
    name: str
    above: str | None
    counts: Mapping[Column, int]
    residents: Denominator | None = None


@dataclass(frozen=True, slots=True)
class PublicCell:
    """What is shown of one count: a number, nothing because nobody reported, or nothing because it is withheld."""

    count: int | None
    is_withheld: bool = False


@dataclass(frozen=True, slots=True)
class PublicRow:
    """One line of the table.

    Args:
        id: The unit's id.
        name: Its whole name.
        level: How many stand above it.
        cells: By column.
        residents: With source and day.
        share: Declared in percent of residents, between two edges; None where it is not shown. One number twice where
            the denominator is large enough for a percentage.
    """

    id: str
    name: str
    level: int
    cells: Mapping[Column, PublicCell]
    residents: Denominator | None
    share: tuple[int, int] | None


def public_table(units: Sequence[PublicUnit]) -> tuple[PublicRow, ...]:
    """Return the table, in the order of the tree; units stand in the order in which they are given.

    Args:
        units: One top, and everyone below it.
    """
    children: dict[str | None, list[PublicUnit]] = {}
    for unit in units:
        children.setdefault(unit.above, []).append(unit)
    (top,) = children[None]
    names = {above: [unit.id for unit in below] for above, below in children.items() if above is not None}
    tables = {column: _column(column, top.id, names, units) for column in Column}
    hidden = {column: withheld(table) for column, table in tables.items()}
    return tuple(_row(unit, level, tables, hidden) for unit, level in _ordered(top, children, 0))


def _column(column: Column, top: str, children: Mapping[str, list[str]], units: Iterable[PublicUnit]) -> Table[str]:
    leaves = [unit for unit in units if unit.id not in children]
    figures = {unit.id: unit.counts[column] for unit in leaves if column in unit.counts}
    limits = {unit.id: unit.residents.value for unit in leaves if unit.residents}
    if column is Column.VISITED:
        limits = {unit.id: unit.counts[Column.LISTED] for unit in leaves if Column.LISTED in unit.counts}
    return Table(top, children, figures, {unit: max(limit, figures.get(unit, 0)) for unit, limit in limits.items()})


def _ordered(
    unit: PublicUnit, children: Mapping[str | None, list[PublicUnit]], level: int
) -> Iterator[tuple[PublicUnit, int]]:
    yield unit, level
    for below in children.get(unit.id, ()):
        yield from _ordered(below, children, level + 1)


def _row(
    unit: PublicUnit, level: int, tables: Mapping[Column, Table[str]], hidden: Mapping[Column, frozenset[str]]
) -> PublicRow:
    cells = {
        column: PublicCell(None, is_withheld=True) if unit.id in hidden[column] else PublicCell(table.total(unit.id))
        for column, table in tables.items()
    }
    return PublicRow(unit.id, unit.name, level, cells, unit.residents, _share(cells[Column.DECLARED], unit.residents))


def _share(declared: PublicCell, residents: Denominator | None) -> tuple[int, int] | None:
    if declared.count is None or residents is None or residents.value <= 0:
        return None
    if residents.value < FEW:
        low, high = edges(band(min(declared.count, residents.value), residents.value, QUARTERS), QUARTERS)
        return low, 100 if high is None else high
    percent = round(100 * min(1.0, declared.count / residents.value))
    return percent, percent


@dataclass(frozen=True, slots=True)
class CsvWords:
    """What the columns and the two kinds of emptiness are called in a language."""

    unit: str
    columns: Mapping[Column, str]
    residents: str
    source: str
    counted_on: str
    share: str
    withheld: str
    no_data: str


def as_csv(rows: Iterable[PublicRow], words: CsvWords) -> str:
    """Return the table as CSV for spreadsheets; a cell that a spreadsheet would reckon is made text by an apostrophe."""
    stream = StringIO()
    writer = csv.writer(stream)
    head = [words.unit, *(words.columns[column] for column in Column)]
    writer.writerow([*head, words.residents, words.counted_on, words.source, words.share])
    for row in rows:
        cells = [_csv_cell(row.cells[column], words) for column in Column]
        size = row.residents
        about = [size.value, size.day.isoformat(), safe(size.source)] if size else ["", "", ""]
        writer.writerow([safe(row.name), *cells, *about, _csv_share(row.share)])
    return stream.getvalue()


def safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def _csv_cell(cell: PublicCell, words: CsvWords) -> str | int:
    if cell.is_withheld:
        return words.withheld
    return words.no_data if cell.count is None else cell.count


def _csv_share(share: tuple[int, int] | None) -> str:
    if share is None:
        return ""
    low, high = share
    return f"{low} %" if low == high else f"{low} - {high} %"

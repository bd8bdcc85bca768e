"""A list as a file for a spreadsheet: CSV or XLSX, no cell that can act as a formula, a line that says what it is."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import chain, islice
from typing import Final

from bluezone.authority.documents.workbooks import ROWS_AT_ONCE, Cell, workbook_parts

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv; charset=utf-8"
BYTE_ORDER_MARK: Final = "\ufeff"
"""So that spreadsheets take a CSV file for UTF-8."""
RISKY: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for a formula when a cell begins with it (OWASP, CSV injection)."""

__all__ = ["CSV", "XLSX", "Cell", "Table", "as_csv", "as_xlsx", "csv_parts", "harmless", "xlsx_parts"]


@dataclass(frozen=True, slots=True)
class Table:
    """A list as it is written out.

    Args:
        watermark: The first line: what this is, who made it, when.
        headings: One a column.
        rows: As many cells as there are headings.
    """

    watermark: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def csv_parts(table: Table) -> Iterator[bytes]:
    """Yield a table as CSV in UTF-8 with a byte order mark, some hundred rows at once; days as 2020-08-05."""
    lines = chain([[harmless(table.watermark)], table.headings], ([_text(cell) for cell in row] for row in table.rows))
    mark = BYTE_ORDER_MARK
    while part := list(islice(lines, ROWS_AT_ONCE)):
        out = StringIO()
        csv.writer(out).writerows(part)
        yield (mark + out.getvalue()).encode()
        mark = ""


def xlsx_parts(table: Table, title: str) -> Iterator[bytes]:
    """Yield a table as a workbook, some hundred rows at once; words are text cells, so that codes keep their zeros."""
    rows = ([_harmless(cell) for cell in row] for row in table.rows)
    return workbook_parts(title, [harmless(table.watermark)], [harmless(words) for words in table.headings], rows)


def as_csv(table: Table) -> bytes:
    """Return a short table as CSV whole."""
    return b"".join(csv_parts(table))


def as_xlsx(table: Table, title: str) -> bytes:
    """Return a short table as a workbook whole."""
    return b"".join(xlsx_parts(table, title))


def harmless(words: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{words}" if words.startswith(RISKY) else words


def _text(cell: Cell) -> str:
    return "" if cell is None else str(_harmless(cell))


def _harmless(cell: Cell) -> Cell:
    return harmless(cell) if isinstance(cell, str) else cell

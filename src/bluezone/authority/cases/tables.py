"""A list as a file for a spreadsheet: CSV or XLSX, no cell that can act as a formula, a line that says what it is."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO, StringIO
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell as FileCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from bluezone.authority.register.workbook import harmless

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv; charset=utf-8"
BYTE_ORDER_MARK: Final = "\ufeff"
"""So that spreadsheets take a CSV file for UTF-8."""

Cell = str | int | date | None


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


def as_csv(table: Table) -> bytes:
    """Return a table as CSV in UTF-8 with a byte order mark; days as 2020-08-05."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([harmless(table.watermark)])
    writer.writerow(table.headings)
    for row in table.rows:
        writer.writerow([_text(cell) for cell in row])
    return (BYTE_ORDER_MARK + out.getvalue()).encode()


def as_xlsx(table: Table, title: str) -> bytes:
    """Return a table as a workbook; words are text cells, so that codes keep their zeros."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A3"
    for line, bold in ((harmless(table.watermark),), False), (table.headings, True):
        sheet.append([_cell(sheet, words, bold=bold) for words in line])
    for row in table.rows:
        sheet.append([_cell(sheet, value) for value in row])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return harmless(cell) if isinstance(cell, str) else str(cell)


def _cell(sheet: WriteOnlyWorksheet, value: Cell, *, bold: bool = False) -> FileCell:
    made: FileCell = WriteOnlyCell(sheet)
    made.value = harmless(value) if isinstance(value, str) else value
    if isinstance(value, str):
        made.data_type, made.number_format = "s", "@"
    elif isinstance(value, date):
        made.number_format = "dd/mm/yyyy"
    made.font = Font(bold=bold)
    return made

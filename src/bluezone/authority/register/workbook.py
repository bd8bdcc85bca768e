"""Between XLSX files and sheets as values: reading a clerk's file, the template to fill, the register written back."""

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from io import BytesIO
from typing import Final

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell as FileCell
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from bluezone.authority.documents.tables import harmless
from bluezone.authority.register.columns import (
    BY_KEY,
    COLUMNS,
    GUIDE,
    KIND_WORDS,
    LISTS,
    NEEDED,
    PROVINCE_WORD,
    SECTOR_WORDS,
    SHEET,
)
from bluezone.authority.register.sheets import Cell, Sheet
from bluezone.protocol.errors import MalformedMessage

LARGEST_FILE: Final = 10 * 1024 * 1024
LARGEST_UNPACKED: Final = 200 * 1024 * 1024
MOST_MERGED: Final = 200_000
"""Cells in merged ranges, of all sheets together."""
MOST_COLUMNS: Final = 60
ROWS_TO_FILL: Final = 2000
ROWS_FORMATTED: Final = 1200
"""Rows whose cells are text from the start, so that a typed 03388 keeps its zero."""

_MERGED: Final = re.compile(rb"<mergeCell\s[^>]*?ref\s*=\s*['\"]([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})['\"]")
_HEADING: Final = PatternFill("solid", fgColor="1F3864")
_NEEDED_HEADING: Final = PatternFill("solid", fgColor="8A1C1C")
_WHITE: Final = Font(bold=True, color="FFFFFF")


def read_workbook(content: bytes) -> list[Sheet]:
    """Return the sheets of an XLSX file as values; formulas are not computed.

    Raises:
        MalformedMessage: The bytes are no XLSX file, or it is larger than 10 MiB, or 200 MiB unpacked.
    """
    if len(content) > LARGEST_FILE:
        raise MalformedMessage("a register's file has at most 10 MiB")
    try:
        _check_size(content)
        sheets = [_sheet(each) for each in load_workbook(BytesIO(content)).worksheets]
    except MalformedMessage:
        raise
    except Exception as broken:  # a stranger's file may make the library stumble in any way, and then it is damaged
        raise MalformedMessage("the file is not an XLSX workbook") from broken
    if not sheets:
        raise MalformedMessage("the workbook has no sheet with cells")
    return sheets


def _check_size(content: bytes) -> None:
    """Refuse what would be small to send and large to read: the library makes an object for each merged cell."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        if sum(member.file_size for member in archive.infolist()) > LARGEST_UNPACKED:
            raise MalformedMessage("a register's file has at most 200 MiB unpacked")
        texts = (archive.read(name) for name in archive.namelist() if name.endswith(".xml"))
        reaches = (CellRange(found[1].decode()) for text in texts for found in _MERGED.finditer(text))
        if sum(reach.size["rows"] * reach.size["columns"] for reach in reaches) > MOST_MERGED:
            raise MalformedMessage(f"merged cells reach over at most {MOST_MERGED} cells")


def template(communes: Iterable[str]) -> bytes:
    """Return the workbook that a clerk fills: headings, lists to choose from, text formats that keep zeros.

    Args:
        communes: The name of each commune that stands on the day.
    """
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    _write_headings(sheet)
    _write_guide(book.create_sheet(GUIDE))
    names = [PROVINCE_WORD, *communes]
    lists = {"A": list(KIND_WORDS), "B": list(SECTOR_WORDS), "C": names}
    _write_lists(book.create_sheet(LISTS), lists)
    for key, (letter, words) in zip(("kind", "sector", "commune_name"), lists.items(), strict=True):
        _offer(sheet, key, f"='{LISTS}'!${letter}$1:${letter}${len(words)}")
    _ask_for_the_rest(sheet)
    return _saved(book)


def written_back(rows: Iterable[Mapping[str, str | int | date | None]]) -> bytes:
    """Return bodies as a workbook of the same form; what a spreadsheet would compute stands behind an apostrophe."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    _write_headings(sheet)
    for number, row in enumerate(rows, start=2):
        for key, value in row.items():
            cell = sheet[f"{BY_KEY[key].letter}{number}"]
            cell.value = harmless(value) if isinstance(value, str) else value
            if isinstance(value, str):
                cell.number_format = "@"
                cell.data_type = "s"
    return _saved(book)


def _sheet(sheet: Worksheet) -> Sheet:
    rows: dict[int, dict[str, Cell]] = {}
    for _place, cell in sorted(sheet._cells.items()):  # noqa: SLF001 -- a walk over the rows would make every cell up to the last
        if cell.value is not None:
            rows.setdefault(cell.row, {})[cell.column_letter] = _cell(cell)
    hidden_rows = frozenset(number for number, shape in sheet.row_dimensions.items() if shape.hidden)
    merged = {reach.coord: frozenset(_addresses(reach)) for reach in sheet.merged_cells.ranges}
    hidden = sheet.sheet_state != "visible"
    return Sheet(sheet.title, rows, hidden, hidden_rows, frozenset(_hidden_letters(sheet)), merged)


def _cell(cell: FileCell | MergedCell) -> Cell:
    value = cell.value
    if not isinstance(value, str | int | float | date):
        value = str(getattr(value, "text", value))
    shown_as = str(cell.number_format or "")
    return Cell(
        cell.coordinate,
        value,
        formula=cell.data_type == "f",
        error=cell.data_type == "e",
        percent="%" in shown_as and isinstance(value, int | float),
    )


def _addresses(reach: CellRange) -> Iterator[str]:
    for row in range(reach.min_row, reach.max_row + 1):
        for column in range(reach.min_col, reach.max_col + 1):
            yield f"{get_column_letter(column)}{row}"


def _hidden_letters(sheet: Worksheet) -> Iterator[str]:
    for shape in sheet.column_dimensions.values():
        if shape.hidden:
            first = shape.min or column_index_from_string(shape.index)
            yield from map(get_column_letter, range(first, min(shape.max or first, MOST_COLUMNS) + 1))


def _write_headings(sheet: Worksheet) -> None:
    for column in COLUMNS:
        cell = sheet[f"{column.letter}1"]
        cell.value = column.header
        cell.font = _WHITE
        cell.fill = _NEEDED_HEADING if column.key in NEEDED else _HEADING
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[column.letter].width = column.width
    sheet.row_dimensions[1].height = 32
    sheet.freeze_panes = "C2"


def _write_guide(sheet: Worksheet) -> None:
    lines = [
        ("Cột", "Cách ghi"),
        *((f"{column.letter}. {column.header}", column.hint) for column in COLUMNS),
        ("Màu đỏ", "Cột bắt buộc."),
        ("Chú ý", "Không gộp ô, không ẩn dòng, không dùng công thức; mỗi đơn vị một dòng."),
        ("Mẫu thử nghiệm", "Danh bạ chỉ ghi người được cử làm đầu mối, không ghi người dân."),
    ]
    for number, (what, how) in enumerate(lines, start=1):
        sheet[f"A{number}"], sheet[f"B{number}"] = what, how
    sheet["A1"].font = sheet["B1"].font = Font(bold=True)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 90


def _write_lists(sheet: Worksheet, lists: Mapping[str, list[str]]) -> None:
    for letter, words in lists.items():
        for place, word in enumerate(words, start=1):
            sheet[f"{letter}{place}"] = word
        sheet.column_dimensions[letter].width = 32


def _offer(sheet: Worksheet, key: str, source: str) -> None:
    """Offer the words of a list in a column."""
    offer = DataValidation(type="list", formula1=source, allow_blank=key not in NEEDED, showErrorMessage=True)
    offer.errorTitle, offer.error = BY_KEY[key].header, "Chọn trong danh sách."
    _ask(sheet, offer, key)


def _ask(sheet: Worksheet, question: DataValidation, key: str) -> None:
    column = BY_KEY[key]
    question.showInputMessage = True
    question.promptTitle, question.prompt = column.header[:32], column.hint
    question.add(f"{column.letter}2:{column.letter}{ROWS_TO_FILL}")
    sheet.add_data_validation(question)


def _ask_for_the_rest(sheet: Worksheet) -> None:
    whole = DataValidation(type="whole", operator="between", formula1="0", formula2="10000000", allow_blank=True)
    whole.showErrorMessage, whole.error = True, BY_KEY["staff"].hint
    _ask(sheet, whole, "staff")
    day = DataValidation(type="date", operator="greaterThan", formula1="DATE(2000,1,1)", allow_blank=True)
    day.showErrorMessage, day.error = True, BY_KEY["counted_on"].hint
    _ask(sheet, day, "counted_on")
    for column in COLUMNS:
        if column.key not in {"kind", "sector", "commune_name", "staff", "counted_on"}:
            _ask(sheet, DataValidation(allow_blank=True), column.key)
        form = {"staff": "0", "counted_on": "dd/mm/yyyy"}.get(column.key, "@")
        for row in range(2, ROWS_FORMATTED + 1):
            sheet[f"{column.letter}{row}"].number_format = form


def _saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()

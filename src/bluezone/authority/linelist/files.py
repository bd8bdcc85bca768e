"""Files of line lists: the bytes of a CSV or XLSX file become a grid, or are refused by the name of what is wrong."""

import csv
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from enum import StrEnum
from io import BytesIO, StringIO
from math import isfinite
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from bluezone.authority.linelist.rules.columns import guess
from bluezone.authority.linelist.rules.grid import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, Grid, Value, is_blank
from bluezone.authority.territory.old_letters import Everyday
from bluezone.protocol.errors import MalformedMessage

LARGEST_FILE: Final = 32 * 1024 * 1024
LARGEST_UNPACKED: Final = 512 * 1024 * 1024
MOST_MERGED: Final = 2**21
"""How many rows merged cells may reach over, in all: two whole columns."""
TITLES: Final = 50
"""How many rows of titles and notes may stand around the rows that count."""
ZIP: Final = b"PK\x03\x04"
OLE: Final = b"\xd0\xcf\x11\xe0"
"""How the former XLS files of offices begin."""
DELIMITERS: Final = ",;\t|"
LOOKED_AT: Final = 400
"""Rows in which the encoding is looked for."""
EVERYDAY: Final = Everyday(
    "họ và tên giới tính ngày sinh tháng năm tuổi nữ địa chỉ điện thoại nơi ở quốc tịch việt số ca bệnh nhân mã đơn vị "
    "nguyễn trần lê phạm hoàng vũ võ đặng bùi đỗ hồ ngô dương lý lò vàng giàng thào lường tòng quàng văn thị đức xã phường "
    "huyện tỉnh kết quả dương tính âm tính xác định khởi phát tiếp xúc điều trị khỏi của bản thôn tổ",
    frozenset({"lò", "hồ", "võ", "tỏ", "là", "mò"}),
)
"""Words that a line list holds."""
_MERGED: Final = re.compile(rb'<mergeCell\s+ref="([A-Z]{1,3}\d+:[A-Z]{1,3}\d+)"')
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


class Refusal(StrEnum):
    """Why a file cannot be read at all."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_ROWS = "too_many_rows"
    TCVN3 = "tcvn3"
    VNI = "vni"
    NOT_UNICODE = "not_unicode"
    NOT_TEXT = "not_text"
    OLD_WORKBOOK = "old_workbook"
    DAMAGED = "damaged"


class UnreadableLineList(MalformedMessage):
    """A file from which no line list can be read."""

    def __init__(self, reason: Refusal) -> None:
        """Keep why."""
        super().__init__(f"the line list cannot be read: {reason}")
        self.reason = reason


def read_file(content: bytes) -> Grid:
    """Return the sheet of a file that looks most like a line list.

    Raises:
        UnreadableLineList: Too large, another format, an old encoding, nothing in it.
    """
    if len(content) > LARGEST_FILE:
        raise UnreadableLineList(Refusal.TOO_LARGE)
    if content.startswith(OLE):
        raise UnreadableLineList(Refusal.OLD_WORKBOOK)
    grid = _workbook(content) if content.startswith(ZIP) else _table(_decoded(content))
    if all(is_blank(cell) for row in grid.rows for cell in row):
        raise UnreadableLineList(Refusal.EMPTY)
    _refuse_old_encodings(" ".join(cell for row in grid.rows[:LOOKED_AT] for cell in row if isinstance(cell, str)))
    return grid


def _decoded(content: bytes) -> str:
    """Return the characters of a text file: UTF-8 with or without its mark, UTF-16 with it."""
    marks = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
    name = next((name for mark, name in marks if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(name)
    except UnicodeDecodeError as wrong:
        _refuse_old_encodings(content[: 2**18].decode("cp1252", errors="replace"))
        raise UnreadableLineList(Refusal.NOT_UNICODE) from wrong
    if _CONTROL.search(text):
        raise UnreadableLineList(Refusal.NOT_TEXT)
    return text


def _refuse_old_encodings(text: str) -> None:
    found = EVERYDAY.encoding_of(text)
    if found is not None:
        raise UnreadableLineList(Refusal(found.value))


def _table(text: str) -> Grid:
    reader = csv.reader(StringIO(text), delimiter=_delimiter(text), strict=True)
    rows: list[Sequence[Value]] = []
    try:
        for row in reader:
            _check(len(rows), row)
            rows.append(row)
    except csv.Error as wrong:
        raise UnreadableLineList(Refusal.DAMAGED) from wrong
    return Grid(_without_blank_end(rows))


def _delimiter(text: str) -> str:
    """Return the sign that parts the cells: the one that stands most often in the first lines, alike in each."""
    lines = [line for line in text.split("\n", 30)[:30] if line.strip()]
    counts = {sign: Counter(line.count(sign) for line in lines) for sign in DELIMITERS}
    weights = {
        sign: max(((times, number) for number, times in found.items() if number), default=(0, 0))
        for sign, found in counts.items()
    }
    return max(DELIMITERS, key=lambda sign: weights[sign])


def _workbook(content: bytes) -> Grid:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_size(archive)
            book = load_workbook(BytesIO(content), read_only=True)
            grids = {sheet.title: _sheet(sheet, archive) for sheet in book.worksheets}
    except UnreadableLineList:
        raise
    except Exception as broken:  # a stranger's file may make the library stumble in any way, and then it is damaged
        raise UnreadableLineList(Refusal.DAMAGED) from broken
    if not grids:
        raise UnreadableLineList(Refusal.EMPTY)
    best = max(grids, key=lambda name: (len(guess(grids[name]).columns), len(grids[name].rows) > 0))
    chosen = grids[best]
    others = tuple(name for name, grid in grids.items() if name != best and grid.rows)
    return Grid(chosen.rows, chosen.merged, chosen.formulas, chosen.errors, others)


def _check_size(archive: zipfile.ZipFile) -> None:
    if sum(member.file_size for member in archive.infolist()) > LARGEST_UNPACKED:
        raise UnreadableLineList(Refusal.TOO_LARGE)


def _sheet(sheet: Any, archive: zipfile.ZipFile) -> Grid:  # noqa: ANN401 -- openpyxl's read-only sheet has no public type
    sheet.reset_dimensions()
    rows: list[Sequence[Value]] = []
    formulas, errors = set[tuple[int, int]](), set[tuple[int, int]]()
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        row = [_value(cell.value) for cell in cells]
        _check(number, row)
        rows.append(row)
        for place, cell in enumerate(cells, start=1):
            if cell.data_type == "f":
                formulas.add((number, place))
            elif cell.data_type == "e":
                errors.add((number, place))
    merged = tuple(_merged(archive.read(sheet._worksheet_path)))  # noqa: SLF001 -- the only way to it while reading row by row
    return Grid(_without_blank_end(rows), merged, frozenset(formulas), frozenset(errors))


def _merged(xml: bytes) -> Iterator[tuple[int, int, int, int]]:
    reach = 0
    for found in _MERGED.finditer(xml):
        left, top, right, bottom = (int(edge or 1) for edge in range_boundaries(found[1].decode()))
        reach += bottom - top
        if reach > MOST_MERGED:
            raise UnreadableLineList(Refusal.TOO_LARGE)
        yield top, left, bottom, right


def _value(value: object) -> Value:
    if isinstance(value, time):
        return value.isoformat()
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    return value if isinstance(value, str | int | float | bool | date | datetime | None) else str(value)


def _check(number: int, row: Sequence[Value]) -> None:
    if number > MOST_ROWS + TITLES and not all(is_blank(cell) for cell in row):
        raise UnreadableLineList(Refusal.TOO_MANY_ROWS)
    if len(row) > MOST_COLUMNS and not all(is_blank(cell) for cell in row[MOST_COLUMNS:]):
        raise UnreadableLineList(Refusal.TOO_LARGE)
    if any(isinstance(cell, str) and len(cell) > LONGEST_CELL for cell in row):
        raise UnreadableLineList(Refusal.TOO_LARGE)


def _without_blank_end(rows: list[Sequence[Value]]) -> list[Sequence[Value]]:
    while rows and all(is_blank(cell) for cell in rows[-1]):
        rows.pop()
    return rows

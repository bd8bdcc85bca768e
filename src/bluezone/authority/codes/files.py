"""Files of the code desk: CSV in UTF-8 or UTF-16, or XLSX, as headings and rows; read no further than is allowed."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import Final

from bluezone.authority.codes.rules.quotas import QUOTAS
from bluezone.authority.codes.rules.rows import CellValue
from bluezone.authority.register.sheets import Sheet
from bluezone.authority.register.workbook import read_workbook
from bluezone.protocol.errors import MalformedMessage, RuleViolation

LARGEST_FILE: Final = 5 * 1024 * 1024
ZIP: Final = b"PK\x03\x04"
UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
DELIMITERS: Final = ",;\t"
FIRST_ROW: Final = 2
"""The first row below the headings, as spreadsheets count."""

Row = tuple[int, Sequence[CellValue]]


def read_file(content: bytes) -> tuple[Sequence[CellValue], list[Row]]:
    """Return the headings of a file, and its rows that are not empty with their places.

    Raises:
        RuleViolation: `file_kind`: no CSV or XLSX, or larger than 5 MiB; `file_encoding`; `file_rows`: more than 5,000;
            `file_empty`.
    """
    if len(content) > LARGEST_FILE:
        raise RuleViolation("file_kind", "a file has at most 5 MiB")
    lines = _workbook(content) if content.startswith(ZIP) else _text(content)
    headings = next(lines, (1, ()))[1]
    rows = list[Row]()
    for place, cells in lines:
        if any(str(cell if cell is not None else "").strip() for cell in cells):
            rows.append((place, cells))
        if len(rows) > QUOTAS.rows_in_a_file:
            raise RuleViolation("file_rows", f"a file has at most {QUOTAS.rows_in_a_file} rows")
    if not rows:
        raise RuleViolation("file_empty", "the file has no row below its headings")
    return headings, rows


def template() -> bytes:
    """Return the CSV to fill: the headings, with a byte order mark so that spreadsheets take it for UTF-8."""
    return "\ufeffphone,test_day,onset\r\n".encode()


def _text(content: bytes) -> Iterator[Row]:
    text = _decoded(content)
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from enumerate(reader, start=1)
    except csv.Error as wrong:
        raise RuleViolation("file_kind", "the file is no CSV") from wrong


def _decoded(content: bytes) -> str:
    encoding = "utf-16" if content.startswith(UTF_16) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as wrong:
        raise RuleViolation("file_encoding", "the file is neither UTF-8 nor UTF-16") from wrong
    if "\0" in text:
        raise RuleViolation("file_kind", "the file is no CSV")
    return text


def _workbook(content: bytes) -> Iterator[Row]:
    try:
        sheets = [sheet for sheet in read_workbook(content) if not sheet.hidden and not sheet.empty]
    except MalformedMessage as wrong:
        raise RuleViolation("file_kind", "the file is no XLSX workbook") from wrong
    if sheets:
        yield from _sheet(sheets[0])


def _sheet(sheet: Sheet) -> Iterator[Row]:
    headed = sheet.rows.get(1, {})
    letters = sorted((letter for letter, cell in headed.items() if not cell.empty), key=lambda each: (len(each), each))
    yield 1, [headed[letter].value for letter in letters]
    outside = {letter for row in sheet.rows.values() for letter, cell in row.items() if not cell.empty} - {*letters}
    if outside:
        raise RuleViolation("columns_unknown", "a column without a heading holds something")
    for place in sorted(sheet.rows):
        if place >= FIRST_ROW:
            row = sheet.rows[place]
            yield place, [row[letter].value if letter in row else None for letter in letters]

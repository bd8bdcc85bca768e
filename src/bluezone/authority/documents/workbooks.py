"""A list as a workbook of one sheet, written while it is read: whatever its length, a few hundred rows are in memory.

Source: ECMA-376, Office Open XML, part 1: SpreadsheetML (sheets, inline strings, styles).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from io import RawIOBase
from itertools import chain, count, islice
from typing import Any, Final
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl.utils import get_column_letter

Cell = str | int | date | None

ROWS_AT_ONCE: Final = 500
QUICK: Final = 1
"""Packing hard would take longer than reading the rows."""
FROZEN: Final = 2
"""How many rows stay in sight: what this is, and the headings."""
DAY_ZERO: Final = date(1899, 12, 30)
FIRST_DAY: Final = date(1900, 3, 1)
"""Before it spreadsheets disagree about days (some count a 29 February 1900); such days are written as text."""
_NO_TEXT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no XML text can hold."""
_BREAKS: Final = {"\r": "&#13;"}
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHEETS: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_WORDS, _DAY, _HEADING, _NUMBER = 1, 2, 3, 0
"""Places in the table of styles."""
_PARTS: Final = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEETS}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_SHEETS}.styles+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEETS}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>'
    '</numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}


class _Outlet(RawIOBase):
    """Takes what the archive writes, and gives it away."""

    def __init__(self) -> None:
        """Hold nothing."""
        self._held = bytearray()

    def writable(self) -> bool:
        """Return yes; an archive asks."""
        return True

    def write(self, content: Any) -> int:  # noqa: ANN401 -- whatever has bytes
        """Hold some bytes."""
        self._held += content
        return len(content)

    def taken(self) -> bytes:
        """Return what is held, and hold nothing."""
        held = bytes(self._held)
        self._held.clear()
        return held


def workbook_parts(
    title: str, first: Sequence[Cell], headings: Sequence[Cell], rows: Iterable[Sequence[Cell]]
) -> Iterator[bytes]:
    """Yield the bytes of a workbook in portions.

    Args:
        title: The sheet's name.
        first: The first row.
        headings: The second row, in bold; both stay in sight.
        rows: All others.
    """
    outlet = _Outlet()
    with ZipFile(outlet, "w", ZIP_DEFLATED, compresslevel=QUICK) as archive:
        for name, text in (*_PARTS.items(), ("xl/workbook.xml", _book(title))):
            with archive.open(name, "w") as part:
                part.write((_HEAD + text).encode())
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(_sheet_head().encode())
            lines = chain([_line(1, first), _line(2, headings, _HEADING)], map(_line, count(FROZEN + 1), rows))
            while text := "".join(islice(lines, ROWS_AT_ONCE)):
                sheet.write(text.encode())
                yield outlet.taken()
            sheet.write(b"</sheetData></worksheet>")
    yield outlet.taken()


def _book(title: str) -> str:
    name = escape(_NO_TEXT.sub("", title)[:31], {'"': "&quot;"})
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="{name}" sheetId="1" r:id="rId1"/></sheets>'
        "</workbook>"
    )


def _sheet_head() -> str:
    pane = f'<pane ySplit="{FROZEN}" topLeftCell="A{FROZEN + 1}" activePane="bottomLeft" state="frozen"/>'
    views = f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
    return f'{_HEAD}<worksheet xmlns="{_MAIN}">{views}<sheetData>'


def _line(number: int, row: Sequence[Cell], style: int = _WORDS) -> str:
    cells = "".join(_cell(f"{get_column_letter(place)}{number}", value, style) for place, value in enumerate(row, 1))
    return f'<row r="{number}">{cells}</row>'


def _cell(place: str, value: Cell, style: int) -> str:
    match value:
        case None:
            return ""
        case str():
            text = escape(_NO_TEXT.sub("\ufffd", value), _BREAKS)
            return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        case date() if value.toordinal() < FIRST_DAY.toordinal():
            return _cell(place, value.isoformat(), _WORDS)
        case date():
            return f'<c r="{place}" s="{_DAY}"><v>{value.toordinal() - DAY_ZERO.toordinal()}</v></c>'
        case _:
            return f'<c r="{place}" s="{_NUMBER}"><v>{int(value)}</v></c>'

"""Workbooks that a stranger hands in: whatever is in them, they are read or refused, and small ones stay small."""

import re
import zipfile
from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest

from bluezone.authority.linelist.files import Refusal, UnreadableLineList
from bluezone.authority.linelist.files import read_file as read_line_list
from bluezone.authority.register.workbook import read_workbook
from bluezone.protocol.errors import MalformedMessage


def book(*, merged: str = "") -> bytes:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.append(["STT", "Họ và tên"])
    sheet.append(["1", "Lò Thị Ánh"])
    whole = BytesIO()
    made.save(whole)
    return with_changed(whole.getvalue(), merged) if merged else whole.getvalue()


def with_changed(content: bytes, merged: str) -> bytes:
    """Write a merged range by hand: the library would make its cells while writing."""
    whole = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text = text.replace(b"</sheetData>", b"</sheetData><mergeCells>" + merged.encode() + b"</mergeCells>")
            new.writestr(name, text)
    return whole.getvalue()


def damaged_inside() -> bytes:
    """A workbook whose deflated bytes were changed while the archive's directory is whole."""
    content = bytearray(book())
    with zipfile.ZipFile(BytesIO(bytes(content))) as archive:
        start = archive.getinfo("xl/workbook.xml").header_offset
    content[start + 50 : start + 80] = bytes(30)
    return bytes(content)


def locked() -> bytes:
    """A workbook whose directory says that its members are encrypted."""
    content = bytearray(book())
    for found in re.finditer(rb"PK\x01\x02", bytes(content)):
        content[found.start() + 8] |= 1
    return bytes(content)


@pytest.mark.parametrize("made", [damaged_inside, locked])
def test_a_workbook_that_is_damaged_inside_is_refused_and_breaks_nothing(made: Callable[[], bytes]) -> None:
    content = made()

    with pytest.raises(MalformedMessage):
        read_workbook(content)
    with pytest.raises(UnreadableLineList) as refused:
        read_line_list(content)

    assert refused.value.reason is Refusal.DAMAGED


def test_a_merged_range_as_large_as_a_sheet_is_refused_before_a_cell_of_it_is_made() -> None:
    bomb = book(merged='<mergeCell ref="A3:XFD1048576"/>')
    many = book(merged="<mergeCell ref='A3:A1048576'/>" * 3)

    with pytest.raises(MalformedMessage, match="merged cells reach over at most"):
        read_workbook(bomb)
    with pytest.raises(MalformedMessage, match="merged cells reach over at most"):
        read_workbook(many)
    with pytest.raises(UnreadableLineList):
        read_line_list(book(merged='<mergeCell ref="A3:A1048576"/>' * 3))


def test_a_cell_in_the_last_corner_does_not_make_every_cell_before_it() -> None:
    made = openpyxl.Workbook()
    made.worksheets[0]["A1"] = "mã"
    made.worksheets[0]["XFD1048576"] = "x"
    whole = BytesIO()
    made.save(whole)

    (sheet,) = read_workbook(whole.getvalue())

    assert list(sheet.rows) == [1, 1048576]

"""Line lists of invented people, as bytes, and the way of one into the registry."""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook

from bluezone.authority.cases.services import Doing
from bluezone.authority.linelist.models import LineListFile
from bluezone.authority.linelist.services import hand_in, plan_for, write
from bluezone.authority.territory.models import Unit

DOING = Doing("user:1", "quality", datetime(2020, 8, 5, 1, tzinfo=UTC))
CASES = """\
Số ca bệnh,Họ và tên,Giới tính,Tuổi,Ngày xác định,Nơi điều trị,Lây từ ca,Chuyến bay
BN1,Lò Thị Mây,nữ,66,01/08/2020,Bệnh viện tỉnh,CN,
BN2,Vàng A Páo,nam,28,2/8/2020,Bệnh viện tỉnh,1,VJ 123
BN3,Giàng Thị Súa,Nữ,,2020-08-03,,BN1; BN2,
"""
CONTACTS = """\
Họ và tên,Năm sinh,Điện thoại,Tiếp xúc với ca,Ngày tiếp xúc cuối,Vòng tiếp xúc,Nơi tiếp xúc
Tòng Văn Hặc,1980,0912 345 678,BN1,01/08/2020,F1,hộ gia đình
Lường Thị Ún,1990,,BN1;BN2,02-08-2020,F1,chợ
"""


def csv_bytes(text: str, encoding: str = "utf-8") -> bytes:
    return text.encode(encoding)


def xlsx_bytes(rows: Sequence[Sequence[Any]], *, merge: str = "", title: str = "Ca bệnh") -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    if merge:
        sheet.merge_cells(merge)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def bring_in(content: bytes, unit: Unit, doing: Doing = DOING, *, without_refused: bool = False) -> dict[str, int]:
    """Hand a file in and write what its plan says."""
    file = hand_in("danh-sach.csv", content, unit, doing)
    return write_of(file, doing, without_refused=without_refused)


def write_of(file: LineListFile, doing: Doing = DOING, *, without_refused: bool = False) -> dict[str, int]:
    seen = plan_for(file, doing.day).fingerprint
    return write(file, doing, seen=seen, without_refused=without_refused)

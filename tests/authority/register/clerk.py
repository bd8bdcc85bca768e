"""A clerk's workbook: rows that are all right, and a place to spoil them."""

from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

from openpyxl import Workbook

from bluezone.authority.register.columns import BY_KEY, COLUMNS, SHEET
from bluezone.authority.register.rules import Known, Reach, Reading, Registered, read_register
from bluezone.authority.register.workbook import read_workbook
from bluezone.authority.territory.conversion import Passage
from bluezone.authority.territory.naming import short_name
from bluezone.authority.territory.province import understood
from bluezone.authority.territory.province_files import UnitKey, begun_on, ended_before
from bluezone.authority.territory.rules import Gazetteer, KnownUnit
from bluezone.authority.territory.shipped import shipped

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

TODAY = date(2026, 1, 5)
NOTHING: Registered[UnitKey] = Registered()
EVERYWHERE: Reach[UnitKey] = Reach()


def lai_chau(day: date) -> Gazetteer[UnitKey]:
    """The communes of Lai Châu as the files have them, without a database."""
    province, findings = understood(shipped("lai-chau"))
    assert findings == ()
    units = list(province.units)
    spellings: dict[UnitKey, list[str]] = {}
    for alias in province.aliases:
        spellings.setdefault(alias.key, []).append(alias.alias)
    known = [
        KnownUnit(row.key, row.kind, row.code, short_name(row.name), row.validity, tuple(spellings.get(row.key, ())))
        for row in units
        if len(row.code) == 5
    ]
    passages = [
        Passage(old.key, new.key, row.day, row.weight, row.basis)
        for row in province.succession
        if (old := ended_before(row, units)) and (new := begun_on(row, units))
    ]
    return Gazetteer(known, passages, day)


TODAYS = lai_chau(TODAY)


def good_row(number: int) -> dict[str, object]:
    return {
        "code": f"{number:04}",
        "name": f"Trường Tiểu học số {number}",
        "kind": "Trường học, cơ sở đào tạo",
        "sector": "Giáo dục và đào tạo",
        "commune_code": "03388",
        "commune_name": "Phường Đoàn Kết",
        "focal_point": "Đầu mối Mẫu",
        "position": "Hiệu trưởng",
        "phone": f"0912{number:06}",
        "email": f"so{number}@example.vn",
        "staff": 20 + number,
        "counted_on": date(2025, 12, 31),
    }


class Clerk:
    """A workbook with good rows; `put` spoils a cell."""

    def __init__(self, rows: int = 30) -> None:
        self.book = Workbook()
        self.sheet: Worksheet = self.book.worksheets[0]
        self.sheet.title = SHEET
        for column in COLUMNS:
            self.sheet[f"{column.letter}1"] = column.header
        for number in range(2, rows + 2):
            for key, value in good_row(number).items():
                self.put(key, number, value)

    def put(self, key: str, row: int, value: object) -> str:
        address = f"{BY_KEY[key].letter}{row}"
        self.sheet[address] = value  # type: ignore[assignment]  # a clerk writes anything
        return f"{SHEET}!{address}"

    def bytes(self) -> bytes:
        out = BytesIO()
        self.book.save(out)
        return out.getvalue()

    def read(
        self, *settled: str, registered: Registered[UnitKey] = NOTHING, reach: Reach[UnitKey] = EVERYWHERE
    ) -> Reading[UnitKey]:
        sheets = read_workbook(self.bytes())
        return read_register(sheets, Known(TODAYS, registered, TODAY, reach), frozenset(settled))


def with_twenty_faults() -> tuple[Clerk, dict[str, str]]:
    """A workbook with twenty-four faults, and the address of each by its name."""
    clerk = Clerk()
    clerk.sheet["K1"] = "Hòm thư"
    faults = {
        "wrong_header": "Danh bạ!K1",
        "leading_zeros_lost": clerk.put("commune_code", 2, 3388),
        "text_in_number": clerk.put("staff", 3, "khoảng 30 người"),
        "number_with_point": clerk.put("staff", 4, "1.234"),
        "number_with_comma": clerk.put("staff", 5, "1,234"),
        "number_with_space": clerk.put("staff", 6, "1 234"),
        "percentage": clerk.put("staff", 7, "45 %"),
        "decomposed": clerk.put("name", 8, "Trường Mầm non Hoa Ban".replace("ầ", "a\u0302\u0300")),
        "stray_spaces": clerk.put("name", 9, "Trường Mầm non  Hoa Mơ "),
        "foreign_letters": clerk.put("name", 10, "Trường T\u041d\u0421S Đoàn Kết"),
        "duplicate_name": clerk.put("name", 11, "Trường Tiểu học số 12"),
        "duplicate_code": clerk.put("code", 13, "0014"),
        "old_name": clerk.put("commune_name", 15, "Phường Quyết Tiến"),
        "unknown_commune": clerk.put("commune_name", 17, "Xã Không Có"),
        "future_date": clerk.put("counted_on", 18, date(2027, 1, 1)),
        "missing_focal_point": clerk.put("focal_point", 19, None),
        "phone_form": clerk.put("phone", 20, "091234567"),
        "formula": clerk.put("staff", 21, "=SUM(L2:L9)"),
        "unknown_word": clerk.put("kind", 22, "Hợp tác xã"),
        "dissolved_unit": clerk.put("commune_name", 23, "Phường Quyết Thắng"),
        "unknown_parent": clerk.put("line_parent", 25, "9999"),
        "merged_cells": "Danh bạ!I26:I27",
        "hidden_row": "Danh bạ!A28",
        "hidden_sheet": "Nháp",
    }
    moved = "Danh bạ!B12"
    clerk.put("commune_code", 17, None)
    clerk.put("commune_code", 23, "03386")
    clerk.sheet.merge_cells("I26:I27")
    clerk.sheet.row_dimensions[28].hidden = True
    draft = clerk.book.create_sheet("Nháp")
    draft["A1"] = "0099"
    draft.sheet_state = "hidden"
    return clerk, faults | {"duplicate_name": moved, "duplicate_code": "Danh bạ!A14"}

"""What can be wrong with a spreadsheet of reports, cell by cell; nothing is imported until all of it is settled."""

from dataclasses import dataclass
from enum import StrEnum

from bluezone.rollout.reporting.rules.forms import ValueFault, Wording
from bluezone.rollout.reporting.rules.numbers import Fault


class SheetFault(StrEnum):
    """One way in which a sheet, a row or a cell cannot be read, beyond what `numbers` and `forms` say of values."""

    NO_FORM = "no_form"
    NO_DAY = "no_day"
    FUTURE_DAY = "future_day"
    WRONG_HEADING = "wrong_heading"
    MERGED = "merged"
    HIDDEN = "hidden"
    FORMULA_CELL = "formula_cell"
    ERROR_CELL = "error_cell"
    NO_UNIT = "no_unit"
    ZERO_LOST = "zero_lost"
    NAME_DIFFERS = "name_differs"
    NOT_ASKED = "not_asked"
    NOT_YOURS = "not_yours"
    TWICE = "twice"
    NO_ROWS = "no_rows"


@dataclass(frozen=True, slots=True)
class SheetFinding:
    """One fault at one place, such as `Báo cáo!D7`."""

    address: str
    fault: SheetFault | Fault | ValueFault


SHEET_FAULTS = {
    SheetFault.NO_FORM: Wording(
        "Không rõ biểu mẫu nào. Hãy dùng tệp mẫu tải từ đây.", "The form is not named. Please use the template."
    ),
    SheetFault.NO_DAY: Wording("Không đọc được ngày báo cáo.", "The day cannot be read."),
    SheetFault.FUTURE_DAY: Wording("Ngày báo cáo chưa tới.", "The day has not come yet."),
    SheetFault.WRONG_HEADING: Wording(
        "Tiêu đề cột khác tệp mẫu; không đoán cột.", "The heading differs from the template; columns are not guessed."
    ),
    SheetFault.MERGED: Wording("Ô gộp. Hãy bỏ gộp ô.", "Merged cells. Please unmerge them."),
    SheetFault.HIDDEN: Wording("Dòng bị ẩn. Hãy hiện ra hoặc xóa.", "A hidden row. Please show or delete it."),
    SheetFault.FORMULA_CELL: Wording(
        "Ô này là công thức. Hãy dán giá trị.", "This cell is a formula. Please paste its value."
    ),
    SheetFault.ERROR_CELL: Wording("Ô báo lỗi, ví dụ #REF!.", "The cell shows an error such as #REF!."),
    SheetFault.NO_UNIT: Wording("Không có đơn vị nào mang mã này vào ngày đó.", "No unit bears this code on that day."),
    SheetFault.ZERO_LOST: Wording(
        "Mã bị mất số 0 ở đầu. Hãy định dạng ô là văn bản và ghi đủ 5 chữ số.",
        "The code lost its leading zero. Please format the cell as text and give all 5 digits.",
    ),
    SheetFault.NAME_DIFFERS: Wording(
        "Tên không khớp với mã. Một trong hai chưa đúng.", "Name and code do not agree. One of the two is wrong."
    ),
    SheetFault.NOT_ASKED: Wording("Biểu mẫu này không dành cho đơn vị.", "This form is not asked of this unit."),
    SheetFault.NOT_YOURS: Wording("Đơn vị ngoài phạm vi của người gửi.", "The unit is outside the sender's units."),
    SheetFault.TWICE: Wording("Đơn vị này có hai dòng.", "This unit has two rows."),
    SheetFault.NO_ROWS: Wording("Không có dòng số liệu nào.", "There is no row with figures."),
}

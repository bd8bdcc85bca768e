"""What a flag or a refusal means, in plain words, in Vietnamese and English.

Every sentence says what was seen, and what the reader can do. They are data of the rules rather than entries of a
catalog, because the quick report, a text message and a page must say the same.
"""

from datetime import date
from types import MappingProxyType
from typing import Final

from bluezone.rollout.reporting.rules.flags import Flag, FlagKind
from bluezone.rollout.reporting.rules.forms import ValueFault, Wording
from bluezone.rollout.reporting.rules.numbers import LARGEST, Fault, Remark, shown
from bluezone.rollout.reporting.rules.sms_line import LONGEST, LineFault

FLAGS: Final = MappingProxyType(
    {
        FlagKind.ATTESTED_ABOVE_DECLARED: Wording(
            "Máy xác nhận {attested} lượt cài, nhiều hơn {declared} lượt đơn vị khai. Đề nghị đếm lại số đã khai.",
            "Phones attested {attested} installations, more than the {declared} that were declared. Please count again.",
        ),
        FlagKind.DECLARED_ABOVE_SMARTPHONES: Wording(
            "Khai {declared} lượt cài nhưng chỉ có {smartphones} điện thoại thông minh. "
            "Một trong hai số chưa đúng; mỗi điện thoại chỉ tính một lần.",
            "{declared} installations are declared but only {smartphones} smartphones. "
            "One of the two is wrong; a phone counts once.",
        ),
        FlagKind.SMARTPHONES_ABOVE_STAFF: Wording(
            "Khai {smartphones} người có điện thoại thông minh nhưng đơn vị chỉ có {staff} người. "
            "Hãy đếm người, không đếm máy.",
            "{smartphones} people with a smartphone are declared but only {staff} people. Count people, not phones.",
        ),
        FlagKind.VISITED_ABOVE_LISTED: Wording(
            "Khai đã đến {visited} hộ nhưng danh sách chỉ có {listed} hộ. Mỗi hộ chỉ tính một lần dù đến nhiều lần.",
            "{visited} households were visited but only {listed} are listed. A household counts once however often.",
        ),
        FlagKind.PARTS_DIFFER: Wording(
            "Số của đơn vị là {said} nhưng tổng các đơn vị bên trong là {parts}. Hai bên cần thống nhất.",
            "The unit says {said} but its parts add up to {parts}. The two need to agree.",
        ),
        FlagKind.FELL: Wording(
            "Số lũy kế giảm từ {before} (ngày {before_day}) xuống {now} mà không ghi lý do. "
            "Nếu đếm lại thì gửi bản đính chính kèm lý do.",
            "The total fell from {before} ({before_day}) to {now} without a reason. "
            "If it was counted again, send a correction with the reason.",
        ),
        FlagKind.EVERYBODY: Wording(
            "Khai {declared} trên {smartphones} điện thoại, tròn 100 %. Điều này hiếm gặp; đề nghị kiểm tra lại.",
            "{declared} of {smartphones} phones is all of them. That is rare; please look again.",
        ),
        FlagKind.FUTURE: Wording(
            "Báo cáo nói về một ngày chưa tới (nhận ngày {received}). Hãy kiểm tra ngày trên điện thoại.",
            "The report speaks of a day that has not come (received {received}). Please check the phone's date.",
        ),
        FlagKind.AFTER_END: Wording(
            "Đơn vị ngừng hoạt động sau ngày {last_day} nhưng vẫn gửi báo cáo. Báo cáo thuộc về đơn vị kế thừa.",
            "The unit ceased after {last_day} but reports still. The report belongs to its successor.",
        ),
        FlagKind.SAME_NUMBER: Wording(
            "{reports} báo cáo liền nhau đều ghi {declared}, trong khi các đơn vị cùng loại vẫn tăng. "
            "Có thể số cũ được chép lại.",
            "{reports} reports in a row say {declared} while units of the same kind grew. "
            "An old number may have been copied.",
        ),
        FlagKind.ROUND_NUMBERS: Wording(
            "Cả {numbers} con số khác nhau đều tận cùng bằng 0 hoặc 5. Số đếm thật hiếm khi như vậy.",
            "All {numbers} different numbers end in 0 or 5. Numbers that were counted rarely do.",
        ),
        FlagKind.UNLIKE_SIBLINGS: Wording(
            "Tỷ lệ {percent} % ({part} trên {whole}) cao hơn hẳn mức thường gặp {usual} % của {siblings} đơn vị cùng loại. "
            "Có thể đúng: cứ 30 đơn vị trung thực thì có khoảng 1 đơn vị như vậy.",
            "{percent} % ({part} of {whole}) is far above the usual {usual} % of {siblings} units of the same kind. "
            "It may be true: about one honest unit in thirty looks like this.",
        ),
        FlagKind.UNEXPLAINED_GROWTH: Wording(
            "Trong {whole} lượt cài mới, các tổ đến nhà chỉ giúp cài {part} ({percent} %), nơi khác thường là {usual} %. "
            "Phần còn lại đến từ đâu?",
            "Of {whole} new installations the visiting teams account for {part} ({percent} %), elsewhere for {usual} %. "
            "Where do the others come from?",
        ),
    }
)

FAULTS: Final = MappingProxyType(
    {
        Fault.EMPTY: Wording("Ô này để trống.", "This cell is empty."),
        Fault.PERCENTAGE: Wording("Hãy ghi số lượng, không ghi phần trăm.", "Please give a count, not a percentage."),
        Fault.NEGATIVE: Wording("Số lượng không thể âm.", "A count cannot be negative."),
        Fault.DECIMAL: Wording(
            "Số lượng là số nguyên. Nếu là hàng nghìn, hãy ghi đủ ba chữ số sau dấu chấm.",
            "A count is a whole number. If thousands are meant, give all three digits after the mark.",
        ),
        Fault.ABOUT: Wording(
            "Hãy ghi một con số, không ghi khoảng hay ước chừng.", "Please give one number, not a range or an estimate."
        ),
        Fault.FORMULA: Wording(
            "Ô này là công thức. Hãy dán giá trị.", "This cell is a formula. Please paste its value."
        ),
        Fault.TOO_LARGE: Wording(
            f"Số lớn hơn {shown(LARGEST, 'vi')}.", f"The number is larger than {shown(LARGEST, 'en')}."
        ),
        Fault.NOT_A_NUMBER: Wording("Đây không phải là một con số.", "This is not a number."),
        ValueFault.MISSING: Wording("Mục này bắt buộc.", "This is needed."),
        ValueFault.ABOVE_LIMIT: Wording("Số lớn hơn mức có thể có ở đây.", "The number is larger than possible here."),
        ValueFault.NO_SUCH_CHOICE: Wording("Hãy chọn trong danh sách.", "Please choose from the list."),
        ValueFault.NO_TIME: Wording("Hãy ghi ngày và giờ.", "Please give a date and a time."),
        ValueFault.NO_LINK: Wording(
            "Hãy dán địa chỉ bắt đầu bằng https://.", "Please paste an address that begins with https://."
        ),
        ValueFault.NO_SUCH_PART: Wording(
            "Hãy ghi số thôn, bản hoặc tên lớp như trong danh sách, không ghi tên người.",
            "Please give the village's number or the class as listed, never a person's name.",
        ),
        ValueFault.NO_SUCH_FIELD: Wording("Biểu mẫu không có mục này.", "The form does not have this field."),
    }
)

REMARKS: Final = MappingProxyType(
    {
        Remark.THOUSANDS: Wording("đọc dấu phân cách là hàng nghìn", "the mark was read as thousands"),
        Remark.TEXT: Wording("số viết dưới dạng chữ", "a number written as text"),
        Remark.OTHER_DIGITS: Wording("chữ số kiểu khác", "digits of another style"),
    }
)

LINES: Final = MappingProxyType(
    {
        LineFault.NOT_OURS: Wording(
            "Tin không theo mẫu BZ. Chỉ dùng chữ không dấu, số, dấu cách và gạch nối.",
            "Not a BZ line. Use plain letters, digits, blanks and hyphens only.",
        ),
        LineFault.TOO_LONG: Wording(f"Tin dài quá {LONGEST} ký tự.", f"The line is longer than {LONGEST} characters."),
        LineFault.NO_CHECKSUM: Wording(
            "Thiếu mã kiểm tra. Xem lại rồi gửi lại đúng dòng sau:",
            "The checksum is missing. Look it over and send this line back:",
        ),
        LineFault.WRONG_CHECKSUM: Wording(
            "Mã kiểm tra không khớp, tin chưa được ghi. Hãy xem lại từng ký tự và gửi lại.",
            "The checksum does not fit, nothing was recorded. Check every character and send again.",
        ),
        LineFault.NOT_UNDERSTOOD: Wording(
            "Không đọc được tin. Mẫu: BZ 03445-07 H42 V31 C12 T5 và mã kiểm tra.",
            "The line cannot be read. Pattern: BZ 03445-07 H42 V31 C12 T5 and the checksum.",
        ),
        LineFault.FIELD_TWICE: Wording("Một chữ cái xuất hiện hai lần.", "A letter stands in the line twice."),
        LineFault.NO_SUCH_DAY: Wording("Ngày sau chữ N không có thật.", "The day after N does not exist."),
    }
)


def explained(flag: Flag, language: str) -> str:
    """Return what a flag means, with its figures as the language writes them."""
    figures = {
        name: shown(value, language) if isinstance(value, int) else _day(value, language)
        for name, value in flag.figures.items()
    }
    return FLAGS[flag.kind].in_language(language).format(**figures)


def _day(text: str, language: str) -> str:
    """Return an ISO day as a language writes it; other text as it is."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day:%d/%m/%Y}" if not language.startswith("en") else f"{day.day} {day:%B %Y}"

"""The press notice of a milestone: a place, a time, what to do, and nobody's name; plain text in two languages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final


@dataclass(frozen=True, slots=True)
class Told:
    """What a notice tells.

    Args:
        place: The place, in words.
        where: Its commune and province.
        start: The first moment, in the time zone in which people read it.
        end: The last, in the same.
        publisher: Who speaks; empty while the installation is a trial.
        hotline: A telephone number; empty for none.
        by_phone: Whether phones that checked in there are warned.
    """

    place: str
    where: str
    start: datetime
    end: datetime
    publisher: str = ""
    hotline: str = ""
    by_phone: bool = True


def notice_vi(told: Told) -> str:
    """Return the notice in Vietnamese."""
    who = told.publisher or "Cơ quan y tế"
    call = f" hoặc số {told.hotline}" if told.hotline else ""
    parts = [
        "THÔNG BÁO VỀ ĐỊA ĐIỂM CÓ NGUY CƠ LÂY NHIỄM",
        (
            f"{who} đề nghị những người đã có mặt tại địa điểm sau đây, trong khoảng thời gian sau đây, chủ động theo dõi "
            "sức khỏe và liên hệ với cơ quan y tế:"
        ),
        f"- Địa điểm: {told.place}, {told.where}\n- Thời gian: {_time_vi(told.start, told.end)}",
        "Việc cần làm:",
        (
            "- Ở nhà, đeo khẩu trang khi có người khác ở gần, hạn chế tiếp xúc.\n"
            f"- Gọi điện cho trạm y tế nơi đang ở{call}; gọi trước, không tự đến.\n"
            "- Theo dõi sức khỏe hằng ngày; nếu sốt, ho, đau họng hoặc khó thở thì báo ngay."
        ),
        "Người không có mặt tại địa điểm này trong khoảng thời gian trên không cần khai báo vì thông báo này.",
    ]
    if told.by_phone:
        parts.append(
            "Người đã quét mã của địa điểm bằng ứng dụng Bluezone sẽ nhận được cảnh báo ngay trên điện thoại; "
            "điện thoại tự đối chiếu, không ai biết ai đã có mặt ở đó."
        )
    parts.append("Thông báo này không nêu tên người bệnh. Đề nghị không suy đoán và không chia sẻ thông tin cá nhân.")
    return "\n\n".join(parts)


def notice_en(told: Told) -> str:
    """Return the notice in English."""
    who = told.publisher or "The health authority"
    call = f" or {told.hotline}" if told.hotline else ""
    parts = [
        "NOTICE ABOUT A PLACE WHERE PEOPLE MAY HAVE BEEN INFECTED",
        (
            f"{who} asks everybody who was at the following place during the following time to watch their health and to "
            "call the health service:"
        ),
        f"- Place: {told.place}, {told.where}\n- Time: {_time_en(told.start, told.end)}",
        "What to do:",
        (
            "- Stay at home, wear a mask when others are near, meet as few people as possible.\n"
            f"- Telephone the health station where you are staying{call}; call first and do not simply go there.\n"
            "- Watch your health every day; report fever, cough, sore throat or difficulty in breathing at once."
        ),
        "Whoever was not at this place during this time need not report because of this notice.",
    ]
    if told.by_phone:
        parts.append(
            "Those who scanned the place's code with Bluezone are warned on their phones; "
            "the phone compares by itself, and nobody learns who was there."
        )
    parts.append("This notice names nobody who is ill. Please do not guess, and do not share personal data.")
    return "\n\n".join(parts)


def correction_vi(told: Told, reason: str) -> str:
    """Return in Vietnamese that a notice is withdrawn, and why."""
    who = told.publisher or "Cơ quan y tế"
    return "\n\n".join(
        [
            "ĐÍNH CHÍNH",
            f"{who} rút lại thông báo về địa điểm: {told.place}, {told.where}, {_time_vi(told.start, told.end)}.",
            f"Lý do: {reason}",
            (
                "Người đã có mặt tại địa điểm này trong khoảng thời gian trên không cần làm gì thêm vì thông báo đã rút lại. "
                "Cảnh báo trên điện thoại sẽ mất đi ở lần cập nhật tiếp theo."
            ),
        ]
    )


def correction_en(told: Told, reason: str) -> str:
    """Return in English that a notice is withdrawn, and why."""
    who = told.publisher or "The health authority"
    return "\n\n".join(
        [
            "CORRECTION",
            (
                f"{who} withdraws the notice about this place: {told.place}, {told.where}, "
                f"{_time_en(told.start, told.end)}."
            ),
            f"Reason: {reason}",
            (
                "Whoever was there during this time need do nothing more because of the notice that is withdrawn. "
                "The warning on phones disappears with their next update."
            ),
        ]
    )


_SAME_DAY: Final = "%d/%m/%Y"


def _time_vi(start: datetime, end: datetime) -> str:
    first, last = f"{start.hour} giờ {start.minute:02}", f"{end.hour} giờ {end.minute:02}"
    if start.date() == end.date():
        return f"từ {first} đến {last} ngày {start.strftime(_SAME_DAY)}"
    return f"từ {first} ngày {start.strftime(_SAME_DAY)} đến {last} ngày {end.strftime(_SAME_DAY)}"


def _time_en(start: datetime, end: datetime) -> str:
    first, last = f"{start:%H:%M}", f"{end:%H:%M}"
    if start.date() == end.date():
        return f"from {first} to {last} on {_day_en(start)}"
    return f"from {first} on {_day_en(start)} to {last} on {_day_en(end)}"


def _day_en(moment: datetime) -> str:
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

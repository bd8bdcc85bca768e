"""A quarantine order as an official document: a decision in the layout of Decree 30/2020/NĐ-CP.

Bases: Law 03/2007/QH12 and Decree 101/2010/NĐ-CP (article 2.3a: at most 21 days, article 3: at home). Who signs, the
chairman or the head of the steering committee, and the bases in force are for the clerk to check; number, day and seal
too. The words are the office's, so the order is in Vietnamese whatever language the page has.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from bluezone.authority.cases.rules.words import QuarantinePlace, Sex
from bluezone.authority.documents.document import Block, Centred, Document, Paragraph, Publisher, Strong

LAW: Final = "Căn cứ Luật Phòng, chống bệnh truyền nhiễm ngày 21 tháng 11 năm 2007;"
DECREE: Final = (
    "Căn cứ Nghị định số 101/2010/NĐ-CP ngày 30 tháng 9 năm 2010 của Chính phủ quy định chi tiết thi hành một số điều "
    "của Luật Phòng, chống bệnh truyền nhiễm về áp dụng biện pháp cách ly y tế, cưỡng chế cách ly y tế và chống dịch "
    "đặc thù trong thời gian có dịch;"
)
SEXES: Final = {Sex.FEMALE: "bà", Sex.MALE: "ông"}
PLACES: Final = {
    QuarantinePlace.HOME: "tại nhà, nơi lưu trú",
    QuarantinePlace.FACILITY: "tại cơ sở cách ly tập trung",
    QuarantinePlace.HOSPITAL: "tại cơ sở y tế",
}


@dataclass(frozen=True, slots=True)
class Order:
    """What a quarantine order says; empty and None mean not known and leave room.

    Args:
        commune: The name of the ordering commune, such as "Xã Mường Tè".
        above: The body above it.
        name: The person's name.
        sex: As an identity paper states it.
        birth_year: The year of birth.
        personal_number: The number of the identity paper.
        residence: Where the person lives.
        is_case: Whether the person is a case, else a contact.
        place: Where to stay.
        facility: Its name, when it is no home.
        first_day: From when.
        last_day: Until when, the day itself included.
        year: The year of the document.
    """

    commune: str
    above: str
    name: str = field(repr=False)
    sex: Sex
    birth_year: int | None
    personal_number: str = field(repr=False)
    residence: str = field(repr=False)
    is_case: bool
    place: QuarantinePlace
    facility: str
    first_day: date
    last_day: date
    year: int


def decision(order: Order, *, is_trial: bool) -> Document:
    """Return an order as a decision without number and day.

    Args:
        order: What it says.
        is_trial: Whether no publisher is configured, so that each page says that it is no official document.
    """
    commune = order.commune.upper()
    boxes = Publisher(order.above.upper(), f"ỦY BAN NHÂN DÂN {commune}", "QĐ-UBND", order.commune)
    days = (order.last_day - order.first_day).days + 1
    return Document(
        publisher=None if is_trial else boxes,
        day=date(order.year, 1, 1),
        kind="QUYẾT ĐỊNH",
        summary=f"Về việc áp dụng biện pháp cách ly y tế {PLACES[order.place]}",
        blocks=(
            Centred(f"CHỦ TỊCH ỦY BAN NHÂN DÂN {commune}"),
            *(Paragraph((words,), is_slanted=True) for words in (LAW, DECREE, "Theo đề nghị của Trạm Y tế,")),
            Centred("QUYẾT ĐỊNH:"),
            *_articles(order, days),
        ),
        recipients=("Như Điều 3;", "Trạm Y tế;", "Lưu: VT."),
        signer=("CHỦ TỊCH", ""),
        is_dated=False,
        stand_in=boxes,
    )


def _articles(order: Order, days: int) -> tuple[Block, ...]:
    place = order.facility or order.residence if order.place is QuarantinePlace.HOME else order.facility
    why = "người mắc bệnh" if order.is_case else "người tiếp xúc gần với người mắc bệnh"
    return (
        _article(1, f"Áp dụng biện pháp cách ly y tế {PLACES[order.place]} đối với {_person(order)}."),
        Paragraph((f"Lý do: là {why} truyền nhiễm thuộc diện phải cách ly y tế theo quy định.",)),
        Paragraph((f"Địa điểm cách ly: {place or _ROOM}.",)),
        Paragraph(
            (f"Thời gian cách ly: {days} ngày, từ ngày {_day(order.first_day)} đến hết ngày {_day(order.last_day)}.",)
        ),
        _article(
            2,
            "Người được áp dụng biện pháp cách ly không rời khỏi địa điểm cách ly trong thời gian nêu tại Điều 1; tự theo "
            "dõi sức khỏe hằng ngày, báo ngay cho Trạm Y tế khi có dấu hiệu mắc bệnh và chấp hành hướng dẫn của nhân viên y tế.",
        ),
        _article(
            3,
            f"Trạm Y tế, các tổ chức có liên quan trên địa bàn {order.commune} và {_person(order, short=True)} chịu trách "
            "nhiệm thi hành Quyết định này. Quyết định có hiệu lực kể từ ngày ký./.",
        ),
    )


_ROOM: Final = "…………………………"


def _article(number: int, words: str) -> Paragraph:
    return Paragraph((Strong(f"Điều {number}. "), words))


def _person(order: Order, *, short: bool = False) -> str:
    called = f"{SEXES.get(order.sex, 'ông (bà)')} {order.name or _ROOM}"
    if short:
        return called
    parts = [called, f"sinh năm {order.birth_year or '………'}"]
    if order.personal_number:
        parts.append(f"số định danh cá nhân/CCCD {order.personal_number}")
    parts.append(f"nơi lưu trú: {order.residence or _ROOM}")
    return ", ".join(parts)


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"

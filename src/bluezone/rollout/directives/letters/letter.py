"""An official letter as a value: its boxes by their numbers in annex I of Decree 30/2020/NĐ-CP."""

from dataclasses import dataclass
from datetime import date
from typing import Final

COUNTRY: Final = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO: Final = "Độc lập - Tự do - Hạnh phúc"
TRIAL: Final = "TÀI LIỆU THỬ NGHIỆM"
"""What each page of a trial document says."""
PADDED_DAYS: Final = 10
PADDED_MONTHS: Final = 3
ONE_LINE: Final = 1


@dataclass(frozen=True, slots=True)
class Office:
    """In whose name a letter goes out.

    Args:
        above: Box 2, first line: the body above, in capitals.
        body: Box 2, second line: the issuing body, in capitals.
        code: Box 3, what follows the number: abbreviations of the body and of the drafting unit, such as `UBND-VX`.
        place: Box 4.
        position: Box 7a: in what position somebody signs.
    """

    above: str
    body: str
    code: str
    place: str
    position: str


NO_OFFICE: Final = Office("TÊN CƠ QUAN CẤP TRÊN", "TÊN CƠ QUAN BAN HÀNH", "…", "…", "QUYỀN HẠN, CHỨC VỤ CỦA NGƯỜI KÝ")
"""What stands in the boxes of a trial letter."""


@dataclass(frozen=True, slots=True)
class Letter:
    """An official letter.

    Args:
        office: Boxes 2, 3, 4 and 7; nothing while no publisher is configured, which makes it a trial.
        day: Box 4; nothing leaves day and month blank, as in a draft.
        year: The year of box 4.
        subject: Box 5b, without "V/v".
        addressees: After "Kính gửi".
        paragraphs: Box 6; the last one gets the closing `./.`.
        recipients: Box 9b, without dashes, the archive last.
    """

    office: Office | None
    day: date | None
    year: int
    subject: str
    addressees: tuple[str, ...]
    paragraphs: tuple[str, ...]
    recipients: tuple[str, ...]

    @property
    def trial(self) -> str:
        """What each page says while nobody publishes."""
        return "" if self.office else TRIAL

    def words(self) -> dict[str, object]:
        """Return everything as the templates of both formats read it."""
        office = self.office or NO_OFFICE
        *body, last = self.paragraphs
        return {
            "country": COUNTRY,
            "motto": MOTTO,
            "above": office.above,
            "body": office.body,
            "number": f"Số:          /{office.code}",
            "subject": f"V/v {self.subject}",
            "dated": dated(office.place, self.day, self.year),
            "one": self.addressees[0] if len(self.addressees) == ONE_LINE else "",
            "addressees": [f"- {line}" for line in punctuated(self.addressees)]
            if len(self.addressees) > ONE_LINE
            else [],
            "paragraphs": [*body, f"{last.rstrip('. ')}./."],
            "recipients": [f"- {line}" for line in punctuated(self.recipients)],
            "position": office.position,
            "trial": self.trial,
        }


def dated(place: str, day: date | None, year: int) -> str:
    """Return box 4: days below 10 and months 1 and 2 have a zero before them; a draft leaves room for both."""
    if day is None:
        return f"{place}, ngày       tháng       năm {year}"
    month = f"{day.month:02}" if day.month < PADDED_MONTHS else str(day.month)
    return f"{place}, ngày {day.day:02} tháng {month} năm {day.year}"


def punctuated(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Return lines of a list as the annex has them: a semicolon after each, a full stop after the last."""
    bare = [line.rstrip(" ;.") for line in lines]
    return (*(f"{line};" for line in bare[:-1]), f"{bare[-1]}.")

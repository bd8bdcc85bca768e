"""The words of letters about a directive: Vietnamese as offices write it, figures and no names of people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bluezone.rollout.directives.letters.letter import Letter, Office

LISTED: Final = 12
"""More silent units than this are given as a number and an annex list outside the letter."""


@dataclass(frozen=True, slots=True)
class TaskStanding:
    """One task and how many units acknowledged it."""

    label: str
    units: int
    acknowledged: int


@dataclass(frozen=True, slots=True)
class Matter:
    """The directive that a letter is about.

    Args:
        symbol: As it is cited; without a number it begins with the stroke.
        issued_on: Its day, when it has one.
        subject: Its subject.
    """

    symbol: str
    issued_on: date | None
    subject: str

    @property
    def cited(self) -> str:
        """The directive as letters cite it."""
        day = f" ngày {self.issued_on:%d/%m/%Y}" if self.issued_on else ""
        return f"Công văn số {self.symbol}{day}"


def reminder(
    matter: Matter, standings: Sequence[TaskStanding], silent: Sequence[str], *, office: Office | None, day: date
) -> Letter:
    """Return the letter that urges units which have not acknowledged their tasks.

    Args:
        matter: The directive.
        standings: Its tasks.
        silent: Names of the units not heard.
        office: Who sends it; nothing for a trial.
        day: The day up to which was counted.
    """
    subject = f"đôn đốc thực hiện {matter.cited}"
    begin = f"Thực hiện {matter.cited} về việc {matter.subject or 'triển khai nhiệm vụ được giao'}; tính đến ngày {_written(day)}, kết quả tiếp nhận nhiệm vụ như sau:"
    figures = [
        f"- Nhiệm vụ {each.label}: {each.acknowledged}/{each.units} đơn vị đã xác nhận tiếp nhận."
        for each in standings
        if each.units
    ]
    named = f": {', '.join(silent)}." if 0 < len(silent) <= LISTED else "."
    still = (
        f"Còn {len(silent)} đơn vị chưa xác nhận tiếp nhận nhiệm vụ{named}"
        if silent
        else "Tất cả đơn vị đã xác nhận tiếp nhận nhiệm vụ."
    )
    ask = "Đề nghị các cơ quan, đơn vị khẩn trương xác nhận tiếp nhận và báo cáo kết quả thực hiện"
    addressees = tuple(silent) if 0 < len(silent) <= LISTED else ("Các cơ quan, đơn vị, địa phương được giao nhiệm vụ",)
    return Letter(office, None, day.year, subject, addressees, (begin, *figures, still, ask), ("Như trên", "Lưu: VT"))


def _written(day: date) -> str:
    return f"{day:%d/%m/%Y}"

"""What teams, gate keepers and unions counted themselves, as the quick report says it; never added to what communes declare."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bluezone.authority.documents.document import Figure, Runs
from bluezone.rollout.fieldwork.rules.spot_checks import Checks
from bluezone.rollout.overview.rules.official_words import UNKNOWN, number, percent

NOTHING_CHECKED: Final = Checks()


@dataclass(frozen=True, slots=True)
class Doors:
    """Counts of walk lists, from single visits; each install counts once.

    Args:
        lists: Walk lists.
        listed: Households on them.
        visited: Of these, where somebody was.
        closed: Of these, where nobody needs to come again.
        with_radio: Phones helped that have Bluetooth.
        browser_only: Phones helped that have the browser only.
        refused: Households that declined, by village tallies.
        no_smartphone: Households without a smartphone, by village tallies.
        visited_by_text: Of the visited, those that a text message told of, while its events are on their way.
        helped_by_text: Phones helped that a text message told of, of either kind; in no other count here.
        beyond: Of the visited, those above the number of households on their list: a text message names no household.
    """

    lists: int = 0
    listed: int = 0
    visited: int = 0
    closed: int = 0
    with_radio: int = 0
    browser_only: int = 0
    refused: int = 0
    no_smartphone: int = 0
    visited_by_text: int = 0
    helped_by_text: int = 0
    beyond: int = 0

    @property
    def reached(self) -> int:
        """The visited as a part of the listed: of no list more than stand on it."""
        return self.visited - self.beyond


@dataclass(frozen=True, slots=True)
class Gates:
    """Counts of gates: passages are no people, and who was helped there may be counted elsewhere too."""

    gates: int = 0
    came: int = 0
    went: int = 0
    helped: int = 0


@dataclass(frozen=True, slots=True)
class Movements:
    """Days of the unions' movements, and the phones helped there."""

    events: int = 0
    helped: int = 0


@dataclass(frozen=True, slots=True)
class Field:
    """Everything that was counted outside, as it stood at a moment; four counts beside each other, never one sum."""

    at: datetime
    doors: Doors = Doors()
    gates: Gates = Gates()
    movements: Movements = Movements()
    checks: Checks = NOTHING_CHECKED


def doors(field: Field | None, top: str) -> Runs:
    """Return the report's words about doors; `top` is the id of the province, whose rows the figures open."""
    known = field.doors if field else Doors()
    if not known.listed:
        return (f"- Kết quả tổ công tác ghi tại từng hộ: {UNKNOWN}.",)
    return (
        "- Kết quả tổ công tác ghi tại từng hộ: đã đến ",
        Figure(number(known.reached), "doors", top),
        " trên ",
        Figure(number(known.listed), "doors", top),
        " hộ trong danh sách",
        *_beyond(known, top),
        *_by_text(known.visited_by_text, top),
        ", xong ",
        Figure(number(known.closed), "doors", top),
        " hộ; giúp cài đặt ",
        Figure(number(known.with_radio), "doors", top),
        " máy có Bluetooth và ",
        Figure(number(known.browser_only), "doors", top),
        " máy chỉ dùng trình duyệt",
        *_told(known.helped_by_text, top),
        "; ",
        Figure(number(known.refused), "doors", top),
        " hộ không tham gia, ",
        Figure(number(known.no_smartphone), "doors", top),
        " hộ không có điện thoại thông minh. Số này ghi riêng, không cộng vào số khai báo.",
    )


def _beyond(known: Doors, top: str) -> Runs:
    """Return why fewer are said than were counted, where a list has more visits than households."""
    if not known.beyond:
        return ()
    return (" (số đã ghi là ", Figure(number(known.visited), "doors", top), " vì tin nhắn không nêu từng hộ)")


def _by_text(count: int, top: str) -> Runs:
    return (" (trong đó ", Figure(number(count), "doors", top), " theo tin nhắn)") if count else ()


def _told(count: int, top: str) -> Runs:
    return (", thêm ", Figure(number(count), "doors", top), " máy theo tin nhắn chưa rõ loại") if count else ()


def spot_checks(field: Field | None, top: str) -> Runs:
    """Return the report's words about spot-checks; `top` as in `doors`."""
    known = field.checks if field else Checks()
    if known.bounds is None:
        return (f"- Kiểm tra ngẫu nhiên: {UNKNOWN}.",)
    return (
        "- Kiểm tra ngẫu nhiên: kiểm tra lại ",
        Figure(number(known.checked), "checks", top),
        " hộ, ",
        Figure(number(known.differed), "checks", top),
        f" hộ khác kết quả (khoảng {percent(float(known.bounds.lower))} đến {percent(float(known.bounds.upper))}).",
    )


def gates(field: Field | None, top: str) -> Runs:
    """Return the report's words about gates; `top` as in `doors`."""
    known = field.gates if field else Gates()
    if not known.gates:
        return (f"- Bàn hướng dẫn tại cổng cơ quan: {UNKNOWN}.",)
    return (
        "- Bàn hướng dẫn tại cổng cơ quan: ",
        Figure(number(known.came), "gates", top),
        " lượt vào, ",
        Figure(number(known.went), "gates", top),
        " lượt ra; giúp cài đặt ",
        Figure(number(known.helped), "gates", top),
        " máy. Số lượt không phải số người.",
    )


def movements(field: Field | None, top: str) -> Runs:
    """Return the report's words about the unions' movements; `top` as in `doors`."""
    known = field.movements if field else Movements()
    if not known.events:
        return (f"- Đợt ra quân của đoàn thể: {UNKNOWN}.",)
    return (
        "- Đợt ra quân của đoàn thể: ",
        Figure(number(known.events), "movements", top),
        " buổi, giúp cài đặt ",
        Figure(number(known.helped), "movements", top),
        " máy.",
    )

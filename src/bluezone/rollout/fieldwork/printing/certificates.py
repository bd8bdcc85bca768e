"""Certificates for volunteers: a line for the name, the event and its counts; never a seal."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.fieldwork.printing.setting import set_in_type, shared
from bluezone.rollout.studio.printing.glyphs import printable
from bluezone.rollout.studio.printing.wording import labels, written
from bluezone.rollout.studio.rules.words import Imprint

MOST: Final = 200
"""Certificates of one event that are printed at once."""
WORDS: Final = {
    "vi": {
        "title": "Giấy ghi nhận",
        "to": "Cảm ơn",
        "helped": "đã cùng {union} giúp bà con cài đặt và hiểu Bluezone.",
        "people": "{count} người đến dự",
        "phones": "{count} máy được giúp cài",
        "day": "ngày {day}",
        "place": "……………………, ngày …… tháng …… năm {year}",
        "signed": "Đại diện tổ chức",
        "by_hand": "(ký, ghi rõ họ tên)",
        "pen": "Tên được viết bằng tay và không lưu ở đâu.",
    },
    "en": {
        "title": "Certificate of thanks",
        "to": "Thank you,",
        "helped": "for helping people, together with {union}, to install and understand Bluezone.",
        "people": "{count} people came",
        "phones": "{count} phones were helped",
        "day": "{day}",
        "place": "……………………, …… …… {year}",
        "signed": "For the organisation",
        "by_hand": "(signature and name)",
        "pen": "The name is written by hand and kept nowhere.",
    },
}


@dataclass(frozen=True, slots=True)
class Gathering:
    """The event that the volunteers made.

    Args:
        union: Who held it.
        activity: What it was, in the language of the certificate.
        day: When.
        people: How many came; None when nobody counted.
        phones: How many phones were helped; None when nobody counted.
    """

    union: str
    activity: str
    day: date
    people: int | None
    phones: int | None


def certificates(gathering: Gathering, imprint: Imprint, *, language: str, copies: int) -> bytes:
    """Return a PDF of A4, lying, one certificate a page, all alike.

    Raises:
        RuleViolation: `copies_out_of_range` or `glyph_missing`.
    """
    if not 1 <= copies <= MOST:
        raise RuleViolation("copies_out_of_range", f"copies: 1 to {MOST} are printed")
    said = WORDS["en" if language == "en" else "vi"]
    union = printable(gathering.union)
    counted = (("people", gathering.people), ("phones", gathering.phones))
    day = said["day"].format(day=written(gathering.day, labels(language).day))
    facts = [printable(gathering.activity), day, *(said[key].format(count=count) for key, count in counted if count)]
    words = shared(imprint, language=language, title=f"{said['title']} · {gathering.union}") | {
        "said": {
            **said,
            "helped": said["helped"].format(union=union),
            "place": said["place"].format(year=gathering.day.year),
        },
        "union": union,
        "facts": facts,
        "copies": copies,
    }
    return set_in_type("certificate.typ", words)

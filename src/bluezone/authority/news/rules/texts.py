"""Texts for phones: what may be published, under which id, and how a version differs from the one before.

Source of what phones read: `protocol.news`. Nothing is published in one language only.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import msgspec

from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.news import Body, Line

ID_LIMIT: Final = 64
"""Letters of an id in the feed."""
LONGEST_ISOLATION: Final = 60
"""Days; phones refuse more."""
ROOM: Final = {"news": 200, "advice": 100, "faq": 200}
"""So many texts of each section fit into the feed."""
NUMBER: Final = re.compile(r"\+?[0-9][0-9 .-]{1,22}")
_PLACE_OF: Final = {"đ": "d", "Đ": "d"}


class Section(StrEnum):
    """Which part of the bulletin an article belongs to."""

    NEWS = "news"
    ADVICE = "advice"
    FAQ = "faq"


@dataclass(frozen=True, slots=True)
class Words:
    """A title and a text in both languages; a draft may lack the English."""

    title_vi: str
    title_en: str
    text_vi: str
    text_en: str


def tidy(words: Words) -> Words:
    """Return words as they are kept: composed (NFC), line ends as line feeds, no blank at the ends."""
    return Words(*(_tidy(each) for each in (words.title_vi, words.title_en, words.text_vi, words.text_en)))


def check_draft(words: Words) -> None:
    """Refuse what could never be published, or has no Vietnamese.

    Raises:
        RuleViolation: `text_missing`, `text_wrong`.
    """
    if not (words.title_vi and words.text_vi):
        raise RuleViolation("text_missing", "a draft has a title and a text in Vietnamese")
    for text, shape in ((words.title_vi, Line), (words.title_en, Line), (words.text_vi, Body), (words.text_en, Body)):
        if text and not _fits(text, shape):
            raise RuleViolation("text_wrong", "a text holds a control character or is too long for phones")


def check_publishable(words: Words) -> None:
    """Refuse what is not whole in both languages.

    Raises:
        RuleViolation: `text_missing`, `text_wrong`, `text_one_language`.
    """
    check_draft(words)
    if not (words.title_en and words.text_en):
        raise RuleViolation("text_one_language", "nothing is published in one language only")


def check_room(section: Section, public: int) -> None:
    """Refuse one public text more than a section of the feed holds.

    Raises:
        RuleViolation: `bulletin_full`.
    """
    if public >= ROOM[section]:
        raise RuleViolation("bulletin_full", f"at most {ROOM[section]} texts of a section are public")


def new_id(title: str, taken: Collection[str]) -> str:
    """Return an id in the feed for a title: plain letters and hyphens, with a number when the id is taken."""
    plain = "".join(_plain(sign) for sign in title.lower())
    stem = re.sub("[^a-z0-9]+", "-", plain).strip("-")[: ID_LIMIT - 4].strip("-") or "text"
    return next(name for name in (stem, *(f"{stem}-{number}" for number in range(2, 1000))) if name not in taken)


def check_telephone(name_vi: str, name_en: str, number: str, code: str) -> None:
    """Refuse a telephone that phones could not show.

    Raises:
        RuleViolation: `telephone_wrong`, `text_one_language`, `telephone_unit`.
    """
    if not (_fits(name_vi, Line) and _fits(name_en, Line)):
        raise RuleViolation("text_one_language", "who answers is named in both languages, in one line each")
    if not NUMBER.fullmatch(number):
        raise RuleViolation("telephone_wrong", "a telephone number has 2 to 23 digits, blanks, dots or hyphens")
    if not re.fullmatch("[0-9]{2,5}", code):
        raise RuleViolation("telephone_unit", "a telephone belongs to a unit with a statistical code")


def check_isolation(days: int) -> None:
    """Refuse days that phones would not count by.

    Raises:
        RuleViolation: `isolation_days`.
    """
    if not 0 <= days <= LONGEST_ISOLATION:
        raise RuleViolation("isolation_days", f"days of isolation are 0 to {LONGEST_ISOLATION}")


def _fits(text: str, shape: object) -> bool:
    try:
        msgspec.convert(text, shape)
    except msgspec.ValidationError:
        return False
    return True


def _tidy(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _plain(sign: str) -> str:
    return _PLACE_OF.get(sign) or unicodedata.normalize("NFD", sign)[0]

"""The words that stand in cells: the first of each is what an export writes, the others are understood too."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from bluezone.authority.cases.rules.words import (
    Certainty,
    Classification,
    Closeness,
    ContactState,
    Degree,
    FollowUp,
    Outcome,
    Setting,
    Sex,
)
from bluezone.authority.linelist.rules.columns import Field
from bluezone.authority.territory.naming import folded

WORDS: Final[Mapping[Field, Mapping[StrEnum, tuple[str, ...]]]] = {
    Field.SEX: {
        Sex.FEMALE: ("nữ", "f", "woman", "gái"),
        Sex.MALE: ("nam", "m", "man", "trai"),
        Sex.OTHER: ("khác",),
        Sex.UNKNOWN: ("không rõ", "chưa rõ"),
    },
    Field.CLASSIFICATION: {
        Classification.SUSPECT: ("nghi ngờ", "ca nghi ngờ", "suspected"),
        Classification.PROBABLE: ("có thể", "ca có thể"),
        Classification.CONFIRMED: ("xác định", "ca xác định", "dương tính", "f0"),
        Classification.NOT_A_CASE: ("không phải ca bệnh", "loại trừ", "no case", "âm tính"),
    },
    Field.OUTCOME: {
        Outcome.ONGOING: ("đang điều trị", "no outcome"),
        Outcome.RECOVERED: ("khỏi bệnh", "khỏi", "ra viện", "xuất viện", "cured", "discharged"),
        Outcome.DIED: ("tử vong", "chết", "deceased", "dead"),
        Outcome.UNKNOWN: ("không rõ", "chưa rõ"),
    },
    Field.FOLLOW_UP: {
        FollowUp.FOLLOW_UP: ("đang theo dõi", "under follow up"),
        FollowUp.COMPLETED: ("hoàn thành theo dõi", "hoàn thành", "đủ ngày"),
        FollowUp.CANCELED: ("dừng theo dõi", "cancelled"),
        FollowUp.LOST: ("mất dấu", "lost to follow up"),
        FollowUp.NO_FOLLOW_UP: ("không theo dõi",),
    },
    Field.DEGREE: {
        Degree.FIRST: ("F1", "1", "close"),
        Degree.SECOND: ("F2", "2"),
    },
    Field.STATE: {
        ContactState.CANDIDATE: ("chờ xem xét",),
        ContactState.CONTACT: ("người tiếp xúc", "active contact"),
        ContactState.BECAME_CASE: ("đã thành ca bệnh", "converted to case"),
        ContactState.DROPPED: ("không phải người tiếp xúc", "not a contact", "dropped"),
    },
    Field.SETTING: {
        Setting.HOUSEHOLD: ("hộ gia đình", "gia đình", "ở nhà", "home"),
        Setting.WORK: ("nơi làm việc", "cơ quan", "công ty"),
        Setting.SCHOOL: ("trường học", "lớp học"),
        Setting.TRANSPORT: ("phương tiện giao thông", "trên xe", "máy bay", "flight"),
        Setting.HEALTH_CARE: ("cơ sở y tế", "bệnh viện"),
        Setting.QUARANTINE: ("khu cách ly",),
        Setting.GATHERING: ("nơi tụ họp", "đám cưới", "đám tang", "lễ hội"),
        Setting.VENUE: ("nơi công cộng", "chợ", "quán"),
        Setting.OTHER: ("nơi khác", "khác"),
        Setting.UNKNOWN: ("không rõ", "chưa rõ"),
    },
    Field.CLOSENESS: {
        Closeness.NEAR: ("gần", "dưới 2 m", "duoi 2m"),
        Closeness.MIDDLE: ("vừa", "vài mét"),
        Closeness.FAR: ("xa",),
        Closeness.UNKNOWN: ("không rõ", "chưa rõ"),
    },
    Field.CERTAINTY: {
        Certainty.CERTAIN: ("chắc chắn", "1 certain"),
        Certainty.PROBABLE: ("nhiều khả năng", "2 probable"),
        Certainty.POSSIBLE: ("có khả năng", "3 possible"),
        Certainty.UNKNOWN: ("không rõ", "chưa rõ"),
    },
}

_BY_TEXT: Final = {
    field: {folded(text.replace("_", " ")): word for word, texts in words.items() for text in (word, word.name, *texts)}
    for field, words in WORDS.items()
}


def word_in(field: Field, text: str) -> StrEnum | None:
    """Return the word that a cell of a column means, if any; case and marks do not matter."""
    return _BY_TEXT[field].get(folded(text.replace("_", " ")))


def written(field: Field, word: str) -> str:
    """Return how an export writes a word."""
    return next(texts[0] for each, texts in WORDS[field].items() if each == word)

"""Duplicates: how alike two people are, with the reasons, for a person to decide; nothing is merged by itself.

Missing birth dates, birth dates of 1 January and one telephone for a family are normal (facts on case management, 4):
neither makes two people one. Names are compared as `territory.naming` folds them and mark by mark.
"""

import unicodedata
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bluezone.authority.cases.rules.words import Sex


class Sign(StrEnum):
    """What makes two records look like one person, or two."""

    SAME_NUMBER = "same_number"
    SAME_NAME = "same_name"
    NAME_BUT_MARKS = "name_but_marks"
    SIMILAR_NAME = "similar_name"
    SAME_BIRTH_DATE = "same_birth_date"
    SAME_BIRTH_YEAR = "same_birth_year"
    SAME_PHONE = "same_phone"
    SAME_UNIT = "same_unit"
    OTHER_SEX = "other_sex"
    OTHER_BIRTH_YEAR = "other_birth_year"
    OTHER_NUMBER = "other_number"


WEIGHTS = {
    Sign.SAME_NUMBER: 10,
    Sign.SAME_NAME: 4,
    Sign.NAME_BUT_MARKS: 3,
    Sign.SIMILAR_NAME: 2,
    Sign.SAME_BIRTH_DATE: 3,
    Sign.SAME_BIRTH_YEAR: 1,
    Sign.SAME_PHONE: 2,
    Sign.SAME_UNIT: 1,
    Sign.OTHER_SEX: -4,
    Sign.OTHER_BIRTH_YEAR: -3,
    Sign.OTHER_NUMBER: -6,
}
PROPOSED_FROM = 5
"""The sum of weights from which two records are shown side by side."""


@dataclass(frozen=True, slots=True)
class Description:
    """What is compared of one person; empty and None mean not known."""

    name: str = field(repr=False)
    folded: str = field(repr=False)
    sex: Sex = Sex.UNKNOWN
    birth_date: date | None = field(default=None, repr=False)
    birth_year: int | None = None
    phone: str = field(default="", repr=False)
    personal_number: str = field(default="", repr=False)
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two records are."""

    signs: tuple[Sign, ...]

    @property
    def weight(self) -> int:
        """The sum of what speaks for and against one person."""
        return sum(WEIGHTS[sign] for sign in self.signs)

    @property
    def is_proposed(self) -> bool:
        """Whether the two are shown to a person."""
        return self.weight >= PROPOSED_FROM


def likeness(one: Description, other: Description) -> Likeness:
    """Return how alike two records are; symmetric."""
    signs = [
        *_names(one, other),
        *_births(one, other),
        *_same(one.phone, other.phone, Sign.SAME_PHONE),
        *_same(one.unit, other.unit, Sign.SAME_UNIT),
        *_numbers(one.personal_number, other.personal_number),
    ]
    if Sex.UNKNOWN not in {one.sex, other.sex} and one.sex != other.sex:
        signs.append(Sign.OTHER_SEX)
    return Likeness(tuple(signs))


def _names(one: Description, other: Description) -> list[Sign]:
    if not one.folded or not other.folded:
        return []
    if one.folded == other.folded:
        same = _spelled(one.name) == _spelled(other.name)
        return [Sign.SAME_NAME if same else Sign.NAME_BUT_MARKS]
    return [Sign.SIMILAR_NAME] if within_one_edit(one.folded, other.folded) else []


def _spelled(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _births(one: Description, other: Description) -> list[Sign]:
    if one.birth_date and one.birth_date == other.birth_date and not _is_placeholder(one.birth_date):
        return [Sign.SAME_BIRTH_DATE]
    if one.birth_year is None or other.birth_year is None:
        return []
    return [Sign.SAME_BIRTH_YEAR if one.birth_year == other.birth_year else Sign.OTHER_BIRTH_YEAR]


def _is_placeholder(day: date) -> bool:
    """Return whether a birth date is the first of January, which stands for an unknown day."""
    return (day.month, day.day) == (1, 1)


def _same(one: str, other: str, sign: Sign) -> list[Sign]:
    return [sign] if one and one == other else []


def _numbers(one: str, other: str) -> list[Sign]:
    if not one or not other:
        return []
    return [Sign.SAME_NUMBER if one == other else Sign.OTHER_NUMBER]


def within_one_edit(one: str, other: str) -> bool:
    """Return whether one letter added, taken away or changed makes two texts equal."""
    if abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    at = next((place for place, letter in enumerate(short) if letter != long[place]), len(short))
    if len(short) == len(long):
        return short[at + 1 :] == long[at + 1 :]
    return short[at:] == long[at + 1 :]

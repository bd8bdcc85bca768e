"""What a person meant by a number: counts as clerks write them, read without guessing.

A count is a whole number of at least 0. In Vietnamese the point and in English the comma sets thousands apart, and
clerks use both, spaces too; since a count has no decimals, `1.234`, `1,234` and `1 234` can only be 1234, and whoever
reads them is told so. Whatever could mean two things is refused with the reason, never repaired in silence.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

LONGEST: Final = 40
"""Characters of a cell that are looked at; no count is longer."""
LARGEST: Final = 1_000_000_000
"""No count of this campaign is larger: the country has some hundred million people."""

_DIGITS: Final = re.compile(r"\d+")
_GROUPED: Final = re.compile(r"[1-9]\d{0,2}(?:(?P<mark>[., '\u2019])\d{3})(?:(?P=mark)\d{3})*")


class Fault(StrEnum):
    """Why a cell is not a count; the words for people are in `flags.EXPLANATIONS` and the catalogs."""

    EMPTY = "empty"
    PERCENTAGE = "percentage"
    NEGATIVE = "negative"
    DECIMAL = "decimal"
    ABOUT = "about"
    FORMULA = "formula"
    TOO_LARGE = "too_large"
    NOT_A_NUMBER = "not_a_number"


_LOOKS: Final = (
    (Fault.PERCENTAGE, re.compile(r"[-+]?[\d., ]+\s*(?:%|phần trăm|percent)", re.IGNORECASE)),
    (Fault.NEGATIVE, re.compile(r"[-\u2212]\s*\d[\d., ]*")),
    (Fault.DECIMAL, re.compile(r"\d+(?:[., ]\d{3})*[.,]\d+")),
    (Fault.ABOUT, re.compile(r"(?:khoảng|gần|hơn|trên|dưới|about|approx\.?|[~≈<>])\s*\d.*", re.IGNORECASE)),
    (Fault.ABOUT, re.compile(r"\d.*\+|\d+\s*[-\u2013/]\s*\d+")),
    (Fault.FORMULA, re.compile(r"[=@].*|[+\-].*[A-Za-z(!].*", re.DOTALL)),
)
"""What a text that is no count looks like, the most telling reason first."""


class Remark(StrEnum):
    """What a reader did to see the count; a person is shown it beside the number."""

    THOUSANDS = "thousands"
    TEXT = "text"
    OTHER_DIGITS = "other_digits"


@dataclass(frozen=True, slots=True)
class Count:
    """A cell that is a count, and how it was read.

    Args:
        value: From 0 to `LARGEST`.
        remarks: In the order of `Remark`; empty when there was nothing to do.
    """

    value: int
    remarks: tuple[Remark, ...] = ()


def read_count(cell: object, *, number_format: str = "") -> Count | Fault:
    """Return the count in a cell, or why it is none.

    Args:
        cell: What a form field, a line or a spreadsheet cell holds: text, a number, or None.
        number_format: How a spreadsheet shows the cell; one with `%` shows percentages.
    """
    if isinstance(cell, str):
        return _read_text(cell)
    if cell is None:
        return Fault.EMPTY
    if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal):
        return Fault.NOT_A_NUMBER
    return Fault.PERCENTAGE if "%" in number_format else _whole(cell)


def shown(value: int, language: str) -> str:
    """Return a count as a language writes it: a point between thousands in Vietnamese, a comma in English."""
    return f"{value:,}".replace(",", "." if language == "vi" else ",")


def _whole(number: float | Decimal) -> Count | Fault:
    if not Decimal(number).is_finite():
        return Fault.NOT_A_NUMBER
    if number != int(number):
        return Fault.NEGATIVE if number < 0 else Fault.DECIMAL
    return _limited(int(number))


def _limited(number: int, *remarks: Remark) -> Count | Fault:
    if number < 0:
        return Fault.NEGATIVE
    return Count(number, remarks) if number <= LARGEST else Fault.TOO_LARGE


def _read_text(text: str) -> Count | Fault:
    plain = " ".join(unicodedata.normalize("NFKC", text[: LONGEST + 1]).split()).removesuffix(".")
    if not plain:
        return Fault.EMPTY
    if len(text) > LONGEST or any(letter.isnumeric() and not letter.isdecimal() for letter in text):
        return Fault.NOT_A_NUMBER
    if not plain.isascii() and plain.replace(" ", "").isdigit():
        plain = "".join(str(int(letter)) if letter.isdigit() else letter for letter in plain)
    changed = [] if plain.isascii() and text.isascii() else [Remark.OTHER_DIGITS]
    if _DIGITS.fullmatch(plain):
        return _limited(int(plain), Remark.TEXT, *changed)
    if _GROUPED.fullmatch(plain):
        return _limited(int(re.sub(r"\D", "", plain)), Remark.THOUSANDS, Remark.TEXT, *changed)
    return _fault(plain)


def _fault(plain: str) -> Fault:
    return next((fault for fault, looks in _LOOKS if looks.fullmatch(plain)), Fault.NOT_A_NUMBER)

"""Reading a report as a claim: what of it case work records, and what it leaves out because it cannot be.

A report proves nothing about its writer (protocol, section 12), so no word of it may stop the round: a day that cannot be is left
out and counted, a telephone that is none goes to the note, a symptom of another version is "other".
"""

import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from bluezone.authority.cases.rules.words import Closeness, Setting, Symptom
from bluezone.protocol.exposure_report import Band, ExposureKind, ExposureReport, ReportedEncounter

OLDEST_DAY: Final = timedelta(days=60)
"""How far back a reported day is recorded; a phone remembers 14 days."""
FEWEST_DIGITS: Final = 8
MOST_DIGITS: Final = 15
"""Digits of a telephone number; the most is that of ITU-T E.164."""
HOME_PREFIX: Final = "+84"

CLOSENESSES: Final = MappingProxyType(
    {Band.NEAR: Closeness.NEAR, Band.MIDDLE: Closeness.MIDDLE, Band.FAR: Closeness.FAR, None: Closeness.UNKNOWN}
)


@dataclass(frozen=True, slots=True)
class Meeting:
    """One exposure as its owner tells it; `minutes` are None when the phone does not know them."""

    day: date
    minutes: int | None
    closeness: Closeness
    setting: Setting


@dataclass(frozen=True, slots=True)
class Claim:
    """A report as case work records it.

    Args:
        name: As the person wrote it; empty when nothing was given.
        phone: Digits, perhaps after a plus; empty when nothing was given that is a telephone number.
        commune: Code of five digits, or empty.
        day: Of the report and its symptoms: never in the future, never long past.
        meetings: In the order of the report.
        symptoms: Each once.
        words: The person's own lines: the note, the names of places, a telephone that is none.
        left_out: How many encounters have a day that lies in the future or long past.
    """

    name: str = field(repr=False)
    phone: str = field(repr=False)
    commune: str
    day: date
    meetings: tuple[Meeting, ...]
    symptoms: tuple[Symptom, ...]
    words: tuple[str, ...] = field(repr=False)
    left_out: int


def claim(report: ExposureReport, today: date) -> Claim:
    """Return what a report says, as of the day on which it is read in the province."""
    possible = [each for each in report.encounters if _can_be(each.day, today)]
    phone = telephone(report.reach.telephone)
    unread = "" if phone else report.reach.telephone
    lines = (report.note, unread, *dict.fromkeys(_place(each) for each in possible))
    return Claim(
        name=shown(report.reach.name),
        phone=phone,
        commune=report.commune,
        day=report.written if _can_be(report.written, today) else today,
        meetings=tuple(_meeting(each) for each in possible),
        symptoms=tuple(dict.fromkeys(symptom(word) for word in report.symptoms)),
        words=tuple(line for line in map(shown, lines) if line),
        left_out=len(report.encounters) - len(possible),
    )


def telephone(text: str) -> str:
    """Return a telephone number without spaces, dots and dashes, as it is dialled inside the country; else nothing."""
    digits = "".join(sign for sign in text if sign.isascii() and sign.isdigit())
    if not FEWEST_DIGITS <= len(digits) <= MOST_DIGITS:
        return ""
    if text.startswith(HOME_PREFIX):
        return "0" + digits[len(HOME_PREFIX) - 1 :]
    return ("+" if text.startswith("+") else "") + digits


def symptom(word: str) -> Symptom:
    """Return the symptom of a word; one of a later year is another symptom."""
    return Symptom(word) if word in {*Symptom} else Symptom.OTHER


def shown(text: str) -> str:
    """Return a text as it may be kept and shown: composed, without control signs, one line."""
    visible = "".join(" " if unicodedata.category(sign) in {"Cc", "Cf"} else sign for sign in text)
    return " ".join(unicodedata.normalize("NFC", visible).split())


def _can_be(day: date, today: date) -> bool:
    """Return whether something can be of this day: a comparison that no calendar's end can break."""
    return timedelta(0) <= today - day <= OLDEST_DAY


def _meeting(told: ReportedEncounter) -> Meeting:
    setting = Setting.VENUE if told.kind is ExposureKind.PLACE else Setting.UNKNOWN
    return Meeting(told.day, told.minutes, CLOSENESSES[told.band], setting)


def _place(told: ReportedEncounter) -> str:
    return f"{told.day:%d/%m/%Y}: {told.place}" if told.place else ""

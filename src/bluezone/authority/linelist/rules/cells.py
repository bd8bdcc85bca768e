"""What one cell of a line list means, as clerks write texts, days, births, ages, telephone numbers and words.

Each reader returns what is understood, or the fault; nothing for an empty cell. Unlike the register, which a clerk can
mend, a line list is a record of what happened: what is not understood is kept as written beside the fields.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from bluezone.authority.linelist.rules.columns import Field
from bluezone.authority.linelist.rules.findings import Fault
from bluezone.authority.linelist.rules.grid import Value, as_text, unmarked
from bluezone.authority.linelist.rules.words import word_in
from bluezone.authority.territory.naming import folded, stored

Read = str | int | date | StrEnum | tuple[str, ...] | None

LONGEST: Final = {
    Field.NUMBER: 40,
    Field.EXTERNAL_SYSTEM: 40,
    Field.EXTERNAL_ID: 80,
    Field.NAME: 200,
    Field.PHONE: 16,
    Field.ADDRESS: 300,
    Field.PERSONAL_NUMBER: 20,
    Field.GUARDIAN: 200,
    Field.NATIONALITY: 60,
    Field.INFECTED_IN: 120,
    Field.DETECTED_IN: 120,
    Field.TREATED_AT: 200,
    Field.STATED_BY: 120,
}
"""Signs that the registry keeps of a text."""
NOT_KNOWN: Final = frozenset({"", "khong ro", "chua ro", "kxd", "n a", "na", "null", "none", "unknown", "nan"})
"""What clerks and programs write for a day or a number that nobody knows, folded; a dash folds to nothing."""
FIRST_YEAR: Final = 1895
OLDEST: Final = 130
SERIAL_ONE: Final = date(1899, 12, 30)
SERIALS: Final = range(10_000, 80_000)
"""Days as spreadsheets count them (1927 to 2119), where a day stands in a cell that is shown as a number."""
CENTURY: Final = 100
PHONE: Final = re.compile(r"\+?[0-9]{6,15}")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{2}|\d{4})")
_YEAR_FIRST: Final = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[T ]\d{2}:\d{2}.*)?")
_IN_WORDS: Final = re.compile(r"(?:ngay )?(\d{1,2}) thang (\d{1,2}) nam (\d{4})")
_YEAR: Final = re.compile(r"(?:[-0/.\s]*[/.\-])?((?:18|19|20)\d{2})")
_TOKENS: Final = re.compile(r"[;,+\n]|\s+và\s+|\s+va\s+|\s+and\s+")


class Unread(Exception):
    """A cell that says something that is not understood."""

    def __init__(self, fault: Fault) -> None:
        """Keep what is wrong."""
        super().__init__(fault)
        self.fault = fault


def read(field: Field, value: Value, today: date) -> Read:
    """Return what a cell of a column means; None for an empty one.

    Raises:
        Unread: It says something else.
    """
    return _READERS.get(field, _text)(field, value, today)


def day_in(value: Value, today: date) -> date | None:
    """Return the day that a cell means: a date cell, day before month, year before month, or in words.

    Raises:
        Unread: No day, two readings, or later than today.
    """
    found = _any_day(value, today)
    if found is not None and found > today:
        raise Unread(Fault.FUTURE_DATE)
    return found


def tokens(text: str) -> tuple[str, ...]:
    """Return the parts of a cell that holds several, such as `17; UK`."""
    return tuple(part for part in (stored(each) for each in _TOKENS.split(text)) if part)


def case_key(number: str) -> str:
    """Return the key by which numbers of cases are one: `BN34`, `bn 34`, `#034` and `34` are."""
    plain = "".join(stored(number).casefold().split()).removeprefix("#")
    bare = plain.removeprefix("bn").lstrip("0")
    return bare if bare.isdecimal() else plain


def _any_day(value: Value, today: date) -> date | None:
    match value:
        case datetime():
            return value.date()
        case date():
            return value
        case bool():
            raise Unread(Fault.UNREADABLE_DATE)
        case int() | float() if int(value) in SERIALS:
            return SERIAL_ONE + timedelta(days=int(value))
        case _:
            return _written_day(as_text(value), today)


def _written_day(text: str, today: date) -> date | None:
    if folded(text) in NOT_KNOWN:
        return None
    plain = text.strip().lstrip("'")
    if found := _DAY_FIRST.fullmatch(plain):
        day, month, year = (int(part) for part in found.groups())
        return _date(_whole_year(year, today), month, day)
    if found := _YEAR_FIRST.fullmatch(plain):
        year, month, day = (int(part) for part in found.groups())
        return _date(year, month, day)
    if found := _IN_WORDS.fullmatch(folded(plain)):
        day, month, year = (int(part) for part in found.groups())
        return _date(year, month, day)
    raise Unread(Fault.UNREADABLE_DATE)


def _whole_year(year: int, today: date) -> int:
    if year >= CENTURY:
        return year
    this = today.year // CENTURY * CENTURY + year
    return this if this <= today.year else this - CENTURY


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as wrong:
        raise Unread(Fault.UNREADABLE_DATE) from wrong


def _text(field: Field, value: Value, _today: date) -> str | None:
    text = stored(unmarked(as_text(value)))
    if any(unicodedata.category(sign) == "Cs" or sign == "\x00" for sign in text):
        raise Unread(Fault.UNKNOWN_WORD)
    if len(text) > LONGEST.get(field, 200):
        raise Unread(Fault.TEXT_TOO_LONG)
    return text or None


def _day(_field: Field, value: Value, today: date) -> date | None:
    return day_in(value, today)


def _until(_field: Field, value: Value, today: date) -> date | None:
    return _any_day(value, today)


def _birth(_field: Field, value: Value, today: date) -> date | int | None:
    """Return a date of birth, or the year alone where only that is known."""
    year = _YEAR.fullmatch(as_text(value))
    if year:
        return _checked_year(int(year[1]), today)
    found = day_in(value, today)
    if found is not None:
        _checked_year(found.year, today)
    return found


def _birth_year(_field: Field, value: Value, today: date) -> int | None:
    text = as_text(value)
    if folded(text) in NOT_KNOWN:
        return None
    year = _YEAR.fullmatch(text)
    if year:
        return _checked_year(int(year[1]), today)
    found = day_in(value, today) if not isinstance(value, int | float) else None
    if found is None:
        raise Unread(Fault.BIRTH_OUT_OF_REACH)
    return _checked_year(found.year, today)


def _checked_year(year: int, today: date) -> int:
    if not FIRST_YEAR <= year <= today.year:
        raise Unread(Fault.BIRTH_OUT_OF_REACH)
    return year


def _age(_field: Field, value: Value, _today: date) -> int | None:
    text = folded(as_text(value).replace(".0", ""))
    if text in NOT_KNOWN:
        return None
    if re.fullmatch(r"\d{1,2} (thang|thang tuoi|months?)", text):
        return int(text.split()[0]) // 12
    found = re.fullmatch(r"(\d{1,3})(?: tuoi| years?)?", text)
    if not found or int(found[1]) > OLDEST:
        raise Unread(Fault.UNKNOWN_AGE)
    return int(found[1])


def _number(_field: Field, value: Value, _today: date) -> int | None:
    text = folded(as_text(value))
    if text in NOT_KNOWN:
        return None
    found = re.fullmatch(r"(\d{1,5})(?: phut| minutes?)?", text)
    if not found:
        raise Unread(Fault.NO_NUMBER)
    return int(found[1])


def _phone(_field: Field, value: Value, _today: date) -> str | None:
    """Return a telephone number as digits; the zero that a spreadsheet took from a mobile number stands again."""
    text = as_text(value)
    if folded(text) in NOT_KNOWN:
        return None
    digits = re.sub(r"[\s.\-()]", "", unmarked(text))
    if isinstance(value, int | float) and re.fullmatch(r"[1-9]\d{8,9}", digits):
        digits = "0" + digits
    if not PHONE.fullmatch(digits):
        raise Unread(Fault.PHONE_FORM)
    return digits


def _code(field: Field, value: Value, today: date) -> str | None:
    found = _text(field, value, today)
    return None if found is None else "".join(found.split())


def _word(field: Field, value: Value, _today: date) -> StrEnum | None:
    text = as_text(value)
    if not folded(text):
        return None
    found = word_in(field, text)
    if found is None:
        raise Unread(Fault.UNKNOWN_WORD)
    return found


def _several(field: Field, value: Value, today: date) -> tuple[str, ...] | None:
    if isinstance(value, datetime | date):
        raise Unread(Fault.UNKNOWN_WORD)
    text = _text(field, value, today)
    return None if text is None else tokens(text)


_Reader = Callable[[Field, Value, date], Read]
_READERS: Final[dict[Field, _Reader]] = {
    **dict.fromkeys((Field.REPORTED_ON, Field.ONSET_ON, Field.SAMPLED_ON, Field.CONFIRMED_ON), _day),
    **dict.fromkeys((Field.OUTCOME_ON, Field.LAST_EXPOSED_ON), _day),
    **dict.fromkeys((Field.FOLLOW_UP_FROM, Field.FOLLOW_UP_UNTIL), _until),
    **dict.fromkeys((Field.SEX, Field.CLASSIFICATION, Field.OUTCOME, Field.FOLLOW_UP, Field.DEGREE), _word),
    **dict.fromkeys((Field.STATE, Field.SETTING, Field.CLOSENESS, Field.CERTAINTY), _word),
    **dict.fromkeys((Field.INFECTED_BY, Field.SOURCE), _several),
    Field.BIRTH_DATE: _birth,
    Field.BIRTH_YEAR: _birth_year,
    Field.AGE: _age,
    Field.MINUTES: _number,
    Field.PHONE: _phone,
    Field.PERSONAL_NUMBER: _code,
}

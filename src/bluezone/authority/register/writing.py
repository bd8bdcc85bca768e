"""How clerks write texts, numbers, days and telephone numbers in cells: what each means, and what is wrong with it.

Each function gives the value that would stand once a person has agreed to every suggestion, and the faults before that.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from typing import Final, Generic, TypeVar

from bluezone.authority.register.findings import Fault
from bluezone.authority.register.sheets import Cell
from bluezone.authority.territory.naming import stored

Value = TypeVar("Value")
Slip = tuple[Fault, str | None]
"""A fault of one cell, and what a person may put in its place."""

LONGEST_TEXT: Final = 200
LARGEST_COUNT: Final = 10_000_000
GROUP: Final = 1000
BLUR: Final = 1e-6
"""How far a float may stray from the thousandth that was typed."""
OLDEST_YEAR: Final = 2000
LEGACY_SIGNS: Final = frozenset(
    "\u00b5\u00b8\u00b6\u00b7\u00b9\u00ae\u00a7\u00a8\u00a9\u00aa\u00ab\u00ac\u00bb\u00be\u00bc\u00bd"
)
"""Signs that stand inside words only when TCVN3 bytes were read as Western European ones."""
LOOKALIKES: Final = str.maketrans(
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0406\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf",
    "ABEKMHOPCTXIaeopcyxiABEZHIKMNOPTYXo",
)
"""Cyrillic and Greek letters that cannot be told from Latin ones by eye (Unicode Technical Standard 39)."""


@dataclass(frozen=True, slots=True)
class Written(Generic[Value]):
    """What a cell means.

    Args:
        value: The value once every suggestion is agreed to; nothing where there is none.
        slips: What is wrong before that.
    """

    value: Value | None
    slips: tuple[Slip, ...] = ()


def text(cell: Cell) -> Written[str]:
    """Return the text of a cell: composed Latin letters, single spaces."""
    if barred := _barred(cell):
        return Written(None, (barred,))
    if cell.empty:
        return Written(None)
    raw = _plain(cell.value)
    clean = stored(raw)
    if any(sign in LEGACY_SIGNS for sign in clean):
        return Written(None, ((Fault.LEGACY_ENCODING, None),))
    if len(clean) > LONGEST_TEXT:
        return Written(None, ((Fault.TEXT_TOO_LONG, None),))
    latin = "".join(unicodedata.normalize("NFKC", sign) if sign.isalnum() else sign for sign in clean)
    latin = unicodedata.normalize("NFC", latin.translate(LOOKALIKES))
    slips = list(_letters(raw, clean, latin))
    return Written(latin if _all_latin(latin) else None, tuple(slips))


def code(cell: Cell) -> Written[str]:
    """Return a code: a number in its cell may have lost its leading zeros, and nobody knows how many."""
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        return Written(None, ((Fault.LEADING_ZEROS_LOST, None),))
    return text(cell)


def commune_code(cell: Cell, digits: int = 5) -> Written[str]:
    """Return a commune's code; zeros that a spreadsheet took away are suggested back."""
    plain = cell.value
    if isinstance(plain, float) and plain.is_integer():
        plain = int(plain)
    is_number = isinstance(plain, int) and not isinstance(plain, bool)
    if is_number or (isinstance(plain, str) and plain.strip().isdecimal() and len(plain.strip()) < digits):
        whole = str(plain).strip().zfill(digits)
        return Written(whole, ((Fault.LEADING_ZEROS_LOST, whole),))
    return text(cell)


def count(cell: Cell) -> Written[int]:
    """Return a count: a whole number, 0 or more, with nothing between its digits."""
    barred = _barred(cell) or _share(cell)
    if barred or cell.empty:
        return Written(None, (barred,) if barred else ())
    match cell.value:
        case int(value) if not isinstance(value, bool):
            return _in_range(value)
        case float(value):
            return _in_range(int(value)) if value.is_integer() else _pointed(value)
        case str(words):
            return _digits(stored(words))
        case _:
            return Written(None, ((Fault.TEXT_IN_NUMBER, None),))


def day(cell: Cell, today: date) -> Written[date]:
    """Return a day that is not in the future; one written as text is suggested as day, month, year."""
    if barred := _barred(cell):
        return Written(None, (barred,))
    match cell.value:
        case _ if cell.empty:
            return Written(None)
        case datetime() as moment:
            return _past(moment.date(), today)
        case date() as read:
            return _past(read, today)
        case str() as words:
            return _worded(words, today)
        case _:
            return Written(None, ((Fault.UNREADABLE_DATE, None),))


def phone(cell: Cell) -> Written[str]:
    """Return a telephone number of Việt Nam as ten digits, or eleven for a landline."""
    if barred := _barred(cell):
        return Written(None, (barred,))
    if cell.empty:
        return Written(None)
    raw = cell.value
    words = str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw)
    if isinstance(raw, str) and PHONE.fullmatch(raw):
        return Written(raw)
    digits = re.sub(r"[^0-9+]", "", words)
    home = re.sub(r"^(?:\+84|84|0084)(?=[1-9]\d{8,9}$)", "0", digits)
    if not isinstance(raw, str) and not home.startswith("0"):
        home = "0" + home
    whole = home if PHONE.fullmatch(home) else None
    return Written(whole, ((Fault.PHONE_FORM, whole),))


def email(cell: Cell) -> Written[str]:
    """Return an address of electronic mail."""
    written = text(cell)
    if written.value and not re.fullmatch(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", written.value, re.ASCII):
        return Written(None, (*written.slips, (Fault.EMAIL_FORM, None)))
    return written


PHONE: Final = re.compile(r"0(?:[35789][0-9]{8}|2[0-9]{9})")


def _barred(cell: Cell) -> Slip | None:
    """Return what forbids to read a cell at all: a formula, or what a spreadsheet would take for one; an error."""
    if cell.error:
        return (Fault.ERROR_VALUE, None)
    if cell.formula or (isinstance(cell.value, str) and cell.value.lstrip().startswith(("=", "@"))):
        return (Fault.FORMULA, None)
    return None


def _share(cell: Cell) -> Slip | None:
    """Return that a percentage stands where a count is asked."""
    shown = cell.percent or (isinstance(cell.value, str) and "%" in cell.value)
    return (Fault.PERCENTAGE, None) if shown and not cell.empty else None


def _plain(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _letters(raw: str, clean: str, latin: str) -> Iterator[Slip]:
    if raw != unicodedata.normalize("NFC", raw):
        yield (Fault.DECOMPOSED, latin)
    if unicodedata.normalize("NFC", raw) != clean:
        yield (Fault.STRAY_SPACES, latin)
    if latin != clean:
        yield (Fault.FOREIGN_LETTERS, latin if _all_latin(latin) else None)
    elif not _all_latin(clean):
        yield (Fault.FOREIGN_LETTERS, None)


def _all_latin(words: str) -> bool:
    return all(unicodedata.name(sign, "").startswith("LATIN") for sign in words if sign.isalpha())


def _in_range(value: int) -> Written[int]:
    if 0 <= value <= LARGEST_COUNT:
        return Written(value)
    return Written(None, ((Fault.NUMBER_RANGE, None),))


def _pointed(value: float) -> Written[int]:
    """Return what a number cell such as 1.234 was perhaps meant to say: a point where offices write thousands."""
    thousandths = round(value * GROUP) if isfinite(value) else 0
    if thousandths >= GROUP and abs(value * GROUP - thousandths) < BLUR:
        return Written(thousandths, ((Fault.NUMBER_WITH_POINT, str(thousandths)),))
    return Written(None, ((Fault.NUMBER_WITH_POINT, None),))


GROUPED: Final = {".": Fault.NUMBER_WITH_POINT, ",": Fault.NUMBER_WITH_COMMA, " ": Fault.NUMBER_WITH_SPACE}


def _digits(words: str) -> Written[int]:
    if re.fullmatch(r"[0-9]+", words):
        return _in_range(int(words))
    for sign, fault in GROUPED.items():
        if re.fullmatch(rf"[0-9]{{1,3}}(?:{re.escape(sign)}[0-9]{{3}})+", words):
            whole = int(words.replace(sign, ""))
            return Written(whole, ((fault, str(whole)),))
        if re.fullmatch(rf"[0-9]+{re.escape(sign)}[0-9]+", words):
            return Written(None, ((fault, None),))
    return Written(None, ((Fault.TEXT_IN_NUMBER, None),))


def _past(read: date, today: date) -> Written[date]:
    if read > today:
        return Written(None, ((Fault.FUTURE_DATE, None),))
    if read.year < OLDEST_YEAR:
        return Written(None, ((Fault.UNREADABLE_DATE, None),))
    return Written(read)


def _worded(words: str, today: date) -> Written[date]:
    numbers = re.fullmatch(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*", words, re.ASCII)
    try:
        read = date(int(numbers[3]), int(numbers[2]), int(numbers[1])) if numbers else None
    except ValueError:
        read = None
    if read is None:
        return Written(None, ((Fault.UNREADABLE_DATE, None),))
    past = _past(read, today)
    return past if past.slips else Written(read, ((Fault.TEXT_DATE, read.isoformat()),))

"""Rows of a bulk issue: which columns a file has, and what a row says or what is wrong with it.

A row is a telephone, the day of the test and, where known, the first symptoms. A name does not belong into the file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from bluezone.authority.delivery.rules import normalised_number
from bluezone.authority.territory.naming import folded
from bluezone.protocol.errors import RuleViolation

OLDEST_TEST: Final = timedelta(days=28)
"""The keyserver takes no older day (`bluezone.protocol.messages.IssueRequest`)."""
LOST_ZERO: Final = 9
"""Digits of a mobile number whose first zero a spreadsheet took for nothing."""

CellValue = str | int | float | date | datetime | None


class Column(StrEnum):
    """What a column holds."""

    PHONE = "phone"
    TEST_DAY = "test_day"
    ONSET = "onset"


HEADINGS: Final[Mapping[str, Column]] = {
    **dict.fromkeys(("phone", "telephone", "dien thoai", "so dien thoai", "sdt"), Column.PHONE),
    **dict.fromkeys(("test day", "ngay xet nghiem", "ngay lay mau"), Column.TEST_DAY),
    **dict.fromkeys(("onset", "onset on", "first symptoms", "ngay khoi phat"), Column.ONSET),
}
"""Headings without case and marks; an underscore is a blank."""
NEEDED: Final = (Column.PHONE, Column.TEST_DAY)


class FaultKind(StrEnum):
    """What can be wrong with a row; the value is kept with a refused row."""

    PHONE = "phone"
    TEST_DAY = "test_day"
    ONSET = "onset"
    REPEATED = "repeated"
    TOO_LATE = "too_late"
    KEYSERVER = "keyserver"


@dataclass(frozen=True, slots=True)
class Row:
    """One row that can be carried out; `place` counts from 2, as spreadsheets do below the headings."""

    place: int
    phone: str = field(repr=False)
    test_day: date
    onset_on: date | None


@dataclass(frozen=True, slots=True)
class Fault:
    """One row that cannot, and why."""

    place: int
    kind: FaultKind


def columns_in(headings: Sequence[CellValue]) -> dict[Column, int]:
    """Return where each column stands.

    Raises:
        RuleViolation: `columns_unknown` names the places of those that are not taken; `columns_missing`;
            `columns_twice`.
    """
    names = [HEADINGS.get(folded(str(heading or "")).strip()) for heading in headings]
    unknown = [str(place) for place, name in enumerate(names, start=1) if name is None]
    if unknown:
        raise RuleViolation("columns_unknown", f"columns that are not taken: {', '.join(unknown[:20])}")
    found = {name: place for place, name in enumerate(names) if name}
    if len(found) < len(names):
        raise RuleViolation("columns_twice", "a column is there twice")
    if missing := [str(name) for name in NEEDED if name not in found]:
        raise RuleViolation("columns_missing", f"columns that are missing: {', '.join(missing)}")
    return found


def read_row(place: int, cells: Sequence[CellValue], columns: Mapping[Column, int], today: date) -> Row | Fault:
    """Return what a row says, or the first thing that is wrong with it."""
    values = {name: cells[at] if at < len(cells) else None for name, at in columns.items()}
    try:
        phone = normalised_number(_digits(values[Column.PHONE]))
    except RuleViolation:
        return Fault(place, FaultKind.PHONE)
    test_day = read_day(values[Column.TEST_DAY])
    if test_day is None or not today - OLDEST_TEST <= test_day <= today:
        return Fault(place, FaultKind.TEST_DAY)
    typed = values.get(Column.ONSET)
    onset = read_day(typed)
    is_wrong = onset is None and not _is_empty(typed)
    if is_wrong or (onset is not None and not today - OLDEST_TEST <= onset <= today):
        return Fault(place, FaultKind.ONSET)
    return Row(place, phone, test_day, onset)


def read_day(value: CellValue) -> date | None:
    """Return a day written as 2020-08-05 or 05/08/2020, or a date cell; None for anything else."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value or "").strip()
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 -- a day of a calendar has no time zone
        except ValueError:
            continue
    return None


def _digits(value: CellValue) -> str:
    """Return a telephone as text; a spreadsheet's number lost its first zero."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value if value is not None else "").strip()
    return f"0{text}" if text.isdigit() and len(text) == LOST_ZERO else text


def _is_empty(value: CellValue) -> bool:
    return value is None or not str(value).strip()

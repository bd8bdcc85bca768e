"""The keying form of a sheet: its rows as they were typed, what was read of them, and what is wrong beside each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from bluezone.rollout.fieldwork.models import Sheet
from bluezone.rollout.fieldwork.refusals import FAULTS
from bluezone.rollout.fieldwork.rules.keying import (
    LINES,
    MOST_OF_A_VILLAGE,
    Finding,
    Keyed,
    Typed,
    read_count,
    read_rows,
    tally_waits,
)

SPARE: Final = 3
"""Rows for households that somebody wrote under the printed ones."""
FIELDS: Final = {"o": "outcome", "p": "phones", "r": "with_radio", "b": "browser_only", "d": "back"}
"""The letters of the inputs, `n` for the number beside them; the row's line follows."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the form: as it was typed, and what is wrong with it."""

    typed: Typed
    fault: str
    is_unknown: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A form as it was read.

    Args:
        lines: Every row.
        day: As typed.
        refused: As typed.
        no_smartphone: As typed.
        is_last: Whether it is the week's last sheet.
        keyed: What it says; None while something has to be mended.
        unknown: How many households are not on the list.
        day_fault: Whether the day is missing or lies ahead.
        foot_fault: What is wrong with the foot: `count`, `few`, or nothing.
    """

    lines: list[Line]
    day: str
    refused: str
    no_smartphone: str
    is_last: bool
    keyed: Keyed | None
    unknown: int
    day_fault: bool
    foot_fault: str


def read_sheet(given: Mapping[str, str], sheet: Sheet, today: date) -> Reading:
    """Return what a form says of a sheet."""
    typed = [_typed(given, line, number) for line, number in enumerate(_numbers(sheet), start=1)]
    day = _day(given.get("day", ""), today)
    known = {*sheet.walk_list.households.filter(removed_at=None).values_list("number", flat=True)}
    rows, wrong, doubtful = read_rows(typed, day or today, known)
    refused, none = (given.get(name, "").strip() for name in ("refused", "no_smartphone"))
    counts = [read_count(text or "0", MOST_OF_A_VILLAGE) for text in (refused, none)]
    is_last = given.get("last") == "1"
    foot_fault = "count" if None in counts else ""
    if not foot_fault and tally_waits(rows, sum(each or 0 for each in counts), is_last=is_last):
        foot_fault = "few"
    is_whole = day is not None and not wrong and not foot_fault and bool(rows)
    keyed = Keyed(day, tuple(rows), counts[0] or 0, counts[1] or 0) if is_whole and day else None
    lines = [_line(each, wrong, doubtful) for each in typed]
    return Reading(
        lines,
        given.get("day", ""),
        refused,
        none,
        is_last,
        keyed,
        len(doubtful),
        bool(given) and day is None,
        foot_fault,
    )


def _numbers(sheet: Sheet) -> list[str]:
    return [*sheet.numbers[:LINES], *[""] * SPARE]


def _typed(given: Mapping[str, str], line: int, number: str) -> Typed:
    words = {field: given.get(f"{letter}{line}", "").strip() for letter, field in FIELDS.items()}
    typed = given.get(f"n{line}", number).strip().upper()
    return Typed(line=line, number=typed.lstrip("0") or typed, **words)


def _line(typed: Typed, wrong: list[Finding], doubtful: list[Finding]) -> Line:
    faults = [each.fault for each in wrong if each.line == typed.line]
    unknown = any(each.line == typed.line for each in doubtful)
    words = str(FAULTS[faults[0]]) if faults else ""
    return Line(typed, words or (str(FAULTS[doubtful[0].fault]) if unknown else ""), unknown and not faults)


def _day(text: str, today: date) -> date | None:
    """Return the day of the visits; None for none, nonsense, or one that lies ahead."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day <= today else None

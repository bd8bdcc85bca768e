"""A paper sheet as somebody types it: one row a household, fields by their numbers; read strictly, nothing guessed, nothing dropped.

The numbers of the fields are the same on paper, on the desk and on the telephone: 1 to 5 are the outcomes, 6 the phones seen,
7 installed with Bluetooth, 8 installed in the browser only, 9 the day to come back.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from bluezone.rollout.fieldwork.rules.fields import MOST_PHONES
from bluezone.rollout.fieldwork.rules.numbers import NUMBER
from bluezone.rollout.fieldwork.rules.words import Outcome

LINES: Final = 25
"""How many households one printed page lists."""
MOST_OF_A_VILLAGE: Final = 999
"""The largest count at the foot of a sheet."""
FEWEST_CLOSED: Final = 5
"""A tally counts when at least so many households were closed as done, so that no reason points to a door."""
LONGEST_WAIT: Final = timedelta(days=366)
OUTCOME_DIGITS: Final = {
    "1": Outcome.HELPED,
    "2": Outcome.ALREADY,
    "3": Outcome.NOT_HOME,
    "4": Outcome.COME_BACK,
    "5": Outcome.DONE,
}
DIGITS: Final = {outcome: digit for digit, outcome in OUTCOME_DIGITS.items()}
_COUNT: Final = re.compile(r"[0-9]{1,3}")
_DAY: Final = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{1,2})")


class Fault(StrEnum):
    """What is wrong with a typed row; `unknown` may stand, all others may not."""

    NUMBER_MISSING = "number_missing"
    NUMBER_WRONG = "number_wrong"
    NUMBER_TWICE = "number_twice"
    OUTCOME_MISSING = "outcome_missing"
    OUTCOME_WRONG = "outcome_wrong"
    COUNT_WRONG = "count_wrong"
    DAY_WRONG = "day_wrong"
    DAY_ALONE = "day_alone"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Typed:
    """A row as it was typed; all words as they came, without spaces around them."""

    line: int
    number: str
    outcome: str = ""
    phones: str = ""
    with_radio: str = ""
    browser_only: str = ""
    back: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nobody noted a visit on this line; the number alone is printed there."""
        return not (self.outcome or self.phones or self.with_radio or self.browser_only or self.back)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One visit of a paper sheet.

    Args:
        line: Counts from 1.
        number: The household's.
        outcome: What was found.
        phones: Phones seen; None when nothing was noted.
        with_radio: Installs with Bluetooth.
        browser_only: Installs in the browser only.
        revisit_on: With `come_back` only.
    """

    line: int
    number: str
    outcome: Outcome
    phones: int | None = None
    with_radio: int = 0
    browser_only: int = 0
    revisit_on: date | None = None


@dataclass(frozen=True, slots=True)
class Keyed:
    """A whole sheet as one keying read it.

    Args:
        day: Of the visits.
        rows: The visits, in the order of the lines.
        refused: Declined, as the foot says.
        no_smartphone: Without a smartphone, as the foot says.
    """

    day: date
    rows: tuple[SheetRow, ...]
    refused: int = 0
    no_smartphone: int = 0

    @property
    def foot(self) -> tuple[int, int]:
        """The village's tally."""
        return self.refused, self.no_smartphone


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with one line."""

    line: int
    fault: Fault


@dataclass(frozen=True, slots=True)
class Difference:
    """One line that two keyings read differently; None: no visit there."""

    line: int
    before: SheetRow | None
    after: SheetRow | None


def read_rows(
    typed: Iterable[Typed], day: date, known: Collection[str]
) -> tuple[list[SheetRow], list[Finding], list[Finding]]:
    """Return the visits, what is wrong, and what is doubtful: numbers that are not on the list.

    Args:
        typed: The rows in the order of the sheet.
        day: Of the visits; a day to come back is the next such day after it.
        known: The numbers of the list's households.
    """
    rows, wrong = list[SheetRow](), list[Finding]()
    for each in typed:
        if each.is_empty:
            continue
        row = _row(each, day)
        if isinstance(row, SheetRow):
            rows.append(row)
        else:
            wrong.append(Finding(each.line, row))
    times = Counter(row.number for row in rows)
    wrong += [Finding(row.line, Fault.NUMBER_TWICE) for row in rows if times[row.number] > 1]
    doubtful = [Finding(row.line, Fault.UNKNOWN) for row in rows if row.number not in known]
    return rows, sorted(wrong, key=lambda found: found.line), doubtful


def differences(before: Iterable[SheetRow], after: Iterable[SheetRow]) -> list[Difference]:
    """Return the lines that two keyings of one sheet read differently, in the order of the sheet."""
    first, second = {row.line: row for row in before}, {row.line: row for row in after}
    return [
        Difference(line, first.get(line), second.get(line))
        for line in sorted({*first, *second})
        if first.get(line) != second.get(line)
    ]


def read_count(text: str, most: int) -> int | None:
    """Return a typed count from 0 to `most`; None when it is none."""
    return int(text) if _COUNT.fullmatch(text) and int(text) <= most else None


def tally_waits(rows: Sequence[SheetRow], counted: int, *, is_last: bool) -> bool:
    """Return whether the tally of a sheet has to be carried over: too few households were closed to hide a reason among.

    Args:
        rows: The sheet's visits.
        counted: Declined and no smartphone together.
        is_last: Whether it is the last sheet of the week.
    """
    closed = sum(row.outcome is Outcome.DONE for row in rows)
    return counted > 0 and closed < FEWEST_CLOSED and not is_last


def _row(typed: Typed, day: date) -> SheetRow | Fault:
    outcome = OUTCOME_DIGITS.get(typed.outcome)
    counts = [read_count(text or "0", MOST_PHONES) for text in (typed.phones, typed.with_radio, typed.browser_only)]
    phones, with_radio, browser_only = counts
    if not NUMBER.fullmatch(typed.number):
        return Fault.NUMBER_WRONG if typed.number else Fault.NUMBER_MISSING
    if outcome is None:
        return Fault.OUTCOME_WRONG if typed.outcome else Fault.OUTCOME_MISSING
    if phones is None or with_radio is None or browser_only is None:
        return Fault.COUNT_WRONG
    back = _back(typed.back, day)
    if isinstance(back, Fault) or (back and outcome is not Outcome.COME_BACK):
        return back if isinstance(back, Fault) else Fault.DAY_ALONE
    return SheetRow(typed.line, typed.number, outcome, phones if typed.phones else None, with_radio, browser_only, back)


def _back(text: str, day: date) -> date | Fault | None:
    """Return the next such day after the visit: paper says no year."""
    if not text:
        return None
    found = _DAY.fullmatch(text)
    for year in (day.year, day.year + 1) if found else ():
        try:
            meant = date(year, int(found[2]), int(found[1])) if found else day
        except ValueError:
            continue
        if day < meant <= day + LONGEST_WAIT:
            return meant
    return Fault.DAY_WRONG

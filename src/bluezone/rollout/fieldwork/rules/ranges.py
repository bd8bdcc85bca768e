"""Household numbers as a short text again, and the parts of a text that cannot be read."""

import re
from collections.abc import Iterable
from typing import Final

from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.fieldwork.rules.numbers import read_numbers

SHORTEST: Final = 3
"""So many numbers in a row are written as a range."""
MOST_SHOWN: Final = 5
LONGEST_SHOWN: Final = 20
_DASH: Final = re.compile(r"\s*[-\u2010-\u2015]\s*")
_BETWEEN: Final = re.compile(r"[,;\s]+")


def as_ranges(numbers: Iterable[str]) -> str:
    """Return numbers in their order, runs of them as ranges: the text that `read_numbers` reads back."""
    runs = list[list[str]]()
    for number in numbers:
        last = runs[-1][-1] if runs else ""
        if last.isdecimal() and number.isdecimal() and int(number) == int(last) + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) >= SHORTEST else ", ".join(run) for run in runs)


def unreadable_parts(text: str) -> list[str]:
    """Return the first parts of a text that are neither a number nor a range, cut short."""
    parts = _BETWEEN.split(_DASH.sub("-", text.strip()))
    return [part[:LONGEST_SHOWN] for part in parts if part and not _reads(part)][:MOST_SHOWN]


def _reads(part: str) -> bool:
    try:
        return bool(read_numbers(part))
    except RuleViolation:
        return False

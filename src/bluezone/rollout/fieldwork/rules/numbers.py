"""Household numbers as people write them: `1-42, 45, 51A` is forty-four doors."""

import re
from typing import Final

from bluezone.protocol.errors import RuleViolation

MOST_HOUSEHOLDS: Final = 1_000
"""Of one village's list."""
NUMBER: Final = re.compile(r"(?P<digits>[0-9]{1,5})(?P<letters>[A-Z]{0,2})", re.ASCII)
"""A household's number: digits, and up to two letters where a plot was divided."""
_SEPARATOR: Final = re.compile(r"[,;\s]+")
_RANGE: Final = re.compile(r"([0-9]{1,5})-([0-9]{1,5})", re.ASCII)
_AROUND_DASH: Final = re.compile(r"\s*[-\u2010-\u2015]\s*")


def read_numbers(text: str) -> list[str]:
    """Return the numbers that a text names, each once, in its order.

    Raises:
        RuleViolation: `numbers_none`; `numbers_unreadable`: a part is neither a number nor a range that goes up;
            `numbers_too_many`: more than a list holds.
    """
    found: dict[str, None] = {}
    for part in _SEPARATOR.split(_AROUND_DASH.sub("-", text.strip().upper())):
        if part:
            found |= dict.fromkeys(_numbers_of(part))
        if len(found) > MOST_HOUSEHOLDS:
            raise RuleViolation("numbers_too_many", f"a walk list has at most {MOST_HOUSEHOLDS} households")
    if not found:
        raise RuleViolation("numbers_none", "a walk list needs at least one household")
    return [*found]


def in_order(number: str) -> tuple[int, str]:
    """Return by what numbers are sorted as people do: 9, 10, 10A, 11."""
    parts = NUMBER.fullmatch(number)
    return (int(parts["digits"]), parts["letters"]) if parts else (0, number)


def _numbers_of(part: str) -> list[str]:
    ends = _RANGE.fullmatch(part)
    if ends:
        first, last = int(ends[1]), int(ends[2])
        if not 0 <= last - first < MOST_HOUSEHOLDS:
            raise RuleViolation("numbers_unreadable", "a range goes up, and is no longer than a list")
        return [str(number) for number in range(first, last + 1)]
    number = NUMBER.fullmatch(part)
    if number is None:
        raise RuleViolation("numbers_unreadable", "numbers are written as in 1-42, 45, 51A")
    return [f"{int(number['digits'])}{number['letters']}"]

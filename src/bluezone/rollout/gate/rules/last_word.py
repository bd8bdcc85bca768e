"""Which of several words about one shift counts, and what a number of a day comes to.

Each word is a snapshot of everything counted so far. Words of one shift come from one device, so the one with the highest
sequence counts, in whatever order they came; the others add nothing. Shifts of two gates that bear one number on one day
are added up, because the form of the gate asks for shifts and not for gates.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Final

FORGOTTEN: Final = timedelta(hours=14)
"""A shift that has been open for longer was probably not closed; the same on the keeper's page."""
ONE_GATE: Final = "1"
"""How the gate of an agency is called that has named none."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What was tapped, people and telephones; never who."""

    came: int = 0
    went: int = 0
    helped: int = 0
    had_it: int = 0
    no_smartphone: int = 0
    not_now: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """Return both together."""
        return Counts(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(Counts)))

    @property
    def beyond(self) -> int:
        """How many more went out than came in: some were inside before, or a tap was forgotten."""
        return max(0, self.went - self.came)


NAMES: Final = tuple(each.name for each in fields(Counts))


@dataclass(frozen=True, slots=True)
class Word:
    """One word about a shift.

    Args:
        shift: Which.
        sequence: Its number on the device.
        day: The day on which the shift began.
        number: The shift's number on it.
        is_closed: Whether the shift was over.
        counts: Everything counted up to then.
        said_at: When, as the server believes.
    """

    shift: str
    sequence: int
    day: date
    number: int
    is_closed: bool
    counts: Counts
    said_at: datetime


def last_words(words: Iterable[Word]) -> dict[str, Word]:
    """Return the word of each shift that counts."""
    found: dict[str, Word] = {}
    for word in words:
        if word.shift not in found or word.sequence > found[word.shift].sequence:
            found[word.shift] = word
    return found


def closed_sum(words: Iterable[Word], day: date, number: int) -> Counts | None:
    """Return what the closed shifts of a number and day come to; None when there is none."""
    told = [
        each.counts
        for each in last_words(words).values()
        if each.is_closed and (each.day, each.number) == (day, number)
    ]
    return sum(told, Counts()) if told else None


def is_forgotten(word: Word, at: datetime) -> bool:
    """Return whether an open shift has said nothing for so long that nobody can be standing there."""
    return not word.is_closed and at - word.said_at > FORGOTTEN

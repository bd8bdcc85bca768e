"""A device's day in one text message: what it says, and when it counts.

The line is one of `bluezone.rollout.reporting.rules.sms_line`, with its checksum, and exactly the letters M, V, C, E:

    BZ 3445-07 M3 V31 C12 E214 N24 KB8

device 3 of commune 03445 visited 31 households of village 07 on the 24th and helped with 12 phones; its events up to
number 214 are behind it. A message is worth its counts only until the events themselves are there: of each device,
village and day the word that reaches furthest counts, instead of the events of that device, village and day, and only
while an event up to its number is missing; and for thirty days at most, because later the server forgets events that
came, and a message must not count beside what they became.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bluezone.rollout.reporting.rules.sms_line import Line, written

DEVICE: Final = "M"
VISITED: Final = "V"
HELPED: Final = "C"
THROUGH: Final = "E"
LETTERS: Final = frozenset({DEVICE, VISITED, HELPED, THROUGH})
LARGEST_COUNT: Final = 20_000
"""Of households and of phones in one day; the database holds 32767."""
LARGEST_DEVICE: Final = 32_767
PART_DIGITS: Final = 2
LONGEST: Final = timedelta(days=30)
"""How long after it came a message may count; visits stay for longer before they become counts."""


@dataclass(frozen=True, slots=True)
class DigestLine:
    """What one message says.

    Args:
        unit: The commune's code, 5 digits.
        part: The village's number as it was written.
        device: The device's number in its commune.
        visited: Households that it visited on the day.
        helped: Phones with which it helped.
        through: The number of its last event of that day.
        day: Day of the month; None: not said.
    """

    unit: str
    part: str
    device: int
    visited: int
    helped: int
    through: int
    day: int | None


@dataclass(frozen=True, slots=True)
class Word:
    """A message that was kept.

    Args:
        device: Whose.
        village: The walk list.
        day: The day of which it speaks.
        through: Up to which of the device's events.
        visited: Households visited.
        helped: Phones helped.
        received_at: When it came.
    """

    device: str
    village: str
    day: date
    through: int
    visited: int
    helped: int
    received_at: datetime


def digest_in(line: Line) -> DigestLine | None:
    """Return what a line says of a device's day, or None where it is a report or says what cannot be."""
    counts = line.fields
    if counts.keys() != LETTERS or not line.part:
        return None
    fits = (
        0 < counts[DEVICE] <= LARGEST_DEVICE
        and counts[THROUGH] > 0
        and max(counts[VISITED], counts[HELPED]) <= LARGEST_COUNT
    )
    if not fits:
        return None
    return DigestLine(line.unit, line.part, counts[DEVICE], counts[VISITED], counts[HELPED], counts[THROUGH], line.day)


def digest_text(digest: DigestLine) -> str:
    """Return the message that says it, as a device writes it.

    Raises:
        ValueError: It does not fit the grammar.
    """
    counts = {DEVICE: digest.device, VISITED: digest.visited, HELPED: digest.helped, THROUGH: digest.through}
    return written(Line(digest.unit.removeprefix("0"), digest.part.zfill(PART_DIGITS), counts, digest.day))


def same_village(one: str, other: str) -> bool:
    """Return whether two ways of writing a village's number mean the same: a leading zero does not matter."""
    return one.lstrip("0") == other.lstrip("0")


def is_complete(through: int, came: Sequence[tuple[int, int]]) -> bool:
    """Return whether all events from 1 up to a number came.

    Args:
        through: The number.
        came: Numbers that came, as ranges in order that neither touch nor overlap, both ends included.
    """
    return any(first <= 1 and through <= last for first, last in came)


def words_that_count(
    words: Iterable[Word], came: Mapping[str, Sequence[tuple[int, int]]], at: datetime
) -> dict[tuple[str, str, date], Word]:
    """Return the messages that count instead of events, by device, village and day.

    Args:
        words: All messages, in any order.
        came: The numbers of each device's events that came, counted or set aside, as `is_complete` wants them.
        at: When they are counted; the last word of a day that came more than thirty days earlier counts no more.
    """
    furthest = dict[tuple[str, str, date], Word]()
    for word in sorted(words, key=lambda each: (each.through, each.received_at, each.visited, each.helped)):
        furthest[word.device, word.village, word.day] = word
    return {
        place: word
        for place, word in furthest.items()
        if at - word.received_at <= LONGEST and not is_complete(word.through, came.get(word.device, ()))
    }

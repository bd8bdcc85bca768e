"""Evaluation: what phones said about a day, beside what the trace knows.

Truth is the trace's own record under the policy's words: the same pair, the same UTC day, at least fifteen minutes
within two metres, added up. What is compared is a set of people on each side, never a score.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from bluezone.lab.traces import Trace
from bluezone.protocol.intervals import day_of
from bluezone.protocol.risk import POLICY_1

NEAR_METRES: Final = 2.0
"""What *near* means to the ministry, in metres."""
CLOSE_CONTACT: Final = POLICY_1.close_contact


class Outcome(StrEnum):
    """What became of one person who was in the trace of the index person's day."""

    WARNED = "warned"
    MISSED = "missed"
    WRONGLY_WARNED = "warned wrongly"
    LEFT_ALONE = "left alone"


OUTCOMES: Final[Mapping[tuple[bool, bool], Outcome]] = {
    (True, True): Outcome.WARNED,
    (True, False): Outcome.MISSED,
    (False, True): Outcome.WRONGLY_WARNED,
    (False, False): Outcome.LEFT_ALONE,
}
"""By whether there was a close contact, and whether the phone said so."""


@dataclass(frozen=True, slots=True)
class PhoneWord:
    """What one phone says about one day and one index person.

    Args:
        near: How long it heard the index person near.
        heard: How long it heard them at all.
        close_contact: Whether it tells its owner.
    """

    near: timedelta = timedelta()
    heard: timedelta = timedelta()
    close_contact: bool = False


@dataclass(frozen=True, slots=True)
class Companion:
    """One person beside the index person on one day.

    Args:
        person: Who.
        near: How long they were near, by the trace.
        word: What their phone says.
        outcome: How the two compare.
    """

    person: str
    near: timedelta
    word: PhoneWord
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One index person's day, told twice.

    Args:
        day: The UTC day.
        index_person: Whose keys were published.
        companions: Everybody who was near them or whose phone heard them, the longest first.
    """

    day: date
    index_person: str
    companions: tuple[Companion, ...]

    def of(self, outcome: Outcome) -> tuple[str, ...]:
        """Return the people with one outcome."""
        return tuple(companion.person for companion in self.companions if companion.outcome is outcome)

    @property
    def truth(self) -> frozenset[str]:
        """The close contacts by the trace."""
        return frozenset(self.of(Outcome.WARNED) + self.of(Outcome.MISSED))

    @property
    def warned(self) -> frozenset[str]:
        """The people whose phones told them."""
        return frozenset(self.of(Outcome.WARNED) + self.of(Outcome.WRONGLY_WARNED))


def near_times(trace: Trace) -> dict[tuple[str, str], timedelta]:
    """Return how long each pair in the trace was within `NEAR_METRES`, perhaps never."""
    steps: defaultdict[tuple[str, str], int] = defaultdict(int)
    for contact in trace.contacts:
        steps[contact.one, contact.other] += contact.distance_m <= NEAR_METRES
    return {pair: count * trace.step for pair, count in steps.items()}


def close_contacts(trace: Trace) -> tuple[tuple[date, str, str], ...]:
    """Return every pair-day of the trace that is a close contact: day, one person, the other, in order."""
    return tuple(
        (day, one, other)
        for day in trace.days
        for (one, other), near in sorted(near_times(trace.on(day)).items())
        if near >= CLOSE_CONTACT
    )


def most_telling(trace: Trace, *, day: date | None = None, index_person: str | None = None) -> tuple[date, str]:
    """Return the day and person with most close contacts, among those asked for; of equals the first.

    Raises:
        ValueError: The trace has no such day or person.
    """
    candidates: dict[tuple[date, str], int] = {}
    for contact in trace.contacts:
        for person in (contact.one, contact.other):
            candidates.setdefault((day_of(contact.start), person), 0)
    for found, one, other in close_contacts(trace):
        candidates[found, one] += 1
        candidates[found, other] += 1
    fitting = [
        (found, person) for found, person in candidates if day in (None, found) and index_person in (None, person)
    ]
    if not fitting:
        raise ValueError("the trace knows no such person on such a day")
    return max(fitting, key=lambda candidate: candidates[candidate])


def evaluation(trace: Trace, day: date, index_person: str, words: Mapping[str, PhoneWord]) -> Evaluation:
    """Return how the phones' words about one index person compare with the trace.

    Args:
        trace: The truth.
        day: The UTC day.
        index_person: Whose keys were published.
        words: What each person's phone says; people who are not in it were told nothing.
    """
    pairs = near_times(trace.on(day).of(index_person))
    near = {one if other == index_person else other: time for (one, other), time in pairs.items()}
    people = set(near) | {person for person, word in words.items() if word.heard or word.close_contact}
    found = [_companion(person, near.get(person, timedelta()), words.get(person, PhoneWord())) for person in people]
    return Evaluation(day, index_person, tuple(sorted(found, key=lambda one: (-one.near, one.person))))


def _companion(person: str, near: timedelta, word: PhoneWord) -> Companion:
    return Companion(person, near, word, OUTCOMES[near >= CLOSE_CONTACT, word.close_contact])

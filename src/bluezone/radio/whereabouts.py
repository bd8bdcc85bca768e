"""Whereabouts: who is near whom, and when; what a room is told about the people in it."""

import math
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from bluezone.protocol.exposures import LISTENING_PERIOD
from bluezone.protocol.intervals import EPOCH

STEP: Final = LISTENING_PERIOD
"""A room asks anew in every step; steps are aligned to multiples of their length since 1970."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """Two phones within earshot, both ways, at every moment in [start, end).

    Args:
        start: An aware moment.
        end: An aware moment.
        one: A phone's name.
        other: Another phone's name.
        distance_m: Metres between them.
    """

    start: datetime
    end: datetime
    one: str
    other: str
    distance_m: float


class Whereabouts(Protocol):
    """Answers a room step by step."""

    def next_step(self, step: datetime) -> datetime | None:
        """Return the first step, `step` or later, in which anybody may be near anybody; None when never again."""
        ...

    def near(self, step: datetime) -> Iterable[Nearness]:
        """Return who is near whom at some moment of the step that begins at `step`."""
        ...


class Schedule:
    """Whereabouts that are known beforehand, such as a contact trace; a pair may come together again and again."""

    def __init__(self, contacts: Iterable[Nearness]) -> None:
        """Take the contacts in any order."""
        self._contacts = sorted(contacts, key=lambda contact: contact.start)
        self._starts = [contact.start for contact in self._contacts]
        self._present: list[Nearness] = []
        self._taken = 0
        self._step = EPOCH

    def next_step(self, step: datetime) -> datetime | None:
        """Return the first step with a contact (see the port)."""
        if self.near(step):
            return step
        return step_at(self._starts[self._taken]) if self._taken < len(self._starts) else None

    def near(self, step: datetime) -> list[Nearness]:
        """Return the contacts that overlap the step (see the port); asking in order of time is cheapest."""
        if step < self._step:
            self._present, self._taken = [], 0
        self._step = step
        upto = bisect_left(self._starts, step + STEP, self._taken)
        candidates = self._present + self._contacts[self._taken : upto]
        self._taken = upto
        self._present = [contact for contact in candidates if contact.end > step]
        return self._present


class Positions:
    """Whereabouts on a floor that the caller changes while the room runs, for stories told live.

    Args:
        earshot_m: Who is farther apart is not in earshot.
    """

    def __init__(self, *, earshot_m: float = 100.0) -> None:
        """Begin with an empty floor."""
        self._earshot_m = earshot_m
        self._places: dict[str, tuple[float, float]] = {}

    def place(self, name: str, x_m: float, y_m: float) -> None:
        """Put a phone somewhere, or move it; the room sees it from its next step on."""
        self._places[name] = (x_m, y_m)

    def remove(self, name: str) -> None:
        """Take a phone off the floor.

        Raises:
            KeyError: It is not there.
        """
        del self._places[name]

    def next_step(self, step: datetime) -> datetime:
        """Return `step`: anybody may be placed any time."""
        return step

    def near(self, step: datetime) -> list[Nearness]:
        """Return all pairs within earshot (see the port)."""
        phones = sorted(self._places.items())
        pairs = (
            (one, other, math.dist(here, there))
            for index, (one, here) in enumerate(phones)
            for other, there in phones[index + 1 :]
        )
        return [
            Nearness(step, step + STEP, one, other, distance)
            for one, other, distance in pairs
            if distance <= self._earshot_m
        ]


def step_at(moment: datetime) -> datetime:
    """Return the beginning of the step that holds `moment`."""
    return EPOCH + (moment - EPOCH) // STEP * STEP

"""Encounters: consecutive sightings of one identifier, before anybody knows whose it was."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bluezone.protocol.intervals import Air
from bluezone.protocol.sightings import Sighting, order

LONGEST_SILENCE: Final = timedelta(minutes=5)
"""A longer silence ends an encounter; five minutes is the detection promise of 2020."""


@dataclass(frozen=True, slots=True)
class Encounter:
    """Sightings of one identifier, in order of time, with no silence longer than `LONGEST_SILENCE`."""

    air: Air
    identifier: bytes
    sightings: tuple[Sighting, ...]

    @property
    def start(self) -> datetime:
        """When it was first heard."""
        return self.sightings[0].heard_at

    @property
    def end(self) -> datetime:
        """When it was last heard."""
        return self.sightings[-1].heard_at


def encounters(sightings: Iterable[Sighting]) -> tuple[Encounter, ...]:
    """Return the encounters that `sightings` make, ordered by start, air and identifier.

    The order of sightings is of no matter, and one given twice counts once.
    """
    heard: defaultdict[tuple[Air, bytes], set[Sighting]] = defaultdict(set)
    for sighting in sightings:
        heard[sighting.air, sighting.identifier].add(sighting)
    found = [
        Encounter(air, identifier, run)
        for (air, identifier), ones in heard.items()
        for run in _runs(sorted(ones, key=order))
    ]
    return tuple(sorted(found, key=lambda encounter: (encounter.start, encounter.air, encounter.identifier)))


def _runs(sightings: list[Sighting]) -> list[tuple[Sighting, ...]]:
    runs: list[list[Sighting]] = []
    for sighting in sightings:
        if runs and sighting.heard_at - runs[-1][-1].heard_at <= LONGEST_SILENCE:
            runs[-1].append(sighting)
        else:
            runs.append([sighting])
    return [tuple(run) for run in runs]

"""Results: everything a demo found out, as one value; for machines as JSON, for people in `bluezone.lab.report`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import msgspec

from bluezone.lab.evaluation import Companion, Evaluation, Outcome
from bluezone.lab.replay import Frame
from bluezone.lab.traces import Trace

FORMAT: Final = 1
"""The version of the JSON; it counts up when a name changes its meaning."""


@dataclass(frozen=True, slots=True)
class Results:
    """What a demo found out.

    Args:
        trace: What was replayed; only the days that were.
        noise_db: Standard deviation of a beacon's fading, and of what bodies do for a minute.
        seed: Chose the chances.
        evaluations: One for each index person and day.
        beacons: How many were sent in anybody's earshot.
        sightings: How many all diaries held in the end.
        keys: How many keys the last export had, padding included.
        seconds: Real seconds of each stage, in order.
        frame: One beacon of the shown index person, as it was on the air.
    """

    trace: Trace
    noise_db: float
    seed: int
    evaluations: tuple[Evaluation, ...]
    beacons: int
    sightings: int
    keys: int
    seconds: Mapping[str, float]
    frame: Frame | None

    @property
    def shown(self) -> Evaluation:
        """The evaluation that pictures are made of."""
        return shown(self.evaluations)

    @property
    def totals(self) -> Mapping[Outcome, int]:
        """How many people had each outcome, over all evaluations."""
        counted = Counter(companion.outcome for one in self.evaluations for companion in one.companions)
        return {outcome: counted[outcome] for outcome in Outcome}

    @property
    def is_exact(self) -> bool:
        """Whether nobody was missed or warned wrongly."""
        return not self.totals[Outcome.MISSED] and not self.totals[Outcome.WRONGLY_WARNED]


def shown(evaluations: Sequence[Evaluation]) -> Evaluation:
    """Return the evaluation that pictures are made of: the one with most close contacts, of equals the first."""
    return max(evaluations, key=lambda one: len(one.truth))


def as_json(results: Results) -> bytes:
    """Return the results as JSON, indented, with a line break at the end."""
    return msgspec.json.format(msgspec.json.encode(_plain(results)), indent=2) + b"\n"


def _plain(results: Results) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "trace": results.trace.name,
        "step_seconds": _seconds(results.trace.step),
        "people": len(results.trace.people),
        "days": [day.isoformat() for day in results.trace.days],
        "noise_db": results.noise_db,
        "seed": results.seed,
        "totals": {outcome.value: count for outcome, count in results.totals.items()},
        "exact": results.is_exact,
        "evaluations": [_evaluation(one) for one in results.evaluations],
        "beacons": results.beacons,
        "sightings": results.sightings,
        "keys_in_last_export": results.keys,
        "seconds": {stage: round(seconds, 3) for stage, seconds in results.seconds.items()},
        "beacon": _frame(results.frame) if results.frame else None,
    }


def _evaluation(one: Evaluation) -> dict[str, Any]:
    return {
        "day": one.day.isoformat(),
        "index_person": one.index_person,
        "truth": sorted(one.truth),
        "warned": sorted(one.warned),
        "missed": sorted(one.of(Outcome.MISSED)),
        "warned_wrongly": sorted(one.of(Outcome.WRONGLY_WARNED)),
        "companions": [_companion(companion) for companion in one.companions],
    }


def _companion(companion: Companion) -> dict[str, Any]:
    return {
        "person": companion.person,
        "near_seconds": _seconds(companion.near),
        "phone_near_seconds": _seconds(companion.word.near),
        "phone_heard_seconds": _seconds(companion.word.heard),
        "outcome": companion.outcome.value,
    }


def _frame(frame: Frame) -> dict[str, Any]:
    return {
        "at": frame.at.isoformat(),
        "channel": frame.channel,
        "address": frame.address[::-1].hex(":"),
        "payload": frame.payload.hex(),
    }


def _seconds(length: timedelta) -> int:
    return round(length.total_seconds())

"""Checking: what the exposures that a phone found mean for its owner, and what it has to be told.

Pure. The numbers come from the `RiskPolicy`; the sentences from `bluezone.phone.wording`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from bluezone.phone.agent import ClockWatch
from bluezone.phone.diary import Warned
from bluezone.phone.reporting import Stage
from bluezone.protocol.encounters import Encounter
from bluezone.protocol.exposures import Exposure, ExposureWindow
from bluezone.protocol.intervals import Air
from bluezone.protocol.keys import DiagnosisKey
from bluezone.protocol.risk import DayRisk, RiskPolicy, risk

CHECKED_LATELY: Final = timedelta(hours=24)
"""Two of the longest pauses between exports, twice missed: a phone that heard nothing for longer says so."""
HEARD_FROM_LATELY: Final = timedelta(minutes=20)
"""A phone that is on the air keeps its clock at least every fifteen minutes."""


class Matcher(Protocol):
    """Finds exposures: `bluezone.matching.exposures`, the pure reference, or the lab's with keys derived before."""

    def __call__(
        self, keys: Iterable[DiagnosisKey], heard: Iterable[Encounter], *, tolerance: Mapping[Air, int]
    ) -> tuple[Exposure, ...]:
        """Return the exposures to `keys` among the encounters `heard`."""
        ...


class Condition(StrEnum):
    """What a phone has to say about itself, the gravest first."""

    WARNED = "warned"
    RADIO_OFF = "radio off"
    CLOCK_DOUBTED = "clock doubted"
    NOT_CHECKED = "not checked"
    SILENT = "silent"
    LISTENING = "listening"


@dataclass(frozen=True, slots=True)
class Status:
    """Everything that a phone shows its owner.

    Args:
        at: The present moment.
        on_air: Whether it speaks and listens, as far as is known.
        clock: What it knows of its clock.
        checked_at: When it last looked at the key server with success, None for never.
        warnings: What it tells its owner, by day.
        sightings: How many it remembers.
        own_keys: How many keys of its own it remembers.
        report: How far the newest report is, None without one.
    """

    at: datetime
    on_air: bool
    clock: ClockWatch
    checked_at: datetime | None
    warnings: tuple[Warned, ...]
    sightings: int
    own_keys: int
    report: Stage | None

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What has to be said, the gravest first; a phone with nothing else to say is listening."""
        silent_until = self.clock.silent_until
        found = {
            Condition.WARNED: bool(self.warnings),
            Condition.RADIO_OFF: not self.on_air,
            Condition.CLOCK_DOUBTED: self.clock.doubted_since is not None,
            Condition.NOT_CHECKED: self.checked_at is None or self.at - self.checked_at > CHECKED_LATELY,
            Condition.SILENT: self.on_air and silent_until is not None and self.at < silent_until,
            Condition.LISTENING: self.on_air,
        }
        return tuple(condition for condition, holds in found.items() if holds)


def assessments(windows: Iterable[ExposureWindow], policy: RiskPolicy) -> dict[DiagnosisKey, tuple[DayRisk, ...]]:
    """Return, for each diagnosis key that was heard, what its windows alone come to."""
    by_key: defaultdict[DiagnosisKey, list[ExposureWindow]] = defaultdict(list)
    for window in windows:
        by_key[window.key].append(window)
    return {key: risk(ones, policy) for key, ones in by_key.items()}


def warnings_for(
    windows: Iterable[ExposureWindow], told: Iterable[Warned], *, policy: RiskPolicy, at: datetime
) -> tuple[Warned, ...]:
    """Return what the owner has to be told: one warning for each UTC day that is a close contact.

    Args:
        windows: All that are remembered, from any number of exports.
        told: What was told before; a day keeps the moment at which it was first told.
        policy: The numbers.
        at: The present moment.
    """
    first = {warned.day: warned.at for warned in told}
    return tuple(
        Warned(day.day, day.near, policy.version, first.get(day.day, at))
        for day in risk(windows, policy)
        if day.close_contact
    )

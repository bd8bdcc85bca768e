"""Checking: what the exposures that a phone found mean for its owner, and what it has to be told.

Pure. The numbers come from the `RiskPolicy`; the sentences from `bluezone.phone.wording`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from bluezone.phone.agent import ClockWatch
from bluezone.phone.diary import Warned
from bluezone.phone.notebook import PlaceWarned
from bluezone.phone.reporting import Stage
from bluezone.phone.withdrawals import Withdrawn
from bluezone.protocol.encounters import Encounter
from bluezone.protocol.exposures import Exposure, ExposureWindow
from bluezone.protocol.intervals import Air
from bluezone.protocol.keys import DiagnosisKey
from bluezone.protocol.place_warnings import CheckIn, place_exposures
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
    NOT_BELIEVED = "not believed"
    WITHDRAWN = "withdrawn"
    PAUSED = "paused"
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
        paused_until: Until when its owner lets it rest; None when it is not paused.
        refused: Why what the authority published last was not believed, None when it was.
        withdrawn: The warnings that were taken back.
    """

    at: datetime
    on_air: bool
    clock: ClockWatch
    checked_at: datetime | None
    warnings: tuple[Warned, ...]
    sightings: int
    own_keys: int
    report: Stage | None
    paused_until: datetime | None = None
    refused: str | None = None
    withdrawn: tuple[Withdrawn, ...] = ()

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What has to be said, the gravest first; a phone with nothing else to say is listening."""
        silent_until = self.clock.silent_until
        on_air, paused = self.on_air and self.paused_until is None, self.paused_until is not None
        found = {
            Condition.WARNED: bool(self.warnings),
            Condition.WITHDRAWN: bool(self.withdrawn),
            Condition.NOT_BELIEVED: self.refused is not None,
            Condition.PAUSED: paused,
            Condition.RADIO_OFF: not on_air and not paused,
            Condition.CLOCK_DOUBTED: self.clock.doubted_since is not None,
            Condition.NOT_CHECKED: self.checked_at is None or self.at - self.checked_at > CHECKED_LATELY,
            Condition.SILENT: on_air and silent_until is not None and self.at < silent_until,
            Condition.LISTENING: on_air,
        }
        return tuple(condition for condition, holds in found.items() if holds)


@dataclass(frozen=True, slots=True)
class Checked:
    """What one check found.

    Args:
        status: What the owner is told now.
        new_exports: How many exports were new.
        new_keys: How many diagnosis keys were in them, padding included.
        assessments: For each diagnosis key that was ever heard and is remembered, what it alone comes to, by UTC day.
        is_demo: Whether the authority is a demo's.
        feed_trouble: The code of a signed feed that was refused, None when none was.
        withdrawn: The warnings that this check took back.
    """

    status: Status
    new_exports: int
    new_keys: int
    assessments: dict[DiagnosisKey, tuple[DayRisk, ...]]
    is_demo: bool
    feed_trouble: str | None = None
    withdrawn: tuple[Withdrawn, ...] = ()


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


def place_warnings_for(
    visits: Mapping[str, CheckIn],
    entries: Iterable[bytes],
    told: Iterable[PlaceWarned],
    *,
    policy: RiskPolicy,
    at: datetime,
) -> tuple[PlaceWarned, ...]:
    """Return what the owner has to be told about places: the times that visits share with warnings.

    What was told stays told as long as the visit does, as far as its times, which may be corrected, still reach; so a
    feed that no longer names an hour takes nothing back.

    Args:
        visits: Every check-in by its id.
        entries: Of the newest feed; none when it was not read.
        told: What was told before; a visit keeps the moment at which it was first told.
        policy: The numbers in use.
        at: The present moment.
    """
    names = {id(visit): name for name, visit in visits.items()}
    spans: defaultdict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    first: dict[str, datetime] = {}
    for found in place_exposures(visits.values(), entries):
        spans[names[id(found.check_in)]].append((found.start, found.end))
    for warned in told:
        if visit := visits.get(warned.visit):
            start, end = max(warned.start, visit.start), min(warned.end, visit.end)
            first[warned.visit] = min(warned.at, first.get(warned.visit, warned.at))
            spans[warned.visit] += [(start, end)] if start < end else []
    return tuple(
        PlaceWarned(name, visits[name].name, start, end, policy.version, first.get(name, at))
        for name, ones in spans.items()
        for start, end in _joined(sorted(ones))
    )


def low_meetings(days: Iterable[DayRisk], known: Mapping[date, datetime], *, at: datetime) -> dict[date, datetime]:
    """Return when the owner could first read of each day that was no close contact though somebody ill was heard."""
    return {day.day: known.get(day.day, at) for day in days if not day.close_contact}


def _joined(spans: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    joined = spans[:1]
    for start, end in spans[1:]:
        if start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined

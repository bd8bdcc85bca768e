"""What was told: every exposure that a person is shown, to people and at places, from what the diary holds.

Pure. A day's id is `person:` and the UTC day, a visit's `place:` and the check-in's id; so a letter can name them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from statistics import median
from typing import Final

import msgspec

from bluezone.phone.days import band_of
from bluezone.phone.diary import Warned
from bluezone.phone.notebook import Letter, PlaceWarned
from bluezone.protocol.device import Level, ToldExposure
from bluezone.protocol.exposure_report import ExposureKind, ReportedEncounter
from bluezone.protocol.exposures import ExposureWindow
from bluezone.protocol.intervals import day_of
from bluezone.protocol.risk import DayRisk, RiskPolicy, risk

_MINUTE: Final = timedelta(minutes=1)
_DAY_MINUTES: Final = 1440


def told_exposures(  # noqa: PLR0913 -- the five things that were remembered, and the numbers
    windows: Iterable[ExposureWindow],
    warnings: Iterable[Warned],
    places: Iterable[PlaceWarned],
    *,
    meetings: Mapping[date, datetime],
    letters: Iterable[Letter],
    policy: RiskPolicy,
) -> tuple[ToldExposure, ...]:
    """Return what a person is told, newest day first.

    Args:
        windows: All that are remembered.
        warnings: The close contacts that were told.
        places: What was told about visits.
        meetings: Since when each low-risk day could be read.
        letters: Those that arrived say what was reported.
        policy: The numbers in use.
    """
    reported = {name for letter in letters if letter.arrived for name in letter.exposures}
    seen = tuple(windows)
    high = {warned.day: warned for warned in warnings}
    found = [
        *(_contact(day, high[day.day], seen, policy) for day in risk(seen, policy) if day.day in high),
        *(_meeting(day, meetings[day.day], seen, policy) for day in risk(seen, policy) if day.day in meetings),
        *_places(places),
    ]
    ordered = sorted(found, key=lambda one: (one.day, one.start is not None, one.told, one.id), reverse=True)
    return tuple(_marked(one) if one.id in reported else one for one in ordered)


def reported_encounter(told: ToldExposure) -> ReportedEncounter:
    """Return an exposure as a letter tells it."""
    minutes = None if told.minutes is None else min(told.minutes, _DAY_MINUTES)
    return ReportedEncounter(day=told.day, minutes=minutes, band=told.band, kind=told.kind, place=told.place)


def _contact(day: DayRisk, warned: Warned, windows: Iterable[ExposureWindow], policy: RiskPolicy) -> ToldExposure:
    return _person(day.day, warned.near, windows, policy=policy, level=Level.HIGH, told=(warned.policy, warned.at))


def _meeting(day: DayRisk, at: datetime, windows: Iterable[ExposureWindow], policy: RiskPolicy) -> ToldExposure:
    return _person(day.day, day.heard, windows, policy=policy, level=Level.LOW, told=(policy.version, at))


def _person(  # noqa: PLR0913 -- one field each
    day: date,
    length: timedelta,
    windows: Iterable[ExposureWindow],
    *,
    policy: RiskPolicy,
    level: Level,
    told: tuple[int, datetime],
) -> ToldExposure:
    scans = [
        scan.typical_attenuation_db
        for window in windows
        if day_of(window.start) == day and window.key.report_type in policy.counted
        for scan in window.scans
        if level is Level.LOW or scan.typical_attenuation_db <= policy.near_max_attenuation_db
    ]
    return ToldExposure(
        id=f"person:{day.isoformat()}",
        kind=ExposureKind.PERSON,
        day=day,
        minutes=-(-length // _MINUTE),
        band=band_of(median(scans), policy) if scans else None,
        place=None,
        start=None,
        end=None,
        level=level,
        policy=told[0],
        told=told[1],
        reported=False,
    )


def _places(places: Iterable[PlaceWarned]) -> Iterator[ToldExposure]:
    by_visit: defaultdict[str, list[PlaceWarned]] = defaultdict(list)
    for warned in places:
        by_visit[warned.visit].append(warned)
    for visit, ones in by_visit.items():
        length = sum((one.end - one.start for one in ones), timedelta())
        start, end = min(one.start for one in ones), max(one.end for one in ones)
        yield ToldExposure(
            id=f"place:{visit}",
            kind=ExposureKind.PLACE,
            day=day_of(start),
            minutes=-(-length // _MINUTE),
            band=None,
            place=ones[0].name,
            start=start,
            end=end,
            level=Level.HIGH,
            policy=ones[0].policy,
            told=ones[0].at,
            reported=False,
        )


def _marked(told: ToldExposure) -> ToldExposure:
    return msgspec.structs.replace(told, reported=True)

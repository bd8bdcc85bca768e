"""Contact days: what a phone honestly knows of each day's meetings, without knowing anybody.

Pure. Source of the rules: `docs/rules.md`, "What a person is shown". An identifier is no person: it changes every
fifteen minutes (ten on the Exposure Notification air). One that begins within five minutes after another one ended, in
a later interval, is taken for the same meeting going on. So two people heard at the same time count as two, one who
stays for hours as one, and one who comes back after more than five minutes, under another identifier, as two.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bluezone.protocol.beacons import BLUEZONE_2020
from bluezone.protocol.encounters import LONGEST_SILENCE, Encounter, encounters
from bluezone.protocol.exposure_report import Band
from bluezone.protocol.exposures import ATTENUATION_LIMITS_DB, LISTENING_PERIOD
from bluezone.protocol.intervals import EPOCH, Air, day_of, interval_at
from bluezone.protocol.risk import RiskPolicy
from bluezone.protocol.sightings import Sighting

_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Heard:
    """One UTC day as a phone heard it.

    Args:
        day: The UTC day.
        meetings: Likely how many.
        near: Minutes in which the nearest phone was near.
        middle: Minutes in which the nearest one was in the middle band.
        far: Minutes in which all were far.
    """

    day: date
    meetings: int = 0
    near: int = 0
    middle: int = 0
    far: int = 0

    @property
    def minutes(self) -> int:
        """Minutes in which anybody was heard at all."""
        return self.near + self.middle + self.far


def heard_days(sightings: Iterable[Sighting], policy: RiskPolicy) -> dict[date, Heard]:
    """Return every UTC day that has a sighting."""
    by_day: defaultdict[date, list[Sighting]] = defaultdict(list)
    for sighting in sightings:
        by_day[day_of(sighting.heard_at)].append(sighting)
    return {day: _heard(day, ones, policy) for day, ones in sorted(by_day.items())}


def meetings(found: Iterable[Encounter]) -> int:
    """Return likely how many meetings the encounters of one day are.

    The order of encounters is of no matter.
    """
    going: dict[Air, list[Encounter]] = {air: [] for air in Air}
    known = set[tuple[Air, bytes]]()
    count = 0
    for encounter in sorted(found, key=lambda one: (one.start, one.air, one.identifier)):
        open_ones = [one for one in going[encounter.air] if encounter.start - one.end <= LONGEST_SILENCE]
        before = [one for one in open_ones if _goes_on_as(one, encounter)]
        if (encounter.air, encounter.identifier) not in known:
            if before:
                open_ones.remove(max(before, key=lambda one: (one.end, one.identifier)))
            else:
                count += 1
        known.add((encounter.air, encounter.identifier))
        going[encounter.air] = [*open_ones, encounter]
    return count


def band_of(attenuation_db: float, policy: RiskPolicy) -> Band:
    """Return the band that an attenuation lies in."""
    if attenuation_db <= policy.near_max_attenuation_db:
        return Band.NEAR
    return Band.MIDDLE if attenuation_db <= policy.middle_max_attenuation_db else Band.FAR


def _goes_on_as(one: Encounter, later: Encounter) -> bool:
    return one.end < later.start and interval_at(one.start, one.air) < interval_at(later.start, one.air)


def _heard(day: date, sightings: list[Sighting], policy: RiskPolicy) -> Heard:
    periods: defaultdict[int, defaultdict[bytes, list[int]]] = defaultdict(lambda: defaultdict(list))
    for sighting in sightings:
        periods[_period(sighting.heard_at)][sighting.identifier].append(_attenuation_db(sighting))
    lengths = dict.fromkeys(Band, timedelta())
    for ones in periods.values():
        nearest = min(sum(values) / len(values) for values in ones.values())
        lengths[band_of(nearest, policy)] += LISTENING_PERIOD
    near, middle, far = (_minutes(lengths[band]) for band in (Band.NEAR, Band.MIDDLE, Band.FAR))
    return Heard(day, meetings(encounters(sightings)), near, middle, far)


def _attenuation_db(sighting: Sighting) -> int:
    """Return the attenuation of a beacon of which only the air's profile may tell the power."""
    power = BLUEZONE_2020.tx_power_dbm if sighting.tx_power_dbm is None else sighting.tx_power_dbm
    low, high = ATTENUATION_LIMITS_DB
    return min(max(power - sighting.rssi_dbm, low), high)


def _minutes(length: timedelta) -> int:
    """Return whole minutes, half ones up; anything at all is at least one."""
    return max((length + _MINUTE / 2) // _MINUTE, 1 if length else 0)


def _period(moment: datetime) -> int:
    return (moment - EPOCH) // LISTENING_PERIOD

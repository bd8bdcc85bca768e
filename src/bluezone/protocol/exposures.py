"""Exposures: encounters whose identifier came from a diagnosis key, and the windows they fill.

Sources: Exposure Notification v2 ("ExposureWindow", "ScanInstance") for the shape of windows; `docs/protocol.md`
section 5 for the listening period. This is the reference that `bluezone.matching` must equal.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bluezone.protocol.beacons import BLUEZONE_2020
from bluezone.protocol.encounters import Encounter
from bluezone.protocol.identifiers import encrypted_metadata, identifiers
from bluezone.protocol.intervals import EPOCH, KEY_INTERVALS_A_DAY, Air, Interval, interval_at
from bluezone.protocol.keys import DiagnosisKey
from bluezone.protocol.sightings import Sighting, order

LISTENING_PERIOD: Final = timedelta(seconds=20)
"""What one scan stands for: a phone that listens all the time divides its time so, like the badges of SocioPatterns."""
WINDOW_LENGTH: Final = timedelta(minutes=30)
"""The longest exposure window (Exposure Notification v2)."""
ATTENUATION_LIMITS_DB: Final = (0, 127)
"""Attenuation is clamped to this range: what a beacon states about its power is not authenticated."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """Sightings of one identifier of one diagnosis key, heard when it could have been on the air."""

    key: DiagnosisKey
    interval: Interval
    sightings: tuple[Sighting, ...]


@dataclass(frozen=True, slots=True)
class ScanInstance:
    """One listening period in which a key was heard.

    Args:
        start: The period's first moment, a multiple of its length since 1970.
        duration: What the period counts for.
        typical_attenuation_db: Mean over the beacons heard in it.
        min_attenuation_db: The least over the beacons heard in it.
    """

    start: datetime
    duration: timedelta
    typical_attenuation_db: float
    min_attenuation_db: int


@dataclass(frozen=True, slots=True)
class ExposureWindow:
    """At most thirty minutes of exposures to one key; `start` is a half hour of UTC, scans are in order of time."""

    key: DiagnosisKey
    start: datetime
    scans: tuple[ScanInstance, ...]


def exposures(
    keys: Iterable[DiagnosisKey], heard: Iterable[Encounter], *, tolerance: Mapping[Air, int]
) -> tuple[Exposure, ...]:
    """Return the exposures among the encounters `heard`, ordered by key and interval.

    Args:
        keys: Diagnosis keys; one that reaches into a second UTC day is on the Exposure Notification air only. A secret
            given twice counts once, as it was given last: a revised key comes after its first release.
        heard: Encounters of any air, in any order; a sighting in two of them counts once.
        tolerance: For each air, how many intervals early or late an identifier may have been heard.
    """
    by_identifier: defaultdict[tuple[Air, bytes], set[Sighting]] = defaultdict(set)
    for encounter in heard:
        by_identifier[encounter.air, encounter.identifier].update(encounter.sightings)
    found = []
    latest = {key.key.secret: key for key in keys}
    for _, key in sorted(latest.items()):
        for air in airs_of(key):
            for interval, identifier in identifiers(key.key, air):
                sightings = by_identifier.get((air, identifier), ())
                fresh = [s for s in sightings if abs(interval_at(s.heard_at, air) - interval) <= tolerance[air]]
                if fresh:
                    found.append(Exposure(key, interval, tuple(sorted(fresh, key=order))))
    return tuple(found)


def airs_of(key: DiagnosisKey) -> tuple[Air, ...]:
    """Return the airs on which `key` can have been heard."""
    first, last = key.key.rolling_start, key.key.rolling_end - 1
    one_day = first // KEY_INTERVALS_A_DAY == last // KEY_INTERVALS_A_DAY
    return (Air.BLUEZONE, Air.EXPOSURE_NOTIFICATION) if one_day else (Air.EXPOSURE_NOTIFICATION,)


def attenuation_db(sighting: Sighting, key: DiagnosisKey) -> int:
    """Return transmit power minus received power, clamped to `ATTENUATION_LIMITS_DB`.

    The power is what the beacon states; a Bluezone beacon that does not say (2020) counts as the profile's.
    """
    if sighting.air is Air.EXPOSURE_NOTIFICATION:
        plain = encrypted_metadata(key.key, sighting.identifier, sighting.metadata)
        power = int.from_bytes(plain[1:2], signed=True)
    else:
        power = BLUEZONE_2020.tx_power_dbm if sighting.tx_power_dbm is None else sighting.tx_power_dbm
    low, high = ATTENUATION_LIMITS_DB
    return min(max(power - sighting.rssi_dbm, low), high)


def exposure_windows(found: Iterable[Exposure], *, period: timedelta = LISTENING_PERIOD) -> tuple[ExposureWindow, ...]:
    """Return the windows that exposures fill, ordered by start and key.

    Args:
        found: Exposures to any number of keys; the same sighting given twice counts once.
        period: How long the receiver listens in one scan; what one scan counts for. It divides thirty minutes.
    """
    scans: defaultdict[tuple[DiagnosisKey, datetime], set[Sighting]] = defaultdict(set)
    for exposure in found:
        for sighting in exposure.sightings:
            scans[exposure.key, _floor(sighting.heard_at, period)].add(sighting)
    windows: defaultdict[tuple[DiagnosisKey, datetime], list[ScanInstance]] = defaultdict(list)
    for (key, start), sightings in scans.items():
        windows[key, _floor(start, WINDOW_LENGTH)].append(_scan(key, start, period, sightings))
    ordered = sorted(windows.items(), key=lambda item: (item[0][1], item[0][0].key.secret))
    return tuple(ExposureWindow(key, start, tuple(sorted(ones, key=_start))) for (key, start), ones in ordered)


def _scan(key: DiagnosisKey, start: datetime, period: timedelta, sightings: set[Sighting]) -> ScanInstance:
    attenuations = [attenuation_db(sighting, key) for sighting in sightings]
    return ScanInstance(start, period, sum(attenuations) / len(attenuations), min(attenuations))


def _start(scan: ScanInstance) -> datetime:
    return scan.start


def _floor(moment: datetime, length: timedelta) -> datetime:
    return EPOCH + (moment - EPOCH) // length * length

"""Exposures, found fast: the values of `bluezone.protocol.exposures` in and out, equal to its answers.

Source: `bluezone.protocol.exposures.exposures` is the reference.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from bluezone.matching.derivation import DerivedKeys, derived
from bluezone.matching.join import matches
from bluezone.matching.tables import KeyTable, SightingTable
from bluezone.protocol.encounters import Encounter
from bluezone.protocol.exposures import Exposure, airs_of
from bluezone.protocol.identifiers import IDENTIFIER_LENGTH
from bluezone.protocol.intervals import Air, Interval
from bluezone.protocol.keys import DiagnosisKey
from bluezone.protocol.sightings import Sighting, order

AIRS: Final = (Air.BLUEZONE, Air.EXPOSURE_NOTIFICATION)


@dataclass(frozen=True, slots=True, eq=False)
class DerivedDiagnosisKeys:
    """Diagnosis keys with their identifiers on every air, so that many phones can be matched with one derivation.

    Args:
        keys: One for each secret, in the order of secrets.
        airs: For each air, the places in `keys` that are on it, and their identifiers.
    """

    keys: tuple[DiagnosisKey, ...]
    airs: Mapping[Air, tuple[tuple[int, ...], DerivedKeys]]


def derived_diagnosis_keys(keys: Iterable[DiagnosisKey], airs: Iterable[Air] = AIRS) -> DerivedDiagnosisKeys:
    """Return `keys` with their identifiers on `airs`; a key that reaches into a second UTC day is not on Bluezone's.

    A secret given twice counts once, as it was given last.
    """
    latest = {key.key.secret: key for key in keys}
    ordered = tuple(key for _, key in sorted(latest.items()))
    tables = {}
    for air in airs:
        places = tuple(place for place, key in enumerate(ordered) if air in airs_of(key))
        tables[air] = (places, derived(KeyTable.of([ordered[place].key for place in places]), air))
    return DerivedDiagnosisKeys(ordered, tables)


def exposures(
    keys: Iterable[DiagnosisKey], heard: Iterable[Encounter], *, tolerance: Mapping[Air, int]
) -> tuple[Exposure, ...]:
    """Return what `bluezone.protocol.exposures.exposures` returns for the same arguments."""
    return exposures_to(derived_diagnosis_keys(keys), heard, tolerance=tolerance)


def exposures_to(
    keys: DerivedDiagnosisKeys, heard: Iterable[Encounter], *, tolerance: Mapping[Air, int]
) -> tuple[Exposure, ...]:
    """Return the exposures to keys derived before, ordered by key, air and interval."""
    encounters = list(heard)
    found: list[tuple[int, Air, Exposure]] = []
    for air, (places, table) in keys.airs.items():
        found.extend(
            (places[key], air, Exposure(keys.keys[places[key]], interval, ones))
            for key, interval, ones in _groups(table, _heard_on(air, encounters), tolerance[air])
        )
    found.sort(key=lambda item: (item[0], AIRS.index(item[1]), item[2].interval))
    return tuple(exposure for _, _, exposure in found)


def _heard_on(air: Air, encounters: Iterable[Encounter]) -> list[tuple[bytes, Sighting]]:
    return [
        (encounter.identifier, sighting)
        for encounter in encounters
        if encounter.air is air and len(encounter.identifier) == IDENTIFIER_LENGTH[air]
        for sighting in encounter.sightings
    ]


def _groups(
    keys: DerivedKeys, heard: list[tuple[bytes, Sighting]], tolerance: int
) -> list[tuple[int, Interval, tuple[Sighting, ...]]]:
    """Return key place, interval and sightings in order of time, one for each identifier that was heard."""
    table = SightingTable.of(keys.air, [(identifier, sighting.heard_at) for identifier, sighting in heard])
    found = matches(keys, table, tolerance=tolerance)
    rows = zip(found.keys.tolist(), found.intervals.tolist(), found.sightings.tolist(), strict=True)
    return [
        (key, Interval(interval), tuple(sorted({heard[row][1] for _, _, row in ones}, key=order)))
        for (key, interval), ones in groupby(rows, key=_key_and_interval)
    ]


def _key_and_interval(row: tuple[int, int, int]) -> tuple[int, int]:
    return row[:2]

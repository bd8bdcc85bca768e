"""The same answers as `bluezone.protocol.exposures`, fast.

Keys and sightings go in as numpy arrays, the pairs that match come out: `tables`, `derivation` and `join` are that
narrow waist, which a native kernel can fill later; `exposures` puts the values of `protocol` on both ends. One suite
holds every implementation to the pure reference.
"""

from bluezone.matching.derivation import DerivedKeys, derived
from bluezone.matching.exposures import DerivedDiagnosisKeys, derived_diagnosis_keys, exposures, exposures_to
from bluezone.matching.join import Matches, matches
from bluezone.matching.tables import KeyTable, SightingTable

__all__ = [
    "DerivedDiagnosisKeys",
    "DerivedKeys",
    "KeyTable",
    "Matches",
    "SightingTable",
    "derived",
    "derived_diagnosis_keys",
    "exposures",
    "exposures_to",
    "matches",
]

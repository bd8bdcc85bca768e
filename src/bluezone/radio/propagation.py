"""Propagation: how strongly a beacon arrives, from distance, the two phones and chance.

A log-distance model. Exponent 2.25: fitted on pcng-rss-smartphone, hand to hand. 54 dB at one metre: medians of about
60 dB at 1.83 m in the MITLL conference room and chamber. Chance is a function of who, whom and which beacon, never of
the order of events, so one seed gives one day however it is run. Two chances: fading, new for every beacon, and bodies,
which stay for a minute between two phones and are the same both ways (as people turn, medians of one MITLL conference
room differ by 2 to 5 dB, single beacons by 5 dB). Not modelled: walls, reflections, collisions, the three channels.
"""

import hashlib
import math
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist
from typing import Final

ATTENUATION_AT_ONE_METRE_DB: Final = 54.0
DB_PER_DECADE: Final = 22.5
"""Ten times the path-loss exponent."""
NEAREST_METRES: Final = 0.1
"""Nearer than this the model means nothing; a shorter distance counts as this one."""
FLOOR_DBM: Final = -97
"""The weakest strength that a phone still receives."""
STRENGTH_LIMITS_DBM: Final = (-127, 20)
"""What an HCI advertising report can say."""

_STANDARD: Final = NormalDist()
_STEPS: Final = 1 << 53


@dataclass(frozen=True, slots=True)
class PhoneModel:
    """What a phone model does to strength; the default is the median model of the profile.

    Args:
        tx_power_dbm: Its calibrated transmit level ("tx_power_correction"), whatever its beacons state.
        rssi_correction_db: What it has to add to a strength that it measured to be right.
    """

    tx_power_dbm: int = -26
    rssi_correction_db: int = 0


MEDIAN_MODEL: Final = PhoneModel()


@dataclass(frozen=True, slots=True)
class Propagation:
    """The air's share of a received strength.

    Args:
        seed: Chooses the chances.
        sigma_db: Standard deviation of one beacon's fading; 0 for an air in which it has no part.
        bodies_db: Standard deviation of what bodies between two phones do for a minute; likewise.
        floor_dbm: Weaker beacons are lost.
    """

    seed: int = 1
    sigma_db: float = 4.0
    bodies_db: float = 0.0
    floor_dbm: int = FLOOR_DBM

    def received_dbm(
        self, distance_m: float, *, sender: PhoneModel, receiver: PhoneModel, fading: float, bodies: float = 0.0
    ) -> int | None:
        """Return the strength that `receiver` measures, whole dBm, None below the floor.

        Args:
            distance_m: Between the two phones.
            sender: Its transmit level counts.
            receiver: Its measuring error counts.
            fading: Standard deviations, from `fading`.
            bodies: Standard deviations, from `bodies`.
        """
        loss_db = round(attenuation_db(distance_m) + self.sigma_db * fading + self.bodies_db * bodies)
        strength = sender.tx_power_dbm - loss_db
        if strength < self.floor_dbm:
            return None
        lowest, highest = STRENGTH_LIMITS_DBM
        return min(max(strength - receiver.rssi_correction_db, lowest), highest)

    def fading(self, sender: str, receiver: str, beacon: int) -> float:
        """Return the fading of one beacon on its way to one receiver, in standard deviations; 0 in an air without chance."""
        return _STANDARD.inv_cdf(self.chance(sender, receiver, beacon)) if self.sigma_db else 0.0

    def bodies(self, one: str, other: str, minute: int) -> float:
        """Return what stands between two phones for a minute, in standard deviations; the same both ways."""
        if not self.bodies_db:
            return 0.0
        return _STANDARD.inv_cdf(self.chance("bodies", min(one, other), max(one, other), minute))

    def chance(self, *parts: str | int) -> float:
        """Return a number in (0, 1) that the seed and `parts` fix."""
        digest = hashlib.blake2b(repr((self.seed, *parts)).encode(), digest_size=8).digest()
        return ((int.from_bytes(digest) >> 11) + 0.5) / _STEPS


@lru_cache(maxsize=4096)
def attenuation_db(distance_m: float) -> float:
    """Return the median attenuation over a distance, in decibel."""
    return ATTENUATION_AT_ONE_METRE_DB + DB_PER_DECADE * math.log10(max(distance_m, NEAREST_METRES))


def distance_at(attenuation: float) -> float:
    """Return the distance in metres whose median attenuation is `attenuation` decibel."""
    return math.pow(10.0, (attenuation - ATTENUATION_AT_ONE_METRE_DB) / DB_PER_DECADE)

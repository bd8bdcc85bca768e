"""Sightings: one beacon heard once, as a phone remembers it."""

from dataclasses import dataclass
from datetime import datetime

from bluezone.protocol.beacons import BluezoneBeacon, ExposureNotificationBeacon
from bluezone.protocol.intervals import Air


@dataclass(frozen=True, slots=True)
class Sighting:
    """One beacon heard once.

    Args:
        air: What it was spoken on.
        identifier: 12 bytes (Bluezone) or 16 (Exposure Notification).
        heard_at: When, by the receiver's clock.
        rssi_dbm: Received strength, with the receiver's own correction applied.
        tx_power_dbm: The transmit power that the beacon states in clear (Bluezone), None when it does not.
        metadata: 4 encrypted bytes (Exposure Notification), else empty.
    """

    air: Air
    identifier: bytes
    heard_at: datetime
    rssi_dbm: int
    tx_power_dbm: int | None = None
    metadata: bytes = b""


def order(sighting: Sighting) -> tuple[datetime, int, tuple[int, ...], bytes]:
    """Return what sightings of one identifier are sorted by: time first, then all that could still tell two apart."""
    power = () if sighting.tx_power_dbm is None else (sighting.tx_power_dbm,)
    return sighting.heard_at, sighting.rssi_dbm, power, sighting.metadata


def sighting_of(beacon: BluezoneBeacon | ExposureNotificationBeacon, *, heard_at: datetime, rssi_dbm: int) -> Sighting:
    """Return the sighting of a beacon that carries its identifier."""
    if isinstance(beacon, BluezoneBeacon):
        return Sighting(Air.BLUEZONE, beacon.identifier, heard_at, rssi_dbm, beacon.tx_power_dbm)
    return Sighting(Air.EXPOSURE_NOTIFICATION, beacon.identifier, heard_at, rssi_dbm, metadata=beacon.metadata)

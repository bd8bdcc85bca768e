"""Ears: what a phone makes of what it hears.

Pure. An advertisement is a sighting to remember, a peer to be read, or nothing. One identifier is remembered every four
seconds at most, and always the first of a listening period.
"""

from datetime import datetime, timedelta
from typing import Final

from bluezone.phone.peers import Peers
from bluezone.protocol.beacons import (
    Beacon,
    BluezoneBeacon,
    ExposureNotificationBeacon,
    IosBeacon,
    Profile,
    decode,
)
from bluezone.protocol.errors import MalformedMessage
from bluezone.protocol.exposures import LISTENING_PERIOD
from bluezone.protocol.intervals import EPOCH
from bluezone.protocol.sightings import Sighting, sighting_of
from bluezone.radio.port import Heard

HEARD_AGAIN_AFTER: Final = timedelta(seconds=4)
"""Within one listening period an identifier is remembered at most this often: five times (2020: every five seconds)."""
RSSI_LIMITS_DBM: Final = (-127, 20)
"""What Bluetooth calls a received strength (Core Specification, HCI LE advertising report); 127 means not known."""
CACHED_PAYLOADS: Final = 4096


class Ears:
    """Hears for one phone.

    Args:
        profile: The installation's numbers on the air.
    """

    def __init__(self, profile: Profile) -> None:
        """Begin with nothing heard."""
        self._profile, self._peers = profile, Peers()
        self._remembered: dict[bytes, datetime] = {}
        self._decoded: dict[bytes, Beacon | None] = {}

    def hear(self, heard: Heard, own_identifier: bytes) -> Sighting | Heard | None:
        """Return the sighting to remember, or the advertisement again when its sender is to be read, or None."""
        beacon = self._beacon(heard.payload)
        low, high = RSSI_LIMITS_DBM
        if beacon is None or not low <= heard.rssi_dbm <= high:
            return None
        if isinstance(beacon, IosBeacon):
            known = self._peers.identifier(heard)
            if known is None:
                return heard if self._peers.to_be_read(heard) else None
            beacon = BluezoneBeacon(known)
        return self._sighting(beacon, heard.at, heard.rssi_dbm, own_identifier)

    def answered(self, peer: Heard, identifier: bytes | None, at: datetime, own_identifier: bytes) -> Sighting | None:
        """Return the sighting to remember when a call brought 12 bytes; None without."""
        self._peers.read(peer, identifier, at)
        beacon = BluezoneBeacon(identifier) if identifier else None
        return self._sighting(beacon, at, peer.rssi_dbm, own_identifier) if beacon else None

    def begin_interval(self) -> None:
        """Forget when identifiers were heard: others come now."""
        self._remembered.clear()

    def _sighting(
        self, beacon: BluezoneBeacon | ExposureNotificationBeacon, at: datetime, rssi_dbm: int, own_identifier: bytes
    ) -> Sighting | None:
        last = self._remembered.get(beacon.identifier)
        is_again = last is not None and abs(at - last) < HEARD_AGAIN_AFTER and _period(at) == _period(last)
        if is_again or beacon.identifier == own_identifier:
            return None
        self._remembered[beacon.identifier] = at
        return sighting_of(beacon, heard_at=at, rssi_dbm=rssi_dbm)

    def _beacon(self, payload: bytes) -> Beacon | None:
        try:
            return self._decoded[payload]
        except KeyError:
            pass
        if len(self._decoded) >= CACHED_PAYLOADS:
            self._decoded.clear()
        self._decoded[payload] = found = _understood(payload, self._profile)
        return found


def _understood(payload: bytes, profile: Profile) -> Beacon | None:
    try:
        return decode(payload, profile)
    except MalformedMessage:
        return None


def _period(moment: datetime) -> int:
    return (moment - EPOCH) // LISTENING_PERIOD

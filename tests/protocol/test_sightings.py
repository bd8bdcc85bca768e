"""Sightings: what a phone keeps of a beacon it heard."""

from datetime import UTC, datetime
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import bluezone_beacons, exposure_notification_beacons, moments, rssis, sightings

from bluezone.protocol.beacons import BluezoneBeacon, ExposureNotificationBeacon
from bluezone.protocol.intervals import Air
from bluezone.protocol.sightings import Sighting, order, sighting_of

NOON = datetime(2020, 8, 20, 12, 0, tzinfo=UTC)


@given(bluezone_beacons, moments, rssis)
def test_a_bluezone_beacon_is_remembered_with_its_stated_power(beacon: BluezoneBeacon, at: datetime, rssi: int) -> None:
    sighting = sighting_of(beacon, heard_at=at, rssi_dbm=rssi)

    assert sighting == Sighting(Air.BLUEZONE, beacon.identifier, at, rssi, beacon.tx_power_dbm, b"")


@given(exposure_notification_beacons, moments, rssis)
def test_an_exposure_notification_beacon_is_remembered_with_its_metadata(
    beacon: ExposureNotificationBeacon, at: datetime, rssi: int
) -> None:
    sighting = sighting_of(beacon, heard_at=at, rssi_dbm=rssi)

    assert sighting == Sighting(Air.EXPOSURE_NOTIFICATION, beacon.identifier, at, rssi, None, beacon.metadata)


@given(st.lists(sightings(around=NOON), max_size=12, unique=True), st.randoms(use_true_random=False))
def test_sightings_of_one_identifier_have_one_order(ones: list[Sighting], shuffle: Random) -> None:
    same = {Sighting(Air.BLUEZONE, bytes(12), one.heard_at, one.rssi_dbm, one.tx_power_dbm) for one in ones}
    mixed = sorted(same, key=lambda _: shuffle.random())

    assert sorted(mixed, key=order) == sorted(same, key=order)
    assert [one.heard_at for one in sorted(mixed, key=order)] == sorted(one.heard_at for one in same)

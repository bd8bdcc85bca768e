"""No key is published while a phone could still take its identifiers for fresh, on either air, whenever it was uploaded."""

import os
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.keyserver import enx_client
from tests.keyserver.desk import HOUR, NOON, Desk
from tests.keyserver.enx_client import Tek

from bluezone.keyserver.rules import release_hour
from bluezone.protocol.encounters import encounters
from bluezone.protocol.exposures import airs_of, exposures
from bluezone.protocol.identifiers import identifiers
from bluezone.protocol.intervals import Air, key_interval_at
from bluezone.protocol.keys import DiagnosisKey, ExposureKey
from bluezone.protocol.risk import POLICY_1
from bluezone.protocol.sightings import Sighting


def could_be_fooled(key: ExposureKey, published_at: datetime) -> bool:
    """Whether a phone takes anything for an exposure that a replayer sends from the moment the key is public."""
    diagnosis_key = DiagnosisKey(key)
    replayed = [
        Sighting(air, identifier, published_at, -50, None if metadata else 8, metadata)
        for air in airs_of(diagnosis_key)
        for _, identifier in identifiers(key, air)
        for metadata in [b"" if air is Air.BLUEZONE else bytes(4)]
    ]
    return bool(exposures([diagnosis_key], encounters(replayed), tolerance=POLICY_1.tolerance))


@pytest.mark.parametrize("air", Air)
def test_a_key_published_early_would_fool_a_phone(air: Air) -> None:
    key = ExposureKey(bytes(16), key_interval_at(NOON) // 144 * 144, 78)
    tolerated = {Air.BLUEZONE: timedelta(minutes=15), Air.EXPOSURE_NOTIFICATION: timedelta(hours=2)}[air]

    assert could_be_fooled(key, key.end + tolerated - timedelta(seconds=1))


@settings(max_examples=100, deadline=None)
@given(st.integers(-6 * 24 * 15, 0), st.integers(1, 144), st.integers(0, 86_400 * 7))
def test_no_key_fools_a_phone_at_its_release_whenever_it_was_uploaded(start: int, period: int, seconds: int) -> None:
    uploaded = NOON + timedelta(seconds=seconds)
    key = ExposureKey(bytes(16), key_interval_at(uploaded) + start, period)

    release = release_hour(key, uploaded)

    assert release >= uploaded
    assert not could_be_fooled(key, release)


uploads = st.lists(st.tuples(st.integers(0, 8 * 60), st.integers(0, 143), st.integers(1, 144)), min_size=1, max_size=4)
"""Minutes after the start, and the key: intervals before the upload at which it starts, intervals it lasts."""


@settings(max_examples=8, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(uploads)
def test_no_exported_key_fools_a_phone_when_its_file_appears(desk: Desk, uploads: list[tuple[int, int, int]]) -> None:
    begun, owned, seen = desk.clock.moment, {}, set(desk.export_names())
    for minutes, before, period in sorted(uploads):
        desk.clock.moment = max(desk.clock.moment, begun + timedelta(minutes=minutes))
        tek = Tek(os.urandom(16), key_interval_at(desk.clock.moment) - before, period)
        owned[tek.key] = ExposureKey(tek.key, tek.start, tek.period)
        assert enx_client.report(desk.post, desk.code(), [tek]).json()["insertedExposures"] == 1

    appeared: list[bytes] = []
    for _ in range(28):
        desk.later(HOUR)
        desk.publish_hour()
        for name in set(desk.export_names()) - seen:
            seen.add(name)
            mine = [key.key.secret for key in desk.export(name).keys if key.key.secret in owned]
            assert not any(could_be_fooled(owned[key], desk.clock.moment) for key in mine)
            appeared += mine

    assert sorted(appeared) == sorted(owned)

"""Exposure keys: half-hour edges, one UTC day, an embargo that outlives every tolerance."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.strategies import edge_keys, exposure_keys, moments, secrets

from bluezone.protocol.exposures import airs_of
from bluezone.protocol.identifiers import identifiers
from bluezone.protocol.intervals import DAY, EDGE, Air, day_of, interval_at, key_moment, midnight
from bluezone.protocol.keys import (
    DAY_KEY_LENGTH,
    LAST_ROLLING_END,
    DiagnosisKey,
    ExposureKey,
    ReportType,
    day_key,
    ended_key,
    fresh_key,
    publishable_from,
)
from bluezone.protocol.risk import POLICY_1

NOON = datetime(2020, 8, 20, 12, 0, tzinfo=UTC)
SECRET = bytes(range(16))


@given(secrets, moments)
def test_a_fresh_key_lasts_to_the_end_of_its_utc_day(secret: bytes, moment: datetime) -> None:
    key = fresh_key(secret, moment)

    assert key.start <= moment < key.start + timedelta(minutes=30)
    assert key.end == midnight(day_of(moment)) + DAY
    assert key.day == day_of(moment)
    assert key.rolling_start % EDGE == 0
    assert key.rolling_period % EDGE == 0


@given(edge_keys(), st.timedeltas(timedelta(0), timedelta(days=2)))
def test_a_key_ended_by_a_report_stops_at_the_next_half_hour(key: ExposureKey, after: timedelta) -> None:
    moment = key.start + after

    ended = ended_key(key, moment)

    assert ended.secret == key.secret
    assert ended.start == key.start
    assert ended.rolling_period % EDGE == 0
    assert EDGE <= ended.rolling_period <= key.rolling_period
    if ended.end < key.end:
        assert moment <= ended.end < moment + timedelta(minutes=30) or ended.rolling_period == EDGE


@given(secrets, secrets, moments)
def test_after_a_report_the_next_key_never_overlaps_the_ended_one(old: bytes, new: bytes, moment: datetime) -> None:
    ended = ended_key(fresh_key(old, moment), moment)

    following = fresh_key(new, ended.end)

    assert following.start == ended.end


@given(exposure_keys)
def test_a_key_that_ended_before_the_report_stays_as_it_is(key: ExposureKey) -> None:
    assert ended_key(key, key.end + timedelta(hours=1)) == key


def test_a_key_reported_in_its_first_moment_still_covers_half_an_hour() -> None:
    key = fresh_key(SECRET, NOON)

    assert ended_key(key, NOON).rolling_period == EDGE


def test_a_foreign_key_shorter_than_half_an_hour_is_not_lengthened() -> None:
    key = ExposureKey(SECRET, 144 * 18_000, 1)

    assert ended_key(key, key.start) == key


def test_a_key_cannot_end_before_it_starts() -> None:
    key = fresh_key(SECRET, NOON)

    with pytest.raises(ValueError, match="before it starts"):
        ended_key(key, NOON - timedelta.resolution)


@given(exposure_keys, st.sampled_from(Air), st.timedeltas(timedelta(0), timedelta(days=20)))
def test_no_key_is_published_while_its_identifiers_could_be_replayed(
    key: ExposureKey, air: Air, later: timedelta
) -> None:
    assume(air in airs_of(DiagnosisKey(key)))
    heard_at = publishable_from(key) + later

    nearest = min(abs(interval_at(heard_at, air) - interval) for interval, _ in identifiers(key, air))

    assert nearest > POLICY_1.tolerance[air]


@given(exposure_keys)
def test_the_embargo_is_no_longer_than_the_widest_tolerance(key: ExposureKey) -> None:
    air = Air.EXPOSURE_NOTIFICATION
    just_before = publishable_from(key) - timedelta.resolution

    assert interval_at(just_before, air) - (key.rolling_end - 1) == POLICY_1.tolerance[air]


@given(secrets)
def test_a_day_key_is_fixed_by_its_secret_alone(secret: bytes) -> None:
    morning, evening = ExposureKey(secret, 0, 72), ExposureKey(secret, 72, 72)

    assert day_key(morning) == day_key(evening)
    assert len(day_key(morning)) == DAY_KEY_LENGTH


@given(secrets, secrets)
def test_two_secrets_give_two_day_keys(one: bytes, other: bytes) -> None:
    assert (day_key(ExposureKey(one, 0)) == day_key(ExposureKey(other, 0))) == (one == other)


def test_a_key_knows_its_day_and_its_ends() -> None:
    key = ExposureKey(SECRET, 2642976, 144)

    assert key.start == datetime(2020, 4, 2, tzinfo=UTC)
    assert key.end == datetime(2020, 4, 3, tzinfo=UTC)
    assert key.rolling_end == 2643120
    assert key.day == date(2020, 4, 2)


def test_a_key_never_prints_its_secret() -> None:
    key = ExposureKey(SECRET, 0)

    assert SECRET.hex() not in repr(key)
    assert repr(SECRET) not in repr(DiagnosisKey(key))


def test_a_diagnosis_key_is_a_confirmed_test_unless_said_otherwise() -> None:
    assert DiagnosisKey(ExposureKey(SECRET, 0)).report_type is ReportType.CONFIRMED_TEST


@pytest.mark.parametrize("secret", [b"", bytes(15), bytes(17)])
def test_a_key_of_another_length_is_refused(secret: bytes) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        ExposureKey(secret, 0)


@pytest.mark.parametrize("period", [-1, 0, 145, 2**70])
def test_a_key_longer_than_a_day_or_empty_is_refused(period: int) -> None:
    with pytest.raises(ValueError, match="1 to 144"):
        ExposureKey(SECRET, 0, period)


@pytest.mark.parametrize("start", [-1, LAST_ROLLING_END - 143, 2**31 - 1, 2**70])
def test_a_key_outside_the_calendar_is_refused(start: int) -> None:
    with pytest.raises(ValueError, match="between 1970 and 9999"):
        ExposureKey(SECRET, start)


def test_the_last_key_of_the_calendar_still_has_an_embargo() -> None:
    key = ExposureKey(SECRET, LAST_ROLLING_END - 144)

    assert publishable_from(key) == key_moment(LAST_ROLLING_END) + timedelta(hours=2)

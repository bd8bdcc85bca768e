"""Identifiers: the published vectors, and what two days of one person must never share."""

from datetime import date, datetime
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.protocol.dp3t import hashed_observation, low_cost_identifiers, next_day_key, unlinkable_identifier
from tests.protocol.vectors import BLUEZONE, DP3T, GAEN
from tests.strategies import airs, days, edge_keys, exposure_keys, secrets

from bluezone.protocol.exposures import airs_of
from bluezone.protocol.identifiers import (
    IDENTIFIER_LENGTH,
    TAKEN,
    bluezone_day,
    encrypted_metadata,
    identifier,
    identifiers,
    metadata_key,
    proximity_key,
    sub_keys,
    taken,
)
from bluezone.protocol.intervals import Air, Interval, interval_at, key_interval_at, midnight, start_of
from bluezone.protocol.keys import DiagnosisKey, ExposureKey, day_key

GAEN_KEY = ExposureKey(bytes.fromhex(GAEN["tek"]), GAEN["en_interval_start"], GAEN["tek_rolling_period"])
LEGACY_DAYS = [day for vector in BLUEZONE["vectors"] for day in vector["days"]]


def on_air(key: ExposureKey, air: Air) -> bool:
    """Whether `key` can be on `air` at all: on Bluezone's it stays inside one UTC day."""
    return air in airs_of(DiagnosisKey(key))


def test_the_two_keys_of_exposure_notification_match_the_published_vectors() -> None:
    assert proximity_key(GAEN_KEY).hex() == GAEN["rpik"]
    assert metadata_key(GAEN_KEY).hex() == GAEN["aemk"]


@pytest.mark.parametrize("row", GAEN["rows"], ids=lambda row: str(row["i"]))
def test_identifiers_match_the_published_vectors(row: dict[str, Any]) -> None:
    found = identifier(GAEN_KEY, Interval(row["en_interval"]), Air.EXPOSURE_NOTIFICATION)

    assert found.hex() == row["rpi"]


@pytest.mark.parametrize("row", GAEN["rows"], ids=lambda row: str(row["i"]))
def test_encrypted_metadata_matches_the_published_vectors(row: dict[str, Any]) -> None:
    found = encrypted_metadata(GAEN_KEY, bytes.fromhex(row["rpi"]), bytes.fromhex(GAEN["metadata"]))

    assert found.hex() == row["aem"]


def test_a_whole_day_matches_the_published_vectors_in_order() -> None:
    assert len(GAEN["rows"]) == 144
    assert [(number, found.hex()) for number, found in identifiers(GAEN_KEY, Air.EXPOSURE_NOTIFICATION)] == [
        (row["en_interval"], row["rpi"]) for row in GAEN["rows"]
    ]


@pytest.mark.parametrize("day", LEGACY_DAYS)
def test_sub_keys_and_identifiers_match_the_chain_of_2020(day: dict[str, Any]) -> None:
    first, second, *_ = sub_keys(bytes.fromhex(day["daily_key"]))
    found = bluezone_day(bytes.fromhex(day["daily_key"]))

    assert (first.hex().upper(), second.hex().upper()) == (day["sub_key_0"], day["sub_key_1"])
    assert {step: found[int(step)].hex().upper() for step in day["blid"]} == day["blid"]
    assert sha256(b"".join(found)).hexdigest().upper() == day["blid_all_sha256"]


def test_a_key_of_ours_gives_the_identifiers_that_2020_derives_from_its_day_key() -> None:
    key = ExposureKey(bytes(16), 144 * 18_000, 144)

    found = [value for _, value in identifiers(key, Air.BLUEZONE)]

    assert found == list(bluezone_day(day_key(key)))


@given(st.binary(min_size=32, max_size=32))
def test_the_twelve_bytes_on_the_air_are_those_that_2020_took(sub_key: bytes) -> None:
    assert taken(sub_key) == bytes(sub_key[place] for place in TAKEN)


@given(exposure_keys, airs)
def test_identifiers_cover_the_key_and_nothing_more(key: ExposureKey, air: Air) -> None:
    assume(on_air(key, air))

    found = identifiers(key, air)

    numbers = [number for number, _ in found]
    assert numbers == list(range(numbers[0], numbers[-1] + 1))
    assert start_of(numbers[0], air) <= key.start < start_of(Interval(numbers[0] + 1), air)
    assert start_of(numbers[-1], air) < key.end <= start_of(Interval(numbers[-1] + 1), air)
    assert {len(value) for _, value in found} == {IDENTIFIER_LENGTH[air]}


@given(exposure_keys)
def test_as_many_identifiers_are_generated_as_the_key_has_intervals(key: ExposureKey) -> None:
    assert len(identifiers(key, Air.EXPOSURE_NOTIFICATION)) == key.rolling_period


@given(exposure_keys)
def test_generating_a_whole_day_and_filtering_it_finds_the_same(key: ExposureKey) -> None:
    air = Air.EXPOSURE_NOTIFICATION
    whole = identifiers(ExposureKey(key.secret, key.rolling_start, 144), air)

    assert identifiers(key, air) == tuple(one for one in whole if one[0] < key.rolling_end)


@given(edge_keys(), airs)
def test_part_of_a_day_has_exactly_that_part_of_the_full_days_identifiers(part: ExposureKey, air: Air) -> None:
    whole = ExposureKey(part.secret, part.rolling_start // 144 * 144, 144)

    expected = [one for one in identifiers(whole, air) if part.start <= start_of(one[0], air) < part.end]

    assert list(identifiers(part, air)) == expected


@given(exposure_keys, airs, st.data())
def test_one_identifier_alone_equals_its_place_in_the_day(key: ExposureKey, air: Air, data: st.DataObject) -> None:
    assume(on_air(key, air))

    interval, expected = data.draw(st.sampled_from(identifiers(key, air)))

    assert identifier(key, interval, air) == expected


@given(st.lists(secrets, min_size=2, max_size=2, unique=True), days, airs)
def test_two_days_of_one_person_share_nothing(two: list[bytes], day: date, air: Air) -> None:
    start = key_interval_at(midnight(day))

    today = {value for _, value in identifiers(ExposureKey(two[0], start), air)}
    tomorrow = {value for _, value in identifiers(ExposureKey(two[1], start + 144), air)}

    assert len(today) == len(tomorrow) == air.intervals_a_day
    assert not today & tomorrow


@given(exposure_keys)
def test_the_two_airs_share_no_bytes(key: ExposureKey) -> None:
    assume(on_air(key, Air.BLUEZONE))

    bluezone = {value for _, value in identifiers(key, Air.BLUEZONE)}
    exposure_notification = {value[:12] for _, value in identifiers(key, Air.EXPOSURE_NOTIFICATION)}

    assert not bluezone & exposure_notification


@given(exposure_keys, st.binary(min_size=4, max_size=4))
def test_metadata_encrypted_twice_is_plain_again(key: ExposureKey, metadata: bytes) -> None:
    _, first = identifiers(key, Air.EXPOSURE_NOTIFICATION)[0]

    assert encrypted_metadata(key, first, encrypted_metadata(key, first, metadata)) == metadata


@pytest.mark.parametrize("air", Air)
@pytest.mark.parametrize("away", [-1, 1])
def test_an_interval_outside_the_key_has_no_identifier(air: Air, away: int) -> None:
    key = ExposureKey(bytes(16), 144 * 18_000 + 3, 3)
    numbers = [number for number, _ in identifiers(key, air)]
    outside = Interval(numbers[0] - 1 if away < 0 else numbers[-1] + 1)

    with pytest.raises(ValueError, match="outside the key"):
        identifier(key, outside, air)


def test_a_key_across_midnight_is_not_on_the_bluezone_air() -> None:
    key = ExposureKey(bytes(16), 144 * 18_000 + 72, 144)
    inside = interval_at(key.start, Air.BLUEZONE)

    assert len(identifiers(key, Air.EXPOSURE_NOTIFICATION)) == 144
    with pytest.raises(ValueError, match="one UTC day"):
        identifiers(key, Air.BLUEZONE)
    with pytest.raises(ValueError, match="one UTC day"):
        identifier(key, inside, Air.BLUEZONE)


def test_the_low_cost_vectors_of_dp3t_agree_on_hash_chain_and_counter_mode() -> None:
    vectors = DP3T["low_cost"]
    keys = [bytes.fromhex(key) for key in vectors["keys"]]

    assert [next_day_key(key) for key in keys[:2]] == keys[1:]
    for number, key in enumerate(keys):
        found = low_cost_identifiers(key)
        expected = vectors[f"ephids_key{number}_unshuffled_0_1_2_95"]
        assert [found[step].hex() for step in (0, 1, 2, 95)] == expected


def test_the_unlinkable_vectors_of_dp3t_agree_on_truncation_and_steps_of_a_quarter_hour() -> None:
    vectors = DP3T["unlinkable"]
    moments = {text: datetime.fromisoformat(text) for text in vectors["epochs"]}

    found = [unlinkable_identifier(bytes.fromhex(seed)) for seed in vectors["seeds"]]

    assert [value.hex() for value in found] == vectors["ephids"]
    assert {text: interval_at(moment, Air.BLUEZONE) for text, moment in moments.items()} == vectors["epochs"]
    assert {
        epoch: hashed_observation(found[1], int(epoch)).hex() for epoch in vectors["hashed_observations_seed1"]
    } == vectors["hashed_observations_seed1"]

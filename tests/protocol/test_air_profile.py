"""An installation's own numbers on the air."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.air_profile import LONGEST_FILE, profile_from
from bluezone.protocol.beacons import BLUEZONE_2020, IosBeacon, Profile, decode, encode
from bluezone.protocol.errors import MalformedMessage, RuleViolation

OWN: dict[str, Any] = {"company": "0x1234", "service": "ABCD", "name": "Province", "tx_power_dbm": -20}
UUID = "12345678-1234-1234-1234-123456789abc"


def read(**changes: object) -> Profile:
    return profile_from(json.dumps(OWN | changes).encode())


def test_two_numbers_make_a_profile_and_the_rest_follows_from_them() -> None:
    profile, again, other = read(), read(), read(company="0x1235")

    assert (profile.company, profile.service, profile.name, profile.tx_power_dbm) == (0x1234, 0xABCD, "Province", -20)
    assert profile == again
    numbers = {profile.ios_service, profile.ios_characteristic, other.ios_service, other.ios_characteristic}
    assert len(numbers) == 4
    assert {len(number) for number in numbers} == {16}
    assert len(encode(IosBeacon(), profile)) == 31
    assert decode(encode(IosBeacon(), profile), BLUEZONE_2020) is None


def test_the_numbers_of_the_ios_form_may_be_written_down() -> None:
    profile = read(ios_service=UUID, ios_characteristic=UUID.replace("c", "d"), ios_overflow="01" + 30 * "0")

    assert profile.ios_service == bytes.fromhex(UUID.replace("-", ""))
    assert decode(encode(IosBeacon(in_background=True), profile), profile) == IosBeacon(in_background=True)


@pytest.mark.parametrize(
    "changes",
    [
        {"company": "0x22B5"},
        {"company": "004c"},
        {"service": "0x4E56"},
        {"service": "fd6f"},
        {"ios_service": "00004e56-73f5-4bc4-a12f-17d1ad07a667"},
    ],
)
def test_what_is_known_to_be_another_s_is_refused(changes: dict[str, str]) -> None:
    with pytest.raises(RuleViolation, match="own") as refused:
        read(**changes)

    assert refused.value.code == "not_own"


@pytest.mark.parametrize(
    "changes",
    [
        {"company": "12345"},
        {"service": ""},
        {"name": ""},
        {"name": "a long name"},
        {"tx_power_dbm": 21},
        {"ios_service": "12345678"},
        {"ios_overflow": "01"},
        {"colour": "blue"},
    ],
)
def test_a_profile_with_a_wrong_part_is_malformed(changes: dict[str, object]) -> None:
    with pytest.raises(MalformedMessage):
        read(**changes)


@given(st.binary(max_size=200) | st.just(bytes(LONGEST_FILE + 1)))
def test_any_bytes_are_a_radio_profile_or_malformed(text: bytes) -> None:
    with pytest.raises((MalformedMessage, RuleViolation)):
        profile_from(text)

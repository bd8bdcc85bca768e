"""Beacons: what phones of 2020 sent and read, what ours send, and any bytes at all."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.protocol.readers_2020 import android_reads, ios_reads
from tests.strategies import advertisements, beacons, bluezone_beacons

from bluezone.protocol.beacons import (
    BLUEZONE_2020,
    Beacon,
    BluezoneBeacon,
    ExposureNotificationBeacon,
    IosBeacon,
    Profile,
    decode,
    encode,
)
from bluezone.protocol.errors import MalformedMessage

IDENTIFIER = bytes.fromhex("130cea6472130c185d8643df")
FLAGS = bytes.fromhex("020102")
SERVICE = bytes.fromhex("0303564e")
POWER = bytes.fromhex("020ae6")
BODY = bytes.fromhex("0fffb522") + IDENTIFIER


def test_our_android_form_has_twenty_six_bytes() -> None:
    advertisement = encode(BluezoneBeacon(IDENTIFIER, BLUEZONE_2020.tx_power_dbm))

    assert advertisement == FLAGS + SERVICE + POWER + BODY
    assert len(advertisement) == 26


def test_the_android_form_of_2020_has_twenty_three_bytes_and_states_no_power() -> None:
    advertisement = FLAGS + SERVICE + BODY

    assert len(advertisement) == 23
    assert encode(BluezoneBeacon(IDENTIFIER)) == advertisement
    assert decode(advertisement) == BluezoneBeacon(IDENTIFIER)


def test_the_ios_form_is_full_and_carries_no_identifier() -> None:
    advertisement = encode(IosBeacon())

    assert advertisement.hex() == "020106110767a607add1172fa1c44bf573564e00000909426c75657a6f6e65"
    assert len(advertisement) == 31
    assert decode(advertisement) == IosBeacon()


def test_the_exposure_notification_form_has_thirty_one_bytes() -> None:
    beacon = ExposureNotificationBeacon(bytes(range(16)), b"\x01\x02\x03\x04")

    assert encode(beacon).hex() == "02011a03036ffd17166ffd000102030405060708090a0b0c0d0e0f01020304"
    assert decode(encode(beacon)) == beacon


@pytest.mark.parametrize("order", list(permutations((FLAGS, SERVICE, POWER, BODY))))
def test_structures_are_read_in_any_order(order: tuple[bytes, ...]) -> None:
    assert decode(b"".join(order)) == BluezoneBeacon(IDENTIFIER, -26)


@pytest.mark.parametrize("flags", ["020104", "020106", "02011a", ""])
def test_other_flags_or_none_do_not_matter(flags: str) -> None:
    assert decode(bytes.fromhex(flags) + SERVICE + BODY) == BluezoneBeacon(IDENTIFIER)


@pytest.mark.parametrize("service", ["0302564e", "05030f18564e", "0503564e0f18", "07020a180f18564e"])
def test_the_service_is_found_among_others(service: str) -> None:
    assert decode(bytes.fromhex(service) + BODY) == BluezoneBeacon(IDENTIFIER)


def test_the_service_is_not_found_across_two_others() -> None:
    assert decode(bytes.fromhex("050311564e22") + BODY) is None


def test_an_advertisement_ends_early_at_a_length_of_zero() -> None:
    assert decode(FLAGS + SERVICE + BODY + b"\x00\xff\xff") == BluezoneBeacon(IDENTIFIER)


@given(beacons)
def test_a_beacon_is_read_as_it_was_written(beacon: Beacon) -> None:
    advertisement = encode(beacon)

    assert len(advertisement) <= 31
    assert decode(advertisement) == beacon


@given(bluezone_beacons)
def test_an_android_phone_of_2020_reads_our_beacon(beacon: BluezoneBeacon) -> None:
    assert android_reads(encode(beacon)) == beacon.identifier


@given(bluezone_beacons)
def test_an_ios_phone_of_2020_reads_our_beacon(beacon: BluezoneBeacon) -> None:
    assert ios_reads(encode(beacon)) == beacon.identifier


@given(bluezone_beacons)
def test_an_installation_with_its_own_numbers_is_deaf_to_those_of_2020(beacon: BluezoneBeacon) -> None:
    own = Profile(0xFFFF, 0xFCF1, bytes(range(16)), "Province")

    assert decode(encode(beacon, own), own) == beacon
    assert decode(encode(beacon, own)) is None
    assert decode(encode(beacon), own) is None
    assert decode(encode(IosBeacon(), own)) is None


@given(st.binary(max_size=40) | advertisements())
@example(b"")
@example(b"\x00" * 31)
@example(b"\x01")
@example(b"\x02\x0a")
def test_any_bytes_are_a_beacon_somebody_elses_or_malformed(advertisement: bytes) -> None:
    for length in range(len(advertisement) + 1):
        try:
            found = decode(advertisement[:length])
        except MalformedMessage:
            continue
        assert found is None or isinstance(found, BluezoneBeacon | IosBeacon | ExposureNotificationBeacon)


@given(beacons)
def test_a_beacon_cut_short_is_never_taken_for_another(beacon: Beacon) -> None:
    whole = encode(beacon)

    for length in range(len(whole)):
        try:
            found = decode(whole[:length])
        except MalformedMessage:
            continue
        assert found is None or isinstance(found, IosBeacon)


@pytest.mark.parametrize(
    ("advertisement", "reason"),
    [
        (bytes(32), "31 bytes"),
        (b"\x05\x01\x02", "longer than the advertisement"),
        (SERVICE + bytes.fromhex("0effb522") + bytes(11), "12 bytes"),
        (SERVICE + bytes.fromhex("10ffb522") + bytes(13), "12 bytes"),
        (SERVICE + bytes.fromhex("03ffb522"), "12 bytes"),
        (SERVICE + bytes.fromhex("010a") + BODY, "1 byte"),
        (SERVICE + bytes.fromhex("030a0000") + BODY, "1 byte"),
        (bytes.fromhex("16166ffd") + bytes(19), "20 bytes"),
        (bytes.fromhex("18166ffd") + bytes(21), "20 bytes"),
    ],
)
def test_a_broken_advertisement_is_refused_with_its_reason(advertisement: bytes, reason: str) -> None:
    with pytest.raises(MalformedMessage, match=reason):
        decode(advertisement)


@pytest.mark.parametrize(
    "advertisement",
    [
        "",
        "020106",
        "02010603036ffd",  # the service, but no data
        "0fffb522130cea6472130c185d8643df",  # the company, but not the service
        "03ff4c00",  # another company
        "0303564e",  # the service, but no company
        "04160f1855",  # another service's data
        "0409427a31",  # only a name
        "1107" + "00" * 16,
        "0fffb522130cea6472130c185d8643df0303aafe",
    ],
)
def test_somebody_elses_advertisement_is_no_beacon(advertisement: str) -> None:
    assert decode(bytes.fromhex(advertisement)) is None


@pytest.mark.parametrize(
    "beacon",
    [
        BluezoneBeacon(bytes(11)),
        BluezoneBeacon(bytes(13), -26),
        BluezoneBeacon(bytes(12), 128),
        BluezoneBeacon(bytes(12), -129),
        ExposureNotificationBeacon(bytes(15), bytes(4)),
        ExposureNotificationBeacon(bytes(16), bytes(5)),
    ],
)
def test_a_beacon_with_parts_of_another_length_is_not_written(beacon: Beacon) -> None:
    with pytest.raises(ValueError, match=r"bytes|dBm"):
        encode(beacon)


def test_an_iphone_in_the_background_is_known_by_its_bit_of_apple_s_overflow_area() -> None:
    advertisement = encode(IosBeacon(in_background=True))

    assert advertisement.hex() == "02011a14ff4c000108" + 30 * "0"
    assert decode(advertisement) == IosBeacon(in_background=True)
    others_too = advertisement[:-1] + b"\x01"
    assert decode(others_too) == IosBeacon(in_background=True), "another application on the same iPhone hides nobody"
    without_ours = advertisement.replace(b"\x4c\x00\x01\x08", b"\x4c\x00\x01\x04")
    assert decode(without_ours) is None
    assert decode(advertisement, replace(BLUEZONE_2020, ios_overflow=b"")) is None


def test_without_a_known_bit_nobody_speaks_from_the_background() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        encode(IosBeacon(in_background=True), replace(BLUEZONE_2020, ios_overflow=b""))

"""Captures: what an independent reader finds in them."""

import asyncio
import io
import random
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.radio.wireshark import fields
from tests.radio.worlds import START, Ears, phone_in, room_of, together

from bluezone.protocol.beacons import BluezoneBeacon, encode
from bluezone.protocol.errors import MalformedMessage
from bluezone.radio.bumble_radio import BumbleRadio
from bluezone.radio.capture import (
    ADVERTISING_ACCESS_ADDRESS,
    BTSNOOP_HEAD,
    BTSNOOP_RECORD,
    PCAP_HEAD,
    PCAP_RECORD,
    PSEUDO_HEAD,
    BtsnoopWriter,
    LinkLayerWriter,
    crc24,
)
from bluezone.radio.port import Heard
from bluezone.radio.replay import frames, hci_packets, heard
from bluezone.radio.virtual_time import VirtualTime, run

QUARTER = timedelta(minutes=15)


@dataclass(frozen=True)
class Recorded:
    """An hour of two phones, as both captures and as one phone heard it."""

    air: Path
    phone: Path
    heard: list[Heard]
    identifiers: dict[str, list[bytes]]


@pytest.fixture(scope="module")
def hour(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    folder = tmp_path_factory.mktemp("captures")
    recorded = Recorded(folder / "air.pcap", folder / "binh.btsnoop", Ears(), {"ana": [], "binh": []})
    chance = random.Random(1)

    async def rotate(clock: VirtualTime, name: str, radio: BumbleRadio) -> None:
        for edge in range(4):
            await clock.sleep_until(START + edge * QUARTER)
            recorded.identifiers[name].append(chance.randbytes(12))
            await radio.advertise(encode(BluezoneBeacon(recorded.identifiers[name][-1], -26)))

    async def story(clock: VirtualTime) -> None:
        with ExitStack() as files:
            air = LinkLayerWriter(files.enter_context(recorded.air.open("wb")))
            snooper = BtsnoopWriter(files.enter_context(recorded.phone.open("wb")), clock)
            room = room_of(clock, together("ana", "binh"), sniffer=air)
            ana = await phone_in(room, "ana", clock)
            binh = await BumbleRadio.over(
                room.enter("binh"), clock=clock, random_bytes=chance.randbytes, snooper=snooper
            )
            await binh.listen(recorded.heard.append)
            await asyncio.gather(room.run(), rotate(clock, "ana", ana), rotate(clock, "binh", binh))

    run(story, start=START)
    return recorded


def test_tshark_finds_company_service_power_and_identifier_in_every_frame_of_the_air(hour: Recorded) -> None:
    names = ("company_id", "uuid_16", "power_level", "data")
    found = fields(hour.air, "btle.advertising_address", *(f"btcommon.eir_ad.entry.{name}" for name in names))

    assert len(found) > 1400
    said = [identifier.hex() for ones in hour.identifiers.values() for identifier in ones]
    assert {tuple(row[1:4]) for row in found} == {("0x22b5", "0x4e56", "-26")}
    assert {row[4].replace(":", "") for row in found} == set(said)
    assert len({(row[0], row[4]) for row in found}) == len({row[0] for row in found}) == len(said) == 8


def test_tshark_finds_no_malformed_frame_and_every_crc_right(hour: Recorded) -> None:
    frames_seen = fields(hour.air, "btle.advertising_header.pdu_type", "btle.advertising_header.randomized_tx")

    assert {tuple(row) for row in frames_seen} <= {("0x00", "1"), ("0x00", "True")}
    assert fields(hour.air, "frame.number", only="btle.crc.incorrect || _ws.malformed") == []


def test_tshark_sees_a_flipped_byte(hour: Recorded, tmp_path: Path) -> None:
    capture = bytearray(hour.air.read_bytes())
    capture[24 + 16 + 10 + 4 + 12] ^= 0x01
    flipped = tmp_path / "flipped.pcap"
    flipped.write_bytes(capture)

    assert fields(flipped, "frame.number", only="btle.crc.incorrect") == [["1"]]
    with pytest.raises(MalformedMessage, match="CRC"):
        list(frames(bytes(capture)))


def test_tshark_reads_a_phone_s_own_capture(hour: Recorded) -> None:
    names = ("btcommon.eir_ad.entry.data", "bthci_evt.rssi", "bthci_evt.bd_addr")
    only = "bthci_evt.le_meta_subevent == 0x0d"
    found = fields(hour.phone, "frame.time_epoch", *names, only=only)

    assert len(found) == len(hour.heard)
    assert {int(row[2]) for row in found} == {-80}
    assert {row[1].replace(":", "") for row in found} == {one.hex() for one in hour.identifiers["ana"]}
    assert float(found[0][0]) == pytest.approx(hour.heard[0].at.timestamp(), abs=1e-6)
    assert fields(hour.phone, "frame.number", only="_ws.malformed") == []


def test_a_phone_s_capture_gives_back_what_it_heard(hour: Recorded) -> None:
    capture = hour.phone.read_bytes()

    assert list(heard(capture)) == hour.heard
    assert {packet.from_controller for packet in hci_packets(capture)} == {True, False}
    assert {one.rssi_dbm for one in heard(capture, rssi_correction_db=7)} == {-73}


def test_the_air_s_capture_gives_back_every_beacon(hour: Recorded) -> None:
    found = list(frames(hour.air.read_bytes()))

    from_ana = [frame for frame in found if frame.payload[-12:] in hour.identifiers["ana"]]
    assert [(one.payload, one.address, one.at) for one in hour.heard] == [
        (frame.payload, frame.address, frame.at) for frame in from_ana
    ]
    assert {frame.channel for frame in found} == {37, 38, 39}


@given(st.binary(max_size=200), st.sampled_from([b"", b"btsnoop\0\0\0\0\1\0\0\x03\xea"]))
def test_any_bytes_are_a_phone_s_capture_or_malformed(tail: bytes, head: bytes) -> None:
    try:
        list(heard(head + tail))
    except MalformedMessage:
        return

    assert head


@given(st.binary(max_size=200), st.booleans())
def test_any_bytes_are_an_air_s_capture_or_malformed(tail: bytes, headed: bool) -> None:  # noqa: FBT001 -- hypothesis
    head = io.BytesIO()
    LinkLayerWriter(head)
    try:
        list(frames(head.getvalue() + tail if headed else tail))
    except MalformedMessage:
        return

    assert headed


def test_a_capture_cut_anywhere_is_malformed_or_ends_at_a_record(hour: Recorded) -> None:
    air, phone = hour.air.read_bytes()[:400], hour.phone.read_bytes()[:400]
    whole = len(list(hci_packets(hour.phone.read_bytes())))

    for size in range(400):
        for read, capture in ((frames, air), (hci_packets, phone)):
            try:
                found = list(read(capture[:size]))
            except MalformedMessage:
                continue
            assert len(found) < whole


@given(st.binary(max_size=60), st.booleans(), st.sampled_from([0, 12, 39, 7]))
def test_any_frame_of_a_right_length_is_an_advertisement_or_malformed(body: bytes, ours: bool, rf: int) -> None:  # noqa: FBT001 -- hypothesis
    pseudo = PSEUDO_HEAD.pack(rf, 0, 0, 0, ADVERTISING_ACCESS_ADDRESS if ours else 0, 0x11) + bytes(4)
    frame = pseudo + body + crc24(body)
    try:
        (found,) = frames(PCAP_HEAD + PCAP_RECORD.pack(0, 0, len(frame), len(frame)) + frame)
    except MalformedMessage:
        return

    assert ours
    assert found.address + found.payload == body[2:]


@pytest.mark.parametrize("stamp", [-(2**63), 2**63 - 1])
def test_a_moment_beyond_the_calendar_is_malformed(stamp: int) -> None:
    with pytest.raises(MalformedMessage, match="calendar"):
        list(hci_packets(BTSNOOP_HEAD + BTSNOOP_RECORD.pack(1, 1, 0, 0, stamp) + b"\x01"))


@given(st.binary(min_size=8, max_size=39), st.integers(0, 300))
def test_a_crc_notices_every_flipped_bit(pdu: bytes, place: int) -> None:
    bit = place % (8 * len(pdu))
    flipped = bytearray(pdu)
    flipped[bit // 8] ^= 1 << bit % 8

    assert crc24(bytes(flipped)) != crc24(pdu)


@given(st.binary(max_size=31), st.binary(min_size=6, max_size=6), st.sampled_from([37, 38, 39]))
def test_a_frame_comes_back_as_it_was_written(payload: bytes, address: bytes, channel: int) -> None:
    output = io.BytesIO()
    at = datetime(2020, 8, 1, 7, 0, 0, 123456, tzinfo=START.tzinfo)

    LinkLayerWriter(output).advertisement(address, payload, channel=channel, at=at)

    (frame,) = frames(output.getvalue())
    assert (frame.payload, frame.address, frame.channel, frame.at) == (payload, address, channel, at)

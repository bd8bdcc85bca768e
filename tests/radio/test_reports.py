"""Advertising reports: ours against Bumble's parser, and against any bytes."""

import pytest
from bumble import hci
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.strategies import reports

from bluezone.protocol.errors import MalformedMessage
from bluezone.radio.reports import CONNECTABLE_LEGACY, Report, decode, encode, encode_legacy, is_report


@given(st.lists(reports(), min_size=1, max_size=3))
@settings(max_examples=3000, deadline=None)
def test_the_short_way_reads_what_bumble_reads(sent: list[Report]) -> None:
    packet = encode(sent)

    event = hci.HCI_Packet.from_bytes(packet)

    assert isinstance(event, hci.HCI_LE_Extended_Advertising_Report_Event)
    assert bytes(event) == packet
    assert decode(packet) == [
        Report(
            int(one.event_type),
            int(one.address_type),
            bytes(one.address),
            _signed(one.tx_power),
            one.rssi,
            bytes(one.data),
        )
        for one in event.reports
    ]
    assert decode(packet) == sent


@given(reports())
@settings(max_examples=500, deadline=None)
def test_a_legacy_report_reads_as_bumble_reads_it(sent: Report) -> None:
    legacy = hci.HCI_LE_Advertising_Report_Event.Report(
        event_type=hci.HCI_LE_Advertising_Report_Event.EventType.ADV_IND,
        address_type=sent.address_type & 1,
        address=hci.Address(sent.address, hci.AddressType(sent.address_type & 1)),
        data=sent.data,
        rssi=sent.rssi_dbm,
    )

    packet = bytes(hci.HCI_LE_Advertising_Report_Event([legacy]))

    assert decode(packet) == [
        Report(CONNECTABLE_LEGACY, sent.address_type & 1, sent.address, 127, sent.rssi_dbm, sent.data)
    ]


@given(st.binary(max_size=80) | st.binary(max_size=80).map(lambda tail: b"\x04\x3e" + tail))
def test_any_bytes_are_reports_or_malformed(packet: bytes) -> None:
    try:
        found = decode(packet)
    except MalformedMessage:
        return

    assert is_report(packet)
    assert len(found) == packet[4]


@given(st.lists(reports(), min_size=1, max_size=3), st.data())
def test_a_cut_or_lengthened_report_is_malformed(sent: list[Report], data: st.DataObject) -> None:
    packet = encode(sent)
    cut = data.draw(st.integers(0, len(packet) - 1))

    for broken in (packet[:cut], packet + b"\x00"):
        with pytest.raises(MalformedMessage):
            decode(broken)


def test_a_report_that_lies_about_its_length_is_malformed() -> None:
    packet = bytearray(encode([Report(CONNECTABLE_LEGACY, 1, bytes(6), 127, -60, b"\x02\x01\x02")]))

    for lie in (packet[28] + 1, packet[28] - 1, 255):
        with pytest.raises(MalformedMessage):
            decode(bytes(packet[:28]) + bytes((lie,)) + bytes(packet[29:]))


@given(st.integers(1, 255), st.binary(max_size=80), st.sampled_from([0x02, 0x0D]))
@settings(max_examples=1000)
def test_any_body_of_a_right_length_is_reports_or_malformed(count: int, body: bytes, kind: int) -> None:
    packet = bytes((0x04, 0x3E, 2 + len(body), kind, count)) + body
    try:
        found = decode(packet)
    except MalformedMessage:
        return

    assert len(found) == count


@pytest.mark.parametrize("count", [0, 11])
def test_a_packet_carries_1_to_10_reports(count: int) -> None:
    with pytest.raises(ValueError, match="1 to 10"):
        encode([Report(CONNECTABLE_LEGACY, 1, bytes(6), 127, -60, b"")] * count)


def _signed(byte: int) -> int:
    """Bumble 0.0.236 reads this field without its sign."""
    return byte - 256 if byte > 127 else byte


@given(
    st.lists(
        st.builds(
            Report,
            st.sampled_from([0x13, 0x15, 0x12, 0x10, 0x1A]),
            st.integers(0, 1),
            st.binary(min_size=6, max_size=6),
            st.just(127),
            st.integers(-127, 20),
            st.binary(max_size=31),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_legacy_reports_read_as_they_were_written(sent: list[Report]) -> None:
    assert decode(encode_legacy(sent)) == sent


@pytest.mark.parametrize("number", [0, 6])
def test_a_legacy_packet_carries_one_to_five_reports(number: int) -> None:
    report = Report(0x13, 1, bytes(6), 127, -60, b"")

    with pytest.raises(ValueError, match="1 to 5 reports"):
        encode_legacy([report] * number)
    with pytest.raises(ValueError, match="legacy advertisement"):
        encode_legacy([report._replace(event_type=0x01)])

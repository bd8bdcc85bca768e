"""Replay: what captures hold, read from their bytes; the other end of `bluezone.radio.capture`.

A btsnoop file of a real phone reads as well, as far as it holds advertising reports.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bluezone.protocol.errors import MalformedMessage
from bluezone.protocol.intervals import EPOCH
from bluezone.radio.capture import (
    ADV_IND_FROM_RANDOM,
    ADVERTISING_ACCESS_ADDRESS,
    BTSNOOP_2000,
    BTSNOOP_HEAD,
    BTSNOOP_RECORD,
    FROM_CONTROLLER,
    PCAP_HEAD,
    PCAP_RECORD,
    PSEUDO_HEAD,
    RF_CHANNEL,
    crc24,
)
from bluezone.radio.port import Heard
from bluezone.radio.reports import NOT_A_WHOLE_ADVERTISEMENT, STRENGTH_UNKNOWN, decode, is_report

LONGEST_PACKET: Final = 0x10000 + 5
"""No HCI packet is longer, indicator and head included."""
_CHANNEL: Final = {rf: channel for channel, rf in RF_CHANNEL.items()}
_PDU_AT: Final = PSEUDO_HEAD.size + 4
_LEAST_FRAME: Final = _PDU_AT + 2 + 6 + 3


@dataclass(frozen=True, slots=True)
class HciPacket:
    """One packet between a host and its controller.

    Args:
        at: When, by the clock of who wrote the capture.
        from_controller: Its direction.
        packet: With the packet indicator (H4).
    """

    at: datetime
    from_controller: bool
    packet: bytes


@dataclass(frozen=True, slots=True)
class Frame:
    """One advertisement as it passed through the air.

    Args:
        at: When.
        channel: 37 to 39.
        address: 6 bytes, least significant first.
        payload: Advertising data, 0 to 31 bytes.
    """

    at: datetime
    channel: int
    address: bytes
    payload: bytes


def hci_packets(capture: bytes) -> Iterator[HciPacket]:
    """Yield the packets of a btsnoop file.

    Raises:
        MalformedMessage: The file is no btsnoop file of HCI packets with indicators, or is cut, or a moment is none.
    """
    if capture[: len(BTSNOOP_HEAD)] != BTSNOOP_HEAD:
        raise MalformedMessage("a btsnoop file begins with its name, version 1 and data link 1002")
    moment, count = BTSNOOP_2000
    at = len(BTSNOOP_HEAD)
    while at < len(capture):
        _, size, flags, _, stamp = _unpacked(BTSNOOP_RECORD, capture, at)
        at += BTSNOOP_RECORD.size
        if not 0 < size <= LONGEST_PACKET or at + size > len(capture):
            raise MalformedMessage("a btsnoop record is longer than an HCI packet or than its file")
        heard_at = _moment(moment, (stamp - count))
        yield HciPacket(heard_at, bool(flags & FROM_CONTROLLER), capture[at : at + size])
        at += size


def heard(capture: bytes, *, rssi_correction_db: int = 0) -> Iterator[Heard]:
    """Yield what the phone that wrote a btsnoop file heard, in the file's order.

    Args:
        capture: The file.
        rssi_correction_db: What the phone's model adds to a measured strength.

    Raises:
        MalformedMessage: The file or a report in it is broken.
    """
    for packet in hci_packets(capture):
        if not packet.from_controller or not is_report(packet.packet):
            continue
        for report in decode(packet.packet):
            if not report.event_type & NOT_A_WHOLE_ADVERTISEMENT and report.rssi_dbm != STRENGTH_UNKNOWN:
                strength = max(-127, min(report.rssi_dbm + rssi_correction_db, 20))
                yield Heard(report.data, report.address, strength, packet.at)


def frames(capture: bytes) -> Iterator[Frame]:
    """Yield the advertisements of a link-layer pcap file of ours.

    Raises:
        MalformedMessage: The file is another kind of capture, is cut, or a frame's length or CRC is wrong.
    """
    if capture[: len(PCAP_HEAD)] != PCAP_HEAD:
        raise MalformedMessage("a capture of ours is a little-endian pcap file of data link 256")
    at = len(PCAP_HEAD)
    while at < len(capture):
        seconds, microseconds, size, _ = _unpacked(PCAP_RECORD, capture, at)
        at += PCAP_RECORD.size
        if at + size > len(capture):
            raise MalformedMessage("a pcap record is longer than its file")
        yield _frame(capture[at : at + size], _moment(EPOCH, seconds * 1_000_000 + microseconds))
        at += size


def _frame(frame: bytes, at: datetime) -> Frame:
    if len(frame) < _LEAST_FRAME:
        raise MalformedMessage("a link-layer frame holds an address and a CRC")
    rf_channel, _, _, _, access_address, _ = PSEUDO_HEAD.unpack_from(frame)
    pdu, crc = frame[_PDU_AT:-3], frame[-3:]
    if access_address != ADVERTISING_ACCESS_ADDRESS or rf_channel not in _CHANNEL:
        raise MalformedMessage("a link-layer frame of ours is on an advertising channel")
    if pdu[0] != ADV_IND_FROM_RANDOM or pdu[1] != len(pdu) - 2 or crc24(pdu) != crc:
        raise MalformedMessage("a link-layer frame's type, length or CRC is wrong")
    return Frame(at, _CHANNEL[rf_channel], pdu[2:8], pdu[8:])


def _unpacked(record: struct.Struct, capture: bytes, at: int) -> tuple[int, ...]:
    try:
        return record.unpack_from(capture, at)
    except struct.error as error:
        raise MalformedMessage("a capture ends inside a record") from error


def _moment(origin: datetime, microseconds: int) -> datetime:
    try:
        return origin + timedelta(microseconds=microseconds)
    except OverflowError as error:
        raise MalformedMessage("a capture's moment is beyond the calendar") from error

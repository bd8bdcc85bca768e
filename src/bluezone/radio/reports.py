"""Advertising reports: the HCI packets in which a controller tells its host what it heard.

Source: Bluetooth Core Specification 5.4, volume 4 part E, sections 7.7.65.2 (legacy) and 7.7.65.13 (extended), with
the packet indicator of volume 4 part A (H4) in front. Several legacy reports in one packet stand one after the other,
as controllers send them.
"""

import struct
from typing import Final, NamedTuple

from bluezone.protocol.errors import MalformedMessage

EVENT: Final = 0x04
META: Final = 0x3E
EXTENDED: Final = 0x0D
LEGACY: Final = 0x02

CONNECTABLE_LEGACY: Final = 0x13
"""Event type of a connectable, scannable legacy advertisement (ADV_IND)."""
CONNECTABLE: Final = 0x01
"""Event type bit of an advertiser that takes connections."""
LEGACY_BITS: Final = 0x1F
"""Event type bits that an advertising set's properties share with the reports of it."""
NOT_A_WHOLE_ADVERTISEMENT: Final = 0x68
"""Event type bits of scan responses and of data that is still incomplete or was cut."""
RANDOM: Final = 0x01
"""Address type of a random address."""
STRENGTH_UNKNOWN: Final = 127

_HEAD: Final = struct.Struct("<BBBBB")
_EXTENDED: Final = struct.Struct("<HB6sBBBbbHB6sB")
_LEGACY: Final = struct.Struct("<BB6sB")
_LEGACY_TYPES: Final = {0x00: 0x13, 0x01: 0x15, 0x02: 0x12, 0x03: 0x10, 0x04: 0x1A}
"""Legacy event types as the extended form counts them (table in 7.7.65.13); 0x04 answers a scan of either kind."""

_LEGACY_KINDS: Final = {0x13: 0x00, 0x15: 0x01, 0x12: 0x02, 0x10: 0x03, 0x1A: 0x04, 0x1B: 0x04}


class Report(NamedTuple):
    """One advertisement as a controller reports it.

    Args:
        event_type: 16 bits of the extended form.
        address_type: 0 public, 1 random, 2 and 3 resolved identities, 255 anonymous.
        address: 6 bytes, least significant first.
        tx_power_dbm: What an extended PDU states; 127 when nothing is stated.
        rssi_dbm: Received strength; 127 when unknown.
        data: Advertising data.
    """

    event_type: int
    address_type: int
    address: bytes
    tx_power_dbm: int
    rssi_dbm: int
    data: bytes


def is_report(packet: bytes) -> bool:
    """Say whether an HCI packet is an advertising report of either kind."""
    return packet[:2] == b"\x04\x3e" and packet[3:4] in (b"\x0d", b"\x02")


def encode(reports: list[Report]) -> bytes:
    """Return the extended advertising report, with packet indicator, that carries 1 to 10 reports.

    Raises:
        ValueError: The reports do not fit one packet.
    """
    body = b"".join(_encoded(report) for report in reports)
    if not 1 <= len(reports) <= 10 or len(body) > 253:  # noqa: PLR2004 -- the specification's limits, named above
        raise ValueError("an HCI packet carries 1 to 10 reports in 253 bytes")
    return _HEAD.pack(EVENT, META, 2 + len(body), EXTENDED, len(reports)) + body


def encode_legacy(reports: list[Report]) -> bytes:
    """Return the legacy advertising report, with packet indicator, that carries 1 to 5 legacy reports.

    Raises:
        ValueError: The reports do not fit one packet, or one is no legacy advertisement.
    """
    body = b"".join(_encoded_legacy(report) for report in reports)
    if not 1 <= len(reports) <= 5 or len(body) > 253:  # noqa: PLR2004 -- what fits with data of 31 bytes
        raise ValueError("a legacy HCI packet carries 1 to 5 reports in 253 bytes")
    return _HEAD.pack(EVENT, META, 2 + len(body), LEGACY, len(reports)) + body


def decode(packet: bytes) -> list[Report]:
    """Return the reports of an HCI packet, extended or legacy.

    Raises:
        MalformedMessage: The bytes are no advertising report or their lengths disagree.
    """
    if len(packet) < _HEAD.size or not is_report(packet) or packet[2] != len(packet) - 3:
        raise MalformedMessage("an advertising report is an LE meta event whose length agrees")
    read = _extended if packet[3] == EXTENDED else _legacy
    found, at = [], _HEAD.size
    try:
        for _ in range(packet[4]):
            report, at = read(packet, at)
            found.append(report)
    except (struct.error, IndexError) as error:
        raise MalformedMessage("an advertising report is shorter than its reports") from error
    if at != len(packet):
        raise MalformedMessage("an advertising report is longer or shorter than its reports")
    return found


def _encoded(report: Report) -> bytes:
    kind, address_type, address, power, rssi, data = report
    phys = (1, 0)  # heard on LE 1M; legacy PDUs have no secondary channel
    head = _EXTENDED.pack(kind, address_type, address, *phys, 0xFF, power, rssi, 0, 0, bytes(6), len(data))
    return head + data


def _encoded_legacy(report: Report) -> bytes:
    kind, address_type, address, _, rssi, data = report
    if kind not in _LEGACY_KINDS:
        raise ValueError("a legacy report is of a legacy advertisement")
    return _LEGACY.pack(_LEGACY_KINDS[kind], address_type, address, len(data)) + data + rssi.to_bytes(1, signed=True)


def _extended(packet: bytes, at: int) -> tuple[Report, int]:
    kind, address_type, address, _, _, _, power, rssi, _, _, _, size = _EXTENDED.unpack_from(packet, at)
    start = at + _EXTENDED.size
    end = start + size
    return Report(kind, address_type, address, power, rssi, packet[start:end]), end


def _legacy(packet: bytes, at: int) -> tuple[Report, int]:
    kind, address_type, address, size = _LEGACY.unpack_from(packet, at)
    start = at + _LEGACY.size
    end = start + size
    rssi = int.from_bytes(packet[end : end + 1], signed=True)
    power = STRENGTH_UNKNOWN
    return Report(_LEGACY_TYPES.get(kind, kind), address_type, address, power, rssi, packet[start:end]), end + 1

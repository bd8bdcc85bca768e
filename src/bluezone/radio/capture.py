"""Captures: what one phone's controller and host said (btsnoop), and what passed through the air (pcap).

Both are opened by tshark and Wireshark and read again by `bluezone.radio.replay`. Moments come from the caller's clock,
virtual or real. Sources: RFC 1761 and its Bluetooth use (data link 1002, H4); LINKTYPE_BLUETOOTH_LE_LL_WITH_PHDR (256);
Bluetooth Core Specification 5.4, volume 6 part B, sections 2.1 (packet) and 3.1.1 (CRC).
"""

import struct
from datetime import UTC, datetime, timedelta
from typing import BinaryIO, Final

from bumble.snoop import Snooper

from bluezone.protocol.clock import Clock
from bluezone.protocol.intervals import EPOCH

MICROSECOND: Final = timedelta(microseconds=1)

BTSNOOP_HEAD: Final = b"btsnoop\0" + struct.pack(">II", 1, 1002)
BTSNOOP_RECORD: Final = struct.Struct(">IIIIq")
"""Original length, included length, flags, drops, microseconds since the year 0."""
BTSNOOP_2000: Final = (datetime(2000, 1, 1, tzinfo=UTC), 0x00E03AB44A676000)
"""A moment and the same moment as btsnoop counts."""
FROM_CONTROLLER: Final = 0x01
COMMAND_OR_EVENT: Final = 0x02
_HCI_COMMAND_OR_EVENT: Final = (0x01, 0x04)

PCAP_HEAD: Final = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 0x40000, 256)
PCAP_RECORD: Final = struct.Struct("<IIII")
"""Seconds and microseconds since 1970, included length, original length."""
PSEUDO_HEAD: Final = struct.Struct("<BbbBIH")
"""RF channel, signal and noise power, offences, access address, flags."""
ADVERTISING_ACCESS_ADDRESS: Final = 0x8E89BED6
DEWHITENED_AND_ADDRESSED: Final = 0x0011
"""Flags: dewhitened, reference access address valid; the CRC is left for the reader to check."""
RF_CHANNEL: Final = {37: 0, 38: 12, 39: 39}
ADV_IND_FROM_RANDOM: Final = 0x40


class BtsnoopWriter(Snooper):
    """Writes every HCI packet of one phone; given to `BumbleRadio` as its snooper."""

    def __init__(self, output: BinaryIO, clock: Clock) -> None:
        """Write the file's head; the caller opens and closes `output`."""
        self._output = output
        self._clock = clock
        output.write(BTSNOOP_HEAD)

    def snoop(self, hci_packet: bytes, direction: Snooper.Direction) -> None:
        """Write one packet with its indicator."""
        flags = FROM_CONTROLLER if direction == Snooper.Direction.CONTROLLER_TO_HOST else 0
        if hci_packet[0] in _HCI_COMMAND_OR_EVENT:
            flags |= COMMAND_OR_EVENT
        moment, count = BTSNOOP_2000
        stamp = count + (self._clock.now() - moment) // MICROSECOND
        size = len(hci_packet)
        self._output.write(BTSNOOP_RECORD.pack(size, size, flags, 0, stamp) + hci_packet)


class LinkLayerWriter:
    """Writes every advertisement as a sniffer in the room would have it; given to `Room` as its sniffer."""

    def __init__(self, output: BinaryIO) -> None:
        """Write the file's head; the caller opens and closes `output`."""
        self._output = output
        output.write(PCAP_HEAD)

    def advertisement(self, address: bytes, payload: bytes, *, channel: int, at: datetime) -> None:
        """Write one connectable advertisement from a random address, with its CRC."""
        pdu = bytes((ADV_IND_FROM_RANDOM, len(address) + len(payload))) + address + payload
        pseudo = PSEUDO_HEAD.pack(RF_CHANNEL[channel], 0, 0, 0, ADVERTISING_ACCESS_ADDRESS, DEWHITENED_AND_ADDRESSED)
        frame = pseudo + ADVERTISING_ACCESS_ADDRESS.to_bytes(4, "little") + pdu + crc24(pdu)
        seconds, microseconds = divmod((at - EPOCH) // MICROSECOND, 1_000_000)
        self._output.write(PCAP_RECORD.pack(seconds, microseconds, len(frame), len(frame)) + frame)


def crc24(pdu: bytes) -> bytes:
    """Return the three bytes that close a PDU on an advertising channel, in the order of the air."""
    state = _CRC_START
    for byte in pdu:
        state = state >> 8 ^ _CRC_TABLE[(state ^ byte) & 0xFF]
    return state.to_bytes(3, "little")


_CRC_START: Final = 0xAAAAAA
"""0x555555 with its bits in the order of the air."""
_CRC_POLYNOMIAL: Final = 0xDA6000
"""x^24 + x^10 + x^9 + x^6 + x^4 + x^3 + x + 1 in the order of the air."""


def _crc_of_byte(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ (_CRC_POLYNOMIAL if byte & 1 else 0)
    return byte


_CRC_TABLE: Final = tuple(map(_crc_of_byte, range(256)))

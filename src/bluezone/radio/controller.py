"""One phone's Bluetooth controller in a room: Bumble's, with what rotates and what is heard handled on bytes.

Three commands change an advertising set thousands of times a day (address, data, enable); they are read here. All
others are Bumble's. What the room delivers is a real LE Extended Advertising Report.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bumble import hci
from bumble.controller import AdvertisingSet, Controller
from bumble.link import LocalLink

from bluezone.radio.reports import CONNECTABLE_LEGACY, RANDOM, Report, encode

_SUCCESS: Final = 0x00
_UNKNOWN_SET: Final = 0x42
_INVALID: Final = 0x12
_ADDRESS_LENGTH: Final = 7
_DATA_HEAD: Final = 4
_WHOLE: Final = 3
_STRENGTH_AT: Final = 18
"""Where the strength stands in a packet with one report."""


@dataclass(frozen=True, slots=True)
class OnAir:
    """What a controller advertises between a start and a stop.

    Args:
        address: 6 bytes, least significant first.
        payload: Advertising data.
        before: The report of it up to the strength.
        after: The report of it from the strength on.
    """

    address: bytes
    payload: bytes
    before: bytes
    after: bytes


class PhoneController(Controller):
    """A controller that stands in a `Room`.

    Attributes:
        on_air: What it advertises now; None while silent.
        heard: How many reports it gave its host.
    """

    def __init__(
        self, name: str, link: LocalLink, *, own_timer: bool, leave: Callable[["PhoneController"], None]
    ) -> None:
        """Join a link.

        Args:
            name: What the room calls the phone.
            link: The room.
            own_timer: Whether to advertise by a timer of its own, as Bumble's controllers do.
            leave: Called once the phone is switched off.
        """
        super().__init__(name, link=link)
        self.on_air: OnAir | None = None
        self.heard = 0
        self._own_timer = own_timer
        self._leave = leave
        self._short: dict[bytes, Callable[[bytes], int]] = {
            b"\x35\x20": self._set_address,
            b"\x37\x20": self._set_data,
            b"\x39\x20": self._enable,
        }

    def on_packet(self, packet: bytes) -> None:
        """Take one packet from the host; a command is answered before this returns or in the next turn of the loop."""
        short = self._short.get(packet[1:3]) if packet[:1] == b"\x01" else None
        if short is None:
            self.on_hci_packet(hci.HCI_Packet.from_bytes(packet))
        elif self.hci_sink is not None:
            self.hci_sink.on_packet(b"\x04\x0e\x04\x01" + packet[1:3] + bytes((short(packet[4:]),)))

    def on_hci_packet(self, packet: hci.HCI_Packet) -> None:
        """Dispatch as Bumble does, without its debug text, which costs more than the work."""
        match packet:
            case hci.HCI_Command():
                self.on_hci_command_packet(packet)
            case hci.HCI_AclDataPacket():
                self.on_hci_acl_data_packet(packet)
            case _:
                super().on_hci_packet(packet)

    def send_hci_packet(self, packet: hci.HCI_Packet) -> None:
        """Hand a packet to the host in the loop's next turn, without Bumble's debug text."""
        if self.hci_sink is not None:
            asyncio.get_running_loop().call_soon(self.hci_sink.on_packet, bytes(packet))

    def hear(self, advertisement: OnAir, rssi_dbm: int) -> None:
        """Report one advertisement to the host."""
        if self.hci_sink is not None:
            self.heard += 1
            strength = rssi_dbm.to_bytes(1, signed=True)
            self.hci_sink.on_packet(advertisement.before + strength + advertisement.after)

    def close(self) -> None:
        """Leave the room, as when a phone is switched off; leaving twice is harmless."""
        for advertising_set in self.advertising_sets.values():
            advertising_set.stop()
        self.on_air = None
        self.le_scan_enable = False
        self._leave(self)

    def _set_address(self, parameters: bytes) -> int:
        found = self.advertising_sets.get(parameters[0]) if len(parameters) == _ADDRESS_LENGTH else None
        if found is None:
            return _UNKNOWN_SET
        if found.enabled:
            return hci.HCI_ErrorCode.COMMAND_DISALLOWED_ERROR
        found.random_address = hci.Address(parameters[1:], hci.Address.RANDOM_DEVICE_ADDRESS)
        return _SUCCESS

    def _set_data(self, parameters: bytes) -> int:
        if len(parameters) < _DATA_HEAD or len(parameters) != _DATA_HEAD + parameters[3] or parameters[1] != _WHOLE:
            return _INVALID
        found = self.advertising_sets.get(parameters[0])
        if found is None:
            return _UNKNOWN_SET
        found.data = bytearray(parameters[_DATA_HEAD:])
        if self.on_air is not None:
            self.on_air = _on_air(found)
        return _SUCCESS

    def _enable(self, parameters: bytes) -> int:
        if len(parameters) != 6 or parameters[1] != 1:  # noqa: PLR2004 -- one set, six bytes
            return _INVALID
        found = self.advertising_sets.get(parameters[2])
        if found is None:
            return _UNKNOWN_SET
        if not parameters[0]:
            found.stop()
            self.on_air = None
        elif not found.enabled:
            self.on_air = _on_air(found)
            if self.on_air is None:
                return _INVALID
            self._start(found)
        return _SUCCESS

    def _start(self, advertising_set: AdvertisingSet) -> None:
        if self._own_timer:
            advertising_set.start()
        else:
            advertising_set.enabled = True


def _on_air(advertising_set: AdvertisingSet) -> OnAir | None:
    if advertising_set.random_address is None:
        return None
    address, payload = bytes(advertising_set.random_address), bytes(advertising_set.data)
    report = encode([Report(CONNECTABLE_LEGACY, RANDOM, address, 127, 0, payload)])
    return OnAir(address, payload, report[:_STRENGTH_AT], report[_STRENGTH_AT + 1 :])

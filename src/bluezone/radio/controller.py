"""One phone's Bluetooth controller in a room: Bumble's, with what rotates and what is heard handled on bytes.

Three commands change an advertising set thousands of times a day (address, data, enable); they are read here. All
others are Bumble's, made as strict as the specification (Core Specification 5.4, volume 4 part E, 7.8.4: no new random
address while the phone scans, connects, or advertises by legacy commands). What the room delivers is a real LE
Advertising Report, extended or legacy as the host scans.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bumble import hci, ll
from bumble.controller import AdvertisingSet, Controller
from bumble.link import LocalLink

from bluezone.radio.reports import CONNECTABLE, CONNECTABLE_LEGACY, LEGACY_BITS, Report, encode, encode_legacy

_SUCCESS: Final = 0x00
_UNKNOWN_SET: Final = 0x42
_INVALID: Final = 0x12
_ADDRESS_LENGTH: Final = 7
_DATA_HEAD: Final = 4
_WHOLE: Final = 3
_STOP_EVERYTHING: Final = bytes(2)
"""Enabling nothing, for no set: every set stops."""
_STRENGTH_AT: Final = 18
"""Where the strength stands in a packet with one report."""


@dataclass(frozen=True, slots=True)
class OnAir:
    """What a controller advertises between a start and a stop.

    Args:
        address: 6 bytes, least significant first.
        address_type: 0 public, 1 random.
        event_type: Of its reports; whether one may connect stands in it.
        payload: Advertising data.
        before: The report of it up to the strength.
        after: The report of it from the strength on.
    """

    address: bytes
    address_type: int
    event_type: int
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
        self._hears_legacy = False
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
        if self.hci_sink is None:
            return
        self.heard += 1
        strength = rssi_dbm.to_bytes(1, signed=True)
        if self._hears_legacy:
            kind, address_type = advertisement.event_type, advertisement.address_type
            report = Report(kind, address_type, advertisement.address, 127, rssi_dbm, advertisement.payload)
            self.hci_sink.on_packet(encode_legacy([report]))
        else:
            self.hci_sink.on_packet(advertisement.before + strength + advertisement.after)

    def meet(self, advertisement: OnAir) -> None:
        """Connect, when the host waits for this advertiser and it lets itself be connected to."""
        wanted = self.pending_le_connection
        address = hci.Address(advertisement.address, hci.AddressType(advertisement.address_type))
        if wanted is not None and advertisement.event_type & CONNECTABLE and wanted.peer_address == address:
            self.create_le_connection(address)

    def on_le_connect_ind(self, packet: ll.ConnectInd) -> None:
        """Take a connection, which ends the advertising."""
        super().on_le_connect_ind(packet)
        if not self.le_legacy_advertiser.enabled and not any(one.enabled for one in self.advertising_sets.values()):
            self.on_air = None

    def on_hci_le_set_random_address_command(
        self, command: hci.HCI_LE_Set_Random_Address_Command
    ) -> hci.HCI_StatusReturnParameters:
        """Take a random address, unless it is in use."""
        if self.le_scan_enable or self.pending_le_connection or self.le_legacy_advertiser.enabled:
            return hci.HCI_StatusReturnParameters(hci.HCI_ErrorCode.COMMAND_DISALLOWED_ERROR)
        return super().on_hci_le_set_random_address_command(command)

    def on_hci_le_set_scan_enable_command(
        self, command: hci.HCI_LE_Set_Scan_Enable_Command
    ) -> hci.HCI_StatusReturnParameters:
        """Scan by the legacy command, and so hear legacy reports."""
        self._hears_legacy = True
        return super().on_hci_le_set_scan_enable_command(command)

    def on_hci_le_set_advertising_enable_command(
        self, command: hci.HCI_LE_Set_Advertising_Enable_Command
    ) -> hci.HCI_StatusReturnParameters:
        """Advertise by the legacy command: by a timer of its own, or when the room says so."""
        advertiser, enable = self.le_legacy_advertiser, bool(command.advertising_enable)
        advertiser.stop()
        self.on_air = _on_air(advertiser.address, advertiser.advertising_data, CONNECTABLE_LEGACY) if enable else None
        if enable and self._own_timer:
            advertiser.start()
        advertiser.enabled = enable
        return hci.HCI_StatusReturnParameters(hci.HCI_ErrorCode.SUCCESS)

    def on_hci_le_create_connection_cancel_command(
        self, command: hci.HCI_LE_Create_Connection_Cancel_Command
    ) -> hci.HCI_StatusReturnParameters:
        """Give a connection up, and say so in the event that the specification wants (Bumble's leaves it out)."""
        wanted, self.pending_le_connection = self.pending_le_connection, None
        if wanted is None:
            return hci.HCI_StatusReturnParameters(hci.HCI_ErrorCode.COMMAND_DISALLOWED_ERROR)
        asyncio.get_running_loop().call_soon(self._tell_given_up, wanted.peer_address)
        return super().on_hci_le_create_connection_cancel_command(command)

    def close(self) -> None:
        """Leave the room, as when a phone is switched off; leaving twice is harmless."""
        self._stop_all()
        self.le_legacy_advertiser.stop()
        self.le_scan_enable = False
        for connection in tuple(self.le_connections.values()):
            lost = ll.TerminateInd(hci.HCI_ErrorCode.CONNECTION_TIMEOUT_ERROR)
            connection.send_ll_control_pdu(lost)
        self._leave(self)

    def _stop_all(self) -> None:
        for advertising_set in self.advertising_sets.values():
            advertising_set.stop()
        self.on_air = None

    def _tell_given_up(self, peer: hci.Address) -> None:
        self.send_hci_packet(
            hci.HCI_LE_Connection_Complete_Event(
                status=hci.HCI_ErrorCode.UNKNOWN_CONNECTION_IDENTIFIER_ERROR,
                connection_handle=0,
                role=hci.Role.CENTRAL,
                peer_address_type=peer.address_type,
                peer_address=peer,
                connection_interval=0,
                peripheral_latency=0,
                supervision_timeout=0,
                central_clock_accuracy=0,
            )
        )

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
            self.on_air = _set_on_air(found)
        return _SUCCESS

    def _enable(self, parameters: bytes) -> int:
        if parameters == _STOP_EVERYTHING:
            self._stop_all()
            return _SUCCESS
        if len(parameters) != 6 or parameters[1] != 1:  # noqa: PLR2004 -- one set, six bytes
            return _INVALID
        found = self.advertising_sets.get(parameters[2])
        if found is None:
            return _UNKNOWN_SET
        if not parameters[0]:
            found.stop()
            self.on_air = None
        elif not found.enabled:
            self.on_air = _set_on_air(found)
            if self.on_air is None:
                return _INVALID
            self._start(found)
        return _SUCCESS

    def _start(self, advertising_set: AdvertisingSet) -> None:
        if self._own_timer:
            advertising_set.start()
        else:
            advertising_set.enabled = True


def _set_on_air(advertising_set: AdvertisingSet) -> OnAir | None:
    address, parameters = advertising_set.address, advertising_set.parameters
    if address is None or parameters is None:
        return None
    return _on_air(address, bytes(advertising_set.data), parameters.advertising_event_properties & LEGACY_BITS)


def _on_air(address: hci.Address, payload: bytes, event_type: int) -> OnAir:
    kind = int(address.address_type)
    report = encode([Report(event_type, kind, bytes(address), 127, 0, payload)])
    before, after = report[:_STRENGTH_AT], report[_STRENGTH_AT + 1 :]
    return OnAir(bytes(address), kind, event_type, payload, before, after)

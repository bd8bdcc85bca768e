"""HCI commands as bytes: what a phone says to its controller, by extended advertising or, before Bluetooth 5, without.

With extended advertising a set has an address of its own, which may change while the phone scans. Without it one random
address serves everything, and may change only while nothing is going on: scanning pauses for it.

Source: Bluetooth Core Specification 5.4, volume 4 part E, sections 7.8.4 to 7.8.13, 7.8.52 to 7.8.65; H4's indicator in front.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bumble import hci

from bluezone.protocol.beacons import ADVERTISEMENT_LENGTH
from bluezone.radio.reports import CONNECTABLE_LEGACY

SLOT: Final = timedelta(microseconds=625)
"""HCI's unit of time."""
CHANNELS_37_TO_39: Final = 0x07
SCAN_SLOTS: Final = 160
"""Interval and window of scanning, 100 ms both: the phone listens all the time."""

_SET: Final = b"\x00"
"""Handle of the only advertising set."""
_WHOLE: Final = b"\x03\x01"
"""Complete data, not to be fragmented."""

OWN_ADDRESS: Final = bytes.fromhex("01052006")
"""Sets the controller's random address, which follows: for connecting, and before Bluetooth 5 for everything."""
GIVE_UP_CONNECTING: Final = bytes.fromhex("010e2000")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one kind of controller is spoken to.

    Args:
        prepare: Says how to advertise; for after a reset.
        start: Begins to advertise.
        stop: Ends it.
        set_address: Sets the address of what is advertised, which follows.
        prepare_scan: Says how to scan.
        scan: Begins to scan.
        stop_scan: Ends it.
        one_address: Whether one random address serves everything.
    """

    prepare: bytes
    start: bytes
    stop: bytes
    set_address: bytes
    prepare_scan: bytes
    scan: bytes
    stop_scan: bytes
    one_address: bool

    def data(self, payload: bytes) -> bytes:
        """Return the command that takes `payload`, 1 to 31 bytes."""
        if self.one_address:
            return bytes.fromhex("01082020") + bytes((len(payload),)) + payload.ljust(ADVERTISEMENT_LENGTH, b"\0")
        size = bytes((len(payload),))
        return bytes.fromhex("013720") + bytes((4 + len(payload),)) + _SET + _WHOLE + size + payload


def extended(interval: timedelta) -> Dialect:
    """Return how a controller with extended advertising (Bluetooth 5) is spoken to."""
    return Dialect(
        prepare=_extended_parameters(round(interval / SLOT)),
        start=bytes.fromhex("01392006") + b"\x01\x01" + _SET + bytes(3),
        stop=bytes.fromhex("01392006") + b"\x00\x01" + _SET + bytes(3),
        set_address=bytes.fromhex("01352007") + _SET,
        prepare_scan=_extended_scan_parameters(),
        scan=bytes.fromhex("01422006") + b"\x01" + bytes(5),
        stop_scan=bytes.fromhex("01422006") + bytes(6),
        one_address=False,
    )


def legacy(interval: timedelta) -> Dialect:
    """Return how a controller without extended advertising (Bluetooth 4) is spoken to."""
    slots = round(interval / SLOT)
    advertising = hci.HCI_LE_Set_Advertising_Parameters_Command(
        advertising_interval_min=slots,
        advertising_interval_max=slots,
        advertising_type=hci.HCI_LE_Set_Advertising_Parameters_Command.AdvertisingType.ADV_IND,
        own_address_type=hci.OwnAddressType.RANDOM,
        peer_address_type=0,
        peer_address=hci.Address.ANY,
        advertising_channel_map=CHANNELS_37_TO_39,
        advertising_filter_policy=0,
    )
    scanning = hci.HCI_LE_Set_Scan_Parameters_Command(
        le_scan_type=hci.HCI_LE_Set_Scan_Parameters_Command.PASSIVE_SCANNING,
        le_scan_interval=SCAN_SLOTS,
        le_scan_window=SCAN_SLOTS,
        own_address_type=hci.OwnAddressType.RANDOM,
        scanning_filter_policy=0,
    )
    return Dialect(
        prepare=bytes(advertising),
        start=bytes.fromhex("010a200101"),
        stop=bytes.fromhex("010a200100"),
        set_address=OWN_ADDRESS,
        prepare_scan=bytes(scanning),
        scan=bytes.fromhex("010c20020100"),
        stop_scan=bytes.fromhex("010c20020000"),
        one_address=True,
    )


def _extended_parameters(slots: int) -> bytes:
    return bytes(
        hci.HCI_LE_Set_Extended_Advertising_Parameters_Command(
            advertising_handle=_SET[0],
            advertising_event_properties=CONNECTABLE_LEGACY,
            primary_advertising_interval_min=slots,
            primary_advertising_interval_max=slots,
            primary_advertising_channel_map=CHANNELS_37_TO_39,
            own_address_type=hci.OwnAddressType.RANDOM,
            peer_address_type=0,
            peer_address=hci.Address.ANY,
            advertising_filter_policy=0,
            advertising_tx_power=hci.HCI_LE_Set_Extended_Advertising_Parameters_Command.TX_POWER_NO_PREFERENCE,
            primary_advertising_phy=hci.Phy.LE_1M,
            secondary_advertising_max_skip=0,
            secondary_advertising_phy=hci.Phy.LE_1M,
            advertising_sid=0,
            scan_request_notification_enable=0,
        )
    )


def _extended_scan_parameters() -> bytes:
    return bytes(
        hci.HCI_LE_Set_Extended_Scan_Parameters_Command(
            own_address_type=hci.OwnAddressType.RANDOM,
            scanning_filter_policy=0,
            scanning_phys=1,  # LE 1M
            scan_types=[hci.HCI_LE_Set_Extended_Scan_Parameters_Command.PASSIVE_SCANNING],
            scan_intervals=[SCAN_SLOTS],
            scan_windows=[SCAN_SLOTS],
        )
    )

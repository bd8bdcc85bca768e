"""Transports: the words that name a Bluetooth controller, which of them lead to real air, and what may be sent there.

The company and service identifiers of 2020 and 0xFD6F are not ours (decision 0022): a real radio sends an installation's
own, or these on explicit opt-in. A simulated air on this machine may carry anything.
"""

from ipaddress import ip_address
from typing import Final

from bumble.core import BaseBumbleError
from bumble.transport import open_transport
from bumble.transport.common import Transport

from bluezone.protocol.beacons import BLUEZONE_2020, Profile
from bluezone.protocol.errors import RuleViolation, Unavailable
from bluezone.protocol.intervals import Air
from bluezone.radio.hci_socket import open_hci_socket

HCI_SOCKET: Final = "hci-socket"
KINDS: Final = ("usb", HCI_SOCKET, "serial", "tcp-client")
"""What a phone takes; each in Bumble's notation."""
NO_ANSWER: Final = "no Bluetooth controller answers on this transport"
LAST_ADAPTER: Final = 0xFFFE


def is_simulated(transport: str) -> bool:
    """Say whether a transport leads into a simulated air on this machine."""
    kind, _, place = transport.partition(":")
    host = place.rpartition(":")[0].strip("[]")
    try:
        return kind == "tcp-client" and (host == "localhost" or ip_address(host).is_loopback)
    except ValueError:
        return False


def require_permission(transport: str, profile: Profile, air: Air, *, opted_in: bool) -> None:
    """Refuse to send what is not ours over a real radio.

    Args:
        transport: Where to.
        profile: With which numbers.
        air: What is spoken.
        opted_in: Whether the owner of the radio said that the numbers of 2020, and 0xFD6F, may be sent.

    Raises:
        RuleViolation: `transport_unknown`: it is of another kind; `real_air`: what would be sent is not ours.
    """
    if transport.partition(":")[0] not in KINDS:
        raise RuleViolation("transport_unknown", f"a radio is one of {', '.join(f'{kind}:' for kind in KINDS)}")
    if opted_in or is_simulated(transport):
        return
    if air is Air.EXPOSURE_NOTIFICATION:
        raise RuleViolation(
            "real_air", "a real radio would send 0xFD6F, which is Google's and Apple's: say --real-air to allow it"
        )
    if (profile.company, profile.service) == (BLUEZONE_2020.company, BLUEZONE_2020.service):
        raise RuleViolation(
            "real_air",
            "a real radio would send the identifiers of 2020, which are not ours: "
            "name your own with --profile, or say --real-air to allow them",
        )


async def open_line(transport: str) -> Transport:
    """Return the line to a controller.

    Raises:
        Unavailable: There is none, or this program may not.
    """
    kind, _, place = transport.partition(":")
    if kind == HCI_SOCKET:
        return open_hci_socket(_adapter(place))
    try:
        return await open_transport(transport)
    except ImportError as error:
        raise Unavailable(f"a program part for {kind}: is missing: install bluezone[phone] anew") from error
    except PermissionError as error:
        raise Unavailable("this program may not open the Bluetooth controller: see `bluezone phone doctor`") from error
    except (OSError, ValueError, BaseBumbleError) as error:
        raise Unavailable(NO_ANSWER) from error
    except Exception as error:
        if type(error).__module__ != "usb1":  # its errors stand under no other root, and it is imported late
            raise
        raise Unavailable(usb_refusal(type(error).__name__)) from error


def usb_refusal(name: str) -> str:
    """Return what an error of libusb means, by the name of its class."""
    return {
        "USBErrorAccess": "this program may not open the USB adapter: it needs a udev rule for it",
        "USBErrorBusy": "the USB adapter is in use: stop bluetoothd",
        "USBErrorNoDevice": "the USB adapter is gone",
    }.get(name, "the USB adapter cannot be opened")


def _adapter(place: str) -> int:
    number = int(place) if place.isascii() and place.isdigit() else 0
    if (place and not place.isdigit()) or number > LAST_ADAPTER:
        raise Unavailable("after hci-socket: stands the adapter's number, such as 0")
    return number

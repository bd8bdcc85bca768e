"""DHCP options: how a router tells phones where the captive portal API is.

Source: RFC 8910, section 2: option 114 in DHCPv4, option 103 in DHCPv6, option 37 in a router advertisement; each holds
the address itself, without an end sign.
"""

from typing import Final
from urllib.parse import urlsplit

from bluezone.protocol.errors import MalformedMessage, RuleViolation

IPV4_OPTION: Final = 114
IPV6_OPTION: Final = 103
ADVERTISEMENT_OPTION: Final = 37
UNRESTRICTED: Final = "urn:ietf:params:capport:unrestricted"
LONGEST: Final = 255
"""Bytes that DHCPv4 can say in one option."""
_SAFE: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?#[]@!&()*+=%")
"""Signs of an address (RFC 3986) that no configuration file takes for its own."""


def api_address(text: str) -> str:
    """Return an address that may stand in the option, as it was written.

    Raises:
        RuleViolation: It is no HTTPS address, too long, or has a sign that a router's configuration would misread.
    """
    if len(text) > LONGEST:
        raise RuleViolation("address_too_long", f"an address in a DHCP option has at most {LONGEST} signs")
    if not set(text) <= _SAFE:
        raise RuleViolation("address_wrong", "the address has a sign that a router's configuration would misread")
    try:
        parts = urlsplit(text)
        has_host = parts.hostname is not None and parts.port != 0
    except ValueError:
        raise RuleViolation("address_wrong", "the address is none") from None
    if parts.scheme != "https" or not has_host or parts.username is not None:
        raise RuleViolation("address_not_https", "phones take the captive portal API from an HTTPS address only")
    return text


def in_hex(address: str) -> str:
    """Return the content of the option in hex, which every router takes."""
    return address.encode("ascii").hex()


def advertised(address: str) -> bytes:
    """Return the whole option of a router advertisement: type, length in eights, address, zeros to a multiple of eight."""
    content = address.encode("ascii")
    eights = -(-(len(content) + 2) // 8)
    return bytes([ADVERTISEMENT_OPTION, eights]) + content.ljust(eights * 8 - 2, b"\0")


def heard(in_hexadecimal: str) -> str:
    """Return the address that a DHCP client heard, from hex.

    Raises:
        MalformedMessage: It is no text of the option.
    """
    try:
        text = bytes.fromhex(in_hexadecimal).rstrip(b"\0").decode("ascii")
    except ValueError as wrong:
        raise MalformedMessage("option 114 holds an address in ASCII") from wrong
    if not text or not text.isprintable():
        raise MalformedMessage("option 114 holds an address in ASCII")
    return text

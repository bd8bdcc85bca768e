"""An installation's own numbers on the air, read from a small file.

    {"company": "0x1234", "service": "0xabcd", "name": "Province", "tx_power_dbm": -26}

Company and service are 16-bit numbers that the Bluetooth SIG gave to a member (decision 0022). The numbers of the iOS form
follow from them unless they are written down. What is known to be somebody else's is refused.
"""

import re
from hashlib import sha256
from typing import Annotated, Final

import msgspec

from bluezone.protocol.beacons import (
    BLUEZONE_2020,
    EXPOSURE_NOTIFICATION_SERVICE,
    OVERFLOW_LENGTH,
    Profile,
)
from bluezone.protocol.errors import MalformedMessage, RuleViolation

LONGEST_FILE: Final = 4096
LONGEST_NAME: Final = 8
"""Bytes of a name that still fits the iOS form."""
APPLE: Final = 0x004C
GOOGLE: Final = 0x00E0
MICROSOFT: Final = 0x0006
OTHERS_COMPANIES: Final = frozenset({BLUEZONE_2020.company, APPLE, GOOGLE, MICROSOFT})
OTHERS_SERVICES: Final = frozenset({BLUEZONE_2020.service, EXPOSURE_NOTIFICATION_SERVICE})

_NUMBER: Final = re.compile(r"(?:0x)?([0-9a-fA-F]{4})")
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class _File(msgspec.Struct, forbid_unknown_fields=True):
    company: str
    service: str
    name: str = "Bluezone"
    tx_power_dbm: Annotated[int, msgspec.Meta(ge=-127, le=20)] = -26
    ios_service: str = ""
    ios_characteristic: str = ""
    ios_overflow: str = ""


def profile_from(text: bytes) -> Profile:
    """Return the profile that a file describes.

    Raises:
        MalformedMessage: The file is too long, no such JSON, or a number or name has another form.
        RuleViolation: `not_own`: a number is known to be somebody else's.
    """
    if len(text) > LONGEST_FILE:
        raise MalformedMessage("a radio profile has at most 4096 bytes")
    try:
        file = msgspec.json.decode(text, type=_File)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MalformedMessage("a radio profile is JSON with company, service and what the guide names") from error
    company, service = _number(file.company, "company"), _number(file.service, "service")
    if company in OTHERS_COMPANIES or service in OTHERS_SERVICES:
        raise RuleViolation("not_own", "company and service of a radio profile are the installation's own")
    if not 1 <= len(file.name.encode()) <= LONGEST_NAME:
        raise MalformedMessage("the name of a radio profile has 1 to 8 bytes")
    return Profile(
        company,
        service,
        _uuid(file.ios_service, "ios_service") or _derived(company, service, b"service"),
        file.name,
        file.tx_power_dbm,
        _uuid(file.ios_characteristic, "ios_characteristic") or _derived(company, service, b"characteristic"),
        _overflow(file.ios_overflow),
    )


def _number(text: str, field: str) -> int:
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise MalformedMessage(f"the {field} of a radio profile is four hex digits, such as 0x1234")
    return int(found[1], 16)


def _uuid(text: str, field: str) -> bytes:
    if text and not _UUID.fullmatch(text):
        raise MalformedMessage(f"the {field} of a radio profile is a UUID")
    number = bytes.fromhex(text.replace("-", ""))
    if number in (BLUEZONE_2020.ios_service, BLUEZONE_2020.ios_characteristic):
        raise RuleViolation("not_own", f"the {field} of a radio profile is the installation's own")
    return number


def _overflow(text: str) -> bytes:
    if text and not re.fullmatch(f"[0-9a-fA-F]{{{2 * OVERFLOW_LENGTH}}}", text):
        raise MalformedMessage("the ios_overflow of a radio profile has 32 hex digits")
    return bytes.fromhex(text)


def _derived(company: int, service: int, what: bytes) -> bytes:
    """Return a number of 16 bytes that follows from the installation's, in the form of a UUID of version 8."""
    digest = sha256(b"bluezone " + what + company.to_bytes(2) + service.to_bytes(2)).digest()
    return digest[:6] + bytes((digest[6] & 0x0F | 0x80, digest[7], digest[8] & 0x3F | 0x80)) + digest[9:16]

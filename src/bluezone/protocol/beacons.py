"""Beacons: whole advertisements of at most 31 bytes, as they are sent and as they are heard.

Sources: Bluetooth Core Specification Supplement, part A (AD structures); the 2020 application's `startBroadCastBle` and
`BlePeripheralManager` for Bluezone's two forms; Exposure Notification Bluetooth Specification v1.2 for 0xFD6F. The
order of AD structures is the sender's system's choice, so they are read by type.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, assert_never

from bluezone.protocol.errors import MalformedMessage
from bluezone.protocol.identifiers import IDENTIFIER_LENGTH, METADATA_LENGTH
from bluezone.protocol.intervals import Air

ADVERTISEMENT_LENGTH: Final = 31
"""The most that a legacy advertisement carries, in bytes."""

FLAGS: Final = 0x01
UUIDS_16_SOME: Final = 0x02
UUIDS_16: Final = 0x03
UUIDS_128_SOME: Final = 0x06
UUIDS_128: Final = 0x07
LOCAL_NAME: Final = 0x09
TX_POWER: Final = 0x0A
SERVICE_DATA: Final = 0x16
MANUFACTURER_DATA: Final = 0xFF

EXPOSURE_NOTIFICATION_SERVICE: Final = 0xFD6F

OVERFLOW: Final = b"\x4c\x00\x01"
"""How Apple's overflow area begins, in manufacturer data (2020's `ServiceTraceCovid` filters on it); a bit a service follows."""
OVERFLOW_LENGTH: Final = 16


@dataclass(frozen=True, slots=True)
class Profile:
    """The numbers that mark an installation's beacons on the air.

    Args:
        company: 16-bit company identifier of the manufacturer data.
        service: 16-bit service identifier.
        ios_service: 16 bytes of the iOS form's service UUID, most significant byte first.
        name: Local name of the iOS form.
        ios_characteristic: 16 bytes of the characteristic from which the iOS form's identifier is read.
        ios_overflow: The 16 bytes of Apple's overflow area that an iPhone in the background shows for the iOS form's
            service, one bit set; empty when it is not known.
        tx_power_dbm: The transmit power every phone states, -127 to 20; one value for all, because a value per phone
            model would tell phones apart. The default is the median of Google's calibration table of 2020-12-14.
    """

    company: int
    service: int
    ios_service: bytes
    name: str
    tx_power_dbm: int = -26
    ios_characteristic: bytes = bytes.fromhex("00004e5673f54bc4a12f17d1ad07a689")
    ios_overflow: bytes = b""


BLUEZONE_2020: Final = Profile(
    0x22B5,
    0x4E56,
    bytes.fromhex("00004e5673f54bc4a12f17d1ad07a667"),
    "Bluezone",
    ios_overflow=b"\x08" + bytes(15),
)
"""The identifiers of 2020. They are not ours: for the simulated air, and elsewhere only on explicit opt-in."""


@dataclass(frozen=True, slots=True)
class BluezoneBeacon:
    """An identifier of 12 bytes, with the stated transmit power in dBm when the sender says it (in 2020 none did)."""

    identifier: bytes
    tx_power_dbm: int | None = None


@dataclass(frozen=True, slots=True)
class IosBeacon:
    """The iOS form: it carries no identifier, which has to be read over a connection.

    Args:
        in_background: Whether the application is not in sight, so that Apple's overflow area stands for the service.
    """

    in_background: bool = False


@dataclass(frozen=True, slots=True)
class ExposureNotificationBeacon:
    """A rolling proximity identifier of 16 bytes and its 4 bytes of encrypted metadata."""

    identifier: bytes
    metadata: bytes


Beacon = BluezoneBeacon | IosBeacon | ExposureNotificationBeacon


def encode(beacon: Beacon, profile: Profile = BLUEZONE_2020) -> bytes:
    """Return the advertisement that carries `beacon`: 23 or 26 bytes (Android form), 31 (iOS form; 24 in the background), 31 (0xFD6F).

    Raises:
        ValueError: A part of the beacon has another length than its air allows, or the power is not a signed byte.
    """
    match beacon:
        case BluezoneBeacon(identifier, tx_power_dbm):
            _require(identifier, IDENTIFIER_LENGTH[Air.BLUEZONE])
            power = b"" if tx_power_dbm is None else _structure(TX_POWER, _signed_byte(tx_power_dbm))
            body = _structure(MANUFACTURER_DATA, profile.company.to_bytes(2, "little") + identifier)
            return (
                _structure(FLAGS, b"\x02") + _structure(UUIDS_16, profile.service.to_bytes(2, "little")) + power + body
            )
        case IosBeacon(in_background=True):
            _require(profile.ios_overflow, OVERFLOW_LENGTH)
            return _structure(FLAGS, b"\x1a") + _structure(MANUFACTURER_DATA, OVERFLOW + profile.ios_overflow)
        case IosBeacon():
            name = _structure(LOCAL_NAME, profile.name.encode())
            return _structure(FLAGS, b"\x06") + _structure(UUIDS_128, profile.ios_service[::-1]) + name
        case ExposureNotificationBeacon(identifier, metadata):
            _require(identifier, IDENTIFIER_LENGTH[Air.EXPOSURE_NOTIFICATION])
            _require(metadata, METADATA_LENGTH)
            service = EXPOSURE_NOTIFICATION_SERVICE.to_bytes(2, "little")
            data = _structure(SERVICE_DATA, service + identifier + metadata)
            return _structure(FLAGS, b"\x1a") + _structure(UUIDS_16, service) + data
        case _:  # pragma: no cover -- mypy proves that no beacon is left
            assert_never(beacon)


def decode(advertisement: bytes, profile: Profile = BLUEZONE_2020) -> Beacon | None:
    """Return the beacon that an advertisement carries, None when it is somebody else's.

    Raises:
        MalformedMessage: The advertisement's structures are broken, or it names our service or company and carries
            an identifier of a wrong length.
    """
    if len(advertisement) > ADVERTISEMENT_LENGTH:
        raise MalformedMessage("an advertisement has at most 31 bytes")
    found = list(structures(advertisement))
    exposure_notification = _exposure_notification(found)
    return exposure_notification if exposure_notification is not None else _bluezone(found, profile)


def structures(advertisement: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the type and the data of each AD structure, in the order in which they stand.

    Raises:
        MalformedMessage: The next structure is longer than what is left.
    """
    at = 0
    while at < len(advertisement):
        length = advertisement[at]
        if length == 0:  # early end: what follows is padding (Core Specification, vol 3 part C section 11)
            return
        structure = advertisement[at + 1 : at + 1 + length]
        if len(structure) != length:
            raise MalformedMessage("an AD structure is longer than the advertisement")
        yield structure[0], structure[1:]
        at += 1 + length


def _exposure_notification(found: list[tuple[int, bytes]]) -> ExposureNotificationBeacon | None:
    service = EXPOSURE_NOTIFICATION_SERVICE.to_bytes(2, "little")
    for kind, data in found:
        if kind == SERVICE_DATA and data[:2] == service:
            if len(data) != 2 + IDENTIFIER_LENGTH[Air.EXPOSURE_NOTIFICATION] + METADATA_LENGTH:
                raise MalformedMessage("0xFD6F service data has 20 bytes")
            return ExposureNotificationBeacon(data[2:18], data[18:])
    return None


def _bluezone(found: list[tuple[int, bytes]], profile: Profile) -> BluezoneBeacon | IosBeacon | None:
    company = profile.company.to_bytes(2, "little")
    identifiers = [data[2:] for kind, data in found if kind == MANUFACTURER_DATA and data[:2] == company]
    if identifiers:
        if len(identifiers[0]) != IDENTIFIER_LENGTH[Air.BLUEZONE]:
            raise MalformedMessage("a Bluezone identifier has 12 bytes")
        if not _names_service(found, profile):
            return None
        return BluezoneBeacon(identifiers[0], _tx_power_dbm(found))
    for kind, data in found:
        if kind in (UUIDS_128, UUIDS_128_SOME) and profile.ios_service[::-1] in _parts(data, 16):
            return IosBeacon()
    return IosBeacon(in_background=True) if any(_overflows(*one, profile) for one in found) else None


def _overflows(kind: int, data: bytes, profile: Profile) -> bool:
    """Say whether Apple's overflow area has the bit of our service; other applications may set others."""
    area = data[len(OVERFLOW) :]
    if kind != MANUFACTURER_DATA or data[: len(OVERFLOW)] != OVERFLOW or len(area) != OVERFLOW_LENGTH:
        return False
    ours = int.from_bytes(profile.ios_overflow)
    return bool(ours) and int.from_bytes(area) & ours == ours


def _names_service(found: list[tuple[int, bytes]], profile: Profile) -> bool:
    service = profile.service.to_bytes(2, "little")
    return any(kind in (UUIDS_16, UUIDS_16_SOME) and service in _parts(data, 2) for kind, data in found)


def _tx_power_dbm(found: list[tuple[int, bytes]]) -> int | None:
    for kind, data in found:
        if kind == TX_POWER:
            if len(data) != 1:
                raise MalformedMessage("a TX power field has 1 byte")
            return int.from_bytes(data, signed=True)
    return None


def _structure(kind: int, data: bytes) -> bytes:
    return bytes((1 + len(data), kind)) + data


def _parts(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


def _signed_byte(dbm: int) -> bytes:
    try:
        return dbm.to_bytes(1, signed=True)
    except OverflowError as wrong:
        raise ValueError("a transmit power is -128 to 127 dBm") from wrong


def _require(part: bytes, length: int) -> None:
    if len(part) != length:
        raise ValueError(f"this part of a beacon has {length} bytes")

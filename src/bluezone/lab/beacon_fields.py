"""The fields of one advertisement, in order and by name, for a reader who holds its hex in hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bluezone.protocol import beacons

COMPANY_LENGTH: Final = 2


@dataclass(frozen=True, slots=True)
class Field:
    """Some bytes of an advertisement and what they are.

    Args:
        octets: The bytes.
        vi: What they are, in Vietnamese.
        en: The same in English.
    """

    octets: bytes
    vi: str
    en: str


def fields(payload: bytes) -> tuple[Field, ...]:
    """Return the fields of an advertisement, which together are all of its bytes.

    Args:
        payload: Well-formed AD structures (Core Specification Supplement, part A).
    """
    return tuple(_fields(payload))


def _fields(payload: bytes) -> Iterator[Field]:
    at = 0
    while at < len(payload) and payload[at]:
        length = payload[at]
        structure = payload[at : at + 1 + length]
        yield Field(
            structure[:2], f"dài {length} byte, loại 0x{structure[1]:02X}", f"{length} bytes, type 0x{structure[1]:02X}"
        )
        yield from _content(structure[1], structure[2:])
        at += 1 + length


def _content(kind: int, data: bytes) -> Iterator[Field]:
    match kind:
        case beacons.FLAGS:
            yield Field(data, "cờ: thiết bị BLE, có thể tìm thấy", "flags: Bluetooth Low Energy, discoverable")
        case beacons.UUIDS_16:
            number = int.from_bytes(data[:2], "little")
            yield Field(data, f"mã dịch vụ 0x{number:04X} của Bluezone", f"service 0x{number:04X}: Bluezone")
        case beacons.TX_POWER:
            power = int.from_bytes(data[:1], signed=True)
            yield Field(data, f"công suất phát đã khai: {power} dBm", f"stated transmit power: {power} dBm")
        case beacons.MANUFACTURER_DATA:
            company = int.from_bytes(data[:COMPANY_LENGTH], "little")
            yield Field(data[:COMPANY_LENGTH], f"mã công ty 0x{company:04X}", f"company 0x{company:04X}")
            yield Field(
                data[COMPANY_LENGTH:],
                "mã nhận dạng 12 byte, đổi sau mỗi 15 phút, không nói lên ai",
                "identifier of 12 bytes: another one every 15 minutes, it names nobody",
            )
        case _:
            yield Field(data, "nội dung khác", "other content")

"""How phones of 2020 read an advertisement, written from what their sources do and not from our parser."""


def structures(advertisement: bytes) -> dict[int, bytes]:
    """Return the first structure of each type, as the phone's system hands them to an application."""
    found: dict[int, bytes] = {}
    rest = advertisement
    while rest and rest[0]:
        found.setdefault(rest[1], rest[2 : 1 + rest[0]])
        rest = rest[1 + rest[0] :]
    return found


def android_reads(advertisement: bytes) -> bytes | None:
    """The Android receiver: filter on service 0x4E56, then manufacturer data of company 8885 of exactly 12 bytes."""
    found = structures(advertisement)
    manufacturer = found.get(0xFF, b"")
    if b"VN" not in found.get(0x03, b"") or int.from_bytes(manufacturer[:2], "little") != 8885:
        return None
    return manufacturer[2:] if len(manufacturer) == 14 else None


def ios_reads(advertisement: bytes) -> bytes | None:
    """The iOS receiver: filter on service 0x4E56, skip two bytes whatever they say, accept 12."""
    found = structures(advertisement)
    manufacturer = found.get(0xFF, b"")
    if b"VN" not in found.get(0x03, b""):
        return None
    return manufacturer[2:] if len(manufacturer[2:]) == 12 else None

"""Archives: the zip around an export, read without trust in what it says about itself.

Source: PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16. Only what export files use: two members in a fixed order,
stored or deflated, no zip64, no encryption, no comment. Sizes are bounded before anything is inflated, and inflating
stops at the size that was stated.
"""

import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from bluezone.protocol.errors import MalformedMessage

STORED: Final = 0
DEFLATED: Final = 8

_LOCAL: Final = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL: Final = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END: Final = struct.Struct("<4sHHHHIIH")
_LOCAL_MARK: Final = b"PK\x03\x04"
_CENTRAL_MARK: Final = b"PK\x01\x02"
_END_MARK: Final = b"PK\x05\x06"
_VERSION: Final = 20
_DATE_1980: Final = 0x21
"""1 January 1980, so that the same export always makes the same archive."""
_ENCRYPTED: Final = 0x0041
"""Bits 0 and 6 of a member's flags."""


@dataclass(frozen=True, slots=True)
class _Member:
    """What the central directory says about one member."""

    name: bytes
    flags: int
    method: int
    checksum: int
    packed: int
    size: int
    offset: int


def deflated(content: bytes) -> bytes:
    """Return `content` as a raw deflate stream."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def written(members: Mapping[str, bytes], deflate: Callable[[bytes], bytes | bytearray] = deflated) -> bytes:
    """Return a zip archive of `members`, in their order, that depends on nothing but its arguments.

    Args:
        members: ASCII names and contents.
        deflate: Makes a raw deflate stream.
    """
    parts: list[bytes | bytearray] = []
    directory: list[bytes] = []
    offset = 0
    for text, content in members.items():
        name, packed = text.encode("ascii"), deflate(content)
        common = (_VERSION, 0, DEFLATED, 0, _DATE_1980, zlib.crc32(content), len(packed), len(content), len(name), 0)
        parts += (_LOCAL.pack(_LOCAL_MARK, *common), name, packed)
        directory += (_CENTRAL.pack(_CENTRAL_MARK, _VERSION, *common, 0, 0, 0, 0, offset), name)
        offset += _LOCAL.size + len(name) + len(packed)
    central = b"".join(directory)
    end = _END.pack(_END_MARK, 0, 0, len(members), len(members), len(central), offset, 0)
    return b"".join((*parts, central, end))


def read(archive: bytes, limits: Mapping[str, int]) -> tuple[bytes, ...]:
    """Return the contents of an archive that has exactly the members that `limits` names, in that order.

    Args:
        archive: Any bytes.
        limits: For each member's name, how many bytes it may have when inflated.

    Raises:
        MalformedMessage: The archive is anything else, or a member is longer, damaged or not what it says.
    """
    members = _directory(archive, len(limits))
    if [member.name for member in members] != [name.encode("ascii") for name in limits]:
        raise MalformedMessage(f"an export archive holds {' and '.join(limits)}, once each, in this order")
    for member, (name, limit) in zip(members, limits.items(), strict=True):
        if member.size > limit:
            raise MalformedMessage(f"{name} has at most {limit} bytes")
    return tuple(_content(archive, member) for member in members)


def _directory(archive: bytes, count: int) -> list[_Member]:
    at = len(archive) - _END.size
    if at < 0:
        raise MalformedMessage("an export archive is longer than its end record")
    mark, disk, start_disk, here, total, size, offset, comment = _END.unpack_from(archive, at)
    if mark != _END_MARK or disk or start_disk or comment:
        raise MalformedMessage("an export archive ends with the end record of a zip file")
    if here != total or total != count:
        raise MalformedMessage(f"an export archive has exactly {count} members")
    if offset + size != at:
        raise MalformedMessage("the zip directory stands right before the end record")
    members = []
    for _ in range(count):
        member, offset = _entry(archive, offset, at)
        members.append(member)
    if offset != at:
        raise MalformedMessage("the zip directory has the length it states")
    return members


def _entry(archive: bytes, offset: int, end: int) -> tuple[_Member, int]:
    if offset + _CENTRAL.size > end:
        raise MalformedMessage("the zip directory is cut off")
    entry = _CENTRAL.unpack_from(archive, offset)
    mark, _, _, flags, method, _, _, checksum, packed, size, name, extra, comment, _, _, _, start = entry
    if mark != _CENTRAL_MARK:
        raise MalformedMessage("the zip directory holds directory entries")
    offset += _CENTRAL.size
    member = _Member(archive[offset : offset + name], flags, method, checksum, packed, size, start)
    return member, offset + name + extra + comment


def _content(archive: bytes, member: _Member) -> bytes:
    if member.offset + _LOCAL.size > len(archive):
        raise MalformedMessage("a zip member is cut off")
    local = _LOCAL.unpack_from(archive, member.offset)
    start = member.offset + _LOCAL.size + local[9] + local[10]
    name = archive[member.offset + _LOCAL.size : member.offset + _LOCAL.size + local[9]]
    if local[0] != _LOCAL_MARK or name != member.name or local[3] != member.method:
        raise MalformedMessage("a zip member is what the directory says")
    if member.flags & _ENCRYPTED or local[2] & _ENCRYPTED:
        raise MalformedMessage("a zip member is not encrypted")
    packed = archive[start : start + member.packed]
    if len(packed) != member.packed:
        raise MalformedMessage("a zip member is cut off")
    content = packed if member.method == STORED else _inflated(packed, member)
    if len(content) != member.size or zlib.crc32(content) != member.checksum:
        raise MalformedMessage("a zip member has the length and checksum it states")
    return content


def _inflated(packed: bytes, member: _Member) -> bytes:
    if member.method != DEFLATED:
        raise MalformedMessage("a zip member is stored or deflated")
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = unpacker.decompress(packed, member.size + 1)
    except zlib.error as wrong:
        raise MalformedMessage("a zip member is not a deflate stream") from wrong
    if not unpacker.eof or unpacker.unused_data:
        raise MalformedMessage("a zip member inflates to the length it states")
    return content

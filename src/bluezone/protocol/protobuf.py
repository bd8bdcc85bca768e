"""The wire of Protocol Buffers, as far as export files use it: varints, fixed 64-bit numbers, byte strings.

Source: Protocol Buffers, "Encoding" (wire types 0, 1, 2, 5; groups, deprecated since proto2, are refused). The
generated library is not needed at run time; tests compare with it byte by byte.
"""

from collections.abc import Iterator
from enum import IntEnum
from typing import Final

from bluezone.protocol.errors import MalformedMessage

VARINT_LIMIT: Final = 10
"""The longest varint, in bytes."""
FIELD_LIMIT: Final = 2**29
"""Field numbers are smaller than this, and at least 1."""
INT32: Final = range(-(2**31), 2**31)

_MORE: Final = 0x80
_SHORT_BYTES: Final = frozenset(field << 3 | 2 for field in range(1, 16))
"""Tags of one byte that announce bytes."""
_UINT64: Final = 2**64


class Wire(IntEnum):
    """How a field's value is laid out."""

    VARINT = 0
    FIXED64 = 1
    BYTES = 2
    FIXED32 = 5


def varint(number: int) -> bytes:
    """Return a number of 64 bits as a varint; a negative one in two's complement, ten bytes long."""
    rest = number % _UINT64
    found = bytearray()
    while rest >= _MORE:
        found.append(rest % _MORE | _MORE)
        rest //= _MORE
    found.append(rest)
    return bytes(found)


def zigzag(number: int) -> int:
    """Return a signed 32-bit number as an unsigned one that is small when its magnitude is (`sint32`)."""
    return 2 * number if number >= 0 else -2 * number - 1


def unzigzag(number: int) -> int:
    """Return the signed number that `zigzag` made unsigned."""
    return number // 2 if number % 2 == 0 else -(number // 2) - 1


def number_field(field: int, number: int) -> bytes:
    """Return an `int32`, `int64`, `enum` or (after `zigzag`) `sint32` field."""
    return varint(field << 3 | Wire.VARINT) + varint(number)


def fixed64_field(field: int, number: int) -> bytes:
    """Return a `fixed64` field: 8 bytes, little-endian."""
    return varint(field << 3 | Wire.FIXED64) + number.to_bytes(8, "little")


def bytes_field(field: int, content: bytes) -> bytes:
    """Return a `bytes`, `string` or message field."""
    return varint(field << 3 | Wire.BYTES) + varint(len(content)) + content


def fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield number and value of every field of a message in order: an unsigned int for varints and fixed, else bytes.

    Raises:
        MalformedMessage: The bytes end inside a field, or hold what no writer writes.
    """
    at, end = 0, len(message)
    while at < end:
        tag = message[at]
        if tag in _SHORT_BYTES and at + 1 < end and message[at + 1] < _MORE:  # as _span, for what exports are full of
            start, at = at + 2, at + 2 + message[at + 1]
            if at > end:
                raise MalformedMessage("a protobuf message ends inside a field")
            yield tag >> 3, message[start:at]
            continue
        tag, at = _varint_at(message, at)
        field, wire = tag >> 3, tag & 7
        if not 1 <= field < FIELD_LIMIT:
            raise MalformedMessage("a protobuf field's number is 1 to 536870911")
        if wire == Wire.VARINT:
            number, at = _varint_at(message, at)
            yield field, number
            continue
        start, at = _span(message, at, wire)
        content = message[start:at]
        yield field, content if wire == Wire.BYTES else int.from_bytes(content, "little")


def as_bytes(value: int | bytes, name: str) -> bytes:
    """Return a field's value that has to be bytes.

    Raises:
        MalformedMessage: It is a number.
    """
    if isinstance(value, int):
        raise MalformedMessage(f"{name} has the wrong wire type")
    return value


def as_text(value: int | bytes, name: str) -> str:
    """Return a field's value that has to be UTF-8 text.

    Raises:
        MalformedMessage: It is not.
    """
    try:
        return as_bytes(value, name).decode()
    except UnicodeDecodeError as wrong:
        raise MalformedMessage(f"{name} is not UTF-8") from wrong


def as_unsigned(value: int | bytes, name: str) -> int:
    """Return a field's value that has to be a number, of up to 64 bits.

    Raises:
        MalformedMessage: It is bytes.
    """
    if isinstance(value, bytes):
        raise MalformedMessage(f"{name} has the wrong wire type")
    return value


def as_int32(value: int | bytes, name: str) -> int:
    """Return a field's value that has to be an `int32`.

    Raises:
        MalformedMessage: It is bytes or a larger number.
    """
    number = as_unsigned(value, name)
    signed = number - _UINT64 if number >= _UINT64 // 2 else number
    if signed not in INT32:
        raise MalformedMessage(f"{name} has 32 bits")
    return signed


def as_sint32(value: int | bytes, name: str) -> int:
    """Return a field's value that has to be a `sint32`, as the signed number.

    Raises:
        MalformedMessage: It is bytes or a larger number.
    """
    number = unzigzag(as_unsigned(value, name))
    if number not in INT32:
        raise MalformedMessage(f"{name} has 32 bits")
    return number


def _span(message: bytes, at: int, wire: int) -> tuple[int, int]:
    if wire == Wire.BYTES:
        length, at = _varint_at(message, at)
    elif wire == Wire.FIXED64:
        length = 8
    elif wire == Wire.FIXED32:
        length = 4
    else:
        raise MalformedMessage("a protobuf field has wire type 0, 1, 2 or 5")
    if at + length > len(message):
        raise MalformedMessage("a protobuf message ends inside a field")
    return at, at + length


def _varint_at(message: bytes, at: int) -> tuple[int, int]:
    if at < len(message) and message[at] < _MORE:
        return message[at], at + 1
    number = 0
    for place, byte in enumerate(message[at : at + VARINT_LIMIT]):
        number |= (byte & (_MORE - 1)) << 7 * place
        if byte < _MORE:
            if number >= _UINT64:
                raise MalformedMessage("a varint has at most 64 bits")
            return number, at + place + 1
    raise MalformedMessage("a varint is cut off or has more than 10 bytes")

"""Columns of values on their way to PostgreSQL: each one parameter, an array in the binary form that the server reads.

A group of changes brings thousands of values. psycopg looks at each by itself; these arrays are joined as bytes instead.
Source of the form: PostgreSQL's `array_recv`, `src/backend/utils/adt/arrayfuncs.c`.
"""

from collections.abc import Sequence
from struct import Struct
from typing import Final

from psycopg import Connection
from psycopg.adapt import Dumper, Loader
from psycopg.pq import Format

from bluezone.keyserver.sealing import MARK_LENGTH

_HEAD: Final = Struct(">iiIii")
"""Dimensions, whether a value may be null, type of the values, how many, number of the first."""
_NO_VALUES: Final = Struct(">iiI")
_LENGTH: Final = Struct(">i")
_UUID, _BYTEA, _INTEGER = 2950, 17, 23
"""The numbers of the types in every PostgreSQL."""


class Marks(bytes):
    """An array of marks; 16 bytes each, they are kept as `uuid`, which is the type of that length."""

    __slots__ = ()


class Blobs(bytes):
    """An array of `bytea`."""

    __slots__ = ()


class Numbers(bytes):
    """An array of `integer`."""

    __slots__ = ()


def marks(values: Sequence[bytes]) -> Marks:
    """Return marks as one parameter."""
    return Marks(_array(_UUID, values, _LENGTH.pack(MARK_LENGTH)))


def blobs(values: Sequence[bytes | None]) -> Blobs:
    """Return byte strings of any length, or nulls, as one parameter."""
    if None not in values and len({*map(len, values)}) == 1:  # type: ignore[arg-type]  # none is None
        return Blobs(_array(_BYTEA, values, _LENGTH.pack(len(values[0]))))  # type: ignore[arg-type]  # none is None
    return Blobs(_array(_BYTEA, [_blob(value) for value in values], b""))


def numbers(values: Sequence[int]) -> Numbers:
    """Return whole numbers of 32 bits as one parameter."""
    packed = {value: _LENGTH.pack(value) for value in {*values}}
    return Numbers(_array(_INTEGER, [packed[value] for value in values], _LENGTH.pack(_LENGTH.size)))


def teach(connection: Connection[tuple[object, ...]]) -> None:
    """Let a connection take these arrays, and give marks back as the bytes that they are."""
    for kind, dumper in ((Marks, _DumpedMarks), (Blobs, _DumpedBlobs), (Numbers, _DumpedNumbers)):
        connection.adapters.register_dumper(kind, dumper)
    connection.adapters.register_loader(_UUID, _LoadedMark)


class _DumpedArray(Dumper):
    format = Format.BINARY

    def dump(self, obj: bytes) -> bytes:
        return obj


class _DumpedMarks(_DumpedArray):
    oid = 2951


class _DumpedBlobs(_DumpedArray):
    oid = 1001


class _DumpedNumbers(_DumpedArray):
    oid = 1007


class _LoadedMark(Loader):
    format = Format.BINARY

    def load(self, data: bytes | bytearray | memoryview) -> bytes:
        return bytes(data)


def _array(kind: int, values: Sequence[bytes], length: bytes) -> bytes:
    """Return an array whose values bear this length before them."""
    if not values:
        return _NO_VALUES.pack(0, 0, kind)
    return _HEAD.pack(1, 1, kind, len(values), 1) + length + length.join(values)


def _blob(value: bytes | None) -> bytes:
    return _LENGTH.pack(-1) if value is None else _LENGTH.pack(len(value)) + value

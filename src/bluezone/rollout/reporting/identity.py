"""Names of reports: UUIDs of version 7, made by whoever sends one (RFC 9562, section 5.7)."""

import secrets
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

VERSION: Final = 7
RANDOM_BYTES: Final = 10
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def new_id(moment: datetime) -> UUID:
    """Return a fresh name for a report that is made at a moment."""
    return uuid7(moment, secrets.token_bytes(RANDOM_BYTES))


def derived_id(moment: datetime, *parts: str) -> UUID:
    """Return the same name for the same moment and words: for ways in that bring a name of another kind."""
    return uuid7(moment, sha256("\x1f".join(parts).encode()).digest())


def uuid7(moment: datetime, filling: bytes) -> UUID:
    """Return the UUID of a moment's millisecond and of the first 74 bits of `filling`, which has at least 10 bytes."""
    milliseconds = (moment - _EPOCH) // timedelta(milliseconds=1)
    rest = int.from_bytes(filling[:RANDOM_BYTES], "big")
    number = (
        (milliseconds << 80) | (VERSION << 76) | ((rest >> 64 & 0xFFF) << 64) | (0b10 << 62) | (rest & (1 << 62) - 1)
    )
    return UUID(int=number)

"""Identifiers: the bytes that are on the air for one interval.

Sources: Exposure Notification Cryptography Specification v1.2 for the rolling proximity identifier and its encrypted
metadata; the 2020 application's chain of sub keys (`BluezoneIdGenerator`) for Bluezone, under a day key of our own.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR, ECB
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bluezone.protocol.intervals import Air, Interval, interval_at
from bluezone.protocol.keys import ExposureKey, day_key

SUB_KEY_SALT: Final = b"bluzonesubkey"
"""As the 2020 application spells it."""
TAKEN: Final = (0, 4, 8, 12, 16, 18, 20, 22, 24, 26, 28, 30)
"""Which bytes of a sub key make the identifier."""
BLUEZONE_STEPS: Final = 96
IDENTIFIER_LENGTH: Final = {Air.BLUEZONE: 12, Air.EXPOSURE_NOTIFICATION: 16}
METADATA_LENGTH: Final = 4

_RPI_PADDING: Final = b"EN-RPI" + bytes(6)


def sub_keys(day_key_bytes: bytes, steps: int = BLUEZONE_STEPS) -> Iterator[bytes]:
    """Yield the day's sub keys of 32 bytes, in order: each is the SHA-256 of the one before."""
    sub_key = sha256(day_key_bytes + SUB_KEY_SALT).digest()
    for _ in range(steps):
        yield sub_key
        sub_key = sha256(sub_key).digest()


def taken(sub_key: bytes) -> bytes:
    """Return the 12 bytes of a 32-byte sub key that go on the air: those at the places `TAKEN`."""
    return sub_key[0:16:4] + sub_key[16::2]


def bluezone_day(day_key_bytes: bytes, steps: int = BLUEZONE_STEPS) -> tuple[bytes, ...]:
    """Return all identifiers of a UTC day, 12 bytes each, from midnight on."""
    return tuple(taken(sub_key) for sub_key in sub_keys(day_key_bytes, steps))


def proximity_key(key: ExposureKey) -> bytes:
    """Return the 16-byte *Rolling Proximity Identifier Key*."""
    return _derived(key, b"EN-RPIK")


def metadata_key(key: ExposureKey) -> bytes:
    """Return the 16-byte *Associated Encrypted Metadata Key*."""
    return _derived(key, b"EN-AEMK")


def encrypted_metadata(key: ExposureKey, identifier_bytes: bytes, metadata: bytes) -> bytes:
    """Return the metadata as it goes on the Exposure Notification air; applied twice, it is plain again.

    Args:
        key: The key that made the identifier.
        identifier_bytes: The 16-byte identifier it is sent with: the counter block.
        metadata: 4 bytes: version, transmit power in dBm (signed), two zero bytes. There is no integrity tag.
    """
    encryptor = Cipher(AES(metadata_key(key)), CTR(identifier_bytes)).encryptor()
    return encryptor.update(metadata) + encryptor.finalize()


def identifiers(key: ExposureKey, air: Air) -> tuple[tuple[Interval, bytes], ...]:
    """Return every interval in which `key` is on `air`, with its identifier, in order of time.

    Raises:
        ValueError: On the Bluezone air, `key` reaches into a second UTC day.
    """
    spoken = _intervals(key, air)
    if air is Air.EXPOSURE_NOTIFICATION:
        return tuple(zip(spoken, _proximity_identifiers(key, spoken), strict=True))
    index = _index(spoken)
    day = bluezone_day(day_key(key), index + len(spoken))
    return tuple(zip(spoken, day[index:], strict=True))


def identifier(key: ExposureKey, interval: Interval, air: Air) -> bytes:
    """Return the identifier of one interval, without deriving those after it.

    Raises:
        ValueError: `interval` is outside the key, or on the Bluezone air `key` reaches into a second UTC day.
    """
    spoken = _intervals(key, air)
    if interval not in spoken:
        raise ValueError("the interval is outside the key")
    if air is Air.EXPOSURE_NOTIFICATION:
        return _proximity_identifiers(key, [interval])[0]
    return bluezone_day(day_key(key), _index(spoken) + interval - spoken[0] + 1)[-1]


def _intervals(key: ExposureKey, air: Air) -> Sequence[Interval]:
    last = interval_at(key.end - timedelta.resolution, air)
    return [Interval(number) for number in range(interval_at(key.start, air), last + 1)]


def _index(spoken: Sequence[Interval]) -> int:
    index = spoken[0] % BLUEZONE_STEPS
    if index + len(spoken) > BLUEZONE_STEPS:
        raise ValueError("on the Bluezone air a key stays inside one UTC day")
    return index


def _proximity_identifiers(key: ExposureKey, spoken: Sequence[Interval]) -> list[bytes]:
    padded = b"".join(_RPI_PADDING + interval.to_bytes(4, "little") for interval in spoken)
    encryptor = Cipher(AES(proximity_key(key)), ECB()).encryptor()  # noqa: S305 -- the specification's PRF on one block
    blocks = encryptor.update(padded) + encryptor.finalize()
    return [blocks[at : at + 16] for at in range(0, len(blocks), 16)]


def _derived(key: ExposureKey, info: bytes) -> bytes:
    return HKDF(SHA256(), 16, salt=None, info=info).derive(key.secret)

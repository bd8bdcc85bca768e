"""Derivation: every identifier of many keys, in one array.

Sources: as `bluezone.protocol.identifiers`, which these arrays equal byte by byte. A Bluezone chain is serial, so the
loop over `hashlib` is kept as bare as it can be; an Exposure Notification day is one AES call over all its blocks.
HKDF with no salt and one block of output is two HMACs (RFC 5869), each two SHA-256 over padded keys (RFC 2104).
"""

from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from itertools import repeat
from typing import Final

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

from bluezone.matching.tables import Bytes, Counts, KeyTable
from bluezone.protocol.identifiers import BLUEZONE_STEPS, IDENTIFIER_LENGTH, SUB_KEY_SALT, TAKEN
from bluezone.protocol.intervals import KEY_INTERVALS_A_DAY, Air
from bluezone.protocol.keys import DAY_KEY_INFO

KEYS_AT_ONCE: Final = 512
"""Keys derived before their digests are cut down to identifiers: 1.5 MiB of digests, which stay in the cache."""

_INNER: Final = bytes(byte ^ 0x36 for byte in range(256))
_OUTER: Final = bytes(byte ^ 0x5C for byte in range(256))
_INNER_TAIL: Final = b"\x36" * 32
_OUTER_TAIL: Final = b"\x5c" * 32
_NO_SALT_INNER: Final = b"\x36" * 64
_NO_SALT_OUTER: Final = b"\x5c" * 64
_RPI_KEY_LENGTH: Final = 16


@dataclass(frozen=True, slots=True, eq=False)
class DerivedKeys:
    """All identifiers of a table of keys on one air, computed once and matched against any number of phones.

    The keys stand in order of the day they start in; `order` leads back to the rows of the table. The identifiers of
    key k are rows `ends[k] - counts[k]` to `ends[k] - 1`, for intervals `firsts[k]` onward.

    Args:
        air: The air.
        identifiers: K x 12 or K x 16 bytes, of all keys, one after another.
        order: N rows of the key table.
        days: N UTC days since 1970 in which the keys start, ascending.
        firsts: N first intervals of the air.
        ends: N ends of the keys' identifiers.
    """

    air: Air
    identifiers: Bytes = field(repr=False)
    order: Counts
    days: Counts
    firsts: Counts
    ends: Counts

    def __len__(self) -> int:
        """The number of identifiers."""
        return len(self.identifiers)

    @property
    def counts(self) -> Counts:
        """How many identifiers each key has."""
        return np.diff(self.ends, prepend=0)


def derived(keys: KeyTable, air: Air) -> DerivedKeys:
    """Return every identifier that `keys` have on `air`.

    Raises:
        ValueError: On the Bluezone air, a key reaches into a second UTC day.
    """
    order = np.argsort(keys.starts // KEY_INTERVALS_A_DAY, kind="stable")
    ordered = keys.only(order)
    firsts, counts = _intervals(ordered, air)
    if air is Air.BLUEZONE and len(keys) and (firsts % BLUEZONE_STEPS + counts).max() > BLUEZONE_STEPS:
        raise ValueError("on the Bluezone air a key stays inside one UTC day")
    found = np.empty((int(counts.sum()), IDENTIFIER_LENGTH[air]), dtype=np.uint8)
    ends = np.cumsum(counts)
    fill = _fill_bluezone if air is Air.BLUEZONE else _fill_exposure_notification
    for at in range(0, len(keys), KEYS_AT_ONCE):
        chunk = slice(at, at + KEYS_AT_ONCE)
        rows = slice(int(ends[at] - counts[at]), int(ends[chunk][-1]))
        fill(found[rows], ordered.secrets[chunk], firsts[chunk], counts[chunk])
    return DerivedKeys(air, found, order, ordered.starts // KEY_INTERVALS_A_DAY, firsts, ends)


def _intervals(keys: KeyTable, air: Air) -> tuple[Counts, Counts]:
    ends = keys.starts + keys.periods
    steps = air.intervals_a_day
    firsts = keys.starts * steps // KEY_INTERVALS_A_DAY
    return firsts, -(-ends * steps // KEY_INTERVALS_A_DAY) - firsts


def _fill_bluezone(found: Bytes, secrets: Bytes, firsts: Counts, counts: Counts) -> None:
    digests = BytesIO(bytes(32 * int(counts.sum())))
    keep = digests.write
    places = (firsts % BLUEZONE_STEPS).tolist()
    for secret, place, count in zip(_texts(secrets), places, counts.tolist(), strict=True):
        sub_key = _hkdf(secret, DAY_KEY_INFO) + SUB_KEY_SALT
        for _ in range(place):
            sub_key = sha256(sub_key).digest()
        for _ in repeat(None, count):
            keep(sub_key := sha256(sub_key).digest())
    rows = np.frombuffer(digests.getbuffer(), dtype=np.uint8).reshape(-1, 32)
    np.take(rows, TAKEN, axis=1, out=found, mode="clip")  # no buffer, unlike "raise"


def _fill_exposure_notification(found: Bytes, secrets: Bytes, firsts: Counts, counts: Counts) -> None:
    blocks = []
    for secret, first, count in zip(_texts(secrets), firsts.tolist(), counts.tolist(), strict=True):
        key = AES(_hkdf(secret, b"EN-RPIK")[:_RPI_KEY_LENGTH])
        encryptor = Cipher(key, ECB()).encryptor()  # noqa: S305 -- the specification's PRF on single blocks
        blocks.append(encryptor.update(_padded(first, count)))
    found[:] = np.frombuffer(b"".join(blocks), dtype=np.uint8).reshape(found.shape)


@lru_cache(maxsize=64)
def _padded(first: int, count: int) -> bytes:
    """Return the specification's *PaddedData* of intervals `first` onward, 16 bytes each."""
    blocks = np.zeros(count, dtype=[("name", "S6"), ("zeros", "V6"), ("interval", "<u4")])
    blocks["name"] = b"EN-RPI"
    blocks["interval"] = np.arange(first, first + count)
    return blocks.tobytes()


def _hkdf(secret: bytes, info: bytes) -> bytes:
    """Return 32 bytes of HKDF-SHA256 without salt."""
    extracted = sha256(_NO_SALT_OUTER + sha256(_NO_SALT_INNER + secret).digest()).digest()
    inner = sha256(extracted.translate(_INNER) + _INNER_TAIL + info + b"\x01").digest()
    return sha256(extracted.translate(_OUTER) + _OUTER_TAIL + inner).digest()


def _texts(secrets: Bytes) -> list[bytes]:
    flat = secrets.tobytes()
    width = secrets.shape[1]
    return [flat[at : at + width] for at in range(0, len(flat), width)]

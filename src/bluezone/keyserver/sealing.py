"""Rows that only the holder of the key files can read: sealed contents, found again by a keyed hash.

Two secrets of 32 bytes lie in files of their own outside the database: one for diagnosis keys, one for codes and tokens.
Whoever reads the database without them sees rows of one length that begin with random bytes; see decision 0010.
"""

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bluezone.protocol.errors import MalformedMessage

SEALING_SECRET_LENGTH: Final = 32
"""Bytes of a secret from which rows are sealed and found."""
MARK_LENGTH: Final = 16
"""Bytes of the keyed hash by which a row is found."""
NONCE_LENGTH: Final = 12

_BLOCK: Final = 64
"""Bytes of a block of SHA-256."""
_PADS: Final = tuple(bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))
"""What RFC 2104 does to the key before the inner and the outer hash, as tables of bytes."""


@dataclass(frozen=True, slots=True)
class KeyFiles:
    """The two secrets of 32 bytes that lie outside the database: one for diagnosis keys, one for codes and tokens."""

    rows: bytes = field(repr=False)
    codes: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Chance:
    """Where unpredictable things come from.

    Args:
        random: Returns that many unpredictable bytes.
        below: Draws a number from 0 to one less than its argument.
    """

    random: Callable[[int], bytes]
    below: Callable[[int], int]


@dataclass(frozen=True, slots=True)
class Sealer:
    """Hides the contents of one kind of row and finds it again by what it is about.

    Args:
        mark_key: 32 bytes for the keyed hash.
        cipher: AES-256-GCM under another 32 bytes.
        random: Returns that many unpredictable bytes.
    """

    mark_key: bytes = field(repr=False)
    cipher: AESGCM = field(repr=False)
    random: Callable[[int], bytes]

    def mark(self, about: bytes) -> bytes:
        """Return the 16 bytes under which the row about something is found."""
        return hmac.digest(self.mark_key, about, hashlib.sha256)[:MARK_LENGTH]

    def marks(self, about: Sequence[bytes]) -> list[bytes]:
        """Return `mark` for each of `about`: HMAC-SHA256 (RFC 2104) whose two beginnings are hashed once for all."""
        inner, outer = (hashlib.sha256(self.mark_key.ljust(_BLOCK, b"\0").translate(pad)) for pad in _PADS)
        found = []
        for each in about:
            inside, outside = inner.copy(), outer.copy()
            inside.update(each)
            outside.update(inside.digest())
            found.append(outside.digest()[:MARK_LENGTH])
        return found

    def sealed(self, mark: bytes, plain: bytes) -> bytes:
        """Return `plain` hidden, bound to its row: nonce (12 bytes), ciphertext, tag (16 bytes)."""
        nonce = self.random(NONCE_LENGTH)
        return nonce + self.cipher.encrypt(nonce, plain, mark)

    def all_sealed(self, rows: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
        """Return `sealed` for each (mark, plain) of `rows`; unpredictable bytes are fetched once for all nonces."""
        fresh = self.random(NONCE_LENGTH * len(rows))
        nonces = (fresh[at : at + NONCE_LENGTH] for at in range(0, len(fresh), NONCE_LENGTH))
        encrypt = self.cipher.encrypt
        return [nonce + encrypt(nonce, plain, mark) for nonce, (mark, plain) in zip(nonces, rows, strict=True)]

    def opened(self, mark: bytes, sealed: bytes) -> bytes:
        """Return what was sealed for this row.

        Raises:
            MalformedMessage: The row was changed or moved, or the key file is another one.
        """
        try:
            return self.cipher.decrypt(sealed[:NONCE_LENGTH], sealed[NONCE_LENGTH:], mark)
        except (InvalidTag, ValueError) as wrong:
            raise MalformedMessage("a sealed row cannot be opened with this key file") from wrong


def sealer(secret: bytes, kind: str, random: Callable[[int], bytes]) -> Sealer:
    """Return the sealer of one kind of row.

    Args:
        secret: The 32 bytes of a key file.
        kind: The kind of row; kinds share nothing.
        random: Returns that many unpredictable bytes.

    Raises:
        MalformedMessage: The key file has another length.
    """
    if len(secret) != SEALING_SECRET_LENGTH:
        raise MalformedMessage(f"a key file has {SEALING_SECRET_LENGTH} bytes")
    mark_key, seal_key = (
        hmac.digest(secret, f"bluezone-{purpose}-{kind}".encode(), hashlib.sha256) for purpose in ("mark", "seal")
    )
    return Sealer(mark_key, AESGCM(seal_key), random)

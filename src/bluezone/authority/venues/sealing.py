"""Secrets of venues, sealed under a key file that lies outside the database: ChaCha20-Poly1305."""

import hashlib
import hmac
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from bluezone.authority.private_files import alone_in, write_whole
from bluezone.protocol.errors import Unavailable

FOLDER: Final = "venues"
KEY_FILE: Final = "venues-key"
KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
DECOY_BYTES: Final = 8
_DECOY_PREFIX: Final = b"bluezone ended decoy 1\n"


@dataclass(frozen=True, slots=True)
class Seal:
    """Seals and opens the secrets of venue codes.

    Args:
        key: 32 secret bytes.
    """

    key: bytes = field(repr=False)

    def close(self, secret: bytes, *, venue: UUID, version: int) -> bytes:
        """Return a secret sealed and bound to its venue and version, so that no two can be swapped."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + ChaCha20Poly1305(self.key).encrypt(nonce, secret, _bound(venue, version))

    def open(self, sealed: bytes, *, venue: UUID, version: int) -> bytes:
        """Return the secret.

        Raises:
            Unavailable: The key is another one, or the bytes were changed.
        """
        nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            return ChaCha20Poly1305(self.key).decrypt(nonce, rest, _bound(venue, version))
        except InvalidTag as wrong:
            raise Unavailable("a venue's secret does not open with the key that lies beside the database") from wrong

    def decoy(self, number: int) -> bytes:
        """Return 8 bytes that hide how many codes have ended: the same each time, and known to nobody else."""
        return hmac.digest(self.key, _DECOY_PREFIX + number.to_bytes(4, "big"), hashlib.sha256)[:DECOY_BYTES]


def seal_in(people: Path) -> Seal:
    """Return the seal whose key lies in a folder of people's side, making the key at first need.

    Raises:
        Unavailable: The disk refuses, or the file is none of ours.
    """
    path = people / FOLDER / KEY_FILE
    with alone_in(path.parent):
        if not path.exists():
            write_whole(path, os.urandom(KEY_BYTES))
        key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise Unavailable(f"the key of the venues has to have {KEY_BYTES} bytes")
    return Seal(key)


def _bound(venue: UUID, version: int) -> bytes:
    return venue.bytes + version.to_bytes(4, "big")

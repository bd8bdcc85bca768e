"""Sealing of what the outbox holds: ChaCha20-Poly1305 under a key file that lies outside the database."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from bluezone.protocol.errors import Unavailable

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
OWNER_ONLY: Final = 0o600


@dataclass(frozen=True, slots=True)
class Seal:
    """Seals and opens the fields of messages.

    Args:
        key: 32 secret bytes.
    """

    key: bytes = field(repr=False)

    def close(self, text: str, *, message: UUID, name: str) -> bytes:
        """Return a field of one message, sealed and bound to both, so that fields cannot be swapped."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + ChaCha20Poly1305(self.key).encrypt(nonce, text.encode(), _bound(message, name))

    def open(self, sealed: bytes, *, message: UUID, name: str) -> str:
        """Return what a sealed field says.

        Raises:
            Unavailable: The key is another one, or the bytes were changed.
        """
        nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            return ChaCha20Poly1305(self.key).decrypt(nonce, rest, _bound(message, name)).decode()
        except InvalidTag as wrong:
            raise Unavailable("a message of the outbox does not open with the key that lies beside it") from wrong


def seal_in(folder: Path) -> Seal:
    """Return the seal whose key lies in a folder, making the key at first need."""
    path = folder / "outbox-key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _make_key(path)
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise Unavailable(f"the key of the outbox has to have {KEY_BYTES} bytes")
    return Seal(key)


def _bound(message: UUID, name: str) -> bytes:
    return message.bytes + name.encode()


def _make_key(path: Path) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY), "wb") as file:
        file.write(os.urandom(KEY_BYTES))
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()

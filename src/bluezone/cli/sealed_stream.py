"""A stream of bytes sealed under one key: written and read in pieces, whole or not at all.

The file: magic, sixteen random bytes, then pieces of 64 KiB, each ChaCha20-Poly1305 under a key derived from the file's
own secret and those sixteen bytes (HKDF-SHA256). A piece's nonce is its number (88 bits) and whether it is the last (one
byte), so that no piece can be left out, doubled, moved or cut off unnoticed.

Source: the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015), as the age format v1 uses it.
"""

import io
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bluezone.protocol.errors import MalformedMessage

MAGIC: Final = b"bluezone backup 1\n"
SALT_BYTES: Final = 16
SECRET_BYTES: Final = 32
PIECE_BYTES: Final = 65536
TAG_BYTES: Final = 16
COUNTER_BYTES: Final = 11


class SealingWriter(io.RawIOBase):
    """Seals what is written to it; without `finish` the file stays recognisably cut off.

    Args:
        file: Where the sealed bytes go.
        secret: The file's own secret, 32 bytes.
        salt: Sixteen fresh random bytes.
    """

    def __init__(self, file: BinaryIO, secret: bytes, salt: bytes) -> None:
        """Write the head."""
        super().__init__()
        self._file, self._pieces, self._held = file, _Pieces(_key(secret, salt)), bytearray()
        file.write(MAGIC + salt)

    def writable(self) -> bool:
        """Return yes."""
        return True

    def write(self, content: object) -> int:
        """Take bytes in; full pieces go out sealed."""
        view = memoryview(content)  # type: ignore[arg-type]  # anything with a buffer, as every raw writer takes
        self._held += view
        while len(self._held) > PIECE_BYTES:
            self._file.write(self._pieces.sealed(bytes(self._held[:PIECE_BYTES]), last=False))
            del self._held[:PIECE_BYTES]
        return view.nbytes

    def finish(self) -> None:
        """Seal what is left as the last piece."""
        self._file.write(self._pieces.sealed(bytes(self._held), last=True))
        self._held.clear()


class OpeningReader(io.RawIOBase):
    """Opens what a `SealingWriter` wrote, piece by piece.

    Args:
        file: The sealed bytes.
        secret: The file's own secret.

    Raises:
        MalformedMessage: The file is none of ours, the key is another one, or bytes were changed, cut off or added.
    """

    def __init__(self, file: io.BufferedReader, secret: bytes) -> None:
        """Read the head."""
        super().__init__()
        head = file.read(len(MAGIC) + SALT_BYTES)
        if len(head) != len(MAGIC) + SALT_BYTES or not head.startswith(MAGIC):
            raise MalformedMessage("this is no backup of Bluezone, or it was cut off")
        self._file, self._pieces, self._held, self._ended = file, _Pieces(_key(secret, head[-SALT_BYTES:])), b"", False

    def readable(self) -> bool:
        """Return yes."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill a buffer with what comes next; nothing after the last piece."""
        view = memoryview(buffer)  # type: ignore[arg-type]  # any writable buffer, as every raw reader takes
        while not self._held and not self._ended:
            self._held = self._piece()
        taken = self._held[: view.nbytes]
        view[: len(taken)] = taken
        self._held = self._held[len(taken) :]
        return len(taken)

    def check_end(self) -> None:
        """Read on to the last piece.

        Raises:
            MalformedMessage: It never comes: the file was cut off.
        """
        while not self._ended:
            self._piece()

    def _piece(self) -> bytes:
        sealed = self._file.read(PIECE_BYTES + TAG_BYTES)
        if len(sealed) < TAG_BYTES:
            raise MalformedMessage("the backup was cut off")
        self._ended = not self._file.peek(1)
        return self._pieces.opened(sealed, last=self._ended)


@dataclass(slots=True)
class _Pieces:
    key: ChaCha20Poly1305 = field(repr=False)
    number: int = 0

    def sealed(self, piece: bytes, *, last: bool) -> bytes:
        return self.key.encrypt(self._nonce(last=last), piece, None)

    def opened(self, piece: bytes, *, last: bool) -> bytes:
        first = self.number == 0
        try:
            return self.key.decrypt(self._nonce(last=last), piece, None)
        except InvalidTag as wrong:
            whose = "the key is that of another backup, or the" if first else "the"
            raise MalformedMessage(f"{whose} backup was cut off or changed") from wrong

    def _nonce(self, *, last: bool) -> bytes:
        self.number += 1
        return self.number.to_bytes(COUNTER_BYTES, "big") + bytes([last])


def _key(secret: bytes, salt: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(HKDF(SHA256(), 32, salt=salt, info=MAGIC).derive(secret))

"""An envelope as telephones pack it before they seal it: small enough for QR codes.

Source: `docs/field-protocol.md`, "Handing in": the gzip of the raw signature and the bundle.
"""

import zlib
from typing import Final

from bluezone.protocol.errors import MalformedMessage

GZIP: Final = b"\x1f\x8b"
_WITH_GZIP_HEADER: Final = 31
SIGNATURE_LENGTH: Final = 64
LARGEST_UNPACKED: Final = 262_144
"""Bytes; a small parcel cannot become a large one."""


def is_packed(body: bytes) -> bool:
    """Return whether this is a packed envelope, by its first bytes; JSON begins otherwise."""
    return body.startswith(GZIP)


def unpacked(body: bytes) -> tuple[bytes, bytes]:
    """Return the bundle and the signature that a packed envelope holds.

    Raises:
        MalformedMessage: It cannot be unpacked, or is larger than `LARGEST_UNPACKED`.
    """
    unpacking = zlib.decompressobj(_WITH_GZIP_HEADER)
    try:
        content = unpacking.decompress(body, LARGEST_UNPACKED + 1)
    except zlib.error as wrong:
        raise MalformedMessage("a packed envelope has to be gzip") from wrong
    if len(content) > LARGEST_UNPACKED:
        raise MalformedMessage(f"a packed envelope holds at most {LARGEST_UNPACKED} bytes")
    if not unpacking.eof or unpacking.unused_data or len(content) <= SIGNATURE_LENGTH:
        raise MalformedMessage("a packed envelope is whole, and holds a signature and a bundle")
    return content[SIGNATURE_LENGTH:], content[:SIGNATURE_LENGTH]

"""Revision tokens: what a phone gets for its report, so that only this phone can revise it.

A sealed list of the report's keys, always of one length; whoever has none of this server's key files sees random bytes.
Source: google/exposure-notifications-server `2041f77`, `internal/revision` (purpose and padding; the bytes are ours).
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from struct import Struct
from typing import Final

from bluezone.keyserver.sealing import KeyFiles, sealer
from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.keys import ExposureKey

TOKEN_KEYS: Final = 30
"""How many keys a token names, real and empty ones together: as many as a report may have."""
TOKEN_LENGTH: Final = 880
"""Characters of every token."""

_ENTRY: Final = Struct("<16sIB")
_HEAD: Final = Struct("<BB")
_VERSION: Final = 1
_ABOUT: Final = b"revision-token"


class RevisionTokens:
    """Makes and reads revision tokens.

    Args:
        files: The key files of this server: another one's tokens do not open.
        random: Returns that many unpredictable bytes.
    """

    def __init__(self, files: KeyFiles, random: Callable[[int], bytes]) -> None:
        """Derive the key that seals them."""
        self._sealer = sealer(files.codes, "revision", random)

    def token(self, keys: Iterable[ExposureKey]) -> str:
        """Return a token for the first `TOKEN_KEYS` of some keys."""
        entries = [_ENTRY.pack(key.secret, key.rolling_start, key.rolling_period) for key in islice(keys, TOKEN_KEYS)]
        plain = _HEAD.pack(_VERSION, len(entries)) + b"".join(entries).ljust(TOKEN_KEYS * _ENTRY.size, b"\0")
        return urlsafe_b64encode(self._sealer.sealed(_ABOUT, plain)).decode()

    def keys_in(self, text: str) -> Mapping[bytes, ExposureKey]:
        """Return the keys of a token by their secrets.

        Raises:
            RuleViolation: `invalid_revision_token`: it is none of this server's, or was changed.
        """
        try:
            sealed = urlsafe_b64decode(text.encode("ascii")) if len(text) == TOKEN_LENGTH else b""
            plain = self._sealer.opened(_ABOUT, sealed)
        except (ValueError, MalformedMessage):
            raise RuleViolation("invalid_revision_token", "the revision token is not one of this server's") from None
        _, many = _HEAD.unpack_from(plain)
        found = (_ENTRY.unpack_from(plain, _HEAD.size + place * _ENTRY.size) for place in range(many))
        return {secret: ExposureKey(secret, start, period) for secret, start, period in found}

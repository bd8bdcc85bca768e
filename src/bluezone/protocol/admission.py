"""Admission: the public keys that an authority asks its keyserver to name in `keys.json`.

Source: `docs/protocol.md`, section 8. The authority signs feeds and venue codes and opens letters with keys of its own;
the keyserver's root vouches for their public halves. A file of them holds nothing secret.
"""

from collections import Counter
from collections.abc import Sequence
from types import MappingProxyType
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from bluezone.protocol.errors import MalformedMessage
from bluezone.protocol.trust import Algorithm, TrustedKey, Use, public_key

ALGORITHMS: Final = MappingProxyType(
    {Use.FEED: Algorithm.ED25519, Use.VENUE: Algorithm.ED25519, Use.MAIL: Algorithm.X25519}
)
"""What an authority's keys may be for, and how each works."""
MOST_KEYS: Final = 100


class PublicKeys(Struct, frozen=True, kw_only=True):
    """The authority's public keys, those that were retired too while something of theirs may still be met."""

    keys: Annotated[tuple[TrustedKey, ...], Meta(max_length=MOST_KEYS)]


def encoded(keys: Sequence[TrustedKey]) -> bytes:
    """Return the file that says `keys`."""
    return msgspec.json.format(msgspec.json.encode(PublicKeys(keys=tuple(keys))), indent=1) + b"\n"


def public_keys_in(content: bytes) -> tuple[TrustedKey, ...]:
    """Return the keys in a file.

    Raises:
        MalformedMessage: It is no such file, names a key twice, or a key is for something that is not the authority's.
    """
    try:
        found = msgspec.json.decode(content, type=PublicKeys)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as wrong:
        raise MalformedMessage("this is no file of an authority's public keys") from wrong
    if any(many > 1 for many in Counter(key.id for key in found.keys).values()):
        raise MalformedMessage("a file of public keys names each key once")
    for key in found.keys:
        _check(key)
    return found.keys


def _check(key: TrustedKey) -> None:
    if key.use not in ALGORITHMS or key.algorithm != ALGORITHMS[Use(key.use)]:
        raise MalformedMessage(f"an authority's keys are for {', '.join(ALGORITHMS)}, each of its own algorithm")
    if key.valid_from >= key.valid_until:
        raise MalformedMessage("a key is valid from a moment until a later one")
    public_key(key)

"""Signed files: the envelope that `keys.json`, `index.json` and the signed feeds share, and what makes one acceptable.

Source: `docs/protocol.md`, section 8. A payload travels byte for byte beside the Ed25519 signature over it; the
signature also covers the kind of the file, so that none can pass for another. Payloads count up and expire: an older
one, or another one with a number that was taken before, is refused.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any, Final, Protocol

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Meta, Struct

from bluezone.protocol.errors import MalformedMessage, RuleViolation

FILE_LIMIT: Final = 4 * 1024 * 1024
"""The longest signed file, or `index.txt`, that a reader takes, in bytes."""
Moment = Annotated[datetime, Meta(tz=True)]
Number = Annotated[int, Meta(ge=1, le=2**53 - 1)]
"""Counts the files of one kind; as far as JavaScript counts."""


class Numbered(Protocol):
    """A payload that counts up and expires."""

    @property
    def sequence(self) -> int:
        """Its number; a later file has a higher one."""
        ...

    @property
    def expires(self) -> datetime:
        """The first moment in which it is stale."""
        ...


class Envelope(Struct, frozen=True, kw_only=True):
    """A payload, byte for byte, and the signature over it; `key` is a SubjectPublicKeyInfo (root) or an id."""

    payload: bytes
    key: str
    signature: bytes


@dataclass(frozen=True, slots=True)
class Seen:
    """The newest file of one kind that was taken: its number and the SHA-256 of its payload."""

    sequence: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of signed file.

    Args:
        word: Begins the codes of its refusals, such as `keys` of `keys_expired`.
        title: Is covered by the signature, such as `KeySet`.
        name: What a message calls it, such as `keys.json`.
    """

    word: str
    title: str
    name: str


def sealed(payload: Struct, private: Ed25519PrivateKey, *, kind: Kind, key: str) -> bytes:
    """Return the file that says `payload`, signed under the name `key`."""
    content = msgspec.json.encode(payload)
    return msgspec.json.encode(Envelope(payload=content, key=key, signature=private.sign(signed_bytes(content, kind))))


def signed_bytes(payload: bytes, kind: Kind) -> bytes:
    """Return what a signature covers: the kind comes first, so that no file can pass for another kind."""
    return f"bluezone {kind.title} 1\n".encode() + payload


def envelope_in(content: bytes, *, kind: Kind) -> Envelope:
    """Return the envelope in a file.

    Raises:
        MalformedMessage: It is too long, or none.
    """
    found: Envelope = decoded(content, Envelope, kind=kind)
    return found


def decoded(content: bytes, struct: type[Any], *, kind: Kind) -> Any:  # noqa: ANN401 -- whatever was asked for
    """Return the `struct` that JSON holds.

    Raises:
        MalformedMessage: It is too long, or none.
    """
    if len(content) > FILE_LIMIT:
        raise MalformedMessage(f"{kind.name} has at most {FILE_LIMIT} bytes")
    try:
        return msgspec.json.decode(content, type=struct)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as wrong:
        raise MalformedMessage(f"this is not {kind.name}") from wrong


def check_signature(envelope: Envelope, public: Ed25519PublicKey | None, *, kind: Kind) -> None:
    """Refuse an envelope whose signature does not hold for the key of its name.

    Raises:
        RuleViolation: `*_key_unknown`: there is no such key; `*_signature_wrong`.
    """
    if public is None:
        raise RuleViolation(f"{kind.word}_key_unknown", f"{kind.name} is signed with a key that may not sign it now")
    try:
        public.verify(envelope.signature, signed_bytes(envelope.payload, kind))
    except InvalidSignature as wrong:
        raise RuleViolation(f"{kind.word}_signature_wrong", f"the signature of {kind.name} does not hold") from wrong


def seen_after(before: Seen | None, envelope: Envelope, payload: Numbered, *, kind: Kind, at: datetime) -> Seen:
    """Return what is remembered once a verified file is taken.

    Raises:
        RuleViolation: `*_rolled_back`, `*_forked` or `*_expired`.
    """
    seen = Seen(payload.sequence, sha256(envelope.payload).digest())
    if before and seen.sequence < before.sequence:
        raise RuleViolation(f"{kind.word}_rolled_back", f"an older {kind.name} than the one taken before")
    if before and seen.sequence == before.sequence and seen != before:
        raise RuleViolation(f"{kind.word}_forked", f"two different {kind.name} have the same number")
    check_fresh(payload, kind=kind, at=at)
    return seen


def check_fresh(payload: Numbered, *, kind: Kind, at: datetime) -> None:
    """Refuse a payload that is stale.

    Raises:
        RuleViolation: `*_expired`.
    """
    if at >= payload.expires:
        raise RuleViolation(f"{kind.word}_expired", f"{kind.name} has expired")

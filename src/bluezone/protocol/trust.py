"""Trust: which keys a phone believes, from one fingerprint, and which exports it must find.

Source: `docs/protocol.md`, section 8. A phone is given the fingerprint of a root key once, with the install. The
root key, kept offline, signs `keys.json`: the keys that sign everything else, and for how long. An index key signs
`index.json`: every published file with its size and hash. Both count up and expire, so that an old file, a withheld one
or two different ones with one number are noticed. `TrustState` is what a phone remembers between two looks; nothing
here changes it: a file is taken whole and answered with a new state, or refused whole with an error.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Annotated, Any, Final, TypeVar

import msgspec
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key
from msgspec import Meta, Struct

from bluezone.protocol import exports
from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.exports import Export
from bluezone.protocol.signatures import SignatureInfo, VerifyingKey

FILE_LIMIT: Final = 4 * 1024 * 1024
"""The longest `keys.json`, `index.json` or `index.txt` that a reader takes, in bytes."""
NAME: Final = r"\A[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}\Z"
"""A published file's name: no folder, no hidden file."""

Moment = Annotated[datetime, Meta(tz=True)]
Name = Annotated[str, Meta(pattern=NAME)]
Number = Annotated[int, Meta(ge=1)]
Hash = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]


class Use(StrEnum):
    """What a key may sign or, for mail, open."""

    EXPORT = "export"
    INDEX = "index"
    VENUE = "venue"
    MAIL = "mail"
    CERTIFICATE = "certificate"


class Algorithm(StrEnum):
    """How a key signs."""

    ED25519 = "Ed25519"
    ES256 = "ES256"


class TrustedKey(Struct, frozen=True, kw_only=True):
    """A public key that the root vouches for, from `valid_from` until just before `valid_until`.

    The id of an export key is its verification key id, a hyphen and its version, such as `452-v1`; the ids of a demo's
    keys start with `demo-`. `use` is a `Use` and `algorithm` an `Algorithm`; a reader leaves out those it does not
    know. `public_key` is its SubjectPublicKeyInfo in DER.
    """

    id: Name
    use: str
    algorithm: str
    public_key: bytes
    valid_from: Moment
    valid_until: Moment


class KeySet(Struct, frozen=True, kw_only=True):
    """The payload of `keys.json`."""

    sequence: Number
    issued: Moment
    expires: Moment
    keys: tuple[TrustedKey, ...]

    @property
    def is_demo(self) -> bool:
        """Whether these are keys of a demo, which nobody should trust with anything real."""
        return any(key.id.startswith("demo-") for key in self.keys)


class PublishedFile(Struct, frozen=True, kw_only=True):
    """A published export or feed: its name, size in bytes, SHA-256, window and region."""

    name: Name
    size: Annotated[int, Meta(ge=0)]
    sha256: Hash
    start: Moment
    end: Moment
    region: str


class Index(Struct, frozen=True, kw_only=True):
    """The payload of `index.json`: everything that is published now, oldest first."""

    sequence: Number
    issued: Moment
    expires: Moment
    exports: tuple[PublishedFile, ...] = ()
    feeds: tuple[PublishedFile, ...] = ()


class _Envelope(Struct, frozen=True, kw_only=True):
    """A payload, byte for byte, and the signature over it; `key` is a SubjectPublicKeyInfo (root) or an id (index)."""

    payload: bytes
    key: str
    signature: bytes


@dataclass(frozen=True, slots=True)
class Seen:
    """The newest file of one kind that was taken: its number and the SHA-256 of its payload."""

    sequence: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class TrustState:
    """What a phone remembers about its authority.

    Args:
        root_fingerprint: SHA-256 of the root key's SubjectPublicKeyInfo, in hex; given at the install.
        keys: The newest `keys.json` taken.
        index: The newest `index.json` taken.
    """

    root_fingerprint: str
    keys: Seen | None = None
    index: Seen | None = None


Payload = TypeVar("Payload", KeySet, Index)


def fingerprint(public: Ed25519PublicKey) -> str:
    """Return the SHA-256 of a key's SubjectPublicKeyInfo, as 64 hex digits."""
    return sha256(spki(public)).hexdigest()


def spki(public: Ed25519PublicKey | EllipticCurvePublicKey) -> bytes:
    """Return a key's SubjectPublicKeyInfo in DER."""
    return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def signed_keys(keys: KeySet, root: Ed25519PrivateKey) -> bytes:
    """Return the `keys.json` that says `keys`."""
    return _sealed(keys, root, name=spki(root.public_key()).hex())


def signed_index(index: Index, private: Ed25519PrivateKey, *, key_id: str) -> bytes:
    """Return the `index.json` that says `index`, signed by the index key `key_id`."""
    return _sealed(index, private, name=key_id)


def accept_keys(state: TrustState, keys_json: bytes, *, at: datetime) -> tuple[TrustState, KeySet]:
    """Return the state after taking a `keys.json`, and the keys it says.

    Args:
        state: What was taken before.
        keys_json: Any bytes.
        at: The present moment.

    Raises:
        MalformedMessage: The file is no `keys.json`.
        RuleViolation: `keys_fingerprint_wrong`, `keys_signature_wrong`, `keys_expired`, `keys_rolled_back` (an older
            one was sent), or `keys_forked` (another one with the same number was taken before).
    """
    envelope = _decoded(keys_json, _Envelope, name="keys.json")
    root = _root(envelope.key, state.root_fingerprint)
    _check_signature(envelope, root, KeySet)
    keys = _decoded(envelope.payload, KeySet, name="keys.json")
    for key in keys.keys:
        if key.algorithm in set(Algorithm):
            public_key(key)
    seen = _seen(state.keys, envelope, keys, at=at)
    return replace(state, keys=seen), keys


def accept_index(state: TrustState, index_json: bytes, *, keys: KeySet, at: datetime) -> tuple[TrustState, Index]:
    """Return the state after taking an `index.json`, and the index it says.

    Args:
        state: What was taken before.
        index_json: Any bytes.
        keys: From `accept_keys`.
        at: The present moment.

    Raises:
        MalformedMessage: The file is no `index.json`, or names a file twice.
        RuleViolation: `keys_expired`; `index_key_unknown`: the key is none that may sign an index now;
            `index_signature_wrong`, `index_expired`, `index_rolled_back` or `index_forked`.
    """
    _check_fresh(keys, at=at)
    envelope = _decoded(index_json, _Envelope, name="index.json")
    signers = [key for key in valid_keys(keys, Use.INDEX, at=at) if key.id == envelope.key]
    if not signers:
        raise RuleViolation("index_key_unknown", "the index is signed with a key that may not sign one now")
    _check_signature(envelope, public_key(signers[0]), Index)
    index = _decoded(envelope.payload, Index, name="index.json")
    for files in (index.exports, index.feeds):
        if len({file.name for file in files}) != len(files):
            raise MalformedMessage("index.json names each file once")
    seen = _seen(state.index, envelope, index, at=at)
    return replace(state, index=seen), index


def index_in(index_json: bytes) -> Index:
    """Return what an `index.json` says, verified by nobody: for the one who wrote it.

    Raises:
        MalformedMessage: It is none.
    """
    index: Index = _decoded(_decoded(index_json, _Envelope, name="index.json").payload, Index, name="index.json")
    return index


def check_file(file: PublishedFile, content: bytes) -> None:
    """Refuse a downloaded file that is not the one in the index.

    Raises:
        RuleViolation: `file_hash_wrong`.
    """
    if len(content) != file.size or sha256(content).hexdigest() != file.sha256:
        raise RuleViolation("file_hash_wrong", "the file is not the one that the index names")


def accept_export(file: PublishedFile, archive: bytes, *, keys: KeySet, at: datetime) -> Export:
    """Return the export that the index names, once everything about it holds.

    Args:
        file: Its entry in the index.
        archive: Any bytes.
        keys: From `accept_keys`.
        at: The present moment.

    Raises:
        MalformedMessage: The archive is no export.
        RuleViolation: `keys_expired`, `file_hash_wrong`, what `exports.verify` raises, or `export_window_wrong`: the
            export is for another window or region than the index says.
    """
    _check_fresh(keys, at=at)
    check_file(file, archive)
    export = exports.verify(archive, export_keys(keys, at=at))
    if (export.start, export.end, export.region) != (file.start, file.end, file.region):
        raise RuleViolation("export_window_wrong", "the export is for another window or region than the index says")
    return export


def valid_keys(keys: KeySet, use: Use, *, at: datetime) -> tuple[TrustedKey, ...]:
    """Return the keys that may be used so at the moment `at`, as they stand in the file."""
    return tuple(key for key in keys.keys if key.use == use and key.valid_from <= at < key.valid_until)


def export_keys(keys: KeySet, *, at: datetime) -> tuple[VerifyingKey, ...]:
    """Return the keys whose signature on an export counts at the moment `at`."""
    found = []
    for key in valid_keys(keys, Use.EXPORT, at=at):
        public = public_key(key)
        if isinstance(public, EllipticCurvePublicKey):
            key_id, _, version = key.id.rpartition("-")
            found.append(VerifyingKey(SignatureInfo(key_id, version), public))
    return tuple(found)


def public_key(key: TrustedKey) -> Ed25519PublicKey | EllipticCurvePublicKey:
    """Return the public key of an entry of `keys.json`.

    Raises:
        MalformedMessage: Its bytes are not a key of its algorithm.
    """
    public = _loaded(key.public_key)
    fits = isinstance(public, Ed25519PublicKey) == (key.algorithm == Algorithm.ED25519)
    if public is None or not fits:
        raise MalformedMessage("a public key in keys.json is not of its algorithm")
    return public


def index_text(names: Iterable[str]) -> bytes:
    """Return the `index.txt` of Exposure Notification: names relative to it, sorted, joined by newlines."""
    return "\n".join(sorted(names)).encode("ascii")


def names_in(index_txt: bytes) -> tuple[str, ...]:
    """Return the names in an `index.txt`, in the order of the file; empty lines are skipped.

    Names may stand in folders, as other servers write them; none leaves its place.

    Raises:
        MalformedMessage: The file is too long or not such a list.
    """
    if len(index_txt) > FILE_LIMIT:
        raise MalformedMessage(f"index.txt has at most {FILE_LIMIT} bytes")
    try:
        names = [line for line in index_txt.decode("ascii").split("\n") if line]
    except UnicodeDecodeError as wrong:
        raise MalformedMessage("index.txt is ASCII") from wrong
    if len(set(names)) != len(names):
        raise MalformedMessage("index.txt names each file once")
    if not all(re.fullmatch(NAME, part) for name in names for part in name.split("/")):
        raise MalformedMessage("index.txt holds names of files")
    return tuple(names)


def _sealed(payload: KeySet | Index, private: Ed25519PrivateKey, *, name: str) -> bytes:
    content = msgspec.json.encode(payload)
    signature = private.sign(_signed_bytes(content, type(payload)))
    return msgspec.json.encode(_Envelope(payload=content, key=name, signature=signature))


def _signed_bytes(payload: bytes, kind: type[Struct]) -> bytes:
    """Return what a signature covers: the kind comes first, so that no file can pass for another kind."""
    return f"bluezone {kind.__name__} 1\n".encode() + payload


def _root(name: str, expected: str) -> Ed25519PublicKey:
    try:
        der = bytes.fromhex(name)
    except ValueError as wrong:
        raise MalformedMessage("the key of keys.json is hex") from wrong
    public = _loaded(der)
    if sha256(der).hexdigest() != expected.lower() or not isinstance(public, Ed25519PublicKey):
        raise RuleViolation("keys_fingerprint_wrong", "keys.json is not signed by the root with this fingerprint")
    return public


def _loaded(der: bytes) -> Ed25519PublicKey | EllipticCurvePublicKey | None:
    try:
        public = load_der_public_key(der)
    except (ValueError, UnsupportedAlgorithm):
        return None
    if isinstance(public, EllipticCurvePublicKey) and not isinstance(public.curve, SECP256R1):
        return None
    return public if isinstance(public, Ed25519PublicKey | EllipticCurvePublicKey) else None


def _check_signature(
    envelope: _Envelope, public: Ed25519PublicKey | EllipticCurvePublicKey, kind: type[KeySet | Index]
) -> None:
    word = _word(kind)
    if not isinstance(public, Ed25519PublicKey):
        raise RuleViolation(f"{word}_key_unknown", f"{word}.json is signed with a key of another algorithm")
    try:
        public.verify(envelope.signature, _signed_bytes(envelope.payload, kind))
    except InvalidSignature as wrong:
        raise RuleViolation(f"{word}_signature_wrong", f"the signature of {word}.json does not hold") from wrong


def _seen(before: Seen | None, envelope: _Envelope, payload: KeySet | Index, *, at: datetime) -> Seen:
    word = _word(type(payload))
    seen = Seen(payload.sequence, sha256(envelope.payload).digest())
    if before and seen.sequence < before.sequence:
        raise RuleViolation(f"{word}_rolled_back", f"an older {word}.json than the one taken before")
    if before and seen.sequence == before.sequence and seen != before:
        raise RuleViolation(f"{word}_forked", f"two different {word}.json have the same number")
    _check_fresh(payload, at=at)
    return seen


def _check_fresh(payload: KeySet | Index, *, at: datetime) -> None:
    word = _word(type(payload))
    if at >= payload.expires:
        raise RuleViolation(f"{word}_expired", f"{word}.json has expired")


def _word(kind: type[KeySet | Index]) -> str:
    return "keys" if kind is KeySet else "index"


def _decoded(content: bytes, kind: type[Any], *, name: str) -> Any:  # noqa: ANN401 -- whatever kind was asked for
    if len(content) > FILE_LIMIT:
        raise MalformedMessage(f"{name} has at most {FILE_LIMIT} bytes")
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as wrong:
        raise MalformedMessage(f"this is not {name}") from wrong

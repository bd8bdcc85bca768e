"""Trust: which keys a phone believes, from one fingerprint, and which exports it must find.

Source: `docs/protocol.md`, section 8. A phone is given the fingerprint of a root key once, with the install. The
root key, kept offline, signs `keys.json`: the keys that sign everything else, and for how long. An index key signs
`index.json`: every published file with its size and hash. Both count up and expire, so that an old file, a withheld one
or two different ones with one number are noticed. `TrustState` is what a phone remembers between two looks; nothing
here changes it: a file is taken whole and answered with a new state, or refused whole with an error.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Annotated, Final, TypeAlias

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key
from msgspec import Meta, Struct

from bluezone.protocol import exports
from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.exports import Export
from bluezone.protocol.log_tiles import TreeHead
from bluezone.protocol.signatures import SignatureInfo, VerifyingKey
from bluezone.protocol.signed_files import (
    FILE_LIMIT,
    Kind,
    Moment,
    Number,
    Seen,
    check_fresh,
    check_signature,
    decoded,
    envelope_in,
    sealed,
    seen_after,
)
from bluezone.protocol.transparency import Log, check_head

__all__ = [
    "FILE_LIMIT",
    "NAME",
    "Algorithm",
    "Index",
    "KeySet",
    "Public",
    "PublishedFile",
    "Seen",
    "TrustState",
    "TrustedKey",
    "Use",
    "accept_export",
    "accept_index",
    "accept_keys",
    "check_file",
    "check_keys_fresh",
    "export_keys",
    "fingerprint",
    "index_in",
    "index_text",
    "names_in",
    "public_key",
    "signed_index",
    "signed_keys",
    "signing_keys",
    "spki",
    "valid_keys",
]

NAME: Final = r"\A[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}\Z"
"""A published file's name: no folder, no hidden file."""

Name = Annotated[str, Meta(pattern=NAME)]
Hash = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
Public: TypeAlias = Ed25519PublicKey | EllipticCurvePublicKey | X25519PublicKey

_KEYS: Final = Kind("keys", "KeySet", "keys.json")
_INDEX: Final = Kind("index", "Index", "index.json")


class Use(StrEnum):
    """What a key may sign or, for mail, open."""

    EXPORT = "export"
    INDEX = "index"
    FEED = "feed"
    VENUE = "venue"
    MAIL = "mail"
    CERTIFICATE = "certificate"


class Algorithm(StrEnum):
    """How a key signs or, for mail, opens."""

    ED25519 = "Ed25519"
    ES256 = "ES256"
    X25519 = "X25519"


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
    """The payload of `index.json`: everything that is published now, oldest first, and where in the log it stands."""

    sequence: Number
    issued: Moment
    expires: Moment
    exports: tuple[PublishedFile, ...] = ()
    feeds: tuple[PublishedFile, ...] = ()
    log: Log | None = None


@dataclass(frozen=True, slots=True)
class TrustState:
    """What a phone remembers about its authority.

    Args:
        root_fingerprint: SHA-256 of the root key's SubjectPublicKeyInfo, in hex; given at the install.
        keys: The newest `keys.json` taken.
        index: The newest `index.json` taken.
        feeds: The newest signed feed taken of each kind, such as `news`.
        log: The head of the log as it was last seen to grow; from then on an index without a log is refused.
    """

    root_fingerprint: str
    keys: Seen | None = None
    index: Seen | None = None
    feeds: Mapping[str, Seen] = field(default_factory=dict)
    log: TreeHead | None = None


def fingerprint(public: Ed25519PublicKey) -> str:
    """Return the SHA-256 of a key's SubjectPublicKeyInfo, as 64 hex digits."""
    return sha256(spki(public)).hexdigest()


def spki(public: Public) -> bytes:
    """Return a key's SubjectPublicKeyInfo in DER."""
    return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def signed_keys(keys: KeySet, root: Ed25519PrivateKey) -> bytes:
    """Return the `keys.json` that says `keys`."""
    return sealed(keys, root, kind=_KEYS, key=spki(root.public_key()).hex())


def signed_index(index: Index, private: Ed25519PrivateKey, *, key_id: str) -> bytes:
    """Return the `index.json` that says `index`, signed by the index key `key_id`."""
    return sealed(index, private, kind=_INDEX, key=key_id)


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
    envelope = envelope_in(keys_json, kind=_KEYS)
    check_signature(envelope, _root(envelope.key, state.root_fingerprint), kind=_KEYS)
    keys: KeySet = decoded(envelope.payload, KeySet, kind=_KEYS)
    for key in keys.keys:
        if key.algorithm in set(Algorithm):
            public_key(key)
    seen = seen_after(state.keys, envelope, keys, kind=_KEYS, at=at)
    return replace(state, keys=seen), keys


def accept_index(state: TrustState, index_json: bytes, *, keys: KeySet, at: datetime) -> tuple[TrustState, Index]:
    """Return the state after taking an `index.json`, and the index it says.

    Args:
        state: What was taken before.
        index_json: Any bytes.
        keys: From `accept_keys`.
        at: The present moment.

    Raises:
        MalformedMessage: The file is no `index.json`, names a file twice, or says not of each where in the log it is.
        RuleViolation: `keys_expired`; `index_key_unknown`: the key is none that may sign an index now;
            `index_signature_wrong`, `index_expired`, `index_rolled_back` or `index_forked`; `log_missing`,
            `log_shrunken` or `log_forked`, as far as the index alone tells.
    """
    check_keys_fresh(keys, at=at)
    envelope = envelope_in(index_json, kind=_INDEX)
    check_signature(envelope, signing_keys(keys, Use.INDEX, at=at).get(envelope.key), kind=_INDEX)
    index: Index = decoded(envelope.payload, Index, kind=_INDEX)
    for files in (index.exports, index.feeds):
        if len({file.name for file in files}) != len(files):
            raise MalformedMessage("index.json names each file once")
    if index.log and not _places_all(index, index.log):
        raise MalformedMessage("index.json says of each file where in the log it is")
    seen = seen_after(state.index, envelope, index, kind=_INDEX, at=at)
    check_head(state.log, index.log)
    return replace(state, index=seen), index


def index_in(index_json: bytes) -> Index:
    """Return what an `index.json` says, verified by nobody: for the one who wrote it.

    Raises:
        MalformedMessage: It is none.
    """
    index: Index = decoded(envelope_in(index_json, kind=_INDEX).payload, Index, kind=_INDEX)
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
    check_keys_fresh(keys, at=at)
    check_file(file, archive)
    export = exports.verify(archive, export_keys(keys, at=at))
    if (export.start, export.end, export.region) != (file.start, file.end, file.region):
        raise RuleViolation("export_window_wrong", "the export is for another window or region than the index says")
    return export


def check_keys_fresh(keys: KeySet, *, at: datetime) -> None:
    """Refuse to believe any key of a `keys.json` that is stale.

    Raises:
        RuleViolation: `keys_expired`.
    """
    check_fresh(keys, kind=_KEYS, at=at)


def valid_keys(keys: KeySet, use: Use, *, at: datetime) -> tuple[TrustedKey, ...]:
    """Return the keys that may be used so at the moment `at`, as they stand in the file."""
    return tuple(key for key in keys.keys if key.use == use and key.valid_from <= at < key.valid_until)


def signing_keys(keys: KeySet, use: Use, *, at: datetime) -> Mapping[str, Ed25519PublicKey]:
    """Return the Ed25519 keys, by id, whose signature counts for `use` at the moment `at`."""
    publics = {key.id: public_key(key) for key in valid_keys(keys, use, at=at) if key.algorithm == Algorithm.ED25519}
    return {name: public for name, public in publics.items() if isinstance(public, Ed25519PublicKey)}


def export_keys(keys: KeySet, *, at: datetime) -> tuple[VerifyingKey, ...]:
    """Return the keys whose signature on an export counts at the moment `at`."""
    found = []
    for key in valid_keys(keys, Use.EXPORT, at=at):
        public = public_key(key) if key.algorithm == Algorithm.ES256 else None
        if isinstance(public, EllipticCurvePublicKey):
            key_id, _, version = key.id.rpartition("-")
            found.append(VerifyingKey(SignatureInfo(key_id, version), public))
    return tuple(found)


def public_key(key: TrustedKey) -> Public:
    """Return the public key of an entry of `keys.json`.

    Raises:
        MalformedMessage: Its bytes are not a key of its algorithm.
    """
    public = _loaded(key.public_key)
    if public is None or key.algorithm != _algorithm(public):
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


def _places_all(index: Index, log: Log) -> bool:
    lists = (log.exports, log.feeds, log.keys, *log.signed.values())
    whole = (len(log.exports), len(log.feeds)) == (len(index.exports), len(index.feeds))
    return whole and all(number < log.size for numbers in lists for number in numbers)


def _root(name: str, expected: str) -> Ed25519PublicKey:
    try:
        der = bytes.fromhex(name)
    except ValueError as wrong:
        raise MalformedMessage("the key of keys.json is hex") from wrong
    public = _loaded(der)
    if sha256(der).hexdigest() != expected.lower() or not isinstance(public, Ed25519PublicKey):
        raise RuleViolation("keys_fingerprint_wrong", "keys.json is not signed by the root with this fingerprint")
    return public


def _loaded(der: bytes) -> Public | None:
    try:
        public = load_der_public_key(der)
    except (ValueError, UnsupportedAlgorithm):
        return None
    if isinstance(public, EllipticCurvePublicKey) and not isinstance(public.curve, SECP256R1):
        return None
    return public if isinstance(public, Ed25519PublicKey | EllipticCurvePublicKey | X25519PublicKey) else None


def _algorithm(public: Public) -> Algorithm:
    match public:
        case Ed25519PublicKey():
            return Algorithm.ED25519
        case X25519PublicKey():
            return Algorithm.X25519
        case _:
            return Algorithm.ES256

"""The key server's own keys: files that only its user can read, and the `keys.json` that vouches for them.

A folder holds one file a private key and `ring.json`, which says what each is for and until when. The root key's file
(`root.pem`) may be taken away to a safe: without it the server runs as long as its `keys.json` is valid; only a new or
renewed key needs the root. A retired key stays in `keys.json` as long as something it signed is published. The public
keys of the authority are admitted beside the server's own; their private halves are never here.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, TypeAlias

import msgspec
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from msgspec import Struct

from bluezone.keyserver.folder import PRIVATE, alone_in, make_folder, write_whole
from bluezone.protocol import trust
from bluezone.protocol.errors import MalformedMessage, RuleViolation, Unavailable
from bluezone.protocol.intervals import DAY
from bluezone.protocol.keys import RETENTION
from bluezone.protocol.signatures import SIGNATURES_LIMIT, SignatureInfo, SigningKey
from bluezone.protocol.trust import Algorithm, KeySet, TrustedKey, Use

VIET_NAM: Final = "452"
"""The mobile country code, by habit the verification key id of a country's exports."""
DEMO: Final = "demo"
TOKEN: Final = "token"  # noqa: S105 -- the name of a use, not a secret
"""The use of the key for tokens; nobody but the server reads them, so it is not in `keys.json`."""
ROOT_FILE: Final = "root.pem"
KEYS_LIFE: Final = 400 * DAY
"""How long a `keys.json` is valid: the root key has to be fetched from its safe once a year."""
RENEWAL: Final = 30 * DAY
"""A server that has its root key renews `keys.json` so long before it expires."""
KEY_LIFE: Final = 3650 * DAY
"""How long a key that is not rotated signs."""

Private: TypeAlias = Ed25519PrivateKey | EllipticCurvePrivateKey

_ALGORITHMS: Final = {
    Use.EXPORT: Algorithm.ES256,
    Use.INDEX: Algorithm.ED25519,
    Use.CERTIFICATE: Algorithm.ES256,
    TOKEN: Algorithm.ES256,
}
_KEY_ID: Final = re.compile("[A-Za-z0-9_]+")
_OTHERS_BITS: Final = 0o077


@dataclass(frozen=True, slots=True)
class ServerKey:
    """A private key, what it is for, and when.

    Args:
        id: Its name, and that of its file; an export key's is its verification key id, a hyphen and its version.
        use: A `Use`, or `TOKEN`.
        number: Counts the keys of one use.
        signs_from: The first moment in which it signs.
        signs_until: The first moment in which it does so no more.
        valid_until: The first moment in which its signatures count no more.
        private: The key.
    """

    id: str
    use: str
    number: int
    signs_from: datetime
    signs_until: datetime
    valid_until: datetime
    private: Private = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Everything that the key server signs with.

    Args:
        owner: The verification key id of its exports, `DEMO` for a demo.
        root_fingerprint: What phones are given at the install.
        keys_json: The file for phones, signed by the root.
        keys: What that file says.
        held: The private keys.
        admitted: The authority's public keys.
    """

    owner: str
    root_fingerprint: str
    keys_json: bytes = field(repr=False)
    keys: KeySet
    held: tuple[ServerKey, ...]
    admitted: tuple[TrustedKey, ...] = ()

    @property
    def is_demo(self) -> bool:
        """Whether these are keys of a demo."""
        return self.owner == DEMO

    def signing(self, use: str, *, at: datetime) -> tuple[ServerKey, ...]:
        """Return the keys that sign for `use` at a moment, newest first.

        Raises:
            Unavailable: There is none.
        """
        found = [key for key in self.held if key.use == use and key.signs_from <= at < key.signs_until]
        if not found:
            raise Unavailable(f"no {use} key signs now: rotate the keys, which needs the root key")
        return tuple(sorted(found, key=lambda key: key.number, reverse=True))

    def export_signers(self, *, at: datetime) -> tuple[SigningKey, ...]:
        """Return the keys that sign exports at a moment, newest first, at most 10.

        Raises:
            Unavailable: There is none.
        """
        return tuple(
            SigningKey(SignatureInfo(self.owner, f"v{key.number}"), key.private)
            for key in self.signing(Use.EXPORT, at=at)[:SIGNATURES_LIMIT]
            if isinstance(key.private, EllipticCurvePrivateKey)
        )

    def sign_index(self, index: trust.Index, *, at: datetime) -> bytes:
        """Return the `index.json` that says `index`.

        Raises:
            Unavailable: No index key signs now.
        """
        key = self.signing(Use.INDEX, at=at)[0]
        if not isinstance(key.private, Ed25519PrivateKey):
            raise Unavailable("the index key is of another algorithm")
        return trust.signed_index(index, key.private, key_id=key.id)


class _Entry(Struct, frozen=True, kw_only=True):
    id: str
    use: str
    number: int
    signs_from: datetime
    signs_until: datetime
    valid_until: datetime


class _Ring(Struct, frozen=True, kw_only=True):
    owner: str
    root_fingerprint: str
    keys_json: bytes
    entries: tuple[_Entry, ...]
    admitted: tuple[TrustedKey, ...] = ()


def ready_keys(folder: Path, *, at: datetime, owner: str = VIET_NAM) -> KeyRing:
    """Return the keys in `folder`: made if there are none, `keys.json` renewed when it is time and the root is there.

    Args:
        folder: Where key files are.
        at: The present moment.
        owner: The verification key id of its exports; `DEMO` for a demo.

    Raises:
        RuleViolation: `keys_are_demo` or `keys_are_real`: the folder has keys of the other kind; `keys_expired`: it is
            time and the root is away; `key_file_open`: others on this computer can read a key file.
        MalformedMessage: A file is damaged.
    """
    if not (folder / "ring.json").exists():
        return create_keys(folder, at=at, owner=owner)
    ring = load_keys(folder)
    if ring.is_demo != (owner == DEMO):
        code = "keys_are_demo" if ring.is_demo else "keys_are_real"
        raise RuleViolation(code, "a demo and the real service never share keys")
    ring = current_keys(folder, at=at)
    if at >= ring.keys.expires:
        raise RuleViolation("keys_expired", "keys.json has expired: renew it with the root key")
    return ring


def current_keys(folder: Path, *, at: datetime) -> KeyRing:
    """Return the keys in `folder`, with `keys.json` renewed when it is time and the root is there.

    Raises:
        RuleViolation: As `load_keys`, and `root_wrong`.
        MalformedMessage: A file is damaged.
    """
    with alone_in(folder):
        ring = load_keys(folder)
        if at >= ring.keys.expires - RENEWAL and root_is_here(folder):
            return _stored(folder, ring, ring.held, at=at)
        return ring


def root_is_here(folder: Path) -> bool:
    """Return whether the root key lies in `folder`, and not in its safe."""
    return (folder / ROOT_FILE).exists()


def create_keys(folder: Path, *, at: datetime, owner: str = VIET_NAM) -> KeyRing:
    """Make a root key and one key for each use in an empty `folder`.

    Raises:
        RuleViolation: `keys_exist`; `key_id_wrong`: `owner` has other signs than letters, digits and `_`.
    """
    if (folder / "ring.json").exists():
        raise RuleViolation("keys_exist", "the folder holds keys already")
    if not _KEY_ID.fullmatch(owner):
        raise RuleViolation("key_id_wrong", "a verification key id has letters, digits and _")
    make_folder(folder, mode=0o700)
    root = Ed25519PrivateKey.generate()
    _write_private(folder, "root", root)
    empty = KeySet(sequence=_number(at, before=0), issued=at, expires=at, keys=())
    ring = KeyRing(owner, trust.fingerprint(root.public_key()), b"", empty, ())
    keys = tuple(_made(folder, ring, use, at=at) for use in _ALGORITHMS)
    return _stored(folder, ring, keys, at=at)


def load_keys(folder: Path) -> KeyRing:
    """Return the keys in `folder`; the root key may be elsewhere.

    Raises:
        RuleViolation: `keys_missing`, or `key_file_open`: others on this computer can read a key file.
        MalformedMessage: A file is damaged.
    """
    try:
        ring = msgspec.json.decode((folder / "ring.json").read_bytes(), type=_Ring)
    except FileNotFoundError as wrong:
        raise RuleViolation("keys_missing", "the folder holds no keys") from wrong
    except msgspec.MsgspecError as wrong:
        raise MalformedMessage("ring.json is damaged") from wrong
    held = tuple(
        ServerKey(
            entry.id,
            entry.use,
            entry.number,
            entry.signs_from,
            entry.signs_until,
            entry.valid_until,
            _read_private(folder, entry.id),
        )
        for entry in ring.entries
    )
    issued = min((entry.signs_from for entry in ring.entries), default=None)
    if issued is None:
        raise MalformedMessage("ring.json names no keys")
    _, keys = trust.accept_keys(trust.TrustState(ring.root_fingerprint), ring.keys_json, at=issued)
    return KeyRing(ring.owner, ring.root_fingerprint, ring.keys_json, keys, held, ring.admitted)


def rotate_keys(folder: Path, use: str, *, at: datetime, overlap: timedelta) -> KeyRing:
    """Make a new key for `use`; the old ones sign beside it for `overlap`, then never again.

    Raises:
        RuleViolation: As `load_keys`, and `root_away`: the root key is not in the folder.
    """
    with alone_in(folder):
        ring = load_keys(folder)
        _check_root(folder)
        retired = tuple(_retired(key, at + overlap) if key.use == use else key for key in ring.held)
        made = _made(folder, ring, use, at=at)
        return _stored(folder, ring, (*retired, made), at=at)


def renew_keys(folder: Path, *, at: datetime) -> KeyRing:
    """Sign `keys.json` anew for another 400 days.

    Raises:
        RuleViolation: As `rotate_keys`.
    """
    with alone_in(folder):
        ring = load_keys(folder)
        return _stored(folder, ring, ring.held, at=at)


def admit_keys(folder: Path, keys: Sequence[TrustedKey], *, at: datetime) -> KeyRing:
    """Name the authority's public keys in `keys.json`, each until its end; what is named already needs no root key.

    Args:
        folder: Where key files are.
        keys: From `bluezone.protocol.admission.public_keys_in`; those admitted before stay, unless one says otherwise.
        at: The present moment.

    Raises:
        RuleViolation: As `rotate_keys`, and `key_id_taken`: another key has the id of one of them.
    """
    with alone_in(folder):
        ring = load_keys(folder)
        before = {key.id: key for key in ring.admitted}
        taken = {key.id for key in ring.held}
        for key in keys:
            if key.id in taken or before.get(key.id, key).public_key != key.public_key:
                raise RuleViolation("key_id_taken", "another key has the id of one of these")
        admitted = _living((before | {key.id: key for key in keys}).values(), at)
        if admitted == ring.admitted:
            return ring
        return _stored(folder, replace(ring, admitted=admitted), ring.held, at=at)


def _living(keys: Iterable[TrustedKey], at: datetime) -> tuple[TrustedKey, ...]:
    return tuple(key for key in keys if key.valid_until > at)


def _retired(key: ServerKey, end: datetime) -> ServerKey:
    valid_until = min(key.valid_until, end + RETENTION + DAY)
    return replace(key, signs_until=min(key.signs_until, end), valid_until=valid_until)


def _made(folder: Path, ring: KeyRing, use: str, *, at: datetime) -> ServerKey:
    number = 1 + max((key.number for key in ring.held if key.use == use), default=0)
    prefix = f"{DEMO}-" if ring.is_demo else ""
    key_id = f"{ring.owner}-v{number}" if use == Use.EXPORT else f"{prefix}{use}-{number}"
    private: Private
    private = (
        Ed25519PrivateKey.generate() if _ALGORITHMS[use] is Algorithm.ED25519 else generate_private_key(SECP256R1())
    )
    _write_private(folder, key_id, private)
    end = at + KEY_LIFE
    return ServerKey(key_id, use, number, at, end, end + RETENTION + DAY, private)


def _stored(folder: Path, ring: KeyRing, held: Iterable[ServerKey], *, at: datetime) -> KeyRing:
    _check_root(folder)
    root = _read_private(folder, "root")
    if not isinstance(root, Ed25519PrivateKey) or trust.fingerprint(root.public_key()) != ring.root_fingerprint:
        raise RuleViolation("root_wrong", "root.pem is not the root key of this folder")
    living, admitted = tuple(key for key in held if key.valid_until > at), _living(ring.admitted, at)
    keys = KeySet(
        sequence=_number(at, before=ring.keys.sequence),
        issued=at,
        expires=at + KEYS_LIFE,
        keys=(*(_trusted(key) for key in living if key.use != TOKEN), *admitted),
    )
    renewed = replace(ring, keys_json=trust.signed_keys(keys, root), keys=keys, held=living, admitted=admitted)
    entries = tuple(
        _Entry(
            id=key.id,
            use=key.use,
            number=key.number,
            signs_from=key.signs_from,
            signs_until=key.signs_until,
            valid_until=key.valid_until,
        )
        for key in living
    )
    file = _Ring(
        owner=ring.owner,
        root_fingerprint=ring.root_fingerprint,
        keys_json=renewed.keys_json,
        entries=entries,
        admitted=admitted,
    )
    write_whole(folder / "ring.json", msgspec.json.encode(file), mode=PRIVATE)
    return renewed


def _check_root(folder: Path) -> None:
    if not root_is_here(folder):
        raise RuleViolation("root_away", f"{ROOT_FILE} is not in the folder of keys, and only it can vouch for keys")


def _trusted(key: ServerKey) -> TrustedKey:
    return TrustedKey(
        id=key.id,
        use=key.use,
        algorithm=_ALGORITHMS[key.use],
        public_key=trust.spki(key.private.public_key()),
        valid_from=key.signs_from,
        valid_until=key.valid_until,
    )


def _number(at: datetime, *, before: int) -> int:
    """Return the next sequence number: seconds since 1970, so that one restored from an old copy still counts up."""
    return max(before + 1, int(at.timestamp()))


def _write_private(folder: Path, name: str, private: Private) -> None:
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_whole(folder / f"{name}.pem", pem, mode=PRIVATE)


def _read_private(folder: Path, name: str) -> Private:
    path = folder / f"{name}.pem"
    try:
        if path.stat().st_mode & _OTHERS_BITS:
            raise RuleViolation("key_file_open", f"others can read {path.name}: take that right away (chmod 600)")
        private = load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError as wrong:
        raise RuleViolation("keys_missing", f"{path.name} is missing") from wrong
    except (ValueError, TypeError) as wrong:
        raise MalformedMessage(f"{path.name} is damaged") from wrong
    if not isinstance(private, Ed25519PrivateKey | EllipticCurvePrivateKey):
        raise MalformedMessage(f"{path.name} is a key of another kind")
    return private

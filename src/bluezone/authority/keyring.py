"""The authority's own keys: it signs feeds and venue codes and opens letters; nobody else can.

A folder holds one file a private key, readable by its owner only, `keyring.json`, which says what each is for and until
when, and `public.json`, which a keyserver admits so that phones believe them. Decision 0012 tells why they lie here.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from msgspec import Struct

from bluezone.authority.private_files import alone_in, write_whole
from bluezone.protocol import admission
from bluezone.protocol.errors import MalformedMessage, RuleViolation, Unavailable
from bluezone.protocol.intervals import DAY
from bluezone.protocol.signed_feeds import FEED_LIFE
from bluezone.protocol.trust import Algorithm, TrustedKey, Use, spki

FOLDER: Final = "authority-keys"
"""The folder's usual name, in the data folder."""
KEYRING_FILE: Final = "keyring.json"
PUBLIC_FILE: Final = "public.json"
KEY_LIFE: Final = 3650 * DAY
"""How long a key that is not rotated is used."""
LETTER_LIFE: Final = 14 * DAY
"""How long a letter may wait in the mailbox."""
COUNTS_ON: Final = MappingProxyType({Use.FEED: FEED_LIFE + DAY, Use.VENUE: 400 * DAY, Use.MAIL: DAY})
"""How long phones believe a retired key: what it signed is still met, or sealed to it."""

Private: TypeAlias = Ed25519PrivateKey | X25519PrivateKey

_OTHERS_BITS: Final = 0o077


@dataclass(frozen=True, slots=True)
class AuthorityKey:
    """A private key, what it is for, and when.

    Args:
        id: Its name in `keys.json`, and that of its file.
        use: Feeds, venue codes or mail.
        number: Counts the keys of one use.
        used_from: The first moment in which it is used.
        used_until: The first moment in which it is not used any more.
        valid_until: The first moment in which phones believe it no more.
        private: The key.
    """

    id: str
    use: Use
    number: int
    used_from: datetime
    used_until: datetime
    valid_until: datetime
    private: Private = field(repr=False)

    @property
    def public(self) -> TrustedKey:
        """What phones are to be told of it."""
        return TrustedKey(
            id=self.id,
            use=self.use,
            algorithm=admission.ALGORITHMS[self.use],
            public_key=spki(self.private.public_key()),
            valid_from=self.used_from,
            valid_until=self.valid_until,
        )


@dataclass(frozen=True, slots=True)
class Keyring:
    """Every key of the authority."""

    held: tuple[AuthorityKey, ...]

    @property
    def public(self) -> tuple[TrustedKey, ...]:
        """What a keyserver admits."""
        return tuple(key.public for key in self.held)

    def signing(self, use: Use, *, at: datetime) -> tuple[tuple[str, Ed25519PrivateKey], ...]:
        """Return the ids and keys that sign for a use at a moment, newest first.

        Raises:
            Unavailable: There is none.
        """
        found = [key for key in self._of(use) if key.used_from <= at < key.used_until]
        pairs = tuple((key.id, key.private) for key in found if isinstance(key.private, Ed25519PrivateKey))
        if not pairs:
            raise Unavailable(f"no {use} key of the authority is used now: rotate it")
        return pairs

    @property
    def opening(self) -> tuple[X25519PrivateKey, ...]:
        """The keys that open letters, newest first; retired ones too, while a letter to them may wait."""
        return tuple(key.private for key in self._of(Use.MAIL) if isinstance(key.private, X25519PrivateKey))

    def _of(self, use: Use) -> list[AuthorityKey]:
        return sorted((key for key in self.held if key.use == use), key=lambda key: key.number, reverse=True)


class _Entry(Struct, frozen=True, kw_only=True):
    id: str
    use: Use
    number: int
    used_from: datetime
    used_until: datetime
    valid_until: datetime


class _File(Struct, frozen=True, kw_only=True):
    entries: tuple[_Entry, ...]


def load_or_make(folder: Path, *, at: datetime) -> Keyring:
    """Return the authority's keys; one for each use is made when the folder has none.

    Raises:
        RuleViolation: `keys_missing`: a key file is gone; `key_file_open`: others on this computer can read one.
        MalformedMessage: A file is damaged.
        Unavailable: The disk refuses.
    """
    with alone_in(folder):
        if (folder / KEYRING_FILE).exists():
            return _loaded(folder)
        made = tuple(_made(folder, (), use, at=at) for use in admission.ALGORITHMS)
        return _stored(folder, made)


def rotate(folder: Path, use: Use, *, at: datetime, overlap: timedelta, revoke: bool = False) -> Keyring:
    """Make a new key for a use; the old ones are used beside it for `overlap`, and believed a while longer.

    Args:
        folder: Where key files are.
        use: Feeds, venue codes or mail.
        at: The present moment.
        overlap: How long the old ones are used on: until the keyserver has admitted the new one.
        revoke: Whether the old ones were stolen: neither used nor believed from now on.

    Raises:
        RuleViolation: As `load_or_make`, and `use_unknown`.
        MalformedMessage: A file is damaged.
        Unavailable: The disk refuses.
    """
    if use not in admission.ALGORITHMS:
        raise RuleViolation("use_unknown", f"the authority's keys are for {', '.join(admission.ALGORITHMS)}")
    load_or_make(folder, at=at)
    with alone_in(folder):
        before = _loaded(folder).held
        end = at if revoke else at + overlap
        last = at if revoke else end + COUNTS_ON[use]
        retired = tuple(_retired(key, end, last) if key.use == use else key for key in before)
        past = [key for key in retired if key.valid_until + LETTER_LIFE <= at]
        kept = [key for key in retired if key.valid_until + LETTER_LIFE > at]
        ring = _stored(folder, (*kept, _made(folder, before, use, at=at)))
        for key in past:
            _file(folder, key.id).unlink(missing_ok=True)
        return ring


def _retired(key: AuthorityKey, end: datetime, last: datetime) -> AuthorityKey:
    return replace(key, used_until=min(key.used_until, end), valid_until=min(key.valid_until, last))


def _made(folder: Path, before: tuple[AuthorityKey, ...], use: Use, *, at: datetime) -> AuthorityKey:
    number = 1 + max((key.number for key in before if key.use == use), default=0)
    is_x25519 = admission.ALGORITHMS[use] is Algorithm.X25519
    private: Private = X25519PrivateKey.generate() if is_x25519 else Ed25519PrivateKey.generate()
    name = f"{use}-{number}"
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_whole(_file(folder, name), pem)
    return AuthorityKey(name, use, number, at, at + KEY_LIFE, at + KEY_LIFE + COUNTS_ON[use], private)


def _stored(folder: Path, held: tuple[AuthorityKey, ...]) -> Keyring:
    entries = tuple(
        _Entry(
            id=key.id,
            use=key.use,
            number=key.number,
            used_from=key.used_from,
            used_until=key.used_until,
            valid_until=key.valid_until,
        )
        for key in held
    )
    ring = Keyring(held)
    write_whole(folder / PUBLIC_FILE, admission.encoded(ring.public))
    write_whole(folder / KEYRING_FILE, msgspec.json.encode(_File(entries=entries)))
    return ring


def _loaded(folder: Path) -> Keyring:
    try:
        file = msgspec.json.decode((folder / KEYRING_FILE).read_bytes(), type=_File)
    except msgspec.MsgspecError as wrong:
        raise MalformedMessage(f"{KEYRING_FILE} is damaged") from wrong
    return Keyring(
        tuple(
            AuthorityKey(
                entry.id,
                entry.use,
                entry.number,
                entry.used_from,
                entry.used_until,
                entry.valid_until,
                _read(_file(folder, entry.id)),
            )
            for entry in file.entries
        )
    )


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.pem"


def _read(path: Path) -> Private:
    try:
        if path.stat().st_mode & _OTHERS_BITS:
            raise RuleViolation("key_file_open", f"others can read {path.name}: take that right away (chmod 600)")
        private = load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError as wrong:
        raise RuleViolation("keys_missing", f"{path.name} is missing from the authority's keys") from wrong
    except (ValueError, TypeError) as wrong:
        raise MalformedMessage(f"{path.name} is damaged") from wrong
    if not isinstance(private, Ed25519PrivateKey | X25519PrivateKey):
        raise MalformedMessage(f"{path.name} is a key of another kind")
    return private

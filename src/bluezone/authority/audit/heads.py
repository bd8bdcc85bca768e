"""Signed heads of the chain in a file outside the database: what a cut tail or a rewrite is noticed by.

The same key signs the checkpoint that stands for entries past their time.
One line of JSON a head: sequence number, head, moment, Ed25519 signature over the three. The file only grows; whoever
keeps a copy elsewhere can prove a rewrite even by someone who holds the key.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from bluezone.authority.audit.rules import Checkpoint, Pin
from bluezone.protocol.errors import Unavailable

DOMAIN: Final = b"bluezone audit head 1\n"
OWNER_ONLY: Final = 0o600
LAST_LINE_BYTES: Final = 1024
SIGNING_KEY: Final = "signing-key.pem"
PUBLIC_KEY: Final = "public-key.pem"
"""Kept beside the heads, so that a copy of both is enough for a proof elsewhere."""


@dataclass(frozen=True, slots=True)
class SignedHead:
    """How the chain stood at one moment."""

    sequence: int
    head: bytes
    moment: str
    signature: bytes

    def signed_bytes(self) -> bytes:
        """Return what the signature covers."""
        return DOMAIN + json.dumps([self.sequence, self.head.hex(), self.moment]).encode()

    def line(self) -> bytes:
        """Return the line of the file."""
        facts = {
            "sequence": self.sequence,
            "head": self.head.hex(),
            "moment": self.moment,
            "signature": self.signature.hex(),
        }
        return json.dumps(facts).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class HeadFile:
    """The file of signed heads and the key that signs them.

    Args:
        folder: Where both lie; made when new.
    """

    folder: Path

    @property
    def path(self) -> Path:
        """The file of heads."""
        return self.folder / "heads.jsonl"

    def read(self) -> tuple[dict[int, Pin], list[int]]:
        """Return the heads whose signatures hold, by sequence number, and the lines that do not hold, from 1."""
        good, bad = dict[int, Pin](), list[int]()
        if not self.path.exists():
            return good, bad
        verify = self._public_key().verify
        lines = self.path.read_bytes().splitlines()
        for number, line in enumerate(lines, start=1):
            try:
                signed = _parsed(line)
                verify(signed.signature, signed.signed_bytes())
                pin = Pin(signed.head, datetime.fromisoformat(signed.moment))
            except (InvalidSignature, ValueError, KeyError, TypeError):
                bad.append(number)
            else:
                good[signed.sequence] = pin
        return good, bad

    def heads(self, first: int, last: int) -> dict[int, bytes]:
        """Return the heads of a range of sequence numbers as the file has them; their signatures are not judged.

        Raises:
            Unavailable: A line is not one of ours.
        """
        if not self.path.exists():
            return {}
        with self.path.open("rb") as lines:
            try:
                every = (_parsed(line) for line in lines)
                return {signed.sequence: signed.head for signed in every if first <= signed.sequence <= last}
            except (ValueError, KeyError, TypeError) as wrong:
                raise Unavailable("the file of the audit's heads is damaged") from wrong

    def vouches_for(self, checkpoint: Checkpoint) -> bool:
        """Return whether a checkpoint carries our signature.

        Raises:
            Unavailable: The public key is not there.
        """
        try:
            self._public_key().verify(checkpoint.signature, checkpoint.signed_bytes())
        except InvalidSignature:
            return False
        return True

    def signed(self, checkpoint: Checkpoint) -> Checkpoint:
        """Return a checkpoint with our signature."""
        return replace(checkpoint, signature=self._key().sign(checkpoint.signed_bytes()))

    @contextmanager
    def locked(self) -> Iterator["OpenHeadFile"]:
        """Open the file for one writer at a time."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, OWNER_ONLY), "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield OpenHeadFile(file, self._key())

    def _public_key(self) -> Ed25519PublicKey:
        try:
            key = load_pem_public_key((self.folder / PUBLIC_KEY).read_bytes())
        except FileNotFoundError as missing:
            raise Unavailable("the public key of the audit's heads does not lie beside them") from missing
        if not isinstance(key, Ed25519PublicKey):
            raise Unavailable("the public key of the audit's heads is not an Ed25519 key")
        return key

    def _key(self) -> Ed25519PrivateKey:
        path = self.folder / SIGNING_KEY
        if not path.exists():
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _make_key(path)
        key = load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise Unavailable("the key of the audit's heads is not an Ed25519 key")
        return key


@dataclass(frozen=True, slots=True)
class OpenHeadFile:
    """The file of heads while one writer holds it."""

    file: BinaryIO
    key: Ed25519PrivateKey

    def last(self) -> tuple[int, bytes]:
        """Return the sequence number and the head of the last line; zero and nothing when there is none."""
        self.file.seek(0, os.SEEK_END)
        self.file.seek(max(0, self.file.tell() - LAST_LINE_BYTES))
        lines = self.file.read().splitlines()
        if not lines:
            return 0, b""
        signed = _parsed(lines[-1])
        return signed.sequence, signed.head

    def add(self, sequence: int, head: bytes, moment: datetime) -> None:
        """Sign a head and write it through to the disk."""
        unsigned = SignedHead(sequence, head, moment.isoformat(), b"")
        signature = self.key.sign(unsigned.signed_bytes())
        self.file.write(SignedHead(sequence, head, unsigned.moment, signature).line())
        self.file.flush()
        os.fsync(self.file.fileno())


def _parsed(line: bytes) -> SignedHead:
    facts = json.loads(line)
    return SignedHead(
        int(facts["sequence"]), bytes.fromhex(facts["head"]), str(facts["moment"]), bytes.fromhex(facts["signature"])
    )


def _make_key(path: Path) -> None:
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY), "wb") as file:
        file.write(pem)
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    path.with_name(PUBLIC_KEY).write_bytes(public)

"""The data folder of a key server: made when it is not there, held by one process, its secrets readable by nobody else.

keyserver.sqlite3   the records; useless without the two key files; or
postgresql          says that the records are in a PostgreSQL database, which several servers share with this folder
rows.key            seals diagnosis keys
codes.key           hides codes and tokens
keys/               signing keys (`bluezone.keyserver.signing`); `root.pem` may be taken away to a safe
credential          what the authority presents to ask for codes
published/          `keys.json`, exports and feeds, as phones download them
peers/              what was last read of the key servers of other provinces, so that an older file is noticed
lock                held by the process that runs here, or by all that share records in PostgreSQL
"""

import fcntl
import logging
import secrets
from base64 import urlsafe_b64encode
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime
from io import BufferedWriter
from pathlib import Path
from typing import Final

from bluezone.keyserver.folder import PRIVATE, alone_in, make_folder, write_whole
from bluezone.keyserver.lead import Lead
from bluezone.keyserver.records import DATABASE, BatchStore, InTurn, Records, records_of
from bluezone.keyserver.restoring import check_age, take_over
from bluezone.keyserver.rules import Policy
from bluezone.keyserver.sealing import SEALING_SECRET_LENGTH, Chance, KeyFiles
from bluezone.keyserver.signing import DEMO, VIET_NAM, KeyRing, ready_keys
from bluezone.keyserver.sqlite_exports import at_once
from bluezone.keyserver.store import Store
from bluezone.protocol.errors import RuleViolation, Unavailable

logger = logging.getLogger(__name__)

ROWS_KEY: Final = "rows.key"
CODES_KEY: Final = "codes.key"
KEYS: Final = "keys"
CREDENTIAL: Final = "credential"
PUBLISHED: Final = "published"
PEERS: Final = "peers"
LOCK: Final = "lock"
CREDENTIAL_LENGTH: Final = 32
"""Random bytes in the credential."""
FOLDER_MODE: Final = 0o700

CHANCE: Final = Chance(secrets.token_bytes, secrets.randbelow)
"""The machine's own randomness."""


@dataclass(frozen=True, slots=True)
class Premises:
    """An opened data folder.

    Args:
        folder: Where it is.
        files: The secrets of its key files.
        records: The kind of records.
        store: The records.
        ring: The signing keys.
        credential: What the authority presents.
        held: The lock, held as long as this lives.
    """

    folder: Path
    files: KeyFiles = field(repr=False)
    records: Records
    store: Store
    ring: KeyRing
    credential: bytes = field(repr=False)
    held: BufferedWriter

    @property
    def database(self) -> Path:
        """Where the records are that live in the folder."""
        return self.folder / DATABASE

    @property
    def published(self) -> Path:
        """Where phones' downloads are."""
        return self.folder / PUBLISHED

    def batches(self, in_turn: InTurn = at_once) -> tuple[BatchStore, Lead]:
        """Return the batcher's side of the records, and who may do the hourly work."""
        return self.records.batches(self.files, CHANCE, in_turn)

    def close(self) -> None:
        """Let go of the records and the lock."""
        self.store.close()
        self.held.close()


def enter(  # noqa: PLR0913 -- one argument a choice of whoever starts
    folder: Path, *, at: datetime, policy: Policy, demo: bool = False, restored: bool = False, database_url: str = ""
) -> Premises:
    """Return the data folder, opened; made with everything in it when it is new.

    Args:
        folder: Where it is.
        at: The present moment.
        policy: How long things are kept.
        demo: Whether it must be a demonstration's.
        restored: Whether what was published after the database was copied is to be taken over.
        database_url: `postgresql://…`, where the records are; empty: in the folder.

    Raises:
        RuleViolation: `records_elsewhere`, `database_unknown`; `database_is_real`: `demo` was asked of a real one; `key_file_missing`: the database is there
            and a secret of it is not; `database_older`: more was published than it knows; and those of `ready_keys`.
        MalformedMessage: The key files are not those of the database.
        Unavailable: Another process holds it, or the disk refuses.
    """
    try:
        make_folder(folder, mode=FOLDER_MODE)
        records = records_of(folder, database_url)
        held = _locked(folder / LOCK, shared=records.are_shared)
        try:
            with alone_in(folder):  # two that enter a new folder at once make one set of secrets
                premises = _entered(folder, held, records, at=at, policy=policy, demo=demo)
                _check_age(premises, at=at, restored=restored)
        except BaseException:
            held.close()
            raise
        else:
            return premises
    except OSError as wrong:
        raise Unavailable("the data folder cannot be used: " + (wrong.strerror or "the disk refuses")) from wrong


def _entered(  # noqa: PLR0913 -- what `enter` was told, and what it opened
    folder: Path, held: BufferedWriter, records: Records, *, at: datetime, policy: Policy, demo: bool
) -> Premises:
    records.check_place()
    is_new = records.are_new()
    files = KeyFiles(
        rows=_secret(folder / ROWS_KEY, secrets.token_bytes(SEALING_SECRET_LENGTH), may_make=is_new),
        codes=_secret(folder / CODES_KEY, secrets.token_bytes(SEALING_SECRET_LENGTH), may_make=is_new),
    )
    store = records.opened(files, CHANCE, policy=policy, demo=demo)
    try:
        _check_kind(store, demo=demo)
        ring = ready_keys(folder / KEYS, at=at, owner=DEMO if store.is_demo else VIET_NAM)
        fresh = urlsafe_b64encode(secrets.token_bytes(CREDENTIAL_LENGTH)).rstrip(b"=")
        credential = _secret(folder / CREDENTIAL, fresh, may_make=True)
    except BaseException:
        store.close()
        raise
    return Premises(folder, files, records, store, ring, credential, held)


def _check_age(premises: Premises, *, at: datetime, restored: bool) -> None:
    try:
        with closing(premises.batches()[0]) as exports:
            if restored:
                taken = take_over(exports, premises.published, at=at)
                logger.info("exports taken over from the published files", extra={"exports": taken})
            check_age(exports, premises.published, at=at)
    except BaseException:
        premises.store.close()
        raise


def _check_kind(store: Store, *, demo: bool) -> None:
    if demo and not store.is_demo:
        raise RuleViolation("database_is_real", "this database was not made for a demo")


def _locked(path: Path, *, shared: bool) -> BufferedWriter:
    held = path.open("ab")
    try:
        fcntl.flock(held, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError as wrong:
        held.close()
        raise Unavailable("another key server runs in this data folder") from wrong
    return held


def _secret(path: Path, fresh: bytes, *, may_make: bool) -> bytes:
    with suppress(FileNotFoundError):
        return path.read_bytes()
    if not may_make:
        raise RuleViolation("key_file_missing", f"{path.name} is missing: without it the database cannot be read")
    write_whole(path, fresh, mode=PRIVATE)
    return fresh

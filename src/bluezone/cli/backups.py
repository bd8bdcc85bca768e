"""What a backup holds and how it is read back: both databases as they stood at a moment, keys, heads, published files.

A backup is one sealed stream (`sealed_stream`) around a tar archive. Its first member, `manifest.json`, says when it was
made and how many rows each table had. Databases are copied by SQLite itself while everything runs, those in
PostgreSQL by their server (`postgresql_copies`); the signed heads of the audit chain are read before the database, so that no head is newer than the chain. The secret of each backup is a
small file of its own: once that is destroyed the backup is noise.
"""

import io
import json
import os
import secrets
import sqlite3
import tarfile
from base64 import b64decode, b64encode
from binascii import Error as NoBase64
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree
from typing import Any, Final

from bluezone.cli.postgresql_copies import copy_out, counts_in
from bluezone.cli.sealed_stream import SALT_BYTES, SECRET_BYTES, OpeningReader, SealingWriter
from bluezone.protocol.errors import MalformedMessage, RuleViolation, Unavailable

REGISTRY: Final = "registry.sqlite3"
KEYSERVER: Final = "keyserver.sqlite3"
DATABASES: Final = (REGISTRY, KEYSERVER)
REGISTRY_ROWS: Final = "registry.postgresql"
"""The folder of a registry that lives in PostgreSQL."""
KEYSERVER_ROWS: Final = "keyserver.postgresql"
"""The folder of a keyserver's records that live there."""
ROWS: Final = {REGISTRY: REGISTRY_ROWS, KEYSERVER: KEYSERVER_ROWS}
NOWHERE_ELSE: Final[Mapping[str, str]] = {}
"""Every database is a file of the data folder."""
MANIFEST: Final = "manifest.json"
ENDING: Final = ".backup"
KEY_ENDING: Final = ".key"
KEY_HEAD: Final = "bluezone backup key 1"
OWNER_ONLY: Final = 0o600
FOLDER_MODE: Final = 0o700
FIRST_FOLDERS: Final = ("audit", "retention")
"""Read before the databases: what they say of the chain must not be newer than the chain."""
_HELD: Final = {*DATABASES, REGISTRY_ROWS, KEYSERVER_ROWS}
LEFT_OUT: Final = ("catalogs", "lock", "round")
"""Made anew at the next start."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself.

    Args:
        made_at: When.
        counts: Rows by database and table.
    """

    made_at: datetime
    counts: Mapping[str, Mapping[str, int]]

    def encoded(self) -> bytes:
        """Return it as JSON."""
        return json.dumps({"made_at": self.made_at.isoformat(), "counts": self.counts}).encode()


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made: its file and the file of its key."""

    backup: Path
    key: Path
    manifest: Manifest


def make(data: Path, to: Path, keys: Path, *, at: datetime, addresses: Mapping[str, str] = NOWHERE_ELSE) -> Made:
    """Write a sealed backup of a data folder and its key.

    Args:
        data: The data folder.
        to: The folder for the backup.
        keys: The folder for its key.
        at: The present moment; names both files.
        addresses: Those of the databases that live in PostgreSQL, by the name of their file if they did not.

    Raises:
        RuleViolation: `backup_exists`: one of this second lies there already.
        Unavailable: The disk refuses, or the server of a database; then neither file is left.
    """
    name = f"bluezone-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    backup, key = to / (name + ENDING), keys / (name + KEY_ENDING)
    if backup.exists() or key.exists():
        raise RuleViolation("backup_exists", "a backup of this second lies there already")
    draft = backup.with_name(f".{backup.name}.unfinished")
    try:
        secret = secrets.token_bytes(SECRET_BYTES)
        for folder in (to, keys):
            folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        manifest = _write(data, draft, secret, at=at, addresses=addresses)
        _write_whole(key, f"{KEY_HEAD}\n{b64encode(secret).decode()}\n".encode())
        draft.replace(backup)
    except (OSError, sqlite3.Error, Unavailable) as wrong:
        for left in (draft, key):
            left.unlink(missing_ok=True)
        if isinstance(wrong, Unavailable):
            raise
        reason = wrong.strerror if isinstance(wrong, OSError) else str(wrong)
        raise Unavailable(f"no backup was made: {reason or 'the disk refuses'}") from wrong
    return Made(backup, key, manifest)


def unpack(backup: Path, key: Path, folder: Path) -> Manifest:
    """Open a backup into a new folder, check it whole, and return what it says of itself.

    Raises:
        MalformedMessage: It is no backup, it was cut off or changed, or the key is another one's.
        Unavailable: A file cannot be read, or the disk refuses.
    """
    try:
        folder.mkdir(mode=FOLDER_MODE)
        with backup.open("rb") as file:
            reader = OpeningReader(file, _secret(key))
            with tarfile.open(fileobj=io.BufferedReader(reader), mode="r|") as archive:
                archive.extractall(folder, filter="data")
            reader.check_end()
        manifest = _manifest((folder / MANIFEST).read_bytes())
        (folder / MANIFEST).unlink()
    except (tarfile.TarError, FileNotFoundError) as wrong:
        raise MalformedMessage("the backup holds no archive of ours, or a file is not there") from wrong
    except OSError as wrong:
        raise Unavailable("the backup cannot be read back: " + (wrong.strerror or "the disk refuses")) from wrong
    for name, expected in manifest.counts.items():
        _check_database(folder / name, expected)
    return manifest


def destroy(key: Path) -> None:
    """Overwrite a key with random bytes, through to the disk, and remove it; its backup is noise from now on."""
    with key.open("r+b") as file:
        file.write(secrets.token_bytes(key.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    key.unlink()


def moment_of(path: Path) -> datetime | None:
    """Return when the backup was made whose name, or whose key's name, this is; None for another file."""
    try:
        return datetime.strptime(path.name.partition(".")[0], "bluezone-%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def counts_of(database: Path) -> dict[str, int]:
    """Return how many rows each table of a database has: of a file of SQLite, or of a folder of rows."""
    if database.is_dir():
        return counts_in(database)
    with closing(sqlite3.connect(database)) as opened:
        names = [
            name for (name,) in opened.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        ]
        quoted = {name: name.replace('"', '""') for name in names if not name.startswith("sqlite_")}
        return {
            name: int(opened.execute(f'SELECT count(*) FROM "{safe}"').fetchone()[0])  # noqa: S608 -- the database's own names
            for name, safe in quoted.items()
        }


def _write(data: Path, draft: Path, secret: bytes, *, at: datetime, addresses: Mapping[str, str]) -> Manifest:
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as file:
        first = [*_files(data, only=FIRST_FOLDERS)]
        writer = SealingWriter(file, secret, secrets.token_bytes(SALT_BYTES))
        with _snapshots(data, addresses) as snapshots, tarfile.open(fileobj=writer, mode="w|") as archive:
            manifest = Manifest(at, {name: counts_of(path) for name, path in snapshots.items()})
            for name, content in [(MANIFEST, manifest.encoded()), *first]:
                _add(archive, name, content)
            for name, path in snapshots.items():
                archive.add(path, name)
            for name, content in _files(data, leaving=FIRST_FOLDERS):
                _add(archive, name, content)
        writer.finish()
        file.flush()
        os.fsync(file.fileno())
    return manifest


@contextmanager
def _snapshots(data: Path, addresses: Mapping[str, str]) -> Iterator[dict[str, Path]]:
    """Copy the databases as they stand at one moment each, while others write; the copies vanish with the block."""
    folder = data / f".snapshot-{os.getpid()}"
    try:
        folder.mkdir(mode=FOLDER_MODE)
        copies = dict[str, Path]()
        for name in DATABASES:
            if address := addresses.get(name):
                rows = ROWS[name]
                copies[rows] = folder / rows
                copy_out(address, copies[rows])
            elif (data / name).exists():
                copies[name] = folder / name
                with closing(sqlite3.connect(data / name, isolation_level=None)) as opened:
                    opened.execute("VACUUM INTO ?", (str(copies[name]),))
        yield copies
    finally:
        rmtree(folder, ignore_errors=True)


def _files(data: Path, *, only: tuple[str, ...] = (), leaving: tuple[str, ...] = ()) -> Iterator[tuple[str, bytes]]:
    """Give every file of the data folder but databases and what is made anew; one that vanishes meanwhile is left out."""
    for path in sorted(data.rglob("*")):
        first, *_rest = path.relative_to(data).parts
        unwanted = first in {*leaving, *LEFT_OUT} or first.startswith((".", *DATABASES)) or (only and first not in only)
        if unwanted or path.is_symlink() or not path.is_file():
            continue
        try:
            yield path.relative_to(data).as_posix(), path.read_bytes()
        except FileNotFoundError:
            continue


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), OWNER_ONLY
    archive.addfile(member, io.BytesIO(content))


def _secret(key: Path) -> bytes:
    try:
        head, _, text = key.read_text(encoding="ascii").strip().partition("\n")
        secret = b64decode(text, validate=True)
    except (UnicodeDecodeError, NoBase64, ValueError) as wrong:
        raise MalformedMessage("this is no key of a backup") from wrong
    if head != KEY_HEAD or len(secret) != SECRET_BYTES:
        raise MalformedMessage("this is no key of a backup")
    return secret


def _manifest(content: bytes) -> Manifest:
    try:
        facts: dict[str, Any] = json.loads(content)
        counts = {str(name): dict(rows) for name, rows in facts["counts"].items() if name in _HELD}
        return Manifest(datetime.fromisoformat(facts["made_at"]), counts)
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise MalformedMessage("the backup's manifest is damaged") from wrong


def _check_database(path: Path, expected: Mapping[str, int]) -> None:
    try:
        with closing(sqlite3.connect(":memory:" if path.is_dir() else path)) as opened:
            whole = opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        same = whole and counts_of(path) == expected
    except sqlite3.Error as wrong:
        raise MalformedMessage(f"{path.name} in the backup is damaged") from wrong
    if not same:
        raise MalformedMessage(f"{path.name} in the backup is not what its manifest says")


def _write_whole(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())

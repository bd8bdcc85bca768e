"""Facts about a keyserver from its data folder and its records; nothing is written, no private key is read."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from bluezone.cli.doctoring.rules import Keyserver
from bluezone.protocol import exports
from bluezone.protocol.errors import BluezoneError, MalformedMessage
from bluezone.protocol.keys import publishable_from
from bluezone.protocol.signed_files import Envelope
from bluezone.protocol.trust import Index, KeySet, index_in

RING: Final = "keys/ring.json"
ROOT: Final = "keys/root.pem"
DATABASE: Final = "keyserver.sqlite3"
PUBLISHED: Final = "published/exports"
INDEX: Final = "index.json"
NEWEST: Final = 3
"""How many exports are read for keys that came too early."""
LARGEST_CHECKED: Final = 1024 * 1024 * 1024
"""A larger database is not read through: that would take minutes."""
COUNTS: Final = "SELECT (SELECT count(*) FROM letter), (SELECT count(*) FROM log_leaf)"


class _Entry(msgspec.Struct):
    use: str
    signs_until: datetime


class _Ring(msgspec.Struct):
    keys_json: bytes
    entries: tuple[_Entry, ...]


def keyserver(data: Path, database_url: str, most_letters: int) -> Keyserver | None:
    """Return the facts about the keyserver of a data folder; None when it has none.

    Args:
        data: The data folder.
        database_url: Where its records are, if not in the folder.
        most_letters: How many letters its mailbox holds.

    Raises:
        MalformedMessage: The folder of keys is damaged.
    """
    if not (data / RING).exists():
        return None
    try:
        ring = msgspec.json.decode((data / RING).read_bytes(), type=_Ring)
        keys = msgspec.json.decode(msgspec.json.decode(ring.keys_json, type=Envelope).payload, type=KeySet)
    except msgspec.MsgspecError as wrong:
        raise MalformedMessage("the folder of keys is damaged: restore it from a backup") from wrong
    uses = {entry.use for entry in ring.entries}
    whole, letters, leaves = _counted(data / DATABASE, database_url)
    index = _index(data / PUBLISHED / INDEX)
    return Keyserver(
        root_here=(data / ROOT).exists(),
        keys_expire=keys.expires,
        signs_until={use: max(each.signs_until for each in ring.entries if each.use == use) for use in uses},
        records_whole=whole,
        issued=index.issued if index else None,
        too_early=_too_early(data / PUBLISHED, index) if index else None,
        logged=_is_logged(index) if index else None,
        leaves=leaves,
        letters=letters,
        most_letters=most_letters,
    )


def _counted(path: Path, database_url: str) -> tuple[bool | None, int | None, int]:
    """Return whether the records are whole, how many letters lie in the mailbox and leaves in the log."""
    if database_url:
        return _counted_remotely(database_url)
    if not path.exists():
        return None, None, 0
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as records:
            letters, leaves = records.execute(COUNTS).fetchone()
            is_small = path.stat().st_size <= LARGEST_CHECKED
            whole = not is_small or records.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
            return whole, letters, leaves
    except sqlite3.Error:
        return False, None, 0


def _counted_remotely(database_url: str) -> tuple[bool, int | None, int]:
    import psycopg  # noqa: PLC0415 -- only where the records are remote

    try:
        with psycopg.connect(database_url, connect_timeout=5) as records:
            row: Any = records.execute(COUNTS).fetchone()
            return True, row[0], row[1]
    except psycopg.Error:
        return False, None, 0


def _index(path: Path) -> Index | None:
    try:
        return index_in(path.read_bytes())
    except (OSError, MalformedMessage):
        return None


def _too_early(folder: Path, index: Index) -> int:
    newest = sorted(index.exports, key=lambda file: file.end)[-NEWEST:]
    return sum(_too_early_in(folder / file.name) for file in newest)


def _too_early_in(path: Path) -> int:
    try:
        export, _ = exports.read(path.read_bytes())
    except (OSError, BluezoneError):
        return 0
    return sum(1 for key in export.keys if publishable_from(key.key) > export.end)


def _is_logged(index: Index) -> bool | None:
    log = getattr(index, "log", None)
    return None if log is None else len(log.exports) == len(index.exports)

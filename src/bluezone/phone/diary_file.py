"""The tables of a diary's file, how an older file is brought up to date, and what SQLite's complaints mean to a person."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Final

import apsw

from bluezone.protocol.errors import MalformedMessage, Unavailable

VERSION: Final = 5
"""Of the tables, in the file's `user_version`."""
FIRST_TABLES: Final = """
CREATE TABLE own_keys (secret BLOB PRIMARY KEY, rolling_start INT, rolling_period INT, spoken_until INT, reported INT)
    WITHOUT ROWID;
CREATE TABLE clock (one INTEGER PRIMARY KEY CHECK (one = 1), latest INT, doubted_since INT, doubted_by INT,
    silent_until INT);
CREATE TABLE sightings (heard_at INT, air INT, identifier BLOB, rssi_dbm INT, tx_power_dbm INT, metadata BLOB,
    PRIMARY KEY (heard_at, air, identifier, rssi_dbm, tx_power_dbm, metadata)) WITHOUT ROWID;
CREATE TABLE checks (one INTEGER PRIMARY KEY CHECK (one = 1), at INT, root TEXT, keys_sequence INT, keys_digest BLOB,
    index_sequence INT, index_digest BLOB);
CREATE TABLE exports (name TEXT, sha256 TEXT, ends INT, keys INT, PRIMARY KEY (name, sha256)) WITHOUT ROWID;
CREATE TABLE windows (secret BLOB, starts INT, rolling_start INT, rolling_period INT, report_type INT, days INT,
    risk INT, scans BLOB, PRIMARY KEY (secret, starts)) WITHOUT ROWID;
CREATE TABLE warnings (day INTEGER PRIMARY KEY, near INT, policy INT, at INT);
CREATE TABLE reports (verified_at INTEGER PRIMARY KEY, stage TEXT, token TEXT, hmac_key BLOB, keys BLOB, certificate TEXT);
CREATE TABLE enrolment (one INTEGER PRIMARY KEY CHECK (one = 1), server TEXT, root TEXT, air TEXT, demo INT);
CREATE TABLE life (one INTEGER PRIMARY KEY CHECK (one = 1), erased INT);
INSERT INTO life VALUES (1, 0);
"""
"""The tables of version 1."""
STEPS: Final = {
    1: """
CREATE TABLE documents (name TEXT PRIMARY KEY, content BLOB) WITHOUT ROWID;
CREATE TABLE visits (id TEXT PRIMARY KEY, name TEXT, type INT, commune TEXT, version INT, starts INT, ends INT,
    automatic INT, first_hour INT, marks BLOB) WITHOUT ROWID;
CREATE TABLE place_warnings (visit TEXT, name TEXT, starts INT, ends INT, policy INT, at INT,
    PRIMARY KEY (visit, starts)) WITHOUT ROWID;
CREATE TABLE letters (mark TEXT PRIMARY KEY, written INT, sealed BLOB, exposures BLOB, arrived INT) WITHOUT ROWID;
ALTER TABLE checks ADD COLUMN feeds BLOB;
""",
    2: """
ALTER TABLE reports ADD COLUMN test_type TEXT NOT NULL DEFAULT '';
ALTER TABLE reports ADD COLUMN revision_token TEXT NOT NULL DEFAULT '';
ALTER TABLE reports ADD COLUMN revises INT;
""",
    3: """
ALTER TABLE checks ADD COLUMN log_size INT;
ALTER TABLE checks ADD COLUMN log_root BLOB;
""",
    4: """
ALTER TABLE reports ADD COLUMN travelled INT NOT NULL DEFAULT 0;
""",
}
"""What brings the tables of a version to the next one."""
EMPTIED: Final = (
    *("enrolment", "own_keys", "clock", "sightings", "checks", "exports", "windows", "warnings", "reports"),
    *("documents", "visits", "place_warnings", "letters"),
)
"""Every table that holds anything of a person."""

DAMAGED: Final = "the diary's file is damaged: `bluezone phone erase` clears the way for a new one"
LOCKED: Final = "the diary does not open with this key: it is another diary's, or the file is damaged"
FULL: Final = "the diary cannot be written: the disk is full; make room and start again"
UNREADABLE: Final = "the diary cannot be read or written: look at the disk and at the rights of its folder"
BUSY: Final = "another program of this phone is writing into the diary: try again"
NEWER: Final = "the diary was written by a newer version of this program: use that one"

Writing = Callable[[], AbstractContextManager[None]]
"""Opens a transaction that ends with its block, whole or not at all."""


def script(known: int) -> str:
    """Return the statements that bring a file of a known version, 0 for an empty one, to `VERSION`."""
    first = [FIRST_TABLES] if known == 0 else []
    return "".join([*first, *(step for version, step in STEPS.items() if version >= known)])


def bring_up_to_date(file: apsw.Connection) -> None:
    """Give a diary's file the tables of this version, all or none.

    Raises:
        MalformedMessage: It is of no version that this program knows.
    """
    known = _version(file)
    if known == VERSION:
        return
    if not 1 <= known < VERSION:
        raise MalformedMessage(NEWER if known > VERSION else DAMAGED)
    file.execute("BEGIN IMMEDIATE")
    try:
        if _version(file) == known:  # else another program of this phone was faster
            file.execute(f"{script(known)} PRAGMA user_version = {VERSION}")
    except BaseException:
        file.execute("ROLLBACK")
        raise
    file.execute("COMMIT")


def _version(file: apsw.Connection) -> int:
    return int(file.execute("PRAGMA user_version").get)


@contextmanager
def told() -> Iterator[None]:
    """Say in our words what SQLite says in its own."""
    try:
        yield
    except (apsw.CorruptError, apsw.NotADBError) as wrong:
        raise MalformedMessage(DAMAGED) from wrong
    except apsw.FullError as wrong:
        raise Unavailable(FULL) from wrong
    except (apsw.BusyError, apsw.LockedError) as wrong:
        raise Unavailable(BUSY) from wrong
    except (apsw.IOError, apsw.CantOpenError, apsw.ReadOnlyError, apsw.PermissionsError) as wrong:
        raise Unavailable(UNREADABLE) from wrong

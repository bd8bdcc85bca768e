"""The tables of the key server in SQLite, and how a connection to them is opened.

Tables are WITHOUT ROWID and keyed by a keyed hash (`mark`); what a row says is `sealed`; times in clear are full hours
counted from 1970. Nothing tells in which order rows came. A letter is sealed by its writer and kept as it is, under its
SHA-256; the hourly rewriting puts letters that came since into the order of their ids.
"""

import sqlite3
from pathlib import Path
from typing import Final

from bluezone.protocol.errors import Unavailable

VERSION: Final = 5
BUSY_SECONDS: Final = 10.0
"""How long a change waits for another connection that writes."""

SCHEMA: Final = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE code (
    mark BLOB PRIMARY KEY, sealed BLOB NOT NULL, gone_at INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
CREATE TABLE code_status (
    mark BLOB PRIMARY KEY, claimed INTEGER NOT NULL, sealed BLOB NOT NULL, gone_at INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
CREATE TABLE used_token (
    mark BLOB PRIMARY KEY, bound BLOB NOT NULL, gone_at INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
CREATE TABLE diagnosis_key (
    mark BLOB PRIMARY KEY, release INTEGER NOT NULL, batch INTEGER, sealed BLOB NOT NULL,
    revision BLOB, revision_release INTEGER, revision_batch INTEGER
) WITHOUT ROWID, STRICT;
CREATE TABLE export (name TEXT PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE purge (
    hour INTEGER PRIMARY KEY, codes INTEGER NOT NULL DEFAULT 0, statuses INTEGER NOT NULL DEFAULT 0,
    tokens INTEGER NOT NULL DEFAULT 0, keys INTEGER NOT NULL DEFAULT 0, exports INTEGER NOT NULL DEFAULT 0,
    letters INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID, STRICT;
CREATE TABLE letter (id BLOB PRIMARY KEY, letter BLOB NOT NULL, gone_at INTEGER NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE tally (
    hour INTEGER NOT NULL, name TEXT NOT NULL, many INTEGER NOT NULL, PRIMARY KEY (hour, name)
) WITHOUT ROWID, STRICT;
CREATE TABLE log_leaf (number INTEGER PRIMARY KEY, leaf BLOB NOT NULL UNIQUE) WITHOUT ROWID, STRICT;
"""
WITHOUT_MAILBOX: Final = 2
"""The version before there was a mailbox."""
ADD_MAILBOX: Final = """
ALTER TABLE purge ADD COLUMN letters INTEGER NOT NULL DEFAULT 0;
CREATE TABLE letter (id BLOB PRIMARY KEY, letter BLOB NOT NULL, gone_at INTEGER NOT NULL) WITHOUT ROWID, STRICT;
UPDATE meta SET value = x'03' WHERE name = 'version';
"""
WITHOUT_TALLIES: Final = 3
"""The version before anything was counted."""
ADD_TALLIES: Final = """
CREATE TABLE tally (
    hour INTEGER NOT NULL, name TEXT NOT NULL, many INTEGER NOT NULL, PRIMARY KEY (hour, name)
) WITHOUT ROWID, STRICT;
UPDATE meta SET value = x'04' WHERE name = 'version';
"""
WITHOUT_REVISIONS: Final = 4
"""The version before a published key could be revised, and before anything published was logged."""
ADD_REVISIONS: Final = """
ALTER TABLE diagnosis_key ADD COLUMN revision BLOB;
ALTER TABLE diagnosis_key ADD COLUMN revision_release INTEGER;
ALTER TABLE diagnosis_key ADD COLUMN revision_batch INTEGER;
CREATE TABLE log_leaf (number INTEGER PRIMARY KEY, leaf BLOB NOT NULL UNIQUE) WITHOUT ROWID, STRICT;
UPDATE meta SET value = x'05' WHERE name = 'version';
"""
STEPS: Final = (
    (WITHOUT_MAILBOX, ADD_MAILBOX),
    (WITHOUT_TALLIES, ADD_TALLIES),
    (WITHOUT_REVISIONS, ADD_REVISIONS),
)
"""What brings a database of an older version one version further."""

_PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-16384",  # KiB; keys fall all over the table, and a page that is not held is read again
    "PRAGMA wal_autocheckpoint=4000",  # pages; one that changes often is carried over once
)


def connection(path: Path) -> sqlite3.Connection:
    """Return a connection to the database that leaves no deleted bytes behind, and leaves transactions to the caller."""
    opened = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        for pragma in _PRAGMAS:
            opened.execute(pragma)
    except sqlite3.Error:
        opened.close()
        raise
    return opened


def make_tables(database: sqlite3.Connection, facts: dict[str, bytes]) -> None:
    """Make the tables and note facts about the database, unless it has them; add what an older version lacks."""
    if database.execute("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").fetchone():
        for version, step in STEPS:
            if fact(database, "version") == bytes([version]):
                database.executescript(f"BEGIN EXCLUSIVE; {step} COMMIT;")
        return
    database.executescript(f"BEGIN EXCLUSIVE; {SCHEMA}")
    noted = {"version": bytes([VERSION]), **facts}
    database.executemany("INSERT INTO meta VALUES (?, ?)", noted.items())
    database.execute("COMMIT")


def fact(database: sqlite3.Connection, name: str) -> bytes:
    """Return a fact that was noted when the database was made.

    Raises:
        Unavailable: There is none of this name: the database is of another program.
    """
    row = database.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    if row is None:
        raise Unavailable("this is not a key server's database")
    return bytes(row[0])


def scrub(database: sqlite3.Connection, *, rewrite: bool) -> None:
    """Leave no byte of a deleted row in any file: rewrite the database if asked, then empty its log.

    Raises:
        Unavailable: Somebody reads an old state of the database; try again later.
    """
    if rewrite:
        database.execute("VACUUM")
    busy, _, _ = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise Unavailable("the log of the key server's database is in use")

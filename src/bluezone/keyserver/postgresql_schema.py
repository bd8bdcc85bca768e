"""The tables of the key server in PostgreSQL, how a connection to them is opened, and what is said when it cannot be.

As in SQLite a row is found by a keyed hash (`mark`, 16 bytes, kept as `uuid`), what it says is `sealed`, and times in clear are
full hours counted from 1970. PostgreSQL notes more than that by itself: each row lies behind the one that came before it
(`ctid`) and bears the number of its transaction (`xmin`). So keys wait in a table of their own, `held_key`, which is small;
`put_in_order` writes it, and every other table whose rows come one by one, anew each hour in the order of the marks,
into a fresh file and in one transaction. A batch moves keys to `diagnosis_key` the same way. Decision 0021 says what is
left: until the hour is over, and in the server's log for as long as it is kept.
"""

from contextlib import suppress
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qs, urlsplit

import psycopg
from psycopg import Connection, Cursor, errors
from psycopg.sql import SQL, Identifier

from bluezone.keyserver.postgresql_columns import teach
from bluezone.protocol.errors import Unavailable

VERSION: Final = 1
OLDEST_SERVER: Final = 15
CONNECT_SECONDS: Final = 3
IN_ORDER: Final = ("code", "code_status", "used_token", "held_key")
"""Tables that `put_in_order` writes anew in the order of their marks; letters follow in the order of their ids."""
TABLES: Final = (*IN_ORDER, "diagnosis_key", "letter", "mailbox", "export", "purge", "tally", "log_leaf", "meta")

Database: TypeAlias = Connection[tuple[Any, ...]]
Asked: TypeAlias = Cursor[tuple[Any, ...]]
"""Rows that were asked for and may not have come yet."""

SCHEMA: Final = """
CREATE TABLE meta (name text PRIMARY KEY, value bytea NOT NULL);
CREATE TABLE code (mark uuid PRIMARY KEY, sealed bytea NOT NULL, gone_at integer NOT NULL);
CREATE TABLE code_status (mark uuid PRIMARY KEY, claimed boolean NOT NULL, sealed bytea NOT NULL, gone_at integer NOT NULL);
CREATE TABLE used_token (mark uuid PRIMARY KEY, bound bytea NOT NULL, gone_at integer NOT NULL);
CREATE TABLE held_key (mark uuid PRIMARY KEY, release integer NOT NULL, sealed bytea NOT NULL, revision bytea);
CREATE TABLE diagnosis_key (
    mark uuid PRIMARY KEY, release integer NOT NULL, batch integer NOT NULL, sealed bytea NOT NULL,
    revision bytea, revision_release integer, revision_batch integer
);
CREATE TABLE export (name text COLLATE "C" PRIMARY KEY, record bytea NOT NULL);
CREATE TABLE purge (
    hour integer PRIMARY KEY, codes integer NOT NULL DEFAULT 0, statuses integer NOT NULL DEFAULT 0,
    tokens integer NOT NULL DEFAULT 0, keys integer NOT NULL DEFAULT 0, exports integer NOT NULL DEFAULT 0,
    letters integer NOT NULL DEFAULT 0
);
CREATE TABLE letter (id bytea PRIMARY KEY, letter bytea NOT NULL, gone_at integer NOT NULL);
ALTER TABLE letter ALTER COLUMN letter SET STORAGE EXTERNAL;
CREATE TABLE mailbox (letters integer NOT NULL, unsorted boolean NOT NULL);
INSERT INTO mailbox VALUES (0, false);
CREATE TABLE tally (
    hour integer NOT NULL, name text NOT NULL, slot integer NOT NULL, many integer NOT NULL,
    PRIMARY KEY (hour, name, slot)
);
CREATE TABLE log_leaf (number integer PRIMARY KEY, leaf bytea NOT NULL UNIQUE);
CREATE FUNCTION put_in_order(named text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE each text;
BEGIN
    FOREACH each IN ARRAY named LOOP
        IF each <> ALL (ARRAY['code', 'code_status', 'used_token', 'held_key', 'letter']) THEN
            RAISE EXCEPTION 'no table of ours';
        END IF;
        EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', each);
        EXECUTE format('CREATE TEMPORARY TABLE in_order ON COMMIT DROP AS TABLE %I', each);
        EXECUTE format('TRUNCATE %I', each);
        EXECUTE format('INSERT INTO %I SELECT * FROM pg_temp.in_order ORDER BY 1', each);
        DROP TABLE pg_temp.in_order;
    END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION put_in_order FROM PUBLIC;
"""
STEPS: Final[tuple[tuple[int, str], ...]] = ()
"""What brings a database of an older version one version further."""

_SETTINGS: Final = (
    "-c statement_timeout=60s -c lock_timeout=15s -c idle_in_transaction_session_timeout=60s "
    "-c plan_cache_mode=force_generic_plan -c client_min_messages=error -c synchronous_commit=on"
)
"""Generic plans walk an index for each value of an array, however few rows the statistics know of; and nothing is
acknowledged that a crash of the server could undo, whatever it is set to otherwise."""
_HERE: Final = "SELECT to_regclass('meta') IS NOT NULL"


def connected(url: str) -> Database:
    """Return a connection to the key server's database that leaves transactions to the caller.

    Raises:
        Unavailable: In one sentence, why not; it names no address and no secret.
    """
    asked = parse_qs(urlsplit(url).query).get("options", [])
    try:
        opened: Database = psycopg.connect(
            url,
            autocommit=True,
            connect_timeout=CONNECT_SECONDS,
            target_session_attrs="read-write",
            options=" ".join([_SETTINGS, *asked]),
            keepalives_idle=10,
            tcp_user_timeout=10_000,
            client_encoding="utf8",
        )
    except psycopg.Error as wrong:
        raise unavailable(wrong) from wrong
    if opened.info.server_version // 10_000 < OLDEST_SERVER:
        opened.close()
        raise Unavailable(f"the key server needs PostgreSQL {OLDEST_SERVER} or later")
    teach(opened)
    return opened


def make_tables(database: Database) -> None:
    """Make the tables unless they are there, and add what an older version lacks; who may not is told who may.

    Raises:
        Unavailable: They are not there and this role may not make them, or they are of a version that is not known.
    """
    try:
        with database.transaction():
            database.execute("SELECT pg_advisory_xact_lock(724, hashtext(current_schema()))")
            if not _one(database, _HERE):
                database.execute(SQL(SCHEMA))
                note(database, "version", bytes([VERSION]))
            for version, step in STEPS:
                if fact(database, "version") == bytes([version]):
                    database.execute(SQL(step))
                    note(database, "version", bytes([version + 1]))
    except errors.InsufficientPrivilege as wrong:
        raise Unavailable(
            "the key server's tables are not there, or of an older version, and this role may not make them: "
            "run `bluezone database prepare` as the owner"
        ) from wrong
    except psycopg.Error as wrong:
        raise unavailable(wrong) from wrong
    if fact(database, "version") != bytes([VERSION]):
        raise Unavailable(f"the key server's database is not of version {VERSION}")


def is_new(url: str) -> bool:
    """Return whether no key server has noted its key files in a database, tables or not.

    Raises:
        Unavailable: It cannot be looked at.
    """
    database = connected(url)
    try:
        if not _one(database, _HERE):
            return True
        return database.execute("SELECT 1 FROM meta WHERE name = 'rows'").fetchone() is None
    except psycopg.Error as wrong:
        raise unavailable(wrong) from wrong
    finally:
        closed(database)


def empty(url: str) -> None:
    """Leave a database as `make_tables` does, after a restore that failed.

    Raises:
        Unavailable: The server does not answer, or this role may not.
    """
    database = connected(url)
    try:
        with database.transaction():
            for table in TABLES:
                database.execute(SQL("DELETE FROM {}").format(Identifier(table)))
            database.execute("INSERT INTO mailbox VALUES (0, false)")
            note(database, "version", bytes([VERSION]))
    except psycopg.Error as wrong:
        raise unavailable(wrong) from wrong
    finally:
        closed(database)


def note(database: Database, name: str, value: bytes) -> None:
    """Note a fact about the database in the place of a former one."""
    database.execute(
        "INSERT INTO meta VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, value)
    )


def note_first(database: Database, facts: dict[str, bytes]) -> None:
    """Note facts, each unless it was noted before."""
    for name, value in facts.items():
        database.execute("INSERT INTO meta VALUES (%s, %s) ON CONFLICT DO NOTHING", (name, value))


def fact(database: Database, name: str) -> bytes:
    """Return a fact that was noted.

    Raises:
        Unavailable: There is none of this name: the database is of another program.
    """
    found = database.execute("SELECT value FROM meta WHERE name = %s", (name,), binary=True).fetchone()
    if found is None:
        raise Unavailable("this is not a key server's database")
    return bytes(found[0])


def unavailable(wrong: psycopg.Error) -> Unavailable:
    """Return what to say of an error of PostgreSQL: one sentence without an address, a value or a secret."""
    for kinds, sentence in _SENTENCES:
        if isinstance(wrong, kinds):
            return Unavailable(sentence)
    text = str(wrong).lower()
    for words, sentence in _WORDS:
        if words in text:
            return Unavailable(sentence)
    return Unavailable("the key server's database does not answer as it should")


def closed(database: Database | None) -> None:
    """Let go of a connection that may be broken."""
    if database is not None:
        with suppress(psycopg.Error):
            database.close()


def _one(database: Database, query: str) -> Any:  # noqa: ANN401 -- any type of the database
    found = database.execute(SQL(query)).fetchone()
    return found[0] if found else None


_SENTENCES: Final[tuple[tuple[type[psycopg.Error] | tuple[type[psycopg.Error], ...], str], ...]] = (
    (errors.DiskFull, "the disk of the key server's database is full"),
    (errors.ReadOnlySqlTransaction, "the key server's database takes no changes: it is a replica, or set to read only"),
    (errors.InsufficientPrivilege, "this role may not do what a key server does: see `bluezone database roles`"),
    ((errors.UndefinedTable, errors.UndefinedColumn), "this is not a key server's database"),
    (errors.QueryCanceled, "the key server's database took too long"),
    (errors.LockNotAvailable, "the key server's database is in use by something that holds it too long"),
)
_WORDS: Final = (
    ("password authentication failed", "the key server's database refuses this name or password"),
    ("no password supplied", "the key server's database asks for a password: put it into its address"),
    ("no pg_hba.conf entry", "the key server's database lets nobody in from here: see its pg_hba.conf"),
    ("does not exist", "there is no such database or role on that PostgreSQL server"),
    ("read-only", "the key server's database takes no changes: it is a replica, or set to read only"),
    ("could not translate host name", "the name of the PostgreSQL server is not known"),
    ("failed to resolve host", "the name of the PostgreSQL server is not known"),
    ("invalid connection option", "the address of the key server's database is not one of PostgreSQL"),
    ("invalid uri", "the address of the key server's database is not one of PostgreSQL"),
    ('missing "="', "the address of the key server's database is not one of PostgreSQL"),
    ("starting up", "the PostgreSQL server is starting: try again in a moment"),
    ("too many", "the PostgreSQL server takes no more connections"),
)

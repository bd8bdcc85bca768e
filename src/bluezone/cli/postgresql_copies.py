"""A PostgreSQL database as files: one a table, as it stood at one moment, and back into an empty database.

Needs no tool of PostgreSQL: the server itself writes and reads the rows (`COPY`, text format, which every version reads). A
folder holds `<table>.rows` for each table and `tables.json`: each table's columns, and where each sequence of numbers stands.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bluezone.protocol.errors import MalformedMessage, RuleViolation, Unavailable

if TYPE_CHECKING:
    from psycopg import Connection, Cursor

CONTENTS: Final = "tables.json"
ENDING: Final = ".rows"
MIGRATIONS: Final = "django_migrations"
PIECE_BYTES: Final = 1 << 16

_TABLES: Final = """
SELECT table_name FROM information_schema.tables
WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY table_name
"""
_COLUMNS: Final = """
SELECT column_name FROM information_schema.columns
WHERE table_schema = current_schema() AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position
"""
_FUNCTIONS: Final = """
SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
"""


def copy_out(address: str, folder: Path) -> dict[str, int]:
    """Write every table as it stands at one moment, while others write, and return how many rows each has.

    Args:
        address: `postgresql://…`.
        folder: For the files; made.

    Raises:
        Unavailable: The server does not answer, or the disk refuses.
    """
    from psycopg import IsolationLevel  # noqa: PLC0415 -- an extra: only who has such a registry has it

    folder.mkdir(mode=0o700)
    with _connected(address) as connection:
        with connection.cursor() as cursor:
            tables = _names(cursor, _TABLES)
        connection.isolation_level, connection.read_only = IsolationLevel.REPEATABLE_READ, True
        with connection.transaction(), connection.cursor() as cursor:
            _hold(cursor, tables)
            columns = _columns(cursor)
            counts = {table: _write(cursor, table, names, folder) for table, names in columns.items()}
            contents = {"columns": columns, "sequences": _sequences(cursor, columns)}
    (folder / CONTENTS).write_text(json.dumps(contents))
    return counts


def counts_in(folder: Path) -> dict[str, int]:
    """Return how many rows each table has in a folder: one line of a file is one row.

    Raises:
        MalformedMessage: The folder is none of ours.
    """
    return {table: _lines(folder / (table + ENDING)) for table in _contents(folder)["columns"]}


def migrations_in(folder: Path) -> list[tuple[str, str]]:
    """Return which changes of the tables had been made, as (application, name).

    Raises:
        MalformedMessage: The folder is none of ours.
    """
    names = _contents(folder)["columns"].get(MIGRATIONS, [])
    if not {"app", "name"} <= {*names}:
        raise MalformedMessage("the registry in the backup does not say which version made it")
    app, name = names.index("app"), names.index("name")
    rows = [line.split("\t") for line in (folder / (MIGRATIONS + ENDING)).read_text().splitlines()]
    return [(row[app], row[name]) for row in rows]


def check_empty(address: str) -> None:
    """Refuse a database that holds anything.

    Raises:
        RuleViolation: `database_not_empty`.
        Unavailable: The server does not answer.
    """
    with _connected(address) as connection, connection.cursor() as cursor:
        if _names(cursor, _TABLES):
            raise RuleViolation(
                "database_not_empty", "the registry's database is not empty: a restore never writes over anything"
            )


def copy_in(address: str, folder: Path) -> None:
    """Put the rows of a folder into tables that are there, in the place of what they hold, in one transaction.

    Raises:
        MalformedMessage: A table or column is not there, or the rows do not fit: then nothing changed.
        Unavailable: The server does not answer.
    """
    from psycopg import DataError, IntegrityError  # noqa: PLC0415 -- as above

    contents = _contents(folder)
    with _connected(address) as connection:
        try:
            with connection.transaction(), connection.cursor() as cursor:
                there = _columns(cursor)
                for table, columns in contents["columns"].items():
                    if not {*columns} <= {*there.get(table, ())}:
                        raise MalformedMessage("a database in the backup has a table that this version does not know")
                _empty(cursor, there)
                for table, columns in contents["columns"].items():
                    _read(cursor, table, columns, folder)
                for sequence, (value, is_called) in contents["sequences"].items():
                    cursor.execute("SELECT setval(%s::regclass, %s, %s)", (sequence, value, is_called))
        except (DataError, IntegrityError) as wrong:
            raise MalformedMessage("the rows in the backup do not fit together") from wrong


def clear(address: str) -> None:
    """Drop every table and function of the database, after a restore that failed: it was empty before."""
    from psycopg.sql import SQL, Identifier  # noqa: PLC0415 -- as above

    with _connected(address) as connection, connection.transaction(), connection.cursor() as cursor:
        for table in _names(cursor, _TABLES):
            cursor.execute(SQL("DROP TABLE IF EXISTS {} CASCADE").format(Identifier(table)))
        for function in _names(cursor, _FUNCTIONS):
            cursor.execute(SQL("DROP FUNCTION IF EXISTS {} CASCADE").format(SQL(function)))


@contextmanager
def _connected(address: str) -> Iterator["Connection[Any]"]:
    try:
        import psycopg  # noqa: PLC0415 -- as above
    except ImportError as missing:
        raise Unavailable("a database in PostgreSQL needs bluezone[postgresql]") from missing
    try:
        with psycopg.connect(address, autocommit=True, client_encoding="utf8") as connection:
            yield connection
    except psycopg.OperationalError as wrong:
        raise Unavailable("the PostgreSQL server does not answer as it should") from wrong


def _names(cursor: "Cursor[Any]", query: str) -> list[str]:
    return [name for (name,) in cursor.execute(query.encode()).fetchall()]


def _columns(cursor: "Cursor[Any]") -> dict[str, list[str]]:
    found = dict[str, list[str]]()
    for table in _names(cursor, _TABLES):
        found[table] = [name for (name,) in cursor.execute(_COLUMNS, (table,)).fetchall()]
    return found


def _hold(cursor: "Cursor[Any]", tables: list[str]) -> None:
    """Keep tables from being written anew (the keyserver's are, each hour) before anything of them is looked at."""
    from psycopg.sql import SQL, Identifier  # noqa: PLC0415 -- as above

    if tables:
        cursor.execute(SQL("LOCK TABLE {} IN ACCESS SHARE MODE").format(SQL(", ").join(map(Identifier, tables))))


def _sequences(cursor: "Cursor[Any]", columns: Mapping[str, list[str]]) -> dict[str, tuple[int, bool]]:
    """Return where each sequence of numbers stands, so that a number that was given once is never given again."""
    from psycopg.sql import SQL  # noqa: PLC0415 -- as above

    found = dict[str, tuple[int, bool]]()
    for table, names in columns.items():
        for name in names:
            cursor.execute("SELECT pg_get_serial_sequence(quote_ident(%s), %s)", (table, name))
            (sequence,) = cursor.fetchone() or (None,)
            if sequence is not None:
                cursor.execute(SQL("SELECT last_value, is_called FROM {}").format(SQL(sequence)))
                found[sequence.partition(".")[2] or sequence] = cursor.fetchone() or (1, False)
    return found


def _write(cursor: "Cursor[Any]", table: str, columns: list[str], folder: Path) -> int:
    with (folder / (table + ENDING)).open("xb") as file, cursor.copy(_copy(table, columns, "TO STDOUT")) as copy:
        for piece in copy:
            file.write(piece)
    return _lines(folder / (table + ENDING))


def _read(cursor: "Cursor[Any]", table: str, columns: list[str], folder: Path) -> None:
    with (folder / (table + ENDING)).open("rb") as file, cursor.copy(_copy(table, columns, "FROM STDIN")) as copy:
        while piece := file.read(PIECE_BYTES):
            copy.write(piece)


def _copy(table: str, columns: list[str], how: str) -> Any:  # noqa: ANN401 -- a type of the extra
    from psycopg.sql import SQL, Identifier  # noqa: PLC0415 -- as above

    names = SQL(", ").join(map(Identifier, columns))
    return SQL("COPY {} ({}) {}").format(
        Identifier(table), names, SQL("TO STDOUT" if how == "TO STDOUT" else "FROM STDIN")
    )


def _empty(cursor: "Cursor[Any]", tables: Mapping[str, list[str]]) -> None:
    """Take away what a new registry holds by itself; constraints between tables are looked at when all is done."""
    from psycopg.sql import SQL, Identifier  # noqa: PLC0415 -- as above

    for table in tables:
        cursor.execute(SQL("DELETE FROM {}").format(Identifier(table)))


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(piece.count(b"\n") for piece in iter(lambda: file.read(PIECE_BYTES), b""))


def _contents(folder: Path) -> dict[str, Any]:
    try:
        contents: dict[str, Any] = json.loads((folder / CONTENTS).read_bytes())
        names = [str(name) for name in contents["columns"]]
    except (OSError, ValueError, KeyError, TypeError) as wrong:
        raise MalformedMessage("a database in the backup is damaged") from wrong
    if any("/" in name or name.startswith(".") for name in names):
        raise MalformedMessage("a database in the backup is damaged")
    return contents

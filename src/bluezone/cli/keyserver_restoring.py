"""A keyserver's records from a backup into a PostgreSQL database that nobody has used yet."""

from contextlib import ExitStack, closing
from pathlib import Path
from shutil import rmtree

from bluezone.cli.backups import KEYSERVER, KEYSERVER_ROWS
from bluezone.cli.postgresql_copies import copy_in
from bluezone.cli.project import KEYSERVER_DATABASE_URL, keyserver_address
from bluezone.protocol.errors import RuleViolation


def keyserver_into(folder: Path, undoing: ExitStack) -> str:
    """Put the rows in an unpacked backup into the database that the environment names, and return its address.

    Args:
        folder: The unpacked backup; its rows are removed.
        undoing: Is told how to leave the database empty again.

    Raises:
        RuleViolation: `records_elsewhere`: backup and environment name different places; `database_not_empty`.
        MalformedMessage: The rows do not fit.
        Unavailable: The server does not answer, or this role may not do it.
    """
    rows, address = folder / KEYSERVER_ROWS, keyserver_address()
    if not rows.exists() and not (folder / KEYSERVER).exists():
        return ""
    if rows.exists() != bool(address):
        raise RuleViolation(
            "records_elsewhere",
            f"the keyserver's records in this backup live in PostgreSQL: name an empty database with {KEYSERVER_DATABASE_URL}"
            if rows.exists()
            else f"the keyserver's records in this backup are a file, and {KEYSERVER_DATABASE_URL} names another place",
        )
    if not address:
        return ""
    from bluezone.keyserver.postgresql_schema import connected, empty, is_new, make_tables  # noqa: PLC0415 -- an extra

    if not is_new(address):
        raise RuleViolation(
            "database_not_empty", "the keyserver's database is not empty: a restore never writes over anything"
        )
    with closing(connected(address)) as database:
        make_tables(database)
    undoing.callback(empty, address)
    copy_in(address, rows)
    rmtree(rows)
    return address

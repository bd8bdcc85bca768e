"""Databases of the key server as older versions of the program made them: what came later is taken out again."""

import sqlite3

from bluezone.keyserver.sqlite_schema import WITHOUT_MAILBOX, WITHOUT_REVISIONS, WITHOUT_TALLIES

CAME_AFTER = {
    WITHOUT_REVISIONS: (
        "DROP TABLE log_leaf",
        *(
            f"ALTER TABLE diagnosis_key DROP COLUMN {name}"
            for name in ("revision", "revision_release", "revision_batch")
        ),
    ),
    WITHOUT_TALLIES: ("DROP TABLE tally",),
    WITHOUT_MAILBOX: ("DROP TABLE letter", "ALTER TABLE purge DROP COLUMN letters"),
}
"""What each version lacks that the next one has, the newest first."""


def make_older(database: sqlite3.Connection, version: int) -> None:
    """Turn a database of today into one of `version`."""
    for lacking, statements in CAME_AFTER.items():
        if lacking >= version:
            for statement in statements:
                database.execute(statement)
    database.execute("UPDATE meta SET value = ? WHERE name = 'version'", (bytes([version]),))

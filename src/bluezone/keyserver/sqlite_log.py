"""The log of everything published, in SQLite: leaves are added at its end and nothing of it ever changes."""

import sqlite3
from collections.abc import Sequence


def append(database: sqlite3.Connection, leaves: Sequence[bytes]) -> None:
    """Add those of `leaves` that are new, in order, inside the caller's transaction."""
    size = int(database.execute("SELECT ifnull(max(number) + 1, 0) FROM log_leaf").fetchone()[0])
    for leaf in leaves:
        size += database.execute("INSERT OR IGNORE INTO log_leaf VALUES (?, ?)", (size, leaf)).rowcount


def numbers_of(database: sqlite3.Connection, leaves: Sequence[bytes]) -> list[int]:
    """Return the number of each leaf, all of which are there."""
    numbers = (database.execute("SELECT number FROM log_leaf WHERE leaf = ?", (leaf,)).fetchone() for leaf in leaves)
    return [int(number) for (number,) in numbers]


def leaves_in(database: sqlite3.Connection, since: int) -> list[bytes]:
    """Return the leaves from number `since` on, in order."""
    rows = database.execute("SELECT leaf FROM log_leaf WHERE number >= ? ORDER BY number", (since,))
    return [bytes(leaf) for (leaf,) in rows]

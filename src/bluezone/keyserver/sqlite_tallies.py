"""Tallies in SQLite, and how exports stand; transactions are the caller's."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import Final

import msgspec

from bluezone.keyserver.tallies import KEEP_TALLIES, ExportsState, Tallies, Tally, of_hour

_ADD: Final = """
INSERT INTO tally (hour, name, many) VALUES (?, ?, ?) ON CONFLICT (hour, name) DO UPDATE SET many = many + excluded.many
"""
_STATE: Final = "exports"
"""The fact in `meta` that says how exports stand."""


def add(database: sqlite3.Connection, tallies: Iterable[Tally]) -> None:
    """Add to what was counted."""
    database.executemany(_ADD, [(tally.hour, tally.name, tally.many) for tally in tallies])


def counted(database: sqlite3.Connection) -> Tallies:
    """Return everything that was counted."""
    rows = database.execute("SELECT hour, name, many FROM tally")
    return {(hour, name): many for hour, name, many in rows}


def forget(database: sqlite3.Connection, moment: datetime) -> None:
    """Forget what was counted too long ago; it is about nobody, so no record of purges counts it."""
    database.execute("DELETE FROM tally WHERE hour < ?", (of_hour(moment - KEEP_TALLIES, "").hour,))


def state_in(database: sqlite3.Connection) -> ExportsState:
    """Return how exports stand: nobody holds them until somebody does."""
    row = database.execute("SELECT value FROM meta WHERE name = ?", (_STATE,)).fetchone()
    return msgspec.json.decode(row[0], type=ExportsState) if row else ExportsState()


def keep_state(database: sqlite3.Connection, state: ExportsState) -> None:
    """Keep how exports stand."""
    database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_STATE, msgspec.json.encode(state)))

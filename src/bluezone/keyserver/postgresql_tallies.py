"""Tallies in PostgreSQL, and how exports stand; transactions are the caller's.

Each server adds to a row of its own (`slot`), so that two that count the same do not wait for each other.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Final

import msgspec

from bluezone.keyserver.postgresql_schema import Database, note
from bluezone.keyserver.tallies import KEEP_TALLIES, ExportsState, Tallies, Tally, of_hour

SLOTS: Final = 64

_ADD: Final = """
INSERT INTO tally (hour, name, slot, many) VALUES (%s, %s, %s, %s)
ON CONFLICT (hour, name, slot) DO UPDATE SET many = tally.many + excluded.many
"""
_STATE: Final = "exports"
"""The fact in `meta` that says how exports stand."""


def add(database: Database, tallies: Iterable[Tally], slot: int) -> None:
    """Add to what was counted, in an order that all servers keep."""
    sums: Counter[tuple[int, str]] = Counter()
    for tally in tallies:
        sums[tally.hour, str(tally.name)] += tally.many
    for (hour, name), many in sorted(sums.items()):
        database.execute(_ADD, (hour, name, slot, many))


def counted(database: Database) -> Tallies:
    """Return everything that was counted."""
    rows = database.execute("SELECT hour, name, sum(many)::integer FROM tally GROUP BY hour, name")
    return {(hour, name): many for hour, name, many in rows}


def forget(database: Database, moment: datetime) -> None:
    """Forget what was counted too long ago; it is about nobody, so no record of purges counts it."""
    database.execute("DELETE FROM tally WHERE hour < %s", (of_hour(moment - KEEP_TALLIES, "").hour,))


def state_in(database: Database, *, keep: bool = False) -> ExportsState:
    """Return how exports stand: nobody holds them until somebody does.

    Args:
        database: Where.
        keep: Whether nobody may change it before this transaction ends.
    """
    query = "SELECT value FROM meta WHERE name = %s FOR UPDATE" if keep else "SELECT value FROM meta WHERE name = %s"
    row = database.execute(query, (_STATE,), binary=True).fetchone()
    return msgspec.json.decode(row[0], type=ExportsState) if row else ExportsState()


def keep_state(database: Database, state: ExportsState) -> None:
    """Keep how exports stand."""
    note(database, _STATE, msgspec.json.encode(state))

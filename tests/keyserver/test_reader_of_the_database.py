"""Who reads the key server's database cannot tell whose keys are whose, nor find a code; a naive one tells all."""

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import cast

import pytest
from tests.keyserver import enx_client, reader
from tests.keyserver.desk import HOUR, Desk, opened_desk

from bluezone.protocol.totals import ExportsAct

UPLOADS, A_REPORT = 200, 14

Hash = Callable[[bytes], bytes]
Stolen = tuple[reader.Loot, dict[bytes, int], list[bytes], Desk]
"""The loot, whose each key was, the exported keys, and the server."""


@pytest.fixture(scope="module")
def stolen(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stolen]:
    """The files after 200 uploads, each in a commit of its own, and after their export; every frame of the log kept."""
    with opened_desk(tmp_path_factory.mktemp("stolen") / "data") as desk:
        desk.sqlite._writing.execute("PRAGMA wal_autocheckpoint = 0")
        owners: dict[bytes, int] = {}
        for person in range(UPLOADS):
            teks = enx_client.fresh_teks(desk.today, days=A_REPORT)
            owners |= {tek.key: person for tek in teks}
            answer = enx_client.report(desk.post, desk.code(), teks)
            assert answer.json()["insertedExposures"] == A_REPORT
        unused = [desk.code() for _ in range(50)]
        desk.later(HOUR)
        assert desk.publish_hour().keys == UPLOADS * A_REPORT
        loot = reader.looted(desk.premises.database)
        assert len(loot.commits) > 3 * UPLOADS
        yield loot, owners, desk.exported_keys(), desk
        assert unused


def test_no_exported_key_and_no_hash_of_one_is_in_the_database(
    stolen: Stolen,
) -> None:
    loot, _, exported, _ = stolen

    assert reader.regrouped_by_bytes(loot, exported) == []
    assert reader.regrouped_by_row_number(loot, exported, a_report=A_REPORT) == []


def test_the_order_of_rows_regroups_nobody(stolen: Stolen) -> None:
    loot, owners, exported, _ = stolen

    share, believed = reader.precision(reader.regrouped_by_rank(loot, exported), owners)

    chance = (A_REPORT - 1) / (UPLOADS * A_REPORT - 1)
    assert believed > 1000
    assert share < 3 * chance


def test_no_code_is_recovered_by_guessing_with_everything_in_the_database(
    stolen: Stolen,
) -> None:
    loot, _, _, _ = stolen

    recovered, guesses = reader.codes_recovered(loot, seconds=3)

    assert guesses > 10_000
    assert recovered == set()


def test_no_time_in_the_database_is_finer_than_an_hour(
    stolen: Stolen,
) -> None:
    loot, _, _, desk = stolen
    hour = int(desk.clock.moment.timestamp()) // 3600

    numbered = {name: rows for name, rows in loot.tables.items() if name != "log_leaf"}  # it counts what all may read
    rows = [row[:1] if name == "tally" else row for name, rows in numbered.items() for row in rows]
    numbers = {cell for row in rows for cell in row if isinstance(cell, int)}

    assert numbers
    assert all(number in {0, 1} or hour - 24 <= number <= hour + 15 * 24 for number in numbers)


def test_what_is_counted_of_people_is_counted_for_a_whole_day(stolen: Stolen) -> None:
    loot, _, _, _ = stolen

    assert loot.tables["tally"]
    assert all(hour % 24 == 0 for hour, _, _ in cast("list[tuple[int, str, int]]", loot.tables["tally"]))


def test_no_row_says_in_which_order_it_came(stolen: Stolen) -> None:
    _, _, _, desk = stolen
    connection = sqlite3.connect(desk.premises.database)

    for (table,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
        with pytest.raises(sqlite3.OperationalError, match="rowid"):
            connection.execute(f"SELECT rowid FROM {table}")  # noqa: S608 -- names of tables
    connection.close()


@pytest.fixture
def naive(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A store as one might write it in a hurry; open, because closing it would empty its log."""
    with closing(sqlite3.connect(tmp_path / "naive.sqlite3")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        yield connection


def loot_of(naive: sqlite3.Connection) -> reader.Loot:
    [(_, _, file)] = naive.execute("PRAGMA database_list")
    return reader.looted(Path(file))


def uploaded(naive: sqlite3.Connection, statement: str, hide: Hash) -> dict[bytes, int]:
    """Two hundred uploads, each in a commit of its own."""
    owners: dict[bytes, int] = {}
    for person in range(UPLOADS):
        keys = [os.urandom(16) for _ in range(A_REPORT)]
        owners |= dict.fromkeys(keys, person)
        naive.executemany(statement, [(hide(key), os.urandom(40)) for key in keys])
        naive.commit()
    return owners


@pytest.mark.parametrize(
    "hide", [lambda key: key, lambda key: hashlib.sha256(key).digest()[:16]], ids=["as it is", "unkeyed hash"]
)
def test_the_same_reader_regroups_everybody_from_a_naive_database(naive: sqlite3.Connection, hide: Hash) -> None:
    naive.execute("CREATE TABLE exposure (mark BLOB PRIMARY KEY, sealed BLOB) WITHOUT ROWID")
    owners = uploaded(naive, "INSERT INTO exposure VALUES (?, ?)", hide)

    groups = reader.regrouped_by_bytes(loot_of(naive), list(owners))

    assert reader.precision(groups, owners) == (1.0, UPLOADS * A_REPORT * (A_REPORT - 1) // 2)


def test_the_same_reader_regroups_people_from_marks_in_the_order_of_keys(naive: sqlite3.Connection) -> None:
    naive.execute("CREATE TABLE exposure (mark BLOB PRIMARY KEY, sealed BLOB) WITHOUT ROWID")
    owners = uploaded(naive, "INSERT INTO exposure VALUES (?, ?)", lambda key: key[:12] + b"mark")

    groups = reader.regrouped_by_rank(loot_of(naive), list(owners))

    assert reader.precision(groups, owners)[0] > 0.3


def test_the_same_reader_regroups_everybody_from_row_numbers(naive: sqlite3.Connection) -> None:
    naive.execute("CREATE TABLE exposure (id INTEGER PRIMARY KEY, key BLOB, sealed BLOB)")
    owners = uploaded(naive, "INSERT INTO exposure (key, sealed) VALUES (?, ?)", lambda key: key)

    groups = reader.regrouped_by_row_number(loot_of(naive), list(owners), a_report=A_REPORT)

    assert reader.precision(groups, owners)[0] == 1.0


def test_the_same_reader_finds_codes_behind_an_unkeyed_hash(naive: sqlite3.Connection) -> None:
    naive.execute("CREATE TABLE code (mark BLOB PRIMARY KEY) WITHOUT ROWID")
    drawn = {f"{Random(code).randrange(10**8):08d}" for code in range(5_000)}
    naive.executemany("INSERT INTO code VALUES (?)", [(hashlib.sha256(code.encode()).digest(),) for code in drawn])
    naive.commit()

    recovered, _ = reader.codes_recovered(loot_of(naive), seconds=3)

    assert recovered
    assert recovered <= drawn


def test_after_held_hours_no_hour_in_clear_tells_real_keys_from_filler(tmp_path: Path) -> None:
    with opened_desk(tmp_path / "data") as desk:
        desk.premises.store.decide_exports(ExportsAct.HOLD, None, desk.clock.moment)
        for _ in range(3):
            enx_client.report(desk.post, desk.code(), enx_client.fresh_teks(desk.today, days=A_REPORT))
            desk.later(HOUR)
        desk.premises.store.decide_exports(ExportsAct.RESUME, None, desk.clock.moment)
        desk.later(HOUR)
        assert desk.publish_hour().keys == 3 * A_REPORT

        rows = desk.sqlite._reading.execute("SELECT release, batch FROM diagnosis_key").fetchall()

    assert len(rows) >= 1000
    assert len(set(rows)) == 1

"""What is past its time is gone from every byte of every file, and a record says how much."""

from datetime import timedelta
from pathlib import Path

import pytest
from tests.keyserver import enx_client
from tests.keyserver.desk import Desk

from bluezone.protocol.errors import Unavailable

EVERYTHING = timedelta(days=15, hours=2)


def marks(desk: Desk) -> list[bytes]:
    """Every row's mark and sealed contents, as they stand in the files."""
    database = desk.sqlite._reading
    tables = ("code", "code_status", "used_token", "diagnosis_key")
    rows = [row for table in tables for row in database.execute(f"SELECT * FROM {table}")]  # noqa: S608 -- names of tables
    return [bytes(cell) for row in rows for cell in row if isinstance(cell, bytes)]


def present(folder: Path, searched: list[bytes]) -> int:
    kept = b"".join(path.read_bytes() for path in folder.glob("keyserver.sqlite3*"))
    return sum(piece in kept for piece in searched)


def filled(desk: Desk) -> list[bytes]:
    for _ in range(40):
        enx_client.report(desk.post, desk.code(), enx_client.fresh_teks(desk.today))
    for _ in range(20):
        desk.issue()
    return marks(desk)


def test_no_byte_of_a_purged_row_is_left_in_any_file(desk: Desk) -> None:
    rows = filled(desk)
    assert present(desk.premises.folder, rows) == len(rows) > 1000
    desk.later(EVERYTHING)

    record = desk.premises.store.purge(desk.clock.moment)

    assert present(desk.premises.folder, rows) == 0
    assert (record.codes, record.statuses, record.tokens, record.keys) == (40, 60, 40, 560)
    assert desk.premises.store.purges() == [record]


def test_what_changed_on_its_way_is_gone_too(desk: Desk) -> None:
    before = filled(desk)
    desk.later(timedelta(hours=1))
    desk.publish_hour()
    after = marks(desk)
    desk.later(EVERYTHING)
    desk.batcher.run(desk.clock.moment)

    desk.premises.store.purge(desk.clock.moment)

    assert present(desk.premises.folder, [*before, *after]) == 0


def test_a_used_code_is_gone_at_the_next_purge(desk: Desk) -> None:
    code = desk.code()
    rows = marks(desk)
    enx_client.verify(desk.post, code)
    desk.later(timedelta(hours=1))

    desk.premises.store.purge(desk.clock.moment)
    desk.premises.store.purge(desk.clock.moment)

    assert len(marks(desk)) == 2
    assert present(desk.premises.folder, rows) <= 1


def test_what_is_not_past_its_time_stays(desk: Desk) -> None:
    code = desk.code()
    enx_client.report(desk.post, desk.code(), enx_client.fresh_teks(desk.today))

    assert desk.premises.store.purge(desk.clock.moment).total == 0
    assert enx_client.verify(desk.post, code).status_code == 200


def test_a_purge_that_somebody_hinders_says_so_and_is_made_up_for(desk: Desk) -> None:
    rows = filled(desk)
    desk.later(EVERYTHING)
    desk.sqlite._writing.execute("PRAGMA busy_timeout = 0")
    reading = desk.sqlite._reading
    reading.execute("BEGIN")
    reading.execute("SELECT count(*) FROM code").fetchone()

    with pytest.raises(Unavailable):
        desk.premises.store.purge(desk.clock.moment)
    reading.execute("ROLLBACK")
    desk.premises.store.purge(desk.clock.moment)

    assert present(desk.premises.folder, rows) == 0

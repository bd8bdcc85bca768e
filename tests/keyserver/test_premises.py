"""A data folder is made whole, opened by one process, and refused when something of it is missing or open to others."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.keyserver import enx_client
from tests.keyserver.desk import NOON, Desk

from bluezone.keyserver.premises import enter
from bluezone.keyserver.rules import Diagnosis, NewCode, Policy
from bluezone.keyserver.sqlite_schema import connection, fact
from bluezone.keyserver.sqlite_store import SqliteStore
from bluezone.keyserver.store import AddCode, ClaimCode, ClaimToken
from bluezone.protocol.errors import MalformedMessage, RuleViolation, Unavailable

MORNING = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


def entered(folder: Path, **choices: Any) -> None:
    enter(folder, at=MORNING, policy=Policy(), **choices).close()


def refusal(folder: Path, **choices: Any) -> str:
    with pytest.raises(RuleViolation) as refused:
        entered(folder, **choices)
    return refused.value.code


def test_a_folder_is_the_same_when_it_is_entered_again(tmp_path: Path) -> None:
    first = enter(tmp_path / "data", at=MORNING, policy=Policy())
    first.close()
    again = enter(tmp_path / "data", at=MORNING, policy=Policy())
    again.close()

    assert (again.credential, again.files) == (first.credential, first.files)
    assert again.ring.root_fingerprint == first.ring.root_fingerprint


def test_a_folder_is_entered_by_one(tmp_path: Path) -> None:
    first = enter(tmp_path / "data", at=MORNING, policy=Policy())

    with pytest.raises(Unavailable, match="another key server"):
        entered(tmp_path / "data")
    first.close()
    entered(tmp_path / "data")


def test_a_demo_stays_a_demo_and_a_real_one_real(tmp_path: Path) -> None:
    entered(tmp_path / "demo", demo=True)
    entered(tmp_path / "real")

    again = enter(tmp_path / "demo", at=MORNING, policy=Policy())
    again.close()

    assert again.ring.is_demo
    assert refusal(tmp_path / "real", demo=True) == "database_is_real"


@pytest.mark.parametrize("name", ["rows.key", "codes.key"])
def test_a_database_without_its_key_files_is_refused_and_no_new_ones_are_made(tmp_path: Path, name: str) -> None:
    entered(tmp_path / "data")
    (tmp_path / "data" / name).unlink()

    assert refusal(tmp_path / "data") == "key_file_missing"
    assert not (tmp_path / "data" / name).exists()


@pytest.mark.parametrize("name", ["rows.key", "codes.key"])
def test_key_files_of_another_database_are_refused(tmp_path: Path, name: str) -> None:
    entered(tmp_path / "data")
    (tmp_path / "data" / name).write_bytes(bytes(32))

    with pytest.raises(MalformedMessage, match="this key file"):
        entered(tmp_path / "data")


def test_a_start_that_was_cut_short_before_the_database_was_made_is_taken_up_again(tmp_path: Path) -> None:
    entered(tmp_path / "data")
    for path in (tmp_path / "data").glob("keyserver.sqlite3*"):
        path.unlink()

    entered(tmp_path / "data")


def test_a_credential_that_was_removed_is_made_anew(tmp_path: Path) -> None:
    first = enter(tmp_path / "data", at=MORNING, policy=Policy())
    first.close()
    (tmp_path / "data" / "credential").unlink()

    again = enter(tmp_path / "data", at=MORNING, policy=Policy())
    again.close()

    assert again.credential != first.credential


@pytest.mark.parametrize(
    "content", [b"this is no database at all, but long enough to be looked at" * 20, b"SQLite format 3\x00"]
)
def test_another_file_in_the_place_of_the_database_is_refused(tmp_path: Path, content: bytes) -> None:
    entered(tmp_path / "data")
    for path in (tmp_path / "data").glob("keyserver.sqlite3*"):
        path.unlink()
    (tmp_path / "data" / "keyserver.sqlite3").write_bytes(content)

    with pytest.raises(Unavailable):
        entered(tmp_path / "data")


def test_the_database_of_another_program_is_refused(tmp_path: Path) -> None:
    database = connection(tmp_path / "other.sqlite3")
    database.execute("CREATE TABLE meta (name TEXT, value BLOB)")

    with pytest.raises(Unavailable, match="not a key server's"):
        fact(database, "version")
    database.close()


def test_a_database_of_another_version_is_refused(tmp_path: Path) -> None:
    entered(tmp_path / "data")
    database = sqlite3.connect(tmp_path / "data" / "keyserver.sqlite3")
    database.execute("UPDATE meta SET value = x'09' WHERE name = 'version'")
    database.commit()
    database.close()

    with pytest.raises(Unavailable, match="version 5"):
        entered(tmp_path / "data")


def test_on_a_full_disk_nothing_is_acknowledged_and_what_was_is_kept(desk: Desk) -> None:
    code = desk.code()
    writing = desk.sqlite._writing
    pages = writing.execute("PRAGMA page_count").fetchone()[0]
    writing.execute(f"PRAGMA max_page_count = {pages}")

    statuses = [
        desk.ask("/api/batch-issue", {"codes": [{"testType": "confirmed"}] * 10}).status_code for _ in range(20)
    ]
    writing.execute("PRAGMA max_page_count = 1000000")

    assert 503 in statuses
    assert enx_client.verify(desk.post, code).status_code == 200


class _FailingDisk:
    """A connection whose commit fails, as on a disk that breaks."""

    def __init__(self, real: sqlite3.Connection) -> None:
        self.real = real

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def execute(self, statement: str, *values: Any) -> Any:
        if statement == "COMMIT":
            raise sqlite3.OperationalError("disk I/O error")
        return self.real.execute(statement, *values)


def test_a_commit_that_fails_changes_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    store = desk.sqlite
    monkeypatch.setattr(store, "_writing", _FailingDisk(store._writing))
    code = NewCode("id", "12345678", "long", NOON, NOON + timedelta(hours=1), Diagnosis("confirmed"))

    store.prepare([AddCode(code, NOON)])
    with pytest.raises(Unavailable):
        store.commit()
    with pytest.raises(Unavailable):
        store.purge(NOON)
    monkeypatch.undo()

    assert store.found("12345678") is None
    assert store.prepare([ClaimToken("t", b"mac", NOON)]) == [None]
    store.commit()


def test_records_are_let_go_of_at_the_end(tmp_path: Path) -> None:
    premises = enter(tmp_path / "data", at=MORNING, policy=Policy())
    assert isinstance(premises.store, SqliteStore)
    with premises.store as store:
        assert not store.is_demo
    premises.close()

    with pytest.raises(sqlite3.ProgrammingError):
        store.found("1")


def test_a_damaged_row_is_said_and_holds_up_nobody_else(desk: Desk) -> None:
    code = desk.code()
    desk.sqlite._writing.execute("UPDATE code SET sealed = zeroblob(length(sealed))")

    with pytest.raises(Unavailable, match="damaged"):
        desk.sqlite.prepare([ClaimCode(code, desk.clock.moment)])

    assert desk.post("/api/verify", {"code": desk.code()}).status_code == 200

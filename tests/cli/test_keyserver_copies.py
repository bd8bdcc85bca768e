"""A keyserver whose records are in PostgreSQL is backed up and comes back; what was published since stays published."""

from collections import Counter
from pathlib import Path
from shutil import copytree, rmtree
from typing import Final

import pytest
from tests.cli.test_contents import outcome
from tests.keyserver import enx_client
from tests.keyserver.desk import HOUR, NOON, Desk, opened_desk
from tests.postgresql import new_database, run

from bluezone.cli.clock import Conductor
from bluezone.cli.project import KEYSERVER_DATABASE_URL
from bluezone.cli.purge import _key_server

A_REPORT: Final = 14


@pytest.fixture
def clock(tmp_path: Path) -> Path:
    with Conductor(tmp_path / "clock") as conductor:
        conductor.start(NOON, rate=0)
    return tmp_path / "clock"


def reported(desk: Desk) -> set[bytes]:
    teks = enx_client.fresh_teks(desk.today, days=A_REPORT)
    assert enx_client.report(desk.post, desk.code(), teks).json()["insertedExposures"] == A_REPORT
    return {tek.key for tek in teks}


def backed_up(folder: Path, clock: Path) -> tuple[str, str]:
    words = ["--data", str(folder / "data"), "--to", str(folder / "to"), "--keys", str(folder / "keys")]
    assert outcome(["backup", "make", *words, "--demo-clock", str(clock)]) == 0
    [backup], [key] = (folder / "to").glob("*.backup"), (folder / "keys").glob("*.key")
    return str(backup), str(key)


def restored(folder: Path, copy: tuple[str, str], clock: Path, *words: str) -> int:
    backup, key = copy
    where = ["--data", str(folder / "data"), "--without-journal", "--demo-clock", str(clock)]
    return outcome(["restore", backup, "--key", key, *where, *words])


@pytest.mark.parametrize("published_left", [True, False])
def test_what_was_published_after_the_copy_is_not_published_again(
    tmp_path: Path,
    clock: Path,
    monkeypatch: pytest.MonkeyPatch,
    published_left: bool,  # noqa: FBT001 -- a case of the test
) -> None:
    first, second = new_database(), new_database()
    with opened_desk(tmp_path / "data", database_url=first, demo=True) as desk:
        held = reported(desk)
        unused = desk.code()
        monkeypatch.setenv(KEYSERVER_DATABASE_URL, first)
        copy = backed_up(tmp_path, clock)
        desk.later(HOUR)
        desk.publish_hour()
        copytree(desk.premises.published, tmp_path / "published")
        assert held <= {*desk.exported_keys()}
    rmtree(tmp_path / "data")
    run(first, "DROP TABLE code")

    monkeypatch.setenv(KEYSERVER_DATABASE_URL, second)
    words = ("--published", str(tmp_path / "published")) if published_left else ("--lost-at", "2026-11-20T14:00Z")
    assert restored(tmp_path, copy, clock, *words) == 0

    with opened_desk(tmp_path / "data", at=NOON + 2 * HOUR, database_url=second) as desk:
        more = reported(desk)
        desk.later(2 * HOUR)
        desk.publish_hour()
        assert enx_client.verify(desk.post, unused).status_code == 400  # its time is over, and it is known
        counted = Counter(desk.exported_keys())
    assert {counted[key] for key in more} == {1}
    assert {counted[key] for key in held} == {1 if published_left else 0}


def test_a_restore_that_cannot_work_says_so_and_leaves_the_database_empty(
    tmp_path: Path, clock: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = new_database(), new_database()
    with opened_desk(tmp_path / "data", database_url=first, demo=True) as desk:
        reported(desk)
    monkeypatch.setenv(KEYSERVER_DATABASE_URL, first)
    copy = backed_up(tmp_path, clock)
    rmtree(tmp_path / "data")
    capsys.readouterr()

    assert restored(tmp_path, copy, clock, "--lost-at", "2026-11-20T14:00Z") == 3
    assert "is not empty" in capsys.readouterr().err
    monkeypatch.delenv(KEYSERVER_DATABASE_URL)
    assert restored(tmp_path, copy, clock, "--lost-at", "2026-11-20T14:00Z") == 3
    assert "live in PostgreSQL" in capsys.readouterr().err
    monkeypatch.setenv(KEYSERVER_DATABASE_URL, second)
    assert restored(tmp_path, copy, clock) == 3
    assert "--published" in capsys.readouterr().err

    assert not (tmp_path / "data").exists()
    assert run(second, "SELECT count(*) FROM held_key") == [(0,)]
    assert restored(tmp_path, copy, clock, "--lost-at", "2026-11-20T11:00Z") == 0
    assert run(second, "SELECT count(*) FROM held_key") == [(A_REPORT,)]


def test_a_backup_that_does_not_know_where_the_records_are_says_so(
    tmp_path: Path, clock: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened_desk(tmp_path / "data", database_url=new_database(), demo=True):
        pass
    monkeypatch.delenv(KEYSERVER_DATABASE_URL, raising=False)

    words = ["--data", str(tmp_path / "data"), "--to", str(tmp_path / "to"), "--demo-clock", str(clock)]
    assert outcome(["backup", "make", *words]) == 3
    assert KEYSERVER_DATABASE_URL in capsys.readouterr().err


def test_what_a_keyserver_on_postgresql_forgot_by_itself_is_told(tmp_path: Path) -> None:
    url = new_database()
    with opened_desk(tmp_path / "data", database_url=url) as desk:
        desk.issue()
        desk.premises.store.purge(NOON + 24 * 20 * HOUR)

    assert _key_server(tmp_path / "nowhere", url)[1] == {"codes": 2, "statuses": 1}
    assert _key_server(tmp_path / "nowhere", "") == (None, {})

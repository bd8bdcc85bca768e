"""An administrator installs a newer program: everything that was kept is there; an older program touches nothing."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from shutil import rmtree

import msgspec
import pytest
from django.db import connection
from tests.keyserver import enx_client
from tests.keyserver.desk import NOON, Desk, opened_desk
from tests.keyserver.old_databases import make_older

from bluezone.cli.project import check_registry_age
from bluezone.keyserver.premises import enter
from bluezone.keyserver.records import DATABASE
from bluezone.keyserver.rules import Policy
from bluezone.keyserver.sqlite_schema import VERSION, WITHOUT_MAILBOX, WITHOUT_REVISIONS, WITHOUT_TALLIES, fact
from bluezone.protocol import trust
from bluezone.protocol.errors import RuleViolation, Unavailable

FORMER = (WITHOUT_MAILBOX, WITHOUT_TALLIES, WITHOUT_REVISIONS)


def worked_for_an_hour(desk: Desk) -> str:
    """One report is published, another waits, and one code is in somebody's hand."""
    enx_client.report(desk.post, desk.code(), enx_client.fresh_teks(desk.today))
    desk.later(timedelta(hours=1))
    desk.publish_hour()
    enx_client.report(desk.post, desk.code(), enx_client.fresh_teks(desk.today))
    return desk.code()


def without_log(desk: Desk) -> None:
    """Publish as programs did before there was a log."""
    published = desk.premises.published
    index = trust.index_in((published / "exports" / "index.json").read_bytes())
    old = msgspec.structs.replace(index, log=None)
    (published / "exports" / "index.json").write_bytes(desk.premises.ring.sign_index(old, at=desk.clock.now()))
    rmtree(published / "log")


def stands(desk: Desk) -> tuple[list[str], set[bytes]]:
    """What phones can download."""
    return desk.export_names(), set(desk.exported_keys())


@pytest.mark.parametrize("version", FORMER)
def test_a_keyserver_of_each_former_version_goes_on_with_everything_it_kept(version: int, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with opened_desk(folder) as desk:
        code = worked_for_an_hour(desk)
        before = stands(desk)
        fingerprint = desk.premises.ring.root_fingerprint
        without_log(desk)
    with closing(sqlite3.connect(folder / DATABASE)) as database, database:
        make_older(database, version)
        assert fact(database, "version") == bytes([version])

    with opened_desk(folder, at=NOON + timedelta(hours=1)) as desk:
        desk.files.load(desk.premises.ring)
        after = stands(desk)
        verified = desk.post("/api/verify", {"code": code, "accept": ["confirmed"]})
        desk.later(timedelta(hours=1))
        desk.publish_hour()
        later = stands(desk)

    with closing(sqlite3.connect(folder / DATABASE)) as database:
        assert fact(database, "version") == bytes([VERSION])
    assert (after, desk.premises.ring.root_fingerprint) == (before, fingerprint)
    assert verified.status_code == 200, "the code in somebody's hand still works"
    assert len(later[0]) == 2, "the report that waited is published"
    assert before[1] < later[1], "nothing that was published is lost"


def test_an_older_keyserver_refuses_newer_records_and_changes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    enter(folder, at=NOON, policy=Policy()).close()
    with closing(sqlite3.connect(folder / DATABASE)) as database, database:
        database.execute("UPDATE meta SET value = ? WHERE name = 'version'", (bytes([VERSION + 1]),))
    before = (folder / DATABASE).read_bytes()

    with pytest.raises(Unavailable, match=rf"not of version {VERSION}"):
        enter(folder, at=NOON, policy=Policy())

    assert (folder / DATABASE).read_bytes() == before


@pytest.mark.django_db
def test_an_older_program_refuses_a_registry_that_a_newer_one_brought_up_to_date() -> None:
    check_registry_age()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('cases', '0099_of_next_year', '2027-01-01')"
        )

    with pytest.raises(RuleViolation, match="a newer program brought the registry up to date") as refused:
        check_registry_age()

    assert refused.value.code == "registry_newer"

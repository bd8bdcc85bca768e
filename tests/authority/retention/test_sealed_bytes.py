"""Promise 8 for what is sealed: neither the words nor their sealed bytes outlive their time, in any file, log or backup."""

import json
import logging
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copytree

import pytest
from django.conf import settings
from django.db import connection
from tests.authority.cells import every_cell
from tests.authority.permissions import make_world
from tests.authority.retention.installation import run
from tests.authority.retention.sealed_world import plant_sealed, sealed_found
from tests.authority.retention.test_bytes import files
from tests.authority.retention.world import found

from bluezone.authority.cases.models import Definition, Person
from bluezone.authority.cases.rules.definitions import Numbers
from bluezone.authority.retention.queries import everything_of, readable
from bluezone.authority.retention.services import purge, scrub
from bluezone.cli.backups import make
from bluezone.cli.clock import Conductor

LATER = timedelta(days=91)


def backed_up(folder: Path, moment: datetime) -> tuple[Path, Path]:
    """A backup of the registry of this test, with its signed heads."""
    data = folder / "data"
    copytree(settings.AUDIT_FOLDER, data / "audit")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(data / "registry.sqlite3")])
    made = make(data, folder / "to", folder / "keys", at=moment)
    return made.backup, made.key


def exports(moment: datetime) -> bytes:
    """Everything about everybody, as for people who ask."""
    made = [everything_of(person) for person in Person.objects.all()]
    assert made
    return "".join(json.dumps(each, ensure_ascii=False) + readable(each, moment) for each in made).encode()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its own files; the guide says for how long")
@pytest.mark.django_db(transaction=True)
def test_nothing_sealed_outlives_its_time_in_table_file_log_export_or_backup(
    moment: datetime, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    Definition.objects.get_or_create(version=1, defaults={"rules": Numbers().as_rules(), "created_at": moment})
    planted = plant_sealed(make_world(), moment)
    before, cells = files(), every_cell()
    backup, key = backed_up(tmp_path, moment)

    purge(moment + LATER)
    clean = scrub()
    with Conductor(tmp_path / "clock") as conductor:
        conductor.start(moment + LATER, rate=0)
        words = ("--key", key, "--data", tmp_path / "back", "--without-journal", "--demo-clock", tmp_path / "clock")
        restored = run("bluezone", "restore", backup, *words)

    assert clean
    assert restored.returncode == 0, restored.stderr.decode()
    every = [*range(len(planted.kept))]
    assert (sealed_found(before, *planted.kept), sealed_found(cells, *planted.kept)) == (every, every)
    assert sealed_found(before + backup.read_bytes(), *planted.never) == []
    back = b"\n".join(path.read_bytes() for path in sorted((tmp_path / "back").rglob("*")) if path.is_file())
    said = caplog.text.encode() + restored.stdout + restored.stderr
    for where in (files(), every_cell(), said, exports(moment + LATER), back):
        assert found(where, *planted.words) == set()
        assert sealed_found(where, *planted.kept, *planted.never) == []


@pytest.mark.django_db
def test_no_sealed_cell_is_left_in_any_table_after_its_time(moment: datetime) -> None:
    planted = plant_sealed(make_world(), moment)
    before = every_cell()

    purge(moment + LATER)

    after = every_cell()
    assert sealed_found(before, *planted.kept) == [*range(len(planted.kept))]
    assert sealed_found(before + after, *planted.never) == []
    assert sealed_found(after, *planted.kept) == []
    assert found(after, *planted.words) == set()

"""The disk is lost after a backup: everything comes back, and whatever was forgotten since stays forgotten."""

import json
import resource
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from shutil import copytree, rmtree
from subprocess import CompletedProcess
from typing import Any

import pytest
from tests.authority.retention.installation import run
from tests.authority.retention.world import NAME, found
from tests.keyserver import enx_client
from tests.keyserver.desk import HOUR, NOON, opened_desk

from bluezone.cli.backups import MANIFEST, counts_of, make, unpack
from bluezone.cli.clock import Conductor
from bluezone.protocol.errors import MalformedMessage, Unavailable

LOST = NOON + 2 * HOUR
CHANGED = {"audit_entry", "retention_purgerun", "retention_erasure", "purge", "meta"}


@dataclass
class Stage:
    """An installation, its backups, and the clock that everybody follows."""

    data: Path
    backups: Path
    keys: Path
    conductor: Conductor
    clock: Path
    teks: list[bytes]

    def bluezone(self, *words: object) -> CompletedProcess[bytes]:
        return run("bluezone", *words, "--demo-clock", self.clock)

    def back_up(self) -> tuple[Path, Path]:
        facts = told(
            self.bluezone("backup", "make", "--data", self.data, "--to", self.backups, "--keys", self.keys, "--json")
        )
        return Path(facts["backup"]), Path(facts["key"])

    def restore(self, backup: Path, key: Path, data: Path, *words: object) -> CompletedProcess[bytes]:
        return self.bluezone("restore", backup, "--key", key, "--data", data, "--json", *words)


def told(done: CompletedProcess[bytes]) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr.decode()
    facts: dict[str, Any] = json.loads(done.stdout)
    return facts


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[bytes]]:
    """A planted registry beside a key server that holds somebody's keys; never changed by a test."""
    data = tmp_path_factory.mktemp("first") / "data"
    with opened_desk(data, demo=True) as desk:
        teks = enx_client.fresh_teks(desk.today)
        enx_client.report(desk.post, desk.code(), teks)
    made = run("make", data, NOON.isoformat())
    assert made.returncode == 0, made.stderr.decode()
    return data, [tek.key for tek in teks]


@pytest.fixture
def stage(first: tuple[Path, list[bytes]], tmp_path: Path) -> Iterator[Stage]:
    data, teks = first
    copytree(data, tmp_path / "data")
    with Conductor(tmp_path / "clock") as conductor:
        conductor.start(NOON, rate=0)
        yield Stage(tmp_path / "data", tmp_path / "backups", tmp_path / "keys", conductor, tmp_path / "clock", teks)


def all_counts(data: Path) -> Counter[str]:
    every = {**counts_of(data / "registry.sqlite3"), **counts_of(data / "keyserver.sqlite3")}
    return Counter({name: number for name, number in every.items() if name not in CHANGED})


def bytes_in(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_a_lost_disk_comes_back_and_what_was_erased_stays_erased(stage: Stage) -> None:
    backup, key = stage.back_up()
    before = all_counts(stage.data)
    assert found(backup.read_bytes()) == set()

    erased = run("erase", stage.data, (NOON + HOUR).isoformat())
    assert erased.returncode == 0, erased.stderr.decode()
    rmtree(stage.data)
    stage.conductor.jump_to(LOST + HOUR)
    done = told(stage.restore(backup, key, stage.data, "--lost-at", LOST.isoformat()))

    after = all_counts(stage.data)
    gone = {"cases_identity", "cases_note", "cases_presence", "cases_merge"}
    assert before - after == Counter({name: before[name] for name in gone})
    assert after - before == Counter()
    assert done["again"] == {"erasures": 1, "purges": 0, "rows": 0, "foreign": 0}
    left = found(bytes_in(stage.data))
    assert NAME in left, "the code desk's file of today names somebody else's row and is within its time"
    with closing(sqlite3.connect(stage.data / "registry.sqlite3")) as registry:
        assert registry.execute("SELECT count(*) FROM retention_erasure").fetchone() == (1,)
    verified = run("bluezone", "audit", "verify", "--data", stage.data)
    assert verified.returncode == 0, verified.stdout.decode()


def test_what_was_purged_since_the_backup_is_in_no_byte_of_the_restored_folder(stage: Stage) -> None:
    backup, key = stage.back_up()
    stage.conductor.jump_to(NOON + timedelta(days=91))
    said = stage.bluezone("purge", "--data", stage.data, "--json")
    purged = told(said)
    assert found(said.stdout + said.stderr) == set()
    assert purged["files_clean"] is True
    assert found(bytes_in(stage.data)) == set(), "registry, log, heads, journal"

    done = told(stage.restore(backup, key, stage.data.with_name("other"), "--lost-at", LOST.isoformat()))

    assert done["again"]["purges"] == 1
    assert found(bytes_in(stage.data.with_name("other"))) == set()


def test_no_key_is_published_twice_after_a_restore(stage: Stage) -> None:
    backup, key = stage.back_up()
    with opened_desk(stage.data, at=NOON + HOUR, demo=True) as desk:
        desk.publish_hour()
        assert {*stage.teks} <= {*desk.exported_keys()}
    other, third = stage.data.with_name("other"), stage.data.with_name("third")
    stage.conductor.jump_to(LOST)

    told(stage.restore(backup, key, other, "--published", stage.data / "published"))
    told(stage.restore(backup, key, third, "--lost-at", LOST.isoformat()))

    with opened_desk(other, at=LOST + HOUR, demo=True) as desk:
        desk.publish_hour()
        again = Counter(desk.exported_keys())
    with opened_desk(third, at=LOST + HOUR, demo=True) as desk:
        desk.publish_hour()
        never = Counter(desk.exported_keys())
    assert {again[tek] for tek in stage.teks} == {1}
    assert {never[tek] for tek in stage.teks} == {0}


def test_nothing_is_restored_by_halves(stage: Stage, tmp_path: Path) -> None:
    backup, key = stage.back_up()
    target = tmp_path / "target"
    lost = ("--lost-at", LOST.isoformat())
    whole = backup.read_bytes()

    backup.write_bytes(whole[:-100])
    cut = stage.restore(backup, key, target, *lost)
    backup.write_bytes(whole)
    other = key.with_name("other.key")
    other.write_text("bluezone backup key 1\n" + "A" * 43 + "=\n")
    wrong = stage.restore(backup, other, target, *lost)
    unknown = stage.restore(backup, key, target)
    full = stage.restore(backup, key, stage.data, *lost)
    (backup.parent / "erasures.jsonl").unlink()
    forgetful = stage.restore(backup, key, target, *lost)

    assert (cut.returncode, b"cut off or changed" in cut.stderr) == (1, True)
    assert (wrong.returncode, b"another backup" in wrong.stderr) == (1, True)
    assert (unknown.returncode, b"--published" in unknown.stderr) == (3, True)
    assert (full.returncode, b"not empty" in full.stderr) == (3, True)
    assert (forgetful.returncode, b"--journal" in forgetful.stderr) == (3, True)
    assert not target.exists()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".restoring")]


@pytest.mark.parametrize("elsewhere", ["postgresql://nobody@localhost:1/registry", "elsewhere.sqlite3"])
def test_a_registry_that_was_a_file_is_not_restored_beside_another_one(stage: Stage, elsewhere: str) -> None:
    backup, key = stage.back_up()
    target, words = stage.data.with_name("target"), ("--lost-at", LOST.isoformat(), "--demo-clock", stage.clock)

    refused = run("bluezone", "restore", backup, "--key", key, "--data", target, *words, BLUEZONE_DATABASE=elsewhere)

    assert (refused.returncode, b"BLUEZONE_DATABASE names another place" in refused.stderr) == (3, True)
    assert {path.name for path in target.parent.iterdir()} == {"data", "backups", "keys", "clock"}


def test_a_destroyed_key_makes_a_backup_noise(stage: Stage, tmp_path: Path) -> None:
    backup, key = stage.back_up()
    stage.conductor.jump_to(NOON + timedelta(days=31))
    young = stage.back_up()[1]

    done = told(stage.bluezone("backup", "expire", stage.keys, "--json"))

    assert done["destroyed"] == [key.name]
    assert [each.name for each in stage.keys.iterdir()] == [young.name]
    with pytest.raises(MalformedMessage):
        unpack(backup, key, tmp_path / "opened")


def test_a_full_disk_leaves_no_half_backup(first: tuple[Path, list[bytes]], tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        with pytest.raises(Unavailable, match="no backup was made"):
            make(first[0], tmp_path / "to", tmp_path / "keys", at=NOON)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert [*(tmp_path / "to").iterdir(), *(tmp_path / "keys").iterdir()] == []
    assert not [*first[0].glob(".snapshot-*")]


def test_a_backup_is_not_kept_where_the_disk_is_lost(stage: Stage) -> None:
    refused = stage.bluezone("backup", "make", "--data", stage.data, "--to", stage.data / "backups")

    assert (refused.returncode, b"outside the data folder" in refused.stderr) == (3, True)


def test_a_backup_holds_its_manifest_and_no_file_that_is_made_anew(
    first: tuple[Path, list[bytes]], tmp_path: Path
) -> None:
    made = make(first[0], tmp_path / "to", tmp_path / "keys", at=NOON)

    manifest = unpack(made.backup, made.key, tmp_path / "opened")

    names = {path.name for path in (tmp_path / "opened").iterdir()}
    assert {"registry.sqlite3", "keyserver.sqlite3", "people", "audit", "rows.key", "keys"} <= names
    assert not names & {MANIFEST, "lock", "catalogs", "registry.sqlite3-wal"}
    assert manifest.counts["registry.sqlite3"]["cases_person"] == 2

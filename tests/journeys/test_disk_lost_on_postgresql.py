"""The disk of a PostgreSQL registry is lost after a backup: it comes back, and what was forgotten since stays forgotten."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from shutil import rmtree
from subprocess import CompletedProcess
from typing import Any

import psycopg
from tests.authority.retention.installation import run
from tests.authority.retention.world import PLANTED, found
from tests.keyserver.desk import HOUR, NOON

from bluezone.cli.backups import unpack
from bluezone.cli.clock import Conductor
from bluezone.cli.postgresql_copies import check_empty, copy_out
from bluezone.config.postgresql_server import postgresql

LATER = NOON + timedelta(days=91)
CHANGED = {"audit_entry", "retention_purgerun", "delivery_lease"}


@dataclass
class Stage:
    """A data folder, the server of its registry, and the clock that everybody follows."""

    server: str
    folder: Path
    clock: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def address(self, name: str) -> str:
        return self.server.replace("/postgres?", f"/{name}?")

    def told(self, name: str, *words: object) -> dict[str, Any]:
        done = self.bluezone(name, *words, "--json")
        assert done.returncode == 0, done.stderr.decode()
        facts: dict[str, Any] = json.loads(done.stdout)
        return facts

    def bluezone(self, name: str, *words: object) -> CompletedProcess[bytes]:
        return run("bluezone", *words, "--demo-clock", self.clock, BLUEZONE_DATABASE=self.address(name))

    def act(self, what: str) -> None:
        moment = (NOON if what == "make" else NOON + HOUR).isoformat()
        done = run(what, self.data, moment, BLUEZONE_DATABASE=self.address("lost"))
        assert done.returncode == 0, done.stderr.decode()

    def look(self, name: str) -> tuple[Counter[str], set[str]]:
        """How many rows each table has, and which planted words are in any of them."""
        counts = copy_out(self.address(name), rows := self.folder / f"rows-{name}")
        content = b"\n".join(path.read_bytes() for path in rows.iterdir())
        rmtree(rows)
        return Counter({table: number for table, number in counts.items() if table not in CHANGED}), found(content)


def test_a_lost_registry_comes_back_from_postgresql_and_what_was_purged_stays_purged(tmp_path: Path) -> None:
    with postgresql() as server, Conductor(tmp_path / "clock") as conductor:
        for name in ("lost", "found"):
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}".encode())
        stage = Stage(server, tmp_path, tmp_path / "clock")
        conductor.start(NOON, rate=0)
        stage.data.mkdir()
        stage.act("make")
        before, words = stage.look("lost")
        made = stage.told(
            "lost", "backup", "make", "--data", stage.data, "--to", tmp_path / "to", "--keys", tmp_path / "keys"
        )
        backup, key = Path(made["backup"]), Path(made["key"])
        assert words == {*PLANTED}
        assert found(backup.read_bytes()) == set()
        held = Counter(unpack(backup, key, tmp_path / "opened").counts["registry.postgresql"])
        assert before - held == Counter()

        stage.act("erase")
        conductor.jump_to(LATER)
        purged = stage.told("lost", "purge", "--data", stage.data)
        after, words = stage.look("lost")
        assert purged["erased"]
        assert words == set()

        rmtree(stage.data)
        elsewhere = run("bluezone", "restore", backup, "--key", key, "--data", stage.data)
        assert (elsewhere.returncode, b"name an empty database" in elsewhere.stderr) == (3, True)
        check_empty(stage.address("found"))
        done = stage.told("found", "restore", backup, "--key", key, "--data", stage.data)

        restored, words = stage.look("found")
        assert restored == after
        assert words == set()
        assert (done["again"]["erasures"], done["again"]["purges"]) == (1, 1)
        verified = run("bluezone", "audit", "verify", "--data", stage.data, BLUEZONE_DATABASE=stage.address("found"))
        assert verified.returncode == 0, verified.stdout.decode()

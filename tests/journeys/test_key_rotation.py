"""An administrator rotates the export key while the server runs, and no phone misses a warning."""

import asyncio
import json
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.keyserver import enx_client
from tests.keyserver.processes import PATIENCE_SECONDS, Running, bluezone, posted, serving

from bluezone.cli.clock import ConductedClock, Conductor
from bluezone.phone.http_sync import HttpSync
from bluezone.phone.pulling import Pull, pull
from bluezone.protocol.exports import read, verify
from bluezone.protocol.trust import KeySet, TrustState, accept_keys, export_keys

MORNING = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


class Answer:
    def __init__(self, status_code: int, body: dict[str, Any]) -> None:
        self.status_code = status_code
        self.body = body

    def json(self) -> dict[str, Any]:
        return self.body


class Office:
    """A demo's key server in its own process, its administrator, and one phone that looks from time to time."""

    def __init__(self, running: Running, conductor: Conductor, folder: Path) -> None:
        self.running = running
        self.conductor = conductor
        self.folder = folder
        self.clock = ConductedClock(folder / "clock")
        self.trust = TrustState(running.ready["root_fingerprint"])
        self.pulls: list[Pull] = []

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def administers(self, *words: str) -> dict[str, Any]:
        where = ("--data", str(self.folder / "data"), "--demo-clock", str(self.folder / "clock"), "--json")
        done = bluezone("keys", *words, *where)
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def report(self) -> None:
        credential = Path(self.running.ready["credential_file"]).read_text()
        connection = self.running.connected()
        issued = posted(connection, "/api/issue", {"testType": "confirmed"}, **{"X-API-Key": credential})
        connection.close()
        today = int(self.now.timestamp()) // 86400 * 144
        answer = enx_client.report(
            lambda path, body: Answer(*self.running.post(path, body)), issued[1]["code"], enx_client.fresh_teks(today)
        )
        assert answer.status_code == 200

    def keys_json(self) -> bytes:
        found: bytes = self.asked(lambda sync: sync.keys_document())
        return found

    def keys(self) -> KeySet:
        return accept_keys(self.trust, self.keys_json(), at=self.now)[1]

    def looks(self) -> Pull:
        """The phone pulls, and remembers."""
        known = [export for before in self.pulls for export in before.exports]
        found: Pull = self.asked(lambda sync: pull(sync, self.trust, known, at=self.now))
        self.trust = found.trust
        self.pulls.append(found)
        return found

    def asked(self, question: Any) -> Any:
        async def story() -> Any:
            sync = HttpSync(self.running.ready["address"], random_bytes=os.urandom)
            try:
                return await question(sync)
            finally:
                await sync.close()

        return asyncio.run(story())

    def next_hour(self, moment: datetime, *, exports: int) -> bytes:
        """Jump to a full hour, wait for its export, and return it."""
        self.conductor.jump_to(moment)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while len(names := self.names()) < exports:
            assert time.monotonic() < deadline, "no export in time"
            time.sleep(0.05)
        archive: bytes = self.asked(lambda sync: sync.export(names[-1]))
        return archive

    def names(self) -> list[str]:
        connection = self.running.connected()
        connection.request("GET", "/exports/index.txt")
        names = connection.getresponse().read().decode().split()
        connection.close()
        return names


def versions(archive: bytes) -> list[str]:
    return [signature.info.key_version for signature in read(archive)[1]]


def test_no_phone_misses_a_warning_while_the_export_key_is_rotated(tmp_path: Path) -> None:
    with Conductor(tmp_path / "clock") as conductor:
        conductor.start(MORNING, rate=1.0)
        with serving(tmp_path, "--demo", "--demo-clock", str(tmp_path / "clock")) as running:
            office = Office(running, conductor, tmp_path)
            office.looks()
            old_keys = office.keys()
            office.report()
            listed = office.administers("rotate", "export", "--overlap-days", "2")
            during = office.next_hour(MORNING.replace(hour=9, minute=0), exports=1)
            with_old_keys = verify(during, export_keys(old_keys, at=office.now))
            pulled = office.looks()
            conductor.jump_to(MORNING + timedelta(days=2, minutes=1))
            office.report()
            after = office.next_hour(MORNING.replace(hour=9, minute=0) + timedelta(days=2), exports=2)
            pulled_after = office.looks()

    assert [key["id"] for key in listed["keys"] if key["use"] == "export"] == ["demo-v1", "demo-v2"]
    assert versions(during) == ["v2", "v1"]
    assert len(with_old_keys.keys) >= 1000, "a client that never fetches keys again reads it"
    assert (len(pulled.exports), len(pulled_after.exports)) == (1, 1)
    assert versions(after) == ["v2"], "after the overlap only the new key signs"


def test_two_administrators_rotate_one_after_the_other(tmp_path: Path) -> None:
    with serving(tmp_path):
        pass
    data = ("--data", str(tmp_path / "data"), "--json")

    async def both() -> None:
        arguments = ("keys", "rotate", "export", *data)
        await asyncio.gather(*(asyncio.to_thread(bluezone, *arguments) for _ in range(3)))

    asyncio.run(both())

    found = json.loads(bluezone("keys", "list", *data).stdout)
    assert [key["id"] for key in found["keys"] if key["use"] == "export"] == [f"452-v{n}" for n in (1, 2, 3, 4)]

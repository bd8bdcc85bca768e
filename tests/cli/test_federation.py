"""`bluezone federation check` says what would be taken over from whom, and changes nothing."""

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from random import Random

from bluezone.cli.clock import WallClock
from bluezone.keyserver.batcher import Batcher
from bluezone.keyserver.memory_store import MemoryStore
from bluezone.keyserver.rules import HeldKey
from bluezone.keyserver.signing import create_keys
from bluezone.keyserver.store import HoldKeys
from bluezone.protocol.intervals import key_interval_at
from bluezone.protocol.keys import DiagnosisKey, ExposureKey

COMMAND = (sys.executable, "-c", "import sys; from bluezone.cli import main; sys.exit(main())")


def checked(peers: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, "federation", "check", str(peers), *options], capture_output=True, text=True, check=False
    )


def peers_file(folder: Path, *entries: Mapping[str, object]) -> Path:
    file = folder / "peers.json"
    file.write_text(json.dumps(entries))
    return file


def test_one_province_looks_at_another_and_at_one_that_is_away(tmp_path: Path) -> None:
    now = WallClock().now()
    ring = create_keys(tmp_path / "keys", at=now - timedelta(days=1))
    store = MemoryStore()
    start = key_interval_at(now - timedelta(days=1)) - 144
    store.prepare([HoldKeys((HeldKey(DiagnosisKey(ExposureKey(bytes(16), start)), now - timedelta(hours=1)),))])
    store.commit()
    Batcher(tmp_path / "published", store, ring, "VN-DBN", Random(1).randbytes).run(now)
    there = {"name": "dien-bien", "region": "VN-DBN", "fingerprint": ring.root_fingerprint}
    away = {
        "name": "son-la",
        "region": "VN-SLA",
        "fingerprint": ring.root_fingerprint,
        "address": str(tmp_path / "none"),
    }
    peers = peers_file(tmp_path, {**there, "address": str(tmp_path / "published")}, away)

    ran = checked(peers, "--json")
    shown = checked(peers)

    found, missing = json.loads(ran.stdout)
    assert (found["files"], found["too_early"], found["trouble"]) == (1, 0, "")
    assert found["keys"] >= 1000
    assert missing["trouble"] == "unavailable"
    assert ran.returncode == 3
    assert "1 of 2 peers" in ran.stderr
    assert shown.stdout.splitlines()[0].split()[:4] == ["peer", "region", "files", "keys"]


def test_a_wrong_file_of_peers_is_refused_in_one_sentence(tmp_path: Path) -> None:
    wrong = checked(peers_file(tmp_path, {"name": "dien-bien"}))
    none = checked(tmp_path / "none.json")

    assert (wrong.returncode, none.returncode) == (1, 4)
    assert "name, region, address and fingerprint" in wrong.stderr

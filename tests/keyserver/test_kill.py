"""The key server is killed in the middle of its work; what it acknowledged is published, once."""

import json
import os
import subprocess
import sys
import time
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from itertools import chain
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from tests.keyserver import enx_client
from tests.keyserver.processes import SOURCES, Running, posted, serving

from bluezone.keyserver.batcher import Batcher
from bluezone.keyserver.premises import CHANCE, enter
from bluezone.keyserver.rules import Diagnosis, Policy
from bluezone.keyserver.sqlite_exports import SqliteExports
from bluezone.keyserver.tokens import Names, Notary
from bluezone.protocol.exports import read
from bluezone.protocol.intervals import key_interval_at

SEEDS, LIVES, REPORTS, A_REPORT, SENDERS = 4, 96, 200, 14, 4
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 -- a folder of its own is made in it
Report = tuple[tuple[bytes, ...], bytes]
"""Keys, and the body that publishes them."""


def prepared(folder: Path, now: datetime) -> list[Report]:
    """Two hundred reports with their certificates, made with the server's own keys before it starts."""
    premises = enter(folder / "data", at=now, policy=Policy())
    notary = Notary(premises.ring, Policy(), os.urandom, Names())
    reports = []
    for _ in range(REPORTS):
        teks = enx_client.fresh_teks(key_interval_at(now) // 144 * 144, days=A_REPORT)
        secret = os.urandom(16)
        mac = b64decode(enx_client.hmac_of(teks, secret))
        certificate = notary.certificate(Diagnosis("confirmed"), mac, now)
        body = json.dumps(enx_client.publish_body(teks, secret, certificate)).encode()
        reports.append((tuple(tek.key for tek in teks), body))
    premises.close()
    return reports


def sent_until_killed(running: Running, reports: list[Report], *, fatal: int, delay: float) -> list[Report]:
    """Send reports over several connections; kill the server a moment after `fatal` of them were acknowledged."""
    acknowledged: list[Report] = []

    def send(mine: Iterator[Report]) -> None:
        connection = running.connected()
        try:
            for report in mine:
                status, answer = posted(connection, "/v1/publish", report[1])
                assert (status, answer["insertedExposures"]) == (200, A_REPORT)
                acknowledged.append(report)
                if len(acknowledged) >= fatal:
                    time.sleep(delay)
                    running.process.kill()
        except (OSError, HTTPException, ValueError):
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(SENDERS) as senders:
        list(senders.map(send, (iter(reports[part::SENDERS]) for part in range(SENDERS))))
    running.process.kill()
    return acknowledged


def exported_afterwards(folder: Path, now: datetime) -> Counter[bytes]:
    """Open what the dead server left, publish twice, and count every key in every export."""
    premises = enter(folder / "data", at=now, policy=Policy())
    exports = SqliteExports(premises.database, premises.files, CHANCE)
    batcher = Batcher(premises.published, exports, premises.ring, "VN", CHANCE.random)
    for hours in (1, 2):
        batcher.run(now + timedelta(hours=hours))
    names = [record.export.name for record in exports.exports()]
    exports.close()
    premises.close()
    files = (read((premises.published / "exports" / name).read_bytes())[0] for name in names)
    return Counter(chain.from_iterable((key.key.secret for key in file.keys) for file in files))


def died(folder: Path, seed: int) -> tuple[int, list[str]]:
    """Play one death; returns how many reports were acknowledged, and what was wrong."""
    random, now = Random(seed), datetime.now(UTC)  # noqa: TID251 -- a real server on the machine's clock
    reports = prepared(folder, now)
    with serving(folder) as running:
        fatal = random.randrange(1, REPORTS)
        acknowledged = sent_until_killed(running, reports, fatal=fatal, delay=random.random() / 500)
    found = exported_afterwards(folder, now)
    lost = [key for keys, _ in acknowledged for key in keys if found[key] != 1]
    doubled = [key for keys, _ in reports for key in keys if found[key] > 1]
    torn = [keys for keys, _ in reports if len({found[key] for key in keys}) > 1]
    wrong = [f"{len(lost)} lost", f"{len(doubled)} doubled", f"{len(torn)} torn"] if lost or doubled or torn else []
    return len(acknowledged), wrong


def tokens_of(running: Running, many: int) -> list[str]:
    credential = Path(running.ready["credential_file"]).read_text()
    tokens = []
    for _ in range(many):
        _, issued = running.post("/api/issue", {"testType": "confirmed"}, **{"X-API-Key": credential})
        tokens.append(running.post("/api/verify", {"code": issued["code"]})[1]["token"])
    return tokens


@pytest.fixture
def in_memory() -> Iterator[Path]:
    """A folder in memory where there is one: what is killed loses no page of the system's, so no disk has to be waited for."""
    with TemporaryDirectory(dir=SHARED_MEMORY if os.access(SHARED_MEMORY, os.W_OK) else None) as name:
        yield Path(name)


def test_no_token_is_lost_when_the_server_is_killed_between_a_certificate_and_its_answer(tmp_path: Path) -> None:
    mac, other = (enx_client.hmac_of([], secret) for secret in (b"secret", b"another"))
    acknowledged: list[str] = []
    with serving(tmp_path) as running:
        tokens = tokens_of(running, 40)

        def certify(mine: list[str]) -> None:
            with suppress(OSError, HTTPException, ValueError):
                for token in mine:
                    assert running.post("/api/certificate", {"token": token, "ekeyhmac": mac})[0] == 200
                    acknowledged.append(token)
                    if len(acknowledged) >= 12:
                        running.process.kill()

        with ThreadPoolExecutor(SENDERS) as senders:
            list(senders.map(certify, (tokens[part::SENDERS] for part in range(SENDERS))))
        running.process.kill()
    with serving(tmp_path) as running:
        stolen = [running.post("/api/certificate", {"token": token, "ekeyhmac": other}) for token in acknowledged]
        again = [running.post("/api/certificate", {"token": token, "ekeyhmac": mac})[0] for token in tokens]

    assert 0 < len(acknowledged) < len(tokens)
    assert {answer["errorCode"] for _, answer in stolen} == {"token_invalid"}
    assert set(again) == {200}


def test_every_acknowledged_key_is_in_the_next_export_once_whenever_the_server_is_killed(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folders = [tmp_path_factory.mktemp(f"seed-{seed}") for seed in range(SEEDS)]

    with ThreadPoolExecutor(2) as deaths:
        outcomes = list(deaths.map(died, folders, range(SEEDS)))

    assert {seed: wrong for seed, (_, wrong) in enumerate(outcomes) if wrong} == {}
    assert all(0 < acknowledged <= REPORTS for acknowledged, _ in outcomes)
    assert any(acknowledged < REPORTS for acknowledged, _ in outcomes)


def test_no_key_is_lost_or_doubled_over_a_hundred_deaths_at_publish_batch_purge_and_restore(in_memory: Path) -> None:
    words = (sys.executable, "-m", "tests.keyserver.killing", str(in_memory / "data"), str(LIVES), "1")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(SOURCES), str(SOURCES.parent)))}

    done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=600, check=False)

    assert done.returncode == 0, done.stderr
    account = json.loads(done.stdout)
    assert account["wrong"] == []
    assert sum(account["deaths"].values()) == LIVES
    assert {"publish", "batch", "purge"} <= account["deaths"].keys()
    assert min(account["acknowledged"], account["exports"], account["restores"]) > 0

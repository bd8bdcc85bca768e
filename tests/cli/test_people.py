"""People's side as programs: prepared at first start, kept alive, and silent about where requests come from."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit

import pytest

from bluezone.cli.people import free_port
from bluezone.protocol.errors import RuleViolation

PATIENCE_SECONDS = 60
PLANTED = "planted-in-an-address"


@dataclass
class Running:
    """The command while it runs: its doors and what it said."""

    doors: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes]

    def get(self, door: str, path: str) -> tuple[int, str, dict[str, str]]:
        where = urlsplit(self.doors[door])
        connection = HTTPConnection("127.0.0.1", where.port or 80, timeout=10)
        connection.request("GET", path, headers={"Host": where.netloc})
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer.status, body, dict(answer.getheaders())


def environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not key.startswith(("BLUEZONE_", "DJANGO_"))}


@contextmanager
def serving(data: Path, folder: Path) -> Iterator[Running]:
    """`bluezone people serve` on free ports."""
    ready, log = folder / "ready.json", folder / "log"
    ready.unlink(missing_ok=True)
    command = [sys.executable, "-m", "bluezone.cli.child", str(os.getpid()), "people", "serve", "--data", str(data)]
    command += ["--site-port", "0", "--console-port", "0", "--ready-file", str(ready)]
    with log.open("ab") as output:
        process = subprocess.Popen(command, env=environment(), stdout=output, stderr=subprocess.STDOUT)
    try:
        deadline = monotonic() + PATIENCE_SECONDS
        while not ready.exists():
            assert process.poll() is None, log.read_text()
            assert monotonic() < deadline, log.read_text()
            sleep(0.05)
        yield Running(json.loads(ready.read_text()), log, process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE_SECONDS)


def children(process: subprocess.Popen[bytes]) -> dict[str, int]:
    """The ids of the processes that the command keeps alive, by what they are."""
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    words = {int(pid): Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0") for pid in listed}
    return {
        each[each.index("people") + 2] if "door" in each else "worker": pid
        for pid, each in words.items()
        if "people" in each
    }


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served") / "data"


def test_a_new_installation_opens_two_doors_and_shows_a_set_up_code_once(data: Path, tmp_path: Path) -> None:
    with serving(data, tmp_path) as running:
        code = running.doors["set_up"].partition("token=")[2]

        assert running.get("site", "/")[0] == 200
        assert running.get("console", "/")[2]["Location"] == "/setup/"
        assert code in running.get("console", f"/setup/?token={code}")[1]
        assert running.get("console", "/static/console/console.css")[0] == 200
        assert running.get("site", "/setup/")[0] == 404
    assert code.encode() not in b"".join(file.read_bytes() for file in data.rglob("*") if file.is_file())
    assert running.log.read_text().replace("\n", "").replace(" ", "").count(code) == 1


def test_the_first_page_is_the_public_one_and_each_start_makes_a_new_code(data: Path, tmp_path: Path) -> None:
    with serving(data, tmp_path) as before:
        first = before.doors["set_up"]
    with serving(data, tmp_path) as after:
        assert after.doors["set_up"] != first


def test_no_line_of_the_log_says_who_asked_or_for_what(data: Path, tmp_path: Path) -> None:
    with serving(data, tmp_path) as running:
        for path in (f"/l/{PLANTED}/", f"/nowhere?{PLANTED}", "/"):
            running.get("site", path)

    said = running.log.read_text()
    assert PLANTED not in said
    assert not re.search(r"\b127\.0\.0\.1\b", said)


def test_a_door_that_dies_is_opened_again(data: Path, tmp_path: Path) -> None:
    with serving(data, tmp_path) as running:
        victim = children(running.process)["site"]
        os.kill(victim, signal.SIGKILL)

        deadline = monotonic() + PATIENCE_SECONDS
        while monotonic() < deadline:
            sleep(0.2)
            try:
                status = running.get("site", "/")[0]
            except OSError:
                continue
            if children(running.process).get("site", victim) != victim:
                break

        assert status == 200
        assert children(running.process)["site"] != victim


def test_when_the_command_ends_nothing_is_left_running(data: Path, tmp_path: Path) -> None:
    with serving(data, tmp_path) as running:
        pids = [*children(running.process).values()]
        assert len(pids) == 3

    assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []


def bluezone(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "import sys; from bluezone.cli import main; sys.exit(main())", *words]
    return subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)


def test_the_worker_does_what_is_due_and_ends(data: Path) -> None:
    ran = bluezone("people", "work", "--once", "--data", str(data))

    assert (ran.returncode, ran.stdout) == (0, "")


def test_the_audit_of_a_served_registry_is_whole(data: Path) -> None:
    ran = bluezone("audit", "verify", "--json", "--data", str(data))

    found: dict[str, Any] = json.loads(ran.stdout)
    assert ran.returncode == 0
    assert found["findings"] == []
    assert found["entries"] > 0


def test_without_a_registry_there_is_nothing_to_prove(tmp_path: Path) -> None:
    ran = bluezone("audit", "verify", "--data", str(tmp_path))

    assert ran.returncode == 4
    assert ran.stderr == "there is no registry in this data folder: name another with --data\n"
    assert [*tmp_path.iterdir()] == []


def test_there_are_two_doors_and_no_third() -> None:
    from bluezone.cli.people import door  # noqa: PLC0415 -- the function behind the command

    with pytest.raises(RuleViolation, match="two doors"):
        door("back")


def test_a_free_port_is_free() -> None:
    assert free_port("127.0.0.1") != free_port("127.0.0.1") or free_port("127.0.0.1") > 0

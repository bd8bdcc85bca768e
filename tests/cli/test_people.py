"""People's side as programs: prepared at first start, kept alive, and silent about where requests come from."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit

import pytest

from bluezone.cli.people import checked_fingerprint, free_port
from bluezone.protocol.errors import RuleViolation

PATIENCE_SECONDS = 180
PLANTED = "planted-in-an-address"


@dataclass
class Running:
    """The command while it runs: its doors and what it said."""

    doors: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes]

    def get(self, door: str, path: str) -> tuple[int, str, dict[str, str]]:
        where = urlsplit(self.doors[door])
        connection = HTTPConnection("127.0.0.1", where.port or 80, timeout=60)
        connection.request("GET", path, headers={"Host": where.netloc})
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer.status, body, {name.lower(): value for name, value in answer.getheaders()}


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


def descendants(pid: int) -> dict[int, list[str]]:
    """Every process below another one, with its words."""
    listed = [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    words = {each: Path(f"/proc/{each}/cmdline").read_bytes().decode().split("\0") for each in listed}
    return words | {below: said for each in listed for below, said in descendants(each).items()}


def the_site(running: Running) -> int:
    """The process that serves the site."""
    return next(pid for pid, words in descendants(running.process.pid).items() if {"door", "site"} <= {*words})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[Running]:
    """A new installation while it is served."""
    with serving(folder / "data", folder) as served:
        yield served


def test_a_new_installation_opens_two_doors_and_shows_a_set_up_code_once(running: Running, folder: Path) -> None:
    code = running.doors["set_up"].partition("token=")[2]

    assert running.get("site", "/")[0] == 200
    assert running.get("console", "/")[2]["location"] == "/setup/"
    assert code in running.get("console", f"/setup/?token={code}")[1]
    assert running.get("console", "/static/console/console.css")[0] == 200
    assert running.get("site", "/setup/")[0] == 404
    assert running.log.read_text().replace("\n", "").replace(" ", "").count(code) == 1
    kept = [file for file in (folder / "data").rglob("*") if file.is_file() and code.encode() in file.read_bytes()]
    assert kept == []


def test_no_line_of_the_log_says_who_asked_or_for_what(running: Running) -> None:
    for path in (f"/l/{PLANTED}/", f"/nowhere?{PLANTED}", "/"):
        running.get("site", path)

    said = running.log.read_text()
    assert PLANTED not in said
    assert not re.search(r"\b127\.0\.0\.1\b", said)


def test_a_door_that_dies_is_opened_again_and_leaves_nothing_behind(running: Running) -> None:
    victim = the_site(running)
    below = [*descendants(victim)]
    os.kill(victim, signal.SIGKILL)

    deadline = monotonic() + PATIENCE_SECONDS
    answered = 0
    while answered != 200 and monotonic() < deadline:
        sleep(0.1)
        if not any(Path(f"/proc/{pid}").exists() for pid in below):
            with suppress(OSError):
                answered = running.get("site", "/")[0]

    assert answered == 200
    assert the_site(running) != victim


def test_each_start_makes_a_new_code_and_when_it_ends_nothing_is_left(tmp_path: Path) -> None:
    with serving(tmp_path / "data", tmp_path) as first:
        pids = [*descendants(first.process.pid)]
        assert len(pids) >= 3

    assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []
    with serving(tmp_path / "data", tmp_path) as second:
        assert second.doors["set_up"] != first.doors["set_up"]


def bluezone(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "import sys; from bluezone.cli import main; sys.exit(main())", *words]
    return subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)


def test_the_worker_does_what_is_due_and_ends(running: Running, folder: Path) -> None:
    ran = bluezone("people", "work", "--once", "--data", str(folder / "data"))

    assert (ran.returncode, ran.stdout) == (0, "")


def test_the_audit_of_a_served_registry_is_whole(running: Running, folder: Path) -> None:
    ran = bluezone("audit", "verify", "--json", "--data", str(folder / "data"))

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


@pytest.mark.parametrize("text", ["x", "0" * 63, "g" * 64])
def test_what_is_no_fingerprint_of_a_root_key_is_refused(text: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        checked_fingerprint(text)

    assert refused.value.code == "fingerprint_wrong"


@pytest.mark.parametrize(("text", "taken"), [("", ""), ("AB" * 32, "ab" * 32)])
def test_a_fingerprint_is_written_in_small_letters(text: str, taken: str) -> None:
    assert checked_fingerprint(text) == taken

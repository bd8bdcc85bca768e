"""The key server as an administrator starts, stops and asks it."""

import json
import re
import signal
import stat
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.keyserver import enx_client
from tests.keyserver.processes import PATIENCE_SECONDS, Running, bluezone, serving

from bluezone.cli.clock import WALL_POLL, Conductor
from bluezone.keyserver.premises import enter
from bluezone.keyserver.rules import Policy

MORNING = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
SOON_SECONDS = WALL_POLL.total_seconds() / 2
"""A server that looked at the machine's clock would not see the jump by then, however busy the computer is."""


class _Answer:
    def __init__(self, status_code: int, body: dict[str, Any]) -> None:
        self.status_code = status_code
        self.body = body

    def json(self) -> dict[str, Any]:
        return self.body


def poster(running: Running) -> enx_client.Post:
    return lambda path, body: _Answer(*running.post(path, body))


def fetched(running: Running, path: str) -> tuple[int, bytes]:
    connection = running.connected()
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def issued(running: Running, *words: str) -> dict[str, Any]:
    done = bluezone(
        "code",
        "issue",
        "--json",
        "--server",
        running.ready["address"],
        "--credential",
        running.ready["credential_file"],
        *words,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_with_nothing_configured_the_whole_way_works(tmp_path: Path) -> None:
    with serving(tmp_path) as running:
        today = int(datetime.now(UTC).timestamp()) // 86400 * 144  # noqa: TID251 -- a real server on the machine's clock
        code = issued(running, "--test-type", "confirmed")["code"]
        answer = enx_client.report(poster(running), code, enx_client.fresh_teks(today))
        status, keys = fetched(running, "/keys.json")

    assert (answer.status_code, answer.json()["insertedExposures"]) == (200, 14)
    assert (status, b"payload" in keys) == (200, True)
    assert re.fullmatch(r"[0-9a-f]{64}", running.ready["root_fingerprint"])


def test_secrets_are_readable_by_the_servers_user_only(tmp_path: Path) -> None:
    with serving(tmp_path):
        folder = tmp_path / "data"
        secret = [folder / name for name in ("rows.key", "codes.key", "credential", "keyserver.sqlite3")]
        secret += (folder / "keys").glob("*.pem")

        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in secret}

        assert len(modes) > 6
        assert set(modes.values()) == {0o600}
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_started_server_says_where_it_is_and_what_phones_need(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with log.open("wb") as output, serving(tmp_path, log=output) as running:
        said = log.read_text()

    assert running.ready["address"] in said
    assert running.ready["root_fingerprint"] in said
    assert "credential" in said
    assert "DEMONSTRATION" not in said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_told_to_stop_ends_quietly_and_leaves_a_short_log(
    tmp_path: Path, number: signal.Signals
) -> None:
    with serving(tmp_path) as running:
        issued(running)
        running.process.send_signal(number)

        assert running.process.wait(timeout=PATIENCE_SECONDS) == 0

    assert not (tmp_path / "data" / "keyserver.sqlite3-wal").exists()


def test_two_servers_never_share_a_folder(tmp_path: Path) -> None:
    with serving(tmp_path):
        second = bluezone("keyserver", "--data", str(tmp_path / "data"), "--port", "0")

    assert (second.returncode, "another key server" in second.stderr) == (4, True)


def test_an_address_that_is_taken_is_said_in_one_sentence(tmp_path: Path) -> None:
    with serving(tmp_path) as running:
        second = bluezone("keyserver", "--data", str(tmp_path / "other"), "--port", str(running.ready["port"]))

    assert (second.returncode, second.stderr.count("Traceback")) == (4, 0)
    assert "cannot be listened on" in second.stderr


def test_what_was_acknowledged_is_there_after_a_restart(tmp_path: Path) -> None:
    with serving(tmp_path) as running:
        code = issued(running)["code"]
        fingerprint = running.ready["root_fingerprint"]
    with serving(tmp_path) as running:
        again = running.ready["root_fingerprint"]
        status, _ = running.post("/api/verify", {"code": code})

    assert (status, again) == (200, fingerprint)


@pytest.mark.parametrize("name", ["rows.key", "codes.key"])
def test_without_its_key_files_a_database_is_not_opened(tmp_path: Path, name: str) -> None:
    enter(tmp_path / "data", at=MORNING, policy=Policy()).close()
    (tmp_path / "data" / name).unlink()

    done = bluezone("keyserver", "--data", str(tmp_path / "data"), "--port", "0")

    assert (done.returncode, name in done.stderr) == (3, True)


def test_with_the_key_files_of_another_database_it_is_not_opened(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        enter(tmp_path / folder, at=MORNING, policy=Policy()).close()
    (tmp_path / "one" / "rows.key").write_bytes((tmp_path / "two" / "rows.key").read_bytes())

    done = bluezone("keyserver", "--data", str(tmp_path / "one"), "--port", "0")

    assert (done.returncode, "cannot be opened with this key file" in done.stderr) == (1, True)


def test_a_conducted_clock_is_refused_by_a_real_database(tmp_path: Path) -> None:
    with Conductor(tmp_path / "clock") as conductor:
        conductor.start(MORNING)

        done = bluezone(
            "keyserver", "--data", str(tmp_path / "data"), "--port", "0", "--demo-clock", str(tmp_path / "clock")
        )

    assert (done.returncode, "made for a demo" in done.stderr) == (3, True)


def test_a_real_database_never_becomes_a_demo(tmp_path: Path) -> None:
    enter(tmp_path / "data", at=MORNING, policy=Policy()).close()

    done = bluezone("keyserver", "--data", str(tmp_path / "data"), "--port", "0", "--demo")

    assert (done.returncode, "not made for a demo" in done.stderr) == (3, True)


def test_a_demo_publishes_by_itself_soon_after_the_clock_jumps(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with Conductor(tmp_path / "clock") as conductor, log.open("wb") as output:
        conductor.start(MORNING, rate=1.0)
        with serving(tmp_path, "--demo", "--demo-clock", str(tmp_path / "clock"), log=output) as running:
            code = issued(running)["code"]
            today = int(MORNING.timestamp()) // 86400 * 144
            enx_client.report(poster(running), code, enx_client.fresh_teks(today))
            empty = fetched(running, "/exports/index.txt")
            conductor.jump_to(MORNING + timedelta(minutes=30))
            deadline = time.monotonic() + SOON_SECONDS
            while not (names := fetched(running, "/exports/index.txt")[1].split()):
                assert time.monotonic() < deadline
            status, archive = fetched(running, f"/exports/{names[0].decode()}")

    assert empty == (200, b"")
    assert (status, archive[:2]) == (200, b"PK")
    assert "DEMONSTRATION" in log.read_text()
    assert running.ready["demo"]


def test_a_code_is_shown_large_with_its_end(tmp_path: Path) -> None:
    with serving(tmp_path) as running:
        done = bluezone(
            "code", "issue", "--server", running.ready["address"], "--credential", running.ready["credential_file"]
        )

    assert re.search(r"\b\d{4} \d{4}\b", done.stdout)
    assert re.search(r"until \d\d:\d\d UTC", done.stdout)
    assert re.search(r"\b([2-9a-z]{4}-){3}[2-9a-z]{4}\b", done.stdout)


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (["--test-type", "cured"], 3, "testType"),
        (["--symptom-date", "2020-01-01"], 3, "symptomDate"),
        (["--credential", "nowhere"], 4, "--credential"),
        (["--server", "http://127.0.0.1:9"], 4, "--server"),
    ],
)
def test_a_code_that_is_not_issued_says_why(tmp_path: Path, words: list[str], code: int, why: str) -> None:
    with serving(tmp_path) as running:
        given = {"--server": running.ready["address"], "--credential": running.ready["credential_file"]}
        given |= dict(zip(words[::2], words[1::2], strict=True))

        done = bluezone("code", "issue", *(word for pair in given.items() for word in pair))

    assert (done.returncode, why in done.stderr) == (code, True)


def test_a_wrong_credential_is_refused(tmp_path: Path) -> None:
    (tmp_path / "wrong").write_text("guess")
    with serving(tmp_path) as running:
        done = bluezone("code", "issue", "--server", running.ready["address"], "--credential", str(tmp_path / "wrong"))

    assert (done.returncode, "X-API-Key" in done.stderr) == (3, True)


def test_phones_of_a_configured_server_present_a_key(tmp_path: Path) -> None:
    (tmp_path / "devices").write_text("phone-1\nphone-2\n")
    with serving(tmp_path, "--device-keys", str(tmp_path / "devices")) as running:
        without, _ = running.post("/api/verify", {"code": "1"})
        presented, _ = running.post("/api/verify", {"code": "1"}, **{"X-API-Key": "phone-2"})

    assert (without, presented) == (401, 400)


def test_an_empty_file_of_device_keys_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "devices").write_text("\n")

    done = bluezone(
        "keyserver", "--data", str(tmp_path / "data"), "--port", "0", "--device-keys", str(tmp_path / "devices")
    )

    assert (done.returncode, "empty" in done.stderr) == (1, True)


@pytest.mark.parametrize(("words", "heard"), [((), 400), (("--behind-proxy",), 429)])
def test_a_proxys_word_about_addresses_counts_only_when_there_is_one(
    tmp_path: Path, words: tuple[str, ...], heard: int
) -> None:
    with serving(tmp_path, *words) as running:
        statuses = [
            running.post("/api/verify", {"code": "1"}, **{"X-Forwarded-For": "203.0.113.5"})[0] for _ in range(11)
        ]
        other, _ = running.post("/api/verify", {"code": "1"}, **{"X-Forwarded-For": "203.0.113.6"})

    assert statuses == [400] * 10 + [429]
    assert other == (400 if heard == 429 else 429)


def test_a_folder_that_cannot_be_written_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    done = bluezone("keyserver", "--data", str(tmp_path / "file" / "data"), "--port", "0")

    assert (done.returncode, done.stderr.count("Traceback")) == (4, 0)


def test_the_help_explains_every_option() -> None:
    done = bluezone("keyserver", "--help")

    for option in ("--data", "--host", "--port", "--demo", "--demo-clock", "--ready-file", "--device-keys", "--json"):
        assert option in done.stdout

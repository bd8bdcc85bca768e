"""The phone's commands: what a person types and reads; two phones as processes over a real air and key server."""

import asyncio
import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.phone.people import HOUR, MINUTE, NOON

from bluezone.cli import main
from bluezone.cli.clock import ConductedClock, Conductor
from bluezone.phone.diary import Enrolment
from bluezone.phone.diary_key import known_diary_key, new_diary_key
from bluezone.phone.sealed_diary import SealedDiary
from bluezone.protocol.intervals import Air
from bluezone.radio.propagation import Propagation
from bluezone.radio.tcp_air import AirSettings, serve_air
from bluezone.radio.whereabouts import Nearness, Schedule

ROOT = "ab" * 32
PASSPHRASE = "a throw-away passphrase"
BLUEZONE = (sys.executable, "-c", "import sys; from bluezone.cli import main; sys.exit(main())")
PLANTED_CODE = "48151623"


@pytest.fixture
def passphrase(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "passphrase"
    place.write_text(PASSPHRASE + "\n", encoding="utf-8")
    monkeypatch.setenv("BLUEZONE_PASSPHRASE_FILE", str(place))
    return place


@pytest.fixture
def folder(tmp_path: Path, passphrase: Path) -> Path:
    """A diary that a demo's phone made."""
    place = tmp_path / "diary"
    key = new_diary_key(place, passphrase=PASSPHRASE, random_bytes=os.urandom)
    diary = SealedDiary.create(place, key)
    diary.enrol(Enrolment("http://127.0.0.1:1", ROOT, Air.BLUEZONE, is_demo=True))
    diary.close()
    return place


@pytest.fixture
def clock_file(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "clock"
    with Conductor(place) as conductor:
        conductor.start(NOON)
        yield place


def called(*words: str) -> int:
    """Return the exit code of `bluezone phone WORDS`."""
    try:
        return main(["phone", *words])
    except SystemExit as ended:
        return int(ended.code or 0)


def said(capsys: pytest.CaptureFixture[str]) -> str:
    output = capsys.readouterr()
    return output.out + output.err


def test_a_new_phone_says_that_it_is_a_trial_and_hears_nothing(
    folder: Path, clock_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = called("status", "--diary", str(folder), "--demo-clock", str(clock_file))

    text = said(capsys)
    assert code == 0
    assert "thử nghiệm" in text
    assert "Bluetooth" in text
    assert "Never checked" in text


def test_the_same_for_machines(folder: Path, clock_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    called("status", "--json", "--diary", str(folder), "--demo-clock", str(clock_file))

    facts = json.loads(said(capsys))
    assert facts["conditions"] == ["radio off", "not checked"]
    assert facts["warnings"] == []


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["status"], 3, "--demo-clock is for the diary of a demo"),
        (["report", PLANTED_CODE, "--yes"], 3, "--yes is for demos"),
        (["run", "--radio", "usb:0"], 3, "--real-air"),
        (["run", "--radio", "tcp-client:127.0.0.1:9"], 3, "--demo-clock is for the diary of a demo"),
    ],
)
def test_what_a_demo_may_not_and_a_person_must_say_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: int, sentence: str
) -> None:
    assert called(*words, "--diary", str(folder)) == code
    assert sentence in said(capsys)


def test_a_missing_diary_is_said_to_be_missing(
    tmp_path: Path, passphrase: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called("status", "--diary", str(tmp_path / "nowhere")) == 3
    assert "no diary in this folder" in said(capsys)


def test_a_wrong_passphrase_is_said_and_not_repeated(
    folder: Path, passphrase: Path, clock_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    passphrase.write_text("another planted passphrase")

    code = called("status", "--diary", str(folder), "--demo-clock", str(clock_file))

    text = said(capsys)
    assert code == 3
    assert "passphrase is not the diary's" in text
    assert "planted" not in text


def test_without_keyring_passphrase_and_terminal_nothing_opens(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("BLUEZONE_PASSPHRASE_FILE")

    assert called("status", "--diary", str(folder)) == 3
    assert "needs a passphrase" in said(capsys)


def test_a_passphrase_file_that_is_not_there_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BLUEZONE_PASSPHRASE_FILE", str(folder / "nowhere"))

    assert called("status", "--diary", str(folder)) == 1
    assert "cannot be read" in said(capsys)


def test_a_typed_passphrase_opens_the_diary(
    folder: Path, clock_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("BLUEZONE_PASSPHRASE_FILE")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("bluezone.cli.phone.getpass", lambda _: PASSPHRASE)

    assert called("status", "--diary", str(folder), "--demo-clock", str(clock_file)) == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "--server"),
        (["--server", "https://keys.example"], "64 hex digits"),
        (["--server", "http://keys.example", "--root-key", ROOT], "over https only"),
        (["--server", "https://keys.example", "--root-key", "xyz"], "64 hex digits"),
    ],
)
def test_a_new_phone_has_to_be_told_to_whom_it_belongs(
    tmp_path: Path, passphrase: Path, capsys: pytest.CaptureFixture[str], words: list[str], sentence: str
) -> None:
    code = called("run", "--radio", "tcp-client:127.0.0.1:9", "--diary", str(tmp_path / "new"), *words)

    assert code in (1, 3)
    assert sentence in said(capsys)
    assert not (tmp_path / "new").exists()


def test_a_radio_that_does_not_answer_is_said(
    tmp_path: Path, passphrase: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--server", "https://keys.example", "--root-key", ROOT, "--diary", str(tmp_path / "new")]

    assert called("run", "--radio", "tcp-client:127.0.0.1:9", *words) == 4
    assert "no Bluetooth controller answers" in said(capsys)


def test_a_check_without_a_key_server_changes_nothing_and_says_so(
    folder: Path, clock_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called("check", "--diary", str(folder), "--demo-clock", str(clock_file)) == 4
    assert "does not answer" in said(capsys)


def test_without_a_yes_nothing_leaves(
    folder: Path, clock_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    diary = SealedDiary(folder, known_diary_key(folder, passphrase=PASSPHRASE))
    _speak_once(diary)
    diary.close()
    monkeypatch.setattr("sys.stdin", io.StringIO(""))

    code = called("report", PLANTED_CODE, "--diary", str(folder), "--demo-clock", str(clock_file))

    text = said(capsys)
    assert code == 1
    assert "http://127.0.0.1:1: 1 keys" in text
    assert "Not sent: whose phones" in text
    assert PLANTED_CODE not in text


def test_an_erased_phone_leaves_an_empty_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert called("erase", "--yes", "--diary", str(folder)) == 0
    assert list(folder.iterdir()) == []
    assert called("erase", "--yes", "--diary", str(folder)) == 3


def test_a_diary_that_nobody_can_open_can_still_be_erased(folder: Path, passphrase: Path) -> None:
    passphrase.write_text("forgotten")

    assert called("erase", "--yes", "--diary", str(folder)) == 0
    assert list(folder.iterdir()) == []


def _speak_once(diary: SealedDiary) -> None:
    from bluezone.phone.agent import ClockWatch  # noqa: PLC0415 -- for this one
    from bluezone.phone.own_keys import OwnKey  # noqa: PLC0415 -- the same
    from bluezone.protocol.keys import fresh_key  # noqa: PLC0415 -- the same

    key = fresh_key(bytes(16), NOON)
    diary.keep((OwnKey(key, key.start),), ClockWatch(NOON))


@dataclass
class Town:
    """One clock, one air, one key server, and people with phones; each its own process but the air."""

    folder: Path
    conductor: Conductor
    environment: dict[str, str]
    processes: list[subprocess.Popen[str]] = field(default_factory=list)
    ports: dict[str, int] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def clock(self) -> str:
        return str(self.folder / "clock")

    def spawn(self, *words: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [*BLUEZONE, *words],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.processes.append(process)
        return process

    def answer(self, *words: str) -> str:
        found = subprocess.run(
            [*BLUEZONE, *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert found.returncode == 0, found.stdout + found.stderr
        return found.stdout

    def phone(self, name: str) -> subprocess.Popen[str]:
        return self.spawn(
            *("phone", "run", "--diary", str(self.folder / name), "--demo-clock", self.clock),
            *("--radio", f"tcp-client:127.0.0.1:{self.ports[name]}", "--check-every", "0"),
            *("--server", self.facts["address"], "--root-key", self.facts["root_fingerprint"]),
        )

    def asked(self, name: str, *words: str) -> dict[str, Any]:
        options = ("--diary", str(self.folder / name), "--demo-clock", self.clock, "--json")
        found: dict[str, Any] = json.loads(self.answer("phone", *words, *options))
        return found

    def until(self, moment: timedelta, *, rate: float) -> None:
        self.conductor.set_rate(rate)
        wait_for(lambda: self.conductor.now() >= NOON + moment)
        self.conductor.set_rate(1)


def wait_for(condition: Callable[[], bool], *, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "this did not happen in time"
        time.sleep(0.02)


def wait_until_it_speaks(phone: subprocess.Popen[str]) -> None:
    wait_for(lambda: "Speaking" in phone.stdout.readline() if phone.stdout else False)


@contextmanager
def an_air(town: Town) -> Iterator[None]:
    """Let the air of Ana and Bình, a metre apart for 24 minutes, run in a thread."""
    loop, ready = asyncio.new_event_loop(), threading.Event()

    def open_ports(ports: Any) -> None:
        town.ports.update(ports)
        ready.set()

    contact = Nearness(NOON, NOON + 24 * MINUTE, "ana", "binh", 1.0)
    air = serve_air(
        {"ana": 0, "binh": 0, "chi": 0},
        clock=ConductedClock(Path(town.clock)),
        whereabouts=Schedule([contact]),
        settings=AirSettings(propagation=Propagation(sigma_db=0)),
        ready=open_ports,
    )
    task = loop.create_task(air)
    thread = threading.Thread(target=lambda: loop.run_until_complete(asyncio.wait([task])))
    thread.start()
    assert ready.wait(20)
    yield
    loop.call_soon_threadsafe(task.cancel)
    thread.join()
    loop.close()


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    place = tmp_path / "passphrase"
    place.write_text(PASSPHRASE, encoding="utf-8")
    environment = {**os.environ, "BLUEZONE_PASSPHRASE_FILE": str(place), "PYTHONPATH": "src", "PYTHONUNBUFFERED": "1"}
    with Conductor(tmp_path / "clock") as conductor:
        conductor.start(NOON)
        opened = Town(tmp_path, conductor, environment)
        ready = tmp_path / "ready.json"
        server = ("--data", str(tmp_path / "server"), "--port", "0", "--demo", "--demo-clock", opened.clock)
        opened.spawn("serve", *server, "--ready-file", str(ready))
        wait_for(ready.exists)
        opened.facts = json.loads(ready.read_text(encoding="utf-8"))
        with an_air(opened):
            yield opened
            for process in opened.processes:
                process.kill()
                process.wait()
                if process.stdout is not None:
                    process.stdout.close()


def test_two_people_meet_and_the_one_who_was_near_is_warned(town: Town) -> None:
    ana, binh = town.phone("ana"), town.phone("binh")
    for phone in (ana, binh):
        wait_until_it_speaks(phone)
    town.until(24 * MINUTE, rate=250)
    credential = town.facts["credential_file"]
    code = json.loads(
        town.answer("code", "issue", "--json", "--server", town.facts["address"], "--credential", credential)
    )["code"]

    report = town.asked("ana", "report", code, "--yes")
    town.until(29 * MINUTE, rate=300)
    silent = town.asked("ana", "status")
    town.until(31 * MINUTE, rate=100)
    spoken_again = town.asked("ana", "status")
    town.conductor.jump_to(NOON + 3 * HOUR + 10 * MINUTE)

    answers = (town.asked("binh", "check") for _ in range(30))
    found = next(answer for answer in answers if answer["new_exports"])
    own = town.asked("ana", "check")

    assert (report["stage"], report["sightings"], report["bytes"]) == ("published", 0, 11264)
    assert len(report["keys"]) == 1
    assert "silent" in silent["conditions"]
    assert silent["own_keys"] + 1 == spoken_again["own_keys"]
    assert "silent" not in spoken_again["conditions"]
    [warning] = found["warnings"]
    assert warning["day"] == NOON.date().isoformat()
    assert 20 <= warning["near_minutes"] <= 24
    assert found["conditions"][0] == "warned"
    assert own["warnings"] == []
    binh.send_signal(signal.SIGTERM)
    assert binh.wait(20) == 0


def test_a_killed_phone_keeps_its_keys_and_nearly_all_it_heard(town: Town) -> None:
    ana, binh = town.phone("ana"), town.phone("binh")
    for phone in (ana, binh):
        wait_until_it_speaks(phone)
    town.until(5 * MINUTE, rate=150)

    binh.kill()
    binh.wait()
    status = town.asked("binh", "status")
    again = town.phone("binh")
    wait_until_it_speaks(again)
    after = town.asked("binh", "status")

    assert status["sightings"] >= 45, "four beacons every twenty seconds, but for the last moments"
    assert status["own_keys"] == after["own_keys"] == 1


def test_an_erased_phone_stops_by_itself(town: Town) -> None:
    chi = town.phone("chi")
    wait_until_it_speaks(chi)

    town.answer("phone", "erase", "--yes", "--diary", str(town.folder / "chi"))
    town.conductor.set_rate(60)

    assert chi.wait(20) == 0
    assert list((town.folder / "chi").iterdir()) == []

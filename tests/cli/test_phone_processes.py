"""Phones as processes of their own, over a real air and a real key server."""

import asyncio
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

from bluezone.cli.clock import ConductedClock, Conductor
from bluezone.radio.propagation import Propagation
from bluezone.radio.tcp_air import AirSettings, serve_air
from bluezone.radio.whereabouts import Nearness, Schedule

BLUEZONE = (sys.executable, "-c", "import sys; from bluezone.cli import main; sys.exit(main())")
PASSPHRASE = "a throw-away passphrase"


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
        opened.spawn("keyserver", *server, "--ready-file", str(ready))
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

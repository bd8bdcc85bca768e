"""A town for tests: one conducted clock, one air, one key server, and people whose phones are processes of their own."""

import asyncio
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.phone.people import MINUTE, NOON

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

    @property
    def authority(self) -> Path:
        return self.folder / "authority"

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

    def phone(self, name: str, *options: str) -> subprocess.Popen[str]:
        return self.spawn(
            *("phone", "run", *options, "--diary", str(self.folder / name), "--demo-clock", self.clock),
            *("--radio", f"tcp-client:127.0.0.1:{self.ports[name]}", "--check-every", "0"),
            *("--server", self.facts["address"], "--root-key", self.facts["root_fingerprint"]),
        )

    def asked(self, name: str, *words: str) -> dict[str, Any]:
        options = ("--diary", str(self.folder / name), "--demo-clock", self.clock, "--json")
        found: dict[str, Any] = json.loads(self.answer("phone", *words, *options))
        return found

    def code(self) -> str:
        """A verification code, as an officer gets it."""
        place = ("--server", self.facts["address"], "--credential", self.facts["credential_file"])
        return str(json.loads(self.answer("code", "issue", "--json", *place))["code"])

    def until(self, moment: timedelta, *, rate: float) -> None:
        self.conductor.set_rate(rate)
        wait_for(lambda: self.conductor.now() >= NOON + moment)
        self.conductor.set_rate(1)


def wait_for(condition: Callable[[], bool], *, seconds: float = 180) -> None:
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
    try:
        assert ready.wait(60)
        yield
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join()
        loop.close()


@contextmanager
def a_town(folder: Path, *, start: datetime = NOON) -> Iterator[Town]:
    """Set the town up; at its end every process is gone. Ana and Bình meet at noon."""
    place = folder / "passphrase"
    place.write_text(PASSPHRASE, encoding="utf-8")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("BLUEZONE_", "DJANGO_"))}
    environment = {**inherited, "BLUEZONE_PASSPHRASE_FILE": str(place), "PYTHONPATH": "src", "PYTHONUNBUFFERED": "1"}
    with Conductor(folder / "clock") as conductor:
        conductor.start(start)
        opened = Town(folder, conductor, environment)
        ready = folder / "ready.json"
        opened.answer("authority-keys", "list", "--data", str(opened.authority), "--demo-clock", opened.clock)
        server = ("--data", str(folder / "server"), "--port", "0", "--demo", "--demo-clock", opened.clock)
        admitted = str(opened.authority / "authority-keys" / "public.json")
        opened.spawn("keyserver", *server, "--ready-file", str(ready), "--admit-keys", admitted)
        wait_for(ready.exists)
        opened.facts = json.loads(ready.read_text(encoding="utf-8"))
        with an_air(opened):
            yield opened
            for process in opened.processes:
                process.kill()
                process.wait()
                if process.stdout is not None:
                    process.stdout.close()

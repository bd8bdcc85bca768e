"""Three network namespaces in a row, a phone, a gateway and the internet, named after the process that made them."""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

ROLES = ("phone", "gateway", "internet")
NAME = re.compile(rf"bluezone-(\d+)-\d+-(?:{'|'.join(ROLES)})")
PROGRAMS = ("ip", "nft", "dnsmasq", "udhcpc", "sysctl")
FOLDERS = (Path("/etc/netns"), Path("/run"))
"""Where each namespace may have a folder of its name: its name servers, and what its programs keep in memory."""
COUNT = count()
PATIENCE_SECONDS = 60
"""A busy computer is not a wrong answer."""


@dataclass(frozen=True)
class Namespaces:
    """The names."""

    phone: str
    gateway: str
    internet: str

    def all(self) -> tuple[str, ...]:
        return self.phone, self.gateway, self.internet


def run(*words: str, lines: str | None = None) -> str:
    """Run a program that must succeed."""
    ran = subprocess.run(words, input=lines, capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS)
    assert ran.returncode == 0, f"{' '.join(words)}: {ran.stderr}"
    return ran.stdout


def inside(namespace: str, *words: str) -> tuple[str, ...]:
    """A command line that runs in a namespace."""
    return ("ip", "netns", "exec", namespace, *words)


def what_is_missing() -> str | None:
    """Why no namespaces can be made here, or None."""
    if os.geteuid() != 0:
        return "making network namespaces needs root"
    if missing := [program for program in PROGRAMS if not shutil.which(program)]:
        return f"not installed: {', '.join(missing)}"
    name = f"bluezone-{os.getpid()}-{next(COUNT)}-phone"
    tried = subprocess.run(("ip", "netns", "add", name), capture_output=True, text=True, check=False)
    if tried.returncode:
        return f"this machine makes no network namespaces: {tried.stderr.strip()}"
    _remove(name)
    return None


@contextmanager
def namespaces() -> Iterator[Namespaces]:
    """The three, empty; those of processes that died are removed first, and these in any case."""
    _remove_stale()
    number = next(COUNT)
    made = Namespaces(*(f"bluezone-{os.getpid()}-{number}-{role}" for role in ROLES))
    try:
        for name in made.all():
            run("ip", "netns", "add", name)
        yield made
    finally:
        for name in made.all():
            _remove(name)


def until(holds: Callable[[], object], what: str) -> None:
    """Wait for a condition."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, f"in vain: {what}"
        time.sleep(0.05)


def _remove_stale() -> None:
    listed = {line.split()[0] for line in run("ip", "netns", "list").splitlines()}
    left = {path.name for folder in FOLDERS if folder.is_dir() for path in folder.iterdir()}
    for name in listed | left:
        found = NAME.fullmatch(name)
        if found and not Path(f"/proc/{found[1]}").exists():
            _remove(name)


def _remove(name: str) -> None:
    """End whatever still runs in a namespace of ours, and take it away with its folders."""
    running = subprocess.run(("ip", "netns", "pids", name), capture_output=True, text=True, check=False).stdout
    for pid in running.split():
        with suppress(ProcessLookupError):
            os.kill(int(pid), signal.SIGKILL)
    subprocess.run(("ip", "netns", "del", name), capture_output=True, check=False)
    for folder in FOLDERS:
        shutil.rmtree(folder / name, ignore_errors=True)

"""The processes of the key server's benchmarks: the server that is measured, its reference, and their environment."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
COMMAND: Final = (sys.executable, "-c", "import sys; from bluezone.cli import main; sys.exit(main())")
START_SECONDS: Final = 60
NO_HOLD: Final = {"BLUEZONE_ANSWER_BUDGET": "0"}
"""Answers are measured before the hold that makes them all take equally long."""


def load(generator: str, *words: str, given: str | None = None) -> dict[str, float]:
    """Run a load generator to its end and return the figures it prints."""
    done = subprocess.run(  # noqa: S603 -- our own load generator
        (sys.executable, "-m", f"benchmarks.{generator}", *words),
        input=given,
        capture_output=True,
        text=True,
        check=True,
        env=environment(),
        cwd=ROOT,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


@contextmanager
def key_server(folder: Path, *, program: tuple[str, ...] = COMMAND, **settings: str) -> Iterator[dict[str, Any]]:
    """Serve `folder/data`; say what the server said when it was ready, and its `pid`.

    Args:
        folder: Has the data folder in it, or will have.
        program: What understands the words of `bluezone`.
        settings: More of the server's environment.
    """
    arguments = ("keyserver", "--data", str(folder / "data"), "--port", "0", "--ready-file", str(folder / "ready"))
    with _process((*program, *arguments), folder / "ready", **settings) as (said, pid):
        yield {**json.loads(said), "pid": pid}


@contextmanager
def echo(folder: Path) -> Iterator[int]:
    """Serve the reference that does nothing, and say at which port."""
    command = (sys.executable, "-m", "benchmarks.keyserver_echo", str(folder / "echo"))
    with _process(command, folder / "echo") as (said, _):
        yield int(said)


def environment(**settings: str) -> dict[str, str]:
    """Return the environment of a process that finds our modules."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))), **NO_HOLD, **settings}


@contextmanager
def _process(command: tuple[str, ...], ready: Path, **settings: str) -> Iterator[tuple[str, int]]:
    quiet = subprocess.DEVNULL
    ready.unlink(missing_ok=True)
    process = subprocess.Popen(  # noqa: S603 -- the server that is measured, and its reference
        command, stdout=quiet, stderr=quiet, env=environment(**settings), cwd=ROOT
    )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not (ready.exists() and ready.stat().st_size):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("a server of the benchmark did not start")
            time.sleep(0.05)
        yield ready.read_text(encoding="ascii"), process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)

"""The key server as its own process, as an administrator starts it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import IO, Any

COMMAND = (sys.executable, "-c", "import sys; from bluezone.cli import main; sys.exit(main())")
SOURCES = Path(__file__).parents[2] / "src"
PATIENCE_SECONDS = 120
"""A busy computer is not a wrong answer."""


@dataclass
class Running:
    """A started server and what it said when it was ready."""

    process: subprocess.Popen[bytes]
    ready: dict[str, Any]

    def connected(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.ready["port"], timeout=PATIENCE_SECONDS)

    def post(self, path: str, body: Any, **headers: str) -> tuple[int, dict[str, Any]]:
        connection = self.connected()
        try:
            return posted(connection, path, body, **headers)
        finally:
            connection.close()


def posted(connection: HTTPConnection, path: str, body: Any, **headers: str) -> tuple[int, dict[str, Any]]:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    connection.request("POST", path, content, {"Content-Type": "application/json", **headers})
    response = connection.getresponse()
    return response.status, json.loads(response.read())


def bluezone(*words: str, timeout: float = PATIENCE_SECONDS) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        (*COMMAND, *words), env=environment(), capture_output=True, text=True, timeout=timeout, check=False
    )


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(SOURCES), "COLUMNS": "200"}


@contextmanager
def serving(folder: Path, *words: str, log: IO[bytes] | int = subprocess.DEVNULL) -> Iterator[Running]:
    """Start a server on `folder/data` and end it, if it lives, by SIGTERM."""
    ready_file = folder / "ready.json"
    ready_file.unlink(missing_ok=True)
    arguments = ("keyserver", "--data", str(folder / "data"), "--port", "0", "--ready-file", str(ready_file), *words)
    process = subprocess.Popen((*COMMAND, *arguments), env=environment(), stdout=log, stderr=log)
    try:
        yield Running(process, _ready(process, ready_file))
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_SECONDS)


def _ready(process: subprocess.Popen[bytes], ready_file: Path) -> dict[str, Any]:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not ready_file.exists():
        assert process.poll() is None, "the server ended before it was ready"
        assert time.monotonic() < deadline, "the server was not ready in time"
        time.sleep(0.02)
    found: dict[str, Any] = json.loads(ready_file.read_bytes())
    return found

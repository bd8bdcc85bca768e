"""One command opens the three origins, and closes them together."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

from bluezone.cli.people import free_port


def test_serve_opens_keys_site_and_console_and_ends_them_together(tmp_path: Path) -> None:
    port, ready = free_port("127.0.0.1"), tmp_path / "ready"
    words = ["serve", "--data", str(tmp_path / "data"), "--port", str(port), "--site-port", "0", "--console-port", "0"]
    command = [sys.executable, "-m", "bluezone.cli.child", str(os.getpid()), *words, "--ready-file", str(ready)]
    own = {name: value for name, value in os.environ.items() if not name.startswith(("BLUEZONE_", "DJANGO_"))}

    with subprocess.Popen(command, env=own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            doors = json.loads(_read_once_there(ready))
            answers = [
                _status(address) for address in (f"http://127.0.0.1:{port}/health", doors["site"], doors["console"])
            ]
        finally:
            running.send_signal(signal.SIGTERM)
        ended = running.wait(30)

    assert answers == [200, 200, 200]
    assert ended == 130  # interrupted, as docs/commands.md says
    assert not _listens(port)


def _read_once_there(path: Path) -> str:
    deadline = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < deadline, "the doors did not open in a minute"
        time.sleep(0.1)
    return path.read_text()


def _status(address: str) -> int:
    deadline = time.monotonic() + 30
    while True:
        try:
            with urlopen(address, timeout=5) as answer:  # noqa: S310 -- an address of this machine
                return int(answer.status)
        except OSError:
            assert time.monotonic() < deadline, "no answer in half a minute"
            time.sleep(0.2)


def _listens(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/health", timeout=2):
            return True
    except OSError:
        return False

"""Children of a command: they end with it, however it ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bluezone.cli.processes import Children, ended_politely
from bluezone.protocol.errors import Unavailable

PARENT = """
import sys, time
from pathlib import Path
from bluezone.cli.processes import Children, ended_politely
folder = Path(sys.argv[1])
with ended_politely(), Children(folder) as children:
    child = children.start("a key server", ["keyserver", "--demo", "--data", str(folder / "data"), "--port", "0",
                                            "--ready-file", str(folder / "ready.json")])
    child.wait_for(folder / "ready.json")
    (folder / "pid").write_text(str(child.process.pid))
    time.sleep(600)
"""


def lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def soon(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 120
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_no_child_outlives_its_parent(tmp_path: Path, how: signal.Signals) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path)], stderr=subprocess.DEVNULL)
    try:
        assert soon((tmp_path / "pid").exists)
        assert soon(lambda: bool((tmp_path / "pid").read_text()))
        child = int((tmp_path / "pid").read_text())
        assert lives(child)

        parent.send_signal(how)

        assert soon(lambda: not lives(child))
    finally:
        parent.kill()
        parent.wait()


def test_a_child_that_fails_says_why(tmp_path: Path) -> None:
    with Children(tmp_path) as children:
        child = children.start("a phone", ["keyserver", "--demo-clock", str(tmp_path / "none")])

        with pytest.raises(Unavailable, match="conducted clock cannot be opened"):
            child.wait_for(tmp_path / "never")


def test_a_child_that_says_nothing_is_not_waited_for_in_vain(tmp_path: Path) -> None:
    with Children(tmp_path) as children:
        child = children.start("the beacon reader", ["beacon", "--help"])

        with pytest.raises(Unavailable, match="ended before its time"):
            child.wait_to_say("words that it never says")


def test_a_command_that_comes_and_goes_gives_its_answer_or_its_reason(tmp_path: Path) -> None:
    children = Children(tmp_path)

    assert "bluezone" in children.ask(["--version"])
    with pytest.raises(Unavailable, match="conducted clock cannot be opened"):
        children.ask(["keyserver", "--demo-clock", str(tmp_path / "none")])


def test_a_failure_inside_ends_the_children(tmp_path: Path) -> None:
    started = []

    def fail() -> None:
        with Children(tmp_path) as children:
            started.append(
                children.start("a key server", ["keyserver", "--demo", "--data", str(tmp_path / "d"), "--port", "0"])
            )
            raise LookupError

    with pytest.raises(LookupError):
        fail()

    assert not lives(started[0].process.pid)


def test_a_request_to_end_is_an_interruption_and_handlers_come_back() -> None:
    former = signal.getsignal(signal.SIGTERM)

    with pytest.raises(KeyboardInterrupt), ended_politely():
        signal.raise_signal(signal.SIGTERM)

    assert signal.getsignal(signal.SIGTERM) is former


def test_a_child_whose_parent_is_gone_already_ends_at_once() -> None:
    probe = "import sys; from bluezone.cli.child import ask_to_end_with; ask_to_end_with(int(sys.argv[1])); print('on')"

    orphan = subprocess.run([sys.executable, "-c", probe, "1"], capture_output=True, text=True, check=True)
    ours = subprocess.run([sys.executable, "-c", probe, str(os.getpid())], capture_output=True, text=True, check=True)

    assert (orphan.stdout, ours.stdout.strip()) == ("", "on")

"""The whole server inside the test's own process: it listens, works, and ends quietly when told."""

import asyncio
import http.client
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from tests.keyserver.desk import NOON, POLICY, SetClock

from bluezone.keyserver import server
from bluezone.keyserver.premises import enter
from bluezone.keyserver.rounds import Rounds
from bluezone.keyserver.server import Ready, Settings
from bluezone.protocol.errors import Unavailable


class StillClock(SetClock):
    """A clock that stands: nobody who sleeps wakes up."""

    async def sleep_until(self, moment: datetime) -> None:
        assert moment > self.moment
        await asyncio.Event().wait()


@pytest.fixture(autouse=True)
def signals() -> Iterator[None]:
    """The server takes signals for itself; afterwards they are the test's again."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def served(folder: Path, then: Callable[[Ready], None], **choices: object) -> Ready:
    """Serve until `then` was done beside it, and tell the server to stop."""
    told: list[Ready] = []

    def beside(ready: Ready) -> None:
        try:
            then(ready)
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    def announce(ready: Ready) -> None:
        told.append(ready)
        threading.Thread(target=beside, args=(ready,)).start()

    premises = enter(folder, at=NOON, policy=POLICY)
    server.serve(premises, StillClock(NOON), Settings(port=0, **choices), announce=announce)  # type: ignore[arg-type]  # chosen by the test
    return told[0]


def asked(ready: Ready, path: str, host: str = "127.0.0.1") -> int:
    connection = http.client.HTTPConnection(host, ready.port, timeout=60)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status


def test_a_server_publishes_listens_and_ends_when_told(tmp_path: Path) -> None:
    statuses: list[int] = []

    ready = served(tmp_path, lambda ready: statuses.extend(asked(ready, path) for path in ("/health", "/keys.json")))

    assert statuses == [200, 200]
    assert ready.address == f"http://127.0.0.1:{ready.port}"
    assert (ready.demo, ready.credential_file) == (False, tmp_path / "credential")
    assert (tmp_path / "published" / "exports" / "index.json").exists()


def test_the_folder_is_free_again_when_the_server_has_ended(tmp_path: Path) -> None:
    served(tmp_path, lambda _: None)

    enter(tmp_path, at=NOON, policy=POLICY).close()


def speaks_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


@pytest.mark.skipif(not speaks_ipv6(), reason="this machine has no IPv6 address")
def test_a_server_of_the_next_internet_says_its_address_in_brackets(tmp_path: Path) -> None:
    statuses: list[int] = []

    ready = served(tmp_path, lambda ready: statuses.append(asked(ready, "/health", "::1")), host="::1")

    assert (statuses, ready.address) == ([200], f"http://[::1]:{ready.port}")


def test_an_address_of_another_machine_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be listened on"):
        served(tmp_path, lambda _: None, host="192.0.2.1")


def test_a_bug_in_the_hourly_work_ends_the_server_loudly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(_: Rounds) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Rounds, "go", broken)

    with caplog.at_level(logging.CRITICAL), pytest.raises(ZeroDivisionError):
        served(tmp_path, lambda _: None)

"""Clients that dawdle, flood or say things twice, at a server that really listens."""

import json
import select
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.keyserver.test_serving import StillClock, served, signals  # noqa: F401 -- the fixture is used by its name

from bluezone.keyserver import connections, wire
from bluezone.keyserver.server import Ready

WAIT_SECONDS = 60
"""A busy computer is not a wrong answer."""
VERIFY = b"POST /api/verify HTTP/1.1\r\nHost: k\r\nContent-Type: application/json\r\n"


@pytest.fixture(autouse=True)
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dawdlers are let go after a moment."""
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.3)
    monkeypatch.setattr(connections, "TAKE_SECONDS", 0.3)
    monkeypatch.setattr(wire, "PATIENCE_SECONDS", 0.3)


def connected(ready: Ready) -> socket.socket:
    found = socket.create_connection(("127.0.0.1", ready.port), timeout=WAIT_SECONDS)
    found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return found


def said_until_the_end(client: socket.socket) -> bytes:
    """Everything the server says until it hangs up."""
    said = b""
    try:
        while some := client.recv(1 << 16):
            said += some
    except ConnectionResetError:
        pass
    return said


def one_answer(client: socket.socket) -> tuple[int, bytes]:
    """The status and body of the next answer on a kept connection."""
    said = b""
    while b"\r\n\r\n" not in said:
        said += client.recv(1)
    length = int(said.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    body = b""
    while len(body) < length:
        body += client.recv(length - len(body))
    return int(said.split()[1]), body


def wrong_code(status: int = 400) -> Callable[[tuple[int, bytes]], bool]:
    return lambda answer: answer[0] == status and json.loads(answer[1])["errorCode"] == "code_invalid"


def with_body(body: bytes, *, more: bytes = b"") -> bytes:
    return VERIFY + more + b"Content-Length: %d\r\n\r\n" % len(body) + body


def test_a_connection_that_never_asks_is_let_go_and_others_are_served_meanwhile(tmp_path: Path) -> None:
    found: list[object] = []

    def half_open(ready: Ready) -> None:
        with ExitStack() as kept:
            silent = [kept.enter_context(connected(ready)) for _ in range(100)]
            with connected(ready) as other:
                other.sendall(with_body(b'{"code":"1"}'))
                found.append(wrong_code()(one_answer(other)))
            found.append({said_until_the_end(client) for client in silent})

    served(tmp_path, half_open)

    assert found == [True, {b""}]


def trickle(client: socket.socket, pieces: Iterator[bytes]) -> bytes:
    """Send piece after piece, as long as the server listens; returns what it said."""
    deadline = time.monotonic() + WAIT_SECONDS
    for piece in pieces:
        assert time.monotonic() < deadline, "the server listens for ever"
        try:
            client.sendall(piece)
        except OSError:
            break
        if select.select([client], [], [], 0.02)[0]:
            break
    return said_until_the_end(client)


def endless(start: bytes, piece: bytes) -> Iterator[bytes]:
    yield start
    while True:
        yield piece


def test_headers_that_come_too_slowly_end_the_connection_new_or_kept(tmp_path: Path) -> None:
    found: list[bytes] = []

    def slow(ready: Ready) -> None:
        for start in (b"", with_body(b'{"code":"1"}')):
            with connected(ready) as client:
                if start:
                    client.sendall(start)
                    one_answer(client)
                found.append(trickle(client, endless(b"POST /api/verify HTTP/1.1\r\n", b"X-Slow: 1\r\n")))

    served(tmp_path, slow)

    assert found == [b"", b""]


def test_a_body_that_comes_too_slowly_is_refused_and_ends_the_connection(tmp_path: Path) -> None:
    found: list[bytes] = []

    def slow(ready: Ready) -> None:
        with connected(ready) as client:
            found.append(trickle(client, endless(VERIFY + b"Content-Length: 60000\r\n\r\n", b" ")))

    served(tmp_path, slow)

    assert found[0].startswith(b"HTTP/1.1 408")


def test_a_head_without_end_is_not_read_to_its_end(tmp_path: Path) -> None:
    sent = 0

    def flood(ready: Ready) -> None:
        nonlocal sent
        with connected(ready) as client:
            try:
                client.sendall(b"GET / HTTP/1.1\r\n")
                for _ in range(10_240):
                    client.sendall(b"X-Much: " + b"x" * 1014 + b"\r\n")
                    sent += 1024
            except OSError:
                return

    served(tmp_path, flood)

    assert sent < 10 * 1024 * 1024


def test_a_body_of_10_mb_is_refused_while_it_is_read(tmp_path: Path) -> None:
    found: list[bytes] = []

    def flood(ready: Ready) -> None:
        for path in (b"/api/verify", b"/api/certificate", b"/v1/publish"):
            with connected(ready) as client:
                head = VERIFY.replace(b"/api/verify", path) + b"Content-Length: %d\r\n\r\n" % (10 << 20)
                try:
                    client.sendall(head)
                    for _ in range(160):
                        client.sendall(b" " * (1 << 16))
                except OSError:
                    pass
                found.append(said_until_the_end(client)[:12])

    served(tmp_path, flood)

    assert len(found) == 3
    assert {*found} <= {b"HTTP/1.1 413", b""}  # what was said is lost when the flood goes on into a closed door


def test_requests_sent_in_one_breath_are_answered_each_in_order(tmp_path: Path) -> None:
    found: list[tuple[int, bytes]] = []

    def breath(ready: Ready) -> None:
        with connected(ready) as client:
            client.sendall(with_body(b"{") + with_body(b'{"code":"1"}') + b"GET /health HTTP/1.1\r\nHost: k\r\n\r\n")
            found.extend(one_answer(client) for _ in range(3))

    served(tmp_path, breath)

    statuses = [status for status, _ in found]
    assert statuses == [400, 400, 200]
    assert [b"unparsable_request" in found[0][1], b"code_invalid" in found[1][1]] == [True, True]


def test_a_header_that_is_said_twice_is_refused(tmp_path: Path) -> None:
    twice = (
        b"Content-Length: 3\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"Content-Type: text/plain\r\n",
        b"X-API-Key: a\r\nX-API-Key: b\r\n",
        b"X-Chaff: 1\r\nX-Chaff: 0\r\n",
        b"Host: another\r\n",
    )
    found: list[bytes] = []

    def say(ready: Ready) -> None:
        for more in twice:
            with connected(ready) as client:
                client.sendall(with_body(b'{"code":"1"}', more=more + b"Connection: close\r\n"))
                found.append(said_until_the_end(client))

    served(tmp_path, say)

    assert [answer.split()[1] for answer in found] == [b"400"] * len(twice)
    assert not any(b"code_invalid" in answer for answer in found)


def test_json_that_is_nested_deeply_is_malformed(tmp_path: Path) -> None:
    found: list[tuple[int, bytes]] = []

    def deep(ready: Ready) -> None:
        with connected(ready) as client:
            for nested in (b"[" * 60_000, b'{"code":' * 7_000, b'{"padding":' + b"[" * 30_000 + b"]" * 30_000 + b"}"):
                client.sendall(with_body(nested))
                found.append(one_answer(client))

    served(tmp_path, deep)

    assert [(status, json.loads(body)["errorCode"]) for status, body in found] == [(400, "unparsable_request")] * 3


def test_whoever_takes_no_byte_of_an_answer_is_let_go(tmp_path: Path) -> None:
    found: list[object] = []

    def deaf(ready: Ready) -> None:
        with socket.socket() as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.settimeout(WAIT_SECONDS)
            client.connect(("127.0.0.1", ready.port))
            asked = b"GET /openapi.json HTTP/1.1\r\nHost: k\r\n\r\n"
            try:
                while True:
                    client.sendall(asked * 100)
            except OSError as wrong:
                found.append(type(wrong))

    served(tmp_path, deaf)

    assert found in ([ConnectionResetError], [BrokenPipeError])

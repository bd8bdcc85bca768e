"""The SMS gateway's adapter, against a server on the loopback that behaves badly."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest

from bluezone.authority.delivery.gateways import HttpGateway, gateway_from
from bluezone.authority.delivery.rules import Outcome
from bluezone.config.gateway import sms_gateway

NUMBER = "+84912345678"


@dataclass
class Operator:
    """What the operator's server answers and was asked."""

    statuses: list[int]
    asked: list[tuple[dict[str, str], dict[str, Any]]] = field(default_factory=list)
    address: str = ""


@contextmanager
def operator(*statuses: int) -> Iterator[Operator]:
    """A gateway on the loopback; status 0 cuts the connection."""
    told = Operator([*statuses])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.asked.append((dict(self.headers), json.loads(body)))
            status = told.statuses.pop(0)
            if status:
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        told.address = f"http://127.0.0.1:{server.server_port}/send"
        yield told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome.DELIVERED),
        (202, Outcome.DELIVERED),
        (400, Outcome.REFUSED),
        (404, Outcome.REFUSED),
        (408, Outcome.LATER),
        (429, Outcome.LATER),
        (500, Outcome.LATER),
        (503, Outcome.LATER),
        (302, Outcome.LATER),
        (0, Outcome.LATER),
    ],
)
def test_each_answer_of_the_operator_has_one_meaning(status: int, outcome: Outcome) -> None:
    with operator(status) as told:
        assert HttpGateway(told.address, "secret").deliver(uuid4(), NUMBER, "Chào") == outcome


def test_a_repeated_attempt_carries_the_same_key() -> None:
    message = uuid4()

    with operator(500, 200) as told:
        gateway = HttpGateway(told.address, "secret")
        gateway.deliver(message, NUMBER, "Chào anh chị")
        gateway.deliver(message, NUMBER, "Chào anh chị")

    assert [headers["Idempotency-Key"] for headers, _body in told.asked] == [str(message)] * 2
    assert told.asked[0][0]["Authorization"] == "Bearer secret"
    assert told.asked[1][1] == {"to": NUMBER, "text": "Chào anh chị", "id": str(message)}


def test_an_operator_that_is_not_there_is_asked_later(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with operator() as told:
        address = told.address

    assert HttpGateway(address, "secret").deliver(uuid4(), NUMBER, "Chào") == Outcome.LATER
    assert NUMBER not in caplog.text


def test_the_credential_does_not_print() -> None:
    assert "secret" not in repr(HttpGateway("https://sms.example", "secret"))


def test_without_an_address_there_is_no_gateway(tmp_path: Path) -> None:
    file = tmp_path / "credential"
    file.write_text("secret\n")
    named = {"BLUEZONE_SMS_GATEWAY": "https://sms.example", "BLUEZONE_SMS_CREDENTIAL": str(file)}

    assert gateway_from(sms_gateway({})) is None
    assert gateway_from(sms_gateway(named)) == HttpGateway("https://sms.example", "secret")

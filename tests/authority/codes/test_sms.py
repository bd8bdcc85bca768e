"""A code by SMS over a gateway that is down, slow, or answers twice: the patient gets one message."""

import json
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from tests.authority.codes.fake_server import FakeServer
from tests.authority.permissions import World

from bluezone.authority.codes.rules.words import Way
from bluezone.authority.codes.services import Order, issue_code
from bluezone.authority.delivery import gateways
from bluezone.authority.delivery.gateways import HttpGateway
from bluezone.authority.delivery.models import Message
from bluezone.authority.delivery.rules import State
from bluezone.authority.delivery.services import deliver_due, purge


class Operator(BaseHTTPRequestHandler):
    """An operator that sends each message once, by its idempotency key, however often it is handed over."""

    asked: ClassVar[list[str]] = []
    phones: ClassVar[dict[str, str]] = {}
    slow: ClassVar[Event | None] = None
    status: ClassVar[int] = 200

    def do_POST(self) -> None:
        said: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        key = self.headers["Idempotency-Key"]
        Operator.asked.append(key)
        if Operator.status == 200:
            Operator.phones[key] = said["to"]
        if Operator.slow is not None:
            Operator.slow.wait(20)
        self.send_response(Operator.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def gateway() -> Iterator[HttpGateway]:
    Operator.asked, Operator.phones, Operator.slow, Operator.status = [], {}, None, 200
    server = ThreadingHTTPServer(("127.0.0.1", 0), Operator)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield HttpGateway(f"http://127.0.0.1:{server.server_port}/sms", "credential")
    if Operator.slow is not None:
        Operator.slow.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def message(world: World, server: FakeServer) -> Message:
    order = Order(uuid4(), world.here, Way.SMS, world.moment.date(), phone="0912345678")
    issue_code(order, actor="user:7", moment=world.moment, server=server)
    return Message.objects.get()


def state(message: Message) -> tuple[State, bool]:
    message.refresh_from_db()
    return State(message.state), message.sealed_recipient is None


def test_a_gateway_that_is_down_is_tried_again_and_the_telephone_kept_no_longer_than_a_day(
    message: Message, world: World
) -> None:
    down = HttpGateway("http://127.0.0.1:1/sms", "credential")

    deliver_due(down, world.moment)
    waiting = state(message)
    purge(world.moment + timedelta(hours=24))

    assert waiting == (State.WAITING, False)
    assert state(message) == (State.EXPIRED, True)


def test_a_gateway_that_answers_too_late_sends_one_message(
    message: Message, world: World, gateway: HttpGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateways, "PATIENCE_SECONDS", 0.2)
    Operator.slow = Event()
    deliver_due(gateway, world.moment)
    waiting = state(message)
    Operator.slow.set()
    Operator.slow = None
    monkeypatch.setattr(gateways, "PATIENCE_SECONDS", 10)

    deliver_due(gateway, world.moment + timedelta(minutes=2))

    assert (waiting, state(message)) == ((State.WAITING, False), (State.DELIVERED, True))
    assert (len(Operator.asked), Operator.phones) == (2, {str(message.pk): "+84912345678"})


def test_a_message_that_the_gateway_took_is_never_handed_over_again(
    message: Message, world: World, gateway: HttpGateway
) -> None:
    for hours in range(3):
        deliver_due(gateway, world.moment + timedelta(hours=hours))

    assert (len(Operator.asked), state(message)) == (1, (State.DELIVERED, True))


def test_a_gateway_in_trouble_is_asked_again_with_the_same_id(
    message: Message, world: World, gateway: HttpGateway
) -> None:
    Operator.status = 503
    deliver_due(gateway, world.moment)
    Operator.status = 200
    deliver_due(gateway, world.moment + timedelta(minutes=2))

    assert Operator.asked == [str(message.pk)] * 2
    assert state(message) == (State.DELIVERED, True)

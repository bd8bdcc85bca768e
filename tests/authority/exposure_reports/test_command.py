"""The worker's command, over the network: what it presents, what it takes along, and what it does when it is refused."""

import json
from base64 import b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

import pytest
from django.core.management import call_command
from pytest_django import Settings
from tests.authority.exposure_reports.letters import MemoryMailbox, letter
from tests.authority.permissions import World, make_world

from bluezone.authority.cases.models import Contact
from bluezone.authority.delivery.services import lease
from bluezone.authority.keyring import load_or_make
from bluezone.protocol.errors import Unavailable

CREDENTIAL = "a throw-away credential"


class Door(BaseHTTPRequestHandler):
    """A key server's internal API, as far as letters go."""

    mailbox: ClassVar[MemoryMailbox]

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path != "/api/mail" or self.headers["X-API-Key"] != CREDENTIAL:
            self._answer(401, {"errorCode": "unauthorized", "error": "no"})
            return
        held = Door.mailbox.letters(taken=asked["taken"], limit=asked["limit"])
        self._answer(200, {"letters": [{"id": each.id, "letter": b64encode(each.letter).decode()} for each in held]})

    def log_message(self, *_words: object) -> None:
        """Say nothing."""

    def _answer(self, status: int, body: object) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture
def world(db: None, settings: Settings) -> Iterator[World]:
    """A province whose authority has its keys, and a key server that holds one letter to them."""
    del db
    settings.BLUEZONE_CLOCK = "tests.authority.test_permissions.present_clock"
    made = make_world()
    key = load_or_make(settings.AUTHORITY_KEYS, at=made.moment).opening[0]
    Door.mailbox = MemoryMailbox().leave(letter(key=key))
    settings.KEYSERVER_CREDENTIAL.write_text(CREDENTIAL)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    settings.KEYSERVER_ADDRESS = f"http://127.0.0.1:{server.server_port}"
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_worker_empties_the_mailbox(world: World) -> None:
    del world

    call_command("collect_reports")
    call_command("collect_reports")

    assert (Contact.objects.count(), Door.mailbox.held) == (1, {})


def test_a_refused_credential_leaves_the_letters_where_they_are(world: World, settings: Settings) -> None:
    del world
    settings.KEYSERVER_CREDENTIAL.write_text("another one")

    with pytest.raises(Unavailable, match="unauthorized"):
        call_command("collect_reports")

    assert (Contact.objects.count(), len(Door.mailbox.held)) == (0, 1)


def test_an_installation_without_a_key_server_collects_nothing(world: World, settings: Settings) -> None:
    del world
    settings.KEYSERVER_CREDENTIAL.unlink()

    with pytest.raises(Unavailable, match="credential"):
        call_command("collect_reports")


def test_two_workers_do_not_collect_at_once(world: World) -> None:
    with lease("exposure_reports", world.moment), pytest.raises(Unavailable, match="another process"):
        call_command("collect_reports")

    assert not Contact.objects.exists()

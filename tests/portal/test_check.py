"""What a check hears of an API, a page, a certificate and a DHCP server, on this machine alone."""

import asyncio
import json
import os
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.portal.rig.certificates import LONG_AGO, Authority, Pair

from bluezone.cli.portal import _report
from bluezone.portal.check import Checked, Question, _asked, _option, _pages, secure_outcome
from bluezone.portal.fetching import Fetcher, Refused
from bluezone.portal.lease import option_114
from bluezone.portal.rules.captive import CaptiveState
from bluezone.portal.rules.pop_ups import MARK
from bluezone.portal.rules.verdicts import Finding, Outcome, Verdict
from bluezone.protocol.errors import MalformedMessage, Unavailable
from bluezone.rollout.venues.check_messages import check_in

PAGE = MARK.encode()
ANSWERS = {
    "/api": ("application/captive+json", b'{"captive": false, "venue-info-url": "https://localhost/"}'),
    "/waits": ("application/captive+json", b'{"captive": true, "user-portal-url": "https://localhost/"}'),
    "/no-page": ("application/captive+json", b'{"captive": false}'),
    "/html": ("text/html", b'{"captive": false}'),
    "/nonsense": ("application/captive+json", b"nonsense"),
    "/page": ("text/html", PAGE),
}


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@contextmanager
def serving(pair: Pair) -> Iterator[int]:
    """A server over HTTPS with a certificate; its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            media_type, body = ANSWERS.get(self.path, ("text/plain", b""))
            self.send_response(200 if body else 302)
            self.send_header("Location", "/again") if not body else None
            self.send_header("Content-Type", media_type)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.chain, pair.key)
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.handle_error = lambda *_words: None  # type: ignore[method-assign]  # who hangs up is no news
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/api", Outcome.OPEN),
        ("/waits", Outcome.CAPTIVE),
        ("/no-page", Outcome.NO_PAGE),
        ("/html", Outcome.MALFORMED),
        ("/nonsense", Outcome.MALFORMED),
        ("/elsewhere", Outcome.MALFORMED),
    ],
)
def test_an_api_is_heard_for_what_it_is(path: str, expected: Outcome, authority: Authority) -> None:
    with serving(authority.pair("localhost")) as port:
        assert _asked(f"https://localhost:{port}{path}", Fetcher(str(authority.file)))[1] is expected


def test_an_api_without_https_or_without_a_server_is_named(authority: Authority) -> None:
    fetcher = Fetcher(str(authority.file))

    assert _asked(None, fetcher)[1] is Outcome.ABSENT
    assert _asked("http://localhost/api", fetcher)[1] is Outcome.NOT_HTTPS
    assert _asked("https://localhost:1/api", fetcher)[1] is Outcome.NO_ANSWER
    assert _asked("https://", fetcher)[1] is Outcome.MALFORMED


def test_a_certificate_that_has_ended_and_one_of_another_name_are_told_apart(authority: Authority) -> None:
    fetcher = Fetcher(str(authority.file))
    ended = authority.pair("localhost", ends=LONG_AGO.replace(month=2))

    with serving(ended) as port:
        assert _asked(f"https://localhost:{port}/api", fetcher)[1] is Outcome.CERTIFICATE_EXPIRED
        assert secure_outcome(f"localhost:{port}", fetcher) is Outcome.CERTIFICATE_EXPIRED
    with serving(authority.pair("another.example")) as port:
        assert _asked(f"https://localhost:{port}/api", fetcher)[1] is Outcome.CERTIFICATE_WRONG
        assert secure_outcome(f"localhost:{port}", fetcher) is Outcome.CERTIFICATE_WRONG
    with serving(authority.pair("localhost")) as port:
        assert secure_outcome(f"localhost:{port}", fetcher) is Outcome.PASSES
        assert secure_outcome(f"localhost:{port}", Fetcher()) is Outcome.CERTIFICATE_WRONG
    assert secure_outcome("localhost:1", fetcher) is Outcome.BLOCKED


def test_the_pages_of_an_api_are_loaded_and_a_circle_is_left(authority: Authority) -> None:
    fetcher = Fetcher(str(authority.file))
    with serving(authority.pair("localhost")) as port:
        here = f"https://localhost:{port}"
        state = CaptiveState(captive=True, user_portal_url=f"{here}/page", venue_info_url=f"{here}/circle")
        away = CaptiveState(captive=True, user_portal_url="https://localhost:1/")

        assert list(_pages([], state, fetcher)) == [
            (Finding("user-portal-url", Outcome.FITS), len(PAGE)),
            (Finding("venue-info-url", Outcome.ELSEWHERE), 0),
        ]
        assert list(_pages([], away, fetcher)) == [(Finding("user-portal-url", Outcome.NO_ANSWER), 0)]
        with pytest.raises(Refused):
            fetcher.fetch(f"{here}/circle", follow=True)


@pytest.fixture
def udhcpc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A DHCP client that only hands its script the option that the test wrote down."""
    program = tmp_path / "udhcpc"
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return program


def tell(program: Path, option: str | None) -> None:
    said = "exit 1" if option is None else f'opt114={option} "$4" bound'
    program.write_text(f"#!/bin/sh\n{said}\n")
    program.chmod(0o755)


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        (b"https://a.example/api".hex(), ("https://a.example/api", Outcome.HTTPS)),
        (b"http://a.example/api".hex(), ("http://a.example/api", Outcome.NOT_HTTPS)),
        ("", ("https://known.example/api", Outcome.ABSENT)),
        ("ff", ("https://known.example/api", Outcome.MALFORMED)),
        (None, ("https://known.example/api", Outcome.NO_ANSWER)),
    ],
)
def test_what_the_dhcp_server_says_is_named(udhcpc: Path, option: str | None, expected: tuple[str, Outcome]) -> None:
    tell(udhcpc, option)
    api, findings = _option(Question("wlan0", "https://known.example/api", "a.example"))

    assert (api, findings) == (expected[0], [Finding("option-114", expected[1])])


def test_a_machine_without_a_dhcp_client_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(Unavailable):
        asyncio.run(option_114("wlan0"))
    assert _option(Question(None, None, "a.example")) == (None, [Finding("option-114", Outcome.NOT_ASKED)])


def test_the_register_takes_what_a_check_reports() -> None:
    found = Checked(Verdict.BROKEN, tuple(Finding(f"probe {each}", Outcome.NOTICE) for each in range(20)), None)

    taken = check_in(_json(found))

    assert (taken.verdict.value, taken.tier, taken.ssid) == ("broken", 3, "Bluezone \u2013 Bến xe")
    assert len(taken.findings) == 20
    with pytest.raises(MalformedMessage):
        check_in(_json(found)[:-1])


def _json(found: Checked) -> bytes:
    return json.dumps(_report(found, network_name="Bluezone \u2013 Bến xe", tier=3)).encode()

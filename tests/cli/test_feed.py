"""`bluezone feed` and `bluezone authority-keys`, over the wire to a key server that runs as its own process."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from tests.keyserver.processes import Running, bluezone, serving

from bluezone.authority.keyserver_desk import KeyserverDesk, credential_in
from bluezone.cli import main
from bluezone.protocol.errors import MalformedMessage, RuleViolation, Unavailable
from bluezone.protocol.signed_feeds import FeedKind, feed_in

NEWS = {"isolation_days": 9}


@dataclass
class Authority:
    """An authority on one machine with its key server."""

    data: Path
    running: Running

    @property
    def server(self) -> str:
        return str(self.running.ready["address"])

    def feed(self, *words: str) -> int:
        return outcome(
            "feed", *words, "--server", self.server, *(() if "show" in words else ("--data", str(self.data)))
        )

    def shown(self, kind: str) -> dict[str, Any]:
        content = KeyserverDesk(self.server, "").published(FeedKind(kind))
        assert content
        return feed_in(content).content


def outcome(*words: str) -> int:
    try:
        return main([*words])
    except SystemExit as left:
        return int(left.code or 0)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    """The keys are made first, and admitted by the key server when it starts."""
    folder = tmp_path_factory.mktemp("authority")
    assert outcome("authority-keys", "list", "--data", str(folder / "data"), "--json") == 0
    public = folder / "data" / "authority-keys" / "public.json"
    with serving(folder, "--admit-keys", str(public)) as running:
        yield Authority(folder / "data", running)


def test_the_default_news_are_published_by_one_command(
    authority: Authority, capsys: pytest.CaptureFixture[str]
) -> None:
    assert authority.feed("publish", "news", "--default") == 0

    assert "The news feed is published, number" in capsys.readouterr().out
    assert len(authority.shown("news")["faq"]) >= 20


def test_a_file_of_news_is_published_and_said_as_json(
    authority: Authority, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "news.json").write_text(json.dumps(NEWS))

    assert authority.feed("publish", "news", str(tmp_path / "news.json"), "--json") == 0

    said = json.loads(capsys.readouterr().out)
    assert (said["kind"], authority.shown("news")) == ("news", NEWS)


def test_feeds_are_kept_and_shown(authority: Authority, capsys: pytest.CaptureFixture[str]) -> None:
    assert authority.feed("keep", "--once") == 0
    assert authority.feed("keep", "--once") == 0
    assert authority.feed("show") == 0
    table = capsys.readouterr().out
    assert authority.feed("show", "--json") == 0

    shown = {each["kind"]: each for each in json.loads(capsys.readouterr().out)}
    assert {"news", "venues"} <= set(shown)
    assert "venues" in table


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (["publish", "gossip", "--default"], 3, "news, venues, policy"),
        (["publish", "policy", "--default"], 3, "no default"),
        (["publish", "news"], 2, "FILE"),
        (["publish", "news", "nowhere.json"], 1, "no JSON"),
    ],
)
def test_a_wrong_word_publishes_nothing_and_says_why(
    authority: Authority, capsys: pytest.CaptureFixture[str], words: list[str], code: int, why: str
) -> None:
    assert authority.feed(*words) == code

    assert why in capsys.readouterr().err


@pytest.mark.parametrize("content", ["[]", "{", '{"isolation_days": "x"}', "[" * 100_000])
def test_a_file_that_is_no_news_is_refused(authority: Authority, tmp_path: Path, content: str) -> None:
    (tmp_path / "news.json").write_text(content)

    assert authority.feed("publish", "news", str(tmp_path / "news.json")) == 1


def test_without_the_credential_nothing_is_published(authority: Authority, tmp_path: Path) -> None:
    (tmp_path / "wrong").write_text("wrong")

    refused = authority.feed("publish", "news", "--default", "--credential", str(tmp_path / "wrong"))
    missing = authority.feed("publish", "news", "--default", "--credential", str(tmp_path / "none"))

    assert (refused, missing) == (3, 4)


def test_a_key_server_that_does_not_answer_is_unavailable(authority: Authority) -> None:
    words = ("feed", "keep", "--once", "--server", "http://127.0.0.1:9", "--data", str(authority.data))

    assert outcome(*words) == 4


def test_a_key_that_was_rotated_is_admitted_by_hand_while_the_old_one_signs_on(
    authority: Authority, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ("--data", str(authority.data))

    rotated = outcome("authority-keys", "rotate", "feed", "--overlap-days", "3", *data, "--json")
    public = json.loads(capsys.readouterr().out)["public_file"]
    published = authority.feed("publish", "news", "--default")
    admitted = outcome("keys", "admit", public, *data)
    table = capsys.readouterr().out

    assert (rotated, published, admitted) == (0, 0, 0)
    assert "feed-2" in table
    assert outcome("authority-keys", "list", *data) == 0
    assert "bluezone keys admit" in capsys.readouterr().out


def test_the_authority_rotates_its_own_keys_only(authority: Authority, capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome("authority-keys", "rotate", "export", "--data", str(authority.data)) == 3

    assert "feed, venue, mail" in capsys.readouterr().err


def test_a_stolen_key_counts_no_more(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--data", str(tmp_path), "--json")
    assert outcome("authority-keys", "list", *words) == 0
    capsys.readouterr()

    assert outcome("authority-keys", "rotate", "venue", "--revoke", *words) == 0

    states = {key["id"]: key["state"] for key in json.loads(capsys.readouterr().out)["keys"]}
    assert states == {"feed-1": "used", "venue-1": "over", "mail-1": "used", "venue-2": "used"}


@pytest.mark.parametrize("content", [None, b"{", b'{"keys": [{"id": "x"}]}'])
def test_a_key_server_does_not_start_with_a_file_that_holds_no_keys(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "public.json"
    if content is not None:
        file.write_bytes(content)

    ended = bluezone("keyserver", "--data", str(tmp_path / "data"), "--port", "0", "--admit-keys", str(file))

    assert ended.returncode == 1
    assert "public keys" in ended.stderr


def test_a_key_server_starts_without_its_root_key_and_says_what_is_missing(tmp_path: Path) -> None:
    with serving(tmp_path):
        pass
    (tmp_path / "data" / "keys" / "root.pem").rename(tmp_path / "root.pem")
    assert outcome("authority-keys", "list", "--data", str(tmp_path / "data"), "--json") == 0
    public = tmp_path / "data" / "authority-keys" / "public.json"

    with (tmp_path / "log").open("wb") as log, serving(tmp_path, "--admit-keys", str(public), log=log) as running:
        refused = outcome(
            "feed",
            "publish",
            "news",
            "--default",
            "--server",
            running.ready["address"],
            "--data",
            str(tmp_path / "data"),
        )

    assert b"NOT ADMITTED" in (tmp_path / "log").read_bytes()
    assert refused == 3


def test_a_small_mailbox_is_full_soon(tmp_path: Path) -> None:
    with serving(tmp_path, "--mailbox-size", "1") as running:
        statuses = [_left(running, bytes([number]) * 4096) for number in range(2)]

    assert statuses == [200, 503]


def _left(running: Running, letter: bytes) -> int:
    connection = running.connected()
    connection.request("POST", "/v1/mail", letter, {"Content-Type": "application/octet-stream"})
    status = connection.getresponse().status
    connection.close()
    return status


class Odd(BaseHTTPRequestHandler):
    """A server that is no key server: it answers what its path says."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def answer(self) -> None:
        status, body = self.server.answers  # type: ignore[attr-defined]  # set by the test
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_PUT = answer  # noqa: N815 -- names that http.server asks for


@pytest.fixture
def odd() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), Odd)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        ((200, b"{"), MalformedMessage),
        ((200, b"x" * 70_000), Unavailable),
        ((503, b"{}"), Unavailable),
        ((409, b"nothing"), RuleViolation),
        ((409, b'{"errorCode":"feed_forked","error":"a sentence"}'), RuleViolation),
    ],
)
def test_whatever_a_server_answers_to_a_feed_is_taken_for_what_it_is(
    odd: HTTPServer, answers: tuple[int, bytes], kind: type[Exception]
) -> None:
    odd.answers = answers  # type: ignore[attr-defined]  # read by the handler
    desk = KeyserverDesk(f"http://127.0.0.1:{odd.server_port}", "secret")

    with pytest.raises(kind) as refused:
        desk.hand_over(FeedKind.NEWS, b"{}")

    assert "secret" not in str(refused.value) + repr(desk)


def test_a_server_that_shows_no_feeds_is_unavailable(odd: HTTPServer) -> None:
    odd.answers = (500, b"")  # type: ignore[attr-defined]  # read by the handler

    with pytest.raises(Unavailable):
        KeyserverDesk(f"http://127.0.0.1:{odd.server_port}", "").published(FeedKind.NEWS)


def test_a_credential_is_one_line_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "credential").write_text("abc\n")
    (tmp_path / "garbled").write_bytes(b"\xff")

    assert credential_in(tmp_path / "credential") == "abc"
    with pytest.raises(Unavailable):
        credential_in(tmp_path / "garbled")

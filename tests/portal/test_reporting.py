"""Reports reach the register, wait while it is away, and are dropped when it would refuse them for ever."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from bluezone.portal.reporting import MOST_WAITING, PATH, Register, deliver
from bluezone.protocol.errors import RuleViolation, Unavailable

KEY = "a-hotspot-s-key"


@dataclass
class FakeRegister:
    """What the register answers, one status after another, and what it was sent."""

    statuses: list[int] = field(default_factory=list)
    taken: list[dict[str, Any]] = field(default_factory=list)
    heads: list[dict[str, str]] = field(default_factory=list)
    site: str = ""


@pytest.fixture
def fake() -> Iterator[FakeRegister]:
    told = FakeRegister()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.heads.append({"path": self.path, "authorization": self.headers["Authorization"]})
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status = told.statuses.pop(0) if told.statuses else 201
            if status in {200, 201}:
                told.taken.append(body)
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        told.site = f"http://127.0.0.1:{server.server_address[1]}"
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield told
        server.shutdown()


def register(site: str, pauses: list[float] | None = None) -> Register:
    return Register(site, KEY, (pauses if pauses is not None else []).append)


def test_a_report_is_handed_over_with_the_hotspot_s_key(fake: FakeRegister, tmp_path: Path) -> None:
    left = deliver(register(fake.site), {"id": "1"}, tmp_path / "waiting")

    assert left == 0
    assert fake.heads == [{"path": PATH, "authorization": f"Bearer {KEY}"}]
    assert not (tmp_path / "waiting").exists()


def test_a_register_that_stumbles_is_asked_three_times(fake: FakeRegister) -> None:
    fake.statuses = [503, 500]
    pauses: list[float] = []

    register(fake.site, pauses).send({"id": "1"})

    assert pauses == [0.5, 2.0]
    assert fake.taken == [{"id": "1"}]


def test_reports_wait_while_the_register_is_away_and_go_oldest_first(fake: FakeRegister, tmp_path: Path) -> None:
    waiting = tmp_path / "folder" / "waiting"
    away = register("http://127.0.0.1:1")
    assert [deliver(away, {"id": str(each)}, waiting) for each in range(3)] == [1, 2, 3]
    assert KEY not in waiting.read_text()

    left = deliver(register(fake.site), {"id": "3"}, waiting)

    assert left == 0
    assert [each["id"] for each in fake.taken] == ["0", "1", "2", "3"]
    assert not waiting.exists()


def test_no_more_than_the_newest_sixty_wait(tmp_path: Path) -> None:
    waiting = tmp_path / "waiting"
    waiting.write_text("".join(f'{{"id": "{each}"}}\n' for each in range(MOST_WAITING)))

    deliver(register("http://127.0.0.1:1"), {"id": "new"}, waiting)

    lines = waiting.read_text().splitlines()
    assert len(lines) == MOST_WAITING
    assert json.loads(lines[-1]) == {"id": "new"}


def test_a_waiting_report_that_is_refused_is_dropped_and_the_new_one_goes(fake: FakeRegister, tmp_path: Path) -> None:
    waiting = tmp_path / "waiting"
    waiting.write_text('{"id": "old"}\n')
    fake.statuses = [422]

    assert deliver(register(fake.site), {"id": "new"}, waiting) == 0
    assert [each["id"] for each in fake.taken] == ["new"]


def test_a_key_that_the_register_does_not_know_is_said_and_what_waited_still_waits(
    fake: FakeRegister, tmp_path: Path
) -> None:
    waiting = tmp_path / "waiting"
    waiting.write_text('{"id": "old"}\n')
    fake.statuses = [401]

    with pytest.raises(RuleViolation) as refused:
        deliver(register(fake.site), {"id": "new"}, waiting)

    assert refused.value.code == "hotspot_key_unknown"
    assert waiting.read_text() == '{"id": "old"}\n'


def test_a_new_report_that_is_refused_is_said(fake: FakeRegister, tmp_path: Path) -> None:
    fake.statuses = [422]

    with pytest.raises(RuleViolation) as refused:
        deliver(register(fake.site), {"id": "new"}, tmp_path / "waiting")

    assert refused.value.code == "report_refused"


def test_a_file_of_waiting_reports_that_is_none_is_begun_anew(fake: FakeRegister, tmp_path: Path) -> None:
    waiting = tmp_path / "waiting"
    waiting.write_text("nonsense\n")

    assert deliver(register(fake.site), {"id": "new"}, waiting) == 0


@pytest.mark.parametrize("status", [301, 404])
def test_an_address_without_a_register_is_said_and_the_report_waits(
    status: int, fake: FakeRegister, tmp_path: Path
) -> None:
    waiting = tmp_path / "waiting"
    fake.statuses = [status]

    with pytest.raises(RuleViolation, match="with https"):
        deliver(register(fake.site), {"id": "new"}, waiting)

    assert deliver(register(fake.site), {"id": "newer"}, waiting) == 0
    assert [each["id"] for each in fake.taken] == ["new", "newer"]


def test_a_file_of_waiting_reports_that_is_a_folder_is_said(fake: FakeRegister, tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        deliver(register(fake.site), {"id": "1"}, tmp_path)


def test_a_report_that_can_neither_go_nor_wait_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(Unavailable):
        deliver(register("http://127.0.0.1:1"), {"id": "1"}, tmp_path / "file" / "waiting")


@pytest.mark.parametrize(
    ("site", "key"),
    [("ftp://a.example", KEY), ("https://", KEY), ("https://a.example", "a b"), ("https://a.example", "")],
)
def test_a_register_needs_an_address_and_a_key_of_one_word(site: str, key: str) -> None:
    with pytest.raises(RuleViolation):
        Register(site, key, lambda _pause: None)


def test_a_register_over_https_that_is_away_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        Register("https://127.0.0.1:1/other/", KEY, lambda _pause: None).send({"id": "1"})

"""The pages of a running phone: where their link lies, what they are told, what is left of them."""

import json
import stat
from pathlib import Path

import httpx
import pytest
from tests.phone.devices import Home, done

from bluezone.cli.phone_ui import (
    BESIDE_THE_DIARY,
    LINK,
    OPENING,
    PORT,
    Links,
    Pages,
    origin,
    own_file,
    pages_of,
    remove_traces,
)
from bluezone.phone.diary import Enrolment
from bluezone.phone.wording import Publisher
from bluezone.protocol.errors import Unavailable
from bluezone.protocol.intervals import Air

ENROLMENT = Enrolment("https://keys.example/province", "ab" * 32, Air.BLUEZONE, is_demo=False)
TRIAL = Pages(Publisher())


def link_in(folder: Path) -> str:
    return (folder / LINK).read_text(encoding="utf-8").strip()


async def answers(folder: Path, *paths: str) -> list[httpx.Response]:
    address = link_in(folder).partition("/#")[0]
    async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
        return [await client.get(path) for path in paths]


def test_the_link_lies_in_a_file_that_only_its_owner_can_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def story() -> None:
        async with pages_of(Home().device, ENROLMENT, tmp_path, TRIAL):
            link = link_in(tmp_path)
            assert stat.S_IMODE((tmp_path / LINK).stat().st_mode) == 0o600
            assert link.startswith("http://127.0.0.1:")
            assert link.partition("#t=")[2] not in capsys.readouterr().out

    done(story())

    assert not (tmp_path / LINK).exists()


def test_the_pages_come_from_the_citizens_folder_under_its_policy_and_without_a_service_worker(tmp_path: Path) -> None:
    async def story() -> None:
        pages = Pages(Publisher("Sở Y tế Lai Châu", "02133876543"), site="https://bluezone.example")
        async with pages_of(Home().device, ENROLMENT, tmp_path, pages):
            first, config, worker, status = await answers(tmp_path, "/", "/config.json", "/sw.js", "/device/v1/status")

        policy = first.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "connect-src 'self' https://keys.example;" in policy
        assert "unsafe-inline" not in policy
        told = json.loads(config.content)
        assert (told["host"], told["keys"], told["site"]) == (
            "agent",
            "https://keys.example",
            "https://bluezone.example",
        )
        assert (told["service_worker"], told["trial"], told["hotline"]) == (False, False, "02133876543")
        assert told["publisher"] == {"vi": "Sở Y tế Lai Châu", "en": "Sở Y tế Lai Châu"}
        assert worker.status_code == 404
        assert status.status_code == 401

    done(story())


def test_the_port_stays_the_same_for_a_diary(tmp_path: Path) -> None:
    async def port() -> str:
        async with pages_of(Home().device, ENROLMENT, tmp_path, TRIAL):
            return link_in(tmp_path).partition("/#")[0]

    async def story() -> None:
        first = await port()
        assert await port() == first

    done(story())


@pytest.mark.parametrize("content", ["", "no number", "70000", "-1"])
def test_a_damaged_note_of_the_port_is_no_hindrance(tmp_path: Path, content: str) -> None:
    (tmp_path / PORT).write_text(content)

    async def story() -> None:
        async with pages_of(Home().device, ENROLMENT, tmp_path, TRIAL):
            assert link_in(tmp_path)

    done(story())


def test_a_browser_is_led_to_the_pages_by_a_file_and_not_on_its_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = list[str]()
    monkeypatch.setattr("webbrowser.open", opened.append)

    async def story() -> None:
        async with pages_of(Home().device, ENROLMENT, tmp_path, Pages(Publisher(), open_browser=True)):
            page = (tmp_path / OPENING).read_text(encoding="utf-8")
            assert stat.S_IMODE((tmp_path / OPENING).stat().st_mode) == 0o600
            assert link_in(tmp_path) in page

    done(story())

    assert opened == [(tmp_path / OPENING).as_uri()]
    assert "#t=" not in opened[0]
    assert not (tmp_path / OPENING).exists()


def test_a_used_link_is_replaced_and_the_file_for_the_browser_goes(tmp_path: Path) -> None:
    links = Links(tmp_path, 8123, opening=True)

    links.hand_over("first")
    links.hand_over("second")

    assert link_in(tmp_path) == "http://127.0.0.1:8123/#t=second"
    assert not (tmp_path / OPENING).exists()


def test_a_link_is_never_written_through_somebody_elses_file(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (tmp_path / f".{LINK}.new").symlink_to(elsewhere)

    own_file(tmp_path / LINK, "secret")

    assert not elsewhere.exists()
    assert (tmp_path / LINK).read_text() == "secret"


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="the file with the link"):
        own_file(tmp_path / "missing" / LINK, "secret")


def test_erasing_leaves_nothing_beside_the_diary(tmp_path: Path) -> None:
    for name in BESIDE_THE_DIARY:
        (tmp_path / name).write_text("left")
        (tmp_path / f".{name}.new").write_text("left")

    remove_traces(tmp_path)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        ("https://keys.example/province", "https://keys.example"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("https://keys.example:8443/a/b", "https://keys.example:8443"),
    ],
)
def test_the_pages_may_reach_the_key_servers_origin(server: str, expected: str) -> None:
    assert origin(server) == expected

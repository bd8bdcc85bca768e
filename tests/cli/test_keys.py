"""`bluezone keys`: an administrator sees, rotates and renews what the server signs with."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.keyserver.feeds import feed_key

from bluezone.cli import main
from bluezone.cli.clock import Conductor
from bluezone.keyserver.signing import DEMO, create_keys, load_keys
from bluezone.protocol.admission import encoded
from bluezone.protocol.errors import RuleViolation

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
EXPORT_KEYS = ["452-v1", "452-v2"]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    create_keys(tmp_path / "keys", at=datetime.now(UTC) - timedelta(days=1))  # noqa: TID251 -- the command reads the machine's clock
    return tmp_path


def outcome(*words: str) -> int:
    try:
        return main(["keys", *words])
    except SystemExit as left:
        return int(left.code or 0)


def said(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert outcome(*words, "--json") == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def states(found: dict[str, Any]) -> dict[str, str]:
    return {key["id"]: key["state"] for key in found["keys"]}


def test_an_administrator_sees_every_key_and_how_long_it_is_good(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert outcome("list", "--data", str(data)) == 0
    shown = capsys.readouterr().out
    found = said(capsys, "list", "--data", str(data))

    assert states(found) == dict.fromkeys(("452-v1", "index-1", "certificate-1", "token-1"), "signs")
    assert (found["root_key"], found["root_fingerprint"]) == ("here", load_keys(data / "keys").root_fingerprint)
    assert all(word in shown for word in ("452-v1", "token-1", "keys.json expires", "next full hour"))


def test_no_private_key_is_shown(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome("list", "--data", str(data)) == 0

    assert "PRIVATE" not in capsys.readouterr().out


def test_a_rotated_key_signs_beside_the_old_one_for_the_stated_days(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = said(capsys, "rotate", "export", "--overlap-days", "3", "--data", str(data))

    old, new = (key for key in found["keys"] if key["use"] == "export")
    began, ends = datetime.fromisoformat(new["signs_from"]), datetime.fromisoformat(old["signs_until"])
    assert ([old["id"], new["id"]], old["state"], new["state"]) == (EXPORT_KEYS, "signs", "signs")
    assert ends - began == timedelta(days=3)


def test_without_overlap_the_old_key_signs_no_more_at_once(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = said(capsys, "rotate", "--overlap-days", "0", "--data", str(data))

    assert [states(found)[name] for name in EXPORT_KEYS] == ["counts", "signs"]


@pytest.mark.parametrize("words", [["rotate", "index"], ["renew"]])
def test_without_the_root_key_nothing_changes(data: Path, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    (data / "keys" / "root.pem").rename(data / "safe.pem")
    before = load_keys(data / "keys").keys_json
    files = sorted((data / "keys").iterdir())

    assert outcome(*words, "--data", str(data)) == 3

    assert "root.pem" in capsys.readouterr().err
    assert load_keys(data / "keys").keys_json == before
    assert sorted((data / "keys").iterdir()) == files
    assert said(capsys, "list", "--data", str(data))["root_key"] == "away"


def test_a_renewal_moves_the_end_and_keeps_the_keys(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = said(capsys, "list", "--data", str(data))

    after = said(capsys, "renew", "--data", str(data))

    assert after["keys"] == before["keys"]
    assert after["keys_json"]["expires"] > before["keys_json"]["expires"]


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (["rotate", "venue"], 3, "export, index, certificate, token"),
        (["list", "--data", "nowhere"], 3, "holds no keys"),
        (["rotate", "--overlap-days", "-1"], 2, "overlap-days"),
    ],
)
def test_a_wrong_word_changes_nothing_and_says_why(
    data: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: int, why: str
) -> None:
    given = words if "--data" in words else [*words, "--data", str(data)]

    assert outcome(*given) == code

    assert why in capsys.readouterr().err


def test_keys_of_a_demo_follow_the_conducted_clock(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    create_keys(tmp_path / "keys", at=NOON, owner=DEMO)
    with Conductor(tmp_path / "clock") as conductor:
        conductor.start(NOON - timedelta(hours=1))
        early = said(capsys, "list", "--data", str(tmp_path), "--demo-clock", str(tmp_path / "clock"))
        conductor.jump_to(NOON + timedelta(days=5000))
        late = said(capsys, "list", "--data", str(tmp_path), "--demo-clock", str(tmp_path / "clock"))

    assert set(states(early).values()) == {"not yet"}
    assert set(states(late).values()) == {"over"}


def test_real_keys_do_not_follow_a_conducted_clock(data: Path) -> None:
    with Conductor(data / "clock") as conductor:
        conductor.start(NOON)

        with pytest.raises(RuleViolation) as refused:
            main_refused(data)

    assert refused.value.code == "keys_are_real"


def main_refused(data: Path) -> None:
    from bluezone.cli.keys import show  # noqa: PLC0415 -- the command itself, without its exit code

    show(data=data, demo_clock=data / "clock")


def test_the_authoritys_keys_are_admitted_from_a_file_and_listed(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = data / "public.json"
    now = datetime.now(UTC)  # noqa: TID251 -- the command reads the machine's clock
    file.write_bytes(encoded([feed_key(now)]))

    found = said(capsys, "admit", str(file), "--data", str(data))

    assert [(key["id"], key["use"]) for key in found["admitted"]] == [("feed-1", "feed")]
    assert outcome("list", "--data", str(data)) == 0
    assert "theirs" in capsys.readouterr().out


@pytest.mark.parametrize(("name", "code"), [("nowhere", 1), ("keys/ring.json", 1)])
def test_another_file_admits_nobody(data: Path, name: str, code: int) -> None:
    before = load_keys(data / "keys").keys_json

    assert outcome("admit", str(data / name), "--data", str(data)) == code

    assert load_keys(data / "keys").keys_json == before

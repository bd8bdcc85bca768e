"""`bluezone log` checks everything that was published, as anybody may, and finds what a meddled log hides."""

import json
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import msgspec
import pytest
from typer.testing import CliRunner, Result

from bluezone.cli.clock import WallClock
from bluezone.cli.log import app
from bluezone.keyserver.announcing import EXPORTS, INDEX
from bluezone.keyserver.batcher import Batcher
from bluezone.keyserver.log_folder import LOG
from bluezone.keyserver.memory_store import MemoryStore
from bluezone.keyserver.rules import HeldKey
from bluezone.keyserver.signing import KeyRing, create_keys
from bluezone.keyserver.store import HoldKeys
from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.intervals import key_interval_at
from bluezone.protocol.keys import DiagnosisKey, ExposureKey
from bluezone.protocol.transparency import Leaf, LeafKind, encoded
from bluezone.protocol.trust import index_in

HOUR = timedelta(hours=1)


class Province:
    """A key server's published folder that grows."""

    def __init__(self, folder: Path) -> None:
        self.now = WallClock().now()
        self.ring: KeyRing = create_keys(folder / "keys", at=self.now - timedelta(days=1))
        self.store = MemoryStore()
        self.published = folder / "published"
        self.batcher = Batcher(self.published, self.store, self.ring, "VN", Random(1).randbytes)
        self.publish(1, self.now - 2 * HOUR)

    def publish(self, number: int, moment: datetime) -> None:
        start = key_interval_at(moment - timedelta(days=1)) - 144
        self.store.prepare([HoldKeys((HeldKey(DiagnosisKey(ExposureKey(number.to_bytes(16), start)), moment - HOUR),))])
        self.store.commit()
        self.batcher.run(moment)

    def log(self, command: str, *options: str, folder: Path | None = None) -> Result:
        words = [command, "--fingerprint", self.ring.root_fingerprint, "--folder", str(folder or self.published)]
        return CliRunner().invoke(app, [*words, *options])

    def findings(self, *options: str, folder: Path | None = None) -> list[dict[str, str]]:
        ran = self.log("verify", "--json", *options, folder=folder)
        found: list[dict[str, str]] = json.loads(ran.stdout)["findings"]
        assert ran.exit_code == bool(found)
        return found


@pytest.fixture
def province(tmp_path: Path) -> Province:
    return Province(tmp_path)


def test_anybody_finds_that_everything_published_is_in_the_log(province: Province, tmp_path: Path) -> None:
    state = tmp_path / "seen.json"
    first = province.log("verify", "--state", str(state))
    province.publish(2, province.now)

    then = json.loads(province.log("verify", "--state", str(state), "--json").stdout)
    said = province.log("verify", "--state", str(state))

    assert first.exit_code == 0, first.output
    assert "HOLDS" in first.output
    assert (then["verified"], then["seen_before"], then["size"], then["files"]) == (True, 3, 5, 5)
    assert "it grew by 0" in said.output


def test_what_was_published_is_shown_the_newest_first(province: Province) -> None:
    shown = json.loads(province.log("show", "--json").stdout)
    table = province.log("show", "--last", "1").output

    assert [leaf["kind"] for leaf in shown] == ["keys", "feed", "export"]
    assert [leaf["number"] for leaf in shown] == [2, 1, 0]
    assert "keys.json" in table
    assert ".zip" not in table


def test_two_observers_compare_heads(province: Province, tmp_path: Path) -> None:
    line = province.log("head").stdout
    shutil.copytree(province.published, tmp_path / "copy")
    province.publish(2, province.now)
    size, root, _ = line.split()

    assert province.findings("--saw", line) == []
    assert province.findings("--saw", f"{size} {root[:32]}") == []
    assert province.findings("--saw", f"{size} {'0' * 64}") == [
        {"code": "log_forked", "name": "the other observer's head"}
    ]
    longer = province.log("verify", "--saw", province.log("head").stdout, folder=tmp_path / "copy")
    assert isinstance(longer.exception, RuleViolation)
    assert longer.exception.code == "log_shrunken"


def test_an_observer_sees_that_the_log_is_another_one(province: Province, tmp_path: Path) -> None:
    state = tmp_path / "seen.json"
    province.log("verify", "--state", str(state))
    kept = state.read_bytes()
    rewritten = MemoryStore()
    rewritten.append_leaves([encoded(Leaf(LeafKind.KEYS, "keys.json", province.now, bytes(32)))])
    shutil.rmtree(province.published)
    Batcher(province.published, rewritten, province.ring, "VN", Random(1).randbytes).run(province.now + HOUR)

    shorter = province.log("verify", "--state", str(state))
    rewritten.append_leaves(
        [encoded(Leaf(LeafKind.KEYS, "keys.json", province.now, bytes([one]) * 32)) for one in (1, 2)]
    )
    Batcher(province.published, rewritten, province.ring, "VN", Random(1).randbytes).run(province.now + HOUR)

    assert isinstance(shorter.exception, RuleViolation)
    assert shorter.exception.code == "log_shrunken"
    assert province.findings("--state", str(state)) == [{"code": "log_forked", "name": "log"}]
    assert state.read_bytes() == kept


def export_of(province: Province) -> Path:
    return province.published / EXPORTS / index_in((province.published / EXPORTS / INDEX).read_bytes()).exports[0].name


def changed_export(province: Province) -> None:
    export_of(province).write_bytes(export_of(province).read_bytes()[:-1] + b"x")


def missing_export(province: Province) -> None:
    export_of(province).unlink()


def damaged_leaves(province: Province) -> None:
    [bundle] = (province.published / LOG).glob("leaves-*.bin")
    bundle.write_bytes(bundle.read_bytes()[:-1] + b"x")


def hidden_export(province: Province) -> None:
    """An export was logged and shown to one person only."""
    leaf = Leaf(LeafKind.EXPORT, "targeted.zip", province.now.replace(microsecond=0), bytes(32), "VN")
    province.store.append_leaves([encoded(leaf)])
    province.batcher.run(province.now)


def second_of_one_name(province: Province) -> None:
    name = export_of(province).name
    end = index_in((province.published / EXPORTS / INDEX).read_bytes()).exports[0].end
    province.store.append_leaves([encoded(Leaf(LeafKind.EXPORT, name, end, bytes(32), "VN"))])
    province.batcher.run(province.now)


def not_logged(province: Province) -> None:
    """The index names an export at the place of another leaf."""
    path = province.published / EXPORTS / INDEX
    index = index_in(path.read_bytes())
    assert index.log is not None
    log = msgspec.structs.replace(index.log, exports=(2,))
    path.write_bytes(province.ring.sign_index(msgspec.structs.replace(index, log=log), at=province.now))


@pytest.mark.parametrize(
    ("meddle", "code"),
    [
        (changed_export, "file_hash_wrong"),
        (missing_export, "file_missing"),
        (damaged_leaves, "log_leaves_wrong"),
        (hidden_export, "logged_and_hidden"),
        (second_of_one_name, "logged_twice"),
        (not_logged, "export_not_logged"),
    ],
)
def test_an_observer_names_what_does_not_hold(
    province: Province, meddle: Callable[[Province], None], code: str
) -> None:
    meddle(province)

    found = {finding["code"] for finding in province.findings()}
    said = province.log("verify").output

    assert code in found
    assert "WRONG" in said
    assert "HOLDS" not in said


def test_a_log_that_was_not_signed_is_none(province: Province) -> None:
    for tile in (province.published / LOG).glob("*.tile"):
        tile.write_bytes(bytes(len(tile.read_bytes())))

    ran = province.log("verify")

    assert isinstance(ran.exception, RuleViolation)
    assert ran.exception.code == "log_tile_wrong"


@pytest.mark.parametrize("saw", ["", "x", "3 abc", "3 " + "z" * 40])
def test_a_head_that_is_none_is_refused(province: Province, saw: str) -> None:
    ran = province.log("verify", "--saw", saw or " ")

    assert ran.exit_code == 1
    assert "HOLDS" not in ran.output


def test_a_server_or_a_folder_is_named(province: Province) -> None:
    ran = CliRunner().invoke(app, ["verify", "--fingerprint", province.ring.root_fingerprint])

    assert ran.exit_code == 2

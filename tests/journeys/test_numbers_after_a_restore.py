"""A key server comes back from a backup that is older than what phones saw: no number is given twice, no phone is lost."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copytree, move, rmtree

import pytest
from tests.authority.retention.installation import run
from tests.keyserver import enx_client
from tests.keyserver.desk import HOUR, NOON, Desk, opened_desk
from tests.keyserver.feeds import put

from bluezone.authority.keyring import FOLDER, PUBLIC_FILE, load_or_make
from bluezone.authority.publishing import Publisher, default_content
from bluezone.cli.clock import Conductor
from bluezone.keyserver.premises import KEYS
from bluezone.keyserver.signing import admit_keys, renew_keys
from bluezone.protocol.admission import public_keys_in
from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.signed_feeds import FeedKind, accept_feed
from bluezone.protocol.trust import TrustState, accept_index, accept_keys

SAID = default_content(FeedKind.NEWS, bytes)
LOST = NOON + 2 * HOUR
BACK = LOST + timedelta(minutes=10)


@dataclass(frozen=True)
class Handed:
    """The authority's way to the key server of a test."""

    desk: Desk

    def hand_over(self, kind: FeedKind, feed_json: bytes) -> int:
        answer = put(self.desk, feed_json, kind=kind)
        assert answer.status_code == 200, answer.text
        return int(answer.json()["sequence"])

    def published(self, kind: FeedKind) -> bytes | None:
        answer = self.desk.send("GET", f"/signed/{kind}.json")
        return answer.content if answer.status_code == 200 else None


def publisher(data: Path, desk: Desk) -> Publisher:
    return Publisher(data / FOLDER, Handed(desk), bytes)


def seen(desk: Desk, before: TrustState) -> TrustState:
    """What a phone has seen once it took everything that the server serves now."""
    at = desk.clock.now()
    state, keys = accept_keys(before, desk.send("GET", "/keys.json").content, at=at)
    state, _index = accept_index(state, desk.send("GET", "/exports/index.json").content, keys=keys, at=at)
    feed = desk.send("GET", "/signed/news.json").content
    return accept_feed(state, feed, kind=FeedKind.NEWS, keys=keys, at=at)[0]


@dataclass
class Story:
    """A key server that was backed up, worked on, and was lost."""

    data: Path
    backup: Path
    key: Path
    clock: Path
    phone: TrustState
    conductor: Conductor

    def restore(self) -> str:
        self.conductor.jump_to(BACK)
        words = ("--key", self.key, "--data", self.data, "--lost-at", LOST.isoformat(), "--without-journal")
        done = run("bluezone", "restore", self.backup, *words, "--demo-clock", self.clock)
        assert done.returncode == 0, done.stderr.decode()
        return done.stderr.decode()


def work(data: Path, at: datetime) -> TrustState:
    """Publish keys, an index and a feed, and return what a phone saw of it."""
    with opened_desk(data, at=at, demo=True) as desk:
        enx_client.report(desk.post, desk.code(), enx_client.fresh_teks(desk.today))
        publisher(data, desk).publish(FeedKind.NEWS, SAID, at=at)
        desk.publish_hour()
        return seen(desk, TrustState(desk.premises.ring.root_fingerprint))


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    data, clock = tmp_path / "data", tmp_path / "clock"
    with opened_desk(data, demo=True):
        load_or_make(data / FOLDER, at=NOON)
    admit_keys(data / KEYS, public_keys_in((data / FOLDER / PUBLIC_FILE).read_bytes()), at=NOON)
    work(data, NOON)
    with Conductor(clock) as conductor:
        conductor.start(NOON, rate=0)
        made = run("bluezone", "backup", "make", "--data", data, "--to", tmp_path / "to", "--demo-clock", clock)
        assert made.returncode == 0, made.stderr.decode()
        renew_keys(data / KEYS, at=LOST)
        phone = work(data, LOST)
        [backup], [key] = (tmp_path / "to").glob("*.backup"), (tmp_path / "to").glob("*.key")
        yield Story(data, backup, key, clock, phone, conductor)


def test_a_phone_that_saw_everything_takes_everything_after_the_restore(story: Story) -> None:
    rmtree(story.data)

    assert story.restore() == ""

    with opened_desk(story.data, at=BACK, demo=True) as desk:
        again = publisher(story.data, desk).keep(FeedKind.NEWS, at=BACK)
        desk.publish_hour()
        now = seen(desk, story.phone)
    assert again is not None
    assert again.content == SAID
    assert now.keys is not None
    assert story.phone.keys is not None
    assert now.keys.sequence > story.phone.keys.sequence
    assert now.index is not None
    assert story.phone.index is not None
    assert now.index.sequence > story.phone.index.sequence
    assert now.feeds[FeedKind.NEWS].sequence > story.phone.feeds[FeedKind.NEWS].sequence


def test_the_feed_of_a_copy_alone_is_refused_by_a_phone_that_saw_a_later_one(story: Story) -> None:
    rmtree(story.data)
    story.restore()

    with opened_desk(story.data, at=BACK, demo=True) as desk:
        desk.publish_hour()

        with pytest.raises(RuleViolation) as refused:
            seen(desk, story.phone)

    assert refused.value.code == "feed_rolled_back", "so the next round publishes it once more"


def test_without_the_root_key_the_administrator_is_told_what_phones_will_refuse(story: Story, tmp_path: Path) -> None:
    copytree(story.data, tmp_path / "other")
    (story.data / KEYS / "root.pem").unlink()
    made = run(
        "bluezone", "backup", "make", "--data", story.data, "--to", tmp_path / "second", "--demo-clock", story.clock
    )
    assert made.returncode == 0, made.stderr.decode()
    [story.backup], [story.key] = (tmp_path / "second").glob("*.backup"), (tmp_path / "second").glob("*.key")
    move(story.data, tmp_path / "lost")

    told = story.restore()

    assert "bluezone keys renew" in told

"""The authority's keys change and the root signs anew: phones go on. Another root is another authority."""

import os
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import httpx
import pytest
from tests.keyserver.desk import HOUR, NOON, opened_desk
from tests.keyserver.feeds import put
from tests.keyserver.test_key_watch import Hours

from bluezone.authority.keyring import PUBLIC_FILE, load_or_make, rotate
from bluezone.authority.publishing import Publisher, default_content
from bluezone.phone.http_sync import HttpSync
from bluezone.phone.pulling import Pull, PulledFeeds, pull, pull_feeds
from bluezone.protocol.admission import public_keys_in
from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.exposure_report import ExposureReport, mail_key, opened, sealed
from bluezone.protocol.signed_feeds import FeedKind, feed_in
from bluezone.protocol.trust import TrustState, Use

REPORT = ExposureReport(id=bytes(16), written=NOON.date(), encounters=())
T = TypeVar("T")


class Province:
    """A keyserver that looks at its keys each hour, and the authority that publishes there."""

    def __init__(self, hours: Hours, keys: Path) -> None:
        self.hours = hours
        self.desk = hours.desk
        self.keys = keys
        self.publisher = Publisher(keys, self, os.urandom)
        hours.desk.parts.feeds.announce_by(hours.rounds.announce)
        load_or_make(keys, at=NOON)

    @property
    def fingerprint(self) -> str:
        return self.desk.premises.ring.root_fingerprint

    def hand_over(self, kind: FeedKind, feed_json: bytes) -> int:
        answer = put(self.desk, feed_json, kind=kind)
        if answer.status_code != 200:
            raise RuleViolation(answer.json()["errorCode"], "the keyserver refuses the feed")
        return feed_in(feed_json).sequence

    def published(self, kind: FeedKind) -> bytes | None:
        answer = self.desk.send("GET", f"/signed/{kind}.json")
        return answer.content if answer.status_code == 200 else None

    def rotates(self, use: Use) -> None:
        rotate(self.keys, use, at=self.desk.clock.moment, overlap=timedelta())

    def admits(self) -> None:
        """The root signs a `keys.json` that names what the authority has; the server takes it at its next hour."""
        self.hours.admit(public_keys_in((self.keys / PUBLIC_FILE).read_bytes()))
        self.passes_an_hour()

    def passes_an_hour(self) -> None:
        self.hours.pass_until(self.desk.clock.moment + HOUR)

    def publishes(self) -> int:
        content = default_content(FeedKind.VENUES, os.urandom)
        return self.publisher.publish(FeedKind.VENUES, content, at=self.desk.clock.moment).sequence


class Pocket:
    """A phone that remembers what it believes and what it has read."""

    def __init__(self, fingerprint: str) -> None:
        self.trust = TrustState(fingerprint)
        self.pulls: list[Pull] = []

    def looks(self, at: Province) -> tuple[Pull, PulledFeeds]:
        moment = at.desk.clock.moment
        known = [export for before in self.pulls for export in before.exports]

        async def looked(sync: HttpSync) -> tuple[Pull, PulledFeeds]:
            pulled = await pull(sync, self.trust, known, at=moment)
            return pulled, await pull_feeds(sync, pulled.trust, pulled.key_set, at=moment, log=pulled.log)

        pulled, feeds = asked(at, looked)
        self.trust = feeds.trust
        self.pulls.append(pulled)
        return pulled, feeds


def asked(province: Province, question: Callable[[HttpSync], Awaitable[T]]) -> T:
    async def story() -> T:
        transport = httpx.ASGITransport(province.desk.app)
        sync = HttpSync("http://127.0.0.1", random_bytes=os.urandom, transport=transport)
        try:
            return await question(sync)
        finally:
            await sync.close()

    return province.desk.runner.run(story())


@pytest.fixture
def province(tmp_path: Path) -> Iterator[Province]:
    with opened_desk(tmp_path / "keyserver") as desk:
        hours = Hours(desk)
        hours.pass_until(NOON)
        made = Province(hours, tmp_path / "authority-keys")
        made.admits()
        made.publishes()
        yield made


def test_a_phone_goes_on_when_the_authority_changes_its_mail_key_and_its_feed_key(province: Province) -> None:
    phone = Pocket(province.fingerprint)
    before, first = phone.looks(province)
    waiting = sealed(REPORT, mail_key(before.key_set, at=province.desk.clock.moment))
    province.rotates(Use.FEED)
    province.rotates(Use.MAIL)
    with pytest.raises(RuleViolation, match="not admitted") as early:
        province.publishes()
    _, meanwhile = phone.looks(province)

    province.admits()
    newest = province.publishes()
    after, feeds = phone.looks(province)
    written = sealed(REPORT, mail_key(after.key_set, at=province.desk.clock.moment))

    opening = load_or_make(province.keys, at=province.desk.clock.moment).opening
    assert early.value.code == "feed_key_unknown"
    assert (first.trouble, meanwhile.trouble, feeds.trouble) == (None, None, None)
    assert phone.trust.feeds[FeedKind.VENUES].sequence == newest
    assert opened(waiting, opening[1]) == opened(written, opening[0]) == REPORT
    assert len({key.id for key in after.key_set.keys} - {key.id for key in before.key_set.keys}) == 2


def test_a_phone_goes_on_when_the_root_signs_its_keys_anew(province: Province) -> None:
    phone = Pocket(province.fingerprint)
    before, _ = phone.looks(province)
    province.hours.renew()
    province.hours.report()
    province.passes_an_hour()

    after, feeds = phone.looks(province)

    assert after.key_set.sequence > before.key_set.sequence
    assert after.key_set.expires > before.key_set.expires
    assert after.key_set.keys == before.key_set.keys
    assert (len(after.exports), feeds.trouble) == (1, None)
    assert feeds.entries, "what the authority said of places is still read"


def test_a_replaced_root_key_is_refused_until_the_phone_is_installed_anew(province: Province, tmp_path: Path) -> None:
    phone = Pocket(province.fingerprint)
    phone.looks(province)
    believed = phone.trust

    with opened_desk(tmp_path / "another", at=province.desk.clock.moment) as desk:
        hours = Hours(desk)
        hours.pass_until(desk.clock.moment)
        other = Province(hours, province.keys)
        other.admits()
        with pytest.raises(RuleViolation) as refused:
            phone.looks(other)
        installed, _ = Pocket(other.fingerprint).looks(other)

    assert (refused.value.code, phone.trust) == ("keys_fingerprint_wrong", believed)
    assert installed.key_set.keys, "a new install is given the new fingerprint"
    assert phone.looks(province)[1].trouble is None, "and the authority that it knows is believed on"

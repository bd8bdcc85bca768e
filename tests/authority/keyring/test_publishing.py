"""The authority publishes feeds, and an installation that nobody configured keeps its own alive."""

import json
import logging
import os
import re
import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bluezone.authority import publishing
from bluezone.authority.keyring import load_or_make, rotate
from bluezone.authority.publishing import DEFAULTS, FEEDS, Publisher, default_content
from bluezone.protocol.errors import MalformedMessage, RuleViolation, Unavailable
from bluezone.protocol.news import News, blocks, news_in
from bluezone.protocol.place_warnings import ENTRIES_STEP, venues_in
from bluezone.protocol.policy_feed import policy_content
from bluezone.protocol.risk import POLICY_1
from bluezone.protocol.signed_feeds import FEED_LIFE, Feed, FeedKind, accept_feed, content_of, feed_in
from bluezone.protocol.trust import KeySet, TrustedKey, TrustState, Use

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
NEWS = {"isolation_days": 3}


class MemoryDesk:
    """A keyserver in memory: it verifies as the real one does, and may be away."""

    def __init__(self) -> None:
        self.feeds: dict[FeedKind, bytes] = {}
        self.keys: tuple[TrustedKey, ...] = ()
        self.at = NOON
        self.state = TrustState("")
        self.is_away = False

    def hand_over(self, kind: FeedKind, feed_json: bytes) -> int:
        if self.is_away:
            raise Unavailable("away")
        keys = KeySet(sequence=1, issued=self.at, expires=self.at + 400 * DAY, keys=self.keys)
        state, feed = accept_feed(self.state, feed_json, kind=kind, keys=keys, at=self.at)
        self.state = state
        self.feeds[kind] = feed_json
        return feed.sequence

    def published(self, kind: FeedKind) -> bytes | None:
        return self.feeds.get(kind)


class Office:
    """The authority at its desk: a publisher, a keyserver that admitted its keys, and the day."""

    def __init__(self, keys: Path) -> None:
        self.desk = MemoryDesk()
        self.keys = keys
        self.publisher = Publisher(keys, self.desk, os.urandom)
        self.at = NOON
        self.admit()

    def admit(self) -> None:
        self.desk.keys = load_or_make(self.keys, at=self.at).public

    def later(self, by: timedelta) -> None:
        self.at += by
        self.desk.at = self.at

    def kept(self, kind: FeedKind = FeedKind.NEWS) -> Feed | None:
        return self.publisher.keep(kind, at=self.at)

    def publish(self, content: dict[str, Any], kind: FeedKind = FeedKind.NEWS) -> Feed:
        return self.publisher.publish(kind, content, at=self.at)

    def shown(self, kind: FeedKind = FeedKind.NEWS) -> Feed:
        return feed_in(self.desk.feeds[kind])


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "authority-keys")


@pytest.mark.parametrize("kind", DEFAULTS)
def test_an_installation_that_nobody_configured_publishes_its_feeds(office: Office, kind: FeedKind) -> None:
    published = office.kept(kind)

    assert published == office.shown(kind)
    assert (published.issued, published.expires) == (NOON, NOON + FEED_LIFE)


def test_the_first_feed_of_places_warns_of_no_place_and_looks_like_any_other(office: Office) -> None:
    office.kept(FeedKind.VENUES)

    assert len(set(venues_in(office.shown(FeedKind.VENUES)))) == ENTRIES_STEP


def test_the_authoritys_own_feed_is_renewed_each_day_with_the_same_words(office: Office) -> None:
    first = office.kept(FeedKind.VENUES)
    office.later(DAY - timedelta(minutes=1))
    early = office.kept(FeedKind.VENUES)
    office.later(timedelta(minutes=1))
    second = office.kept(FeedKind.VENUES)

    assert early is None
    assert first
    assert second
    assert second.sequence > first.sequence
    assert (second.content, second.expires) == (first.content, NOON + DAY + FEED_LIFE)


def test_what_a_person_published_is_renewed_too(office: Office) -> None:
    office.publish(NEWS)
    office.later(DAY)

    renewed = office.kept()

    assert renewed
    assert (renewed.content, office.shown().content) == (NEWS, NEWS)


def test_a_feed_that_somebody_else_published_is_left_alone(office: Office, tmp_path: Path) -> None:
    office.kept()
    other = Office(tmp_path / "other")
    other.desk = office.desk
    other.publisher = Publisher(office.keys.parent / "elsewhere", office.desk, os.urandom)
    office.desk.keys = (*load_or_make(office.keys.parent / "elsewhere", at=NOON).public,)
    other.publisher.publish(FeedKind.NEWS, NEWS, at=NOON)
    office.later(2 * DAY)

    assert office.kept() is None
    assert office.shown().content == NEWS


def test_a_strange_feed_that_expires_soon_is_named_in_the_log(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    office.publish(NEWS)
    (office.keys / FEEDS / "news.json").unlink()
    office.later(FEED_LIFE - DAY)

    with caplog.at_level(logging.WARNING):
        assert office.kept() is None

    assert "expires soon" in caplog.text


def test_news_in_newer_words_are_published_when_the_software_brings_them(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.kept()
    monkeypatch.setattr(publishing, "default_content", lambda *_: NEWS)

    renewed = office.kept()

    assert renewed
    assert renewed.content == NEWS


def test_newer_words_of_the_software_do_not_replace_what_a_person_published(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.publish({"isolation_days": 7})
    monkeypatch.setattr(publishing, "default_content", lambda *_: NEWS)

    assert office.kept() is None


def test_a_feed_that_could_not_be_handed_over_is_published_at_the_next_look(office: Office) -> None:
    office.kept()
    office.desk.is_away = True
    with pytest.raises(Unavailable):
        office.publish(NEWS)
    before = office.shown().content
    office.desk.is_away = False

    made_up = office.kept()

    assert before == default_content(FeedKind.NEWS, os.urandom)
    assert made_up
    assert office.shown().content == NEWS


def test_a_keyserver_that_lost_its_feeds_gets_them_back(office: Office) -> None:
    office.publish(NEWS)
    office.desk.feeds.clear()

    restored = office.kept()

    assert restored
    assert office.shown().content == NEWS


def test_a_keyserver_that_shows_something_damaged_gets_a_feed(office: Office) -> None:
    office.desk.feeds[FeedKind.NEWS] = b"damaged"

    assert office.kept() == office.shown()


def test_numbers_go_up_though_the_clock_went_back(office: Office) -> None:
    office.later(DAY)
    first = office.publish(NEWS)

    second = office.publisher.publish(FeedKind.NEWS, NEWS, at=NOON)

    assert second.sequence == first.sequence + 1


def test_during_a_rotation_the_key_that_the_keyserver_has_admitted_signs(office: Office) -> None:
    rotate(office.keys, Use.FEED, at=NOON, overlap=DAY)

    office.publish(NEWS)
    with_old = json.loads(office.desk.feeds[FeedKind.NEWS])["key"]
    office.admit()
    office.publish(NEWS)

    assert (with_old, json.loads(office.desk.feeds[FeedKind.NEWS])["key"]) == ("feed-1", "feed-2")


def test_a_keyserver_that_has_not_admitted_the_authority_is_named_with_what_to_do(office: Office) -> None:
    office.desk.keys = ()

    with pytest.raises(RuleViolation, match="bluezone keys admit") as refused:
        office.publish(NEWS)

    assert refused.value.code == "feed_key_unknown"


def test_a_refusal_of_the_keyserver_is_handed_on(office: Office) -> None:
    office.desk.at = NOON + 2 * FEED_LIFE

    with pytest.raises(RuleViolation) as refused:
        office.publish(NEWS)

    assert refused.value.code == "feed_expired"


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (FeedKind.NEWS, {}),
        (FeedKind.NEWS, {"isolation_days": 5, "advice": [{"id": "x"}]}),
        (FeedKind.VENUES, {"hours": "AAAA"}),
        (FeedKind.POLICY, {"version": 1}),
    ],
)
def test_content_that_no_phone_could_read_is_not_published(
    office: Office, kind: FeedKind, content: dict[str, Any]
) -> None:
    with pytest.raises(MalformedMessage):
        office.publish(content, kind)

    assert office.desk.feeds == {}
    assert office.publisher.last(kind) is None


def test_a_policy_is_published_when_a_ministry_decided_it_and_never_by_itself(office: Office) -> None:
    content = content_of(policy_content(POLICY_1, NOON))

    office.publish(content, FeedKind.POLICY)

    assert office.shown(FeedKind.POLICY).content == content
    with pytest.raises(RuleViolation, match="no default"):
        default_content(FeedKind.POLICY, os.urandom)


def test_a_damaged_note_of_what_was_published_is_malformed(office: Office) -> None:
    office.publish(NEWS)
    (office.keys / FEEDS / "news.json").write_bytes(b"{")

    with pytest.raises(MalformedMessage):
        office.kept()


@pytest.fixture(scope="module")
def default_news() -> News:
    content = default_content(FeedKind.NEWS, os.urandom)
    return news_in(Feed(kind=FeedKind.NEWS, sequence=1, issued=NOON, expires=NOON + DAY, content=content))


def test_the_default_news_answer_what_people_ask(default_news: News) -> None:
    names = {each.id for each in default_news.advice}

    assert {"warned", "symptoms", "isolation", "positive", "genuine", "limits", "helping"} <= names
    assert len(default_news.faq) >= 20
    assert len({each.id for each in default_news.faq}) == len(default_news.faq)
    assert default_news.isolation_days > 0


def test_the_default_news_promise_no_telephone_number(default_news: News) -> None:
    text = (Path(publishing.__file__).parent / "data" / "news-default.json").read_text(encoding="utf-8")

    assert default_news.telephones == ()
    assert re.findall(r"\d[\d .-]{2,}\d", text) == []
    assert "http" not in text


def test_the_default_news_say_the_same_in_both_languages(default_news: News) -> None:
    pairs = [each.text for each in default_news.advice] + [each.answer for each in default_news.faq]

    for pair in pairs:
        assert [(block.is_list, len(block.lines)) for block in blocks(pair.vi)] == [
            (block.is_list, len(block.lines)) for block in blocks(pair.en)
        ]


def test_the_default_news_are_written_in_composed_vietnamese() -> None:
    text = (Path(publishing.__file__).parent / "data" / "news-default.json").read_text(encoding="utf-8")

    assert unicodedata.is_normalized("NFC", text)
    assert text.count("ế") > 50

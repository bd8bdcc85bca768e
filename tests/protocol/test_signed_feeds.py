"""Signed feeds: news, place warnings and policies are genuine, of their kind, the newest and fresh; or refused whole."""

import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.protocol.seeds import KEYS, NOON, STATE, edwards, trusted
from tests.protocol.vectors_feeds import feed, signed

from bluezone.protocol import signed_files
from bluezone.protocol.errors import BluezoneError, MalformedMessage, RuleViolation
from bluezone.protocol.news import News
from bluezone.protocol.signed_feeds import (
    FEED_LIFE,
    Feed,
    FeedKind,
    accept_feed,
    content_in,
    content_of,
    feed_in,
    signed_feed,
)
from bluezone.protocol.trust import Algorithm, Seen, TrustState, Use, accept_index, accept_keys

NEWS_FILE = signed(feed()).encode()
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def taken(file: bytes, state: TrustState = STATE, kind: FeedKind = FeedKind.NEWS) -> tuple[TrustState, Feed]:
    return accept_feed(state, file, kind=kind, keys=KEYS, at=NOON)


def code_of(refused_call: Callable[[], object]) -> str:
    """The stable code of a refusal."""
    with pytest.raises(RuleViolation) as refused:
        refused_call()
    return refused.value.code


def test_a_phone_takes_a_feed_and_remembers_it() -> None:
    state, found = taken(NEWS_FILE)

    assert found == feed()
    assert state == replace(STATE, feeds={"news": Seen(5, sha256(msgspec.json.encode(feed())).digest())})


def test_the_same_feed_again_changes_nothing() -> None:
    state, _ = taken(NEWS_FILE)

    again, _ = taken(NEWS_FILE, state)

    assert again == state


def test_each_kind_counts_for_itself() -> None:
    state, _ = taken(signed(feed(sequence=9)).encode())

    state, _ = taken(signed(feed("venues", {}, sequence=2)).encode(), state, FeedKind.VENUES)

    assert {kind: seen.sequence for kind, seen in state.feeds.items()} == {"news": 9, "venues": 2}


def test_taking_a_feed_leaves_the_state_before_as_it_was() -> None:
    before, _ = taken(NEWS_FILE)

    taken(signed(feed(sequence=6)).encode(), before)

    assert before.feeds["news"].sequence == 5


def test_a_state_of_an_older_version_has_seen_no_feed() -> None:
    assert TrustState("00", Seen(1, b""), Seen(2, b"")).feeds == {}


@given(st.sampled_from(FeedKind), st.sampled_from(FeedKind))
def test_no_feed_passes_for_another_kind(said: FeedKind, asked: FeedKind) -> None:
    file = signed(feed(said.value, {})).encode()

    if said is asked:
        assert taken(file, kind=asked)[1].kind == said
    else:
        assert code_of(lambda: taken(file, kind=asked)) == "feed_kind_wrong"


def test_no_feed_passes_for_keys_or_an_index() -> None:
    by_root = signed_feed(feed(), edwards("root"), key_id="index-1")
    as_index = signed_feed(feed(), edwards("index"), key_id="index-1")
    envelope = {**json.loads(by_root), "key": edwards("root").public_key().public_bytes_raw().hex()}

    assert code_of(lambda: accept_index(STATE, as_index, keys=KEYS, at=NOON)) == "index_signature_wrong"
    with pytest.raises(BluezoneError):
        accept_keys(STATE, json.dumps(envelope).encode(), at=NOON)


def test_an_older_feed_than_the_last_one_is_refused() -> None:
    state, _ = taken(NEWS_FILE)

    assert code_of(lambda: taken(signed(feed(sequence=4)).encode(), state)) == "feed_rolled_back"


def test_two_different_feeds_with_one_number_are_noticed() -> None:
    state, _ = taken(NEWS_FILE)

    assert code_of(lambda: taken(signed(feed(content={})).encode(), state)) == "feed_forked"


def test_a_feed_is_believed_until_it_expires() -> None:
    last = NOON + FEED_LIFE - timedelta(microseconds=1)

    assert accept_feed(STATE, NEWS_FILE, kind=FeedKind.NEWS, keys=KEYS, at=last)
    assert (
        code_of(lambda: accept_feed(STATE, NEWS_FILE, kind=FeedKind.NEWS, keys=KEYS, at=NOON + FEED_LIFE))
        == "feed_expired"
    )


def test_a_feed_signed_by_an_unknown_key_is_refused() -> None:
    assert code_of(lambda: taken(signed(feed(), key_id="feed-9").encode())) == "feed_key_unknown"
    assert code_of(lambda: taken(signed(feed(), "venue", "venue-1").encode())) == "feed_key_unknown"
    assert code_of(lambda: taken(signed(feed(), "old feed", "feed-0").encode())) == "feed_key_unknown"
    assert code_of(lambda: taken(signed(feed(), "stranger").encode())) == "feed_signature_wrong"


def test_a_feed_key_of_a_later_year_is_left_out() -> None:
    later = msgspec.structs.replace(
        trusted("feed-1", Use.FEED, edwards("feed")), algorithm="ML-DSA-65", public_key=b"x"
    )
    keys = msgspec.structs.replace(KEYS, keys=(later,))

    assert code_of(lambda: accept_feed(STATE, NEWS_FILE, kind=FeedKind.NEWS, keys=keys, at=NOON)) == "feed_key_unknown"


def test_a_feed_key_that_is_not_of_its_algorithm_is_malformed() -> None:
    broken = msgspec.structs.replace(KEYS.keys[-2], id="feed-1", use=Use.FEED, algorithm=Algorithm.ED25519)
    keys = msgspec.structs.replace(KEYS, keys=(broken,))

    with pytest.raises(MalformedMessage, match="not of its algorithm"):
        accept_feed(STATE, NEWS_FILE, kind=FeedKind.NEWS, keys=keys, at=NOON)


def test_under_stale_keys_no_feed_is_believed() -> None:
    assert (
        code_of(lambda: accept_feed(STATE, NEWS_FILE, kind=FeedKind.NEWS, keys=KEYS, at=KEYS.expires)) == "keys_expired"
    )


def test_a_changed_feed_is_refused() -> None:
    other = b64encode(msgspec.json.encode(feed(content={"isolation_days": 0}))).decode()
    tampered = json.dumps({**json.loads(NEWS_FILE), "payload": other}).encode()

    assert code_of(lambda: taken(tampered)) == "feed_signature_wrong"


@given(st.binary(max_size=100))
def test_any_bytes_as_a_feed_are_malformed(file: bytes) -> None:
    with pytest.raises(MalformedMessage):
        taken(file)
    with pytest.raises(MalformedMessage):
        feed_in(file)


@given(st.integers(0, len(NEWS_FILE) - 1), st.integers(0, 255))
def test_a_changed_byte_never_changes_what_a_feed_says(place: int, value: int) -> None:
    changed = bytearray(NEWS_FILE)
    changed[place] = value
    try:
        _, found = taken(bytes(changed))
    except BluezoneError:
        return
    assert found == feed()


def test_a_feed_cut_at_any_byte_is_malformed() -> None:
    for length in range(len(NEWS_FILE)):
        with pytest.raises(MalformedMessage):
            taken(NEWS_FILE[:length])


def test_an_oversized_feed_is_malformed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signed_files, "FILE_LIMIT", len(NEWS_FILE) - 1)

    with pytest.raises(MalformedMessage, match="at most"):
        taken(NEWS_FILE)


@given(st.integers(1, 2**53 - 1), st.dictionaries(st.text(max_size=5), json_values, max_size=4))
def test_a_feed_is_read_as_it_was_written(sequence: int, content: dict[str, Any]) -> None:
    written = feed(content=content, sequence=sequence)

    file = signed_feed(written, edwards("feed"), key_id="feed-1")

    assert feed_in(file) == taken(file)[1] == written


@given(json_values)
def test_any_content_is_of_its_shape_or_malformed(value: Any) -> None:
    found = feed(content={"isolation_days": value, "items": value})
    try:
        news = content_in(found, News)
    except MalformedMessage:
        return
    assert content_of(news)["isolation_days"] == value

"""The authority's feeds: verified before they are published, whole or not at all, and served to any web page."""

import json
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.keyserver.desk import HOUR, NOON, Desk, opened_desk
from tests.keyserver.feeds import admitted, feed_json, put
from tests.keyserver.logged import all_is_logged, log_in
from tests.keyserver.processes import serving

from bluezone.keyserver import signed_feeds as signed_feeds_module
from bluezone.keyserver.announcing import last_index
from bluezone.keyserver.held_files import IMMUTABLE
from bluezone.keyserver.signed_feeds import SignedFeeds
from bluezone.protocol.errors import MalformedMessage, RuleViolation, Unavailable
from bluezone.protocol.log_tiles import edge
from bluezone.protocol.signed_feeds import FEED_LIFE, FeedKind
from bluezone.protocol.signed_files import FILE_LIMIT
from bluezone.protocol.trust import Index


@pytest.fixture
def authority(desk: Desk) -> Desk:
    return admitted(desk)


@pytest.mark.parametrize("kind", list(FeedKind))
def test_a_feed_is_published_as_it_was_handed_over(authority: Desk, kind: FeedKind) -> None:
    content = feed_json(NOON, 7, kind=kind)

    taken = put(authority, content, kind=kind)
    found = authority.send("GET", f"/signed/{kind}.json", headers={"Origin": "https://site.example"})

    assert (taken.status_code, taken.json()["sequence"]) == (200, 7)
    assert (found.status_code, found.content) == (200, content)
    assert found.headers["access-control-allow-origin"] == "*"
    assert found.headers["cache-control"] == "public, no-cache"
    assert len(taken.json()["padding"]) >= 1024


def test_who_has_the_feed_is_told_so(authority: Desk) -> None:
    put(authority, feed_json(NOON))
    tag = authority.send("GET", "/signed/news.json").headers["etag"]

    same = authority.send("GET", "/signed/news.json", headers={"If-None-Match": tag})
    put(authority, feed_json(NOON, 2))
    newer = authority.send("GET", "/signed/news.json", headers={"If-None-Match": tag})

    assert (same.status_code, newer.status_code) == (304, 200)


def test_a_web_page_may_ask_whether_a_feed_is_new(authority: Desk) -> None:
    asked = authority.send("OPTIONS", "/signed/news.json", headers={"Origin": "https://site.example"})

    assert asked.status_code == 204
    assert "if-none-match" in asked.headers["access-control-allow-headers"]


def test_the_same_feed_handed_over_again_is_taken_again(authority: Desk) -> None:
    assert [put(authority, feed_json(NOON)).status_code for _ in range(2)] == [200, 200]


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (feed_json(NOON, 4), 409, "feed_rolled_back"),
        (feed_json(NOON, 5, content={"isolation_days": 99}), 409, "feed_forked"),
        (feed_json(NOON - FEED_LIFE, 6), 400, "feed_expired"),
        (feed_json(NOON, 6, kind="venues"), 400, "feed_kind_wrong"),
        (feed_json(NOON, 6, private=Ed25519PrivateKey.generate()), 400, "feed_signature_wrong"),
        (feed_json(NOON, 6).replace(b"feed-1", b"index-1"), 400, "feed_key_unknown"),
        (b"{}", 400, "unparsable_request"),
        (b"", 400, "unparsable_request"),
    ],
)
def test_what_no_phone_would_believe_is_refused_and_the_former_feed_stays(
    authority: Desk, content: bytes, status: int, code: str
) -> None:
    before = feed_json(NOON, 5)
    put(authority, before)

    refused = put(authority, content)

    assert (refused.status_code, refused.json()["errorCode"]) == (status, code)
    assert authority.send("GET", "/signed/news.json").content == before


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400))
def test_any_bytes_are_no_feed(authority: Desk, content: bytes) -> None:
    with pytest.raises((MalformedMessage, RuleViolation)):
        authority.runner.run(authority.parts.feeds.put(FeedKind.NEWS, content, at=NOON))


@pytest.mark.parametrize("key", ["", "wrong"])
def test_only_the_authority_hands_over_feeds(authority: Desk, key: str) -> None:
    refused = put(authority, feed_json(NOON), **{"X-API-Key": key})

    assert refused.status_code == 401
    assert "access-control-allow-origin" not in refused.headers
    assert authority.send("GET", "/signed/news.json").status_code == 404


@pytest.mark.parametrize("method", ["OPTIONS", "POST", "GET"])
def test_no_web_page_may_hand_over_feeds(authority: Desk, method: str) -> None:
    answer = authority.send(method, "/api/signed/news", headers={"Origin": "https://evil.example"})

    assert answer.status_code == 405
    assert "access-control-allow-origin" not in answer.headers


def test_a_feed_of_50_mb_is_refused_before_it_is_read_to_its_end(authority: Desk) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while read < 50 * 2**20:
            read += 2**16
            yield b" " * 2**16

    headers = {"Content-Type": "application/json", "X-API-Key": authority.premises.credential.decode()}
    answer = authority.send("PUT", "/api/signed/news", content=endless(), headers=headers)

    assert (answer.status_code, answer.json()["errorCode"]) == (413, "body_too_large")
    assert read <= FILE_LIMIT + 2 * 2**16


def test_a_feed_of_an_unknown_kind_has_no_place(authority: Desk) -> None:
    assert put(authority, feed_json(NOON), kind="gossip").status_code == 404
    assert authority.send("GET", "/signed/gossip.json").status_code == 404


def test_a_server_that_starts_again_serves_the_feed_and_refuses_an_older_one(tmp_path: Path) -> None:
    with opened_desk(tmp_path / "data") as desk:
        put(admitted(desk), feed_json(NOON, 5))

    with opened_desk(tmp_path / "data", at=NOON + HOUR) as desk:
        found = desk.send("GET", "/signed/news.json")
        older = put(desk, feed_json(NOON, 4))
        newer = put(desk, feed_json(NOON + HOUR, 6))

    assert found.content == feed_json(NOON, 5)
    assert (older.json()["errorCode"], newer.status_code) == ("feed_rolled_back", 200)


def test_a_stale_feed_is_served_as_it_is(tmp_path: Path) -> None:
    with opened_desk(tmp_path / "data") as desk:
        put(admitted(desk), feed_json(NOON))

    with opened_desk(tmp_path / "data", at=NOON + 2 * FEED_LIFE) as desk:
        assert desk.send("GET", "/signed/news.json").content == feed_json(NOON)


@pytest.mark.parametrize("damage", [b"{", feed_json(NOON, private=Ed25519PrivateKey.generate())])
def test_a_damaged_feed_is_left_out_and_the_log_says_so(
    tmp_path: Path, damage: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with opened_desk(tmp_path / "data") as desk:
        put(admitted(desk), feed_json(NOON))
    (tmp_path / "data" / "published" / "signed" / "news.json").write_bytes(damage)

    with caplog.at_level(logging.ERROR), opened_desk(tmp_path / "data") as desk:
        found = desk.send("GET", "/signed/news.json")
        mended = put(desk, feed_json(NOON, 2))

    assert (found.status_code, mended.status_code) == (404, 200)
    assert "damaged" in caplog.text


def test_a_disk_that_refuses_leaves_the_former_feed(authority: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    put(authority, feed_json(NOON, 5))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("bluezone.keyserver.folder.os.fsync", full)
    refused = put(authority, feed_json(NOON, 6))
    monkeypatch.undo()
    again = put(authority, feed_json(NOON, 6))

    assert (refused.status_code, again.status_code) == (503, 200)
    assert authority.send("GET", "/signed/news.json").content == feed_json(NOON, 6)


def test_a_file_that_was_never_finished_is_no_feed(authority: Desk) -> None:
    put(authority, feed_json(NOON, 5))
    signed = authority.premises.published / "signed"
    (signed / "news.json.unfinished").write_bytes(feed_json(NOON, 6)[:40])

    found = SignedFeeds(authority.premises.published, authority.premises.ring, at=NOON)

    assert (held := found.get("/signed/news.json")) is not None
    assert held.content == feed_json(NOON, 5)


def test_the_key_of_a_feed_is_believed_once_it_is_admitted(desk: Desk) -> None:
    early = put(desk, feed_json(NOON))

    admitted(desk)

    assert (early.json()["errorCode"], put(desk, feed_json(NOON)).status_code) == ("feed_key_unknown", 200)


def test_a_log_line_says_the_kind_and_nothing_of_the_feed(authority: Desk, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="bluezone"):
        put(authority, feed_json(NOON, content={"isolation_days": 5, "secret": "planted"}))

    [record] = [record for record in caplog.records if "signed feed" in record.message]
    assert (vars(record)["kind"], "planted" in json.dumps(vars(record), default=str)) == ("news", False)


def test_a_process_that_was_killed_serves_the_feed_that_it_acknowledged(tmp_path: Path) -> None:
    now = datetime.now(UTC)  # noqa: TID251 -- a real server on the machine's clock
    with opened_desk(tmp_path / "data", at=now - HOUR) as desk:
        admitted(desk)
    credential = (tmp_path / "data" / "credential").read_text()
    headers = {"Content-Type": "application/json", "X-API-Key": credential}
    content = feed_json(now, 9)
    with serving(tmp_path) as running:
        connection = running.connected()
        connection.request("PUT", "/api/signed/news", content, headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        running.process.kill()
    with serving(tmp_path) as running:
        connection = running.connected()
        connection.request("GET", "/signed/news.json")
        found = connection.getresponse()
        body = found.read()
        connection.close()

    assert (answer.status, found.status, body) == (200, 200, content)


def index_of(desk: Desk) -> Index:
    found = last_index(desk.premises.published)
    assert found is not None
    return found


def test_a_feed_is_in_the_log_before_it_is_served(authority: Desk) -> None:
    authority.publish_hour()
    before = log_in(authority.premises.published)

    put(authority, feed_json(NOON, 5))

    now = log_in(authority.premises.published)
    assert now.size == before.size + 1
    assert now.signed == {"news.json": (before.size,)}
    assert all_is_logged(authority.premises.published)
    assert authority.send("GET", "/exports/index.json").status_code == 200
    assert authority.send("GET", f"/log/{edge(now.size)[0].name}").headers["cache-control"] == IMMUTABLE.decode()


def test_a_feed_that_cannot_be_logged_is_not_served(authority: Desk) -> None:
    authority.publish_hour()
    before = feed_json(NOON, 5)
    put(authority, before)

    async def refuse(*_: object) -> None:
        raise Unavailable("the records cannot be written")

    authority.parts.feeds.announce_by(refuse)
    refused = put(authority, feed_json(NOON, 6))

    assert refused.status_code == 503
    assert authority.send("GET", "/signed/news.json").content == before
    assert all_is_logged(authority.premises.published)


def test_a_power_cut_between_the_log_and_the_feed_leaves_a_feed_that_is_logged(
    authority: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority.publish_hour()
    put(authority, feed_json(NOON, 5))

    def cut(*_: object, **__: object) -> None:
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr(signed_feeds_module, "write_whole", cut)
        refused = put(authority, feed_json(NOON, 6))
    served = SignedFeeds(authority.premises.published, authority.premises.ring, at=NOON)

    assert refused.status_code == 503
    assert served.get("/signed/news.json") is not None
    assert len(log_in(authority.premises.published).signed["news.json"]) == 2
    assert all_is_logged(authority.premises.published)


def test_a_feed_between_two_batches_does_not_make_the_index_last_longer(authority: Desk) -> None:
    authority.publish_hour()
    before = index_of(authority)
    authority.later(3 * HOUR)

    put(authority, feed_json(NOON, 5))

    after = index_of(authority)
    assert after.sequence > before.sequence
    assert after.expires == before.expires

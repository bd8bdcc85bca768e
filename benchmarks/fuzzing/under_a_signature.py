"""What the authority signs: the files and feeds as they come, and their payloads behind a signature, and the log.

A fuzzer cannot sign. So a signed file has two targets: the file as it comes, and its payload, which the target signs
with a key that is trusted here, so that what lies behind the signature is reached.
"""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path

import msgspec
from benchmarks.fuzzing.target import Target, same
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bluezone.protocol import (
    ended_codes,
    exposure_report,
    news,
    place_warnings,
    policy_feed,
    signed_feeds,
    signed_files,
    transparency,
    trust,
)
from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.risk import POLICY_1

VECTORS = Path(__file__).parents[2] / "tests" / "vectors"
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
LATER = NOW + timedelta(days=30)
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(32))


@cache
def trusted() -> trust.KeySet:
    """Return keys that sign everything here."""
    signs = (trust.Use.INDEX, trust.Use.FEED, trust.Use.VENUE)
    keys = [
        trust.TrustedKey(
            id=f"{use}-1",
            use=use,
            algorithm=trust.Algorithm.ED25519,
            public_key=trust.spki(PRIVATE.public_key()),
            valid_from=NOW - timedelta(days=1),
            valid_until=LATER,
        )
        for use in signs
    ]
    return trust.KeySet(sequence=1, issued=NOW, expires=LATER, keys=tuple(keys))


def state() -> trust.TrustState:
    return trust.TrustState(trust.fingerprint(PRIVATE.public_key()))


# Signed files


def _enveloped(payload: bytes, title: str, key: str) -> bytes:
    kind = signed_files.Kind("any", title, "a file")
    signature = PRIVATE.sign(signed_files.signed_bytes(payload, kind))
    return msgspec.json.encode(signed_files.Envelope(payload=payload, key=key, signature=signature))


def _signed_file(data: bytes) -> None:
    for read in (
        trust.index_in,
        signed_feeds.feed_in,
        partial(trust.accept_keys, state(), at=NOW),
        partial(trust.accept_index, state(), keys=trusted(), at=NOW),
        partial(signed_feeds.accept_feed, state(), kind=signed_feeds.FeedKind.NEWS, keys=trusted(), at=NOW),
    ):
        tried(read, data)
    trust.names_in(data)


def tried(read: Callable[[bytes], object], data: bytes) -> None:
    """Read bytes that may be anything else, among other readers of the same bytes."""
    try:
        read(data)
    except (MalformedMessage, RuleViolation):
        return


def _keys(data: bytes) -> None:
    keys_json = _enveloped(data, "KeySet", trust.spki(PRIVATE.public_key()).hex())
    _, keys = trust.accept_keys(state(), keys_json, at=NOW)
    for use in trust.Use:
        trust.valid_keys(keys, use, at=NOW)
    trust.export_keys(keys, at=NOW)
    exposure_report.mail_key(keys, at=NOW)


def _index(data: bytes) -> None:
    _, index = trust.accept_index(state(), _enveloped(data, "Index", "index-1"), keys=trusted(), at=NOW)
    for file in index.exports:
        trust.check_file(file, b"any")


def _feed(data: bytes) -> None:
    content = msgspec.json.decode(data, type=dict[str, msgspec.Raw]).get("kind", msgspec.Raw(b'"news"'))
    kind = next((kind for kind in signed_feeds.FeedKind if f'"{kind}"'.encode() == bytes(content)), None)
    if kind is None:
        return
    feed_json = _enveloped(data, "Feed", "feed-1")
    _, feed = signed_feeds.accept_feed(state(), feed_json, kind=kind, keys=trusted(), at=NOW)
    readers = {"news": news.news_in, "venues": place_warnings.venues_in, "policy": policy_feed.policy_in}
    readers[kind.value](feed)


def _any_feed(data: bytes) -> None:
    try:
        _feed(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as wrong:  # of this target's own first line
        raise MalformedMessage("no feed") from wrong


def _payloads(kind: str) -> Sequence[bytes]:
    feed = {"sequence": 1, "issued": NOW.isoformat(), "expires": LATER.isoformat()}
    contents = _feed_contents()
    by_kind = {
        "keys": [msgspec.json.encode(trusted())],
        "index": [json.dumps({**feed, "exports": [_file()], "feeds": []}).encode()],
        "feed": [json.dumps({**feed, "kind": name, "content": content}).encode() for name, content in contents],
    }
    return by_kind[kind]


def _file() -> dict[str, object]:
    facts = {"name": "1-2-00001.zip", "size": 3, "sha256": "0" * 64, "region": "VN"}
    return {**facts, "start": NOW.isoformat(), "end": LATER.isoformat()}


def _feed_contents() -> Sequence[tuple[str, object]]:
    cases = json.loads((VECTORS / "feeds.json").read_bytes())["news_cases"]
    policy = policy_feed.policy_content(POLICY_1, NOW)
    venues_content = place_warnings.venues_content([bytes(36)], ended_codes.ended_mark(bytes(16)) * 2)
    own = [("policy", signed_feeds.content_of(policy)), ("venues", signed_feeds.content_of(venues_content))]
    return [*own, *(("news", case["content"]) for case in cases if "content" in case)]


# The log


def _log(data: bytes) -> None:
    for read in (transparency.leaf_in, transparency.leaves_in):
        tried(read, data)
    leaves = transparency.leaves_in(data)
    same(transparency.bundled(leaves), data)
    for leaf in leaves:
        same(transparency.encoded(transparency.leaf_in(leaf)), leaf)


@cache
def _leaves() -> Sequence[bytes]:
    leaves = [transparency.encoded(transparency.keys_leaf(b"any", NOW.replace(microsecond=0)))] * 2
    return [leaves[0], transparency.bundled(leaves)]


TARGETS = (
    Target(
        "signed-file",
        _signed_file,
        (trust.index_in, signed_feeds.feed_in, signed_files.envelope_in, signed_files.decoded, trust.names_in),
        lambda: [trust.signed_keys(trusted(), PRIVATE), b"exports/1-2-00001.zip\n"],
        0.5,
    ),
    Target("keys-payload", _keys, (trust.accept_keys, trust.public_key), lambda: _payloads("keys"), 0.5),
    Target("index-payload", _index, (trust.accept_index,), lambda: _payloads("index"), 0.5),
    Target(
        "feed-payload",
        _any_feed,
        (
            signed_feeds.accept_feed,
            signed_feeds.content_in,
            news.news_in,
            policy_feed.policy_in,
            place_warnings.venues_in,
        ),
        lambda: _payloads("feed"),
        0.7,
        4096,
    ),
    Target("log", _log, (transparency.leaf_in, transparency.leaves_in), _leaves, 1, 400),
)

"""Signed feeds: news, place warnings and the risk policy, as one signed file a kind that every phone may read.

Source: `docs/protocol.md`, section 10. The file is `signed/<kind>.json` of the keyserver; the authority signs it with a
key that `keys.json` names for use `feed`. The kind is part of what is signed: one feed cannot pass for another, and each
kind counts for itself. A phone refuses an older one than it took, another one with the same number, and a stale one.
"""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct

from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.intervals import DAY
from bluezone.protocol.signed_files import (
    Kind,
    Moment,
    Number,
    check_signature,
    decoded,
    envelope_in,
    sealed,
    seen_after,
)
from bluezone.protocol.trust import KeySet, TrustState, Use, check_keys_fresh, signing_keys

FEED_LIFE: Final = 7 * DAY
"""How long a feed is believed after it was issued; its publisher renews it daily."""

_FEED: Final = Kind("feed", "Feed", "the feed")
Content = TypeVar("Content", bound=Struct)


class FeedKind(StrEnum):
    """What a feed is about; also its file's name."""

    NEWS = "news"
    VENUES = "venues"
    POLICY = "policy"


class Feed(Struct, frozen=True, kw_only=True):
    """The payload of a signed feed; `kind` is a `FeedKind`, and what `content` holds depends on it."""

    kind: str
    sequence: Number
    issued: Moment
    expires: Moment
    content: dict[str, Any]


def signed_feed(feed: Feed, private: Ed25519PrivateKey, *, key_id: str) -> bytes:
    """Return the file that says `feed`, signed by the feed key `key_id`."""
    return sealed(feed, private, kind=_FEED, key=key_id)


def accept_feed(
    state: TrustState, feed_json: bytes, *, kind: FeedKind, keys: KeySet, at: datetime
) -> tuple[TrustState, Feed]:
    """Return the state after taking a signed feed, and the feed.

    Args:
        state: What was taken before.
        feed_json: Any bytes.
        kind: Which feed was asked for.
        keys: From `accept_keys`.
        at: The present moment.

    Raises:
        MalformedMessage: The file is no signed feed.
        RuleViolation: `keys_expired`; `feed_key_unknown`: the key is none that may sign a feed now;
            `feed_signature_wrong`, `feed_kind_wrong`, `feed_rolled_back`, `feed_forked` or `feed_expired`.
    """
    check_keys_fresh(keys, at=at)
    envelope = envelope_in(feed_json, kind=_FEED)
    check_signature(envelope, signing_keys(keys, Use.FEED, at=at).get(envelope.key), kind=_FEED)
    feed: Feed = decoded(envelope.payload, Feed, kind=_FEED)
    if feed.kind != kind:
        raise RuleViolation("feed_kind_wrong", "the feed is of another kind than was asked for")
    seen = seen_after(state.feeds.get(kind), envelope, feed, kind=_FEED, at=at)
    return replace(state, feeds={**state.feeds, kind.value: seen}), feed


def feed_in(feed_json: bytes) -> Feed:
    """Return what a signed feed says, verified by nobody: for the one who wrote it.

    Raises:
        MalformedMessage: It is none.
    """
    feed: Feed = decoded(envelope_in(feed_json, kind=_FEED).payload, Feed, kind=_FEED)
    return feed


def content_in(feed: Feed, struct: type[Content]) -> Content:
    """Return a feed's content; fields that are not known are ignored.

    Raises:
        MalformedMessage: It is not of this shape.
    """
    try:
        return msgspec.convert(feed.content, struct)
    except (msgspec.MsgspecError, RecursionError) as wrong:
        raise MalformedMessage("the content of the feed is not of its shape") from wrong


def content_of(struct: Struct) -> dict[str, Any]:
    """Return content as a feed holds it: what JSON knows and nothing else."""
    found: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(struct))
    return found

"""An authority of the test: a feed key whose public half the keyserver of a desk has admitted, and feeds signed with it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.keyserver.desk import Desk

from bluezone.keyserver.signing import admit_keys
from bluezone.protocol.signed_feeds import FEED_LIFE, Feed, FeedKind, signed_feed
from bluezone.protocol.trust import Algorithm, TrustedKey, Use, spki

FEED_KEY = Ed25519PrivateKey.from_private_bytes(bytes(31) + b"\x01")
TEN_YEARS = timedelta(days=3650)


def feed_key(at: datetime, *, name: str = "feed-1", private: Ed25519PrivateKey = FEED_KEY) -> TrustedKey:
    return TrustedKey(
        id=name,
        use=Use.FEED,
        algorithm=Algorithm.ED25519,
        public_key=spki(private.public_key()),
        valid_from=at,
        valid_until=at + TEN_YEARS,
    )


def admitted(desk: Desk) -> Desk:
    """The desk, once its keys.json names the feed key."""
    ring = admit_keys(desk.premises.folder / "keys", [feed_key(desk.clock.moment)], at=desk.clock.moment)
    desk.premises = replace(desk.premises, ring=ring)
    desk.parts.feeds.take(ring)
    return desk


def feed_json(
    at: datetime,
    sequence: int = 1,
    *,
    kind: str = FeedKind.NEWS,
    content: dict[str, Any] | None = None,
    private: Ed25519PrivateKey = FEED_KEY,
) -> bytes:
    said = {"isolation_days": 5} if content is None else content
    feed = Feed(kind=kind, sequence=sequence, issued=at, expires=at + FEED_LIFE, content=said)
    return signed_feed(feed, private, key_id="feed-1")


def put(desk: Desk, content: bytes, *, kind: str = FeedKind.NEWS, **headers: str) -> httpx.Response:
    """Hand a feed over as the authority."""
    own = {"Content-Type": "application/json", "X-API-Key": desk.premises.credential.decode()}
    return desk.send("PUT", f"/api/signed/{kind}", content=content, headers=own | headers)

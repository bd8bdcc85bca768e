"""Signed feeds: the authority hands them over whole, they are verified, and phones download them as they are.

The server signs none of them: it only refuses what no phone would believe, an older one and another one of the same
number. They lie in `signed/` of the published folder, each there whole or not at all; a stale one stays, and phones see
that it has expired. A feed is announced (`bluezone.keyserver.announcing`) before it is served, so that every feed that a
phone is given stands in the log.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from starlette.routing import Route

from bluezone.keyserver import announcing
from bluezone.keyserver.announcing import Coming
from bluezone.keyserver.folder import make_folder, write_whole
from bluezone.keyserver.held_files import METHODS, FileAnswer, HeldFile, held
from bluezone.keyserver.signing import KeyRing
from bluezone.protocol.errors import MalformedMessage, RuleViolation, Unavailable
from bluezone.protocol.signed_feeds import FeedKind, accept_feed, feed_in
from bluezone.protocol.trust import TrustState

logger = logging.getLogger(__name__)

SIGNED: Final = announcing.SIGNED
_INSTANT: Final = timedelta(microseconds=1)


Announce = Callable[[Coming, datetime], Awaitable[None]]
"""Logs a feed and signs an index over it; raises `Unavailable` or `OSError`, and then the feed is not served."""


class SignedFeeds:
    """The newest feed of each kind.

    Args:
        folder: The published files.
        ring: The keys of this server; their `keys.json` says who signs feeds.
        at: The present moment.
    """

    def __init__(self, folder: Path, ring: KeyRing, *, at: datetime) -> None:
        """Hold what the folder has; a file that is damaged is left out, with an error in the log."""
        self._folder = folder / SIGNED
        self._ring = ring
        self._state = TrustState(ring.root_fingerprint)
        self._held: dict[str, HeldFile] = {}
        self._turn = asyncio.Lock()
        self._announce: Announce = _unlogged
        for kind in FeedKind:
            self._find(kind, at)

    async def follow(self, at: datetime) -> None:
        """Hold what another server on the same folder was given since."""
        async with self._turn:
            for kind in FeedKind:
                await asyncio.to_thread(self._find, kind, at)

    def announce_by(self, announce: "Announce") -> None:
        """Let every feed be announced by whoever keeps the log, before it is served."""
        self._announce = announce

    def take(self, ring: KeyRing) -> None:
        """Believe the keys of another `keys.json` from now on."""
        self._ring = ring

    async def put(self, kind: FeedKind, feed_json: bytes, *, at: datetime) -> int:
        """Publish a feed and return its number; the same one again changes nothing.

        Args:
            kind: Which.
            feed_json: Any bytes.
            at: The present moment.

        Raises:
            MalformedMessage: They are no signed feed.
            RuleViolation: As `bluezone.protocol.signed_feeds.accept_feed`.
            Unavailable: The disk or the records refuse; the former feed is still there.
        """
        async with self._turn:
            self._find(kind, at)  # another server may have been given a newer one
            state, feed = accept_feed(self._state, feed_json, kind=kind, keys=self._ring.keys, at=at)
            try:
                await self._announce(Coming(kind, feed_json), at)
                await asyncio.to_thread(self._write, kind, feed_json)
            except OSError as wrong:
                raise Unavailable("the feed cannot be written") from wrong
            self._state = state
            self._hold(kind, feed_json)
        logger.info("signed feed published", extra={"kind": kind.value, "bytes": len(feed_json)})
        return feed.sequence

    def get(self, path: str) -> HeldFile | None:
        """Return the file for a path such as `/signed/news.json`."""
        return self._held.get(path)

    def routes(self) -> list[Route]:
        """Return the route under which a Starlette application serves the feeds."""
        return [Route(f"/{SIGNED}/{{name}}", FileAnswer(self), methods=METHODS)]

    def _find(self, kind: FeedKind, at: datetime) -> None:
        try:
            content = (self._folder / _name(kind)).read_bytes()
        except FileNotFoundError:
            return
        former = self._held.get(f"/{SIGNED}/{_name(kind)}")
        if former and former.content == content:
            return
        try:
            fresh = min(at, feed_in(content).expires - _INSTANT)
            self._state, _ = accept_feed(self._state, content, kind=kind, keys=self._ring.keys, at=fresh)
        except (MalformedMessage, RuleViolation) as wrong:
            logger.error("a signed feed is damaged, or of a key that is not known: %s", wrong)  # noqa: TRY400 -- the reason is one sentence
            return
        self._hold(kind, content)

    def _write(self, kind: FeedKind, content: bytes) -> None:
        make_folder(self._folder)
        write_whole(self._folder / _name(kind), content)

    def _hold(self, kind: FeedKind, content: bytes) -> None:
        self._held[f"/{SIGNED}/{_name(kind)}"] = held(_name(kind), content, immutable=False)


async def _unlogged(_coming: Coming, _at: datetime) -> None:
    """Announce nothing: nobody keeps a log."""


def _name(kind: FeedKind) -> str:
    return f"{kind}.json"

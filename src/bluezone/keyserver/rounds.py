"""What the key server does by itself: each hour it publishes what is due and forgets what is past its time.

It looks every minute of its clock, so that an hour that failed is made up for at the next look. Exports are built
beside the requests; only the few statements that change records take their turn with them. Of several servers on the
same records one does an hour's work (`bluezone.keyserver.lead`); the others take what it published at their next look.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from bluezone.keyserver.announcing import Coming
from bluezone.keyserver.batcher import EXPORTS, INDEX, Batch, Batcher
from bluezone.keyserver.bucket import Mirror
from bluezone.keyserver.federation import Federation
from bluezone.keyserver.files import PublishedFiles
from bluezone.keyserver.key_watch import KeyWatch
from bluezone.keyserver.lead import ALONE, Lead
from bluezone.keyserver.parts import Parts
from bluezone.keyserver.pulls import Pulls
from bluezone.keyserver.rows import hours
from bluezone.keyserver.signed_feeds import SignedFeeds
from bluezone.keyserver.store import Store
from bluezone.keyserver.tokens import Notary
from bluezone.keyserver.writer import Writer
from bluezone.protocol.clock import Clock
from bluezone.protocol.errors import BluezoneError, Unavailable

logger = logging.getLogger(__name__)

LOOK: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Signing:
    """Where keys come from while the server runs, and who signs or verifies with them beside the batcher."""

    watch: KeyWatch
    notary: Notary
    feeds: SignedFeeds


class Rounds:
    """The hourly work.

    Args:
        clock: Tells the moment.
        batcher: Publishes.
        files: Hold in memory what was published.
        store: Forgets.
        writer: Keeps forgetting and requests apart.
        signing: The keys to sign with, looked at before each publication, and who else signs with them.
        pulls: Counts how often the index is asked for.
        federation: Takes over what other provinces published, before each publication.
        parts: Whose meters and standing are kept up to date.
        mirror: Keeps a bucket as the published files are, after each look and beside it.
        lead: Lets one of all servers on the same records do the hourly work; the others take what it published.
    """

    def __init__(  # noqa: PLR0913 -- one argument a part that the hourly work moves
        self,
        clock: Clock,
        batcher: Batcher,
        files: PublishedFiles,
        store: Store,
        writer: Writer,
        *,
        signing: Signing | None = None,
        pulls: Pulls | None = None,
        federation: Federation | None = None,
        parts: Parts | None = None,
        mirror: Mirror | None = None,
        lead: Lead = ALONE,
    ) -> None:
        """Start with no hour done."""
        self._lead = lead
        self._parts = parts
        self._mirror = mirror
        self._clock = clock
        self._signing = signing
        self._pulls = pulls
        self._federation = federation
        self._looked = clock.now()
        self._batcher = batcher
        self._files = files
        self._store = store
        self._writer = writer
        self._published = -1
        self._purged = -1
        self._turn = asyncio.Lock()

    async def go(self) -> None:
        """Look once a minute, for ever; at once when a minute began during the look before."""
        while True:
            await asyncio.sleep(0)
            await self._clock.sleep_until(next_look(self._looked))
            await self.look()

    async def look(self) -> None:
        """Publish and forget what is due; what fails for now is tried again at the next look."""
        moment = self._looked = self._clock.now()
        hour = hours(moment)
        try:
            await self.note_pulls()
            if hour > min(self._published, self._purged) and await asyncio.to_thread(self._lead.take):
                try:
                    await self._work(moment, hour)
                finally:
                    done = min(self._published, self._purged)
                    await asyncio.to_thread(self._lead.give_back, done if done == hour else None)
            else:
                await self._follow(moment)
        except Unavailable as wrong:
            logger.warning("the hourly work waits for the next look: %s", wrong)
        except OSError as wrong:
            logger.warning("the hourly work waits for the next look: %s", wrong.strerror)
        if self._mirror:
            self._mirror.begin()

    async def _work(self, moment: datetime, hour: int) -> None:
        if self._published >= 0 and await asyncio.to_thread(self._lead.last) >= hour:
            self._published = self._purged = hour
            if self._parts:
                self._parts.meters.last_batch.set(moment.timestamp())  # another server's: nothing stands still
            await self._follow(moment)
        if hour > self._published:
            async with self._turn:
                await self._look_at_keys(moment)
                await asyncio.to_thread(self._publish, moment)
                await self._load()
            self._published = hour
        if hour > self._purged:
            record = await self._writer.alone(partial(self._store.purge, moment))
            logger.info("records purged", extra={"rows": record.total})
            self._purged = hour

    async def _follow(self, moment: datetime) -> None:
        """Take what another server on the same records published since: the index first, which names everything else."""
        async with self._turn:
            if not await asyncio.to_thread(self._files.are_current):
                await self._look_at_keys(moment)
                await self._load()
        if self._signing:
            await self._signing.feeds.follow(moment)

    async def _load(self) -> None:
        await asyncio.to_thread(self._files.load, self._batcher.ring)
        self._note_standing()

    async def announce(self, coming: Coming, at: datetime) -> None:
        """Log a signed feed that is about to be served, and serve an index over it.

        Raises:
            Unavailable: It cannot be logged now.
            OSError: The disk refuses.
        """
        async with self._turn:
            await self._look_at_keys(at)  # another server of these records may have taken newer keys since
            await asyncio.to_thread(self._batcher.announce, coming, at)
            await self._load()

    async def mirrored(self) -> None:
        """Wait until the bucket, if there is one, is as the published files were at the last look, or has refused."""
        if self._mirror:
            await self._mirror.done()

    def _publish(self, moment: datetime) -> None:
        if self._federation:
            self._federation.take(self._batcher.ring, moment)
        try:
            batch = self._batcher.run(moment)
        except (BluezoneError, OSError):
            self._note_batch("failed")
            raise
        self._note_batch(_outcome(batch), batch.keys, moment.timestamp())

    def _note_batch(self, outcome: str, keys: int = 0, at: float | None = None) -> None:
        if self._parts:
            self._parts.meters.published(outcome, keys, at)

    def _note_standing(self) -> None:
        if self._parts:
            index = self._files.get(f"/{EXPORTS}/{INDEX}")
            self._parts.standing.take(self._batcher.ring, index.content if index else None, self._parts.meters)

    async def note_pulls(self) -> None:
        """Add to the records how often the index was asked for since the look before."""
        if self._pulls and (count := self._pulls.taken()):
            await self._writer.done(count)

    async def _look_at_keys(self, moment: datetime) -> None:
        if self._signing is None:
            return
        ring = await asyncio.to_thread(self._signing.watch.look, moment)
        self._batcher = replace(self._batcher, ring=ring)
        self._signing.notary.take(ring)
        self._signing.feeds.take(ring)


def _outcome(batch: Batch) -> str:
    if batch.held:
        return "held"
    return "published" if batch.exports else "empty"


def next_look(moment: datetime) -> datetime:
    """Return the first full minute after a moment."""
    return moment.astimezone(UTC).replace(second=0, microsecond=0) + LOOK


def in_turn(writer: Writer, loop: asyncio.AbstractEventLoop) -> Callable[[Callable[[], None]], None]:
    """Return what does a change from another thread while no group of changes is under way."""

    def do(work: Callable[[], None]) -> None:
        asyncio.run_coroutine_threadsafe(writer.alone(work), loop).result()

    return do

"""A key server as an administrator starts it, a console that hands feeds over to it, and a phone that pulls them.

All three follow one conducted clock, which begins at nine in the morning of 5 August 2020 in Lai Châu.
"""

import asyncio
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from pytest_django import Settings
from tests.keyserver.processes import serving

from bluezone.authority.keyring import PUBLIC_FILE, load_or_make
from bluezone.cli.clock import ConductedClock, Conductor
from bluezone.phone.http_sync import HttpSync
from bluezone.phone.pulling import PulledFeeds, pull_feeds
from bluezone.protocol.news import News, news_in
from bluezone.protocol.place_warnings import CheckIn, place_exposures
from bluezone.protocol.policy_feed import Decided
from bluezone.protocol.signed_feeds import Feed, FeedKind, accept_feed
from bluezone.protocol.trust import KeySet, TrustState, accept_keys
from bluezone.protocol.venues import VenueCode, code_in, read_code

MORNING = datetime(2020, 8, 5, 2, 0, tzinfo=UTC)


class Watch:
    """The clock that the console follows while a test conducts it."""

    clock: ClassVar[ConductedClock]

    def now(self) -> datetime:
        return Watch.clock.now()


def watch() -> Watch:
    return Watch()


@dataclass
class Phone:
    """A phone as far as it reads feeds and venue codes; it believes what the root key vouches for."""

    address: str
    fingerprint: str
    conductor: Conductor
    trust: TrustState = field(init=False)

    def __post_init__(self) -> None:
        self.trust = TrustState(self.fingerprint)

    @property
    def now(self) -> datetime:
        """The moment that key server, console and phone share."""
        return self.conductor.now()

    def later(self, by: timedelta) -> None:
        self.conductor.jump_to(self.now + by)

    def warned(self, stays: list[CheckIn]) -> list[int]:
        """Which of the stays are warned about after a look at the key server, by their number."""
        entries = self.pulled().entries or ()
        told = {id(each.check_in) for each in place_exposures(stays, entries)}
        return [number for number, stay in enumerate(stays) if id(stay) in told]

    def policy(self) -> Decided | None:
        return self.pulled().policy

    def news(self) -> News:
        return news_in(self.feed(FeedKind.NEWS))

    def scanned(self, text: str) -> VenueCode:
        """A code that was scanned, once everything about it holds."""
        return read_code(code_in(text), self._asks(_keys_of), self.now)

    def pulled(self) -> PulledFeeds:
        found: PulledFeeds = self._asks(pull_feeds)
        assert found.trouble is None
        self.trust = found.trust
        return found

    def feed(self, kind: FeedKind) -> Feed:
        async def taken(sync: HttpSync, trust: TrustState, keys: KeySet, *, at: datetime) -> tuple[TrustState, Feed]:
            content = await sync.signed_feed(kind)
            assert content is not None
            return accept_feed(trust, content, kind=kind, keys=keys, at=at)

        found: tuple[TrustState, Feed] = self._asks(taken)
        self.trust = found[0]
        return found[1]

    def _asks(self, what: Any) -> Any:
        """Ask in a thread of its own: a browser's loop may hold this one."""
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, self._asked(what)).result()

    async def _asked(self, what: Any) -> Any:
        sync, at = HttpSync(self.address, random_bytes=os.urandom), self.now
        try:
            trust, keys = accept_keys(self.trust, await sync.keys_document(), at=at)
            return await what(sync, trust, keys, at=at)
        finally:
            await sync.close()


async def _keys_of(_sync: HttpSync, _trust: TrustState, keys: KeySet, *, at: datetime) -> KeySet:
    assert at < keys.expires
    return keys


@contextmanager
def key_server(folder: Path, settings: Settings) -> Iterator[Phone]:
    """Start a key server that admitted the authority's keys, tell the settings of it, and give a phone that trusts it."""
    clock = folder / "clock"
    with Conductor(clock) as conductor:
        conductor.start(MORNING)
        Watch.clock = ConductedClock(clock)
        settings.BLUEZONE_CLOCK = "tests.authority.feeds.phone.watch"
        load_or_make(settings.AUTHORITY_KEYS, at=MORNING - timedelta(days=1))
        words = ("--demo", "--demo-clock", str(clock), "--admit-keys", str(settings.AUTHORITY_KEYS / PUBLIC_FILE))
        with serving(folder, *words) as running:
            settings.KEYSERVER_ADDRESS = running.ready["address"]
            settings.KEYSERVER_CREDENTIAL = Path(running.ready["credential_file"])
            yield Phone(running.ready["address"], running.ready["root_fingerprint"], conductor)

"""A key server inside the test: the real application and records, a clock that the test sets, requests from any address."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from bluezone.keyserver.announcing import Coming
from bluezone.keyserver.app import application
from bluezone.keyserver.batcher import Batch, Batcher
from bluezone.keyserver.files import PublishedFiles
from bluezone.keyserver.limits import FailureLimits
from bluezone.keyserver.parts import Parts
from bluezone.keyserver.premises import CHANCE, Premises, enter
from bluezone.keyserver.revision_tokens import RevisionTokens
from bluezone.keyserver.rules import Policy
from bluezone.keyserver.signed_feeds import SignedFeeds
from bluezone.keyserver.sqlite_store import SqliteStore
from bluezone.keyserver.tokens import Names, Notary
from bluezone.keyserver.wire import Credentials
from bluezone.keyserver.writer import Writer
from bluezone.protocol.exports import Export, read
from bluezone.protocol.intervals import key_interval_at

HOUR = timedelta(hours=1)
NOON = datetime(2026, 11, 20, 12, 20, tzinfo=UTC)
POLICY = Policy()


class SetClock:
    """A clock that stands where the test puts it."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    async def sleep_until(self, moment: datetime) -> None:
        self.moment = max(self.moment, moment)


class Desk:
    """The key server and everything a test wants to do to it."""

    def __init__(self, premises: Premises, clock: SetClock, **choices: Any) -> None:
        self.premises = premises
        self.clock = clock
        self.runner = asyncio.Runner()
        self.runner.get_loop()
        self.writer = Writer(premises.store)
        policy = choices.get("policy", POLICY)
        self.limits = FailureLimits(policy, CHANCE.random)
        self.files = PublishedFiles(premises.published)
        exports, self.lead = premises.batches()
        self.batcher = Batcher(
            premises.published,
            exports,
            premises.ring,
            "VN",
            CHANCE.random,
        )
        self.parts = Parts(
            clock=clock,
            store=premises.store,
            writer=self.writer,
            feeds=SignedFeeds(premises.published, premises.ring, at=clock.now()),
            notary=Notary(premises.ring, POLICY, CHANCE.random, Names()),
            revisions=RevisionTokens(premises.files, CHANCE.random),
            limits=self.limits,
            policy=policy,
            chance=CHANCE,
            health_authorities=choices.get("health_authorities", frozenset()),
            answer_budget=choices.get("answer_budget", timedelta()),
        )
        credentials = Credentials(premises.credential, choices.get("device_keys", ()))
        self.parts.feeds.announce_by(self.announce)
        self.app = application(self.parts, credentials, files=self.files.routes())

    @property
    def sqlite(self) -> SqliteStore:
        """The records, of which it is known that they are in SQLite."""
        assert isinstance(self.premises.store, SqliteStore)
        return self.premises.store

    @property
    def today(self) -> int:
        """The interval number of the present UTC day's start."""
        return key_interval_at(self.clock.moment) // 144 * 144

    def send(self, method: str, path: str, *, address: str = "198.51.100.7", **request: Any) -> httpx.Response:
        return self.runner.run(self.sent(method, path, address=address, **request))

    async def sent(self, method: str, path: str, *, address: str = "198.51.100.7", **request: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False, client=(address, 4711))
        async with httpx.AsyncClient(transport=transport, base_url="http://keys.example") as client:
            return await client.request(method, path, **request)

    def post(self, path: str, body: Any, *, address: str = "198.51.100.7", **headers: str) -> httpx.Response:
        return self.send("POST", path, json=body, headers=headers, address=address)

    def ask(self, path: str, body: Any) -> httpx.Response:
        """Ask as the authority."""
        return self.send("POST", path, json=body, headers={"X-API-Key": self.premises.credential.decode()})

    def issue(self, **request: Any) -> dict[str, Any]:
        answer = self.ask("/api/issue", {"testType": "confirmed", **request})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def code(self, **request: Any) -> str:
        return str(self.issue(**request)["code"])

    def later(self, by: timedelta) -> None:
        self.clock.moment += by

    async def announce(self, coming: Coming, at: datetime) -> None:
        """Log a signed feed as the hourly work's owner does."""
        self.batcher.announce(coming, at)
        self.files.load(self.premises.ring)

    def publish_hour(self) -> Batch:
        """Run the batcher now, and hold its files."""
        batch = self.batcher.run(self.clock.moment)
        self.files.load(self.premises.ring)
        return batch

    def export_names(self) -> list[str]:
        """The exports that the index names, oldest first."""
        answer = self.send("GET", "/exports/index.txt")
        return answer.text.split() if answer.status_code == 200 else []

    def export(self, name: str) -> Export:
        """One export, downloaded."""
        return read(self.send("GET", f"/exports/{name}").content)[0]

    def exported(self) -> list[Export]:
        """Every export that the index names, downloaded."""
        return [self.export(name) for name in self.export_names()]

    def exported_keys(self) -> list[bytes]:
        return [key.key.secret for export in self.exported() for key in export.keys]

    def close(self) -> None:
        self.runner.run(self.writer.close())
        self.runner.close()
        self.batcher.store.close()  # type: ignore[attr-defined]  # the port has no end, the records in SQLite have
        self.premises.close()


@contextmanager
def opened_desk(folder: Path, *, at: datetime = NOON, **choices: Any) -> Iterator[Desk]:
    policy = choices.get("policy", POLICY)
    where = {"demo": choices.pop("demo", False), "database_url": choices.pop("database_url", "")}
    desk = Desk(enter(folder, at=at, policy=policy, **where), SetClock(at), **choices)
    try:
        yield desk
    finally:
        desk.close()

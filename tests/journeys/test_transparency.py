"""Whoever holds the server and its index key still cannot show one phone what nobody else is shown."""

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import httpx
import msgspec
import pytest
from starlette.applications import Starlette

from bluezone.keyserver.announcing import EXPORTS, INDEX
from bluezone.keyserver.batcher import Batcher
from bluezone.keyserver.files import PublishedFiles
from bluezone.keyserver.log_folder import LOG
from bluezone.keyserver.memory_store import MemoryStore
from bluezone.keyserver.rules import HeldKey
from bluezone.keyserver.signing import create_keys
from bluezone.keyserver.store import HoldKeys
from bluezone.phone.diary import MemoryDiary
from bluezone.phone.http_sync import HttpSync
from bluezone.phone.pulling import pull
from bluezone.phone.runtime import Phone, Settings
from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.intervals import key_interval_at
from bluezone.protocol.keys import RETENTION, DiagnosisKey, ExposureKey
from bluezone.protocol.transparency import Log
from bluezone.protocol.trust import Index, index_in

HOUR = timedelta(hours=1)


class StandingClock:
    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    async def sleep_until(self, moment: datetime) -> None:
        self.moment = max(self.moment, moment)


class Town:
    """A key server that publishes for a day, and a phone that has looked at its end."""

    def __init__(self, folder: Path) -> None:
        self.clock = StandingClock(datetime(2026, 11, 20, 8, tzinfo=UTC))
        self.folder, self.store, self.diary = folder / "published", MemoryStore(), MemoryDiary()
        self.ring = create_keys(folder / "keys", at=self.clock.moment)
        self.batcher = self.publisher(self.store)
        self.files = PublishedFiles(self.folder)
        for number in range(3):
            self.publishes(number)
        self.looks()

    def publisher(self, store: MemoryStore) -> Batcher:
        return Batcher(self.folder, store, self.ring, "VN", Random(1).randbytes)

    def publishes(self, number: int) -> None:
        self.clock.moment += HOUR
        start = key_interval_at(self.clock.moment - 30 * HOUR)
        held = HeldKey(DiagnosisKey(ExposureKey(number.to_bytes(16), start)), self.clock.moment)
        self.store.prepare([HoldKeys((held,))])
        self.store.commit()
        self.batcher.run(self.clock.moment)

    @contextmanager
    def index(self) -> Iterator[list[Index]]:
        """Let the attacker sign another index in the place of the last one."""
        path = self.folder / EXPORTS / INDEX
        index = index_in(path.read_bytes())
        changed = [index]
        yield changed
        later = msgspec.structs.replace(changed[0], sequence=index.sequence + 1)
        path.write_bytes(self.ring.sign_index(later, at=self.clock.moment))

    def looks(self) -> int:
        return asyncio.run(self._looks())

    async def _looks(self) -> int:
        self.files.load(self.ring)
        transport = httpx.ASGITransport(Starlette(routes=self.files.routes()))
        sync = HttpSync("https://keys.example", random_bytes=Random(1).randbytes, transport=transport)
        settings = Settings(self.ring.root_fingerprint)
        phone = Phone(
            radio=None,
            clock=self.clock,
            diary=self.diary,
            sync=sync,
            settings=settings,
            random_bytes=Random(2).randbytes,
        )
        try:
            return (await phone.check()).new_exports
        finally:
            await sync.close()

    def refuses(self, code: str) -> None:
        before = self.diary.last_check()
        with pytest.raises(RuleViolation) as refused:
            self.looks()
        assert refused.value.code == code
        assert self.diary.last_check() == before


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


def log_of(index: Index) -> Log:
    assert index.log is not None
    return index.log


def test_a_phone_follows_the_log_from_hour_to_hour_and_reads_a_few_kilobytes(town: Town) -> None:
    town.publishes(4)
    assert town.looks() == 1
    town.publishes(5)
    before = town.diary.last_check()
    assert before is not None

    async def read() -> int:
        town.files.load(town.ring)
        transport = httpx.ASGITransport(Starlette(routes=town.files.routes()))
        sync = HttpSync("https://keys.example", random_bytes=Random(1).randbytes, transport=transport)
        found = await pull(sync, before.trust, before.exports, at=town.clock.now())
        await sync.close()
        assert found.log is not None
        return found.log.bytes_read

    assert asyncio.run(read()) == 32 * 11  # one tile: five exports, five feeds, keys.json
    assert town.looks() == 1


def test_a_republished_old_export_is_refused_by_the_phone(town: Town) -> None:
    old, place = index_in((town.folder / EXPORTS / INDEX).read_bytes()).exports[0], 0
    content = (town.folder / EXPORTS / old.name).read_bytes()
    town.clock.moment += timedelta(days=17)
    town.publishes(9)
    town.looks()
    town.diary.forget(town.clock.moment - RETENTION, town.clock.moment)  # as a phone that runs does every day
    (town.folder / EXPORTS / old.name).write_bytes(content)

    with town.index() as signed:
        log = msgspec.structs.replace(log_of(signed[0]), exports=(place, *log_of(signed[0]).exports))
        signed[0] = msgspec.structs.replace(signed[0], exports=(old, *signed[0].exports), log=log)

    town.refuses("export_republished")


def test_a_forked_log_is_refused_by_the_phone(town: Town) -> None:
    town.store = MemoryStore()
    for place in (town.folder / LOG, town.folder / EXPORTS):
        shutil.rmtree(place)
    town.batcher = town.publisher(town.store)
    town.publishes(20)

    town.refuses("log_shrunken")
    for number in range(21, 26):
        town.publishes(number)
    town.refuses("log_forked")


def test_an_export_missing_from_the_log_is_refused_by_the_phone(town: Town) -> None:
    town.publishes(7)
    with town.index() as signed:
        log = log_of(signed[0])
        elsewhere = msgspec.structs.replace(log, exports=(*log.exports[:-1], log.size - 1))
        signed[0] = msgspec.structs.replace(signed[0], log=elsewhere)

    town.refuses("export_not_logged")


def test_an_index_without_a_log_is_refused_by_a_phone_that_has_seen_one(town: Town) -> None:
    with town.index() as signed:
        signed[0] = msgspec.structs.replace(signed[0], log=None)

    town.refuses("log_missing")

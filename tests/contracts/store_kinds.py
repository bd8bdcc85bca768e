"""The kinds of records that the key server can keep, for suites that must pass on every one of them.

A suite takes the fixture `kind` (both sides) or `store` (the requests' side): `from tests.contracts.store_kinds import kind, store`.
"""

import os
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Protocol

import pytest
from tests.postgresql import new_database

from bluezone.keyserver.batcher import ExportRecord, ExportStore
from bluezone.keyserver.memory_store import MemoryStore
from bluezone.keyserver.postgresql_exports import PostgresqlExports
from bluezone.keyserver.postgresql_schema import empty
from bluezone.keyserver.postgresql_store import PostgresqlStore
from bluezone.keyserver.rules import Diagnosis, HeldKey, NewCode, Policy, hour_at_or_after
from bluezone.keyserver.sealing import Chance, KeyFiles
from bluezone.keyserver.sqlite_exports import SqliteExports
from bluezone.keyserver.sqlite_store import SqliteStore
from bluezone.keyserver.store import Operation, Outcome, Store
from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.intervals import key_interval_at
from bluezone.protocol.keys import DiagnosisKey, ExposureKey, ReportType
from bluezone.protocol.trust import PublishedFile

NOON = datetime(2026, 11, 20, 12, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
CONFIRMED = Diagnosis("confirmed", NOON.date(), None)
CHANCE = Chance(os.urandom, random.Random(2).randrange)
POLICY = Policy(most_letters=20)


class Kind(Protocol):
    """Both sides of one kind of records."""

    store: Store
    exports: ExportStore


class _Sqlite:
    def __init__(self, folder: Path) -> None:
        files = KeyFiles(os.urandom(32), os.urandom(32))
        self.store = SqliteStore(folder / "records.sqlite3", files, CHANCE, policy=POLICY)
        self.exports = SqliteExports(folder / "records.sqlite3", files, CHANCE)


class _Memory:
    def __init__(self, _: Path) -> None:
        self.store = self.exports = MemoryStore(POLICY)


class _Postgresql:
    """Records on the server of this process, in tables that each test leaves empty."""

    def __init__(self, _: Path) -> None:
        files = KeyFiles(os.urandom(32), os.urandom(32))
        self.store = PostgresqlStore(_database(), files, CHANCE, policy=POLICY)
        self.exports = PostgresqlExports(_database(), files, CHANCE)


@cache
def _database() -> str:
    return new_database()


@pytest.fixture(params=[_Memory, _Sqlite, _Postgresql], ids=["memory", "sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kind]:
    made: Callable[[Path], Kind] = request.param
    records = made(tmp_path)
    yield records
    if isinstance(records.exports, SqliteExports | PostgresqlExports):
        records.exports.close()
    records.store.close()
    if isinstance(records.exports, PostgresqlExports):
        empty(_database())


@pytest.fixture
def store(kind: Kind) -> Store:
    return kind.store


def new_code(name: str, *, code_id: str = "id-1", moment: datetime = NOON) -> NewCode:
    return NewCode(
        code_id, f"s{name}", f"l{name}", moment + timedelta(minutes=15), moment + timedelta(hours=24), CONFIRMED
    )


def held_key(number: int, *, release: datetime = NOON) -> HeldKey:
    key = ExposureKey(number.to_bytes(16, "big"), key_interval_at(release) - 200, 144)
    return HeldKey(DiagnosisKey(key, ReportType.CONFIRMED_TEST, number % 15, 2), hour_at_or_after(release))


def record(number: int, *, end: datetime = NOON) -> ExportRecord:
    end = end.replace(minute=0)
    file = PublishedFile(
        name=f"{number:05d}.zip", size=1, sha256=sha256(b"").hexdigest(), start=end - HOUR, end=end, region="VN"
    )
    return ExportRecord(export=file, feed=file)


def did(store: Store, *operations: Operation) -> list[Outcome]:
    outcomes = store.prepare(operations)
    store.commit()
    return outcomes


def code_of(outcome: Outcome) -> str:
    assert isinstance(outcome, RuleViolation)
    return outcome.code

"""How long an answer to a phone is held, whatever had to be done for it."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from tests.keyserver.desk import Desk, opened_desk

from bluezone.keyserver import hold
from bluezone.keyserver.hold import Hold
from bluezone.keyserver.meters import Meters

BUDGET = timedelta(milliseconds=60)
MINUTE = timedelta(minutes=1)
PATHS = ("/api/verify", "/api/certificate", "/v1/publish")


@pytest.fixture
def holding(tmp_path: Path) -> Iterator[Desk]:
    with opened_desk(tmp_path / "data", answer_budget=BUDGET) as desk:
        yield desk


@contextmanager
def listening(ear: logging.Handler) -> Iterator[None]:
    hold.logger.addHandler(ear)
    try:
        yield
    finally:
        hold.logger.removeHandler(ear)


def seconds(desk: Desk, path: str, body: Any, **headers: str) -> float:
    start = perf_counter()
    desk.post(path, body, **headers)
    return perf_counter() - start


@pytest.mark.parametrize("headers", [{}, {"X-Chaff": "1"}], ids=["meant", "dummy"])
@pytest.mark.parametrize("path", PATHS)
def test_no_answer_to_a_phone_leaves_before_its_time(holding: Desk, path: str, headers: dict[str, str]) -> None:
    assert seconds(holding, path, {}, **headers) >= BUDGET.total_seconds() * 0.95


def test_what_is_refused_unread_leaves_no_earlier(holding: Desk) -> None:
    start = perf_counter()

    holding.send("POST", "/api/verify", content=b"<xml>", headers={"Content-Type": "text/xml"})

    assert perf_counter() - start >= BUDGET.total_seconds() * 0.95


def test_files_and_the_authority_are_answered_at_once(tmp_path: Path) -> None:
    with opened_desk(tmp_path / "data", answer_budget=timedelta(hours=1)) as desk:
        assert desk.send("GET", "/health").status_code == 200
        assert desk.send("OPTIONS", "/api/verify").status_code == 204
        assert len(desk.code()) == 8


def test_work_that_takes_longer_than_all_answers_take_is_counted_and_told_once_a_minute() -> None:
    meters = Meters()
    meter = meters.endpoint("/v1/publish")

    async def three_late() -> None:
        holds = Hold(timedelta(milliseconds=1), tell_every=timedelta(milliseconds=30))
        for _ in range(3):
            due = holds.begun()
            assert due is not None
            await holds.over(due, 0.002, meter)
        assert not told
        await asyncio.wait_for(heard.wait(), 30)

    told, heard = list[int](), asyncio.Event()

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.append(getattr(record, "answers", 0))
            heard.set()

    with listening(Ear()):
        asyncio.run(three_late())

    assert told == [3]
    assert b'over_budget_total{endpoint="/v1/publish"} 3.0' in meters.text()


def test_work_within_the_time_is_no_alarm() -> None:
    meters = Meters()

    async def one() -> None:
        holds = Hold(timedelta(milliseconds=20), tell_every=MINUTE)
        due = holds.begun()
        assert due is not None
        await holds.over(due, 0.019, meters.endpoint("/v1/publish"))

    asyncio.run(one())

    assert b'over_budget_total{endpoint="/v1/publish"} 0.0' in meters.text()


def test_many_answers_are_held_at_the_same_time() -> None:
    meter = Meters().endpoint("/v1/publish")

    async def held(holds: Hold) -> None:
        due = holds.begun()
        assert due is not None
        await holds.over(due, 0.0, meter)

    async def thousands() -> float:
        holds, start = Hold(timedelta(seconds=0.1)), perf_counter()
        await asyncio.gather(*(held(holds) for _ in range(2000)))
        return perf_counter() - start

    assert asyncio.run(thousands()) < 60  # one after another they would take 200 seconds

"""Each hour the server publishes and forgets by itself; what fails is made up for a minute later."""

import asyncio
import logging
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from tests.keyserver import enx_client
from tests.keyserver.desk import NOON, Desk

from bluezone.keyserver.rounds import Rounds, in_turn, next_look
from bluezone.keyserver.sqlite_exports import SqliteExports
from bluezone.protocol.errors import Unavailable


def rounds_of(desk: Desk) -> Rounds:
    return Rounds(desk.clock, desk.batcher, desk.files, desk.premises.store, desk.writer)


def looked(desk: Desk, rounds: Rounds, *, after: timedelta = timedelta()) -> None:
    desk.later(after)
    desk.runner.run(rounds.look())


def test_a_report_is_published_at_the_next_full_hour(desk: Desk) -> None:
    rounds = rounds_of(desk)
    looked(desk, rounds)
    enx_client.report(desk.post, desk.code(), enx_client.fresh_teks(desk.today))

    looked(desk, rounds, after=timedelta(minutes=39))
    early = desk.export_names()
    looked(desk, rounds, after=timedelta(minutes=1))

    assert (early, len(desk.export_names())) == ([], 1)


@pytest.mark.parametrize("wrong", [Unavailable("busy"), OSError(28, "No space left on device")])
def test_an_hour_that_failed_is_made_up_for_at_the_next_look(
    desk: Desk, wrong: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rounds = rounds_of(desk)
    real = desk.files.load
    failures = iter([wrong])

    def load(ring: Any) -> int:
        for failure in failures:
            raise failure
        return real(ring)

    monkeypatch.setattr(desk.files, "load", load)
    with caplog.at_level(logging.WARNING):
        looked(desk, rounds)
    before = desk.send("GET", "/exports/index.json").status_code
    looked(desk, rounds, after=timedelta(minutes=1))

    assert (before, desk.send("GET", "/exports/index.json").status_code) == (404, 200)
    assert "waits for the next look" in caplog.text


def test_what_is_past_its_time_is_forgotten_within_the_hour(desk: Desk) -> None:
    rounds = rounds_of(desk)
    desk.issue()

    looked(desk, rounds, after=timedelta(days=14, hours=1))

    assert [record.codes for record in desk.premises.store.purges()] == [2]


def test_the_server_looks_every_full_minute() -> None:
    assert next_look(NOON) == NOON + timedelta(minutes=1)
    assert next_look(NOON + timedelta(seconds=59, microseconds=9)) == NOON + timedelta(minutes=1)


def test_rounds_go_on_for_ever(desk: Desk) -> None:
    rounds, moments = rounds_of(desk), list[datetime]()

    class Ticking:
        def now(self) -> datetime:
            return desk.clock.moment

        async def sleep_until(self, moment: datetime) -> None:
            moments.append(moment)
            desk.clock.moment = moment
            await asyncio.sleep(0)
            if len(moments) == 130:
                raise asyncio.CancelledError

    rounds._clock = Ticking()
    with pytest.raises(asyncio.CancelledError):
        desk.runner.run(rounds.go())

    assert moments == [NOON + timedelta(minutes=minute) for minute in range(1, 131)]
    assert rounds._published == int((NOON + timedelta(hours=2)).timestamp()) // 3600


def test_a_batch_in_another_thread_takes_its_turn(desk: Desk) -> None:
    enx_client.report(desk.post, desk.code(), enx_client.fresh_teks(desk.today))
    desk.later(timedelta(hours=1))

    async def story() -> int:
        turn = in_turn(desk.writer, asyncio.get_running_loop())
        exports = desk.batcher.store
        assert isinstance(exports, SqliteExports)
        exports._in_turn = turn
        batch = await asyncio.to_thread(partial(desk.batcher.run, desk.clock.moment))
        return batch.keys

    assert desk.runner.run(story()) == 14


def test_an_hour_that_begins_while_the_one_before_is_worked_on_is_not_kept_waiting(desk: Desk) -> None:
    rounds, slept = rounds_of(desk), list[timedelta]()
    real = desk.batcher.store.exports

    class Ticking:
        def now(self) -> datetime:
            return desk.clock.moment

        async def sleep_until(self, moment: datetime) -> None:
            slept.append(max(moment - desk.clock.moment, timedelta()))
            desk.clock.moment = max(moment, desk.clock.moment)
            if len(slept) == 3:
                raise asyncio.CancelledError

    class Slow:
        """Records that take so long to read that the clock jumps to the next full hour meanwhile."""

        def __getattr__(self, name: str) -> Any:
            return getattr(desk.batcher.store, name)

        def exports(self) -> Any:
            desk.clock.moment = max(desk.clock.moment, NOON + timedelta(minutes=40))
            return real()

    rounds._clock, rounds._batcher = Ticking(), replace(desk.batcher, store=Slow())
    with pytest.raises(asyncio.CancelledError):
        desk.runner.run(rounds.go())

    assert slept == [timedelta(minutes=1), timedelta(), timedelta(minutes=1)]
    assert rounds._published == int((NOON + timedelta(minutes=40)).timestamp()) // 3600

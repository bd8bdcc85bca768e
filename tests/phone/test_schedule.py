"""The schedule: checks come by themselves, apart from each other, and a failed one harms nothing."""

import asyncio
import logging
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import mean

import pytest
from tests.phone.people import DAY, HOUR, MINUTE, NOON, Meddled, key_server, phone_of
from tests.radio.fakes import FakeAir

from bluezone.phone.chaff import Call
from bluezone.phone.diary import Diary, MemoryDiary
from bluezone.phone.remembered import Remembered
from bluezone.phone.reporting import Stage
from bluezone.phone.schedule import Checks, Dummies
from bluezone.phone.sequences import Sequences
from bluezone.protocol.errors import RuleViolation, Unavailable
from bluezone.protocol.messages import PublishRequest, PublishResponse
from bluezone.protocol.policy_feed import Decided, DummyRates
from bluezone.protocol.risk import POLICY_1
from bluezone.radio.virtual_time import VirtualTime, run


def test_a_phone_looks_at_once_and_then_at_random_moments() -> None:
    async def story(clock: VirtualTime) -> None:
        server = key_server(clock)
        turns = iter((0.0, 1.0, 0.5, 0.5, 0.5))
        checks = Checks(phone_of(clock, server), clock, minutes=60, chance=lambda: next(turns))
        running = asyncio.create_task(checks.run())
        seen = []
        for _ in range(10):
            await clock.sleep_until(clock.now() + timedelta(minutes=29))
            seen.append(server.asked.count("index"))
        running.cancel()

        assert seen == [1, 2, 2, 2, 3, 3, 4, 4, 5, 5]

    run(story, start=NOON)


def test_a_check_that_fails_is_logged_by_its_code_and_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    async def story(clock: VirtualTime) -> None:
        server = key_server(clock)
        ordinary = server.index
        wrongs = iter((Unavailable("no route to 10.0.0.1"), RuleViolation("index_expired", "planted text")))

        async def index() -> bytes:
            for wrong in wrongs:
                raise wrong
            return await ordinary()

        server.index = index  # type: ignore[method-assign]  # a bad network
        phone = phone_of(clock, server)
        running = asyncio.create_task(Checks(phone, clock, minutes=60).run())
        await clock.sleep_until(NOON + 4 * HOUR)
        running.cancel()

        assert phone.status().checked_at is not None

    with caplog.at_level(logging.WARNING):
        run(story, start=NOON)

    assert [getattr(record, "code", "") for record in caplog.records] == ["unavailable", "index_expired"]
    assert "planted" not in caplog.text


def test_a_report_that_is_refused_for_ever_keeps_no_phone_from_looking() -> None:
    async def story(clock: VirtualTime) -> None:
        server = key_server(clock)

        async def refused(request: PublishRequest) -> PublishResponse:
            raise RuleViolation("unknown_health_authority_id", "refused")

        server.publish = refused  # type: ignore[method-assign]  # a key server that knows another authority
        phone = phone_of(clock, server, radio=FakeAir(clock).radio())
        await phone.start()
        await clock.sleep_until(NOON + 20 * MINUTE)
        with pytest.raises(RuleViolation, match="refused"):
            await phone.report(server.issue(), phone.preview().agreed(clock.now()))
        await phone.stop()

        running = asyncio.create_task(Checks(phone, clock, minutes=60).run())
        await clock.sleep_until(clock.now() + MINUTE)
        running.cancel()

        assert phone.status().report is Stage.CERTIFIED
        assert phone.status().checked_at is not None

    run(story, start=NOON)


def test_a_phone_that_is_not_to_look_never_does() -> None:
    async def story(clock: VirtualTime) -> None:
        server = key_server(clock)
        await Checks(phone_of(clock, server), clock, minutes=0).run()
        assert server.asked == []

    run(story, start=NOON)


@dataclass
class Watched(Meddled):
    """A key server that notes the moment of each dummy call."""

    moments: dict[Call, list[datetime]] = field(default_factory=lambda: {call: [] for call in Call})
    answers: bool = True

    async def dummy(self, call: Call) -> None:
        self.moments[call].append(self.clock.now())
        if not self.answers:
            raise Unavailable("no network")


def dummies_of(
    clock: VirtualTime, *, seed: int = 0, rates: DummyRates | None = None, diary: Diary | None = None
) -> tuple[Watched, Dummies]:
    diary = diary or MemoryDiary()
    server = key_server(clock)
    wire = Watched(clock, server.random_bytes)
    if rates is not None:
        Remembered(diary.notebook).take(b"", Decided(POLICY_1, NOON - DAY, rates))
    chance = random.Random(seed).random
    phone = phone_of(clock, wire, diary=diary)
    return wire, Dummies(phone, clock, Sequences(wire, clock, chance), diary.is_erased, chance)


def test_a_thousand_days_of_phones_have_dummies_like_radioactive_decay() -> None:
    phones, days = 40, 25

    async def story(clock: VirtualTime) -> list[Watched]:
        wires, running = list[Watched](), list[asyncio.Task[None]]()
        for seed in range(phones):
            wire, dummies = dummies_of(clock, seed=seed)
            wires.append(wire)
            running.append(asyncio.create_task(dummies.run()))
        await clock.sleep_until(NOON + days * DAY)
        for task in running:
            task.cancel()
        return wires

    wires = run(story, start=NOON)

    for call in (Call.VERIFY, Call.LETTER):
        a_day = [Counter((moment - NOON) // DAY for moment in wire.moments[call]) for wire in wires]
        counts = [day[number] for day in a_day for number in range(days)]
        assert len(counts) == 1000
        assert 150 < sum(counts) < 250  # 200 are expected
        dispersion = sum((count - mean(counts)) ** 2 for count in counts) / mean(counts)
        assert 800 < dispersion < 1200  # chi-squared with 999 degrees of freedom
    long = [gap > 5 * DAY for wire in wires for gap in (two[1] - two[0] for two in pairwise(wire.moments[Call.VERIFY]))]
    assert 0.2 < mean(long) < 0.45  # exponential gaps of 5 days on average, in a window of 25: about a third is longer
    for wire in wires:
        assert len(wire.moments[Call.VERIFY]) == len(wire.moments[Call.CERTIFICATE]) == len(wire.moments[Call.PUBLISH])


@pytest.mark.parametrize(("rates", "many"), [(DummyRates(0, 0), 0), (DummyRates(10, 10), 100)])
def test_the_ministry_decides_how_many_dummies_there_are(rates: DummyRates, many: int) -> None:
    async def story(clock: VirtualTime) -> Watched:
        wire, dummies = dummies_of(clock, rates=rates)
        running = asyncio.create_task(dummies.run())
        await clock.sleep_until(NOON + 10 * DAY)
        running.cancel()
        return wire

    found = run(story, start=NOON).moments

    assert len(found[Call.VERIFY]) == pytest.approx(many, abs=4 * many**0.5)
    assert len(found[Call.LETTER]) == pytest.approx(many, abs=4 * many**0.5)


def test_a_phone_that_slept_for_a_week_wakes_up_without_a_storm() -> None:
    class Sleepy(VirtualTime):
        """A clock whose phone sleeps for a week, and wakes up with every moment passed."""

        asleep_until = NOON + 7 * DAY

        async def sleep_until(self, moment: datetime) -> None:
            await super().sleep_until(max(moment, self.asleep_until))

    async def story() -> Watched:
        wire, dummies = dummies_of(clock, rates=DummyRates(10, 10))
        running = asyncio.create_task(dummies.run())
        await clock.sleep_until(NOON + 7 * DAY + MINUTE)
        running.cancel()
        await asyncio.wait({running})
        return wire

    clock = Sleepy(NOON)
    try:
        wire = clock.run_until_complete(story())
    finally:
        clock.close()

    assert sum(map(len, wire.moments.values())) == 0


def test_a_phone_without_a_network_sends_no_more_than_one_with() -> None:
    async def story(clock: VirtualTime) -> tuple[int, int]:
        wire, dummies = dummies_of(clock, rates=DummyRates(10, 0))
        wire.answers = False
        running = asyncio.create_task(dummies.run())
        await clock.sleep_until(NOON + 10 * DAY)
        running.cancel()
        return len(wire.moments[Call.VERIFY]), len(wire.moments[Call.PUBLISH])

    begun, ended = run(story, start=NOON)

    assert begun == ended == pytest.approx(100, abs=40)


def test_an_erased_phone_sends_nothing_more() -> None:
    async def story(clock: VirtualTime) -> Watched:
        diary = MemoryDiary()
        wire, dummies = dummies_of(clock, rates=DummyRates(10, 10), diary=diary)
        diary.erase()
        await dummies.run()
        return wire

    assert sum(map(len, run(story, start=NOON).moments.values())) == 0


def test_a_check_repeats_the_dummy_that_nobody_answered() -> None:
    async def story(clock: VirtualTime) -> Watched:
        wire, dummies = dummies_of(clock)
        await dummies.sequences.send_dummy_report()
        wire.moments[Call.VERIFY].clear()
        wire.answers = False
        await dummies.sequences.send_dummy_letter()
        wire.answers = True
        checks = Checks(dummies.phone, clock, minutes=60, sequences=dummies.sequences)
        running = asyncio.create_task(checks.run())
        await clock.sleep_until(clock.now() + 3 * HOUR)
        running.cancel()
        return wire

    found = run(story, start=NOON).moments

    assert (len(found[Call.VERIFY]), len(found[Call.LETTER])) == (0, 2)

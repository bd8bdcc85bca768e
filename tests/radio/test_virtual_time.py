"""Virtual time: a clock that leaps, and when it must not."""

import asyncio
import socket
import time
from datetime import datetime, timedelta

import pytest
from tests.radio.worlds import HOUR, SECOND, START

from bluezone.radio.virtual_time import VirtualTime, run


def test_a_day_of_waiting_takes_no_time() -> None:
    async def story(clock: VirtualTime) -> datetime:
        for hour in range(1, 25):
            await clock.sleep_until(START + hour * HOUR)
        return clock.now()

    began = time.perf_counter()

    assert run(story, start=START) == START + timedelta(days=1)
    assert time.perf_counter() - began < 60, "seconds of a busy computer, not a day"


def test_two_who_wait_wake_in_the_order_of_their_moments() -> None:
    async def story(clock: VirtualTime) -> list[tuple[str, datetime]]:
        woken: list[tuple[str, datetime]] = []

        async def wait(name: str, moments: list[datetime]) -> None:
            for moment in moments:
                await clock.sleep_until(moment)
                woken.append((name, clock.now()))

        await asyncio.gather(
            wait("late", [START + 2 * SECOND, START + 4 * SECOND]),
            wait("early", [START + 1 * SECOND, START + 3 * SECOND]),
        )
        return woken

    woken = run(story, start=START)

    assert [name for name, _ in woken] == ["early", "late", "early", "late"]
    assert [moment for _, moment in woken] == [START + n * SECOND for n in (1, 2, 3, 4)]


def test_every_moment_is_exact_to_the_microsecond_after_weeks() -> None:
    odd = timedelta(seconds=1, microseconds=333_333)

    async def story(clock: VirtualTime) -> None:
        moment = START + timedelta(days=21)
        for _ in range(1000):
            moment += odd
            await clock.sleep_until(moment)
            assert clock.now() == moment

    run(story, start=START)


def test_a_past_moment_lets_others_run_and_moves_nothing() -> None:
    async def story(clock: VirtualTime) -> bool:
        ran = asyncio.Event()
        other = asyncio.create_task(asyncio.to_thread(int))
        asyncio.get_running_loop().call_soon(ran.set)
        await clock.sleep_until(START - HOUR)
        await other
        return ran.is_set() and clock.now() == START

    assert run(story, start=START)


def test_the_clock_stops_at_a_moment_and_goes_on() -> None:
    clock = VirtualTime(START)
    ticks: list[datetime] = []

    async def tick() -> None:
        while True:
            ticks.append(clock.now())
            await clock.sleep_until(clock.now() + 10 * SECOND)

    ticking = clock.create_task(tick())
    clock.run_until(START + 25 * SECOND)
    first = len(ticks)
    clock.run_until(START + 45 * SECOND)

    assert (first, len(ticks)) == (3, 5)
    assert clock.now() == START + 45 * SECOND
    ticking.cancel()
    clock.run_until(START + 46 * SECOND)
    clock.close()


def test_a_wait_that_is_cancelled_leaves_no_alarm() -> None:
    async def story(clock: VirtualTime) -> datetime:
        waiting = asyncio.create_task(clock.sleep_until(START + 24 * HOUR))
        await clock.sleep_until(START + SECOND)
        waiting.cancel()
        await asyncio.wait([waiting])
        await clock.sleep_until(START + 2 * SECOND)
        return clock.now()

    assert run(story, start=START) == START + 2 * SECOND


def test_time_stands_still_while_a_thread_works() -> None:
    async def story(clock: VirtualTime) -> tuple[datetime, bool]:
        hour = asyncio.create_task(clock.sleep_until(START + HOUR))
        await asyncio.sleep(0)
        await asyncio.to_thread(time.sleep, 0.05)
        seen = clock.now(), hour.done()
        hour.cancel()
        return seen

    assert run(story, start=START) == (START, False)


def test_time_does_not_leap_over_an_open_socket() -> None:
    here, there = socket.socketpair()

    async def story(clock: VirtualTime) -> None:
        clock.add_reader(here, lambda: None)
        try:
            await clock.sleep_until(START + HOUR)
        finally:
            clock.remove_reader(here)

    with here, there, pytest.raises(RuntimeError, match="socket is open"):
        run(story, start=START)


def test_what_is_ready_on_a_socket_is_read_before_time_moves() -> None:
    here, there = socket.socketpair()

    async def story(clock: VirtualTime) -> bytes:
        read: list[bytes] = []
        clock.add_reader(here, lambda: read.append(here.recv(8)))
        there.send(b"answer")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        clock.remove_reader(here)
        return read[0]

    with here, there:
        assert run(story, start=START) == b"answer"


def test_a_story_in_which_nobody_acts_any_more_is_told_so() -> None:
    async def story(_clock: VirtualTime) -> None:
        await asyncio.Event().wait()

    with pytest.raises(RuntimeError, match="nobody will do"):
        run(story, start=START)


def test_a_start_needs_a_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        VirtualTime(START.replace(tzinfo=None))

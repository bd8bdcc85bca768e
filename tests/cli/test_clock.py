"""The clocks of programs, above all the one that the processes of a demo share."""

import asyncio
import itertools
import multiprocessing
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.cli import clock as clock_module
from bluezone.cli.clock import FILE_SIZE, HEAD, MAGIC, POLL, ConductedClock, Conductor, WallClock, clock_from
from bluezone.protocol.errors import MalformedMessage, Unavailable
from bluezone.radio.virtual_time import VirtualTime, run

MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ENOUGH = 10_000
"""How often another process looks at a clock that is changed all the time."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "clock"


@pytest.fixture
def conductor(path: Path) -> Iterator[Conductor]:
    with Conductor(path) as conductor:
        yield conductor


def test_the_wall_clock_tells_utc_and_waits() -> None:
    clock = WallClock()
    start = clock.now()

    asyncio.run(clock.sleep_until(start + timedelta(milliseconds=5)))

    assert clock.now() >= start + timedelta(milliseconds=5)
    assert start.tzinfo is UTC


def test_without_a_file_a_program_follows_the_wall_clock(conductor: Conductor, path: Path) -> None:
    conductor.start(MORNING, 0)

    assert isinstance(clock_from(None), WallClock)
    assert clock_from(path).now() == MORNING


def test_a_stopped_clock_shows_the_same_moment_to_everybody(conductor: Conductor, path: Path) -> None:
    conductor.start(MORNING, rate=0)

    followers = [ConductedClock(path) for _ in range(3)]

    time.sleep(0.01)
    assert {follower.now() for follower in followers} == {conductor.now()} == {MORNING}
    assert followers[0].rate == 0


def test_a_fast_clock_shows_ten_minutes_a_second(conductor: Conductor, path: Path) -> None:
    follower = ConductedClock(path)
    before = time.monotonic()
    conductor.start(MORNING, rate=600)
    started = time.monotonic()

    time.sleep(0.05)

    at_least = time.monotonic() - started
    shown = (follower.now() - MORNING).total_seconds()
    at_most = time.monotonic() - before
    assert 600 * at_least - 1e-6 <= shown <= 600 * at_most


def test_a_jump_is_seen_by_a_sleeper_at_once(conductor: Conductor, path: Path) -> None:
    conductor.start(MORNING, rate=0)
    follower = ConductedClock(path)

    async def sleep_through_the_night(loop: VirtualTime) -> float:
        sleeper = asyncio.create_task(follower.sleep_until(MORNING + timedelta(hours=12)))
        await asyncio.sleep(0.03)
        assert not sleeper.done()
        conductor.jump_to(MORNING + timedelta(hours=13))
        jumped = loop.time()
        await sleeper
        return loop.time() - jumped

    assert 0 <= run(sleep_through_the_night, start=MORNING) <= POLL.total_seconds()
    assert follower.now() == MORNING + timedelta(hours=13)


def test_a_sleeper_wakes_when_a_fast_clock_gets_there(conductor: Conductor) -> None:
    conductor.start(MORNING, rate=600)

    asyncio.run(asyncio.wait_for(conductor.sleep_until(MORNING + timedelta(seconds=30)), 60))

    assert conductor.now() >= MORNING + timedelta(seconds=30)


def test_a_change_of_rate_goes_on_from_the_present(conductor: Conductor) -> None:
    conductor.start(MORNING, rate=600)
    begun = time.monotonic()
    before = conductor.now()

    conductor.set_rate(0)

    at_most = 600 * timedelta(seconds=time.monotonic() - begun)
    assert before <= conductor.now() <= before + at_most
    assert conductor.now() == conductor.now()


def test_a_clock_never_goes_backwards(conductor: Conductor) -> None:
    conductor.start(MORNING, rate=0)

    with pytest.raises(ValueError, match="never goes backwards"):
        conductor.jump_to(MORNING - timedelta(microseconds=1))
    with pytest.raises(ValueError, match="never goes backwards"):
        conductor.start(MORNING - timedelta(days=1))

    assert conductor.now() == MORNING


@pytest.mark.parametrize("rate", [-1, float("nan"), float("inf"), 1_000_001])
def test_a_rate_out_of_range_changes_nothing(conductor: Conductor, rate: float) -> None:
    conductor.start(MORNING, rate=0)

    with pytest.raises(ValueError, match="a rate is 0 to"):
        conductor.set_rate(rate)

    assert conductor.now() == MORNING


def test_a_moment_without_a_time_zone_changes_nothing(conductor: Conductor) -> None:
    with pytest.raises(ValueError, match="time zone"):
        conductor.start(MORNING.replace(tzinfo=None))


def test_a_clock_is_started_before_it_is_changed(conductor: Conductor) -> None:
    with pytest.raises(ValueError, match="started first"):
        conductor.set_rate(2)
    with pytest.raises(ValueError, match="started first"):
        conductor.jump_to(MORNING)


def test_a_clock_that_nobody_started_is_unavailable(
    conductor: Conductor, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock_module, "PATIENCE", timedelta())

    with pytest.raises(Unavailable, match="not set"):
        ConductedClock(path).now()
    with pytest.raises(Unavailable, match="not set"):
        conductor.now()


def test_a_change_that_was_cut_short_is_never_shown(
    conductor: Conductor, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock_module, "PATIENCE", timedelta())
    conductor.start(MORNING, rate=0)
    whole = path.read_bytes()
    sequence, checksum = HEAD.unpack_from(whole, len(MAGIC))
    half_written = [
        MAGIC + HEAD.pack(sequence + 1, checksum) + whole[-24:],
        MAGIC + HEAD.pack(sequence, checksum) + bytes(24),
    ]

    for torn in half_written:
        path.write_bytes(torn)
        with pytest.raises(Unavailable, match="not set"):
            ConductedClock(path).now()

    conductor.start(MORNING + timedelta(hours=1), rate=0)
    assert ConductedClock(path).now() == MORNING + timedelta(hours=1)


def test_a_missing_file_is_unavailable(path: Path) -> None:
    with pytest.raises(Unavailable):
        ConductedClock(path)
    with pytest.raises(Unavailable):
        Conductor(path / "no such folder" / "clock")


@pytest.mark.parametrize("content", [b"", b"short", bytes(FILE_SIZE), b"x" * FILE_SIZE])
def test_another_file_is_not_taken_for_a_clock(path: Path, content: bytes) -> None:
    path.write_bytes(content)

    with pytest.raises(MalformedMessage):
        ConductedClock(path)


def test_a_clock_has_one_conductor(conductor: Conductor, path: Path) -> None:
    with pytest.raises(Unavailable, match="another conductor"):
        Conductor(path)


def test_a_conductor_takes_the_place_of_one_who_is_gone(path: Path) -> None:
    with Conductor(path) as former:
        former.start(MORNING + timedelta(days=400))

    with Conductor(path) as conductor:
        conductor.start(MORNING, rate=0)

        assert ConductedClock(path).now() == MORNING


def test_no_reader_sees_half_a_change(conductor: Conductor, path: Path) -> None:
    """Between jumps a reader may see only moments that were set, and never an earlier one than before."""
    conductor.start(MORNING, rate=0)
    step = timedelta(days=1, seconds=1, microseconds=1)
    done = threading.Event()
    wrong: list[datetime] = []

    def read() -> None:
        clock, last = ConductedClock(path), MORNING
        while not done.is_set():
            moment = clock.now()
            if moment < last or (moment - MORNING) % step:
                wrong.append(moment)
            last = moment

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(1, 3000):
        conductor.jump_to(MORNING + number * step)
    done.set()
    for reader in readers:
        reader.join()

    assert wrong == []


def _count_steps_backwards(path: Path, reads_well: object, answer: object) -> None:
    clock = ConductedClock(path)
    last, backwards, reads = clock.now(), 0, 0
    while clock.rate != 1:
        moment = clock.now()
        backwards += moment < last
        reads += 1
        last = moment
        if reads == ENOUGH:
            reads_well.set()  # type: ignore[attr-defined]  # multiprocessing's event has no public type
    answer.put((reads, backwards))  # type: ignore[attr-defined]  # nor has its queue


def test_time_never_runs_backwards_in_another_process(conductor: Conductor, path: Path) -> None:
    conductor.start(MORNING, rate=0)
    spawn = multiprocessing.get_context("spawn")
    reads_well, answer = spawn.Event(), spawn.Queue()
    reader = spawn.Process(target=_count_steps_backwards, args=(path, reads_well, answer))
    reader.start()

    deadline = time.monotonic() + 120
    for rate in itertools.cycle([600, 0, 100_000, 3, 50]):
        conductor.set_rate(rate)
        if reads_well.is_set() or time.monotonic() > deadline:
            break
    conductor.set_rate(1)

    reads, backwards = answer.get(timeout=60)
    reader.join(60)
    assert reads >= ENOUGH
    assert backwards == 0


changes = st.one_of(
    st.tuples(st.just("rate"), st.sampled_from([0.0, 0.5, 1.0, 600.0])),
    st.tuples(st.just("jump"), st.timedeltas(min_value=timedelta(), max_value=timedelta(days=30))),
)


@given(st.lists(changes, max_size=12))
def test_a_clock_follows_whatever_the_conductor_does(
    tmp_path_factory: pytest.TempPathFactory, story: list[tuple[str, Any]]
) -> None:
    with Conductor(tmp_path_factory.mktemp("conducted") / "clock") as conductor:
        conductor.start(MORNING, rate=0)
        least = MORNING
        for verb, value in story:
            if verb == "rate":
                conductor.set_rate(value)
            else:
                least += value
                conductor.jump_to(max(least, conductor.now() + timedelta(days=1)))
                least = max(least, conductor.now())
            moment = conductor.now()

            assert moment >= least
            least = moment

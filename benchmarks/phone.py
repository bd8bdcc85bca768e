"""What one phone costs: its diary, its memory, a day of two whole phones; in time of one core."""

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from resource import getpagesize
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from benchmarks.measure import Measure, against

from bluezone.phone.memory_sync import MemorySync
from bluezone.phone.runtime import Phone, Settings
from bluezone.phone.sealed_diary import SealedDiary
from bluezone.protocol.intervals import Air
from bluezone.protocol.sightings import Sighting
from bluezone.radio.bumble_radio import BumbleRadio
from bluezone.radio.room import Cadence, Room
from bluezone.radio.virtual_time import VirtualTime, run
from bluezone.radio.whereabouts import Nearness, Schedule

START = datetime(2020, 8, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)
EVERY_SECOND = Cadence(period=SECOND, phase=0 * SECOND, jitter=SECOND / 2)
KEY = bytes(range(32))
SIGHTINGS = 10_000


def measures() -> list[Measure]:
    """Return every figure of the phone."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        return [
            _memory_of_a_phone(folder),
            _insert(folder),
            _open(folder),
            _day_of_two_phones(folder / "day", Cadence(), "four beacons in twenty seconds"),
            _day_of_two_phones(folder / "second", EVERY_SECOND, "one beacon a second"),
        ]


def _insert(folder: Path) -> Measure:
    sightings = _sightings()
    sealed = min(_seconds_to_remember(folder / f"insert{turn}", sightings) for turn in range(3))
    plain = min(_seconds_in_plain_sqlite(folder / f"plain{turn}.db", sightings) for turn in range(3))
    return Measure(
        f"diary: {SIGHTINGS} sightings written, encrypted",
        sealed * 1e3,
        "ms",
        reference="the same rows in a plain file of Python's sqlite3",
        reference_value=plain * 1e3,
        ratio=against(plain, sealed),
        aim="<= 100 ms",
        met=sealed <= 0.1,
    )


def _open(folder: Path, diaries: int = 92) -> Measure:
    for number in range(diaries):
        SealedDiary.create(folder / f"open{number}", KEY).close()
    begin = perf_counter()
    opened = [SealedDiary(folder / f"open{number}", KEY) for number in range(diaries)]
    each = (perf_counter() - begin) / diaries * 1e3
    for diary in opened:
        diary.close()
    return Measure(f"diary: one of {diaries} opened with its raw key", each, "ms", aim="< 5 ms", met=each < 5)


def _memory_of_a_phone(folder: Path, phones: int = 50) -> Measure:
    """Measure resident memory, because SQLite's and OpenSSL's share is not Python's."""

    async def measured(clock: VirtualTime) -> float:
        room = Room(clock, Schedule([]))
        server = MemorySync(clock, random.Random(1).randbytes)
        warm = [await in_room(room, f"warm{number}", clock, server, folder) for number in range(5)]
        before = _resident_kibibytes()
        found = [await in_room(room, f"phone{number}", clock, server, folder) for number in range(phones)]
        each = (_resident_kibibytes() - before) / phones
        for phone, radio, diary in warm + found:
            await phone.stop()
            await radio.close()
            diary.close()
        return each

    kibibytes = run(measured, start=START)
    return Measure(
        "memory of one phone: radio, agent, diary", kibibytes, "KiB resident", aim="<= 1024 KiB", met=kibibytes <= 1024
    )


def _day_of_two_phones(folder: Path, cadence: Cadence, spoken: str) -> Measure:
    remembered = 0

    async def day(clock: VirtualTime) -> None:
        nonlocal remembered
        room = Room(clock, Schedule([Nearness(START, START + DAY, "ana", "binh", 1.5)]), cadence=cadence)
        server = MemorySync(clock, random.Random(1).randbytes)
        phones = [await in_room(room, name, clock, server, folder) for name in ("ana", "binh")]
        await room.run()
        for phone, radio, diary in phones:
            await phone.stop()
            await radio.close()
            remembered += diary.count()
            diary.close()

    seconds = _cpu_seconds(lambda: run(day, start=START))
    bare = _cpu_seconds(lambda: run(_bare_waits, start=START))
    if remembered < 2 * DAY / (6 * SECOND):
        raise RuntimeError("the two phones did not hear each other")
    return Measure(
        f"24 simulated hours of two whole phones, {spoken}",
        seconds,
        "s",
        reference="as many waits in virtual time without a phone",
        reference_value=bare,
        ratio=against(bare, seconds),
        aim="<= 3 s",
        met=seconds <= 3,
    )


async def in_room(
    room: Room, name: str, clock: VirtualTime, server: MemorySync, folder: Path
) -> tuple[Phone, BumbleRadio, SealedDiary]:
    """Return a whole phone that has entered a room and started."""
    chance = random.Random(name).randbytes
    radio = await BumbleRadio.over(room.enter(name), clock=clock, random_bytes=chance)
    diary = SealedDiary.create(folder / name, KEY)
    settings = Settings(server.root_fingerprint, look_around=QUARTER)
    phone = Phone(radio=radio, clock=clock, diary=diary, sync=server, settings=settings, random_bytes=chance)
    await phone.start()
    return phone, radio, diary


async def _bare_waits(clock: VirtualTime) -> None:
    for number in range(2 * DAY // (5 * SECOND)):
        await clock.sleep_until(START + number * 5 * SECOND / 2)


def _sightings() -> list[Sighting]:
    chance = random.Random(1)
    known = [chance.randbytes(12) for _ in range(500)]
    return [
        Sighting(Air.BLUEZONE, chance.choice(known), START + number * SECOND, chance.randint(-95, -50), -26)
        for number in range(SIGHTINGS)
    ]


def _seconds_to_remember(folder: Path, sightings: list[Sighting]) -> float:
    with closing(SealedDiary.create(folder, KEY)) as diary:
        begin = perf_counter()
        diary.remember(sightings)
        return perf_counter() - begin


def _seconds_in_plain_sqlite(file: Path, sightings: list[Sighting]) -> float:
    with closing(sqlite3.connect(file)) as plain:
        plain.execute("PRAGMA journal_mode = WAL")
        plain.execute("PRAGMA synchronous = NORMAL")
        plain.execute("CREATE TABLE sightings (heard_at INT, identifier BLOB, rssi_dbm INT, tx_power_dbm INT)")
        begin = perf_counter()
        rows = ((one.heard_at.timestamp(), one.identifier, one.rssi_dbm, one.tx_power_dbm) for one in sightings)
        plain.executemany("INSERT INTO sightings VALUES (?, ?, ?, ?)", rows)
        plain.commit()
        return perf_counter() - begin


def _resident_kibibytes() -> float:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * getpagesize() / 1024


def _cpu_seconds(work: Callable[[], object]) -> float:
    begin = process_time()
    work()
    return process_time() - begin

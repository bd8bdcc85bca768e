"""A thousand whole phones over one simulated day, in one process and one core's time; `BLUEZONE_DAY_PHONES` says how many else.

Each has its radio in the room, its agent and its encrypted diary, and stands near twelve others, one after the other,
for twenty minutes each between seven in the morning and eleven at night: as many as people meet on a usual day
(Mossong et al., PLoS Medicine 2008, table 1: 13.4).
"""

import os
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Final

from benchmarks.measure import Measure
from benchmarks.phone import in_room

from bluezone.phone.memory_sync import MemorySync
from bluezone.radio.room import Room
from bluezone.radio.virtual_time import VirtualTime, run
from bluezone.radio.whereabouts import Nearness, Schedule

PHONES: Final = "BLUEZONE_DAY_PHONES"
MOST: Final = 1_000
START: Final = datetime(2020, 8, 1, tzinfo=UTC)
DAY: Final = timedelta(days=1)
MORNING: Final = timedelta(hours=7)
MEETINGS: Final = 12
EVERY: Final = timedelta(minutes=80)
LASTS: Final = timedelta(minutes=20)
AIM_SECONDS: Final = 600


def measures() -> list[Measure]:
    """Let the day pass and count what was heard."""
    phones = int(os.environ.get(PHONES, str(MOST)))
    begun = process_time()
    with TemporaryDirectory() as name:
        heard = run(lambda clock: _day(clock, Path(name), phones), start=START)
    seconds = process_time() - begun
    whole = seconds * MOST / phones
    return [
        Measure(
            f"one simulated day of {phones:,} phones, counted as a thousand",
            whole,
            "s",
            aim=f"<= {AIM_SECONDS} s",
            met=whole <= AIM_SECONDS,
        ),
        Measure("sightings in the diary of a phone at the end", heard / phones, "sightings"),
    ]


async def _day(clock: VirtualTime, folder: Path, phones: int) -> int:
    names = [f"phone{number}" for number in range(phones)]
    room = Room(clock, Schedule(_meetings(names)))
    server = MemorySync(clock, random.Random(1).randbytes)
    found = [await in_room(room, name, clock, server, folder) for name in names]
    await room.run()
    await clock.sleep_until(START + DAY)
    heard = 0
    for phone, radio, diary in found:
        await phone.stop()
        await radio.close()
        heard += diary.count()
        diary.close()
    if heard < phones * MEETINGS:
        raise RuntimeError("phones that stood near one another did not hear each other")
    return heard


def _meetings(names: list[str]) -> list[Nearness]:
    """Pair everybody with somebody twelve times."""
    chance, found = random.Random(2020), []
    for number in range(MEETINGS):
        start = START + MORNING + number * EVERY
        order = chance.sample(names, len(names))
        found += [
            Nearness(start, start + LASTS, one, other, 1.5) for one, other in zip(order[::2], order[1::2], strict=False)
        ]
    return found

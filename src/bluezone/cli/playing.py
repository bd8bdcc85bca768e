"""Playing a plan: day after day on the air, and after each day codes, reports, the export and every phone's check."""

import asyncio
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from bluezone.cli.stage import Stage, stage
from bluezone.lab.aftermath import Aftermath, Afterwards
from bluezone.lab.evaluation import Evaluation, evaluation
from bluezone.lab.replay import LOOK_AROUND, Frame, Played, Pocket, Progress, Witness, replay
from bluezone.lab.results import Results, shown
from bluezone.lab.traces import Trace
from bluezone.phone.diary import Diary
from bluezone.phone.http_sync import HttpSync
from bluezone.phone.runtime import Settings
from bluezone.protocol.beacons import BluezoneBeacon, decode
from bluezone.protocol.errors import Unavailable
from bluezone.protocol.identifiers import identifiers
from bluezone.protocol.intervals import Air
from bluezone.radio.capture import LinkLayerWriter
from bluezone.radio.propagation import Propagation

EVENING: Final = timedelta(hours=1)
"""How long after the phones are switched off the index person tests positive."""
BEFORE: Final = timedelta(hours=1)
"""How long before the first contact the key server is started."""
SET_UP: Final = "set up"
ON_AIR: Final = "the day on the air"
ACTS: Final = {"report": "code and report", "export": "embargo and export", "check": "every phone checks"}
"""What the acts of the aftermath are called in the table of seconds."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is going to be played.

    Args:
        trace: The days.
        people: Who has a phone.
        index_people: Who tests positive; the same on every day.
        propagation: The air.
    """

    trace: Trace
    people: tuple[str, ...]
    index_people: tuple[str, ...]
    propagation: Propagation


@dataclass(frozen=True, slots=True)
class _Day:
    evaluations: tuple[Evaluation, ...]
    played: Played
    aftermath: Aftermath
    witness: Witness


def play(plan: Plan, console: Console, *, capture: Path | None, data: Path | None) -> Results:
    """Play a plan and return what it came to.

    Args:
        plan: What is played.
        console: Where the progress is shown.
        capture: A pcap to write the air into.
        data: A new folder to keep everything in; None for one that is removed.

    Raises:
        BluezoneError: Something that is needed does not answer or refuses.
    """
    bars = Bars(TextColumn("{task.description:20}"), BarColumn(), TimeElapsedColumn(), console=console)
    player = _Player(plan, bars)
    begun = perf_counter()
    with bars, _sniffer(capture) as sniffer:
        set_up = player.bar(SET_UP)
        with stage(plan.people, start=plan.trace.contacts[0].start - BEFORE, data=data) as theatre:
            player.seconds[SET_UP] = perf_counter() - begun
            set_up(1.0)
            days = [player.day(day, theatre, Witness(sniffer)) for day in plan.trace.days]
            return _results(plan, days, theatre.diaries, player.seconds)


@dataclass(slots=True)
class _Player:
    """Plays one day after the other, and notes how long each stage takes."""

    plan: Plan
    bars: Bars
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    def bar(self, stage_name: str) -> Progress:
        """Return what moves a new progress bar."""
        task = self.bars.add_task(stage_name, total=1.0)
        return lambda share: self.bars.update(task, completed=share)

    def day(self, day: date, theatre: Stage, witness: Witness) -> "_Day":
        """Play one day, and what comes after it."""
        trace, begun = self.plan.trace.on(day), perf_counter()
        sync = HttpSync(theatre.authority.url, random_bytes=secrets.token_bytes)
        settings = Settings(theatre.authority.root_fingerprint, look_around=LOOK_AROUND, is_demo=True)
        pockets = {person: Pocket(diary, sync, settings) for person, diary in theatre.diaries.items()}
        played = replay(
            trace,
            pockets,
            propagation=self.plan.propagation,
            sniffer=witness,
            progress=self.bar(f"{day:%d %b}: on the air"),
        )
        self.seconds[ON_AIR] += perf_counter() - begun
        theatre.conductor.jump_to(played.end + EVENING)
        aftermath = asyncio.run(self._after(day, theatre, pockets, sync))
        for act, seconds in aftermath.seconds.items():
            self.seconds[ACTS[act]] += seconds
        found = [evaluation(trace, day, person, aftermath.words[person]) for person in self.plan.index_people]
        return _Day(tuple(found), played, aftermath, witness)

    async def _after(self, day: date, theatre: Stage, pockets: Mapping[str, Pocket], sync: HttpSync) -> Aftermath:
        afterwards = Afterwards(theatre.authority, theatre.conductor, pockets)
        try:
            return await afterwards.play(day, self.plan.index_people, progress=self.bar(f"{day:%d %b}: afterwards"))
        finally:
            await sync.close()


def _results(plan: Plan, days: Sequence[_Day], diaries: Mapping[str, Diary], seconds: Mapping[str, float]) -> Results:
    evaluations = tuple(one for day in days for one in day.evaluations)
    index_person = shown(evaluations).index_person
    frames = [frame for day in days for frame in day.witness.frames.values()]
    return Results(
        trace=plan.trace,
        noise_db=plan.propagation.sigma_db,
        seed=plan.propagation.seed,
        evaluations=evaluations,
        beacons=sum(day.played.beacons for day in days),
        sightings=days[-1].played.sightings,
        keys=days[-1].aftermath.keys,
        seconds=seconds,
        frame=frame_of(frames, diaries[index_person], shown(evaluations).day),
    )


def frame_of(frames: Iterable[Frame], diary: Diary, day: date) -> Frame | None:
    """Return the first frame that a phone sent on a day, known by the keys in its diary; None when nobody heard any."""
    own = {
        identifier
        for one in diary.state().keys
        if one.key.day == day
        for _, identifier in identifiers(one.key, Air.BLUEZONE)
    }
    ours = [frame for frame in frames if _identifier(frame) in own]
    return min(ours, key=lambda frame: frame.at, default=None)


def _identifier(frame: Frame) -> bytes:
    beacon = decode(frame.payload)
    return beacon.identifier if isinstance(beacon, BluezoneBeacon) else b""


@contextmanager
def _sniffer(capture: Path | None) -> Iterator[LinkLayerWriter | None]:
    if capture is None:
        yield None
        return
    try:
        output = capture.open("wb")
    except OSError as wrong:
        raise Unavailable("the capture cannot be written") from wrong
    with output:
        yield LinkLayerWriter(output)

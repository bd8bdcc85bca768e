"""Lives of a key server's records that end by SIGKILL, one after the other, and the account of what they acknowledged.

Called as `python -m tests.keyserver.killing FOLDER KILLS SEED [DATABASE_URL]`; prints one line of JSON. A warm process
forks a life: the real records, writer, batcher and purge on the real data folder, while reports come over and over. It
is killed at a random instant, and what the folder shows phones is looked at. The clock goes on by six hours a life, so
that keys and exports also end. Now and then the database is put back to an older copy, as an administrator does, and
the next life starts with `--restored`. Nothing else is open in the warm process, so a fork is as good as a start.
"""

import asyncio
import json
import os
import shutil
import signal
import struct
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import shake_128
from itertools import count
from pathlib import Path
from random import Random
from typing import BinaryIO, Final

from bluezone.keyserver.batcher import EXPORTS, INDEX, Batcher
from bluezone.keyserver.premises import CHANCE, enter
from bluezone.keyserver.records import DATABASE
from bluezone.keyserver.rounds import in_turn
from bluezone.keyserver.rules import HeldKey, Policy, release_hour
from bluezone.keyserver.store import HoldKeys
from bluezone.keyserver.writer import Writer
from bluezone.protocol import trust
from bluezone.protocol.errors import Unavailable
from bluezone.protocol.exports import read
from bluezone.protocol.intervals import key_interval_at
from bluezone.protocol.keys import DiagnosisKey, ExposureKey

START: Final = datetime(2026, 11, 20, 12, 20, tzinfo=UTC)
HOUR: Final = timedelta(hours=1)
STEP: Final = timedelta(hours=6)
CYCLES: Final = 5
A_REPORT: Final = 14
SENDERS: Final = 4
REPORTS_A_LIFE: Final = 100_000
"""More than any life sends; report numbers of lives lie so far apart."""
MOST_DEEDS: Final = 8
LONGEST_SECONDS: Final = 0.02
RESTORED_ONE_IN: Final = 12
NOTE: Final = struct.Struct("<cQ")
ACKNOWLEDGED, DOING = b"a", b"d"
DEEDS: Final = ("start", "publish", "batch", "purge")


@dataclass(frozen=True)
class Life:
    """What one life is told: its number, whether it starts from an older copy, and its database if not in the folder."""

    number: int
    restored: bool = False
    database_url: str = ""

    @property
    def moment(self) -> datetime:
        """When it begins."""
        return START + self.number * STEP


def report(number: int, moment: datetime) -> HoldKeys:
    """The report of a number: always the same keys, of the fourteen days before its life."""
    first = key_interval_at(moment) // 144 * 144
    keys = (ExposureKey(secret, first - 144 * (day + 1)) for day, secret in enumerate(secrets_of(number)))
    return HoldKeys(tuple(HeldKey(DiagnosisKey(key), release_hour(key, moment)) for key in keys), moment)


def secrets_of(number: int) -> tuple[bytes, ...]:
    drawn = shake_128(b"report %d" % number).digest(16 * A_REPORT)
    return tuple(drawn[at : at + 16] for at in range(0, len(drawn), 16))


# A life


def live(folder: Path, life: Life, notes: int) -> None:
    """Do what a key server does, until somebody ends it."""

    def note(kind: bytes, number: int) -> None:
        os.write(notes, NOTE.pack(kind, number))

    note(DOING, DEEDS.index("start"))
    premises = enter(folder, at=life.moment, policy=Policy(), restored=life.restored, database_url=life.database_url)
    note(DOING, DEEDS.index("publish"))

    async def go() -> None:
        writer = Writer(premises.store)
        exports, _ = premises.batches(in_turn(writer, asyncio.get_running_loop()))
        batcher = Batcher(premises.published, exports, premises.ring, "VN", CHANCE.random)
        now = life.moment
        numbers = count(life.number * REPORTS_A_LIFE)

        async def send() -> None:
            for number in numbers:
                await writer.done(report(number, now))
                note(ACKNOWLEDGED, number)

        senders = [asyncio.create_task(send()) for _ in range(SENDERS)]
        for cycle in range(CYCLES):
            now = life.moment + cycle * HOUR
            note(DOING, DEEDS.index("batch"))
            with suppress(Unavailable):  # the hourly work waits for the next look
                await asyncio.to_thread(batcher.run, now)
            note(DOING, DEEDS.index("purge"))
            await writer.alone(partial(premises.store.purge, now))
            note(DOING, DEEDS.index("publish"))
        await asyncio.gather(*senders)

    asyncio.run(go())


def lived(folder: Path, life: Life, *, deeds: int, seconds: float) -> tuple[list[int], str]:
    """Live, and die a moment after so many deeds were begun.

    Returns the numbers of the reports that were acknowledged, and what was being done at the end.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            live(folder, life, writing)
        except BaseException:  # noqa: BLE001 -- told to whoever reads the test, and the copy of the parent ends here
            traceback.print_exc()
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        notes = _until(pipe, deeds)
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        notes += pipe.read()
    if not os.WIFSIGNALED(status):
        raise RuntimeError("a life ended by itself")
    said = [*NOTE.iter_unpack(notes[: len(notes) // NOTE.size * NOTE.size])]
    doing = [number for kind, number in said if kind == DOING]
    return [number for kind, number in said if kind == ACKNOWLEDGED], DEEDS[doing[-1] if doing else 0]


def _until(pipe: BinaryIO, deeds: int) -> bytes:
    """Read notes until so many deeds were begun, or the life has ended."""
    notes = b""
    while deeds and (note := pipe.read(NOTE.size)):
        notes += note
        deeds -= note.startswith(DOING)
    return notes


# The account


@dataclass
class Account:
    """What was acknowledged, what phones were shown, and what was wrong."""

    acknowledged: set[int] = field(default_factory=set)
    excused: set[int] = field(default_factory=set)
    exports: set[str] = field(default_factory=set)
    seen: Counter[bytes] = field(default_factory=Counter)
    sequence: int = 0
    deaths: Counter[str] = field(default_factory=Counter)
    restores: int = 0
    wrong: list[str] = field(default_factory=list)

    def look(self, published: Path) -> None:
        """Look at what phones would download now, and count the keys of exports that are new to them."""
        path = published / EXPORTS / INDEX
        if not path.exists():
            return
        index = trust.index_in(path.read_bytes())
        if index.sequence < self.sequence:
            self.wrong.append("the index went back")
        self.sequence = index.sequence
        for file in index.exports:
            if file.name in self.exports:
                continue
            content = (published / EXPORTS / file.name).read_bytes()
            trust.check_file(file, content)
            self.exports.add(file.name)
            self.seen.update(key.key.secret for key in read(content)[0].keys)

    def copied_back(self, since: set[int]) -> None:
        """Excuse what was acknowledged after the copy and not published: a copy does not know of it."""
        self.restores += 1
        gone = self.acknowledged - since
        self.excused |= {number for number in gone if not self.seen[secrets_of(number)[0]]}

    def close(self) -> None:
        """Name what was lost, doubled or torn."""
        must = self.acknowledged - self.excused
        lost = sum(self.seen[key] != 1 for number in must for key in secrets_of(number))
        doubled = sum(many > 1 for many in self.seen.values())
        torn = sum(len({self.seen[key] for key in secrets_of(number)}) > 1 for number in must)
        found = {"keys lost or doubled": lost, "keys doubled": doubled, "reports torn": torn}
        self.wrong += [f"{many} {what}" for what, many in found.items() if many]


@dataclass
class Copies:
    """An older copy of the database, taken and put back while nobody lives."""

    folder: Path
    chance: Random
    since: set[int] | None = None
    due: bool = False
    """Whether the next life has to start with `--restored`."""

    def turn(self, account: Account, last_deed: str) -> None:
        """Take a copy or put it back, now and then."""
        if last_deed != "start":
            self.due = False
        if self.chance.randrange(RESTORED_ONE_IN):
            return
        if self.since is None:
            self._carry(self.folder, self.folder / "copy")
            self.since = set(account.acknowledged)
        else:
            self._carry(self.folder / "copy", self.folder)
            account.copied_back(self.since)
            self.since, self.due = None, True

    def _carry(self, source: Path, target: Path) -> None:
        target.mkdir(exist_ok=True)
        for ending in ("", "-wal", "-shm"):
            (target / (DATABASE + ending)).unlink(missing_ok=True)
        for ending in ("", "-wal"):
            if (source / (DATABASE + ending)).exists():
                shutil.copy2(source / (DATABASE + ending), target / (DATABASE + ending))


def killed(folder: Path, kills: int, seed: int, *, database_url: str = "") -> Account:
    """Live and die that often, then publish what is left, and return the account."""
    chance, account = Random(seed), Account()
    enter(folder, at=START, policy=Policy(), database_url=database_url).close()
    copies = Copies(folder, chance)
    for number in range(kills):
        life = Life(number, copies.due, database_url)
        acknowledged, deed = lived(
            folder, life, deeds=chance.randrange(MOST_DEEDS), seconds=chance.random() * LONGEST_SECONDS
        )
        account.deaths[deed] += 1
        account.acknowledged.update(acknowledged)
        account.look(folder / "published")
        if not database_url:
            copies.turn(account, deed)
    _publish_the_rest(folder, Life(kills, copies.due, database_url))
    account.look(folder / "published")
    account.close()
    return account


def _publish_the_rest(folder: Path, life: Life) -> None:
    premises = enter(folder, at=life.moment, policy=Policy(), restored=life.restored, database_url=life.database_url)
    exports, _ = premises.batches()
    batcher = Batcher(premises.published, exports, premises.ring, "VN", CHANCE.random)
    for hours in (1, 2):
        batcher.run(life.moment + hours * HOUR)
    exports.close()
    premises.close()


def _lines(account: Account) -> Iterator[tuple[str, object]]:
    yield "acknowledged", len(account.acknowledged)
    yield "excused", len(account.excused)
    yield "exports", len(account.exports)
    yield "restores", account.restores
    yield "deaths", dict(account.deaths)
    yield "wrong", account.wrong


if __name__ == "__main__":
    where, many, start, *rest = sys.argv[1:]
    done = killed(Path(where), int(many), int(start), database_url=rest[0] if rest else "")
    sys.stdout.write(json.dumps(dict(_lines(done))) + "\n")

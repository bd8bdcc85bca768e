"""The clocks that programs are handed: the machine's own, and the conducted one that the processes of a demo share.

This is the one module that reads a real clock. The conducted clock is a small file that every process maps. The
conductor writes where virtual time stood at a moment of CLOCK_MONOTONIC and how many virtual seconds pass a real
second; everybody else computes the present from it, without asking anybody.

The file: magic (8 bytes), then little-endian sequence (u64), CRC-32 of what follows (u32), virtual base (i64,
microseconds since 1970), monotonic base (i64, nanoseconds), rate (f64). The sequence is odd while the conductor
writes. A reader takes the fields and the monotonic moment between two equal, even sequence numbers, and the conductor
takes its own moment after the sequence turned odd: so nobody sees half a change, and no reader's time runs backwards.
"""

import asyncio
import fcntl
import mmap
import os
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import FileIO
from pathlib import Path
from struct import Struct
from typing import Final, Self
from zlib import crc32

from bluezone.protocol.clock import Clock
from bluezone.protocol.errors import MalformedMessage, Unavailable
from bluezone.protocol.intervals import EPOCH

MAGIC: Final = b"bzclock1"
HEAD: Final = Struct("<QI")
BODY: Final = Struct("<qqd")
BODY_START: Final = len(MAGIC) + HEAD.size
FILE_SIZE: Final = BODY_START + BODY.size

POLL: Final = timedelta(milliseconds=20)
"""How often, in real time, a sleeper looks at a conducted clock."""
PATIENCE: Final = timedelta(seconds=10)
"""How long a reader waits for a conductor who is in the middle of a change."""
GLANCE: Final = timedelta(microseconds=100)
"""How long a reader looks away when it met the conductor in the middle of a change."""
WALL_POLL: Final = timedelta(minutes=1)
"""How often a sleeper looks at the machine's clock, which may be set or suspended under it."""
MAX_RATE: Final = 1_000_000.0
"""Virtual seconds a real second, at most."""

_MICROSECOND: Final = timedelta(microseconds=1)


class WallClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return datetime.now(UTC)

    async def sleep_until(self, moment: datetime) -> None:
        """Return once `now()` is `moment` or later."""
        while (left := moment - self.now()) > timedelta():  # noqa: ASYNC110 -- no event tells that a clock was set
            await asyncio.sleep(min(left, WALL_POLL).total_seconds())


@dataclass(frozen=True, slots=True)
class _State:
    """What the clock's file says: where time stood, when, and how fast it goes."""

    virtual_microseconds: int
    monotonic_nanoseconds: int
    rate: float

    def at(self, monotonic_nanoseconds: int) -> datetime:
        """Return the virtual moment that belongs to a moment of CLOCK_MONOTONIC."""
        passed = int((monotonic_nanoseconds - self.monotonic_nanoseconds) * self.rate) // 1000
        return EPOCH + (self.virtual_microseconds + passed) * _MICROSECOND


class ConductedClock:
    """A clock that another process conducts through a file; this one only follows.

    Args:
        path: The file that a `Conductor` made.

    Raises:
        Unavailable: There is no such file.
        MalformedMessage: The file is not a conducted clock.
    """

    def __init__(self, path: Path) -> None:
        """Map the file."""
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), FILE_SIZE, access=mmap.ACCESS_READ)
        except OSError as wrong:
            raise Unavailable("the file of the conducted clock cannot be opened") from wrong
        except ValueError as wrong:
            raise MalformedMessage(f"the file of a conducted clock has {FILE_SIZE} bytes") from wrong
        if self._map[: len(MAGIC)] != MAGIC:
            self._map.close()
            raise MalformedMessage("this file is not a conducted clock")

    def now(self) -> datetime:
        """Return the present virtual moment, aware, in UTC; it never runs backwards.

        Raises:
            Unavailable: The conductor has not started the clock, or died in the middle of a change.
        """
        state, monotonic = self._read()
        return state.at(monotonic)

    @property
    def rate(self) -> float:
        """How many virtual seconds pass a real second; 0 when the clock is stopped."""
        return self._read()[0].rate

    async def sleep_until(self, moment: datetime) -> None:
        """Return once `now()` is `moment` or later, however the clock gets there."""
        while (pause := self._pause(moment)) > 0:  # noqa: ASYNC110 -- another process sets this clock
            await asyncio.sleep(pause)

    def close(self) -> None:
        """Let go of the file."""
        self._map.close()

    def _pause(self, moment: datetime) -> float:
        state, monotonic = self._read()
        left = (moment - state.at(monotonic)).total_seconds()
        poll = POLL.total_seconds()
        return min(poll, left / state.rate) if state.rate else min(poll, left)

    def _read(self) -> tuple[_State, int]:
        deadline = time.monotonic() + PATIENCE.total_seconds()
        while (seen := self._glance()) is None:
            if time.monotonic() > deadline:
                raise Unavailable("the conducted clock is not set")
            time.sleep(GLANCE.total_seconds())
        return seen

    def _glance(self) -> tuple[_State, int] | None:
        before, checksum = HEAD.unpack_from(self._map, len(MAGIC))
        if before % 2 or before == 0:
            return None
        body = self._map[BODY_START:FILE_SIZE]
        monotonic = time.monotonic_ns()
        after, _ = HEAD.unpack_from(self._map, len(MAGIC))
        if after != before or crc32(body) != checksum:
            return None
        return _State(*BODY.unpack(body)), monotonic


class Conductor:
    """The one who sets a conducted clock; it never goes backwards.

    The file appears whole when the conductor is made, and stands still until `start`.

    Args:
        path: Where the clock's file is to be.

    Raises:
        Unavailable: The file cannot be made there, or another conductor holds it.
    """

    def __init__(self, path: Path) -> None:
        """Make the file, in the place of one whose conductor is gone."""
        self._writing = threading.Lock()
        try:
            self._file = _own_file(path)
        except OSError as wrong:
            raise Unavailable(
                "the file of the conducted clock cannot be made, or another conductor holds it"
            ) from wrong
        self._map = mmap.mmap(self._file.fileno(), FILE_SIZE)
        self._clock = ConductedClock(path)

    def __enter__(self) -> Self:
        """Return the conductor itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the file."""
        self.close()

    def start(self, at: datetime, rate: float = 1.0) -> None:
        """Set the clock going.

        Args:
            at: The first moment it shows, aware.
            rate: Virtual seconds a real second, 0 to 1,000,000; 0 stands still.

        Raises:
            ValueError: The moment has no time zone, or the rate is out of range.
        """
        self._change(at, _checked(rate))

    def set_rate(self, rate: float) -> None:
        """Go on from the present moment at another rate, 0 to 1,000,000 virtual seconds a real second.

        Raises:
            ValueError: The rate is out of range.
        """
        self._change(None, _checked(rate))

    def jump_to(self, moment: datetime) -> None:
        """Go on from a later moment at the same rate.

        Raises:
            ValueError: `moment` is in the clock's past, or has no time zone.
        """
        self._change(moment, None)

    def now(self) -> datetime:
        """Return the present virtual moment."""
        return self._clock.now()

    async def sleep_until(self, moment: datetime) -> None:
        """Return once `now()` is `moment` or later."""
        await self._clock.sleep_until(moment)

    def close(self) -> None:
        """Let go of the file; the clock goes on for those who follow it."""
        self._clock.close()
        self._map.close()
        self._file.close()

    def _change(self, moment: datetime | None, rate: float | None) -> None:
        with self._writing:
            sequence, checksum = HEAD.unpack_from(self._map, len(MAGIC))
            body = self._map[BODY_START:FILE_SIZE]
            known = _State(*BODY.unpack(body)) if sequence and crc32(body) == checksum else None
            sequence += sequence % 2
            HEAD.pack_into(self._map, len(MAGIC), sequence + 1, checksum)
            try:
                monotonic = time.monotonic_ns()
                body = _next_body(known, monotonic, moment, rate)
                self._map[BODY_START:FILE_SIZE] = body
                HEAD.pack_into(self._map, len(MAGIC), sequence + 2, crc32(body))
            except ValueError:
                HEAD.pack_into(self._map, len(MAGIC), sequence, checksum)
                raise


def clock_from(path: Path | None) -> Clock:
    """Return the conducted clock whose file is given, or the machine's own clock."""
    return WallClock() if path is None else ConductedClock(path)


def since_boot() -> timedelta:
    """Return how long the machine has been running, suspended or not; nobody can set it."""
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return timedelta(seconds=time.clock_gettime(clock))


def _next_body(known: _State | None, monotonic: int, moment: datetime | None, rate: float | None) -> bytes:
    present = known.at(monotonic) if known else None
    if moment is None or rate is None:
        if known is None or present is None:
            raise ValueError("a conducted clock is started first")
        moment = present if moment is None else moment
        rate = known.rate if rate is None else rate
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    if present is not None and moment < present:
        raise ValueError("a conducted clock never goes backwards")
    return BODY.pack((moment - EPOCH) // _MICROSECOND, monotonic, rate)


def _checked(rate: float) -> float:
    if not 0 <= rate <= MAX_RATE:
        raise ValueError(f"a rate is 0 to {MAX_RATE:,.0f}")
    return float(rate)


def _own_file(path: Path) -> FileIO:
    """Return a new clock file, whole and locked for one conductor, in the place of one whose conductor is gone."""
    if path.exists():
        with path.open("rb") as former:
            fcntl.flock(former, fcntl.LOCK_EX | fcntl.LOCK_NB)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    file = draft.open("w+b", buffering=0)
    file.write(MAGIC + bytes(FILE_SIZE - len(MAGIC)))
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    draft.replace(path)
    return file

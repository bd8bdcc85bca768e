"""Virtual time: an event loop whose clock leaps to the next thing that is to happen.

Inside one process, and only there, a simulated day takes seconds. The loop is a `bluezone.protocol.clock.Clock`:

    def story(clock: VirtualTime) -> Coroutine[Any, Any, Report]: ...
    report = run(story, start=datetime(2020, 8, 1, 7, tzinfo=UTC))

Time stands still while a thread works for the loop, and never leaps while a socket is open: a leap would pass over the
answer. What shares a clock with other processes takes a conducted clock instead.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from datetime import datetime, timedelta
from typing import Any, TypeVar, TypeVarTuple

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class _Leaping(selectors.DefaultSelector):
    """Selects without waiting: it moves the loop's clock by as much as it was to wait."""

    loop: "VirtualTime"

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what is ready; with nothing ready, leap."""
        if timeout is not None and timeout <= 0:
            return super().select(0) if self.loop.watches() else []
        if self.loop.threads_at_work:
            return super().select(None)
        if self.loop.watches():
            raise RuntimeError("virtual time cannot leap while a socket is open")
        if timeout is None:
            raise RuntimeError("virtual time stands still: every task waits for something that nobody will do")
        self.loop.leap(timeout)
        return []


class VirtualTime(asyncio.SelectorEventLoop):
    """An event loop that is its own clock."""

    def __init__(self, start: datetime) -> None:
        """Begin at `start`.

        Raises:
            ValueError: `start` has no time zone.
        """
        self._start = self._now = start
        self._elapsed_seconds = 0.0
        self._own_files = -1
        self.threads_at_work = 0
        selector = _Leaping()
        selector.loop = self
        self._selecting = selector
        super().__init__(selector)
        self._own_files = len(selector.get_map())
        if start.tzinfo is None:
            self.close()
            raise ValueError("a moment needs a time zone")

    def time(self) -> float:
        """Return the seconds since the start."""
        return self._elapsed_seconds

    def now(self) -> datetime:
        """Return the virtual moment, exact to the microsecond."""
        return self._now

    async def sleep_until(self, moment: datetime) -> None:
        """Return once `now()` is `moment` or later; a past moment still lets other tasks run once."""
        seconds = (moment - self._start).total_seconds()
        if seconds <= self._elapsed_seconds:
            await asyncio.sleep(0)
            return
        waiter: asyncio.Future[None] = self.create_future()
        alarm = self.call_at(seconds, _wake, waiter)
        try:
            await waiter
        except asyncio.CancelledError:
            alarm.cancel()
            raise

    def run_until(self, moment: datetime) -> None:
        """Run everything that is to happen before `moment`, then stop there; may be called again and again."""
        self.run_until_complete(self.sleep_until(moment))

    def leap(self, seconds: float) -> None:
        """Move the clock; called by the loop's own selector."""
        self._elapsed_seconds += seconds
        self._now = self._start + timedelta(seconds=self._elapsed_seconds)

    def watches(self) -> bool:
        """Say whether a file or socket other than the loop's own is watched."""
        return len(self._selecting.get_map()) > self._own_files

    def run_in_executor(self, executor: Executor | None, func: Callable[[*Ts], T], *args: *Ts) -> asyncio.Future[T]:
        """Run `func` in a thread, in real time: the virtual clock waits for it."""
        self.threads_at_work += 1
        work = super().run_in_executor(executor, func, *args)
        work.add_done_callback(self._thread_done)
        return work

    async def shutdown_default_executor(self, *args: float | None) -> None:
        """Wait for the threads, in real time; Python 3.12 hands in a limit."""
        self.threads_at_work += 1
        try:
            await super().shutdown_default_executor(*args)
        finally:
            self.threads_at_work -= 1

    def _thread_done(self, _work: asyncio.Future[T]) -> None:
        self.threads_at_work -= 1


def run(story: Callable[[VirtualTime], Coroutine[Any, Any, T]], *, start: datetime) -> T:
    """Run `story(clock)` to its end in virtual time and return its answer; tasks that it left behind are cancelled."""
    clock = VirtualTime(start)
    with asyncio.Runner(loop_factory=lambda: clock) as runner:
        return runner.run(story(clock))


def _wake(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)

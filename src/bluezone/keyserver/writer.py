"""One writer for all requests: what waits is carried out together, committed once, and only then answered.

Statements run on the event loop (a few microseconds each); the commit, which waits for the disk, runs in one thread
beside it, while the next group gathers. Records that another program keeps are changed wholly in that thread, and read in
one more. Nobody is told of a change that could still be lost.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import Any, Final, TypeAlias, TypeVar

from bluezone.keyserver.store import Done, Operation, Outcome, Store
from bluezone.protocol.errors import BluezoneError, RuleViolation, Unavailable

MOST_WAITING: Final = 5_000
"""How many changes may wait; beyond it, newcomers are told to come back."""
MOST_AT_ONCE: Final = 128
"""How many changes one transaction holds, so that reading goes on in between."""

T = TypeVar("T")
_Waiting: TypeAlias = tuple[Operation | None, asyncio.Future[Done]]


class _Beside:
    """One thread for what waits for the disk; leaner than an executor, which costs a twentieth of a request."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[tuple[Callable[[], Any], asyncio.Future[Any]] | None] = SimpleQueue()
        self._thread = Thread(target=self._go, name="disk", daemon=True)
        self._thread.start()

    async def done(self, work: Callable[[], T]) -> T:
        """Return what `work` returned, or raise what it raised, in the thread."""
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.put((work, answer))
        return await answer

    def close(self) -> None:
        """Finish what waits and end the thread."""
        self._waiting.put(None)
        self._thread.join()

    def _go(self) -> None:
        for work, answer in iter(self._waiting.get, None):
            try:
                settle, outcome = answer.set_result, work()
            except BaseException as wrong:  # noqa: BLE001 -- it is raised where the work was asked for
                settle, outcome = answer.set_exception, wrong
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                answer.get_loop().call_soon_threadsafe(_settled, answer, settle, outcome)


class Writer:
    """Carries out changes in groups; made and used on one event loop.

    Args:
        store: The records.
    """

    def __init__(self, store: Store) -> None:
        """Start with nothing waiting."""
        self._store = store
        self._waiting: list[_Waiting] = []
        self._turn = asyncio.Lock()
        self._beside = _Beside()
        self._reader = _Beside() if store.is_remote else None
        self._task: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """How many changes wait."""
        return len(self._waiting)

    async def done(self, operation: Operation) -> Done:
        """Return the result of a change once it would survive the loss of power.

        Raises:
            RuleViolation: The change was refused.
            Unavailable: It could not be written, or too much is waiting; nothing of it happened.
        """
        return await self._queued(operation)

    async def passed(self) -> None:
        """Return when a change would be done that came now, changing nothing: a dummy waits for the disk as others do.

        Raises:
            Unavailable: What was written meanwhile could not be written, or too much is waiting.
        """
        await self._queued(None)

    async def alone(self, work: Callable[[], T]) -> T:
        """Return the result of work on the store that no group of changes may overlap; changes wait meanwhile."""
        async with self._turn:
            return await self._beside.done(work)

    async def read(self, work: Callable[[], T]) -> T:
        """Return what reading the store gives: at once when it takes microseconds, else once another thread has it.

        Raises:
            Unavailable: The records do not answer.
        """
        return work() if self._reader is None else await self._reader.done(work)

    async def close(self) -> None:
        """Finish what waits, then stop."""
        while self._task is not None:
            await self._task
        self._beside.close()
        if self._reader is not None:
            self._reader.close()

    async def _queued(self, operation: Operation | None) -> Done:
        if len(self._waiting) >= MOST_WAITING:
            raise Unavailable("too many changes are waiting")
        answer: asyncio.Future[Done] = asyncio.get_running_loop().create_future()
        self._waiting.append((operation, answer))
        if self._task is None:
            self._task = asyncio.create_task(self._write())
        return await answer

    async def _write(self) -> None:
        try:
            while self._waiting:
                async with self._turn:
                    await asyncio.sleep(0)  # whoever was heard in the same turn of the loop comes along
                    group = self._waiting[:MOST_AT_ONCE]
                    del self._waiting[:MOST_AT_ONCE]
                    outcomes = await self._committed(group)
                for (_, answer), outcome in zip(group, outcomes, strict=True):
                    _answer(answer, outcome)
        finally:
            self._task = None

    async def _committed(self, group: list[_Waiting]) -> Sequence[Outcome | Unavailable]:
        operations = [operation for operation, _ in group if operation is not None]
        if not operations:
            return [None] * len(group)
        try:
            if self._store.is_remote:
                outcomes = await self._beside.done(partial(self._carried_out, operations))
            else:
                outcomes = self._store.prepare(operations)
                await self._beside.done(self._store.commit)
        except Unavailable as wrong:
            return [wrong] * len(group)
        if len(operations) == len(group):
            return outcomes
        found = iter(outcomes)
        return [None if operation is None else next(found) for operation, _ in group]

    def _carried_out(self, operations: list[Operation]) -> list[Outcome]:
        outcomes = self._store.prepare(operations)
        self._store.commit()
        return outcomes


def _settled(answer: asyncio.Future[Any], settle: Callable[[Any], None], outcome: object) -> None:
    if not answer.done():
        settle(outcome)


def _answer(answer: asyncio.Future[Done], outcome: Outcome | BluezoneError) -> None:
    if answer.done():
        return
    if isinstance(outcome, RuleViolation | Unavailable):
        answer.set_exception(outcome)
    elif not isinstance(outcome, BluezoneError):
        answer.set_result(outcome)

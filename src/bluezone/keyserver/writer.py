"""One writer for all requests: what waits is carried out together, committed once, and only then answered.

Statements run on the event loop (a few microseconds each); the commit, which waits for the disk, runs in one thread
beside it, while the next group gathers. Nobody is told of a change that could still be lost.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeAlias, TypeVar

from bluezone.keyserver.rules import Diagnosis
from bluezone.keyserver.store import Operation, Outcome, Store
from bluezone.protocol.errors import BluezoneError, RuleViolation, Unavailable

MOST_WAITING: Final = 5_000
"""How many changes may wait; beyond it, newcomers are told to come back."""
MOST_AT_ONCE: Final = 128
"""How many changes one transaction holds, so that reading goes on in between."""

T = TypeVar("T")
_Waiting: TypeAlias = tuple[Operation, asyncio.Future[Diagnosis | None]]


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
        self._beside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="commit")
        self._task: asyncio.Task[None] | None = None

    async def done(self, operation: Operation) -> Diagnosis | None:
        """Return the result of a change once it would survive the loss of power.

        Raises:
            RuleViolation: The change was refused.
            Unavailable: It could not be written, or too much is waiting; nothing of it happened.
        """
        if len(self._waiting) >= MOST_WAITING:
            raise Unavailable("too many changes are waiting")
        answer: asyncio.Future[Diagnosis | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((operation, answer))
        if self._task is None:
            self._task = asyncio.create_task(self._write())
        return await answer

    async def alone(self, work: Callable[[], T]) -> T:
        """Return the result of work on the store that no group of changes may overlap; changes wait meanwhile."""
        async with self._turn:
            return await asyncio.get_running_loop().run_in_executor(self._beside, work)

    async def close(self) -> None:
        """Finish what waits, then stop."""
        while self._task is not None:
            await self._task
        self._beside.shutdown()

    async def _write(self) -> None:
        try:
            while self._waiting:
                async with self._turn:
                    group = self._waiting[:MOST_AT_ONCE]
                    del self._waiting[:MOST_AT_ONCE]
                    outcomes = await self._committed(group)
                for (_, answer), outcome in zip(group, outcomes, strict=True):
                    _answer(answer, outcome)
        finally:
            self._task = None

    async def _committed(self, group: list[_Waiting]) -> list[Outcome] | list[Unavailable]:
        try:
            outcomes = self._store.prepare([operation for operation, _ in group])
            await asyncio.get_running_loop().run_in_executor(self._beside, self._store.commit)
        except Unavailable as wrong:
            return [wrong] * len(group)
        return outcomes


def _answer(answer: asyncio.Future[Diagnosis | None], outcome: Outcome | BluezoneError) -> None:
    if answer.done():
        return
    if isinstance(outcome, RuleViolation | Unavailable):
        answer.set_exception(outcome)
    elif not isinstance(outcome, BluezoneError):
        answer.set_result(outcome)

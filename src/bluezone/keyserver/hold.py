"""The hold: every answer to a phone leaves equally long after its request was there, whatever had to be done for it.

The time is set when the last byte of a request has come in, before anything in it was looked at; no work, however long,
moves it. What takes longer than the budget leaves late, and that is counted: it is an alarm, for it could be told apart.
"""

import asyncio
import logging
from datetime import timedelta
from typing import Final

from bluezone.keyserver.meters import EndpointMeter

logger: Final = logging.getLogger(__name__)

SECOND: Final = timedelta(seconds=1)
BUDGET: Final = timedelta(milliseconds=250)
"""How long after its request an answer leaves, in service; measured: see decision 0020."""
LONGEST_BUDGET: Final = timedelta(seconds=10)
"""Half of a phone's patience."""
TELL_EVERY: Final = timedelta(minutes=1)
"""How often late answers are told in the log, at most."""


class Hold:
    """Holds answers back until their time.

    Args:
        budget: How long after its request an answer leaves; zero: at once.
        tell_every: How often late answers are told in the log, at most.
    """

    def __init__(self, budget: timedelta, *, tell_every: timedelta = TELL_EVERY) -> None:
        """Start with nothing held."""
        self._seconds = budget / SECOND
        self._tell_every = tell_every / SECOND
        self._late = 0

    def begun(self) -> asyncio.Future[None] | None:
        """Return what is done when the answer to a request that is there now may leave; None: at once."""
        if not self._seconds:
            return None
        loop = asyncio.get_running_loop()
        due: asyncio.Future[None] = loop.create_future()
        loop.call_later(self._seconds, _come, due)
        return due

    async def over(self, due: asyncio.Future[None], worked: float, meter: EndpointMeter) -> None:
        """Return when an answer may leave.

        Args:
            due: From `begun`.
            worked: How long the work took, in seconds.
            meter: Counts what is late.
        """
        if worked > self._seconds:
            meter.late()
            self._note_late()
        await due

    def _note_late(self) -> None:
        self._late += 1
        if self._late == 1:
            asyncio.get_running_loop().call_later(self._tell_every, self._tell)

    def _tell(self) -> None:
        late, self._late = self._late, 0
        logger.warning(
            "answers left later than all answers are meant to",
            extra={"answers": late, "budget_ms": round(self._seconds * 1000)},
        )


def _come(due: asyncio.Future[None]) -> None:
    if not due.done():
        due.set_result(None)

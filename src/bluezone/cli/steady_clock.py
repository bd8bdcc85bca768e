"""A server's clock that nobody can set under it.

Somebody sets the machine's clock three hours ahead: keys whose identifiers could still be replayed would be published.
Three hours back: every token and certificate would be from the future. So a running server counts on from the moment at
which it started, by a counter that nobody sets. That the two differ is said in the log; a restart takes the new time.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from bluezone.protocol.clock import Clock

logger = logging.getLogger(__name__)

NOTICED: Final = timedelta(minutes=1)
"""How far the machine's clock may be from where it should be before it is said."""
POLL: Final = timedelta(minutes=1)
"""How often a sleeper looks: a suspended machine wakes late."""


class SteadyClock:
    """A clock that starts with another one and goes on by itself.

    Args:
        wall: The machine's clock, which may be set.
        elapsed: How long the machine has been running, suspended or not; it never goes back.
    """

    def __init__(self, wall: Clock, elapsed: Callable[[], timedelta]) -> None:
        """Take the time once."""
        self._wall = wall
        self._elapsed = elapsed
        self._zero = wall.now() - elapsed()

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return self._zero + self._elapsed()

    async def sleep_until(self, moment: datetime) -> None:
        """Return once `now()` is `moment` or later, and say when the machine's clock was set meanwhile."""
        while (left := moment - self.now()) > timedelta():  # noqa: ASYNC110 -- no event tells that a machine woke up
            await asyncio.sleep(min(left, POLL).total_seconds())
        ahead = self._wall.now() - self.now()
        if abs(ahead) > NOTICED:
            logger.warning(
                "the machine's clock was set while the server ran; it goes on with the time it had: restart it to take "
                "the new time",
                extra={"seconds": round(ahead.total_seconds())},
            )

"""The clock as a port: programs are handed one, nobody reads the machine's."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the moment and waits for one; the wall clock, a conducted one or a virtual one."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...

    async def sleep_until(self, moment: datetime) -> None:
        """Return once `now()` is `moment` or later."""
        ...

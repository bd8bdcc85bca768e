"""When a phone looks at its key server by itself: at random moments, so that a country's phones do not come at once."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import SystemRandom
from typing import Final

from bluezone.phone.runtime import Checked, Phone
from bluezone.protocol.clock import Clock
from bluezone.protocol.errors import BluezoneError, RuleViolation

logger: Final = logging.getLogger(__name__)

MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Checks:
    """Checks again and again; what goes wrong is logged with its code, and tried again at the next turn.

    Args:
        phone: Whose checks.
        clock: The time.
        minutes: Between two checks, on average; 0 for never.
        tell: Takes what each check found.
        chance: Returns a number from 0 to 1.
    """

    phone: Phone
    clock: Clock
    minutes: int
    tell: Callable[[Checked], None] = lambda _found: None
    chance: Callable[[], float] = field(default_factory=lambda: SystemRandom().random)

    async def run(self) -> None:
        """Check at once and then until cancelled; without `minutes`, never."""
        while self.minutes:
            await self._once()
            pause = self.minutes * MINUTE * (0.5 + self.chance())
            await self.clock.sleep_until(self.clock.now() + pause)

    async def _once(self) -> None:
        try:
            await self.phone.resume_report()
            self.tell(await self.phone.check())
        except BluezoneError as wrong:
            code = wrong.code if isinstance(wrong, RuleViolation) else type(wrong).__name__
            logger.warning("the check did not succeed", extra={"code": code})

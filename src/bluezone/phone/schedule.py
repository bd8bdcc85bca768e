"""When a phone looks at its key server by itself: at random moments, so that a country's phones do not come at once."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import SystemRandom
from typing import Final

from bluezone.phone.device import Device
from bluezone.phone.pulling import code_of
from bluezone.phone.runtime import Checked, Phone
from bluezone.protocol.clock import Clock
from bluezone.protocol.errors import BluezoneError

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
        device: Takes note of each check for the pages, and has letters that wait; None for a phone without.
        chance: Returns a number from 0 to 1.
    """

    phone: Phone
    clock: Clock
    minutes: int
    tell: Callable[[Checked], None] = lambda _found: None
    device: Device | None = None
    chance: Callable[[], float] = field(default_factory=lambda: SystemRandom().random)

    async def run(self) -> None:
        """Check at once and then until cancelled or the phone is erased; without `minutes`, never."""
        while self.minutes and not (self.device is not None and self.device.erased):
            await self._once()
            pause = self.minutes * MINUTE * (0.5 + self.chance())
            await self.clock.sleep_until(self.clock.now() + pause)

    async def _once(self) -> None:
        try:
            await self.phone.resume_report()
            found = await self.phone.check()
            self.tell(found)
            if self.device is not None:
                self.device.checked(found)
                await self.device.letters.send_waiting()
        except BluezoneError as wrong:
            code = code_of(wrong)
            if self.device is not None:
                self.device.failed(code)
            logger.warning("the check did not succeed", extra={"code": code})

"""When a phone turns to its key server by itself: at random moments, so that a country's phones do not come at once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import SystemRandom
from typing import Final

from bluezone.phone.chaff import Call, is_missed, turn
from bluezone.phone.checking import Checked
from bluezone.phone.device import Device
from bluezone.phone.pulling import code_of
from bluezone.phone.runtime import Phone
from bluezone.phone.sequences import Sequences
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
        sequences: Repeats dummies that nobody answered, where a report or a letter would be; None without dummies.
    """

    phone: Phone
    clock: Clock
    minutes: int
    tell: Callable[[Checked], None] = lambda _found: None
    device: Device | None = None
    chance: Callable[[], float] = field(default_factory=lambda: SystemRandom().random)
    sequences: Sequences | None = None

    async def run(self) -> None:
        """Check at once and then until cancelled or the phone is erased; without `minutes`, never."""
        while self.minutes and not (self.device is not None and self.device.erased):
            await self._once()
            pause = self.minutes * MINUTE * (0.5 + self.chance())
            await self.clock.sleep_until(self.clock.now() + pause)

    async def _once(self) -> None:
        await self._finish_report()
        try:
            await self._repeat(Call.PUBLISH)
            found = await self.phone.check()
            self.tell(found)
            if self.device is not None:
                self.device.checked(found)
                await self.device.letters.send_waiting()
            await self._repeat(Call.LETTER)
        except BluezoneError as wrong:
            code = code_of(wrong)
            if self.device is not None:
                self.device.failed(code)
            logger.warning("the check did not succeed", extra={"code": code})

    async def _finish_report(self) -> None:
        """Go on with a report that waits; one that is refused again and again keeps no warning from its owner."""
        try:
            await self.phone.resume_report()
        except BluezoneError as wrong:
            logger.warning("the report was not finished", extra={"code": code_of(wrong)})

    async def _repeat(self, kind: Call) -> None:
        if self.sequences is not None:
            await self.sequences.send_owed(kind)


@dataclass(frozen=True, slots=True)
class Dummies:
    """Dummy reports and dummy letters, each as a Poisson process, whatever the phone has to tell or has told.

    Args:
        phone: Whose; it knows the rates.
        clock: The time.
        sequences: The way to the key server.
        is_erased: Whether there is nothing to hide any more.
        chance: Returns a number from 0 up to but not including 1.
    """

    phone: Phone
    clock: Clock
    sequences: Sequences
    is_erased: Callable[[], bool]
    chance: Callable[[], float] = field(default_factory=lambda: SystemRandom().random)

    async def run(self) -> None:
        """Send them until cancelled or the phone is erased; nothing of it is kept, so that a start is like any moment."""
        async with asyncio.TaskGroup() as kinds:
            kinds.create_task(self._reports())
            kinds.create_task(self._letters())

    async def _reports(self) -> None:
        while not self.is_erased():
            await self._turn(self.phone.dummy_rates().reports_a_day, self.sequences.send_dummy_report)

    async def _letters(self) -> None:
        while not self.is_erased():
            await self._turn(self.phone.dummy_rates().letters_a_day, self.sequences.send_dummy_letter)

    async def _turn(self, rate: float, send: Callable[[], Awaitable[None]]) -> None:
        coming = turn(rate, self.chance())
        due = self.clock.now() + coming.pause
        await self.clock.sleep_until(due)
        if coming.sends and not is_missed(self.clock.now() - due) and not self.is_erased():
            await send()

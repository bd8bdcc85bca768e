"""The gate in memory, for tests: the same promises as the one in the kernel."""

from collections.abc import Callable
from datetime import timedelta

from bluezone.portal.gate import HOLDS, READ_FOR
from bluezone.portal.rules.hardware import HardwareAddress
from bluezone.protocol.errors import Unavailable


class MemoryGate:
    """A gate whose time is told to it.

    Args:
        seconds: The present, in seconds from anywhere.
        holds: How long a beat holds.
        read_for: How long a phone is left in peace.
    """

    def __init__(
        self, seconds: Callable[[], float], *, holds: timedelta = HOLDS, read_for: timedelta = READ_FOR
    ) -> None:
        self._seconds, self._holds, self._read_for = seconds, holds.total_seconds(), read_for.total_seconds()
        self._asks_until = float("-inf")
        self._seen: dict[HardwareAddress, float] = {}
        self.is_broken = False

    async def beat(self) -> None:
        self._must_work()
        self._asks_until = self._seconds() + self._holds

    async def rest(self) -> None:
        self._must_work()
        self._asks_until = float("-inf")

    async def is_asking(self) -> bool:
        return self._seconds() < self._asks_until

    async def let_through(self, phone: HardwareAddress) -> None:
        self._must_work()
        self._seen[phone] = self._seconds() + self._read_for

    async def has_seen(self, phone: HardwareAddress) -> bool:
        return self._seconds() < self._seen.get(phone, float("-inf"))

    def _must_work(self) -> None:
        if self.is_broken:
            raise Unavailable("the gate is broken")

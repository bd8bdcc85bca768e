"""The gate as a port: whether phones are shown the notice, and which have read it.

The gate asks only while somebody keeps it asking: `beat` holds for a few seconds and is repeated. Whoever dies without a
word lets go, and the internet is as if there were no notice. Behind the port: `nft_gate`, and the tests' own in memory.
"""

from datetime import timedelta
from typing import Final, Protocol

from bluezone.portal.rules.hardware import HardwareAddress

HOLDS: Final = timedelta(seconds=8)
"""How long the gate goes on asking after the last beat; fail open means below ten seconds."""
BEATS: Final = timedelta(seconds=2)
"""How often the service beats."""
READ_FOR: Final = timedelta(hours=24)
"""How long a phone that read the notice is left in peace."""


class Gate(Protocol):
    """Where probes are led to the notice, or pass."""

    async def beat(self) -> None:
        """Go on asking, for as long as a beat holds.

        Raises:
            Unavailable: The gate does not answer.
        """

    async def rest(self) -> None:
        """Ask nobody from now on, until the next beat.

        Raises:
            Unavailable: The gate does not answer.
        """

    async def is_asking(self) -> bool:
        """Tell whether probes are led to the notice now."""

    async def let_through(self, phone: HardwareAddress) -> None:
        """Leave a phone in peace from now on, for a day.

        Raises:
            Unavailable: The gate does not answer.
        """

    async def has_seen(self, phone: HardwareAddress) -> bool:
        """Tell whether a phone is left in peace."""

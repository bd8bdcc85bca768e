"""The uplink as a port: whether the place has internet now."""

import asyncio
from dataclasses import dataclass
from typing import Final, Protocol

PATIENCE_SECONDS: Final = 3.0


class Uplink(Protocol):
    """The way to the internet."""

    async def is_open(self) -> bool:
        """Tell whether the internet answers."""


@dataclass(frozen=True, slots=True)
class TcpUplink:
    """A server that answers when the internet does, such as the province's own site; nothing is said to it.

    Args:
        host: Its name.
        port: Its port, 443.
    """

    host: str
    port: int

    async def is_open(self) -> bool:
        """Connect, and hang up."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                _, writer = await asyncio.open_connection(self.host, self.port)
        except (OSError, TimeoutError):
            return False
        writer.close()
        return True


class NoUplink:
    """A place whose internet nobody checks."""

    async def is_open(self) -> bool:
        """Believe in it."""
        return True

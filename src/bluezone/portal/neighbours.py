"""The neighbours as a port: which phone it is that asks; looked up for one request, written down nowhere."""

import asyncio
from typing import Protocol

from bluezone.portal.rules.hardware import HardwareAddress, hardware_address_in


class Neighbours(Protocol):
    """Who stands behind an address of the wifi."""

    async def phone_at(self, address: str) -> HardwareAddress | None:
        """Return the phone that has an address now, or None."""


class IpNeighbours:
    """The kernel's own table of neighbours, by `ip neigh`."""

    def __init__(self) -> None:
        """Ask for a few addresses at a time only."""
        self._turn = asyncio.Semaphore(8)

    async def phone_at(self, address: str) -> HardwareAddress | None:
        """Return what the kernel knows of an address, IPv4 or IPv6."""
        async with self._turn:
            ran = await asyncio.create_subprocess_exec(
                *("ip", "neigh", "show", "to", address),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
            said, _ = await ran.communicate()
        return hardware_address_in(said.decode("ascii", "replace"))

"""The gate in the kernel: sets of nftables whose elements have an end, so that it opens when nobody keeps it shut.

The table is the one that `configs.nftables` writes. What is put into it goes through standard input: an address in a
command line could be read by everybody on the box.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from bluezone.portal.gate import HOLDS, READ_FOR
from bluezone.portal.rules.hardware import HardwareAddress
from bluezone.protocol.errors import Unavailable

TABLE: Final = "inet bluezone_notice"
HTTP: Final = 80
AT_ONCE: Final = 8
"""How many programs `nft` run beside each other."""


class NftGate:
    """The gate of a Linux box.

    Args:
        command: How nft is called, such as inside another network namespace.
        holds: How long a beat holds.
        read_for: How long a phone is left in peace.
    """

    def __init__(
        self, command: Sequence[str] = ("nft",), *, holds: timedelta = HOLDS, read_for: timedelta = READ_FOR
    ) -> None:
        """Touch nothing yet."""
        self._command = tuple(command)
        self._holds = holds
        self._read_for = read_for
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def beat(self) -> None:
        """Begin the time of the one redirected port anew, in one transaction."""
        await self._do(f"flush set {TABLE} alive; add element {TABLE} alive {{ {HTTP} timeout {_span(self._holds)} }}")

    async def rest(self) -> None:
        """Redirect no port."""
        await self._do(f"flush set {TABLE} alive")

    async def is_asking(self) -> bool:
        """Tell whether the redirected port is still in its set."""
        return await self._holds_true(f"get element {TABLE} alive {{ {HTTP} }}")

    async def let_through(self, phone: HardwareAddress) -> None:
        """Note the phone; who is noted already begins a new day."""
        element = f"element {TABLE} seen {{ {phone.written}"
        fresh = f"add {element} timeout {_span(self._read_for)} }}"
        await self._do(f"{fresh}; delete {element} }}; {fresh}")

    async def has_seen(self, phone: HardwareAddress) -> bool:
        """Tell whether the phone is noted."""
        return await self._holds_true(f"get element {TABLE} seen {{ {phone.written} }}")

    async def _do(self, commands: str) -> None:
        if not await self._holds_true(commands):
            raise Unavailable("nftables refuses the notice's table: load notice.nft, run as root or with CAP_NET_ADMIN")

    async def _holds_true(self, commands: str) -> bool:
        quiet = asyncio.subprocess.DEVNULL
        async with self._turn:
            try:
                ran = await asyncio.create_subprocess_exec(
                    *self._command, "-f", "-", stdin=asyncio.subprocess.PIPE, stdout=quiet, stderr=quiet
                )
            except OSError as wrong:
                raise Unavailable("the program nft cannot be started") from wrong
            await ran.communicate(f"{commands}\n".encode())
        return ran.returncode == 0


def _span(span: timedelta) -> str:
    return f"{int(span.total_seconds() * 1000)}ms"

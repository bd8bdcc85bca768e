"""A radio that comes back: an adapter may be pulled out, or answer with errors, and the phone goes on when it returns.

    radio = await ReturningRadio.open(partial(BumbleRadio.open, "usb:0", clock=clock), clock=clock, told=print)

While it is away nothing is said and nothing is heard; nobody is told so by an exception. Once it is back it listens for
whom it listened before; what is said is for the phone to decide, with an identifier and an address that were never on the air.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Final

from bluezone.protocol.clock import Clock
from bluezone.protocol.errors import Unavailable
from bluezone.radio.port import Heard, Radio

FIRST_PAUSE: Final = timedelta(seconds=1)
LONGEST_PAUSE: Final = timedelta(minutes=1)


class ReturningRadio:
    """A `bluezone.radio.port.Radio` over radios that are opened again and again; made by `open`."""

    def __init__(
        self, first: Radio, opened: Callable[[], Awaitable[Radio]], *, clock: Clock, told: Callable[[bool], None]
    ) -> None:
        """Take a radio that is open."""
        self._radio: Radio | None = first
        self._opened, self._clock, self._told = opened, clock, told
        self._heard: Callable[[Heard], None] | None = None
        self._closed = asyncio.Event()
        self._broken = asyncio.Event()
        self._keeping = asyncio.get_running_loop().create_task(self._keep(first))

    @classmethod
    async def open(
        cls, opened: Callable[[], Awaitable[Radio]], *, clock: Clock, told: Callable[[bool], None]
    ) -> "ReturningRadio":
        """Return a radio that comes back.

        Args:
            opened: Opens it, the first time and each other.
            clock: Measures the pauses between two trials: one second, then twice as long each, up to a minute.
            told: Called with False when the radio went, with True when it is back.

        Raises:
            Unavailable: It cannot be opened the first time.
        """
        return cls(await opened(), opened, clock=clock, told=told)

    @property
    def is_away(self) -> bool:
        """Whether it is waited for (see the port)."""
        return self._radio is None

    async def gone(self) -> None:
        """Return once it is closed: until then it comes back (see the port)."""
        await self._closed.wait()

    async def advertise(self, payload: bytes, *, readable: bytes = b"") -> None:
        """Replace payload and address (see the port); while it is away, nothing."""
        radio = self._present()
        if radio is not None:
            await self._try(radio.advertise(payload, readable=readable))

    async def silence(self) -> None:
        """Leave the air (see the port); it is left while the radio is away."""
        radio = self._present()
        if radio is not None:
            await self._try(radio.silence())

    async def listen(self, heard: Callable[[Heard], None]) -> None:
        """Listen, after each return too (see the port)."""
        radio, self._heard = self._present(), heard
        if radio is not None:
            await self._try(radio.listen(heard))

    async def read_identifier(self, peer: Heard) -> bytes | None:
        """Read a peer's identifier (see the port); while it is away, nothing."""
        radio = self._present()
        if radio is None:
            return None
        try:
            return await radio.read_identifier(peer)
        except Unavailable:
            self._broken.set()
            return None

    async def close(self) -> None:
        """Give the radio back and wait for it no longer (see the port)."""
        self._closed.set()
        self._keeping.cancel()
        with suppress(asyncio.CancelledError):
            await self._keeping
        if self._radio is not None:
            await self._radio.close()

    def _present(self) -> Radio | None:
        if self._closed.is_set():
            raise Unavailable("the radio is closed")
        return self._radio

    async def _try(self, doing: Awaitable[None]) -> None:
        try:
            await doing
        except Unavailable:
            self._broken.set()

    async def _keep(self, radio: Radio) -> None:
        while True:
            await self._loss(radio)
            self._radio = None
            self._told(False)  # noqa: FBT003 -- what became of it
            with suppress(Unavailable):
                await radio.close()
            radio = await self._return()
            self._broken.clear()
            self._radio = radio
            self._told(True)  # noqa: FBT003 -- what became of it

    async def _loss(self, radio: Radio) -> None:
        """Return once the radio went or did not do what it was told."""
        waits = [asyncio.create_task(radio.gone()), asyncio.create_task(self._broken.wait())]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def _return(self) -> Radio:
        """Return the radio once it can be opened and listens again."""
        pause = FIRST_PAUSE
        while True:
            await self._clock.sleep_until(self._clock.now() + pause)
            pause = min(2 * pause, LONGEST_PAUSE)
            with suppress(Unavailable):
                return await self._open_again()

    async def _open_again(self) -> Radio:
        radio = await self._opened()
        try:
            if self._heard is not None:
                await radio.listen(self._heard)
        except BaseException:
            await radio.close()
            raise
        return radio

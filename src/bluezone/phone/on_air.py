"""On air: what a phone does over its radio: it speaks, falls silent, and calls one peer at a time beside its loop."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from bluezone.phone.agent import Broadcast, IdentifierRead
from bluezone.protocol.clock import Clock
from bluezone.protocol.errors import Unavailable
from bluezone.radio.port import Heard, Radio


class OnAir:
    """A phone's use of its radio.

    Args:
        radio: The air; None for a program without one, which leaves the air to the one that has it.
        clock: Says when an answer came.
        answered: Takes what each call brought.
    """

    def __init__(self, radio: Radio | None, clock: Clock, answered: Callable[[IdentifierRead], None]) -> None:
        """Begin with no call."""
        self._radio, self._clock, self._answered = radio, clock, answered
        self._call: asyncio.Task[None] | None = None

    @property
    def has_radio(self) -> bool:
        """Whether something can be said; a program without a radio leaves that to the one that has it."""
        return self._radio is None or not self._radio.is_away

    async def speak(self, broadcast: Broadcast) -> None:
        """Put a payload on the air under a fresh address.

        Raises:
            Unavailable: The radio is gone.
        """
        if self._radio is not None:
            await self._radio.advertise(broadcast.payload, readable=broadcast.readable)

    async def silence(self) -> None:
        """Leave the air.

        Raises:
            Unavailable: The radio is gone.
        """
        if self._radio is not None:
            await self._radio.silence()

    def call(self, peer: Heard) -> None:
        """Call a peer; the agent asks for one at a time."""
        if self._radio is not None:
            self._call = asyncio.get_running_loop().create_task(self._read(self._radio, peer))

    async def end(self) -> None:
        """Leave the air, and give the call up that is under way; a radio that is gone is left alone."""
        call, self._call = self._call, None
        if call is not None:
            call.cancel()
            with suppress(asyncio.CancelledError):
                await call
        with suppress(Unavailable):
            await self.silence()

    async def _read(self, radio: Radio, peer: Heard) -> None:
        try:
            identifier = await radio.read_identifier(peer)
        except Unavailable:
            identifier = None  # the loop finds out that the radio is gone
        self._answered(IdentifierRead(peer, identifier, self._clock.now()))

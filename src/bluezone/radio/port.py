"""The radio as a port: what a phone asks of the air, whatever stands behind it.

Behind it stand a room in memory and any Bluetooth controller over HCI (both `bluezone.radio.bumble_radio.BumbleRadio`),
and the fake of the tests. A phone is wired so:

    radio: Radio = await BumbleRadio.over(room.enter("ana"), clock=clock, random_bytes=rng.randbytes)  # in memory
    radio: Radio = await BumbleRadio.open("tcp-client:127.0.0.1:17001", clock=clock)                   # other process
    await radio.listen(heard)         # `heard` is called for every advertisement, ours or a stranger's
    await radio.advertise(payload)    # again at every interval edge, with the next identifier
    await radio.read_identifier(peer) # of one that was heard and carries its identifier behind a connection only
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

LONGEST_GAP: Final = timedelta(seconds=2)
"""The longest silence between two addresses: its length is random, so that rotations of one phone do not tell themselves."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One advertisement, as a radio heard it once.

    Args:
        payload: Advertising data, 0 to 31 bytes, as sent; `bluezone.protocol.beacons.decode` reads it.
        address: The sender's address, 6 bytes, least significant byte first.
        rssi_dbm: Received strength, -127 to 20, with this receiver's own correction applied.
        at: When, by the radio's clock.
        address_type: 0 public, 1 random.
    """

    payload: bytes
    address: bytes
    rssi_dbm: int
    at: datetime
    address_type: int = 1


class Radio(Protocol):
    """Speaks and listens; one for one phone.

    Every verb but `gone` raises `bluezone.protocol.errors.Unavailable` once the controller is gone or refuses.
    """

    @property
    def is_away(self) -> bool:
        """Whether there is no controller now, and one is waited for (`bluezone.radio.returning`); others raise instead."""
        ...

    async def gone(self) -> None:
        """Return once the controller is gone, such as an adapter that was pulled out; at once when it is."""
        ...

    async def advertise(self, payload: bytes, *, readable: bytes = b"") -> None:
        """Replace payload and random address together and return when the new pair is on the air.

        Stops, takes a fresh random address, takes `payload`, waits a random gap of at most `LONGEST_GAP` of the
        radio's clock, starts. No address ever carries two payloads of two calls. A later `advertise` or `silence`
        overtakes one that still waits in its gap: the overtaken call returns without starting.

        Args:
            payload: Advertising data, 1 to 31 bytes.
            readable: What who connects may read, as long as this payload is on the air; nothing when empty.

        Raises:
            ValueError: The payload has another length.
        """
        ...

    async def silence(self) -> None:
        """Leave the air at once; listening goes on."""
        ...

    async def listen(self, heard: Callable[[Heard], None]) -> None:
        """Call `heard` for every advertisement from now on, in order; a second call replaces the first's callback.

        `heard` runs inside the event loop and must not block.
        """
        ...

    async def read_identifier(self, peer: Heard) -> bytes | None:
        """Return the 12 bytes that a peer's characteristic says, None when it does not answer in time or has none.

        Connects under a random address of its own, writes nothing, and leaves; after ten seconds it gives up. Meanwhile
        the phone may not hear; `advertise`, `silence` and `close` make it give up at once. One call at a time.

        Args:
            peer: The advertisement that was heard; address and kind of address count.
        """
        ...

    async def close(self) -> None:
        """Leave the air, stop listening and give the controller back; closing twice is harmless."""
        ...

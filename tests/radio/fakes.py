"""A fake of the radio for tests of other parts: no HCI, no distance, nothing random.

    air = FakeAir(clock)
    ana, binh = air.radio(), air.radio()
    ...
    air.beat()                                # every phone on the air is heard once by every other that listens
    ana.hear(payload, rssi_dbm=-80)           # ana alone hears this
    assert ana.payload == expected            # what ana has on the air, None while silent

It passes the contract suite of `tests/contracts/test_radio.py`, as the real ones do.
"""

import asyncio
from collections.abc import Callable

from bluezone.protocol.beacons import ADVERTISEMENT_LENGTH
from bluezone.protocol.clock import Clock
from bluezone.protocol.errors import Unavailable
from bluezone.radio.port import Heard

STRANGER = bytes(5) + b"\x40"


class FakeAir:
    """Everybody hears everybody at one strength, when the test says so."""

    def __init__(self, clock: Clock, *, rssi_dbm: int = -80) -> None:
        self.clock = clock
        self.rssi_dbm = rssi_dbm
        self.radios: list[FakeRadio] = []
        self._addresses = 0

    def radio(self) -> "FakeRadio":
        self.radios.append(FakeRadio(self))
        return self.radios[-1]

    def beat(self) -> None:
        for sender in self.radios:
            for receiver in self.radios:
                if receiver is not sender and sender.payload is not None:
                    receiver.hear(sender.payload, address=sender.address, rssi_dbm=self.rssi_dbm)

    def fresh_address(self) -> bytes:
        self._addresses += 1
        return self._addresses.to_bytes(5, "little") + b"\x40"


class FakeRadio:
    """A `bluezone.radio.port.Radio` whose state a test may read and whose controller it may take away (`lose`)."""

    def __init__(self, air: FakeAir) -> None:
        self.payload: bytes | None = None
        self.address = STRANGER
        self.readable = b""
        self.rotations = 0
        self.reads: list[bytes] = []
        self._air = air
        self._heard: Callable[[Heard], None] | None = None
        self._lost = False
        self._gone = asyncio.Event()

    @property
    def is_away(self) -> bool:
        return False

    async def gone(self) -> None:
        await self._gone.wait()

    async def advertise(self, payload: bytes, *, readable: bytes = b"") -> None:
        if not 1 <= len(payload) <= ADVERTISEMENT_LENGTH:
            raise ValueError("an advertisement has 1 to 31 bytes")
        self._require()
        self.payload, self.address, self.readable = payload, self._air.fresh_address(), readable
        self.rotations += 1

    async def silence(self) -> None:
        self._require()
        self.payload = None

    async def listen(self, heard: Callable[[Heard], None]) -> None:
        self._require()
        self._heard = heard

    async def read_identifier(self, peer: Heard) -> bytes | None:
        self._require()
        self.reads.append(peer.address)
        await asyncio.sleep(0)
        for other in self._air.radios:
            if other.address == peer.address and other.payload is not None and len(other.readable) == 12:
                return other.readable
        return None

    async def close(self) -> None:
        self.lose()

    def hear(self, payload: bytes, *, rssi_dbm: int = -80, address: bytes = STRANGER) -> None:
        if self._heard is not None:
            self._heard(Heard(payload, address, rssi_dbm, self._air.clock.now()))

    def lose(self) -> None:
        self.payload, self._heard, self._lost = None, None, True
        self._gone.set()

    def _require(self) -> None:
        if self._lost:
            raise Unavailable("the Bluetooth controller is gone")

"""The room: the air between phones of one process, or of many that come in over `bluezone.radio.tcp_air`.

The room says when a phone is heard; what is heard is what its host programmed into its controller by HCI commands:
address, payload, whether it advertises at all. It draws advertising events only for phones that somebody is near, so
one costs as much as the sender has neighbours, and a phone alone costs nothing.

    room = Room(clock, Schedule(contacts), propagation=Propagation(seed=1, sigma_db=0))
    radio = await BumbleRadio.over(room.enter("ana"), clock=clock)
    await room.run()  # until the schedule is over; beside the phones' own tasks

Modelled: distance, phone models, bodies in between, fading of each beacon, the floor, when beacons fall, addresses and payloads to the
byte; connections, which begin where an advertisement is heard and then carry everything. Not modelled: collisions, the three
channels (a capture names them in turn), the share of time a phone listens, interference. An event counts as one beacon, though a real one is sent on three channels.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from bumble import hci, ll
from bumble.controller import Controller
from bumble.core import PhysicalTransport
from bumble.link import LocalLink

from bluezone.protocol.clock import Clock
from bluezone.protocol.intervals import EPOCH
from bluezone.radio.controller import OnAir, PhoneController
from bluezone.radio.propagation import MEDIAN_MODEL, PhoneModel, Propagation
from bluezone.radio.whereabouts import STEP, Nearness, Whereabouts, step_at

MICROSECOND: Final = timedelta(microseconds=1)
MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Cadence:
    """When beacons fall within a step of twenty seconds.

    The default puts four into every step, at about 3, 8, 13 and 18 seconds: after the longest gap of a rotation, which
    begins at an interval's edge and so at a step's.

    Args:
        period: From one beacon of a phone to its next; divides the step.
        phase: The first beacon's place in the step.
        jitter: Each beacon comes later by a random part of this; phase and jitter together stay within the period.
    """

    period: timedelta = timedelta(seconds=5)
    phase: timedelta = timedelta(seconds=3)
    jitter: timedelta = timedelta(seconds=1)


class Sniffer(Protocol):
    """Takes what passes through the air (`capture.LinkLayerWriter`)."""

    def advertisement(self, address: bytes, payload: bytes, *, channel: int, at: datetime) -> None:
        """Note one advertisement, sent on `channel` 37 to 39."""
        ...


@dataclass(frozen=True, slots=True)
class _Neighbour:
    name: str
    start: datetime
    end: datetime
    distance_m: float


class Room(LocalLink):
    """A link between controllers on which distance counts.

    Attributes:
        cadence: When phones are heard; None lets every controller advertise by its own timer.
        beacons: How many were sent within somebody's earshot.
    """

    def __init__(  # noqa: PLR0913 -- a room is furnished once, by keywords
        self,
        clock: Clock,
        whereabouts: Whereabouts,
        *,
        propagation: Propagation | None = None,
        cadence: Cadence | None = Cadence(),
        models: Mapping[str, PhoneModel] | None = None,
        sniffer: Sniffer | None = None,
    ) -> None:
        """Open an empty room.

        Args:
            clock: What the room goes by.
            whereabouts: Who is near whom.
            propagation: The air; None for the default.
            cadence: When beacons fall; None for the controllers' own timers, which need a clock that runs as the loop's.
            models: Of phones that differ from the median model, by name.
            sniffer: Sees every advertisement that is sent within anybody's earshot.
        """
        super().__init__()  # type: ignore[no-untyped-call]  # bumble's
        self.cadence = cadence
        self.beacons = 0
        self._clock = clock
        self._whereabouts = whereabouts
        self._propagation = propagation or Propagation()
        self._models = models or {}
        self._sniffer = sniffer
        self._phones: dict[str, PhoneController] = {}

    def enter(self, name: str) -> PhoneController:
        """Return a new phone's controller; `name` is what the whereabouts call it.

        Raises:
            ValueError: A phone of this name is in the room.
        """
        if name in self._phones:
            raise ValueError("a phone of this name is in the room already")
        self._phones[name] = PhoneController(name, self, own_timer=self.cadence is None, leave=self.leave)
        return self._phones[name]

    def leave(self, controller: PhoneController) -> None:
        """Let a controller go; one that has left already may leave again."""
        if self._phones.get(controller.name) is controller:
            del self._phones[controller.name]
            self.remove_controller(controller)

    async def run(self) -> None:
        """Draw the beacons of every step, as the clock comes to them, until nobody will ever be near anybody.

        A beacon that comes late by a whole period, because the clock jumped, is left out. Without a cadence there is nothing to draw.
        """
        step = step_at(self._clock.now())
        while self.cadence is not None and (coming := self._whereabouts.next_step(step)) is not None:
            if coming > self._clock.now():
                await self._clock.sleep_until(coming)
            await self._play(coming, self.cadence)
            step = max(coming + STEP, step_at(self._clock.now()))

    def send_advertising_pdu(self, sender_controller: Controller, packet: ll.AdvertisingPdu) -> None:
        """Carry what a controller sends by its own timer."""
        if not isinstance(sender_controller, PhoneController) or not isinstance(packet, ll.AdvExtInd | ll.AdvInd):
            super().send_advertising_pdu(sender_controller, packet)
            return
        now = self._clock.now()
        near = _neighbours(self._whereabouts.near(step_at(now))).get(sender_controller.name, ())
        self._carry(sender_controller.name, near, (now - EPOCH) // MICROSECOND, now)

    def send_acl_data(
        self, sender_controller: Controller, destination_address: hci.Address, transport: PhysicalTransport, data: bytes
    ) -> None:
        """Carry what is said over a connection, from the address under which it was made (Bumble's knows one only)."""
        receiver = self.find_le_controller(destination_address)
        connection = sender_controller.le_connections.get(destination_address)
        if receiver is not None and connection is not None:
            loop = asyncio.get_running_loop()
            loop.call_soon(receiver.on_link_acl_data, connection.self_address, transport, data)

    async def _play(self, step: datetime, cadence: Cadence) -> None:
        near = _neighbours(self._whereabouts.near(step))
        end = step + STEP
        for moment, number, sender in self._events(step, cadence, near):
            now = self._clock.now()
            if moment > now:
                await self._clock.sleep_until(moment)
                now = self._clock.now()
            if now >= end:
                return
            if now - moment < cadence.period:
                self._carry(sender, near[sender], number, moment)

    def _events(self, step: datetime, cadence: Cadence, senders: Iterable[str]) -> list[tuple[datetime, int, str]]:
        first = (step - EPOCH) // cadence.period
        events = []
        for index in range(STEP // cadence.period):
            due = step + index * cadence.period + cadence.phase
            for sender in senders:
                late = self._propagation.chance(sender, first + index) * cadence.jitter
                events.append((due + late, first + index, sender))
        return sorted(events)

    def _carry(self, sender: str, near: Iterable[_Neighbour], number: int, moment: datetime) -> None:
        controller = self._phones.get(sender)
        if controller is None or controller.on_air is None:
            return
        advertisement = controller.on_air
        self.beacons += 1
        if self._sniffer is not None:
            self._sniffer.advertisement(
                advertisement.address, advertisement.payload, channel=37 + number % 3, at=moment
            )
        for neighbour in near:
            if neighbour.start <= moment < neighbour.end:
                self._deliver(sender, neighbour, advertisement, number=number, moment=moment)

    def _deliver(
        self, sender: str, neighbour: _Neighbour, advertisement: OnAir, *, number: int, moment: datetime
    ) -> None:
        receiver = self._phones.get(neighbour.name)
        if receiver is None or not (receiver.le_scan_enable or receiver.pending_le_connection):
            return
        strength = self._propagation.received_dbm(
            neighbour.distance_m,
            sender=self._models.get(sender, MEDIAN_MODEL),
            receiver=self._models.get(neighbour.name, MEDIAN_MODEL),
            fading=self._propagation.fading(sender, neighbour.name, number),
            bodies=self._propagation.bodies(sender, neighbour.name, (moment - EPOCH) // MINUTE),
        )
        if strength is not None and receiver.le_scan_enable:
            receiver.hear(advertisement, strength)
        if strength is not None:
            receiver.meet(advertisement)


def _neighbours(contacts: Iterable[Nearness]) -> Mapping[str, list[_Neighbour]]:
    near: defaultdict[str, list[_Neighbour]] = defaultdict(list)
    for contact in contacts:
        near[contact.one].append(_Neighbour(contact.other, contact.start, contact.end, contact.distance_m))
        near[contact.other].append(_Neighbour(contact.one, contact.start, contact.end, contact.distance_m))
    return near

"""Replay: one day of a trace, on a simulated air, with a real client in every pocket.

Every person carries a phone: Bumble's HCI controller in one room, our radio, the phone's runtime, agent and encrypted
diary. Only the clock is virtual, so a working day takes seconds. Phones are switched on a little before the first
contact of the day and off a little after the last. Who is not in the trace at some moment is out of earshot then.
"""

import asyncio
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bluezone.lab.traces import Trace
from bluezone.phone.diary import Diary
from bluezone.phone.runtime import Phone, Settings
from bluezone.phone.sync import Sync
from bluezone.radio.bumble_radio import BumbleRadio, RadioSettings
from bluezone.radio.calibration import phone_model
from bluezone.radio.propagation import MEDIAN_MODEL, PhoneModel, Propagation
from bluezone.radio.room import Room, Sniffer
from bluezone.radio.virtual_time import VirtualTime, run
from bluezone.radio.whereabouts import Nearness, Schedule

MARGIN: Final = timedelta(minutes=10)
"""How long before the first contact, and after the last, the phones are on."""
LOOK_AROUND: Final = timedelta(minutes=15)
"""How often a phone looks at its diary: nobody else writes in it, so an interval's edge is often enough."""
PROGRESS_STEPS: Final = 50

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Frame:
    """One advertisement as a sniffer in the room had it.

    Args:
        address: The sender's random address, 6 bytes, least significant first.
        payload: Advertising data, up to 31 bytes.
        channel: 37 to 39.
        at: When.
    """

    address: bytes
    payload: bytes
    channel: int
    at: datetime


@dataclass(slots=True)
class Witness:
    """A sniffer that keeps the first frame of every payload, and hands all frames on to another one.

    Args:
        further: Where every frame goes too.
    """

    further: Sniffer | None = None
    frames: dict[bytes, Frame] = field(default_factory=dict)

    def advertisement(self, address: bytes, payload: bytes, *, channel: int, at: datetime) -> None:
        """Note one advertisement."""
        self.frames.setdefault(payload, Frame(address, payload, channel, at))
        if self.further is not None:
            self.further.advertisement(address, payload, channel=channel, at=at)


@dataclass(frozen=True, slots=True)
class Played:
    """What a replayed day came to.

    Args:
        start: When the phones were switched on.
        end: When they were switched off.
        beacons: How many were sent in anybody's earshot.
        sightings: How many all diaries hold now.
    """

    start: datetime
    end: datetime
    beacons: int
    sightings: int


@dataclass(frozen=True, slots=True)
class Pocket:
    """What a person's phone is made of, but for the radio and the clock.

    Args:
        diary: What it remembers.
        sync: The way to the key server; unused while the day is on.
        settings: What it was told at its start.
    """

    diary: Diary
    sync: Sync
    settings: Settings


def replay(
    trace: Trace,
    pockets: Mapping[str, Pocket],
    *,
    propagation: Propagation,
    sniffer: Sniffer | None = None,
    progress: Progress = lambda _: None,
) -> Played:
    """Play a day with the phones in `pockets`, which go on with what their diaries hold.

    Args:
        trace: Of one day.
        pockets: One for everybody in the trace, perhaps for more people.
        propagation: The air.
        sniffer: Sees every advertisement sent in anybody's earshot.
        progress: Told the share of the day that is over, now and then.

    Raises:
        ValueError: The day has no contact, or somebody has no phone.
        Unavailable: A radio or a diary does not work.
    """
    if not trace.contacts or not set(trace.people) <= set(pockets):
        raise ValueError("a day has contacts, and everybody in them has a phone")
    schedule = Schedule(nearness(trace))
    start, end = trace.contacts[0].start - MARGIN, trace.contacts[-1].start + trace.step + MARGIN

    async def day(clock: VirtualTime) -> Played:
        models = phone_models(pockets, propagation)
        room = Room(clock, schedule, propagation=propagation, models=models, sniffer=sniffer)
        carried = {person: models.get(person, MEDIAN_MODEL) for person in pockets}
        phones = await asyncio.gather(
            *(_phone(room, clock, person, pocket, carried[person]) for person, pocket in pockets.items())
        )
        watch = asyncio.create_task(_watched(clock, start, end, progress))
        await room.run()
        await clock.sleep_until(end)
        await watch
        await asyncio.gather(*(_off(phone, radio) for phone, radio in phones))
        heard = sum(pocket.diary.count() for pocket in pockets.values())
        return Played(start, end, room.beacons, heard)

    return run(day, start=start)


def nearness(trace: Trace) -> list[Nearness]:
    """Return a trace's contacts as a room wants to know them."""
    return [
        Nearness(contact.start, contact.start + trace.step, contact.one, contact.other, contact.distance_m)
        for contact in trace.contacts
    ]


def air(*, noise_db: float, seed: int) -> Propagation:
    """Return an air as noisy as people make it; without noise it is the same for everybody at any time.

    Args:
        noise_db: Standard deviation of a beacon's fading, and of what bodies do for a minute.
        seed: Chooses the chances.
    """
    return Propagation(seed=seed, sigma_db=noise_db, bodies_db=noise_db)


def phone_models(people: Iterable[str], propagation: Propagation) -> Mapping[str, PhoneModel]:
    """Return which phone everybody carries: drawn from Google's table, all alike in an air without noise."""
    if not propagation.sigma_db:
        return {}
    return {person: phone_model(propagation.chance(person, "model")) for person in people}


async def _phone(
    room: Room, clock: VirtualTime, person: str, pocket: Pocket, model: PhoneModel
) -> tuple[Phone, BumbleRadio]:
    heard_right = RadioSettings(rssi_correction_db=model.rssi_correction_db)
    radio = await BumbleRadio.over(room.enter(person), clock=clock, settings=heard_right)
    phone = Phone(
        radio=radio,
        clock=clock,
        diary=pocket.diary,
        sync=pocket.sync,
        settings=pocket.settings,
        random_bytes=secrets.token_bytes,
    )
    await phone.start()
    return phone, radio


async def _off(phone: Phone, radio: BumbleRadio) -> None:
    await phone.stop()
    await radio.close()


async def _watched(clock: VirtualTime, start: datetime, end: datetime, progress: Progress) -> None:
    for part in range(1, PROGRESS_STEPS + 1):
        await clock.sleep_until(start + (end - start) * part / PROGRESS_STEPS)
        progress(part / PROGRESS_STEPS)

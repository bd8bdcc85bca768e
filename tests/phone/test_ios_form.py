"""Two phones in a room, one of which speaks as an iPhone does: both remember each other."""

import asyncio
import random
from datetime import timedelta

import pytest
from tests.phone.people import MINUTE, NOON, key_server
from tests.radio.worlds import QUIET_AIR, Ears, phone_in, room_of, together

from bluezone.phone.diary import MemoryDiary
from bluezone.phone.runtime import Phone, Settings
from bluezone.protocol.beacons import IosBeacon, decode
from bluezone.protocol.identifiers import identifiers
from bluezone.protocol.intervals import Air, interval_at
from bluezone.radio.virtual_time import VirtualTime, run

HALF_AN_HOUR = 30 * MINUTE


@pytest.mark.parametrize("bluetooth", [5, 4])
def test_two_phones_remember_each_other_though_one_speaks_as_an_iphone(bluetooth: int) -> None:
    diaries, air_heard = {"ana": MemoryDiary(), "binh": MemoryDiary()}, Ears()

    async def story(clock: VirtualTime) -> None:
        meetings = [
            together("ana", "binh", start=NOON),
            together("ana", "chi", start=NOON),
            together("binh", "chi", start=NOON),
        ]
        room = room_of(clock, *meetings, propagation=QUIET_AIR)
        air = asyncio.create_task(room.run())
        listener = await phone_in(room, "chi", clock)
        await listener.listen(air_heard.append)
        phones = []
        for name, diary in diaries.items():
            server = key_server(clock)
            settings = Settings(server.root_fingerprint, ios_form=name == "ana", look_around=timedelta(minutes=1))
            phones.append(
                Phone(
                    radio=await phone_in(room, name, clock, old=bluetooth < 5),
                    clock=clock,
                    diary=diary,
                    sync=server,
                    settings=settings,
                    random_bytes=random.Random(name).randbytes,
                )
            )
            await phones[-1].start()
        await clock.sleep_until(NOON + HALF_AN_HOUR)
        for phone in phones:
            await phone.stop()
        air.cancel()

    run(story, start=NOON)

    intervals = {interval_at(NOON + minutes * MINUTE, Air.BLUEZONE) for minutes in (0, 15)}
    for name, other in (("ana", "binh"), ("binh", "ana")):
        spoken = {
            found
            for own in diaries[other].state().keys
            for interval, found in identifiers(own.key, Air.BLUEZONE)
            if interval in intervals
        }
        remembered = diaries[name].sightings()
        assert {one.identifier for one in remembered} == spoken
        assert len(spoken) == 2
        assert len(remembered) > 300
        assert {one.rssi_dbm for one in remembered} == {-80}
    by_address = {one.address: decode(one.payload) for one in air_heard}
    assert len(by_address) == len({(one.address, one.payload) for one in air_heard}) == 4
    assert [beacon for beacon in by_address.values() if beacon == IosBeacon()] == [IosBeacon()] * 2

"""Two phones in a room, one of which speaks as an iPhone does: both remember each other."""

import asyncio
import random
from functools import partial

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
    diaries, on_air = {"ana": MemoryDiary(), "binh": MemoryDiary()}, Ears()

    run(partial(half_an_hour, diaries=diaries, listened=on_air, is_old=bluetooth < 5), start=NOON)

    for name, other in (("ana", "binh"), ("binh", "ana")):
        spoken, remembered = identifiers_of(diaries[other]), diaries[name].sightings()
        assert {one.identifier for one in remembered} == spoken
        assert len(spoken) == 2
        assert len(remembered) > 300
        assert {one.rssi_dbm for one in remembered} == {-80}
    by_address = {one.address: decode(one.payload) for one in on_air}
    assert len(by_address) == len({(one.address, one.payload) for one in on_air}) == 4
    assert [beacon for beacon in by_address.values() if beacon == IosBeacon()] == [IosBeacon()] * 2


async def half_an_hour(clock: VirtualTime, *, diaries: dict[str, MemoryDiary], listened: Ears, is_old: bool) -> None:
    pairs = [("ana", "binh"), ("ana", "chi"), ("binh", "chi")]
    room = room_of(clock, *(together(one, other, start=NOON) for one, other in pairs), propagation=QUIET_AIR)
    air = asyncio.create_task(room.run())
    await (await phone_in(room, "chi", clock)).listen(listened.append)
    phones = []
    for name, diary in diaries.items():
        server = key_server(clock)
        phone = Phone(
            radio=await phone_in(room, name, clock, old=is_old),
            clock=clock,
            diary=diary,
            sync=server,
            settings=Settings(server.root_fingerprint, ios_form=name == "ana", look_around=MINUTE),
            random_bytes=random.Random(name).randbytes,
        )
        phones.append(phone)
        await phone.start()
    await clock.sleep_until(NOON + HALF_AN_HOUR)
    for phone in phones:
        await phone.stop()
    air.cancel()


def identifiers_of(diary: MemoryDiary) -> set[bytes]:
    """Return what was on the air in the first two intervals."""
    intervals = {interval_at(NOON + minutes * MINUTE, Air.BLUEZONE) for minutes in (0, 15)}
    return {
        found
        for own in diary.state().keys
        for interval, found in identifiers(own.key, Air.BLUEZONE)
        if interval in intervals
    }

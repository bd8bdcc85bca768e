"""A phone whose adapter is pulled out while it scans, and put back."""

import asyncio
from datetime import timedelta

from tests.phone.people import MINUTE, NOON, STRANGER, beacon, key_server, phone_of
from tests.radio.worlds import Ears, phone_in, room_of, together

from bluezone.phone.checking import Condition
from bluezone.phone.diary import MemoryDiary
from bluezone.protocol.errors import Unavailable
from bluezone.radio.bumble_radio import BumbleRadio
from bluezone.radio.port import Radio
from bluezone.radio.returning import ReturningRadio
from bluezone.radio.room import Room
from bluezone.radio.virtual_time import VirtualTime, run

HOURS = timedelta(hours=4)


class Adapter:
    """A phone's place in a room, from which its controller may be pulled."""

    def __init__(self, room: Room, clock: VirtualTime) -> None:
        self.told: list[bool] = []
        self._room, self._clock = room, clock
        self._is_out = False
        self._radio: BumbleRadio | None = None

    async def opened(self) -> Radio:
        if self._is_out:
            raise Unavailable("there is no Bluetooth adapter of this number")
        self._radio = await BumbleRadio.over(self._room.enter("ana"), clock=self._clock)
        return self._radio

    async def radio(self) -> Radio:
        return await ReturningRadio.open(self.opened, clock=self._clock, told=self.told.append)

    def pull_out(self) -> None:
        assert self._radio is not None
        self._is_out = True
        self._room._phones["ana"].close()
        self._radio._host.on_transport_lost()

    def put_back(self) -> None:
        self._is_out = False


def test_an_adapter_unplugged_during_a_scan_is_told_and_the_phone_goes_on_when_it_returns() -> None:
    heard, diary = Ears(), MemoryDiary()

    async def story(clock: VirtualTime) -> None:
        room = room_of(clock, together("ana", "binh", start=NOON, last=HOURS))
        air = asyncio.create_task(room.run())
        adapter, binh = Adapter(room, clock), await phone_in(room, "binh", clock)
        await binh.listen(heard.append)
        await binh.advertise(beacon())
        phone = phone_of(clock, key_server(clock), radio=await adapter.radio(), diary=diary)
        await phone.start()
        await clock.sleep_until(NOON + 5 * MINUTE)

        adapter.pull_out()
        await clock.sleep_until(NOON + 6 * MINUTE)
        assert adapter.told == [False]
        assert Condition.RADIO_OFF in phone.status().conditions
        remembered = diary.count()
        assert remembered > 0
        said_before = set(heard)
        heard.clear()
        await clock.sleep_until(NOON + 50 * MINUTE)
        assert diary.count() == remembered
        assert not heard
        keys_used = diary.state().keys

        adapter.put_back()
        await clock.sleep_until(NOON + 58 * MINUTE)
        assert adapter.told == [False, True]
        assert Condition.RADIO_OFF not in phone.status().conditions
        assert diary.count() > remembered
        assert {one.identifier for one in diary.sightings()} == {STRANGER}

        assert len(heard.payloads) == 1
        assert not heard.payloads & {one.payload for one in said_before}
        assert not heard.addresses & {one.address for one in said_before}
        assert [own.key for own in diary.state().keys] == [own.key for own in keys_used]
        await phone.stop()
        await binh.close()
        air.cancel()

    run(story, start=NOON)


def test_an_adapter_that_is_back_within_its_interval_is_silent_until_the_next() -> None:
    heard = Ears()

    async def story(clock: VirtualTime) -> None:
        room = room_of(clock, together("ana", "binh", start=NOON, last=HOURS))
        air = asyncio.create_task(room.run())
        adapter, binh = Adapter(room, clock), await phone_in(room, "binh", clock)
        await binh.listen(heard.append)
        radio = await adapter.radio()
        phone = phone_of(clock, key_server(clock), radio=radio)
        await phone.start()
        await clock.sleep_until(NOON + 2 * MINUTE)
        before = heard.payloads

        adapter.pull_out()
        await clock.sleep_until(NOON + 3 * MINUTE)
        adapter.put_back()
        heard.clear()
        await clock.sleep_until(NOON + 14 * MINUTE)
        assert not heard, "no identifier is ever heard under two addresses"
        await clock.sleep_until(NOON + 20 * MINUTE)

        assert len(heard.payloads) == 1
        assert heard.payloads != before
        await phone.stop()
        await radio.close()
        await binh.close()
        air.cancel()

    run(story, start=NOON)

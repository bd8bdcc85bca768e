"""Rotation: identifier and address change together, at the edge, and nothing ties two of them."""

import asyncio
import random
from datetime import timedelta

import pytest
from tests.radio.worlds import EVERY_SECOND, HOUR, SECOND, START, Ears, phone_in, room_of, together

from bluezone.protocol.beacons import BluezoneBeacon, encode
from bluezone.protocol.intervals import Air, interval_at
from bluezone.radio.bumble_radio import BumbleRadio
from bluezone.radio.port import LONGEST_GAP
from bluezone.radio.virtual_time import VirtualTime, run

QUARTER = timedelta(minutes=15)


async def rotate_for_a_day(radio: BumbleRadio, clock: VirtualTime, chance: random.Random) -> None:
    for edge in range(96):
        await clock.sleep_until(START + edge * QUARTER)
        await radio.advertise(encode(BluezoneBeacon(chance.randbytes(12), -26)))


def test_over_a_day_no_address_carries_two_identifiers_and_no_identifier_two_addresses() -> None:
    ears = {"ana": Ears(), "binh": Ears()}

    async def story(clock: VirtualTime) -> None:
        room = room_of(clock, together("ana", "binh", last=24 * HOUR), cadence=EVERY_SECOND)
        async with asyncio.TaskGroup() as day:
            day.create_task(room.run())
            for name, heard in ears.items():
                radio = await phone_in(room, name, clock)
                await radio.listen(heard.append)
                day.create_task(rotate_for_a_day(radio, clock, random.Random(name)))

    run(story, start=START)

    for heard in ears.values():
        pairs = {(one.address, one.payload) for one in heard}
        assert len(heard) > 86_000
        assert len(pairs) == len(heard.addresses) == len(heard.payloads) == 96
        assert len({interval_at(one.at, Air.BLUEZONE) for one in heard}) == 96
    assert not ears["ana"].addresses & ears["binh"].addresses


def test_a_rotation_is_done_within_the_gap_after_its_edge() -> None:
    heard = Ears()
    gaps: list[timedelta] = []

    async def story(clock: VirtualTime) -> None:
        room = room_of(clock, together("ana", "binh", last=6 * HOUR), cadence=EVERY_SECOND)
        ana, binh = await phone_in(room, "ana", clock), await phone_in(room, "binh", clock)
        await binh.listen(heard.append)
        air = asyncio.create_task(room.run())
        for edge in range(24):
            await clock.sleep_until(START + edge * QUARTER)
            await ana.advertise(bytes((2, 1, edge)))
            gaps.append(clock.now() - (START + edge * QUARTER))
        await clock.sleep_until(START + 6 * HOUR)
        await air

    run(story, start=START)

    assert all(timedelta(0) <= gap <= LONGEST_GAP for gap in gaps)
    assert len(set(gaps)) == 24
    for edge in range(24):
        said = [one.at for one in heard if one.payload == bytes((2, 1, edge))]
        assert START + edge * QUARTER <= min(said) <= START + edge * QUARTER + LONGEST_GAP + 2 * SECOND
        assert max(said) < START + (edge + 1) * QUARTER


def test_addresses_look_like_android_s_and_use_all_their_bits() -> None:
    heard = Ears()

    async def story(clock: VirtualTime) -> None:
        room = room_of(clock, together("ana", "binh", last=24 * HOUR))
        ana, binh = await phone_in(room, "ana", clock), await phone_in(room, "binh", clock)
        await binh.listen(heard.append)
        air = asyncio.create_task(room.run())
        await rotate_for_a_day(ana, clock, random.Random(1))
        air.cancel()

    run(story, start=START)

    assert {address[5] >> 6 for address in heard.addresses} == {1}
    for place in range(6):
        assert len({address[place] for address in heard.addresses}) > 30


@pytest.mark.parametrize("last_word", ["advertise", "silence"])
def test_a_later_word_overtakes_one_in_its_gap(last_word: str) -> None:
    heard = Ears()

    async def story(clock: VirtualTime) -> None:
        room = room_of(clock, together("ana", "binh"))
        ana, binh = await phone_in(room, "ana", clock), await phone_in(room, "binh", clock)
        await binh.listen(heard.append)
        air = asyncio.create_task(room.run())
        early = asyncio.create_task(ana.advertise(b"early"))
        await asyncio.sleep(0)
        await (ana.advertise(b"late") if last_word == "advertise" else ana.silence())
        await clock.sleep_until(START + timedelta(minutes=1))
        assert early.done()
        air.cancel()

    run(story, start=START)

    assert heard.payloads == ({b"late"} if last_word == "advertise" else set())


def test_a_rotation_that_is_cancelled_leaves_the_phone_silent() -> None:
    heard = Ears()

    async def story(clock: VirtualTime) -> None:
        room = room_of(clock, together("ana", "binh"))
        ana, binh = await phone_in(room, "ana", clock), await phone_in(room, "binh", clock)
        await binh.listen(heard.append)
        air = asyncio.create_task(room.run())
        await ana.advertise(b"before")
        rotation = asyncio.create_task(ana.advertise(b"after"))
        await asyncio.sleep(0)
        rotation.cancel()
        await clock.sleep_until(START + timedelta(minutes=1))
        air.cancel()

    run(story, start=START)

    assert b"after" not in heard.payloads

"""What every radio does: the fake of the tests, a phone in a room, with an old controller, one that comes in over TCP."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta

import pytest
from tests.radio.fakes import FakeAir
from tests.radio.worlds import QUIET_AIR, START, LoopClock, phone_in, room_of, together

from bluezone.protocol.beacons import IosBeacon, encode
from bluezone.protocol.errors import Unavailable
from bluezone.radio.bumble_radio import BumbleRadio, RadioSettings
from bluezone.radio.port import Heard, Radio
from bluezone.radio.room import Cadence, Room
from bluezone.radio.tcp_air import TcpAir
from bluezone.radio.virtual_time import VirtualTime, run
from bluezone.radio.whereabouts import Positions

MORNING = bytes.fromhex("0201020303564e020ae60fffb522") + b"morning time"
IOS = encode(IosBeacon())
IDENTIFIER = b"twelve bytes"
NOON = bytes.fromhex("0201020303564e020ae60fffb522") + b"noon is here"
QUICK = Cadence(period=timedelta(milliseconds=100), phase=timedelta(0), jitter=timedelta(0))
NO_GAP = RadioSettings(longest_gap=timedelta(0))


@dataclass(frozen=True)
class Pair:
    """Two phones at one metre, and a way to let the air pass some beacons."""

    ana: Radio
    binh: Radio
    a_while: Callable[[], Awaitable[None]]


Story = Callable[[Pair], Coroutine[None, None, None]]


def over_the_fake(story: Story) -> None:
    async def play(clock: VirtualTime) -> None:
        air = FakeAir(clock)

        async def a_while() -> None:
            air.beat()
            await asyncio.sleep(0)

        await story(Pair(air.radio(), air.radio(), a_while))

    run(play, start=START)


def over_a_room(story: Story, *, old: bool = False) -> None:
    async def play(clock: VirtualTime) -> None:
        room = room_of(clock, together("ana", "binh"))
        air = asyncio.create_task(room.run())

        async def a_while() -> None:
            await clock.sleep_until(clock.now() + timedelta(seconds=20))

        ana, binh = await phone_in(room, "ana", clock, old=old), await phone_in(room, "binh", clock, old=old)
        await story(Pair(ana, binh, a_while))
        await _end(air, ana, binh)

    run(play, start=START)


def over_old_controllers(story: Story) -> None:
    over_a_room(story, old=True)


def over_tcp(story: Story) -> None:
    async def play() -> None:
        clock, floor = LoopClock(), Positions()
        floor.place("ana", 0, 0)
        floor.place("binh", 0, 1)
        room = Room(clock, floor, propagation=QUIET_AIR, cadence=QUICK)
        air = TcpAir(room)
        ports = await air.open({"ana": 0, "binh": 0})
        running = asyncio.create_task(room.run())

        async def a_while() -> None:
            await asyncio.sleep(0.3)

        ana, binh = [
            await BumbleRadio.open(f"tcp-client:127.0.0.1:{port}", clock=clock, settings=NO_GAP)
            for port in ports.values()
        ]
        await story(Pair(ana, binh, a_while))
        await _end(running, ana, binh)
        await air.close()

    asyncio.run(play())


async def _end(air: asyncio.Task[None], *radios: Radio) -> None:
    for radio in radios:
        await radio.close()
    air.cancel()
    await asyncio.wait([air])


worlds = pytest.mark.parametrize(
    "world", [over_the_fake, over_a_room, over_old_controllers, over_tcp], ids=["fake", "room", "bluetooth 4", "tcp"]
)
World = Callable[[Story], None]


@worlds
def test_a_phone_hears_its_neighbour_and_not_itself(world: World) -> None:
    async def story(pair: Pair) -> None:
        ana, binh = list[Heard](), list[Heard]()
        await pair.ana.listen(ana.append)
        await pair.binh.listen(binh.append)

        await pair.ana.advertise(MORNING)
        await pair.a_while()

        assert {heard.payload for heard in binh} == {MORNING}
        assert {heard.rssi_dbm for heard in binh} == {-80}
        assert all(len(heard.address) == 6 and heard.at >= START for heard in binh)
        assert not ana

    world(story)


@worlds
def test_a_new_payload_comes_with_a_new_address(world: World) -> None:
    async def story(pair: Pair) -> None:
        heard = list[Heard]()
        await pair.binh.listen(heard.append)

        for payload in (MORNING, NOON, MORNING):
            await pair.ana.advertise(payload)
            await pair.a_while()

        seen = list(dict.fromkeys((one.address, one.payload) for one in heard))
        assert [payload for _, payload in seen] == [MORNING, NOON, MORNING]
        assert len({address for address, _ in seen}) == 3

    world(story)


@worlds
def test_a_silent_phone_is_not_heard_and_still_hears(world: World) -> None:
    async def story(pair: Pair) -> None:
        ana, binh = list[Heard](), list[Heard]()
        await pair.ana.listen(ana.append)
        await pair.binh.listen(binh.append)
        await pair.ana.advertise(MORNING)
        await pair.binh.advertise(NOON)
        await pair.a_while()

        await pair.ana.silence()
        counted = len(ana), len(binh)
        await pair.a_while()

        assert len(ana) > counted[0]
        assert len(binh) == counted[1]

    world(story)


@worlds
def test_a_second_listener_replaces_the_first(world: World) -> None:
    async def story(pair: Pair) -> None:
        first, second = list[Heard](), list[Heard]()
        await pair.binh.listen(first.append)

        await pair.binh.listen(second.append)
        await pair.ana.advertise(MORNING)
        await pair.a_while()

        assert not first
        assert second

    world(story)


@worlds
def test_a_closed_radio_is_gone_and_may_be_closed_again(world: World) -> None:
    async def story(pair: Pair) -> None:
        heard = list[Heard]()
        await pair.binh.listen(heard.append)
        await pair.ana.advertise(MORNING)
        await pair.ana.close()
        heard.clear()

        await pair.ana.close()
        await pair.a_while()

        assert not heard
        with pytest.raises(Unavailable):
            await pair.ana.advertise(NOON)
        with pytest.raises(Unavailable):
            await pair.ana.silence()
        with pytest.raises(Unavailable):
            await pair.ana.listen(heard.append)
        with pytest.raises(Unavailable):
            await pair.ana.read_identifier(Heard(IOS, bytes(6), -80, START))

    world(story)


@worlds
def test_an_identifier_behind_a_connection_is_read_under_an_address_of_its_own(world: World) -> None:
    async def story(pair: Pair) -> None:
        ana, binh = list[Heard](), list[Heard]()
        await pair.ana.listen(ana.append)
        await pair.binh.listen(binh.append)
        await pair.binh.advertise(NOON)
        await pair.ana.advertise(IOS, readable=IDENTIFIER)
        await pair.a_while()

        for _ in range(2):
            reading = asyncio.create_task(pair.binh.read_identifier(binh[-1]))
            while not reading.done():
                await pair.a_while()
            assert reading.result() == IDENTIFIER
        before = {(one.address, one.payload) for one in binh}
        counted = len(ana), len(binh)
        await pair.a_while()

        assert {(one.address, one.payload) for one in binh} == before
        assert len(ana) > counted[0]
        assert len(binh) > counted[1]

    world(story)


@worlds
@pytest.mark.parametrize("readable", [b"", b"no twelve bytes"])
def test_a_peer_that_lets_nothing_be_read_is_left_alone(world: World, readable: bytes) -> None:
    async def story(pair: Pair) -> None:
        binh = list[Heard]()
        await pair.binh.listen(binh.append)
        await pair.ana.advertise(IOS, readable=readable)
        await pair.a_while()

        reading = asyncio.create_task(pair.binh.read_identifier(binh[-1]))
        while not reading.done():
            await pair.a_while()

        assert reading.result() is None

    world(story)


@worlds
def test_a_peer_that_went_away_is_not_waited_for_beyond_the_next_word(world: World) -> None:
    async def story(pair: Pair) -> None:
        binh = list[Heard]()
        await pair.binh.listen(binh.append)
        await pair.ana.advertise(IOS, readable=IDENTIFIER)
        await pair.a_while()
        await pair.ana.silence()

        reading = asyncio.create_task(pair.binh.read_identifier(binh[-1]))
        await pair.a_while()
        await pair.binh.advertise(NOON)

        assert await reading is None

    world(story)


@worlds
def test_a_controller_that_went_is_noticed(world: World) -> None:
    async def story(pair: Pair) -> None:
        waiting = asyncio.create_task(pair.ana.gone())
        await pair.a_while()
        assert not waiting.done()

        await pair.ana.close()

        await waiting
        assert not pair.ana.is_away
        with pytest.raises(Unavailable):
            await pair.ana.silence()
        await pair.binh.silence()

    world(story)


@worlds
@pytest.mark.parametrize("length", [0, 32])
def test_an_advertisement_has_1_to_31_bytes(world: World, length: int) -> None:
    async def story(pair: Pair) -> None:
        with pytest.raises(ValueError, match="1 to 31 bytes"):
            await pair.ana.advertise(bytes(length))

    world(story)

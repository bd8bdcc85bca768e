"""A phone's use of its radio: without one, with one that went, with one that is slow to answer."""

import asyncio

from tests.phone.people import NOON
from tests.radio.fakes import FakeAir, FakeRadio

from bluezone.phone.agent import Broadcast, IdentifierRead
from bluezone.phone.on_air import OnAir
from bluezone.protocol.beacons import IosBeacon, encode
from bluezone.radio.port import Heard
from bluezone.radio.virtual_time import VirtualTime, run

PEER = Heard(encode(IosBeacon()), bytes(6), -80, NOON)


class Slow(FakeRadio):
    """Never answers."""

    async def read_identifier(self, peer: Heard) -> bytes | None:
        await asyncio.Event().wait()
        return peer.payload


def test_a_program_without_a_radio_leaves_the_air_to_another() -> None:
    async def story(clock: VirtualTime) -> None:
        answers: list[IdentifierRead] = []
        on_air = OnAir(None, clock, answers.append)

        await on_air.speak(Broadcast(b"\x02\x01\x02"))
        on_air.call(PEER)
        await on_air.silence()
        await on_air.end()

        assert on_air.has_radio
        assert not answers

    run(story, start=NOON)


def test_a_call_over_a_radio_that_went_brings_nothing() -> None:
    async def story(clock: VirtualTime) -> None:
        radio, answers = FakeAir(clock).radio(), list[IdentifierRead]()
        on_air = OnAir(radio, clock, answers.append)
        radio.lose()

        on_air.call(PEER)
        await asyncio.sleep(0)
        await asyncio.sleep(0)

        assert answers == [IdentifierRead(PEER, None, NOON)]
        await on_air.end()

    run(story, start=NOON)


def test_a_phone_that_stops_gives_its_call_up() -> None:
    async def story(clock: VirtualTime) -> None:
        radio, answers = Slow(FakeAir(clock)), list[IdentifierRead]()
        on_air = OnAir(radio, clock, answers.append)
        await on_air.speak(Broadcast(b"\x02\x01\x02", b"twelve bytes"))
        on_air.call(PEER)
        await asyncio.sleep(0)

        await on_air.end()

        assert not answers
        assert radio.payload is None

    run(story, start=NOON)

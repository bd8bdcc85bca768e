"""Peers behind a connection: whom a phone calls, when, and what it makes of the answer."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from tests.phone.people import ADDRESS, MINUTE, NOON, heard, secrets

from bluezone.phone.agent import Agent, Broadcast, Effect, IdentifierRead, PauseAsked, Read, Remember, Tick
from bluezone.phone.peers import LONGEST_PAUSE, MOST_REMEMBERED, Peers, pause
from bluezone.protocol.beacons import BluezoneBeacon, IosBeacon, decode, encode
from bluezone.protocol.intervals import Air
from bluezone.radio.port import Heard

SECOND = timedelta(seconds=1)
IOS = encode(IosBeacon())
BACKGROUND = encode(IosBeacon(in_background=True))
IDENTIFIER = b"twelve bytes"


def ios(seconds: float, *, address: bytes = ADDRESS, payload: bytes = IOS) -> Heard:
    return Heard(payload, address, -71, NOON + seconds * SECOND)


def answered(agent: Agent, peer: Heard, identifier: bytes | None, seconds: float) -> tuple[Effect, ...]:
    return agent.handle(IdentifierRead(peer, identifier, NOON + seconds * SECOND))


def test_who_speaks_as_an_iphone_is_read_and_remembered_with_the_strength_of_its_advertisement() -> None:
    for payload in (IOS, BACKGROUND):
        agent, peer = Agent(), ios(0, payload=payload)

        assert agent.handle(peer) == (Read(peer),)
        (remembered,) = answered(agent, peer, IDENTIFIER, 1)

        assert isinstance(remembered, Remember)
        sighting = remembered.sighting
        assert (sighting.identifier, sighting.rssi_dbm, sighting.heard_at) == (IDENTIFIER, -71, NOON + SECOND)


def test_what_was_read_holds_until_the_interval_ends_and_is_then_read_again() -> None:
    agent, peer = Agent(), ios(0)
    agent.handle(peer)
    answered(agent, peer, IDENTIFIER, 0)

    found = [agent.handle(ios(seconds)) for seconds in (5, 10, 899)]
    again = agent.handle(ios(900))

    assert all(isinstance(effect, Remember) for effects in found for effect in effects)
    assert [len(effects) for effects in found] == [1, 1, 1]
    assert again == (Read(ios(900)),)


def test_one_peer_is_called_at_a_time() -> None:
    agent, peer, other = Agent(), ios(0), ios(1, address=bytes(6))
    assert agent.handle(peer) == (Read(peer),)

    assert agent.handle(other) == ()
    answered(agent, peer, IDENTIFIER, 2)
    later = ios(4, address=bytes(6))
    assert agent.handle(later) == (Read(later),)


def test_a_call_that_was_forgotten_holds_up_nobody_for_ever() -> None:
    peers = Peers()
    assert peers.to_be_read(ios(0))

    assert not peers.to_be_read(ios(29))
    assert peers.to_be_read(ios(31))


def test_who_does_not_answer_is_called_ever_more_rarely() -> None:
    agent, calls = Agent(), []
    for second in range(4 * 3600):
        for effect in agent.handle(ios(second)):
            assert isinstance(effect, Read)
            calls.append(second)
            answered(agent, effect.peer, None, second)

    assert [after - before for before, after in pairwise(calls)][:6] == [
        60,
        120,
        240,
        480,
        960,
        960,
    ]


def test_strangers_that_never_answer_leave_a_phone_most_of_its_hearing() -> None:
    agent, calls = Agent(), 0
    for second in range(600):
        for effect in agent.handle(ios(second, address=second.to_bytes(6))):
            assert isinstance(effect, Read)
            calls += 1
            answered(agent, effect.peer, None, second)

    assert calls == 30


def test_a_paused_phone_calls_nobody_and_keeps_no_answer() -> None:
    agent, peer = Agent(), ios(0)
    agent.handle(peer)
    agent.handle(PauseAsked(NOON + MINUTE))

    assert agent.handle(ios(1, address=bytes(6))) == ()
    assert answered(agent, peer, IDENTIFIER, 2) == ()


def test_a_phone_in_the_ios_form_lets_its_identifier_be_read_and_nothing_else() -> None:
    agent, fresh = Agent(ios_form=True), secrets()
    (said,) = [one for one in agent.handle(Tick(NOON, fresh())) if isinstance(one, Broadcast)]

    assert decode(said.payload) == IosBeacon()
    assert len(said.readable) == 12
    other = Agent(air=Air.EXPOSURE_NOTIFICATION, ios_form=True)
    (said,) = [one for one in other.handle(Tick(NOON, fresh())) if isinstance(one, Broadcast)]
    assert not said.readable


def test_a_phone_without_a_radio_takes_no_identifier_into_use() -> None:
    agent, fresh = Agent(), secrets()
    agent.handle(Tick(NOON, fresh()))

    away = [agent.handle(Tick(NOON + minutes * MINUTE, fresh(), has_radio=False)) for minutes in (1, 16, 31)]
    back = agent.handle(Tick(NOON + 32 * MINUTE, fresh()))

    assert not [effect for effects in away for effect in effects if isinstance(effect, Broadcast)]
    assert len([effect for effect in back if isinstance(effect, Broadcast)]) == 1


@given(st.integers(1, 10_000))
def test_a_pause_grows_and_has_an_end(failures: int) -> None:
    assert MINUTE <= pause(failures) <= pause(failures + 1) <= LONGEST_PAUSE


def test_no_crowd_of_addresses_fills_the_memory() -> None:
    peers = Peers()
    for number in range(3 * MOST_REMEMBERED):
        peers.read(ios(number, address=number.to_bytes(6)), IDENTIFIER, NOON)

    assert len(peers._known) == MOST_REMEMBERED
    assert peers.identifier(ios(1, address=(3 * MOST_REMEMBERED - 1).to_bytes(6))) == IDENTIFIER


def test_a_sighting_in_the_android_form_is_no_reason_to_call() -> None:
    effects = Agent().handle(heard(NOON, encode(BluezoneBeacon(IDENTIFIER, None))))

    assert [type(effect) for effect in effects] == [Remember]

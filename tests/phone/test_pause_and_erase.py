"""Pausing and erasing: the person's word, and what is quiet or gone afterwards."""

import asyncio
from pathlib import Path

from tests.phone.people import HOUR, MINUTE, NOON, beacon, broadcasts, heard, is_silent, key_server, phone_of, ticks
from tests.radio.fakes import FakeAir

from bluezone.phone.agent import Agent, PauseAsked, Remember
from bluezone.phone.diary import MemoryDiary
from bluezone.phone.sealed_diary import SealedDiary
from bluezone.radio.virtual_time import VirtualTime, run


def test_a_paused_phone_neither_speaks_nor_remembers() -> None:
    agent = Agent()
    ticks(agent, [NOON])

    effects = agent.handle(PauseAsked(NOON + HOUR))

    assert is_silent(effects)
    assert broadcasts(ticks(agent, [NOON + 15 * MINUTE, NOON + 45 * MINUTE])) == []
    assert agent.handle(heard(NOON + 30 * MINUTE)) == ()


def test_a_pause_ends_by_itself_and_the_phone_speaks_under_another_identifier() -> None:
    agent = Agent()
    before = broadcasts(ticks(agent, [NOON]))
    agent.handle(PauseAsked(NOON + HOUR))

    after = broadcasts(ticks(agent, [NOON + HOUR]))

    assert len(after) == 1
    assert after != before
    assert isinstance(agent.handle(heard(NOON + HOUR))[0], Remember)


def test_a_pause_that_is_taken_back_ties_no_two_addresses_together() -> None:
    agent = Agent()
    ticks(agent, [NOON])
    agent.handle(PauseAsked(NOON + HOUR))

    effects = agent.handle(PauseAsked(None))

    assert effects == ()
    assert broadcasts(ticks(agent, [NOON + MINUTE])) == [], "the identifier of this interval was on the air already"
    assert len(broadcasts(ticks(agent, [NOON + 15 * MINUTE]))) == 1


def test_a_pause_of_a_phone_that_is_silent_anyway_says_nothing_to_the_radio() -> None:
    assert Agent().handle(PauseAsked(NOON)) == ()


def test_a_pause_outlives_a_restart() -> None:
    async def story(clock: VirtualTime) -> None:
        diary = MemoryDiary()
        await phone_of(clock, key_server(clock), diary=diary).pause(NOON + HOUR)
        radio = FakeAir(clock).radio()
        phone = phone_of(clock, key_server(clock), radio=radio, diary=diary)
        await phone.start()
        radio.hear(beacon())
        await clock.sleep_until(NOON + 30 * MINUTE)
        paused, remembered = radio.payload, diary.count()
        await clock.sleep_until(NOON + HOUR + MINUTE)

        assert (paused, remembered) == (None, 0)
        assert radio.payload is not None
        await phone.stop()

    run(story, start=NOON)


def test_a_phone_that_is_erased_while_its_loop_sleeps_ends_quietly(tmp_path: Path) -> None:
    async def story(clock: VirtualTime) -> None:
        radio = FakeAir(clock).radio()
        diary = SealedDiary.create(tmp_path / "diary", bytes(32))
        phone = phone_of(clock, key_server(clock), radio=radio, diary=diary)
        await phone.start()
        running = asyncio.create_task(phone.finished())
        await clock.sleep_until(NOON + MINUTE)

        await phone.erase()
        await clock.sleep_until(NOON + HOUR)
        await running

        assert radio.payload is None
        assert not phone.is_listening
        assert list((tmp_path / "diary").iterdir()) == []
        await phone.stop()

    run(story, start=NOON)

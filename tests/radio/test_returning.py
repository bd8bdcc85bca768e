"""A radio that comes back: pulled out, broken, back again."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from tests.radio.fakes import FakeAir, FakeRadio
from tests.radio.worlds import SECOND, START, Ears

from bluezone.protocol.errors import Unavailable
from bluezone.radio.port import Radio
from bluezone.radio.returning import ReturningRadio
from bluezone.radio.virtual_time import VirtualTime, run

WORD = b"\x02\x01\x02"


class Socket:
    """Where an adapter is plugged in, or is not."""

    def __init__(self, clock: VirtualTime) -> None:
        self.air = FakeAir(clock)
        self.is_empty = False
        self.trials: list[float] = []
        self.told: list[bool] = []
        self._clock = clock

    async def opened(self) -> Radio:
        self.trials.append((self._clock.now() - START) / SECOND)
        if self.is_empty:
            raise Unavailable("no Bluetooth controller answers on this transport")
        return self.air.radio()

    async def radio(self) -> ReturningRadio:
        return await ReturningRadio.open(self.opened, clock=self._clock, told=self.told.append)

    def pull_out(self) -> FakeRadio:
        self.is_empty = True
        self.air.radios[-1].lose()
        return self.air.radios[-1]


def test_a_radio_that_was_pulled_out_is_tried_again_ever_more_rarely_and_listens_when_it_is_back() -> None:
    async def story(clock: VirtualTime) -> None:
        socket, heard = Socket(clock), Ears()
        radio = await socket.radio()
        await radio.listen(heard.append)
        await radio.advertise(WORD)
        socket.pull_out()
        await clock.sleep_until(START + timedelta(minutes=4))
        assert radio.is_away
        assert socket.trials == [0, 1, 3, 7, 15, 31, 63, 123, 183]

        await radio.advertise(WORD)
        await radio.silence()
        assert await radio.read_identifier(None) is None  # type: ignore[arg-type]  # whoever it may be
        socket.is_empty = False
        await clock.sleep_until(START + timedelta(minutes=5))
        back = socket.air.radios[-1]
        back.hear(WORD)

        assert socket.told == [False, True]
        assert not radio.is_away
        assert len(socket.air.radios) == 2
        assert back.payload is None, "what was said before is not said again"
        assert [one.payload for one in heard] == [WORD]
        await radio.close()

    run(story, start=START)


@pytest.mark.parametrize("word", ["advertise", "silence", "listen", "read_identifier"])
def test_a_controller_that_answers_with_errors_is_opened_anew(word: str) -> None:
    async def story(clock: VirtualTime) -> None:
        socket, heard = Socket(clock), Ears()
        radio = await socket.radio()
        broken = socket.air.radios[0]

        async def refuse(*_: object, **__: object) -> None:
            raise Unavailable("the Bluetooth controller refuses a command with HCI status 12")

        setattr(broken, word, refuse)
        words: dict[str, list[Any]] = {"advertise": [WORD], "listen": [heard.append], "read_identifier": [None]}
        await getattr(radio, word)(*words.get(word, []))
        await clock.sleep_until(START + 3 * SECOND)

        assert socket.told == [False, True]
        assert len(socket.air.radios) == 2
        await radio.advertise(WORD)
        assert socket.air.radios[-1].payload == WORD
        await radio.close()

    run(story, start=START)


def test_a_radio_that_does_not_listen_when_it_is_back_is_given_back_and_tried_again() -> None:
    async def story(clock: VirtualTime) -> None:
        socket, heard = Socket(clock), Ears()
        radio = await socket.radio()
        await radio.listen(heard.append)
        deaf: list[FakeRadio] = []
        whole = socket.opened

        async def opened() -> Radio:
            await whole()
            if not deaf:
                deaf.append(socket.air.radios[-1])
                deaf[0].lose()
            return socket.air.radios[-1]

        radio._opened = opened
        socket.air.radios[0].lose()
        await clock.sleep_until(START + 10 * SECOND)

        assert socket.trials == [0, 1, 3]
        socket.air.radios[-1].hear(WORD)
        assert heard.payloads == {WORD}
        await radio.close()

    run(story, start=START)


def test_a_closed_radio_comes_back_no_more() -> None:
    async def story(clock: VirtualTime) -> None:
        socket = Socket(clock)
        radio = await socket.radio()
        waiting = asyncio.create_task(radio.gone())
        socket.pull_out()
        await clock.sleep_until(START + 2 * SECOND)

        await radio.close()
        await radio.close()

        await waiting
        tried = len(socket.trials)
        await clock.sleep_until(START + timedelta(minutes=5))
        assert len(socket.trials) == tried
        with pytest.raises(Unavailable, match="closed"):
            await radio.advertise(WORD)

    run(story, start=START)


def test_a_radio_that_cannot_be_opened_the_first_time_is_unavailable() -> None:
    async def story(clock: VirtualTime) -> None:
        socket = Socket(clock)
        socket.is_empty = True

        with pytest.raises(Unavailable, match="no Bluetooth controller"):
            await socket.radio()

    run(story, start=START)

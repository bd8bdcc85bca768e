"""The runtime: does what the agent says, in order, and survives what happens to it."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.phone.people import DAY, HOUR, MINUTE, NOON, STRANGER, beacon, key_server, phone_of
from tests.radio.fakes import FakeAir

from bluezone.phone.checking import Condition
from bluezone.phone.diary import MemoryDiary
from bluezone.phone.runtime import Phone, Settings
from bluezone.phone.sealed_diary import SealedDiary
from bluezone.protocol.errors import RuleViolation, Unavailable
from bluezone.protocol.identifiers import identifiers
from bluezone.protocol.intervals import Air, interval_at
from bluezone.radio.virtual_time import VirtualTime, run

Story = Callable[[VirtualTime], Coroutine[Any, Any, None]]


def play(story: Story, start: datetime = NOON) -> None:
    run(story, start=start)


def test_a_phone_changes_identifier_and_address_every_interval() -> None:
    async def story(clock: VirtualTime) -> None:
        radio = FakeAir(clock).radio()
        phone = phone_of(clock, key_server(clock), radio=radio)
        await phone.start()
        seen = set()
        await clock.sleep_until(NOON + MINUTE)
        for _ in range(8):
            seen.add((radio.payload, radio.address))
            await clock.sleep_until(clock.now() + 15 * MINUTE)

        assert len(seen) == len({payload for payload, _ in seen}) == len({address for _, address in seen}) == 8
        await phone.stop()
        assert radio.payload is None

    play(story)


def test_a_key_is_kept_before_it_is_on_the_air() -> None:
    async def story(clock: VirtualTime) -> None:
        diary = MemoryDiary()
        radio = FakeAir(clock).radio()
        advertise, kept = radio.advertise, []

        async def watched(payload: bytes, *, readable: bytes = b"") -> None:
            kept.append({found for own in diary.state().keys for _, found in identifiers(own.key, Air.BLUEZONE)})
            await advertise(payload, readable=readable)
            assert payload[-12:] in kept[-1]

        radio.advertise = watched  # type: ignore[method-assign]  # somebody who looks on
        phone = phone_of(clock, key_server(clock), radio=radio, diary=diary)
        await phone.start()
        await clock.sleep_until(NOON + 13 * HOUR)
        await phone.stop()

        assert len(kept) > 50

    play(story)


def test_a_diary_that_cannot_be_written_keeps_the_phone_off_the_air() -> None:
    async def story(clock: VirtualTime) -> None:
        diary = MemoryDiary()

        def full(*_: object) -> None:
            raise Unavailable("the disk is full")

        diary.keep = full  # type: ignore[assignment]  # a disk without room
        radio = FakeAir(clock).radio()
        phone = phone_of(clock, key_server(clock), radio=radio, diary=diary)

        with pytest.raises(Unavailable, match="full"):
            await phone.start()

        assert radio.payload is None

    play(story)


def test_sightings_are_written_in_batches_and_at_the_end() -> None:
    async def story(clock: VirtualTime) -> None:
        diary = MemoryDiary()
        radio = FakeAir(clock).radio()
        phone = phone_of(clock, key_server(clock), radio=radio, diary=diary)
        await phone.start()

        for number in range(1500):
            radio.hear(beacon(number.to_bytes(12, "big")))
        at_once = diary.count()
        status = phone.status()
        await phone.stop()

        assert at_once == 1000
        assert status.sightings == 1500
        assert diary.count() == 1500

    play(story)


def test_a_killed_phone_loses_at_most_the_last_moments(tmp_path: Path) -> None:
    async def story(clock: VirtualTime) -> None:
        radio = FakeAir(clock).radio()
        diary = SealedDiary.create(tmp_path / "diary", bytes(32))
        phone = phone_of(clock, key_server(clock), radio=radio, diary=diary)
        await phone.start()
        radio.hear(beacon(STRANGER))
        await clock.sleep_until(NOON + 6 * MINUTE)
        radio.hear(beacon(b"unwritten..."))

        again = SealedDiary(tmp_path / "diary", bytes(32))

        assert [sighting.identifier for sighting in again.sightings()] == [STRANGER]
        assert again.state().keys == diary.state().keys
        again.close()
        await phone.stop()
        diary.close()

    play(story)


def test_a_phone_that_starts_again_waits_for_the_next_interval_and_goes_on_with_its_key() -> None:
    async def story(clock: VirtualTime) -> None:
        diary, radio = MemoryDiary(), FakeAir(clock).radio()
        server = key_server(clock)
        first = phone_of(clock, server, radio=radio, diary=diary)
        await first.start()
        await first.stop()

        second = phone_of(clock, server, radio=radio, diary=diary, seed="second run")
        await second.start()
        meanwhile = radio.payload
        await clock.sleep_until(clock.now() + 16 * MINUTE)

        assert meanwhile is None
        assert radio.payload is not None
        assert len(diary.state().keys) == 1
        await second.stop()

    play(story)


def test_a_radio_that_is_gone_ends_the_phone_with_a_reason() -> None:
    async def story(clock: VirtualTime) -> None:
        diary, radio = MemoryDiary(), FakeAir(clock).radio()
        phone = phone_of(clock, key_server(clock), radio=radio, diary=diary)
        await phone.start()
        radio.hear(beacon())
        radio.lose()

        with pytest.raises(Unavailable, match="controller is gone"):
            await phone.finished()

        with pytest.raises(Unavailable):
            await phone.stop()
        assert diary.count() == 1
        assert clock.now() <= NOON + 20 * MINUTE

    play(story)


def test_a_phone_without_a_radio_does_not_start() -> None:
    async def story(clock: VirtualTime) -> None:
        phone = phone_of(clock, key_server(clock))
        with pytest.raises(Unavailable, match="no radio"):
            await phone.start()
        await phone.finished()
        await phone.stop()

    play(story)


def test_a_phone_says_how_it_is() -> None:
    async def story(clock: VirtualTime) -> None:
        server, diary, radio = key_server(clock), MemoryDiary(), FakeAir(clock).radio()
        phone = phone_of(clock, server, radio=radio, diary=diary)
        new = phone.status().conditions
        await phone.start()
        await phone.check()
        running = phone.status().conditions
        await phone.report(server.issue(), phone.preview().agreed(clock.now()))
        reported = phone.status()
        await clock.sleep_until(NOON + 26 * HOUR)
        unchecked = phone.status().conditions
        await phone.stop()
        await clock.sleep_until(NOON + 27 * HOUR)
        stopped = phone.status().conditions

        assert new == (Condition.RADIO_OFF, Condition.NOT_CHECKED)
        assert running == (Condition.LISTENING,)
        assert reported.conditions == (Condition.SILENT, Condition.LISTENING)
        assert reported.report is not None
        assert unchecked == (Condition.NOT_CHECKED, Condition.LISTENING)
        assert stopped == (Condition.RADIO_OFF, Condition.NOT_CHECKED)

    play(story)


def test_an_erased_phone_leaves_the_air_and_keeps_nothing(tmp_path: Path) -> None:
    async def story(clock: VirtualTime) -> None:
        radio = FakeAir(clock).radio()
        diary = SealedDiary.create(tmp_path / "diary", bytes(32))
        phone = phone_of(clock, key_server(clock), radio=radio, diary=diary)
        await phone.start()
        radio.hear(beacon())

        await phone.erase()
        await phone.finished()
        await phone.stop()

        assert radio.payload is None
        assert list((tmp_path / "diary").iterdir()) == []

    play(story)


def test_a_phone_that_another_program_erases_leaves_the_air(tmp_path: Path) -> None:
    async def story(clock: VirtualTime) -> None:
        radio = FakeAir(clock).radio()
        diary = SealedDiary.create(tmp_path / "diary", bytes(32))
        phone = phone_of(clock, key_server(clock), radio=radio, diary=diary)
        await phone.start()
        radio.hear(beacon())

        SealedDiary(tmp_path / "diary", bytes(32)).erase()
        await phone.finished()
        await phone.stop()

        assert radio.payload is None
        diary.close()

    play(story)


def test_a_clock_that_jumps_by_days_is_told(caplog: pytest.LogCaptureFixture) -> None:
    async def story(clock: VirtualTime) -> None:
        diary, server = MemoryDiary(), key_server(clock)
        phone = phone_of(clock, server, radio=FakeAir(clock).radio(), diary=diary)
        await phone.start()
        await phone.stop()
        await clock.sleep_until(NOON + 20 * DAY)
        with caplog.at_level(logging.WARNING):
            await phone.start()
        doubted = phone.status().conditions
        keys = len(diary.state().keys)
        await phone.check()

        assert "the clock was set" in caplog.text
        assert Condition.CLOCK_DOUBTED in doubted
        assert keys == 2, "nothing is forgotten on the word of a clock that jumped"
        assert Condition.CLOCK_DOUBTED not in phone.status().conditions
        await clock.sleep_until(NOON + 20 * DAY + 2 * HOUR)
        assert len(diary.state().keys) == 1, "a signed index shows that the clock is right"
        await phone.stop()

    play(story)


def test_an_index_from_the_future_does_not_confirm_a_slow_clock() -> None:
    async def story(clock: VirtualTime) -> None:
        diary, server = MemoryDiary(), key_server(clock)
        phone = phone_of(clock, server, radio=FakeAir(clock).radio(), diary=diary)
        await phone.start()
        await phone.stop()
        await clock.sleep_until(NOON + 2 * DAY)
        await phone.start()

        class Ahead:
            def now(self) -> datetime:
                return clock.now() + HOUR

            async def sleep_until(self, moment: datetime) -> None:
                raise NotImplementedError

        server.clock = Ahead()
        await phone.check()

        assert Condition.CLOCK_DOUBTED in phone.status().conditions
        await phone.stop()

    play(story)


def test_the_air_of_exposure_notification_can_be_chosen() -> None:
    async def story(clock: VirtualTime) -> None:
        server, radio = key_server(clock), FakeAir(clock).radio()
        diary = MemoryDiary()
        phone = Phone(
            radio=radio,
            clock=clock,
            diary=diary,
            sync=server,
            settings=Settings(server.root_fingerprint, air=Air.EXPOSURE_NOTIFICATION, look_around=timedelta(minutes=5)),
            random_bytes=server.random_bytes,
        )
        await phone.start()

        expected = dict(identifiers(diary.state().keys[0].key, Air.EXPOSURE_NOTIFICATION))
        assert radio.payload is not None
        assert radio.payload[11:27] == expected[interval_at(NOON, Air.EXPOSURE_NOTIFICATION)]
        await phone.stop()

    play(story)


def test_nothing_to_report_is_said_before_anything_is_asked() -> None:
    async def story(clock: VirtualTime) -> None:
        phone = phone_of(clock, key_server(clock))
        with pytest.raises(RuleViolation) as refused:
            phone.preview()
        assert refused.value.code == "nothing_to_report"

    play(story)


def test_a_stopped_phone_writes_nothing_more() -> None:
    async def story(clock: VirtualTime) -> None:
        diary, radio = MemoryDiary(), FakeAir(clock).radio()
        phone = phone_of(clock, key_server(clock), radio=radio, diary=diary)
        await phone.start()
        await phone.stop()
        state = diary.state()

        await clock.sleep_until(NOON + DAY)

        assert diary.state() == state
        assert len(asyncio.all_tasks()) == 1

    play(story)

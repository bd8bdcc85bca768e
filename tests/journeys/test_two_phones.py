"""Two phones, the air, a key server: what happens to people."""

import asyncio
import random
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.phone.people import MINUTE, key_server, phone_of

from bluezone.phone.checking import Condition
from bluezone.phone.memory_sync import MemorySync
from bluezone.phone.runtime import Phone
from bluezone.phone.sealed_diary import SealedDiary
from bluezone.protocol.exposures import exposures
from bluezone.radio.bumble_radio import BumbleRadio
from bluezone.radio.propagation import Propagation
from bluezone.radio.room import Room
from bluezone.radio.virtual_time import VirtualTime, run
from bluezone.radio.whereabouts import Nearness, Schedule

MORNING = datetime(2020, 8, 1, 1, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class Street:
    """People with phones in one air, and the key server of their province."""

    clock: VirtualTime
    folder: Path
    contacts: list[Nearness]
    phones: dict[str, Phone] = field(default_factory=dict)
    diaries: dict[str, SealedDiary] = field(default_factory=dict)
    server: MemorySync = field(init=False)

    async def live(self, stack: AsyncExitStack) -> None:
        """Switch every phone on and let the people meet."""
        self.server = key_server(self.clock)
        room = Room(self.clock, Schedule(self.contacts), propagation=Propagation(sigma_db=0))
        names = sorted({name for contact in self.contacts for name in (contact.one, contact.other)})
        for name in names:
            radio = await BumbleRadio.over(
                room.enter(name), clock=self.clock, random_bytes=random.Random(name).randbytes
            )
            self.diaries[name] = SealedDiary.create(self.folder / name, name.encode().ljust(32))
            phone = phone_of(self.clock, self.server, radio=radio, diary=self.diaries[name], seed=name)
            await phone.start()
            stack.push_async_callback(radio.close)
            stack.push_async_callback(phone.stop)
            self.phones[name] = phone
        await room.run()

    async def tests_positive(self, name: str) -> None:
        phone = self.phones[name]
        await phone.report(self.server.issue(), phone.preview().agreed(self.clock.now()))

    async def is_likely_ill(self, name: str) -> None:
        phone = self.phones[name]
        await phone.report(self.server.issue("likely"), phone.preview().agreed(self.clock.now()))

    async def tests_again(self, name: str, test_type: str) -> None:
        """A later test about the same illness, whose code is looked up and agreed to."""
        phone = self.phones[name]
        preview = await phone.look_up(self.server.issue(test_type))
        await phone.report("", preview.agreed(self.clock.now()))

    async def next_morning(self) -> None:
        await self.clock.sleep_until(MORNING + timedelta(hours=23))
        self.server.release()


Story = Callable[[Street], Coroutine[Any, Any, None]]


def played(story: Story, folder: Path, *contacts: Nearness) -> None:
    async def play(clock: VirtualTime) -> None:
        street = Street(clock, folder, list(contacts))
        async with AsyncExitStack() as stack:
            await street.live(stack)
            await story(street)
        for diary in street.diaries.values():
            diary.close()

    run(play, start=MORNING)


def near(one: str, other: str, minutes: float, *, metres: float = 1.0, later: timedelta = 10 * MINUTE) -> Nearness:
    start = MORNING + later
    return Nearness(start, start + timedelta(minutes=minutes), one, other, metres)


def test_a_close_contact_is_told_the_next_morning(tmp_path: Path) -> None:
    async def story(street: Street) -> None:
        await street.tests_positive("ana")
        before = await street.phones["binh"].check()
        await street.next_morning()

        found = await street.phones["binh"].check()

        assert before.status.warnings == ()
        [warned] = found.status.warnings
        assert (warned.day, warned.near) == (MORNING.date(), 20 * MINUTE)
        assert found.status.conditions[0] is Condition.WARNED
        assert street.phones["binh"].status().warnings == (warned,)

    played(story, tmp_path, near("ana", "binh", 20))


def test_a_contact_is_told_that_the_warning_was_taken_back(tmp_path: Path) -> None:
    async def story(street: Street) -> None:
        await street.is_likely_ill("ana")
        await street.next_morning()
        warned = await street.phones["binh"].check()
        await street.tests_again("ana", "negative")
        street.server.release()

        found = await street.phones["binh"].check()

        assert [warning.day for warning in warned.status.warnings] == [MORNING.date()]
        assert [withdrawn.day for withdrawn in found.withdrawn] == [MORNING.date()]
        assert found.status.warnings == ()
        assert found.status.conditions[0] is Condition.WITHDRAWN
        assert (await street.phones["binh"].check()).withdrawn == ()

    played(story, tmp_path, near("ana", "binh", 20))


@pytest.mark.parametrize(("minutes", "metres"), [(14, 1.0), (60, 4.0)], ids=["a short talk", "far away"])
def test_who_was_not_near_for_long_is_not_alarmed(tmp_path: Path, minutes: float, metres: float) -> None:
    async def story(street: Street) -> None:
        await street.tests_positive("ana")
        await street.next_morning()

        found = await street.phones["binh"].check()

        assert found.new_keys == 1
        assert found.status.warnings == ()
        assert len(found.assessments) == 1, "it was heard, and was not a close contact"

    played(story, tmp_path, near("ana", "binh", minutes, metres=metres))


def test_somebody_who_met_nobody_hears_nothing(tmp_path: Path) -> None:
    async def story(street: Street) -> None:
        await street.tests_positive("ana")
        await street.next_morning()

        found = await street.phones["chi"].check()

        assert found.assessments == {}

    played(story, tmp_path, near("ana", "binh", 20), near("chi", "dung", 20))


def test_two_short_talks_on_one_day_add_up(tmp_path: Path) -> None:
    async def story(street: Street) -> None:
        await street.tests_positive("ana")
        await street.next_morning()

        found = await street.phones["binh"].check()

        assert [warned.near for warned in found.status.warnings] == [16 * MINUTE]

    played(story, tmp_path, near("ana", "binh", 8), near("ana", "binh", 8, later=2 * HOUR))


def test_the_one_who_tests_positive_is_not_warned_of_themselves(tmp_path: Path) -> None:
    async def story(street: Street) -> None:
        await street.tests_positive("ana")
        await street.next_morning()

        found = await street.phones["ana"].check()

        assert found.assessments == {}

    played(story, tmp_path, near("ana", "binh", 20))


def test_what_happens_after_the_report_cannot_be_traced_to_it(tmp_path: Path) -> None:
    async def story(street: Street) -> None:
        await street.tests_positive("ana")
        published = set(street.server.held)
        await street.clock.sleep_until(street.clock.now() + HOUR)

        keys = street.diaries["ana"].state().keys

        assert len(keys) == 2
        assert keys[-1].key.secret not in published
        assert keys[-1].key.start >= keys[0].key.end

    played(story, tmp_path, near("ana", "binh", 20))


def test_a_second_check_tells_the_same(tmp_path: Path) -> None:
    async def story(street: Street) -> None:
        await street.tests_positive("ana")
        await street.next_morning()
        first = await street.phones["binh"].check()
        await street.clock.sleep_until(street.clock.now() + HOUR)

        second = await street.phones["binh"].check()

        assert second.new_exports == 0
        assert second.status.warnings == first.status.warnings
        assert second.assessments == first.assessments == street.phones["binh"].assessments()

    played(story, tmp_path, near("ana", "binh", 20))


def test_the_reference_and_the_fast_matching_say_the_same(tmp_path: Path) -> None:
    async def story(street: Street) -> None:
        await street.tests_positive("ana")
        await street.next_morning()

        slow = await street.phones["binh"].check(exposures)
        fast = await street.phones["chi"].check()

        assert list(slow.assessments.values()) == list(fast.assessments.values())

    played(story, tmp_path, near("ana", "binh", 20), near("ana", "chi", 20))


def test_over_a_day_no_address_carries_two_identifiers_and_none_two_addresses(tmp_path: Path) -> None:
    pairs: set[tuple[bytes, bytes]] = set()

    async def play(clock: VirtualTime) -> None:
        room = Room(clock, Schedule([Nearness(MORNING, MORNING + 24 * HOUR, "ana", "binh", 1.0)]))
        ana, binh = [await BumbleRadio.over(room.enter(name), clock=clock) for name in ("ana", "binh")]
        await binh.listen(lambda heard: pairs.add((heard.address, heard.payload)))
        with closing(SealedDiary.create(tmp_path / "ana", bytes(32))) as diary:
            phone = phone_of(clock, key_server(clock), radio=ana, diary=diary)
            await phone.start()
            await room.run()
            await phone.stop()
            await binh.close()
            await ana.close()

    run(play, start=MORNING)

    assert len(pairs) == 97, "a day that begins within an interval touches one more"
    assert len({address for address, _ in pairs}) == len({payload for _, payload in pairs}) == len(pairs)


def test_a_phone_that_is_restarted_all_day_long_ties_no_two_addresses_together(tmp_path: Path) -> None:
    pairs: set[tuple[bytes, bytes]] = set()

    async def play(clock: VirtualTime) -> None:
        room = Room(clock, Schedule([Nearness(MORNING, MORNING + 24 * HOUR, "ana", "binh", 1.0)]))
        ana, binh = [await BumbleRadio.over(room.enter(name), clock=clock) for name in ("ana", "binh")]
        await binh.listen(lambda heard: pairs.add((heard.address, heard.payload)))
        air = asyncio.create_task(room.run())
        with closing(SealedDiary.create(tmp_path / "ana", bytes(32))) as diary:
            for start in range(48):
                phone = phone_of(clock, key_server(clock), radio=ana, diary=diary, seed=f"run {start}")
                await phone.start()
                await clock.sleep_until(MORNING + (start + 1) * HOUR / 2)
                await phone.stop()
        await air
        await binh.close()
        await ana.close()

    run(play, start=MORNING)

    assert len({address for address, _ in pairs}) == len({payload for _, payload in pairs}) == len(pairs)
    assert len(pairs) > 48, "between two starts it speaks"

"""Changes are written in groups, and nobody is told of one that could still be lost."""

import asyncio
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bluezone.keyserver import writer as writers
from bluezone.keyserver.memory_store import MemoryStore
from bluezone.keyserver.store import ClaimToken, Operation, Outcome
from bluezone.keyserver.writer import Writer
from bluezone.protocol.errors import RuleViolation, Unavailable

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


class SlowStore(MemoryStore):
    """Records whose commit waits until the test lets it go on."""

    def __init__(self) -> None:
        super().__init__()
        self.groups: list[int] = []
        self.disk = threading.Event()
        self.fails = False

    def prepare(self, operations: Sequence[Operation]) -> list[Outcome]:
        self.groups.append(len(operations))
        return super().prepare(operations)

    def commit(self) -> None:
        assert self.disk.wait(timeout=60)
        if self.fails:
            raise Unavailable("the disk is full")
        super().commit()


def token(number: int, mac: bytes = b"mac") -> ClaimToken:
    return ClaimToken(str(number), mac, NOON + timedelta(hours=1))


def test_nobody_is_told_before_the_commit_and_those_who_wait_form_one_group() -> None:
    store = SlowStore()

    async def story() -> tuple[list[bool], list[bool]]:
        writer = Writer(store)
        asked = [asyncio.create_task(writer.done(token(0)))]
        await asyncio.sleep(0.02)
        asked += [asyncio.create_task(writer.done(token(number))) for number in range(1, 50)]
        await asyncio.sleep(0.02)
        before = [task.done() for task in asked]
        store.disk.set()
        await asyncio.gather(*asked)
        await writer.close()
        return before, [task.done() for task in asked]

    before, after = asyncio.run(story())

    assert (any(before), all(after)) == (False, True)
    assert store.groups == [1, 49]


def test_a_refusal_reaches_the_one_who_asked() -> None:
    async def story() -> list[BaseException | object]:
        writer = Writer(MemoryStore())
        asked = (token(number % 2, b"%d" % number) for number in range(4))
        return await asyncio.gather(*(writer.done(one) for one in asked), return_exceptions=True)

    answers = asyncio.run(story())

    assert answers[:2] == [None, None]
    assert all(isinstance(answer, RuleViolation) for answer in answers[2:])


def test_when_the_disk_refuses_everybody_of_the_group_hears_it_and_the_next_group_is_written() -> None:
    store = SlowStore()
    store.disk.set()

    async def story() -> tuple[Sequence[object], object]:
        writer = Writer(store)
        store.fails = True
        failed = await asyncio.gather(*(writer.done(token(number)) for number in range(3)), return_exceptions=True)
        store.fails = False
        return failed, await writer.done(token(0))

    failed, written = asyncio.run(story())

    assert all(isinstance(answer, Unavailable) for answer in failed)
    assert written is None


def test_a_dummy_waits_for_the_disk_like_the_changes_beside_it_and_is_none() -> None:
    store = SlowStore()

    async def story() -> tuple[list[bool], list[object]]:
        writer = Writer(store)
        asked = [
            asyncio.create_task(waits)
            for waits in (writer.done(token(0, b"a")), writer.passed(), writer.done(token(0, b"b")), writer.passed())
        ]
        await asyncio.sleep(0.02)
        before = [task.done() for task in asked]
        store.disk.set()
        return before, await asyncio.gather(*asked, return_exceptions=True)

    before, after = asyncio.run(story())

    assert not any(before)
    assert (after[0], after[1], after[3]) == (None, None, None)
    assert isinstance(after[2], RuleViolation)
    assert store.groups == [2]


def test_a_dummy_hears_it_too_when_the_disk_refuses() -> None:
    store = SlowStore()
    store.disk.set()
    store.fails = True

    async def story() -> list[object]:
        writer = Writer(store)
        return [*await asyncio.gather(writer.done(token(0)), writer.passed(), return_exceptions=True)]

    assert [type(answer) for answer in asyncio.run(story())] == [Unavailable, Unavailable]


def test_dummies_alone_leave_the_disk_in_peace() -> None:
    store = SlowStore()

    async def story() -> None:
        writer = Writer(store)
        await asyncio.gather(*(writer.passed() for _ in range(300)))
        await writer.close()

    asyncio.run(story())

    assert store.groups == []


def test_too_many_waiting_are_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writers, "MOST_WAITING", 3)
    store = SlowStore()

    async def story() -> list[object]:
        writer = Writer(store)
        asked = [asyncio.create_task(writer.done(token(number))) for number in range(6)]
        await asyncio.sleep(0.02)
        store.disk.set()
        return await asyncio.gather(*asked, return_exceptions=True)

    answers = asyncio.run(story())

    assert [isinstance(answer, Unavailable) for answer in answers] == [False] * 3 + [True] * 3


def test_a_client_that_goes_away_does_not_stop_the_others() -> None:
    store = SlowStore()

    async def story() -> object:
        writer = Writer(store)
        gone, stays = (asyncio.create_task(writer.done(token(number))) for number in range(2))
        await asyncio.sleep(0.02)
        gone.cancel()
        store.disk.set()
        await asyncio.gather(stays)
        await writer.close()
        return stays.result()

    assert asyncio.run(story()) is None


def test_a_group_is_not_larger_than_one_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writers, "MOST_AT_ONCE", 4)
    store = SlowStore()
    store.disk.set()

    async def story() -> None:
        writer = Writer(store)
        await asyncio.gather(*(writer.done(token(number)) for number in range(10)))

    asyncio.run(story())

    assert store.groups == [4, 4, 2]


def test_work_that_must_be_alone_never_meets_a_group() -> None:
    store = SlowStore()
    order: list[str] = []

    async def story() -> None:
        writer = Writer(store)
        first = asyncio.create_task(writer.done(token(1)))
        await asyncio.sleep(0.02)
        work = asyncio.create_task(writer.alone(lambda: order.append("work")))
        await asyncio.sleep(0.02)
        assert order == []
        store.disk.set()
        await asyncio.gather(first, work, writer.done(token(2)))

    asyncio.run(story())

    assert order == ["work"]
    assert store.groups == [1, 1]

"""A phone and the log: what is not in it, what is in another one and what only looks new is refused, and nothing changes."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest
from tests.phone.people import HOUR
from tests.phone.test_pulling import World, last_file

from bluezone.phone.checking import Condition
from bluezone.phone.device import Device
from bluezone.phone.memory_log import MemoryLog
from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.keys import RETENTION
from bluezone.protocol.place_warnings import venues_content
from bluezone.protocol.signed_feeds import FeedKind, content_of
from bluezone.protocol.transparency import LeafKind, Log, file_leaf
from bluezone.protocol.trust import Index, index_in, signed_index


@pytest.fixture
def world() -> World:
    """A phone that has looked once, and an export that is new to it."""
    world = World()
    world.check()
    world.publish(3)
    return world


def meddled_index(world: World, change: Callable[[Index, Log], Index]) -> None:
    """Let whoever holds the index key sign another index than the one that the rest of the world is shown."""
    server, honest = world.server, world.server.index

    async def index() -> bytes:
        found = index_in(await honest())
        assert found.log is not None
        return signed_index(change(found, found.log), server._indexer, key_id="index-1")

    world.server.index = index  # type: ignore[method-assign]  # somebody in between


def without_log(world: World) -> None:
    meddled_index(world, lambda index, _: msgspec.structs.replace(index, log=None))


def not_logged(world: World) -> None:
    """The export is in the index and its number in the log is another file's."""

    def change(index: Index, log: Log) -> Index:
        numbers = (*log.exports[:-1], log.size - 2)
        return msgspec.structs.replace(index, log=msgspec.structs.replace(log, exports=numbers))

    world.server.log.add([file_leaf(LeafKind.FEED, last_file(world))])
    meddled_index(world, change)


def shrunken(world: World) -> None:
    """The log forgot what it had."""
    world.server.log = MemoryLog()
    world.server._files[:] = world.server._files[-1:]


def forked(world: World) -> None:
    """The log holds as much as it had, and more, but its beginning is another one."""
    other = MemoryLog()
    other.add([file_leaf(LeafKind.FEED, last_file(world))])
    world.server.log = other


def of_the_same_size(world: World) -> None:
    """The log is as long as it was when the phone looked, and another one."""
    world.server._files.pop()
    forked(world)
    seen = world.diary.last_check()
    assert seen is not None
    assert seen.trust.log is not None
    size = seen.trust.log.size

    def change(index: Index, log: Log) -> Index:
        named = {"exports": log.exports[:1], "keys": (0,), "size": size}
        short = msgspec.structs.replace(log, **named)
        return msgspec.structs.replace(index, exports=index.exports[:1], log=short)

    meddled_index(world, change)


def a_lying_tile(world: World) -> None:
    honest = world.server.log_tile

    async def tile(name: str) -> bytes:
        content = await honest(name)
        return bytes((content[0] ^ 1,)) + content[1:]

    world.server.log_tile = tile  # type: ignore[method-assign]  # somebody in between


def no_tile(world: World) -> None:
    async def tile(name: str) -> bytes:
        raise RuleViolation("log_tile_withheld", "there is none")

    world.server.log_tile = tile  # type: ignore[method-assign]  # somebody in between


def published_again(world: World) -> None:
    """An export that was published before the phone last looked, and that it was never shown, comes out now."""
    first = world.server._files[0]
    seen = world.diary.last_check()
    assert seen is not None
    world.diary._check = replace(seen, exports=tuple(one for one in seen.exports if one.name != first.name))


REFUSED = [
    (without_log, "log_missing"),
    (not_logged, "export_not_logged"),
    (shrunken, "log_shrunken"),
    (forked, "log_forked"),
    (of_the_same_size, "log_forked"),
    (a_lying_tile, "log_tile_wrong"),
    (no_tile, "log_tile_withheld"),
    (published_again, "export_republished"),
]


@pytest.mark.parametrize(("meddle", "code"), REFUSED, ids=lambda one: getattr(one, "__name__", ""))
def test_what_the_log_does_not_bear_out_is_refused_and_changes_nothing(
    world: World, meddle: Callable[[World], None], code: str
) -> None:
    meddle(world)
    before = world.diary.last_check()

    with pytest.raises(RuleViolation) as refused:
        world.check()

    assert refused.value.code == code
    assert world.diary.last_check() == before


def test_a_person_is_told_until_the_server_is_believed_again(world: World) -> None:
    honest = world.server.log_tile
    a_lying_tile(world)
    with pytest.raises(RuleViolation):
        world.check()
    told = world.phone.status()
    device = Device(world.phone, world.diary, world.server, world.clock, world.server.random_bytes)

    assert told.refused == "log_tile_wrong"
    assert Condition.NOT_BELIEVED in told.conditions
    assert device.status().check_error == "log_tile_wrong"  # another run of the program, which checked nothing itself
    world.server.log_tile = honest  # type: ignore[method-assign]  # nobody in between any more
    world.check()
    assert world.phone.status().refused is None
    assert device.status().check_error is None


def test_a_server_that_is_away_is_no_reason_for_distrust(world: World) -> None:
    assert world.phone.status().refused is None


def test_a_phone_remembers_the_head_that_it_saw(world: World) -> None:
    world.check()

    seen = world.diary.last_check()
    assert seen is not None
    assert seen.trust.log == world.server.log.head


def test_an_old_export_is_refused_by_a_phone_that_never_looked(world: World) -> None:
    file = last_file(world)
    old = msgspec.structs.replace(
        file, name="0.zip", start=file.start - RETENTION - 60 * HOUR, end=file.end - RETENTION - 60 * HOUR
    )
    world.server.log.add([file_leaf(LeafKind.EXPORT, old)])
    number = world.server.log.head.size - 1

    def change(index: Index, log: Log) -> Index:
        named = msgspec.structs.replace(log, exports=(number, *log.exports))
        return msgspec.structs.replace(index, exports=(old, *index.exports), log=named)

    meddled_index(world, change)
    world.diary._check = None

    with pytest.raises(RuleViolation) as refused:
        world.check()

    assert refused.value.code == "export_republished"


def test_a_feed_that_is_not_in_the_log_is_refused_for_itself(world: World) -> None:
    feed = world.server.announce(FeedKind.VENUES, content_of(venues_content([])))
    meddled_index(world, lambda index, log: msgspec.structs.replace(index, log=msgspec.structs.replace(log, signed={})))

    found = asyncio.run(world.phone.check())

    assert feed.sequence == 1
    assert (found.feed_trouble, found.new_exports) == ("feed_not_logged", 1)
    assert world.phone.status().refused == "feed_not_logged"


def test_a_feed_that_was_published_after_the_index_was_read_is_looked_for_in_the_next_one(world: World) -> None:
    honest = world.server.signed_feed

    async def just_published(kind: FeedKind) -> bytes | None:
        if kind is FeedKind.VENUES and kind not in world.server.feeds:
            world.server.announce(kind, content_of(venues_content([])))
        return await honest(kind)

    world.server.signed_feed = just_published  # type: ignore[method-assign]  # somebody publishes meanwhile
    world.server.asked.clear()

    found = asyncio.run(world.phone.check())
    seen = world.diary.last_check()

    assert found.feed_trouble is None
    assert world.server.asked.count("index") == 2
    assert seen is not None
    assert "venues" in seen.trust.feeds
    world.publish(4)
    assert asyncio.run(world.phone.check()).new_exports == 1

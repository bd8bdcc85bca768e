"""Pulling: what is refused is refused whole, with its reason, and changes nothing."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from tests.phone.people import HOUR, NOON, Meddled, key_server, phone_of

from bluezone.phone.diary import Check, CheckedExport, MemoryDiary
from bluezone.phone.pulling import pull
from bluezone.phone.runtime import Phone, Settings
from bluezone.protocol.errors import BluezoneError, MalformedMessage, RuleViolation
from bluezone.protocol.exports import Export, signed
from bluezone.protocol.keys import DiagnosisKey, ReportType, fresh_key
from bluezone.protocol.trust import PublishedFile, TrustState


@dataclass
class StandingClock:
    moment: datetime = NOON

    def now(self) -> datetime:
        return self.moment

    async def sleep_until(self, moment: datetime) -> None:
        self.moment = max(self.moment, moment)


@dataclass
class World:
    """A key server with two exports, and a phone that has not looked yet."""

    clock: StandingClock = field(default_factory=StandingClock)
    server: Meddled = field(init=False)
    diary: MemoryDiary = field(default_factory=MemoryDiary)
    phone: Phone = field(init=False)

    def __post_init__(self) -> None:
        self.server = key_server(self.clock)
        self.phone = phone_of(self.clock, self.server, diary=self.diary)
        self.publish(1)
        self.publish(2)

    def publish(self, number: int, *, report_type: ReportType = ReportType.CONFIRMED_TEST) -> PublishedFile:
        key = DiagnosisKey(fresh_key(bytes(15) + bytes((number,)), NOON - 30 * HOUR), report_type)
        self.server.held[key.key.secret] = key
        self.clock.moment += HOUR
        released = self.server.release()
        assert released is not None
        return released

    def check(self) -> None:
        asyncio.run(self.phone.check())


@pytest.fixture
def world() -> World:
    return World()


def last_file(world: World) -> PublishedFile:
    return world.server._files[-1]


def answers_with(world: World, verb: str, content: bytes) -> None:
    """Put an attacker in between who answers a verb with bytes of his own."""

    async def answer() -> bytes:
        return content

    setattr(world.server, verb, answer)


def truncated(world: World) -> None:
    name = last_file(world).name
    world.server.published[name] = world.server.published[name][:-40]


def replaced_and_listed(world: World, archive: bytes) -> None:
    """Put other bytes in the place of the last export, and let the index name them: only the export itself can tell."""
    file = last_file(world)
    world.server.published[file.name] = archive
    digest = sha256(archive).hexdigest()
    world.server._files[-1] = PublishedFile(
        name=file.name, size=len(archive), sha256=digest, start=file.start, end=file.end, region=file.region
    )


def cut_short_and_listed(world: World) -> None:
    replaced_and_listed(world, world.server.published[last_file(world).name][:-40])


def oversized(world: World) -> None:
    world.server.published[last_file(world).name] += bytes(100)


def nonsense(world: World) -> None:
    replaced_and_listed(world, b"nonsense")


def signed_by_another(world: World) -> None:
    file, other = last_file(world), key_server(world.clock, "another authority")
    key = DiagnosisKey(fresh_key(bytes(16), NOON - 30 * HOUR))
    replaced_and_listed(world, signed(Export(file.start, file.end, file.region, keys=(key,)), [other._signer]))


def of_another_window(world: World) -> None:
    file = last_file(world)
    key = DiagnosisKey(fresh_key(bytes(16), NOON - 30 * HOUR))
    export = Export(file.start - HOUR, file.end, file.region, keys=(key,))
    replaced_and_listed(world, signed(export, [world.server._signer]))


def a_key_twice(world: World) -> None:
    file = last_file(world)
    key = DiagnosisKey(fresh_key(bytes(16), NOON - 30 * HOUR))
    export = Export(file.start, file.end, file.region, keys=(key, key))
    replaced_and_listed(world, signed(export, [world.server._signer]))


def named_twice(world: World) -> None:
    world.server._files.append(last_file(world))


def reordered(world: World) -> None:
    one, other = world.server._files
    swapped = world.server.published[one.name], world.server.published[other.name]
    world.server.published[other.name], world.server.published[one.name] = swapped


def withheld(world: World) -> None:
    del world.server.published[last_file(world).name]


def another_root(world: World) -> None:
    world.server._root = key_server(world.clock, "another authority")._root


def another_indexer(world: World) -> None:
    answers_with(world, "keys_document", asyncio.run(world.server.keys_document()))
    world.server._indexer = key_server(world.clock, "another authority")._indexer


def expired(world: World) -> None:
    answers_with(world, "index", asyncio.run(world.server.index()))
    world.clock.moment += timedelta(days=3)


REFUSED: list[tuple[Callable[[World], None], str]] = [
    (truncated, "file_hash_wrong"),
    (oversized, "file_hash_wrong"),
    (reordered, "file_hash_wrong"),
    (cut_short_and_listed, "malformed"),
    (nonsense, "malformed"),
    (named_twice, "malformed"),
    (signed_by_another, "export_signature_wrong"),
    (of_another_window, "export_window_wrong"),
    (a_key_twice, "export_key_twice"),
    (withheld, "export_withheld"),
    (another_root, "keys_fingerprint_wrong"),
    (another_indexer, "index_signature_wrong"),
    (expired, "index_expired"),
]


@pytest.mark.parametrize(("attack", "code"), REFUSED, ids=[attack.__name__ for attack, _ in REFUSED])
def test_what_is_wrong_with_an_export_refuses_the_whole_pull_and_changes_nothing(
    world: World, attack: Callable[[World], None], code: str
) -> None:
    attack(world)

    with pytest.raises(BluezoneError) as refused:
        world.check()

    assert getattr(refused.value, "code", "malformed") == code
    assert world.diary.last_check() is None
    assert world.diary.warnings() == ()


@pytest.mark.parametrize(("attack", "code"), REFUSED, ids=[attack.__name__ for attack, _ in REFUSED])
def test_a_phone_that_believed_something_before_keeps_exactly_that(
    world: World, attack: Callable[[World], None], code: str
) -> None:
    world.check()
    before = world.diary.last_check()
    world.publish(3)
    world.publish(4)
    world.server._files[:2] = []
    attack(world)

    with pytest.raises(BluezoneError):
        world.check()

    assert world.diary.last_check() == before


def test_an_index_that_is_older_than_the_last_is_refused_as_a_replay(world: World) -> None:
    old = asyncio.run(world.server.index())
    world.publish(3)
    world.check()

    answers_with(world, "index", old)
    with pytest.raises(RuleViolation) as refused:
        world.check()

    assert refused.value.code == "index_rolled_back"


def test_only_new_exports_are_fetched(world: World) -> None:
    world.check()
    world.server.asked.clear()
    world.publish(3)

    world.check()
    world.check()

    feeds = ["signed_feed venues", "signed_feed policy"]
    first, second = ["keys_document", "index", "log_tile", "export", *feeds], ["keys_document", "index", *feeds]
    assert world.server.asked == [*first, *second]


def test_an_export_that_comes_again_under_another_name_counts_once(world: World) -> None:
    world.check()
    file = last_file(world)
    world.server.add("again.zip", world.server.published[file.name], start=file.start, end=file.end)

    brought = asyncio.run(pull(world.server, *_known(world), at=world.clock.now()))

    assert [export.name for export in brought.exports] == ["again.zip"]
    assert brought.keys == ()


def _known(world: World) -> tuple[TrustState, tuple[CheckedExport, ...]]:
    last = world.diary.last_check()
    assert isinstance(last, Check)
    return last.trust, last.exports


def test_a_revised_key_comes_with_its_newest_report_type(world: World) -> None:
    world.check()
    world.publish(1, report_type=ReportType.REVOKED)

    brought = asyncio.run(pull(world.server, *_known(world), at=world.clock.now()))

    assert [key.report_type for key in brought.keys] == [ReportType.REVOKED]


def test_a_demos_authority_is_believed_by_a_demos_phone_only(world: World) -> None:
    demo = key_server(world.clock, is_demo=True)
    diary = MemoryDiary()
    real, trial = (phone_of(world.clock, demo, diary=diary, is_demo=is_demo) for is_demo in (False, True))

    with pytest.raises(RuleViolation) as refused:
        asyncio.run(real.check())

    assert refused.value.code == "demo_authority"
    assert diary.last_check() is None
    assert asyncio.run(trial.check()).is_demo


def test_a_phone_told_of_another_root_begins_its_trust_anew(world: World) -> None:
    world.check()
    other = key_server(world.clock, "another authority")
    moved = Phone(
        radio=None,
        clock=world.clock,
        diary=world.diary,
        sync=other,
        settings=Settings(other.root_fingerprint),
        random_bytes=random.Random(1).randbytes,
    )

    asyncio.run(moved.check())

    last = world.diary.last_check()
    assert last is not None
    assert last.trust.root_fingerprint == other.root_fingerprint


def test_bytes_of_any_kind_in_the_place_of_keys_json_are_malformed(world: World) -> None:
    answers_with(world, "keys_document", b"\x00")

    with pytest.raises(MalformedMessage):
        world.check()

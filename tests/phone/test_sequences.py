"""What somebody sees who watches the wire of a phone: the same three calls, at the same pauses, whatever they mean."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from msgspec import Struct
from tests.phone.people import NOON, Meddled, key_server

from bluezone.phone.chaff import REPORT, SHORTEST_PAUSE, WIDEST_MORE, Call
from bluezone.phone.sequences import Sequences
from bluezone.protocol.errors import BluezoneError, RuleViolation, Unavailable
from bluezone.protocol.messages import (
    CertificateRequest,
    PublishRequest,
    PublishResponse,
    VerifyRequest,
    VerifyResponse,
)
from bluezone.radio.virtual_time import VirtualTime, run

VERIFY = VerifyRequest(code="12345678")
CERTIFICATE = CertificateRequest(token="token", ekeyhmac="mac")
PUBLISH = PublishRequest(temporary_exposure_keys=[], health_authority_id="x")
PASSED = SHORTEST_PAUSE + WIDEST_MORE


@dataclass
class Wire(Meddled):
    """A key server that takes everything, and the moments at which each call was seen, meant or not."""

    seen: list[tuple[Call, timedelta]] = field(default_factory=list)
    meant: list[Call] = field(default_factory=list)
    refuses: dict[Call, BluezoneError] = field(default_factory=dict)
    takes: timedelta = timedelta()

    async def verify(self, request: VerifyRequest) -> VerifyResponse:
        await self._call(Call.VERIFY, request)
        return VerifyResponse(testtype="confirmed", token="token")

    async def certificate(self, request: CertificateRequest) -> str:
        await self._call(Call.CERTIFICATE, request)
        return "certificate"

    async def publish(self, request: PublishRequest) -> PublishResponse:
        await self._call(Call.PUBLISH, request)
        return PublishResponse(inserted_exposures=0)

    async def dummy(self, call: Call) -> None:
        await self._call(call)

    async def _call(self, call: Call, request: Struct | None = None) -> None:
        self.seen.append((call, self.clock.now() - NOON))
        if request is not None:
            self.meant.append(call)
        await self.clock.sleep_until(self.clock.now() + self.takes)
        if call in self.refuses:
            raise self.refuses[call]

    @property
    def calls(self) -> list[Call]:
        return [call for call, _ in self.seen]


def wired(clock: VirtualTime, *, seed: int = 1) -> tuple[Wire, Sequences]:
    server = key_server(clock)
    wire = Wire(clock, server.random_bytes)
    return wire, Sequences(wire, clock, random.Random(seed).random)


def told(story: Callable[[VirtualTime], Awaitable[Wire]]) -> Wire:
    async def whole(clock: VirtualTime) -> Wire:
        return await story(clock)

    return run(whole, start=NOON)


async def report(sequences: Sequences, clock: VirtualTime, work: timedelta = timedelta()) -> None:
    await sequences.verify(VERIFY)
    await clock.sleep_until(clock.now() + work)
    await sequences.certificate(CERTIFICATE)
    await clock.sleep_until(clock.now() + work)
    await sequences.publish(PUBLISH)


def seen_of(*, meant: bool, work: timedelta = timedelta(), seed: int = 1) -> list[tuple[Call, timedelta]]:
    async def story(clock: VirtualTime) -> Wire:
        wire, sequences = wired(clock, seed=seed)
        await (report(sequences, clock, work) if meant else sequences.send_dummy_report())
        return wire

    return told(story).seen


@pytest.mark.parametrize("work", [timedelta(), timedelta(milliseconds=700), SHORTEST_PAUSE])
def test_a_report_and_a_dummy_show_the_same_calls_at_the_same_moments(work: timedelta) -> None:
    assert seen_of(meant=True, work=work) == seen_of(meant=False)
    assert tuple(call for call, _ in seen_of(meant=False)) == REPORT


def test_pauses_differ_from_report_to_report() -> None:
    assert len({seen_of(meant=True, seed=seed)[1] for seed in range(20)}) == 20


@pytest.mark.parametrize("wrong", [RuleViolation("code_invalid", "no"), Unavailable("not now")])
@pytest.mark.parametrize("at", REPORT)
def test_a_report_that_goes_wrong_ends_like_any_other(at: Call, wrong: BluezoneError) -> None:
    async def story(clock: VirtualTime) -> Wire:
        wire, sequences = wired(clock)
        wire.refuses[at] = wrong
        with pytest.raises(type(wrong)):
            await report(sequences, clock)
        await sequences.finish()
        return wire

    wire = told(story)

    assert wire.seen == seen_of(meant=False)
    assert wire.meant == list(REPORT[: REPORT.index(at) + 1])


@pytest.mark.parametrize("first", REPORT[1:])
def test_a_report_that_goes_on_later_looks_like_one_that_begins(first: Call) -> None:
    async def story(clock: VirtualTime) -> Wire:
        wire, sequences = wired(clock)
        if first is Call.CERTIFICATE:
            await sequences.certificate(CERTIFICATE)
        await sequences.publish(PUBLISH)
        return wire

    wire = told(story)

    assert wire.seen == seen_of(meant=False)
    assert wire.meant == list(REPORT[REPORT.index(first) :])


def test_a_report_whose_owner_takes_the_consent_back_ends_like_any_other() -> None:
    async def story(clock: VirtualTime) -> Wire:
        wire, sequences = wired(clock)
        await sequences.verify(VERIFY)
        await clock.sleep_until(NOON + timedelta(minutes=1))  # nothing more is asked
        return wire

    assert tuple(told(story).calls) == REPORT


def test_a_code_typed_again_at_once_begins_another_whole_report() -> None:
    async def story(clock: VirtualTime) -> Wire:
        wire, sequences = wired(clock)
        wire.refuses[Call.VERIFY] = RuleViolation("code_invalid", "no")
        with suppress(RuleViolation):
            await sequences.verify(VERIFY)
        wire.refuses.clear()
        await report(sequences, clock)
        return wire

    assert tuple(told(story).calls) == (*REPORT, *REPORT)


def test_a_dummy_gives_way_to_a_report_at_once() -> None:
    async def story(clock: VirtualTime) -> Wire:
        wire, sequences = wired(clock)
        wire.takes = timedelta(seconds=20)
        dummy = asyncio.create_task(sequences.send_dummy_report())
        await clock.sleep_until(NOON + timedelta(seconds=5))
        await report(sequences, clock)
        await dummy
        return wire

    wire = told(story)

    assert wire.seen[:2] == [(Call.VERIFY, timedelta()), (Call.VERIFY, timedelta(seconds=5))]
    assert wire.meant == list(REPORT)
    assert len(wire.seen) == 4


def test_no_dummy_begins_while_a_report_is_under_way() -> None:
    async def story(clock: VirtualTime) -> Wire:
        wire, sequences = wired(clock)
        await sequences.verify(VERIFY)
        await sequences.send_dummy_report()
        await sequences.certificate(CERTIFICATE)
        await sequences.send_dummy_report()
        await sequences.publish(PUBLISH)
        return wire

    wire = told(story)

    assert wire.calls == wire.meant == list(REPORT)


@pytest.mark.parametrize(("at", "times"), [(Call.VERIFY, 1), (Call.CERTIFICATE, 2), (Call.PUBLISH, 2)])
def test_a_dummy_that_nobody_answered_is_repeated_where_a_report_would_go_on(at: Call, times: int) -> None:
    async def story(clock: VirtualTime) -> Wire:
        wire, sequences = wired(clock)
        wire.refuses[at] = Unavailable("no network")
        await sequences.send_dummy_report()
        wire.refuses.clear()
        for _ in range(3):
            await sequences.send_owed(Call.PUBLISH)
        return wire

    assert tuple(told(story).calls) == REPORT * times


def test_a_dummy_letter_waits_as_a_meant_one_does() -> None:
    async def story(clock: VirtualTime) -> Wire:
        wire, sequences = wired(clock)
        wire.refuses[Call.LETTER] = Unavailable("no network")
        await sequences.send_dummy_letter()
        await sequences.send_owed(Call.LETTER)
        wire.refuses.clear()
        for _ in range(3):
            await sequences.send_owed(Call.LETTER)
        return wire

    assert told(story).calls == [Call.LETTER] * 3


def test_everything_else_goes_through_as_it_is() -> None:
    async def story(clock: VirtualTime) -> Wire:
        wire, sequences = wired(clock)
        await sequences.keys_document()
        await sequences.index()
        await sequences.mail(bytes(4096))
        await sequences.dummy(Call.LETTER)
        assert sequences.recipient == wire.recipient
        return wire

    wire = told(story)

    assert wire.asked == ["keys_document", "index", "mail"]
    assert wire.calls == [Call.LETTER]

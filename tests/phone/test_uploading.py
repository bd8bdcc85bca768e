"""Uploading: a report survives a lost network, a killed phone and a certificate that ran out; never without consent."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest
from tests.phone.people import HOUR, MINUTE, NOON, Meddled, key_server, phone_of
from tests.radio.fakes import FakeAir, FakeRadio

from bluezone.phone.diary import Diary
from bluezone.phone.reporting import Stage
from bluezone.phone.runtime import Phone
from bluezone.phone.sealed_diary import SealedDiary
from bluezone.protocol.errors import RuleViolation, Unavailable
from bluezone.radio.virtual_time import VirtualTime, run

T = TypeVar("T")


@dataclass
class World:
    """One phone that has been on the air for a while, and a key server with somebody in between."""

    clock: VirtualTime
    folder: Path
    server: Meddled = field(init=False)
    radio: FakeRadio = field(init=False)
    diary: Diary = field(init=False)
    phone: Phone = field(init=False)

    def __post_init__(self) -> None:
        self.server = key_server(self.clock)
        self.radio = FakeAir(self.clock).radio()
        self.diary = SealedDiary.create(self.folder, bytes(32))
        self.phone = phone_of(self.clock, self.server, radio=self.radio, diary=self.diary)

    async def begin(self) -> None:
        await self.phone.start()
        await self.clock.sleep_until(NOON + 20 * MINUTE)

    async def report(self, code: str) -> None:
        await self.phone.report(code, self.phone.preview().agreed(self.clock.now()))

    async def killed_and_started_again(self) -> None:
        """Drop the phone where it stands, and make another over the same diary."""
        assert self.phone._running is not None
        self.phone._running.cancel()
        self.diary.close()
        self.diary = SealedDiary(self.folder, bytes(32))
        self.phone = phone_of(self.clock, self.server, radio=self.radio, diary=self.diary, seed="another run")
        await self.phone.start()

    def lose(self, verb: str, *, answer: bool = False) -> None:
        """Lose the next request of a verb, or only its answer."""
        ordinary = getattr(self.server, verb)

        async def lost(*arguments: Any) -> None:
            setattr(self.server, verb, ordinary)
            if answer:
                await ordinary(*arguments)
            raise Unavailable("the network is gone")

        setattr(self.server, verb, lost)

    def refuse(self, verb: str, code: str) -> None:
        """Refuse the next request of a verb."""
        ordinary = getattr(self.server, verb)

        async def refused(*_: Any) -> None:
            setattr(self.server, verb, ordinary)
            raise RuleViolation(code, "refused")

        setattr(self.server, verb, refused)

    @property
    def stage(self) -> Stage | None:
        report = self.diary.report()
        return report.stage if report else None


Story = Callable[[World], Coroutine[Any, Any, None]]


def play(story: Story, folder: Path) -> None:
    async def played(clock: VirtualTime) -> None:
        world = World(clock, folder / "diary")
        await world.begin()
        await story(world)
        await world.phone.stop()
        world.diary.close()

    run(played, start=NOON)


def test_a_report_publishes_the_keys_and_the_phone_goes_on_with_another(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        before = world.diary.state().keys[0].key

        await world.report(world.server.issue())
        silent = world.radio.payload
        await world.clock.sleep_until(NOON + 31 * MINUTE)

        assert world.stage is Stage.PUBLISHED
        assert list(world.server.held) == [before.secret]
        assert silent is None
        assert world.radio.payload is not None
        assert world.diary.state().keys[-1].key.start == NOON + 30 * MINUTE

    play(story, tmp_path)


def test_without_consent_to_these_keys_nothing_but_the_code_leaves(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        consent = world.phone.preview().agreed(world.clock.now())
        await world.clock.sleep_until(NOON + 40 * MINUTE)

        with pytest.raises(RuleViolation) as refused:
            await world.phone.report(world.server.issue(), consent)

        assert refused.value.code == "consent_outdated"
        assert world.server.asked == ["verify"]
        assert world.radio.payload is not None, "a report that did not begin silences nobody"

    play(story, tmp_path)


def test_after_new_consent_the_same_token_still_works(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        consent = world.phone.preview().agreed(world.clock.now())
        await world.clock.sleep_until(NOON + 40 * MINUTE)
        with pytest.raises(RuleViolation):
            await world.phone.report(world.server.issue(), consent)

        await world.report("")

        assert world.stage is Stage.PUBLISHED

    play(story, tmp_path)


def test_a_mistyped_code_costs_nothing(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        with pytest.raises(RuleViolation) as refused:
            await world.report("00000000")

        assert refused.value.code == "code_invalid"
        assert world.stage is None
        assert world.radio.payload is not None

    play(story, tmp_path)


def test_a_second_report_needs_another_code_and_sends_only_new_keys(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        await world.report(world.server.issue())
        first = set(world.server.held)
        await world.clock.sleep_until(NOON + HOUR)

        with pytest.raises(RuleViolation) as refused:
            await world.report("")
        await world.report(world.server.issue())

        assert refused.value.code == "no_open_report"
        assert len(world.server.held) == 2
        assert first < set(world.server.held)

    play(story, tmp_path)


@pytest.mark.parametrize("verb", ["certificate", "publish"])
def test_a_network_that_fails_half_way_costs_no_code(tmp_path: Path, verb: str) -> None:
    async def story(world: World) -> None:
        world.lose(verb)
        with pytest.raises(Unavailable):
            await world.report(world.server.issue())

        answer = await world.phone.resume_report()

        assert answer is not None
        assert world.stage is Stage.PUBLISHED
        assert len(world.server.held) == 1

    play(story, tmp_path)


@pytest.mark.parametrize("verb", ["certificate", "publish"])
def test_a_killed_phone_finishes_its_report_without_another_code(tmp_path: Path, verb: str) -> None:
    async def story(world: World) -> None:
        world.lose(verb)
        with pytest.raises(Unavailable):
            await world.report(world.server.issue())
        await world.killed_and_started_again()
        silent = world.radio.payload

        await world.phone.resume_report()

        assert silent is None
        assert world.stage is Stage.PUBLISHED

    play(story, tmp_path)


def test_a_lost_answer_to_publish_is_asked_for_again_and_harmless(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        world.lose("publish", answer=True)
        with pytest.raises(Unavailable):
            await world.report(world.server.issue())

        await world.phone.resume_report()

        assert world.stage is Stage.PUBLISHED
        assert len(world.server.held) == 1

    play(story, tmp_path)


def test_a_server_that_takes_known_keys_for_a_revision_has_them(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        world.lose("publish", answer=True)
        with pytest.raises(Unavailable):
            await world.report(world.server.issue())
        world.refuse("publish", "missing_revision_token")

        await world.phone.resume_report()

        assert world.stage is Stage.PUBLISHED

    play(story, tmp_path)


def test_a_certificate_that_ran_out_is_asked_for_again(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        code = world.server.issue()
        world.lose("publish")
        with pytest.raises(Unavailable):
            await world.report(code)
        world.refuse("publish", "health_authority_verification_certificate_invalid")

        await world.phone.resume_report()

        assert world.stage is Stage.PUBLISHED
        assert world.server.asked.count("certificate") == 2

    play(story, tmp_path)


@pytest.mark.parametrize("killed", [False, True], ids=["waiting", "killed"])
def test_a_lost_answer_to_certificate_costs_no_code(tmp_path: Path, *, killed: bool) -> None:
    async def story(world: World) -> None:
        world.lose("certificate", answer=True)
        with pytest.raises(Unavailable):
            await world.report(world.server.issue())
        if killed:
            await world.killed_and_started_again()

        answer = await world.phone.resume_report()

        assert answer is not None
        assert world.stage is Stage.PUBLISHED
        assert world.server.asked == ["verify", "certificate", "certificate", "publish"]
        assert len(world.server.held) == 1

    play(story, tmp_path)


def test_a_token_that_is_used_up_ends_the_report_and_the_keys_wait_for_the_next(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        world.lose("certificate", answer=True)
        with pytest.raises(Unavailable):
            await world.report(world.server.issue())
        world.refuse("certificate", "token_invalid")

        with pytest.raises(RuleViolation) as refused:
            await world.phone.resume_report()
        ended = world.stage
        await world.report(world.server.issue())

        assert refused.value.code == "token_invalid"
        assert ended is Stage.REFUSED
        assert world.stage is Stage.PUBLISHED
        assert len(world.server.held) == 1

    play(story, tmp_path)


@pytest.mark.parametrize(("verb", "code"), [("certificate", "hmac_invalid"), ("publish", "bad_request")])
def test_a_refusal_that_time_may_mend_leaves_the_report_open(tmp_path: Path, verb: str, code: str) -> None:
    async def story(world: World) -> None:
        world.refuse(verb, code)
        with pytest.raises(RuleViolation) as refused:
            await world.report(world.server.issue())

        await world.phone.resume_report()

        assert refused.value.code == code
        assert world.stage is Stage.PUBLISHED

    play(story, tmp_path)


def test_with_no_report_there_is_nothing_to_finish(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        assert await world.phone.resume_report() is None
        await world.report(world.server.issue())
        assert await world.phone.resume_report() is None

    play(story, tmp_path)


def test_a_report_from_another_program_silences_the_one_on_the_air(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        other = SealedDiary(world.folder, bytes(32))
        reporter = phone_of(world.clock, world.server, diary=other, seed="reporter")
        await reporter.report(world.server.issue(), reporter.preview().agreed(world.clock.now()))

        await world.clock.sleep_until(NOON + 26 * MINUTE)
        silent = world.radio.payload
        await world.clock.sleep_until(NOON + 31 * MINUTE)

        assert silent is None
        assert world.radio.payload is not None
        assert len(world.diary.state().keys) == 2
        other.close()

    play(story, tmp_path)


def test_a_key_that_another_program_reported_is_not_spoken_once_more_at_the_edge(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        await world.clock.sleep_until(NOON + 29 * MINUTE)
        world.diary.changed = lambda: False  # type: ignore[method-assign]  # the other writes in the last instant
        rotations = world.radio.rotations
        other = SealedDiary(world.folder, bytes(32))
        reporter = phone_of(world.clock, world.server, diary=other, seed="reporter")
        await reporter.report(world.server.issue(), reporter.preview().agreed(world.clock.now()))

        await world.clock.sleep_until(NOON + 30 * MINUTE + MINUTE)

        assert world.radio.payload is None
        assert world.radio.rotations == rotations
        other.close()

    play(story, tmp_path)


def test_secrets_of_a_report_are_in_no_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def story(world: World) -> None:
        code = world.server.issue()
        with caplog.at_level(0):
            await world.report(code)
        planted = {code, *world.server._certificates, next(iter(world.server.held)).hex()}
        said = " ".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
        assert said
        assert not [secret for secret in planted if secret in said]

    play(story, tmp_path)


def test_one_consent_lets_keys_go_once_even_when_two_reports_run_at_once(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        codes = [world.server.issue(), world.server.issue()]
        consent = world.phone.preview().agreed(world.clock.now())

        answers = await asyncio.gather(*(world.phone.report(code, consent) for code in codes), return_exceptions=True)

        assert [getattr(answer, "code", "") for answer in answers] == ["", "consent_outdated"]
        assert len(world.server.held) == 1

    play(story, tmp_path)

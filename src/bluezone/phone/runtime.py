"""The runtime of one phone: a loop that waits for the radio and the clock, asks the agent, and does what it says.

It decides nothing. The same `Phone` runs alone as a process, and a hundred times in one process under virtual time:

    phone = Phone(radio=radio, clock=clock, diary=diary, sync=sync, settings=settings, random_bytes=token_bytes)
    await phone.start()                                  # speaks and listens from here on
    preview = phone.preview()                            # what would leave
    await phone.report(code, preview.agreed(clock.now()))
    found = await phone.check()                          # pulls, verifies, matches, warns
    await phone.stop()
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bluezone import matching
from bluezone.phone.agent import (
    Agent,
    Broadcast,
    ClockConfirmed,
    Effect,
    Erase,
    EraseAsked,
    Forget,
    IdentifierRead,
    Keep,
    LeftAir,
    PauseAsked,
    Read,
    Remember,
    Silence,
    StateLoaded,
    TellClockDoubted,
    Tick,
)
from bluezone.phone.checking import (
    HEARD_FROM_LATELY,
    Checked,
    Matcher,
    Status,
    assessments,
)
from bluezone.phone.diary import Check, Diary
from bluezone.phone.on_air import OnAir
from bluezone.phone.pulling import pull, pull_feeds
from bluezone.phone.remembered import Remembered
from bluezone.phone.reporting import Consent, ReportPreview, revisable
from bluezone.phone.sync import Sync
from bluezone.phone.uploading import Uploader
from bluezone.phone.warning import warn
from bluezone.phone.withdrawals import windows_after
from bluezone.protocol.beacons import BLUEZONE_2020, Profile
from bluezone.protocol.clock import Clock
from bluezone.protocol.encounters import encounters
from bluezone.protocol.errors import BluezoneError, RuleViolation, Unavailable
from bluezone.protocol.exposures import ExposureWindow, exposure_windows
from bluezone.protocol.intervals import Air
from bluezone.protocol.keys import SECRET_LENGTH, DiagnosisKey
from bluezone.protocol.messages import PublishResponse
from bluezone.protocol.policy_feed import DummyRates, decided_at, policy_at
from bluezone.protocol.risk import POLICY_1, DayRisk, RiskPolicy
from bluezone.protocol.sightings import Sighting
from bluezone.protocol.trust import TrustState
from bluezone.radio.port import Heard, Radio

logger: Final = logging.getLogger(__name__)

CLOCK_SLACK: Final = timedelta(minutes=10)
"""An index may be signed this far ahead of a phone's clock before that clock is called slow."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What one phone is told at its start.

    Args:
        root_fingerprint: SHA-256 of the authority's root key, in hex; whatever is pulled is believed through it alone.
        air: What the phone speaks; it understands both airs.
        profile: The installation's numbers on the air.
        policy: The numbers that make a close contact until the policy feed says otherwise.
        health_authority: The `healthAuthorityID` of reports.
        look_around: How often, at least, the loop looks at clock and diary: what another program of this phone wrote
            is noticed within it, and sightings wait no longer to be written.
        is_demo: Whether a demo's authority is believed; any other phone refuses it.
        batch: How many sightings are written at once, at the latest.
        ios_form: Whether it speaks as an iPhone does, so that who hears it has to connect.
    """

    root_fingerprint: str
    air: Air = Air.BLUEZONE
    profile: Profile = BLUEZONE_2020
    policy: RiskPolicy = POLICY_1
    health_authority: str = "vn.bluezone"
    look_around: timedelta = timedelta(seconds=2)
    is_demo: bool = False
    batch: int = 1000
    ios_form: bool = False


class Phone:
    """One person's device.

    Args:
        radio: The air; None for a program that only reports or checks while another one runs.
        clock: The time.
        diary: What it remembers.
        sync: The way to the key server.
        settings: The rest.
        random_bytes: Unpredictable bytes, such as `secrets.token_bytes`.
    """

    def __init__(  # noqa: PLR0913 -- the six ports of a phone, each named
        self,
        *,
        radio: Radio | None,
        clock: Clock,
        diary: Diary,
        sync: Sync,
        settings: Settings,
        random_bytes: Callable[[int], bytes],
    ) -> None:
        """Take the ports and remember what a former run kept; nothing happens before `start`."""
        self._radio, self._clock, self._diary, self._sync = radio, clock, diary, sync
        self._settings, self._random_bytes = settings, random_bytes
        self._agent = Agent(diary.state(), air=settings.air, profile=settings.profile, ios_form=settings.ios_form)
        self._on_air = OnAir(radio, clock, self._on_heard)
        self._remembered = Remembered(diary.notebook)
        self._agent.handle(PauseAsked(self._remembered.paused_until()))
        self._heard: list[Sighting] = []  # not yet in the diary
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Go on the air and listen, until `stop`.

        Raises:
            Unavailable: The radio or the diary does not work.
        """
        if self._radio is None:
            raise Unavailable("this phone has no radio")
        await self._radio.listen(self._on_heard)
        await self._tick()
        self._running = asyncio.create_task(self._run())

    async def finished(self) -> None:
        """Return once the loop ends: the phone was stopped or erased.

        Raises:
            Unavailable: The radio or the diary stopped working.
        """
        if self._running is not None:
            with suppress(asyncio.CancelledError):
                await self._running

    async def stop(self) -> None:
        """Leave the air and write down what was heard; the diary stays open.

        Raises:
            Unavailable: The radio or the diary stopped working before.
        """
        running, self._running = self._running, None
        try:
            if running is not None:
                running.cancel()
                with suppress(asyncio.CancelledError):
                    await running
        finally:
            await self._on_air.end()
            self._agent.handle(LeftAir())
            self._flush()

    def preview(self) -> ReportPreview:
        """Return exactly what would leave the phone if its owner agreed now.

        A verification code that was looked up before says what kind of report it would be.

        Raises:
            RuleViolation: `nothing_to_report`, or `nothing_to_revise` after a negative test that follows no report.
        """
        self._look_into_diary()
        return self._uploader().preview()

    async def look_up(self, code: str) -> ReportPreview:
        """Turn a verification code into a report that waits for consent, and return what it would do.

        Only the code leaves the phone, because its owner typed it. What it stands for decides what there is to agree to.

        Raises:
            RuleViolation: The key server's code, or those of `preview`; the report is over then.
            Unavailable: The key server does not answer.
        """
        self._look_into_diary()
        return await self._uploader().look_up(code)

    @property
    def may_revise(self) -> bool:
        """Whether this phone published keys that a later test may change."""
        return revisable(self._diary.reports()) is not None

    async def report(self, code: str, consent: Consent) -> PublishResponse:
        """Publish what the owner agreed to: `code` opens the way, `consent` names what goes.

        Args:
            code: The verification code; empty to go on with a report that a former run could not finish.
            consent: To the latest preview.

        Raises:
            RuleViolation: `consent_outdated`, `no_open_report`, or the key server's code.
            Unavailable: The key server does not answer; the same call without a code goes on later.
        """
        self._look_into_diary()
        return await self._uploader().report(code, consent)

    async def resume_report(self) -> PublishResponse | None:
        """Finish a report that its owner agreed to and a former run could not; None when there is none."""
        self._look_into_diary()
        return await self._uploader().resume()

    async def check(self, matcher: Matcher = matching.exposures) -> Checked:
        """Pull what is new, verify it, match it against the diary, and work out what the owner has to be told.

        Raises:
            MalformedMessage: A file of the key server is not what it is called; nothing changed.
            RuleViolation: It is refused for the reason in its code; nothing changed.
            Unavailable: The key server does not answer.
        """
        self._flush()
        at, fingerprint = self._clock.now(), self._settings.root_fingerprint.lower()
        last = self._diary.last_check()
        trust = last.trust if last and last.trust.root_fingerprint == fingerprint else TrustState(fingerprint)
        with self._remembered.refusal_kept():
            brought = await pull(self._sync, trust, last.exports if last else (), at=at)
        if brought.key_set.is_demo and not self._settings.is_demo:
            raise RuleViolation("demo_authority", "the key server is a demo's: only a demo's phone believes it")
        windows: tuple[ExposureWindow, ...] = ()
        if brought.keys:
            heard = encounters(self._diary.sightings())
            found_now = exposure_windows(matcher(brought.keys, heard, tolerance=self.policy().tolerance))
            windows = windows_after(last.windows if last else (), found_now, brought.keys)
        feeds = await pull_feeds(self._sync, brought.trust, brought.key_set, at=at, log=brought.log)
        self._diary.take(Check(at, feeds.trust, brought.exports, windows))
        self._remembered.take(brought.keys_json, feeds.policy, feeds.ended, trouble=feeds.trouble)
        if brought.issued <= at + CLOCK_SLACK:
            await self._perform(self._agent.handle(ClockConfirmed(at)))
        withdrawn = warn(self._diary, feeds.entries or (), policy=self.policy(), at=at)
        logger.info("checked", extra={"exports": len(brought.exports), "keys": len(brought.keys)})
        counts = len(brought.exports), len(brought.keys)
        return Checked(self.status(), *counts, self.assessments(), brought.key_set.is_demo, feeds.trouble, withdrawn)

    def policy(self) -> RiskPolicy:
        """Return the numbers that hold now."""
        return policy_at(self._remembered.policies(), self._clock.now(), otherwise=self._settings.policy)

    def dummy_rates(self) -> DummyRates:
        """Return how many dummies this phone sends a day."""
        return decided_at(self._remembered.policies(), self._clock.now()).dummies

    @property
    def is_listening(self) -> bool:
        """Whether the loop runs: this program speaks and listens, unless it is paused."""
        return self._running is not None and not self._running.done()

    @property
    def has_radio(self) -> bool:
        """Whether there is a radio at all."""
        return self._radio is not None

    def paused_until(self) -> datetime | None:
        """Return until when the phone rests, None when it does not."""
        until = self._remembered.paused_until()
        return until if until is not None and self._clock.now() < until else None

    async def pause(self, until: datetime | None) -> None:
        """Neither speak nor remember until then; None to go on at the next interval."""
        self._remembered.pause(until)
        await self._perform(self._agent.handle(PauseAsked(until)))

    def assessments(self) -> dict[DiagnosisKey, tuple[DayRisk, ...]]:
        """Return, for each diagnosis key that was heard, what it alone comes to, by UTC day."""
        last = self._diary.last_check()
        return assessments(last.windows if last else (), self.policy())

    def status(self) -> Status:
        """Return what the owner is shown."""
        at, last, report = self._clock.now(), self._diary.last_check(), self._diary.report()
        state = self._diary.state() if self._running is None else self._agent.state
        latest = state.clock.latest
        return Status(
            at=at,
            on_air=self._on_air.has_radio and latest is not None and abs(at - latest) <= HEARD_FROM_LATELY,
            clock=state.clock,
            checked_at=last.at if last else None,
            warnings=self._diary.warnings(),
            sightings=self._diary.count() + len(self._heard),
            own_keys=len(state.keys),
            report=report.stage if report else None,
            paused_until=self.paused_until(),
            refused=self._remembered.refused(),
            withdrawn=self._remembered.withdrawn(),
        )

    async def erase(self) -> None:
        """Destroy everything that this phone remembers."""
        self._heard.clear()
        await self._perform(self._agent.handle(EraseAsked()))

    async def _run(self) -> None:
        while not self._diary.is_erased():
            now = self._clock.now()
            await self._clock.sleep_until(min(self._agent.next_tick(now), now + self._settings.look_around))
            if not self._diary.is_erased():  # a page may have done it meanwhile
                await self._tick_unless_erased()

    async def _tick_unless_erased(self) -> None:
        try:
            await self._tick()
        except BluezoneError:
            if not self._diary.is_erased():  # else a page erased everything while the radio was waited for
                raise

    async def _tick(self) -> None:
        self._look_into_diary()
        self._flush()
        tick = Tick(self._clock.now(), self._random_bytes(SECRET_LENGTH), self._on_air.has_radio)
        await self._perform(self._agent.handle(tick))

    def _on_heard(self, heard: Heard | IdentifierRead) -> None:
        for effect in self._agent.handle(heard):
            if isinstance(effect, Remember):
                self._heard.append(effect.sighting)
            elif isinstance(effect, Read):
                self._on_air.call(effect.peer)
        if len(self._heard) >= self._settings.batch:
            self._flush()

    def _flush(self) -> None:
        if self._heard and not self._diary.is_erased():
            self._diary.remember(self._heard)
            self._heard = list[Sighting]()

    def _look_into_diary(self) -> None:
        if self._diary.changed():
            self._agent.handle(StateLoaded(self._diary.state()))

    async def _perform(self, effects: Iterable[Effect]) -> None:
        for effect in effects:
            match effect:
                case Keep(keys, clock):
                    stands = self._diary.keep(keys, clock)
                    if not set(keys) <= set(stands.keys):  # another program of this phone was faster: think again
                        self._agent.handle(StateLoaded(stands))
                        self._agent.handle(LeftAir())
                        await self._on_air.silence()
                        return
                case Broadcast() | Silence():
                    await self._speak(effect)
                case Forget(before, after):
                    self._diary.forget(before, after)
                case TellClockDoubted(by):
                    logger.warning("the clock was set", extra={"days": round(by / timedelta(days=1), 1)})
                case Erase():
                    self._diary.erase()

    async def _speak(self, effect: Broadcast | Silence) -> None:
        try:
            await (self._on_air.silence() if isinstance(effect, Silence) else self._on_air.speak(effect))
        except Unavailable:
            self._agent.handle(LeftAir())
            raise

    def _uploader(self) -> Uploader:
        return Uploader(
            agent=self._agent,
            diary=self._diary,
            sync=self._sync,
            clock=self._clock,
            random_bytes=self._random_bytes,
            health_authority=self._settings.health_authority,
            perform=self._perform,
        )

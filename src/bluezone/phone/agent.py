"""The agent: decides what one phone does about everything that happens to it.

Pure: events in, effects out. It knows no radio, no file, no clock and no chance; the moment and 16 fresh random bytes
come with every tick. So one agent runs on a phone, in a test, and many times in the lab.

What it promises: a key for each UTC day, never derived from another, kept before it is heard; no identifier in two
intervals, whatever the clock does, nor under two addresses: after a restart the phone is silent until the next interval;
silence after a report until the half-hour edge, then another key; nothing forgotten because of a clock that was set
wrong.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, assert_never

from bluezone.phone.ears import Ears
from bluezone.phone.own_keys import OwnKey, Speak, next_word, with_changed
from bluezone.phone.reporting import Report, silence_after
from bluezone.protocol.beacons import (
    BLUEZONE_2020,
    Beacon,
    BluezoneBeacon,
    ExposureNotificationBeacon,
    IosBeacon,
    Profile,
    encode,
)
from bluezone.protocol.identifiers import encrypted_metadata, identifier
from bluezone.protocol.intervals import EPOCH, Air, Interval
from bluezone.protocol.keys import RETENTION, ExposureKey
from bluezone.protocol.sightings import Sighting
from bluezone.radio.port import Heard

STEADY_FORWARD: Final = timedelta(days=1)
"""A clock that is further ahead than this at the next tick was set, or the phone was off: nothing is forgotten on its word."""
STEADY_BACK: Final = timedelta(hours=2)
"""A clock that is further back than this was set."""
METADATA_VERSION: Final = 0x40
"""Version 1.0 of Exposure Notification's metadata."""
LONGEST_SILENCE: Final = timedelta(hours=1)
"""No silence is longer: a `silent_until` further ahead was written by a clock that has been set back since."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Time passed.

    Args:
        now: The moment.
        fresh_secret: 16 random bytes that were never used.
        has_radio: Whether anything can be said now; without it no identifier is taken into use.
    """

    now: datetime
    fresh_secret: bytes = field(repr=False)
    has_radio: bool = True


@dataclass(frozen=True, slots=True)
class IdentifierRead:
    """A call to `peer` ended: 12 bytes, or None when it brought nothing."""

    peer: Heard
    identifier: bytes | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ReportBegun:
    """The person's consent became a report with a token: the key in use ends, the phone falls silent."""

    report: Report
    now: datetime


@dataclass(frozen=True, slots=True)
class KeysPublished:
    """The key server took these keys."""

    keys: tuple[ExposureKey, ...]


@dataclass(frozen=True, slots=True)
class ClockConfirmed:
    """A signed index that is fresh by this phone's clock shows that the clock is right."""

    now: datetime


@dataclass(frozen=True, slots=True)
class StateLoaded:
    """Another program of this phone wrote into the diary; `state` is what stands there now."""

    state: "AgentState"


@dataclass(frozen=True, slots=True)
class LeftAir:
    """What was to be on the air is not: the radio is gone, or the last broadcast was overtaken."""


@dataclass(frozen=True, slots=True)
class PauseAsked:
    """The person wants the phone neither to speak nor to remember until then; None to go on."""

    until: datetime | None


@dataclass(frozen=True, slots=True)
class EraseAsked:
    """The person wants everything gone."""


Decision = Tick | ReportBegun | KeysPublished | ClockConfirmed | StateLoaded | LeftAir | PauseAsked | EraseAsked
"""What asks the agent to decide something; a phone hears a thousand times between two of them."""
Event = Heard | IdentifierRead | Decision


@dataclass(frozen=True, slots=True)
class ClockWatch:
    """What the agent knows of its clock.

    Args:
        latest: The last tick that was kept; None before the first.
        doubted_since: The tick at which the clock was found to have been set by more than a steady clock moves; None
            when it is trusted.
        doubted_by: By how much it was found to have moved, backwards when negative.
        silent_until: The end of the silence after the last report.
    """

    latest: datetime | None = None
    doubted_since: datetime | None = None
    doubted_by: timedelta = timedelta()
    silent_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AgentState:
    """What has to survive a restart: the phone's own keys, and what is known of time."""

    keys: tuple[OwnKey, ...] = ()
    clock: ClockWatch = ClockWatch()


@dataclass(frozen=True, slots=True)
class Broadcast:
    """Put `payload` (1 to 31 bytes) on the air under a fresh address; who connects may read `readable`."""

    payload: bytes
    readable: bytes = b""


@dataclass(frozen=True, slots=True)
class Silence:
    """Leave the air."""


@dataclass(frozen=True, slots=True)
class Read:
    """Connect to `peer`, read its identifier, and say so by `IdentifierRead`, whatever comes of it."""

    peer: Heard


@dataclass(frozen=True, slots=True)
class Remember:
    """Write a sighting into the diary."""

    sighting: Sighting


@dataclass(frozen=True, slots=True)
class Keep:
    """Make these keys and this knowledge of the clock durable, before any later effect is performed."""

    keys: tuple[OwnKey, ...]
    clock: ClockWatch


@dataclass(frozen=True, slots=True)
class Forget:
    """Remove what was heard or spoken before `before`, and what claims to be from after `after`."""

    before: datetime
    after: datetime


@dataclass(frozen=True, slots=True)
class TellClockDoubted:
    """Tell the person that the clock moved by `by` at once, backwards when negative."""

    by: timedelta


@dataclass(frozen=True, slots=True)
class Erase:
    """Destroy the diary and its key."""


Effect = Broadcast | Silence | Read | Remember | Keep | Forget | TellClockDoubted | Erase


class Agent:
    """Decides for one phone.

    Args:
        state: What a former run kept.
        air: What the phone speaks; it understands both airs.
        profile: The installation's numbers on the air.
        ios_form: Whether it speaks Bluezone as an iPhone does, so that who hears it has to connect.
    """

    def __init__(
        self,
        state: AgentState = AgentState(),
        *,
        air: Air = Air.BLUEZONE,
        profile: Profile = BLUEZONE_2020,
        ios_form: bool = False,
    ) -> None:
        """Begin with nothing on the air."""
        self.state = state
        self._ios_form = ios_form and air is Air.BLUEZONE
        self._air, self._profile = air, profile
        self._on_air: Interval | None = None
        self._own_identifier = b""
        self._ears = Ears(profile)
        self._swept: datetime | None = None
        self._paused_until: datetime | None = None
        self._erased = False

    def handle(self, event: Event) -> tuple[Effect, ...]:
        """Return what the runtime has to do about `event`, in order."""
        if self._erased:
            return ()
        if isinstance(event, Heard):
            return self._heard(event)
        return self._read(event) if isinstance(event, IdentifierRead) else tuple(self._answer(event))

    def next_tick(self, now: datetime) -> datetime:
        """Return the next interval edge, by which the agent wants a tick."""
        length = self._air.interval_length
        return EPOCH + ((now - EPOCH) // length + 1) * length

    def _answer(self, event: Decision) -> Iterator[Effect]:
        match event:
            case Tick():
                yield from self._tick(event)
            case ReportBegun(report, now):
                yield from self._begin_report(report, now)
            case KeysPublished(keys):
                yield from self._mark_reported(keys)
            case ClockConfirmed(now):
                yield from self._trust_clock(now)
            case StateLoaded(state):
                self.state = state
            case LeftAir():
                self._on_air, self._own_identifier = None, b""
            case PauseAsked(until):
                self._paused_until = until
                if until is not None:
                    yield from self._be_silent()
            case EraseAsked():
                self.state, self._erased = AgentState(), True
                yield Silence()
                yield Erase()
            case _:  # pragma: no cover -- mypy proves that no event is left
                assert_never(event)

    def _heard(self, event: Heard) -> tuple[Effect, ...]:
        if self._is_paused(event.at):
            return ()
        found = self._ears.hear(event, self._own_identifier)
        if found is None:
            return ()
        return (Read(found),) if isinstance(found, Heard) else (Remember(found),)

    def _read(self, event: IdentifierRead) -> tuple[Effect, ...]:
        sighting = self._ears.answered(event.peer, event.identifier, event.at, self._own_identifier)
        return () if sighting is None or self._is_paused(event.at) else (Remember(sighting),)

    def _tick(self, tick: Tick) -> Iterator[Effect]:
        yield from self._watch_clock(tick.now)
        if tick.has_radio:
            yield from self._speak(tick.now, tick.fresh_secret)
        else:
            self._on_air, self._own_identifier = None, b""
        yield from self._forget(tick.now)

    def _watch_clock(self, now: datetime) -> Iterator[Effect]:
        clock = self.state.clock
        step = timedelta() if clock.latest is None else now - clock.latest
        if not -STEADY_BACK <= step <= STEADY_FORWARD:
            yield from self._keep(clock=replace(clock, latest=now, doubted_since=now, doubted_by=step))
            yield TellClockDoubted(step)
        elif clock.doubted_since is not None and now - clock.doubted_since >= RETENTION:
            # What was remembered before the doubt is by now as old as it may get, whatever it claims.
            self._set_clock(replace(clock, latest=now, doubted_since=None, doubted_by=timedelta()))
        else:
            self._set_clock(replace(clock, latest=now))

    def _speak(self, now: datetime, fresh_secret: bytes) -> Iterator[Effect]:
        until = self.state.clock.silent_until
        if self._is_paused(now) or (until is not None and now < until <= now + LONGEST_SILENCE):
            yield from self._be_silent()
            return
        word = next_word(self.state.keys, now, air=self._air, fresh_secret=fresh_secret)
        if word is not None and word.interval == self._on_air:
            return
        if word is None or word.was_said:
            yield from self._be_silent()
        else:
            yield from self._say(word)

    def _say(self, word: Speak) -> Iterator[Effect]:
        self._on_air = word.interval
        yield from self._keep(*word.changed, clock=self.state.clock)
        self._own_identifier = identifier(word.own.key, word.interval, self._air)
        self._ears.begin_interval()
        payload = encode(self._own_beacon(word.own.key), self._profile)
        yield Broadcast(payload, self._own_identifier if self._ios_form else b"")

    def _own_beacon(self, key: ExposureKey) -> Beacon:
        power_dbm = self._profile.tx_power_dbm
        if self._ios_form:
            return IosBeacon()
        if self._air is Air.BLUEZONE:
            return BluezoneBeacon(self._own_identifier, power_dbm)
        plain = bytes((METADATA_VERSION, power_dbm % 256, 0, 0))
        return ExposureNotificationBeacon(self._own_identifier, encrypted_metadata(key, self._own_identifier, plain))

    def _is_paused(self, at: datetime) -> bool:
        return self._paused_until is not None and at < self._paused_until

    def _be_silent(self) -> Iterator[Effect]:
        if self._on_air is not None:
            self._on_air, self._own_identifier = None, b""
            yield Silence()

    def _forget(self, now: datetime) -> Iterator[Effect]:
        hour = now.replace(minute=0, second=0, microsecond=0)
        if self.state.clock.doubted_since is not None or hour == self._swept:
            return
        self._swept = hour
        before, after = now - RETENTION, now + STEADY_FORWARD
        kept = tuple(own for own in self.state.keys if own.key.end > before and own.key.start <= after)
        self.state = replace(self.state, keys=kept)
        yield Forget(before, after)

    def _begin_report(self, report: Report, now: datetime) -> Iterator[Effect]:
        ends = {key.secret: key for key in report.keys}
        cut = [replace(own, key=ends[own.key.secret]) for own in self.state.keys if own.key.secret in ends]
        until = silence_after([own.key for own in cut], now)
        yield from self._keep(*cut, clock=replace(self.state.clock, silent_until=until))
        yield from self._be_silent()

    def _mark_reported(self, keys: tuple[ExposureKey, ...]) -> Iterator[Effect]:
        secrets = {key.secret for key in keys}
        done = [replace(own, reported=True) for own in self.state.keys if own.key.secret in secrets]
        yield from self._keep(*done, clock=self.state.clock)

    def _trust_clock(self, now: datetime) -> Iterator[Effect]:
        if self.state.clock.doubted_since is not None:
            clock = replace(self.state.clock, latest=now, doubted_since=None, doubted_by=timedelta())
            yield from self._keep(clock=clock)

    def _keep(self, *changed: OwnKey, clock: ClockWatch) -> Iterator[Effect]:
        self.state = AgentState(with_changed(self.state.keys, changed), clock)
        yield Keep(changed, clock)

    def _set_clock(self, clock: ClockWatch) -> None:
        self.state = replace(self.state, clock=clock)

"""The agent and its clock: set back, set ahead, doubted, confirmed."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.phone.people import (
    DAY,
    HOUR,
    MINUTE,
    NOON,
    broadcasts,
    every,
    identifier_of,
    report_at,
    secrets,
    ticks,
)
from tests.strategies import airs

from bluezone.phone.agent import (
    Agent,
    AgentState,
    Broadcast,
    ClockConfirmed,
    Effect,
    Forget,
    Keep,
    KeysPublished,
    ReportBegun,
    Silence,
    TellClockDoubted,
)
from bluezone.phone.own_keys import OwnKey, with_changed
from bluezone.phone.reporting import reported_keys
from bluezone.protocol.identifiers import identifiers
from bluezone.protocol.intervals import Air, interval_at, key_interval_at
from bluezone.protocol.keys import RETENTION, ExposureKey

steps = st.lists(
    st.one_of(
        st.timedeltas(-3 * DAY, 3 * DAY),
        st.timedeltas(-2 * HOUR, 2 * HOUR),
        st.timedeltas(timedelta(), 20 * MINUTE),
    ),
    min_size=1,
    max_size=60,
)


@given(airs, steps, st.sets(st.integers(0, 59), max_size=4), st.sets(st.integers(0, 59), max_size=8))
def test_whatever_the_clock_does_no_identifier_is_on_the_air_in_two_intervals_or_twice(
    air: Air, steps: list[timedelta], reports: set[int], restarts: set[int]
) -> None:
    agent, fresh, now = Agent(air=air), secrets(), NOON
    on_air: bytes | None = None
    intervals: defaultdict[bytes, set[int]] = defaultdict(set)
    known: tuple[OwnKey, ...] = ()
    said: list[bytes] = []

    for number, step in enumerate(steps):
        now += step
        effects: list[Effect] = []
        if number in restarts:
            agent, on_air = Agent(AgentState(known, agent.state.clock), air=air), None
        if number in reports and reported_keys(agent.state.keys, now):
            report = report_at(agent, now)
            effects += (*agent.handle(ReportBegun(report, now)), *agent.handle(KeysPublished(report.keys)))
        effects += ticks(agent, [now], fresh)
        for effect in effects:
            match effect:
                case Broadcast(payload):
                    on_air = identifier_of(payload)
                    said.append(on_air)
                case Silence():
                    on_air = None
                case Keep(keys, _):
                    known = with_changed(known, keys)
                case _:
                    pass
        if on_air is not None:
            intervals[on_air].add(interval_at(now, air))

    assert all(len(found) == 1 for found in intervals.values())
    assert len(set(said)) == len(said), "each time it is put on the air it has another address"
    speakable = {identifier for own in known for _, identifier in identifiers(own.key, air)}
    assert set(intervals) <= speakable, "nothing is on the air that a kept key does not explain"
    _check_key_server_takes_them([own.key for own in agent.state.keys])


def _check_key_server_takes_them(keys: list[ExposureKey]) -> None:
    assert max(Counter(key.rolling_start for key in keys).values()) <= 3
    for one, other in combinations(keys, 2):
        apart = one.rolling_end <= other.rolling_start or other.rolling_end <= one.rolling_start
        assert apart or one.rolling_start == other.rolling_start


def test_a_clock_set_back_a_little_is_waited_for() -> None:
    agent, fresh = Agent(), secrets()
    ticks(agent, [NOON, NOON + 15 * MINUTE], fresh)

    effects = ticks(agent, every(MINUTE, NOON + 14 * MINUTE, NOON + 31 * MINUTE), fresh)

    assert [type(effect) for effect in effects] == [Silence, Keep, Broadcast]
    assert len(agent.state.keys) == 1


def test_a_clock_set_back_by_days_starts_another_key_and_is_told() -> None:
    agent, fresh = Agent(), secrets()
    ticks(agent, every(15 * MINUTE, NOON - 3 * DAY, NOON), fresh)
    sets = len(agent.state.keys)

    effects = ticks(agent, [NOON - 2 * DAY], fresh)

    assert TellClockDoubted(-2 * DAY + 15 * MINUTE) in effects
    assert len(agent.state.keys) == sets + 1
    assert agent.state.clock.doubted_since == NOON - 2 * DAY


def test_a_clock_set_ahead_by_weeks_makes_the_phone_forget_nothing() -> None:
    agent, fresh = Agent(), secrets()
    ticks(agent, [NOON], fresh)

    effects = ticks(agent, every(15 * MINUTE, NOON + 20 * DAY, NOON + 21 * DAY), fresh)
    back = ticks(agent, every(15 * MINUTE, NOON + HOUR, NOON + 2 * HOUR), fresh)

    assert not [effect for effect in effects + back if isinstance(effect, Forget)]
    assert NOON in {own.key.start for own in agent.state.keys}


def test_a_signed_index_ends_the_doubt() -> None:
    agent = Agent()
    ticks(agent, [NOON, NOON + 2 * DAY])

    effects = agent.handle(ClockConfirmed(NOON + 2 * DAY))
    after = ticks(agent, [NOON + 2 * DAY + MINUTE])

    assert [type(effect) for effect in effects] == [Keep]
    assert agent.state.clock.doubted_since is None
    assert [type(effect) for effect in after] == [Forget]


def test_a_clock_that_nobody_doubts_needs_no_confirmation() -> None:
    agent = Agent()
    ticks(agent, [NOON])

    assert agent.handle(ClockConfirmed(NOON)) == ()


def test_fourteen_steady_days_end_the_doubt_by_themselves() -> None:
    agent, fresh = Agent(), secrets()
    ticks(agent, [NOON, NOON + 3 * DAY], fresh)

    effects = ticks(agent, every(6 * HOUR, NOON + 3 * DAY, NOON + 17 * DAY + HOUR), fresh)

    assert agent.state.clock.doubted_since is None
    assert isinstance(effects[-1], Forget)


def test_keys_of_more_than_fourteen_days_ago_are_forgotten() -> None:
    agent = Agent()

    effects = ticks(agent, every(15 * MINUTE, NOON, NOON + 17 * DAY))

    assert min(own.key.end for own in agent.state.keys) > NOON + 17 * DAY - 15 * MINUTE - RETENTION - HOUR
    forgets = [effect for effect in effects if isinstance(effect, Forget)]
    assert len(forgets) == 17 * 24
    assert all(later.before - earlier.before == HOUR for earlier, later in pairwise(forgets))


def test_a_silence_far_ahead_of_the_clock_was_written_by_another_clock() -> None:
    state = replace(AgentState(), clock=replace(AgentState().clock, silent_until=NOON + DAY))
    agent = Agent(state)

    effects = ticks(agent, [NOON])

    assert len(broadcasts(effects)) == 1


def test_a_silence_of_one_hour_is_kept() -> None:
    state = replace(AgentState(), clock=replace(AgentState().clock, silent_until=NOON + HOUR))

    assert broadcasts(ticks(Agent(state), [NOON])) == []


@pytest.mark.parametrize("step", [-2 * HOUR, DAY], ids=["back", "ahead"])
def test_a_clock_is_doubted_beyond_two_hours_back_or_a_day_ahead_and_not_before(step: timedelta) -> None:
    second = timedelta(seconds=1 if step > timedelta() else -1)
    agent, other = Agent(), Agent()
    ticks(agent, [NOON])
    ticks(other, [NOON])

    within, beyond = ticks(agent, [NOON + step]), ticks(other, [NOON + step + second])

    assert not any(isinstance(effect, TellClockDoubted) for effect in within)
    assert TellClockDoubted(step + second) in beyond


def test_a_key_that_ended_fourteen_days_ago_to_the_second_is_forgotten() -> None:
    key = ExposureKey(bytes(16), key_interval_at(NOON - RETENTION) - 3, 3)
    agent = Agent(AgentState((OwnKey(key, key.end),)))

    ticks(agent, [NOON])

    assert key not in [own.key for own in agent.state.keys]


def test_a_key_from_after_tomorrow_was_made_by_a_wrong_clock_and_is_forgotten() -> None:
    tomorrow, later = (ExposureKey(bytes((days,)) * 16, key_interval_at(NOON + days * DAY), 3) for days in (1, 2))
    agent = Agent(AgentState((OwnKey(tomorrow, tomorrow.start), OwnKey(later, later.start))))

    ticks(agent, [NOON])

    kept_keys = [own.key for own in agent.state.keys]
    assert tomorrow in kept_keys
    assert later not in kept_keys

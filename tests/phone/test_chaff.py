"""Dummies, counted: when they come tells nothing, and they are as long as what is meant."""

import random
from datetime import timedelta
from itertools import pairwise
from statistics import mean, variance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.phone.chaff import (
    BYTES,
    LATEST,
    LOOK_AGAIN,
    MARKS,
    SHORTEST_PAUSE,
    WIDEST_MORE,
    Call,
    dummy_body,
    is_missed,
    pause_before_next,
    turn,
)
from bluezone.protocol.intervals import DAY

rates = st.floats(min_value=0.001, max_value=10)
chances = st.floats(min_value=0, max_value=1, exclude_max=True)


@given(rates, chances)
def test_a_phone_looks_again_at_least_every_six_hours(rate: float, chance: float) -> None:
    coming = turn(rate, chance)

    assert timedelta() <= coming.pause <= LOOK_AGAIN
    assert coming.sends == (coming.pause < LOOK_AGAIN)


@given(chances)
def test_a_ministry_that_wants_no_dummies_gets_none(chance: float) -> None:
    assert not turn(0, chance).sends


def test_a_dummy_comes_at_any_moment_of_a_day_alike() -> None:
    numbers, now, days = random.Random(2020), 0.0, 20_000
    moments = list[float]()
    while now < days:
        coming = turn(0.2, numbers.random())
        now += coming.pause / DAY
        if coming.sends:
            moments.append(now)

    parts = [sum(quarter / 4 <= moment % 1 < (quarter + 1) / 4 for moment in moments) for quarter in range(4)]
    assert max(parts) - min(parts) < 5 * mean(parts) ** 0.5
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    assert mean(gaps) == pytest.approx(5, rel=0.05)
    assert variance(gaps) == pytest.approx(25, rel=0.1)  # an exponential gap's is the square of its mean


@given(chances)
def test_the_pauses_of_a_report_leave_time_for_the_phones_own_work(chance: float) -> None:
    assert SHORTEST_PAUSE <= pause_before_next(chance) <= SHORTEST_PAUSE + WIDEST_MORE


def test_a_moment_that_a_sleeping_phone_missed_is_not_made_up_for() -> None:
    assert not is_missed(LATEST)
    assert is_missed(LATEST + timedelta(seconds=1))


@pytest.mark.parametrize("call", Call)
def test_a_dummy_is_as_long_as_a_meant_call_and_never_the_same(call: Call) -> None:
    numbers = random.Random(1)

    bodies = {dummy_body(call, numbers.randbytes) for _ in range(10)}

    assert {len(body) for body in bodies} == {BYTES[call]}
    assert len(bodies) == 10


def test_the_header_of_a_dummy_is_as_long_as_that_of_a_meant_call() -> None:
    assert [len(name) + len(value) for name, value in MARKS.values()] == [8, 8]
    assert MARKS[True] == ("x-chaff", "1")

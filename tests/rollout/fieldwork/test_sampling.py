"""Spot-checks are as large as their risks ask, drawn by chance alone, and say how sure they are."""

from fractions import Fraction
from itertools import combinations
from random import Random
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.rollout.fieldwork.rules.sampling import (
    DEFAULT,
    LEVEL,
    Bounds,
    Plan,
    Policy,
    accepted,
    at_most,
    curve,
    drawn,
    good_and_bad,
    lot_bounds,
    plan,
    pooled_bounds,
)

LOTS = st.integers(1, 400)
TABLE: Final = [(12, 4, 0.93, 0.19), (14, 4, 0.87, 0.09), (19, 6, 0.93, 0.08), (28, 9, 0.96, 0.04)]
"""Sample, allowance, and how often shares of 20 % and 50 % are accepted in a large lot (PMC3013262, table 1).

Its line for a sample of 8 is left out: it prints 0.17 where the binomial gives 37 / 256 = 0.145.
"""


@given(LOTS)
def test_a_good_village_is_wrongly_blamed_at_most_once_in_ten_rounds(lot: int) -> None:
    """Producer's risk, at every share up to the tolerable one."""
    good, _bad = good_and_bad(lot)

    chosen = plan(lot)

    assert all(1 - accepted(chosen, differing) <= DEFAULT.producer_risk for differing in range(good + 1))


@given(LOTS)
def test_a_bad_village_passes_at_most_once_in_ten_rounds(lot: int) -> None:
    """Consumer's risk, at every share from the unacceptable one on."""
    _good, bad = good_and_bad(lot)

    chosen = plan(lot)

    assert all(accepted(chosen, differing) <= DEFAULT.consumer_risk for differing in range(bad, lot + 1))


@given(LOTS)
def test_a_round_never_looks_at_more_households_than_there_are(lot: int) -> None:
    """And it always allows fewer than it looks at."""
    chosen = plan(lot)

    assert 1 <= chosen.size <= lot
    assert 0 <= chosen.allowed < chosen.size


@given(st.integers(1, 60))
def test_no_smaller_round_would_do(lot: int) -> None:
    """Every smaller sample breaks one of the two risks, whatever it allows."""
    chosen = plan(lot)
    good, bad = good_and_bad(lot)

    smaller = [Plan(lot, size, allowed) for size in range(1, chosen.size) for allowed in range(size)]

    assert not any(
        1 - accepted(each, good) <= DEFAULT.producer_risk and accepted(each, bad) <= DEFAULT.consumer_risk
        for each in smaller
    )


@given(LOTS, st.data())
def test_the_more_differ_the_seldomer_a_lot_is_accepted(lot: int, data: st.DataObject) -> None:
    """The characteristic curve falls."""
    size = data.draw(st.integers(1, lot))
    chosen = Plan(lot, size, data.draw(st.integers(0, size - 1)))

    chances = [chance for _share, chance in curve(chosen)]

    assert chances == sorted(chances, reverse=True)
    assert chances[0] == 1


def test_a_stricter_round_looks_at_more_households() -> None:
    """Half the consumer's risk is not had for nothing."""
    strict = Policy(consumer_risk=Fraction(1, 20))

    sizes = [(plan(lot).size, plan(lot, strict).size) for lot in (20, 50, 120, 400)]

    assert all(usual <= stricter for usual, stricter in sizes)
    assert any(usual < stricter for usual, stricter in sizes)


@pytest.mark.parametrize(("size", "allowed", "good", "bad"), TABLE)
def test_a_large_lot_gives_the_published_table(size: int, allowed: int, good: float, bad: float) -> None:
    """The binomial table is the limit of the finite lot."""
    chosen = Plan(100_000, size, allowed)

    chances = accepted(chosen, 20_000), accepted(chosen, 50_000)

    assert [float(chance) for chance in chances] == pytest.approx([good, bad], abs=0.011)


@given(st.lists(st.integers(), unique=True), st.binary(min_size=32, max_size=32), st.randoms())
def test_the_seed_alone_decides_who_is_drawn(keys: list[int], seed: bytes, chance: Random) -> None:
    """The order in which households come does not matter, and nobody is lost."""
    shuffled = chance.sample(keys, len(keys))

    first, second = drawn(keys, seed), drawn(shuffled, seed)

    assert first == second
    assert sorted(first) == sorted(keys)


def test_every_household_is_drawn_equally_often() -> None:
    """Of 2,000 seeds each pair of five households comes out about 200 times."""
    pairs = dict.fromkeys(combinations(range(5), 2), 0)

    for seed in range(2_000):
        first, second = sorted(drawn(range(5), seed.to_bytes(32))[:2])
        pairs[first, second] += 1

    assert all(140 < times < 260 for times in pairs.values())


@given(st.integers(1, 60), st.data())
def test_an_interval_holds_the_truth_nineteen_times_in_twenty(lot: int, data: st.DataObject) -> None:
    """Exactly counted: what the intervals of all samples of a lot hold, weighted by their chances."""
    size, truth = data.draw(st.integers(1, lot)), data.draw(st.integers(0, lot))

    covered = Fraction(0)
    for found in range(min(size, truth) + 1):
        chance = at_most(lot, truth, size, found) - at_most(lot, truth, size, found - 1)
        bounds = lot_bounds(lot, size, found) if chance else None
        if bounds and bounds.lower <= Fraction(truth, lot) <= bounds.upper:
            covered += chance

    assert covered >= LEVEL


@given(st.integers(1, 300), st.data())
def test_an_interval_holds_what_was_found_and_is_narrower_in_a_small_village(checked: int, data: st.DataObject) -> None:
    """The interval of a finite lot lies inside that of a lot without end, and all checked leaves no doubt."""
    differed = data.draw(st.integers(0, checked))
    lot = data.draw(st.integers(checked, 2 * checked))

    finite, endless = lot_bounds(lot, checked, differed), pooled_bounds(checked, differed)

    assert endless.lower <= Fraction(differed, checked) <= endless.upper
    assert endless.lower - Fraction(1, lot) <= finite.lower <= finite.upper <= endless.upper + Fraction(1, lot)
    assert lot_bounds(checked, checked, differed).lower == lot_bounds(checked, checked, differed).upper


@pytest.mark.parametrize("checked", [1, 12, 59, 300])
def test_where_all_agree_the_bound_is_the_rule_of_three(checked: int) -> None:
    """None of n differing leaves at most 1 - 0.025 ** (1 / n), a closed form; all of n differing is its mirror."""
    bound = 1 - 0.025 ** (1 / checked)

    none, every = pooled_bounds(checked, 0), pooled_bounds(checked, checked)

    assert none.lower == 0
    assert bound - 1e-9 <= none.upper <= bound + 0.005
    assert every == Bounds(1 - none.upper, Fraction(1))


def test_nothing_looked_at_leaves_everything_possible() -> None:
    """No number is made up where nobody answered."""
    everything = Bounds(Fraction(0), Fraction(1))

    assert lot_bounds(50, 0, 0) == pooled_bounds(0, 0) == everything


@pytest.mark.parametrize(
    "shares", [(Fraction(1, 5), Fraction(1, 20)), (Fraction(-1), Fraction(1, 2)), (Fraction(0), Fraction(2))]
)
def test_a_question_that_makes_no_sense_is_refused(shares: tuple[Fraction, Fraction]) -> None:
    """The tolerable share lies below the unacceptable one."""
    with pytest.raises(ValueError, match="tolerable"):
        Policy(*shares)


def test_certainty_and_an_empty_village_are_refused() -> None:
    """No sample keeps a risk of nothing, and nothing can be drawn from nobody."""
    with pytest.raises(ValueError, match="risk"):
        Policy(consumer_risk=Fraction(0))
    with pytest.raises(ValueError, match="at least one"):
        plan(0)

"""Lot quality assurance sampling: how many households to visit again, how many may differ, and what follows from it.

Sources: S. Lemeshow and S. Taber, "Lot quality assurance sampling: single- and double-sampling plans", World Health
Statistics Quarterly 44 (1991) 115-132, for the method; the risks that a plan leaves are worked out here, exactly, for the
finite lot (hypergeometric distribution, integers and fractions only). The binomial table of PMC3013262 (12 of a large lot,
4 allowed: 0.93 at a true share of 20 %, 0.19 at 50 %; 19 and 6: 0.93 and 0.08) is reproduced by the tests.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from math import ceil, comb, floor
from typing import Final, TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Policy:
    """What a round has to tell apart, and how often it may err.

    Args:
        tolerable: The share of differing households up to which a lot is good.
        unacceptable: The share from which on a lot is bad.
        producer_risk: How often, at most, a good lot is not accepted.
        consumer_risk: How often, at most, a bad lot is accepted.
    """

    tolerable: Fraction = Fraction(1, 20)
    unacceptable: Fraction = Fraction(1, 5)
    producer_risk: Fraction = Fraction(1, 10)
    consumer_risk: Fraction = Fraction(1, 10)

    def __post_init__(self) -> None:
        """Refuse shares and risks that make no question."""
        if not 0 <= self.tolerable < self.unacceptable <= 1:
            raise ValueError("the tolerable share is below the unacceptable one, both between 0 and 1")
        if not (0 < self.producer_risk < 1 and 0 < self.consumer_risk < 1):
            raise ValueError("a risk is above 0 and below 1")


DEFAULT: Final = Policy()
LEVEL: Final = Fraction(19, 20)
"""How often, at least, an interval holds the true share."""
STEPS: Final = 200
"""Into how many parts of 1 the bound of a share is worked out for a large lot: half a percent, rounded outwards."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How many households of a lot are visited again, and up to how many of them may differ."""

    lot: int
    size: int
    allowed: int


def plan(lot: int, policy: Policy = DEFAULT) -> Plan:
    """Return the smallest sample that keeps both risks, with the smallest allowance that does.

    Looking at the whole lot always does, so there is a plan for every lot of one or more.

    Raises:
        ValueError: The lot is empty.
    """
    if lot < 1:
        raise ValueError("a lot has at least one household")
    good, bad = good_and_bad(lot, policy)
    for size in range(1, lot):
        allowed = _allowance(lot, size, good, policy.producer_risk)
        if allowed < size and accepted(Plan(lot, size, allowed), bad) <= policy.consumer_risk:
            return Plan(lot, size, allowed)
    return Plan(lot, lot, good)


def good_and_bad(lot: int, policy: Policy = DEFAULT) -> tuple[int, int]:
    """Return up to how many differing households a lot is good, and from how many on it is bad."""
    return floor(lot * policy.tolerable), ceil(lot * policy.unacceptable)


def _allowance(lot: int, size: int, good: int, risk: Fraction) -> int:
    """Return the smallest allowance under which a lot that is just good is refused at most as often as the risk says."""
    ways, refused, allowed = comb(lot, size), comb(lot, size), -1
    while refused > risk * ways:
        allowed += 1
        refused -= _ways(lot, good, size, allowed)
    return max(allowed, 0)


def _ways(lot: int, differing: int, size: int, found: int) -> int:
    """Return in how many ways a sample of a lot holds just so many of the differing ones."""
    if found > differing or size - found > lot - differing:
        return 0
    return comb(differing, found) * comb(lot - differing, size - found)


def at_most(lot: int, differing: int, size: int, found: int) -> Fraction:
    """Return the probability that a sample holds at most so many of the differing ones of its lot."""
    return Fraction(sum(_ways(lot, differing, size, each) for each in range(found + 1)), comb(lot, size))


def accepted(chosen: Plan, differing: int) -> Fraction:
    """Return the probability that a plan accepts a lot of which so many differ: a point of its characteristic curve."""
    return at_most(chosen.lot, differing, chosen.size, chosen.allowed)


def curve(chosen: Plan, points: int = 40) -> list[tuple[Fraction, Fraction]]:
    """Return the operating characteristic: true shares from 0 to a half, and the probability that each is accepted."""
    numbers = sorted({chosen.lot * step // (2 * points) for step in range(points + 1)})
    return [(Fraction(number, chosen.lot), accepted(chosen, number)) for number in numbers]


def drawn(keys: Iterable[Key], seed: bytes) -> list[Key]:
    """Return everything in an order that only the seed decides, whatever the order in which it came.

    Args:
        keys: Distinct, and distinct as text.
        seed: 32 random bytes; the same ones give the same order, so a drawing can be done again and checked.
    """
    return sorted(keys, key=lambda key: sha256(seed + str(key).encode()).digest())


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between which shares the true one lies, both included."""

    lower: Fraction
    upper: Fraction


def lot_bounds(lot: int, checked: int, differed: int, level: Fraction = LEVEL) -> Bounds:
    """Return the exact interval (Clopper and Pearson's, for the hypergeometric) of the share of a lot that differs.

    It holds the true share at least as often as the level says, whatever that share is.

    Args:
        lot: Households from which the sample was drawn at random.
        checked: Households that were looked at; with none, everything is possible.
        differed: Of these.
        level: How often.
    """
    tail = (1 - level) / 2
    lower = _first(differed, lot - checked + differed, lambda bad: 1 - at_most(lot, bad, checked, differed - 1) > tail)
    upper = _first(lower, lot - checked + differed + 1, lambda bad: at_most(lot, bad, checked, differed) <= tail) - 1
    return Bounds(Fraction(lower, lot), Fraction(upper, lot))


def pooled_bounds(checked: int, differed: int, level: Fraction = LEVEL) -> Bounds:
    """Return the exact interval (Clopper and Pearson's, for the binomial) of a share over several rounds.

    The share is that of each round, weighted by the households that it looked at. What is found in samples without
    replacement, each with another true share, scatters less than the binomial with the mean share (W. Hoeffding, Annals of
    Mathematical Statistics 27 (1956) 713-721), so that the interval is on the safe side. Bounds are rounded outwards to
    half a percent.
    """
    if not checked:
        return Bounds(Fraction(0), Fraction(1))
    tail = (1 - level) / 2
    lower = _first(0, STEPS, lambda part: 1 - _binomial(checked, differed - 1, Fraction(part, STEPS)) > tail)
    upper = _first(lower, STEPS, lambda part: _binomial(checked, differed, Fraction(part, STEPS)) <= tail)
    return Bounds(Fraction(max(lower - 1, 0), STEPS), Fraction(upper, STEPS))


def _binomial(size: int, found: int, share: Fraction) -> Fraction:
    """Return the probability of at most so many of a sample of a lot without end."""
    bad, good, whole = share.numerator, share.denominator - share.numerator, share.denominator
    ways = sum(comb(size, each) * bad**each * good ** (size - each) for each in range(found + 1))
    return Fraction(ways, whole**size)


def _first(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """Return the first number from `low` on, below `high`, for which something holds that holds from there on; or `high`."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low

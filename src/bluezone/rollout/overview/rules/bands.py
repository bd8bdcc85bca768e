"""Shares in steps: what units are compared by, so that nobody invents numbers to climb a table."""

from bisect import bisect_right
from fractions import Fraction
from typing import Final

STEPS: Final = (Fraction(1, 10), Fraction(1, 5), Fraction(3, 10), Fraction(9, 20))
"""Lower edges of the bands after the first; 30 % and 45 % are the targets that were named in August 2020
(facts/rollout section 1.1), 10 % and 20 % lie on the way there."""
COUNT: Final = len(STEPS) + 1
QUARTERS: Final = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))
"""Coarser steps for units with so few members that a percentage would pretend to know more than is known."""


def band(count: int, base: int, steps: tuple[Fraction, ...] = STEPS) -> int:
    """Return in which band a share lies: 0 is the lowest.

    Args:
        count: At least 0.
        base: The denominator, at least 1.
        steps: Lower edges of all bands but the first, rising.
    """
    return bisect_right(steps, Fraction(count, base))


def edges(number: int, steps: tuple[Fraction, ...] = STEPS) -> tuple[int, int | None]:
    """Return the first and the last edge of a band in percent; the last band has no upper edge."""
    low = int(steps[number - 1] * 100) if number else 0
    return low, int(steps[number] * 100) if number < len(steps) else None

"""How many codes a day are usual and how many are allowed: an account that was taken over must not warn a province.

Sources: facts on case management and peers (the verification server's quota by a statistical model; the claimed-ratio
alert at one standard deviation). The numbers are conventions of this house, stated in `docs/rules-health.md`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev
from typing import Final

from bluezone.protocol.errors import RuleViolation

DAYS_COMPARED: Final = 14
LEAST_UNUSUAL: Final = 20
"""Fewer codes of a unit in a day are never called unusual."""
DEVIATIONS: Final = 3


@dataclass(frozen=True, slots=True)
class Quotas:
    """The most codes of a day in the province's time zone, and the most rows of a file.

    Args:
        officer_a_day: Codes that one person issues one by one.
        unit_a_day: Codes that are issued one by one for one unit.
        rows_in_a_file: Rows that the code desk hands in at once.
        desk_a_day: Rows that are handed in for one unit.
    """

    officer_a_day: int = 100
    unit_a_day: int = 500
    rows_in_a_file: int = 5_000
    desk_a_day: int = 10_000


QUOTAS: Final = Quotas()


def check_one_more(by_officer: int, for_unit: int, quotas: Quotas = QUOTAS) -> None:
    """Refuse another code beyond a quota.

    Raises:
        RuleViolation: `quota_officer`, `quota_unit`.
    """
    if by_officer >= quotas.officer_a_day:
        raise RuleViolation("quota_officer", f"one person issues at most {quotas.officer_a_day} codes a day")
    if for_unit >= quotas.unit_a_day:
        raise RuleViolation("quota_unit", f"at most {quotas.unit_a_day} codes are issued for a unit a day")


def check_rows(handed_in: int, more: int, quotas: Quotas = QUOTAS) -> None:
    """Refuse a file that brings a unit beyond its day.

    Raises:
        RuleViolation: `quota_desk`.
    """
    if handed_in + more > quotas.desk_a_day:
        raise RuleViolation("quota_desk", f"at most {quotas.desk_a_day} rows are handed in for a unit a day")


def unusual_from(earlier: Sequence[int]) -> float:
    """Return the number of codes of a day beyond which a unit's day is unusual.

    Args:
        earlier: The codes of each day before, days without one included.
    """
    usual = fmean(earlier) + DEVIATIONS * pstdev(earlier) if earlier else 0.0
    return max(float(LEAST_UNUSUAL), usual)


def is_unusual(today: int, earlier: Sequence[int]) -> bool:
    """Return whether a unit's day is unusual: more than three standard deviations above the mean of the days before."""
    return today > unusual_from(earlier)

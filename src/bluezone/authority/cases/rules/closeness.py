"""Who is a close contact: what a definition says about one exposure, as a proposal with its reason for a person."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bluezone.authority.cases.rules.definitions import Numbers
from bluezone.authority.cases.rules.words import Closeness, Setting


class Reason(StrEnum):
    """Why an exposure makes an F1 or not."""

    HOUSEHOLD = "household"
    NEAR_AND_LONG = "near_and_long"
    TOO_SHORT = "too_short"
    TOO_FAR = "too_far"
    NOT_INFECTIOUS = "not_infectious"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a definition says; None for `is_close` when too little is known and a person decides."""

    is_close: bool | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class Met:
    """One exposure as the rule sees it; minutes are None when nobody knows them."""

    day: date
    setting: Setting
    closeness: Closeness
    minutes: int | None


def infectious_days(onset: date | None, sampled: date | None, numbers: Numbers) -> tuple[date, date] | None:
    """Return the first and last day on which a case is infectious, from its symptoms or else its sample; None without both."""
    middle = onset or sampled
    if middle is None:
        return None
    return middle - timedelta(days=numbers.infectious_days_before), middle + timedelta(
        days=numbers.infectious_days_after
    )


def verdict(met: Met, infectious: tuple[date, date] | None, numbers: Numbers) -> Verdict:
    """Return what a definition says about one exposure to one case."""
    if infectious is not None and not infectious[0] <= met.day <= infectious[1]:
        return Verdict(is_close=False, reason=Reason.NOT_INFECTIOUS)
    if met.setting is Setting.HOUSEHOLD:
        return Verdict(is_close=True, reason=Reason.HOUSEHOLD)
    if met.closeness is Closeness.FAR:
        return Verdict(is_close=False, reason=Reason.TOO_FAR)
    if met.minutes is not None and met.minutes < numbers.contact_minutes:
        return Verdict(is_close=False, reason=Reason.TOO_SHORT)
    if met.closeness is Closeness.NEAR and met.minutes is not None:
        return Verdict(is_close=True, reason=Reason.NEAR_AND_LONG)
    return Verdict(is_close=None, reason=Reason.NOT_KNOWN)

"""Follow-up: until when somebody is seen each day, and who is due, overdue or lost today.

Sources: facts on case management, 4 (the end is the latest exposure and the length of the definition; a new exposure
starts the days again).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from bluezone.authority.cases.rules.words import FollowUp

LOST_AFTER: Final = timedelta(days=3)
"""Without a successful visit for longer than this, somebody is proposed as lost; a person decides."""


class Standing(StrEnum):
    """How the follow-up of one person stands on a day."""

    NOT_BEGUN = "not_begun"
    DUE = "due"
    SEEN = "seen"
    OVERDUE = "overdue"
    SILENT = "silent"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Course:
    """The days of one follow-up.

    Args:
        first_day: The first day on which the person is seen.
        until: The last day.
        seen_on: The last day on which the person was reached; None before.
    """

    first_day: date
    until: date
    seen_on: date | None = None


def end_of(exposed_on: Iterable[date], *, days: int) -> date | None:
    """Return the last day of follow-up: so many days after the latest exposure; None without an exposure."""
    latest = max(exposed_on, default=None)
    return None if latest is None else latest + timedelta(days=days)


def standing(course: Course, day: date) -> Standing:
    """Return how a follow-up stands on a day: seen today, due today, overdue since yesterday, silent for days, over."""
    if day < course.first_day:
        return Standing.NOT_BEGUN
    if course.seen_on is not None and course.seen_on >= day:
        return Standing.SEEN
    if day > course.until:
        return Standing.OVER
    missed = day - max(course.first_day - timedelta(days=1), course.seen_on or date.min)
    if missed > LOST_AFTER:
        return Standing.SILENT
    return Standing.DUE if missed == timedelta(days=1) else Standing.OVERDUE


def after_its_days(state: FollowUp, until: date | None, day: date) -> FollowUp:
    """Return what a follow-up is on a day: one under way is completed once its last day is over."""
    if state is FollowUp.FOLLOW_UP and until is not None and day > until:
        return FollowUp.COMPLETED
    return state


def after_another_exposure(state: FollowUp) -> FollowUp:
    """Return what a follow-up becomes when the person is exposed again: it starts again, whatever it was."""
    return FollowUp.FOLLOW_UP if state is not FollowUp.NO_FOLLOW_UP else state

"""Inspections: what a look at a poster amounts to, and when the next one is due."""

from datetime import date

from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.venues.rules.figures import INSPECTION_LIFE
from bluezone.rollout.venues.rules.words import Outcome


def outcome_of(tapped: Outcome, seen: int | None, present: int | None) -> Outcome:
    """Return what was seen: a poster of another version than the present one is an old poster.

    Args:
        tapped: What the inspector says.
        seen: The version on the poster, if it was read.
        present: The version that should hang; None while the venue has no code.
    """
    if tapped is Outcome.SEEN and seen is not None and seen != present:
        return Outcome.OLD_VERSION
    return tapped


def check_inspection(outcome: Outcome, seen: int | None, day: date, today: date) -> None:
    """Refuse an inspection that cannot be.

    Raises:
        RuleViolation: `inspection_future`: it is of a day to come; `inspection_version`: there is a version of a poster that
            nobody saw, or none of one that was seen.
    """
    if day > today:
        raise RuleViolation("inspection_future", "an inspection is of today or an earlier day")
    if outcome in {Outcome.MISSING, Outcome.CLOSED} and seen is not None:
        raise RuleViolation("inspection_version", "where no poster hangs, none has a version")
    if outcome is Outcome.SEEN and seen is None:
        raise RuleViolation("inspection_version", "a poster that was seen has a version")


def is_due(last: date | None, today: date) -> bool:
    """Return whether a venue waits for an inspection: nobody looked within the last 30 days."""
    return last is None or today - last >= INSPECTION_LIFE

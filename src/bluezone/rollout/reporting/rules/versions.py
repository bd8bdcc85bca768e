"""How reports come in, and how a later one may replace an earlier one.

A report is never changed. What replaces it is a later report for the same form, unit, part and period that names it and
says why. Whoever sends the same thing twice has sent it once; whoever sends something else for the same period without
naming what it replaces has corrected it too, and the reason says that nobody gave one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """The way by which a report came in."""

    FORM = "form"
    SMS = "sms"
    XLSX = "xlsx"
    DESK = "desk"
    QR = "qr"
    PAPER = "paper"
    FIELD = "field"


class Reason(StrEnum):
    """Why a report replaces another."""

    COUNTED_AGAIN = "counted_again"
    MISTYPED = "mistyped"
    MISUNDERSTOOD = "misunderstood"
    PEOPLE_CHANGED = "people_changed"
    ASKED_ABOUT = "asked_about"
    SENT_AGAIN = "sent_again"
    WITHDRAWN = "withdrawn"


CHOSEN: tuple[Reason, ...] = (
    Reason.COUNTED_AGAIN,
    Reason.MISTYPED,
    Reason.MISUNDERSTOOD,
    Reason.PEOPLE_CHANGED,
    Reason.ASKED_ABOUT,
)
"""The reasons that a person can give for new figures."""


class Fate(StrEnum):
    """What becomes of a report that comes in."""

    FIRST = "first"
    KNOWN = "known"
    CORRECTS = "corrects"
    UNCLAIMED = "unclaimed"
    OUTDATED = "outdated"


@dataclass(frozen=True, slots=True)
class Version:
    """A report as far as its fate depends on it; ids are compared, nothing else."""

    id: str
    values: Mapping[str, int | str]


def fate(coming: Version, in_force: Version | None, *, replaces: str | None = None) -> Fate:
    """Return what becomes of a report.

    Args:
        coming: The report.
        in_force: The one in force for the same form, unit, part and period, if there is one.
        replaces: The id of the report that the coming one says it replaces.

    Returns:
        FIRST, CORRECTS, UNCLAIMED (it replaces what is in force without saying so) or KNOWN (it says what is in force
        already), which are kept or done with; OUTDATED when it replaces something that is no longer in force.
    """
    if in_force is None:
        return Fate.OUTDATED if replaces else Fate.FIRST
    if replaces == in_force.id:
        return Fate.CORRECTS
    if dict(coming.values) == dict(in_force.values):
        return Fate.KNOWN
    return Fate.OUTDATED if replaces else Fate.UNCLAIMED

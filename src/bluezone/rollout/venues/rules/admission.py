"""How many registrations come in: a machine can neither fill the queue of a commune nor keep everybody else out.

Nobody's address is looked at or kept. What is counted are rows: those of the last hour, and those that wait.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bluezone.protocol.errors import RuleViolation

HOUR: Final = timedelta(hours=1)
AN_HOUR: Final = 200
"""Registrations an hour for the whole installation; a province of 38 communes has some 2,000 places in all."""
AN_HOUR_A_COMMUNE: Final = 20
"""Registrations an hour for one commune."""
QUEUE: Final = 60
"""Registrations of one commune that wait at the same time."""
LEAST: Final = timedelta(seconds=3)
"""Nobody reads and fills in the form in less."""
MOST: Final = timedelta(hours=12)
"""After so long a form is asked for again."""


class Busy(StrEnum):
    """Why a registration is not taken now."""

    HOUR = "hour"
    QUEUE = "queue"


@dataclass(frozen=True, slots=True)
class Load:
    """What came in and what waits.

    Args:
        everywhere: Moments of the registrations of the last hour, whatever became of them.
        here: Those of one commune.
        waiting: How many of this commune wait.
    """

    everywhere: Sequence[datetime]
    here: Sequence[datetime]
    waiting: int


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """Why somebody is to come back, and when that helps; None when nobody can tell."""

    why: Busy
    again: datetime | None


def turned_away(load: Load) -> TurnedAway | None:
    """Return why one more registration is not taken now; nothing when it is."""
    if load.waiting >= QUEUE:
        return TurnedAway(Busy.QUEUE, None)
    moments = [
        moment
        for moment in (_opens(load.everywhere, AN_HOUR), _opens(load.here, AN_HOUR_A_COMMUNE))
        if moment is not None
    ]
    return TurnedAway(Busy.HOUR, max(moments)) if moments else None


def check_pace(asked: datetime, sent: datetime) -> None:
    """Refuse a form that was filled in faster than anybody can, or that lay for too long.

    Raises:
        RuleViolation: `form_too_fast`, `form_too_old`.
    """
    if sent - asked < LEAST:
        raise RuleViolation("form_too_fast", f"a form is sent {LEAST.seconds} seconds after it was asked for, or later")
    if sent - asked > MOST:
        raise RuleViolation("form_too_old", f"a form is sent within {MOST // HOUR} hours")


def _opens(moments: Sequence[datetime], limit: int) -> datetime | None:
    """Return when the next one of the last hour's limit is free; nothing when one is free now."""
    return sorted(moments)[-limit] + HOUR if len(moments) >= limit else None

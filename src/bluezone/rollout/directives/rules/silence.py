"""When a unit that does not answer is reminded, and when its silence is told to those above."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from bluezone.rollout.directives.reading.pieces import Modality
from bluezone.rollout.directives.rules.states import BINDING, OPEN, State


@dataclass(frozen=True, slots=True)
class Policy:
    """How long silence may last; the directive of August 2020 sets no times, so these are the province's to change."""

    first_reminder: timedelta = timedelta(days=2)
    """After sending, while nobody acknowledged."""
    between_reminders: timedelta = timedelta(days=2)
    before_due: timedelta = timedelta(days=1)
    """A reminder stands this long before the last day."""
    reminders: int = 3
    """Never more."""
    escalation: timedelta = timedelta(days=5)
    """After sending without an acknowledgement, or after the last day."""


POLICY: Final = Policy()


class Step(StrEnum):
    """What is due now."""

    NOTHING = "nothing"
    REMIND = "remind"
    MISS_DEADLINE = "miss_deadline"
    ESCALATE = "escalate"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One task at one unit, as far as silence goes.

    Args:
        state: Where it stands.
        modality: How strongly it was ordered.
        sent_at: When the unit got it.
        due_on: The last day, if there is one.
        reminders: How many reminders went out.
        reminded_at: When the last one did.
    """

    state: State
    modality: Modality
    sent_at: datetime
    due_on: date | None
    reminders: int = 0
    reminded_at: datetime | None = None


def step(waiting: Waiting, moment: datetime, day: date, policy: Policy = POLICY) -> Step:
    """Return what is due for a task at one unit.

    Args:
        waiting: The task.
        moment: Now.
        day: Today in the province.
        policy: The times.
    """
    if waiting.state not in OPEN:
        return Step.NOTHING
    if waiting.modality in BINDING and _late(waiting, moment, day, policy):
        return {State.OVERDUE: _escalation(waiting, moment, day, policy), State.ESCALATED: Step.NOTHING}.get(
            waiting.state, Step.MISS_DEADLINE
        )
    return Step.REMIND if _reminder_due(waiting, moment, day, policy) else Step.NOTHING


def _late(waiting: Waiting, moment: datetime, day: date, policy: Policy) -> bool:
    if waiting.due_on is not None:
        return day > waiting.due_on
    return waiting.state is not State.ACKNOWLEDGED and moment >= waiting.sent_at + policy.escalation


def _escalation(waiting: Waiting, moment: datetime, day: date, policy: Policy) -> Step:
    if waiting.due_on is not None and day <= waiting.due_on + policy.escalation:
        return Step.REMIND if _reminder_due(waiting, moment, day, policy) else Step.NOTHING
    return Step.ESCALATE


def _reminder_due(waiting: Waiting, moment: datetime, day: date, policy: Policy) -> bool:
    if waiting.reminders >= policy.reminders or waiting.state is State.ESCALATED:
        return False
    if waiting.reminded_at is not None and moment < waiting.reminded_at + policy.between_reminders:
        return False
    if waiting.state is State.ACKNOWLEDGED:
        return waiting.due_on is not None and day >= waiting.due_on - policy.before_due
    return moment >= waiting.sent_at + policy.first_reminder

"""The daily round over silence: reminders, missed deadlines, and telling those above; all by `rules.silence`."""

from collections import Counter
from datetime import date, datetime
from typing import Final

from django.db import transaction

from bluezone.authority.audit.services import record
from bluezone.rollout.directives.models import TaskAssignment
from bluezone.rollout.directives.queries import waiting
from bluezone.rollout.directives.reading.pieces import Modality
from bluezone.rollout.directives.rules.silence import POLICY, Policy, Step, Waiting, step
from bluezone.rollout.directives.rules.states import Act, State
from bluezone.rollout.directives.services import PURPOSE, move

ACTOR: Final = "system"


@transaction.atomic
def go_round(*, moment: datetime, day: date, policy: Policy = POLICY) -> Counter[Step]:
    """Do what is due at every unit that is awaited, and return how often each step was taken.

    Going round twice at one moment does everything once.
    """
    done: Counter[Step] = Counter()
    for assignment in waiting().select_for_update():
        due = step(_value(assignment), moment, day, policy)
        _take(assignment, due, moment)
        done[due] += 1
    return done


@transaction.atomic
def remind(assignment: TaskAssignment, *, actor: str, moment: datetime) -> None:
    """Note that a unit was reminded of a task."""
    assignment.reminders += 1
    assignment.reminded_at = moment
    assignment.save(update_fields=["reminders", "reminded_at"])
    record(actor, "task.remind", assignment, PURPOSE, moment)


def _take(assignment: TaskAssignment, due: Step, moment: datetime) -> None:
    match due:
        case Step.REMIND:
            remind(assignment, actor=ACTOR, moment=moment)
        case Step.MISS_DEADLINE:
            move(assignment, Act.MISS_DEADLINE, actor=ACTOR, moment=moment)
        case Step.ESCALATE:
            move(assignment, Act.ESCALATE, actor=ACTOR, moment=moment)
        case Step.NOTHING:
            pass


def _value(assignment: TaskAssignment) -> Waiting:
    return Waiting(
        State(assignment.state),
        Modality(assignment.task.modality),
        assignment.sent_at or assignment.changed_at,
        assignment.due_on,
        assignment.reminders,
        assignment.reminded_at,
    )

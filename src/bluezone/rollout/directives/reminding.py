"""The daily round over silence: reminders, missed deadlines, and telling those above; all by `rules.silence`."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Count

from bluezone.authority.audit.services import record
from bluezone.authority.delivery.services import Reminder
from bluezone.authority.register.models import FocalPoint
from bluezone.authority.territory.models import holding
from bluezone.rollout.directives.models import TaskAssignment
from bluezone.rollout.directives.queries import waiting
from bluezone.rollout.directives.reading.pieces import Modality
from bluezone.rollout.directives.rules.silence import POLICY, Policy, Step, Waiting, step
from bluezone.rollout.directives.rules.states import Act, State
from bluezone.rollout.directives.services import PURPOSE, move

ACTOR: Final = "system"
TEXT: Final = "Bluezone: don vi con {count} nhiem vu cho tra loi. Xin mo lien ket rieng."
"""Without diacritics, so that it is one text message of the oldest telephone."""


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


def reminders(moment: datetime) -> Iterator[Reminder]:
    """Go round, and yield one message for each unit that is reminded now and has a focal point with a telephone.

    A source of `settings.REMINDER_SOURCES`; the message names no person and carries no link, because links are personal.
    """
    day = moment.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    go_round(moment=moment, day=day)
    counted = (
        TaskAssignment.objects.filter(reminded_at=moment).values("unit").annotate(tasks=Count("id")).order_by("unit")
    )
    tasks = {row["unit"]: row["tasks"] for row in counted}
    for person in FocalPoint.objects.filter(holding(day), unit__in=tasks).select_related("unit"):
        text = TEXT.format(count=tasks[person.unit_id])
        yield Reminder(f"directives:{person.unit_id}:{day.isoformat()}", person.phone, text, unit=person.unit)


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

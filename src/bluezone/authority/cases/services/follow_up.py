"""Writing follow-up: daily visits, sent twice or late without harm, and the orders that keep people at home."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from bluezone.authority.audit.services import Subject, record
from bluezone.authority.cases.models import Case, Contact, QuarantineOrder, Visit
from bluezone.authority.cases.rules.follow_up import after_its_days
from bluezone.authority.cases.rules.words import FollowUp, QuarantinePlace, Symptom, VisitResult
from bluezone.authority.cases.services.doing import Doing
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import RuleViolation

OLDEST_VISIT = timedelta(days=60)
LONGEST_ORDER = timedelta(days=21)
"""Decree 101/2010/NĐ-CP, article 2.3a; who has to stay longer gets another order."""


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """One visit as a tracer records it; `id` is made by the page, so that sending it again is once."""

    id: UUID
    day: date
    result: VisitResult
    symptoms: tuple[Symptom, ...] = ()
    temperature: Decimal | None = None
    note: str = ""


@transaction.atomic
def record_visit(followed: Contact | Case, facts: VisitFacts, doing: Doing) -> Visit:
    """Record a visit; the same id twice is one visit, whatever the second says.

    Raises:
        RuleViolation: `visit_days`: it lies in the future or 60 days back; `visit_of_another`: the id belongs to a
            visit of somebody else.
    """
    if not doing.day - OLDEST_VISIT <= facts.day <= doing.day:
        raise RuleViolation("visit_days", "a visit lies today or within the last 60 days")
    visit, made = Visit.objects.get_or_create(
        id=facts.id,
        defaults={
            "contact": followed if isinstance(followed, Contact) else None,
            "case": followed if isinstance(followed, Case) else None,
            "day": facts.day,
            "result": facts.result,
            "symptoms": [str(symptom) for symptom in facts.symptoms],
            "temperature": facts.temperature,
            "note": facts.note,
            "recorded_at": doing.moment,
            "recorded_by": doing.actor,
        },
    )
    if (visit.contact_id, visit.case_id) != _ids(followed):
        raise RuleViolation("visit_of_another", "this visit was recorded for somebody else")
    if made:
        if facts.result is not VisitResult.UNAVAILABLE:
            _seen(followed, facts.day)
        record(doing.actor, "visit.record", visit, doing.purpose, doing.moment)
    return visit


@transaction.atomic
def record_visits(visits: Sequence[tuple[Contact | Case, VisitFacts]], doing: Doing) -> None:
    """Record the visits of a paper sheet, all or none.

    Raises:
        RuleViolation: As `record_visit` says.
    """
    for followed, facts in visits:
        record_visit(followed, facts, doing)


def _seen(followed: Contact | Case, day: date) -> None:
    earlier = Q(last_visited_on__isnull=True) | Q(last_visited_on__lt=day)
    type(followed).objects.filter(earlier, pk=followed.pk).update(last_visited_on=day)


@transaction.atomic
def set_follow_up(followed: Contact | Case, state: FollowUp, doing: Doing) -> None:
    """Say that a follow-up is lost, ended early, not needed, or under way again."""
    if state is FollowUp.FOLLOW_UP and followed.follow_up_from is None:
        followed.follow_up_from = doing.day
    followed.follow_up = state
    followed.revision += 1
    followed.save(update_fields=["follow_up", "follow_up_from", "revision"])
    record(doing.actor, f"follow_up.{state}", followed, doing.purpose, doing.moment)


@transaction.atomic
def complete_over(day: date, moment: datetime) -> int:
    """Complete every follow-up whose last day is over on `day`, and return how many there were."""
    count = 0
    for model in (Contact, Case):
        over = model.objects.filter(follow_up=FollowUp.FOLLOW_UP, follow_up_until__lt=day)
        count += over.update(follow_up=after_its_days(FollowUp.FOLLOW_UP, day - timedelta(days=1), day))
    if count:
        record("system", "follow_up.completed", Subject("cases.contact"), "follow_up", moment)
    return count


@transaction.atomic
def order_quarantine(  # noqa: PLR0913 -- whom, by whom, where, from when until when
    followed: Contact | Case,
    unit: Unit,
    doing: Doing,
    *,
    place: QuarantinePlace,
    first_day: date,
    last_day: date,
    facility: str = "",
) -> QuarantineOrder:
    """Order somebody to stay.

    Raises:
        RuleViolation: `order_days`: it ends before it begins, or lasts more than 21 days.
    """
    if not timedelta(0) <= last_day - first_day < LONGEST_ORDER:
        raise RuleViolation("order_days", "an order lasts 1 to 21 days")
    order = QuarantineOrder.objects.create(
        person_id=followed.person_id,
        contact=followed if isinstance(followed, Contact) else None,
        case=followed if isinstance(followed, Case) else None,
        unit=unit,
        place=place,
        facility=facility,
        first_day=first_day,
        last_day=last_day,
        created_at=doing.moment,
        created_by=doing.actor,
    )
    record(doing.actor, "order.make", order, doing.purpose, doing.moment)
    return order


@transaction.atomic
def lift_order(order: QuarantineOrder, doing: Doing) -> QuarantineOrder:
    """Lift an order; lifting twice is lifting once."""
    if order.lifted_at is None:
        order.lifted_at = doing.moment
        order.save(update_fields=["lifted_at"])
        record(doing.actor, "order.lift", order, doing.purpose, doing.moment)
    return order


def _ids(followed: Contact | Case) -> tuple[UUID | None, UUID | None]:
    return (followed.pk, None) if isinstance(followed, Contact) else (None, followed.pk)

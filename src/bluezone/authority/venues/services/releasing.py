"""Releasing milestones: prepared by one, released by two people of two bodies, withdrawn by one with a reason."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db import transaction

from bluezone.authority.accounts.access import Holder
from bluezone.authority.accounts.models import Assignment
from bluezone.authority.accounts.queries import closure_above
from bluezone.authority.accounts.rules import Action, Role, holds, may
from bluezone.authority.audit.services import record
from bluezone.authority.cases.models import Milestone, Release
from bluezone.authority.cases.rules.words import MilestoneState
from bluezone.authority.cases.services import Doing
from bluezone.authority.cases.services.doing import local_day
from bluezone.authority.venues.models import PlaceWarning, Venue
from bluezone.authority.venues.rules.release import (
    Releasable,
    Seat,
    Signature,
    check_open,
    check_withdrawal,
    is_released,
    signature_of,
)
from bluezone.authority.venues.services.publishing import put_out, take_back
from bluezone.protocol.errors import RuleViolation

RELEASING: Final = Action.RELEASE_MILESTONES
PERSON: Final = "user:"
"""How the audit names a person who logged in; a personal link releases nothing."""


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What is prepared for release: the venue whose phones are warned, if any, and what the press is told."""

    venue: Venue | None
    notice_vi: str
    notice_en: str
    at_once: bool = True


@transaction.atomic
def prepare(milestone: Milestone, facts: NoticeFacts, doing: Doing, revision: int) -> PlaceWarning:
    """Prepare a milestone for release, or change what was prepared; releases of the former text fall away.

    Raises:
        RuleViolation: As `check_open`; `warning_changed`: somebody else changed it meanwhile.
    """
    milestone = Milestone.objects.select_for_update().get(pk=milestone.pk)
    facts = NoticeFacts(facts.venue, facts.notice_vi.strip(), facts.notice_en.strip(), facts.at_once)
    check_open(_releasable(milestone, has_notice=bool(facts.notice_vi and facts.notice_en)), doing.moment)
    prepared = PlaceWarning.objects.filter(milestone=milestone).first() or PlaceWarning(milestone=milestone, revision=0)
    if prepared.revision != revision:
        raise RuleViolation("warning_changed", "somebody else changed it meanwhile")
    prepared.venue, prepared.at_once = facts.venue, facts.at_once
    prepared.notice_vi, prepared.notice_en = facts.notice_vi, facts.notice_en
    prepared.start, prepared.end = milestone.start, milestone.end
    prepared.revision = revision + 1
    prepared.save()
    milestone.venue = facts.venue.pk if facts.venue else None
    milestone.save(update_fields=["venue"])
    milestone.releases.all().delete()
    record(doing.actor, "milestone.prepare", milestone, doing.purpose, doing.moment)
    return prepared


@transaction.atomic
def release(milestone: Milestone, holder: Holder, doing: Doing, revision: int) -> bool:
    """Release what was prepared, for one body; return whether it is public now.

    Args:
        milestone: Which.
        holder: Who, with the assignments of today.
        doing: Who, why and when.
        revision: That of the prepared text which this person read.

    Raises:
        RuleViolation: As `check_open` and `signature_of`; `warning_changed`: the text is another one by now.
        Unavailable: A venue's secret cannot be read.
    """
    milestone = Milestone.objects.select_for_update().get(pk=milestone.pk)
    prepared = PlaceWarning.objects.select_related("venue").filter(milestone=milestone).first()
    about = _releasable(milestone, has_notice=prepared is not None)
    check_open(about, doing.moment)
    if prepared is None or prepared.revision != revision:
        raise RuleViolation("warning_changed", "the text is another one by now")
    signature = signature_of(doing.actor, seats_of(holder, milestone), about)
    Release.objects.create(milestone=milestone, actor=doing.actor, body_id=UUID(signature.body), moment=doing.moment)
    record(doing.actor, "milestone.release", milestone, doing.purpose, doing.moment)
    if not is_released((*about.signatures, signature)):
        return False
    milestone.state, milestone.revision = MilestoneState.RELEASED, milestone.revision + 1
    milestone.save(update_fields=["state", "revision"])
    prepared.released_at = doing.moment
    prepared.save(update_fields=["released_at"])
    if prepared.venue is not None:
        put_out(prepared, doing.moment)
    return True


@transaction.atomic
def withdraw(milestone: Milestone, reason: str, doing: Doing) -> PlaceWarning:
    """Withdraw a released milestone: phones are warned no more, and the record keeps both.

    Raises:
        RuleViolation: `withdraw_state`, `withdraw_reason`.
        Unavailable: A venue's secret cannot be read.
    """
    milestone = Milestone.objects.select_for_update().get(pk=milestone.pk)
    check_withdrawal(MilestoneState(milestone.state), reason)
    warning = PlaceWarning.objects.select_related("batch").get(milestone=milestone)
    warning.withdrawn_at, warning.withdrawn_by, warning.reason = doing.moment, doing.actor, reason.strip()
    warning.save(update_fields=["withdrawn_at", "withdrawn_by", "reason"])
    milestone.state, milestone.revision = MilestoneState.WITHDRAWN, milestone.revision + 1
    milestone.save(update_fields=["state", "revision"])
    record(doing.actor, "milestone.withdraw", milestone, doing.purpose, doing.moment)
    take_back(warning, doing.moment)
    return warning


def seats_of(holder: Holder, milestone: Milestone) -> list[Seat]:
    """Return the assignments by which somebody may release a milestone, in the structure of today or of its day."""
    above = closure_above(milestone.unit_id, holder.day) | closure_above(milestone.unit_id, local_day(milestone.start))
    return [
        Seat(str(grant.unit), grant.role is Role.CDC_DOCTOR)
        for grant in holder.grants
        if grant.unit in above and grant.unit is not None and may(grant.role, RELEASING)
    ]


def signatures_of(milestone: Milestone) -> tuple[Signature, ...]:
    """Return who released a milestone, each as what they were on the day of their release."""
    return tuple(
        Signature(each.actor, str(each.body_id), _was_cdc(each.actor, each.body_id, local_day(each.moment)))
        for each in milestone.releases.order_by("moment", "pk")
    )


def _releasable(milestone: Milestone, *, has_notice: bool) -> Releasable:
    state = MilestoneState(milestone.state)
    return Releasable(state, milestone.is_private, milestone.end, has_notice, signatures_of(milestone))


def _was_cdc(actor: str, body: UUID, day: date) -> bool:
    person = UUID(actor.removeprefix(PERSON))
    rows = Assignment.objects.filter(user=person, role=Role.CDC_DOCTOR, unit=body)
    return any(holds(day, row.valid_from, row.valid_to) for row in rows)

"""Writing milestones: a place and an interval, reviewed before two people of two bodies may release it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from bluezone.authority.audit.services import record
from bluezone.authority.cases.models import Case, Milestone, Person, Presence
from bluezone.authority.cases.rules.words import Certainty, MilestoneSource, MilestoneState, PresenceRole
from bluezone.authority.cases.services.cases import definition_on
from bluezone.authority.cases.services.doing import Doing
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import RuleViolation

LONGEST: Final = timedelta(days=2)
DEFAULT_STAY: Final = timedelta(hours=2)
"""What an unknown end is assumed to be when the kind of place says nothing else."""


@dataclass(frozen=True, slots=True)
class MilestoneFacts:
    """A place and an interval as somebody states them; without an end it is assumed from the kind of place."""

    place: str
    unit: Unit
    start: datetime
    end: datetime | None = None
    source: MilestoneSource = MilestoneSource.INTERVIEW
    certainty: Certainty = Certainty.PROBABLE
    venue: UUID | None = None
    is_private: bool = False
    stay: timedelta = DEFAULT_STAY


@transaction.atomic
def add_milestone(case: Case | None, facts: MilestoneFacts, doing: Doing) -> Milestone:
    """Add a milestone as a draft.

    Raises:
        RuleViolation: `milestone_interval`: empty, backwards, longer than two days, or in the future.
    """
    end = facts.end if facts.end is not None else facts.start + facts.stay
    if not timedelta(0) < end - facts.start <= LONGEST or facts.start > doing.moment:
        raise RuleViolation(
            "milestone_interval", "a milestone lies in the past and lasts more than nothing, at most 2 days"
        )
    milestone = Milestone.objects.create(
        case=case,
        venue=facts.venue,
        place=facts.place,
        unit=facts.unit,
        is_private=facts.is_private,
        start=facts.start,
        end=end,
        end_is_assumed=facts.end is None,
        source=facts.source,
        certainty=facts.certainty,
        definition=definition_on(facts.start.date()),
        created_at=doing.moment,
        created_by=doing.actor,
    )
    if case is not None:
        add_presence(milestone, case.person, PresenceRole.SOURCE, doing)
    record(doing.actor, "milestone.add", milestone, doing.purpose, doing.moment)
    return milestone


@transaction.atomic
def add_presence(milestone: Milestone, person: Person, role: PresenceRole, doing: Doing) -> Presence:
    """Note who was there; noted twice is noted once."""
    presence, made = Presence.objects.get_or_create(milestone=milestone, person=person, role=role)
    if made:
        record(doing.actor, "milestone.presence", milestone, doing.purpose, doing.moment)
    return presence


@transaction.atomic
def review_milestone(milestone: Milestone, doing: Doing) -> Milestone:
    """Say that a draft was reviewed and may be released.

    Raises:
        RuleViolation: `milestone_state`: it is no draft; `milestone_private`: a private home is never published.
    """
    if milestone.is_private:
        raise RuleViolation("milestone_private", "a private home is never published")
    if milestone.state != MilestoneState.DRAFT:
        raise RuleViolation("milestone_state", "only a draft is reviewed")
    milestone.state = MilestoneState.REVIEWED
    milestone.revision += 1
    milestone.save(update_fields=["state", "revision"])
    record(doing.actor, "milestone.review", milestone, doing.purpose, doing.moment)
    return milestone

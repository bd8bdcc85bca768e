"""Two teams, one door: the clerk says which visit of the day counts; both stay, and a later decision replaces this one."""

from datetime import date

from django.db import transaction

from bluezone.authority.audit.services import record
from bluezone.authority.cases.services.doing import Doing, local_day
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.fieldwork.models import Household, Resolution, Visit
from bluezone.rollout.fieldwork.queries.live import live_visits
from bluezone.rollout.fieldwork.services.marks import mark


@transaction.atomic
def resolve(household: Household, day: date, chosen: Visit | None, doing: Doing) -> Resolution:
    """Keep which visit of a day counts at a door; the installs of the others count no more.

    Raises:
        RuleViolation: `not_this_door`: the visit is of another door or day, was taken back, or is a spot-check's.
    """
    is_here = chosen is not None and chosen.household_id == household.pk and local_day(chosen.event.witnessed_at) == day
    if chosen is None or not is_here or not live_visits().filter(pk=chosen.pk).exists():
        raise RuleViolation("not_this_door", "the visit that counts is one of this door and day")
    made = Resolution.objects.create(
        household=household, day=day, chosen=chosen, decided_at=doing.moment, decided_by=doing.actor
    )
    mark([household.walk_list_id])
    record(doing.actor, "fieldwork.resolve", made, doing.purpose, doing.moment)
    return made

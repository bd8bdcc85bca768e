"""Inspections come in, once each, and are corrected by later ones."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from bluezone.authority.audit.services import record
from bluezone.authority.cases.services import Doing
from bluezone.authority.venues.models import Venue
from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.rollout.venues.models import Inspection
from bluezone.rollout.venues.rules.inspections import check_inspection, outcome_of
from bluezone.rollout.venues.rules.words import Outcome

VERSION_OF_IDS = 7


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody saw.

    Args:
        id: A UUID of version 7, made by whoever sends it.
        venue: Where.
        outcome: What.
        day: When, in the province's time zone.
        seen: The version on the poster, if it was read.
    """

    id: UUID
    venue: Venue
    outcome: Outcome
    day: date
    seen: int | None = None


@transaction.atomic
def inspect(look: Look, doing: Doing) -> Inspection:
    """Keep an inspection; one that is sent again is kept once.

    Raises:
        MalformedMessage: The id is not of version 7.
        RuleViolation: `inspection_future`, `inspection_version`; `inspection_other`: another inspection bears this id.
    """
    known = _known(look.id, look.venue)
    if known is not None:
        if known.supersedes_id is None and known.day == look.day:
            return known
        raise RuleViolation("inspection_other", "another inspection bears this id")
    present = look.venue.codes.filter(ended_at=None).values_list("version", flat=True).first()
    outcome = outcome_of(look.outcome, look.seen, present)
    check_inspection(outcome, look.seen, look.day, doing.day)
    return _kept(Inspection(id=look.id, venue=look.venue, day=look.day, outcome=outcome, version=look.seen), doing)


@transaction.atomic
def take_back(inspection: Inspection, name: UUID, doing: Doing) -> Inspection:
    """Say by a later event that an inspection was a mistake; sent again it is kept once.

    Raises:
        MalformedMessage: The id is not of version 7.
        RuleViolation: `inspection_corrected`: it was corrected already.
    """
    known = _known(name, inspection.venue)
    if known is not None and known.supersedes_id == inspection.pk:
        return known
    Inspection.objects.select_for_update().get(pk=inspection.pk)
    if known is not None or Inspection.objects.filter(supersedes=inspection).exists():
        raise RuleViolation("inspection_corrected", "the inspection was corrected already")
    back = Inspection(
        id=name,
        venue=inspection.venue,
        day=inspection.day,
        outcome=Outcome.TAKEN_BACK,
        supersedes=inspection,
    )
    return _kept(back, doing)


def _known(name: UUID, venue: Venue) -> Inspection | None:
    if name.version != VERSION_OF_IDS:
        raise MalformedMessage("the id of an inspection is a UUID of version 7")
    known = Inspection.objects.filter(pk=name).first()
    if known is not None and known.venue_id != venue.pk:
        raise RuleViolation("inspection_other", "another inspection bears this id")
    return known


def _kept(inspection: Inspection, doing: Doing) -> Inspection:
    inspection.received_at, inspection.actor = doing.moment, doing.actor
    inspection.save(force_insert=True)
    record(
        doing.actor,
        f"inspection.{'take_back' if inspection.supersedes_id else 'add'}",
        inspection,
        doing.purpose,
        doing.moment,
    )
    return inspection

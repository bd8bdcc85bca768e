"""Entries past their time: one signed checkpoint takes their place, and the database lets go of those it stands for.

This is the one path by which an entry leaves the chain. The triggers (`triggers`) let an entry go only when the
checkpoint stands for it, and let the checkpoint only move forward; what an intruder writes into its row instead carries
no signature of ours.
"""

import logging
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from bluezone.authority.audit.heads import HeadFile
from bluezone.authority.audit.models import ChainEnd, Entry, KeptCheckpoint
from bluezone.authority.audit.queries import checkpoint, links
from bluezone.authority.audit.rules import KEPT, Checkpoint, is_unbroken

logger = logging.getLogger(__name__)


@transaction.atomic
def seal(moment: datetime) -> int:
    """Replace the entries that are past their time by the checkpoint, and return how many went.

    They are judged first: a chain that is not whole keeps them, so that sealing hides no tampering.

    Raises:
        Unavailable: The key of the heads cannot be used; then nothing went.
    """
    ChainEnd.objects.select_for_update().filter(id=1).first()
    edge, before = moment - KEPT, checkpoint()
    last = _last_before(edge)
    if last is None:
        return 0
    if not _may_go(last, before):
        logger.critical("the audit chain is not whole: nothing of it is sealed", extra={"entries": last})
        return 0
    old = Entry.objects.filter(sequence__lte=last)
    latest = old.aggregate(latest=Max("moment"))["latest"]
    until = max(latest, before.until) if before else latest
    unsigned = Checkpoint(last, bytes(Entry.objects.get(sequence=last).head), until, moment)
    _keep(HeadFile(settings.AUDIT_FOLDER).signed(unsigned))
    return old.delete()[0]


def _last_before(edge: datetime) -> int | None:
    """Return the last entry of those that are past their time and have no younger one before them."""
    found = Entry.objects.order_by("sequence").values_list("sequence", flat=True)
    young = found.filter(moment__gt=edge).first()
    return (found if young is None else found.filter(sequence__lt=young)).last()


def _may_go(last: int, before: Checkpoint | None) -> bool:
    """Judge the entries up to one by themselves, by what stands for those before them, and by what was signed."""
    file = HeadFile(settings.AUDIT_FOLDER)
    if before is not None and not file.vouches_for(before):
        return False
    signed = file.heads(before.last + 1 if before else 1, last)
    return is_unbroken(links(until=last), before, signed)


def _keep(made: Checkpoint) -> None:
    facts = {
        "last": made.last,
        "head": made.head,
        "until": made.until,
        "sealed_at": made.sealed_at,
        "signature": made.signature,
    }
    KeptCheckpoint.objects.update_or_create(id=1, defaults=facts)

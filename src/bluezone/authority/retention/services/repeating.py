"""After a restore: what was erased or purged since the backup is erased again, from the journal outside the database."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from bluezone.authority.audit.services import Subject, record
from bluezone.authority.cases.models import Person
from bluezone.authority.retention import personal
from bluezone.authority.retention.journal import Journal
from bluezone.authority.retention.models import Erasure, PurgeRun
from bluezone.authority.retention.rules.records import Act, Line, marks
from bluezone.authority.retention.services.erasing import erased_ids
from bluezone.authority.retention.services.purging import PURPOSE, purge


@dataclass(frozen=True, slots=True)
class Repeated:
    """What was done once more.

    Args:
        erasures: People who were erased again.
        purges: Records of purges that the backup did not know.
        rows: Rows that the purge of now erased.
        foreign: Lines of journals that are not ours, or damaged.
    """

    erasures: int
    purges: int
    rows: int
    foreign: int


@transaction.atomic
def repeat(moment: datetime, *journals: Path, actor: str = "system") -> Repeated:
    """Erase again whoever was erased since the backup, put back the records of purges, and purge as of now.

    Raises:
        Unavailable: The journal cannot be read.
    """
    journal = Journal(settings.RETENTION_FOLDER)
    journal.take(*journals)
    lines, foreign = journal.lines(*journals)
    again = erased_ids(marks(lines), journal.key())
    personal.forget(Person.objects.filter(pk__in=again))
    purges = sum(_put_back(line) for line in lines)
    record(actor, "retention.repeat", Subject("retention.erasure"), PURPOSE, moment)
    done = purge(moment, actor=actor)
    return Repeated(len(again), purges, sum(done.counts.values()), foreign)


def _put_back(line: Line) -> int:
    """Write the record of an act that the backup does not know, and return how many records of purges that is."""
    if line.act is Act.ERASURE:
        Erasure.objects.get_or_create(
            record_hash=line.mark, defaults={"kind": line.kind, "moment": line.moment, "actor": line.actor}
        )
        return 0
    known = PurgeRun.objects.filter(moment=line.moment, actor=line.actor)
    if known.exists():
        return 0
    PurgeRun.objects.create(moment=line.moment, counts=dict(line.counts), actor=line.actor)
    return 1

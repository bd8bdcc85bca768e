"""Who looked at which record for which purpose: record ids, never names."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet

from bluezone.authority.accounts.purposes import OPENED
from bluezone.authority.audit.models import Entry

SEARCHED: Final = "retention.search"
EXPORTED: Final = ".export"
"""How the words of acts end by which people's data leaves the console."""
READS: Final = Q(action__in=[OPENED, SEARCHED]) | Q(action__endswith=EXPORTED)
"""Acts by which people's data is read."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which readings somebody asks for.

    Args:
        record: A record's id, or empty.
        actor: As the audit names it, or empty.
        purpose: A word, or empty.
        first: The first day, or none.
        last: The last day, or none.
    """

    record: str = ""
    actor: str = ""
    purpose: str = ""
    first: date | None = None
    last: date | None = None


def reads(wanted: Wanted) -> QuerySet[Entry]:
    """Return the readings that fit, latest first."""
    found = Entry.objects.filter(READS).order_by("-sequence")
    for column, value in (("subject_id", wanted.record), ("actor", wanted.actor), ("purpose", wanted.purpose)):
        found = found.filter(**{column: value}) if value else found
    if wanted.first is not None:
        found = found.filter(moment__gte=_midnight(wanted.first))
    if wanted.last is not None:
        found = found.filter(moment__lt=_midnight(date.fromordinal(wanted.last.toordinal() + 1)))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE))

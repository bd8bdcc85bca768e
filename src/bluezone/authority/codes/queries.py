"""Reading: codes of a holder's units, what a day has seen, what a laboratory's key opens, what is known of the exports."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from bluezone.authority.accounts.access import Holder
from bluezone.authority.accounts.rules import Action
from bluezone.authority.codes.case_desk import case_desk
from bluezone.authority.codes.models import Batch, BatchRow, Code, ExportDecision, Laboratory, Totals
from bluezone.authority.codes.rules.breaker import Figures
from bluezone.authority.codes.rules.quotas import DAYS_COMPARED, is_unusual
from bluezone.authority.codes.rules.words import CodeState, Decision, RowState, Way
from bluezone.authority.delivery.models import Message
from bluezone.authority.delivery.queries import Opened, opened
from bluezone.authority.delivery.rules import State
from bluezone.authority.territory.models import Unit
from bluezone.protocol.intervals import DAY

MESSAGE_PURPOSE: Final = "code"
"""The purpose of messages that carry a code: read by those who issue codes, by nobody else."""
CASES_WITHIN: Final = 3 * DAY
SORTS: Final[Mapping[str, str]] = {
    "newest": "-issued_at",
    "oldest": "issued_at",
    "ends": "expires_at",
    "unit": "unit__name",
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of codes is narrowed to; empty means everything."""

    state: str = ""
    way: str = ""
    words: str = ""
    batch: UUID | None = None
    sort: str = "newest"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a bulk issue is."""

    waiting: int
    sent: int
    refused: int

    @property
    def rows(self) -> int:
        """All rows."""
        return self.waiting + self.sent + self.refused

    @property
    def settled(self) -> int:
        """Rows that need no more work."""
        return self.sent + self.refused


def local_day(moment: datetime) -> date:
    """Return the day that a moment has in the province's time zone."""
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def day_begins(day: date) -> datetime:
    """Return the first moment of a day in the province's time zone."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(settings.TIME_ZONE))


def codes_for(holder: Holder, filters: Filters | None = None, *, day: date) -> QuerySet[Code]:
    """Return the codes of the units for which a holder issues codes."""
    chosen = filters or Filters()
    found = Code.objects.filter(unit__in=holder.units(Action.ISSUE_CODES, day)).select_related("unit", "batch")
    if chosen.state in {*CodeState}:
        found = found.filter(state=chosen.state)
    if chosen.way in {*Way}:
        found = found.filter(way=chosen.way)
    if chosen.words:
        found = found.filter(Q(id__startswith=chosen.words.lower()) | Q(unit__name__icontains=chosen.words))
    if chosen.batch:
        found = found.filter(batch=chosen.batch)
    return found.order_by(SORTS.get(chosen.sort, SORTS["newest"]), "id")


def batches_for(holder: Holder, day: date) -> QuerySet[Batch]:
    """Return the bulk issues of the units for which a holder runs the code desk, with how far each is."""

    def rows(state: RowState) -> Count:
        return Count("rows", filter=Q(rows__state=state))

    found = Batch.objects.filter(unit__in=holder.units(Action.RUN_CODE_DESK, day)).select_related("unit", "laboratory")
    return found.annotate(
        waiting=rows(RowState.WAITING), sent=rows(RowState.SENT), refused=rows(RowState.REFUSED)
    ).order_by("-created_at", "-pk")


def progress_of(batch: Batch) -> Progress:
    """Return how far a bulk issue is."""
    counts = dict(BatchRow.objects.filter(batch=batch).values_list("state").annotate(many=Count("pk")).order_by())
    return Progress(*(counts.get(state, 0) for state in (RowState.WAITING, RowState.SENT, RowState.REFUSED)))


def refused_rows(batch: Batch, most: int = 200) -> QuerySet[BatchRow]:
    """Return rows that were refused, in the order of the file."""
    return BatchRow.objects.filter(batch=batch, state=RowState.REFUSED).order_by("place")[:most]


def issued_by(actor: str, day: date) -> int:
    """Return how many codes somebody issued one by one on a day."""
    return Code.objects.filter(issued_by=actor, batch__isnull=True, issued_at__gte=day_begins(day)).count()


def issued_for(unit: Unit, day: date) -> int:
    """Return how many codes were issued one by one for a unit on a day."""
    return Code.objects.filter(unit=unit, batch__isnull=True, issued_at__gte=day_begins(day)).count()


def rows_handed_in(unit: Unit, day: date) -> int:
    """Return how many rows the code desk handed in for a unit on a day."""
    return BatchRow.objects.filter(
        batch__unit=unit, batch__laboratory__isnull=True, batch__created_at__gte=day_begins(day)
    ).count()


def days_before(unit: Unit, day: date) -> list[int]:
    """Return how many codes were issued for a unit, one by one, on each of the 14 days before a day."""
    first = day - timedelta(days=DAYS_COMPARED)
    rows = Code.objects.filter(
        unit=unit, batch__isnull=True, issued_at__gte=day_begins(first), issued_at__lt=day_begins(day)
    )
    by_day = TruncDate("issued_at", tzinfo=ZoneInfo(settings.TIME_ZONE))
    counts = dict(rows.annotate(day=by_day).values_list("day").annotate(many=Count("pk")).order_by())
    return [counts.get(first + timedelta(days=number), 0) for number in range(DAYS_COMPARED)]


def unusual_units(holder: Holder, day: date) -> list[tuple[Unit, int]]:
    """Return the units of a holder whose day is unusual, and how many codes were issued for each."""
    today = Code.objects.filter(
        unit__in=holder.units(Action.ISSUE_CODES, day), batch__isnull=True, issued_at__gte=day_begins(day)
    )
    counts = dict(today.values_list("unit").annotate(many=Count("pk")).order_by())
    busy = Unit.objects.filter(pk__in=[unit for unit, many in counts.items() if is_unusual(many, [])])
    return [(unit, counts[unit.pk]) for unit in busy if is_unusual(counts[unit.pk], days_before(unit, day))]


def laboratory_with(key: str, moment: datetime) -> Laboratory | None:
    """Return the laboratory that a key opens at a moment; None when it opens none, any more or yet."""
    found = Laboratory.objects.select_related("unit").filter(key_hash=hash_of(key)).first()
    return found if found and works(found, moment) else None


def works(laboratory: Laboratory, moment: datetime) -> bool:
    """Return whether a laboratory's key works."""
    return laboratory.revoked_at is None and moment < laboratory.expires_at


def hash_of(key: str) -> bytes:
    """Return what is stored of a key: 32 random bytes need no slow hash."""
    return sha256(key.encode()).digest()


def messages_for(holder: Holder, day: date) -> QuerySet[Message]:
    """Return the messages with a code that wait for somebody to send them by hand, of the holder's units."""
    return Message.objects.filter(
        purpose=MESSAGE_PURPOSE, state=State.WAITING, unit__in=holder.units(Action.ISSUE_CODES, day)
    ).order_by("created_at")


def opened_messages(messages: QuerySet[Message]) -> Iterator[Opened]:
    """Yield messages with whom they are for and what they say."""
    yield from opened(messages, settings.DELIVERY_FOLDER)


def figures_at(moment: datetime) -> Figures:
    """Return what the circuit breaker looks at."""
    past_codes = Code.objects.filter(issued_at__gte=moment - 8 * DAY, issued_at__lt=moment - DAY)
    yesterday = Totals.objects.filter(day=(moment - DAY).date()).first()
    return Figures(
        cases=case_desk().confirmed_since(moment - CASES_WITHIN),
        claims=Code.objects.filter(state=CodeState.CLAIMED, claimed_hour__gte=moment - DAY).count(),
        keys=yesterday.figures.get("keys") if yesterday else None,
        issued=past_codes.exclude(state=CodeState.REVOKED).count(),
        used=past_codes.filter(state=CodeState.CLAIMED).count(),
    )


def last_totals(days: int) -> QuerySet[Totals]:
    """Return the totals of the last days, newest first."""
    return Totals.objects.all()[:days]


def decisions(most: int) -> QuerySet[ExportDecision]:
    """Return the latest decisions about the exports."""
    return ExportDecision.objects.all()[:most]


def resumed_on(day: date) -> bool:
    """Return whether a person let exports go on during a UTC day: then nothing holds them by itself until its end."""
    return ExportDecision.objects.filter(decision=Decision.RESUME, moment__date=day).exclude(actor="system").exists()

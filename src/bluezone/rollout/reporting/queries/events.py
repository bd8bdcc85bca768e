"""Events that stand for themselves: broadcasts, complaints, a movement's days; and a school's classes."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from bluezone.rollout.reporting.models import Latest, Submission

NUMBERED: Final = frozenset({"text_version"})
"""Fields whose number counts nothing, so that no sum is made of it."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How often something was recorded in a span of days.

    Args:
        total: Events.
        by_week: Events by the Monday of their week and by kind, oldest week first.
        by_kind: Events by kind, most frequent first.
        sums: Sums of the events' counts by the key of the field.
    """

    total: int
    by_week: dict[date, dict[str, int]] = field(hash=False)
    by_kind: dict[str, int] = field(hash=False)
    sums: dict[str, int] = field(hash=False)


def broadcasts(first: date, last: date, units: Iterable[UUID] | None = None) -> Tally:
    """Return broadcasts and articles by language and week; nobody knows how many people they reached."""
    return _tally("broadcast", "language", first, last, units)


def complaints(first: date, last: date, units: Iterable[UUID] | None = None) -> Tally:
    """Return complaints by what they are about and week."""
    return _tally("complaint", "about", first, last, units)


def movement(first: date, last: date, units: Iterable[UUID] | None = None) -> Tally:
    """Return a movement's events by activity and week, with the sums of volunteers, pledges and certificates."""
    return _tally("movement_event", "activity", first, last, units)


def events(form_key: str, first: date, last: date, units: Iterable[UUID] | None = None) -> QuerySet[Submission]:
    """Return the events of a form in a span of days, newest first."""
    rows = Submission.objects.filter(
        latest__isnull=False, form__key=form_key, last_day__range=(first, last)
    ).select_related("unit", "form")
    rows = rows if units is None else rows.filter(unit__in=[*units])
    return rows.order_by("-last_day", "-received_at")


def school_classes(unit: UUID, day: date) -> list[Latest]:
    """Return the last word of each class of a school up to a day, in the order of the classes."""
    newest: dict[str, Latest] = {}
    rows = Latest.objects.filter(form_key="school_week", unit=unit, first_day__lte=day).select_related("submission")
    for row in rows.order_by("last_day"):
        newest[row.part] = row
    return [newest[part] for part in sorted(newest, key=lambda part: (len(part), part))]


def _tally(form_key: str, kind_field: str, first: date, last: date, units: Iterable[UUID] | None) -> Tally:
    by_week: dict[date, Counter[str]] = {}
    by_kind: Counter[str] = Counter()
    sums: Counter[str] = Counter()
    for day, values in events(form_key, first, last, units).values_list("last_day", "values"):
        kind = str(values.get(kind_field, ""))
        by_week.setdefault(day - timedelta(days=day.weekday()), Counter())[kind] += 1
        by_kind[kind] += 1
        sums.update({key: value for key, value in values.items() if isinstance(value, int) and key not in NUMBERED})
    return Tally(
        total=by_kind.total(),
        by_week={week: dict(by_week[week]) for week in sorted(by_week)},
        by_kind=dict(by_kind.most_common()),
        sums=dict(sums),
    )

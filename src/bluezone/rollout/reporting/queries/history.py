"""The reports of a unit over time: what is in force, its versions, its series, and the questions about it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet

from bluezone.rollout.reporting.models import Latest, RaisedFlag, Submission
from bluezone.rollout.reporting.queries.ground import FEW, Ground
from bluezone.rollout.reporting.rules.flags import Word
from bluezone.rollout.reporting.rules.forms import Measure
from bluezone.rollout.reporting.rules.periods import local_day


@dataclass(frozen=True, slots=True)
class Behind:
    """One report behind a figure, and what it adds; None when it does not say."""

    submission: Submission
    adds: int | None


def behind(ground: Ground, unit: UUID, measure: Measure) -> list[Behind]:
    """Return the reports that a figure of a unit is made of, in the order of the units' codes.

    What they add sums to the figure: the test of this function is the promise that every figure opens.
    """
    keys = [UUID(place.unit) for place in ground.inside(unit)]
    reports = [report for key in keys if key in ground.said for report in ground.said[key].reports]
    rows = Latest.objects.filter(submission__in=reports).select_related("submission__unit", "submission__form")
    ordered = rows.order_by("unit__stat_code", "unit__folded", "part")
    return [Behind(row.submission, getattr(row, measure.value)) for row in ordered]


def standing(unit: UUID, form_key: str, *, limit: int = 60) -> QuerySet[Latest]:
    """Return the reports in force of a unit for a form, newest first."""
    rows = Latest.objects.filter(unit=unit, form_key=form_key).select_related("submission")
    return rows.order_by("-last_day", "part")[:limit]


def in_force(unit: UUID, form_key: str, part: str, first_day: date) -> Latest | None:
    """Return the report in force of a unit, form, part and period."""
    rows = Latest.objects.filter(unit=unit, form_key=form_key, part=part, first_day=first_day)
    return rows.select_related("submission").first()


def carried_values(unit: UUID, form_key: str, part: str) -> dict[str, int | str]:
    """Return the last values that a unit gave in a form, to be offered again; empty when it never did."""
    rows = Latest.objects.filter(unit=unit, form_key=form_key, part=part).select_related("submission")
    last = rows.order_by("-last_day").first()
    return dict(last.submission.values) if last else {}


def versions(submission: Submission) -> list[Submission]:
    """Return every version of the report that one of them belongs to, oldest first."""
    rows = Submission.objects.filter(
        form__key=submission.form.key, unit=submission.unit_id, part=submission.part, first_day=submission.first_day
    )
    known = {row.pk: row for row in rows}
    return sorted(known.values(), key=lambda row: (row.received_at, _depth(row, known)))


def _depth(row: Submission, known: Mapping[UUID, Submission]) -> int:
    """Return how many versions a version replaces, one after the other."""
    depth = 0
    while row.supersedes_id and row.supersedes_id in known:
        row = known[row.supersedes_id]
        depth += 1
    return depth


def series(
    units: Collection[UUID], form_key: str, measure: Measure, first: date, last: date
) -> list[tuple[date, int | None]]:
    """Return one total a day, with each unit's last word carried forward; None before anyone has spoken.

    Args:
        units: The reporting places that are added up.
        form_key: In which form.
        measure: What.
        first: The first day.
        last: The last day.
    """
    column = measure.value
    rows = _of_few(units, Latest.objects.filter(form_key=form_key, last_day__lte=last, **{f"{column}__isnull": False}))
    said: dict[date, list[tuple[UUID, str, int]]] = {}
    wanted = set(units)
    for unit, part, day, count in rows.order_by("last_day").values_list("unit", "part", "last_day", column):
        if unit in wanted:
            said.setdefault(max(day, first - timedelta(days=1)), []).append((unit, part, count))
    return _carried(said, first, last)


def _carried(
    said: Mapping[date, list[tuple[UUID, str, int]]], first: date, last: date
) -> list[tuple[date, int | None]]:
    own: dict[UUID, int] = {}
    parts: dict[UUID, dict[str, int]] = {}
    totals: list[tuple[date, int | None]] = []
    for step in range(-1, (last - first).days + 1):
        day = first + timedelta(days=step)
        for unit, part, count in said.get(day, ()):
            if part:
                parts.setdefault(unit, {})[part] = count
            else:
                own[unit] = count
        spoken = {unit: sum(counts.values()) for unit, counts in parts.items()} | own
        totals.append((day, sum(spoken.values()) if spoken else None))
    return totals[1:]


def open_flags(
    units: Iterable[UUID] | None = None, *, first: date | None = None, last: date | None = None
) -> QuerySet[RaisedFlag]:
    """Return the questions that nobody has answered, newest first.

    Args:
        units: Of these units; of all when None.
        first: From this day on.
        last: Up to this day.
    """
    flags = RaisedFlag.objects.filter(settled_at__isnull=True).select_related("unit")
    flags = flags if units is None else flags.filter(unit__in=[*units])
    flags = flags if first is None else flags.filter(day__gte=first)
    return flags if last is None else flags.filter(day__lte=last)


def latest_words(form_key: str, units: Collection[UUID], first: date, last: date) -> dict[UUID, list[Word]]:
    """Return the words of units in a span of days, one a day in order, with the sums of their parts beside them."""
    rows = _of_few(units, Latest.objects.filter(form_key=form_key, last_day__range=(first, last))).order_by("last_day")
    wanted = set(units)
    own: dict[UUID, list[Latest]] = {}
    parts: dict[tuple[UUID, date], list[Latest]] = {}
    names: dict[UUID, set[str]] = {}
    for row in rows:
        if row.unit_id in wanted and row.part:
            parts.setdefault((row.unit_id, row.last_day), []).append(row)
            names.setdefault(row.unit_id, set()).add(row.part)
        elif row.unit_id in wanted:
            own.setdefault(row.unit_id, []).append(row)
    return {
        unit: [_word(row, _sums(parts.get((unit, row.last_day), []), names.get(unit, set()))) for row in said]
        for unit, said in own.items()
    }


def _of_few(units: Collection[UUID], rows: QuerySet[Latest]) -> QuerySet[Latest]:
    """Return the rows of some units: few are named to the database, many are picked by whoever reads the rows."""
    return rows.filter(unit__in=[*units]) if len(units) <= FEW else rows


def _sums(rows: list[Latest], names: set[str]) -> dict[str, int]:
    """Return the sums over a unit's parts when each part that ever spoke has spoken of the day."""
    if not rows or {row.part for row in rows} != names:
        return {}
    columns = ("declared", "listed", "visited", "helped")
    counts = {column: [getattr(row, column) for row in rows] for column in columns}
    return {column: sum(said) for column, said in counts.items() if all(count is not None for count in said)}


def _word(row: Latest, sums: Mapping[str, int]) -> Word:
    return Word(
        day=row.last_day,
        received=local_day(row.received_at),
        corrected=row.corrected,
        staff=row.staff,
        smartphones=row.smartphones,
        declared=row.declared,
        listed=row.listed,
        visited=row.visited,
        helped=row.helped,
        parts=dict(sums),
    )

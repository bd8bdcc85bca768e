"""Figures of doors: households listed, visited, closed, phones helped; each install once. A constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, Sum
from django.utils.timezone import get_default_timezone

from bluezone.authority.territory.models import Unit
from bluezone.rollout.fieldwork.models import DayCount, Resolution, VillageTally, WalkList
from bluezone.rollout.fieldwork.queries.courses import courses
from bluezone.rollout.fieldwork.queries.digests import Told, told_by_text
from bluezone.rollout.fieldwork.queries.live import live_visits, not_undone
from bluezone.rollout.fieldwork.rules.digest_line import Word
from bluezone.rollout.fieldwork.rules.standing import Seen, Standing, standing
from bluezone.rollout.fieldwork.rules.words import CLOSING, Outcome

_BY_TEXT = ("visited", "visited_by_text", "helped_by_text")
_COLUMNS = (
    "household",
    "event",
    "event__device",
    "event__sheet",
    "event__sequence",
    "event__witnessed_at",
    "outcome",
    "with_radio",
    "browser_only",
    "revisit_on",
)
_OF_A_DAY = ("visited", "closed", "with_radio", "browser_only")


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of one list, or of several together.

    Args:
        listed: Households on it.
        visited: Of these, where somebody was.
        closed: Of these, where nobody needs to come again.
        with_radio: Phones helped that have Bluetooth.
        browser_only: Phones helped that have the browser only.
        refused: Households that declined, as villages' tallies have it.
        no_smartphone: Households without a smartphone, as villages' tallies have it.
        visited_by_text: Of the visited, those that a text message told of, while its events are on their way.
        helped_by_text: Phones helped that a text message told of, of either kind.
    """

    listed: int = 0
    visited: int = 0
    closed: int = 0
    with_radio: int = 0
    browser_only: int = 0
    refused: int = 0
    no_smartphone: int = 0
    visited_by_text: int = 0
    helped_by_text: int = 0

    @property
    def helped(self) -> int:
        """Phones helped in either way."""
        return self.with_radio + self.browser_only + self.helped_by_text

    def __add__(self, other: "Figures") -> "Figures":
        """Return both together."""
        return Figures(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(Figures)))


@dataclass(frozen=True, slots=True)
class FieldFigures:
    """Counts of communes.

    Args:
        by_list: Those of each walk list.
        lists: The lists, by commune and village.
    """

    by_list: Mapping[UUID, Figures] = field(default_factory=dict)
    lists: tuple[WalkList, ...] = ()

    @property
    def total(self) -> Figures:
        """All lists together."""
        return sum(self.by_list.values(), Figures())

    def of_unit(self, unit: UUID) -> Figures:
        """One commune's lists together."""
        return sum((self.by_list[each.pk] for each in self.lists if each.unit_id == unit), Figures())


def figures(units: Iterable[Unit], at: datetime) -> FieldFigures:
    """Return the counts of communes as they stood at a moment: what was witnessed until then, whenever it came."""
    lists = tuple(WalkList.objects.filter(unit__in=units, made_at__lte=at))
    keys = [each.pk for each in lists]
    told = told_by_text(keys, at)
    visits = {key: each.at(at)._asdict() for key, each in courses(lists, told).items()}
    parts = (visits, _from_days(keys, at), _from_tallies(keys, at), _from_texts(told))
    return FieldFigures({key: sum((Figures(**part.get(key, {})) for part in parts), Figures()) for key in keys}, lists)


def standings(households: Iterable[int], at: datetime) -> dict[int, Standing]:
    """Return where households stand that were visited until a moment; two queries."""
    wanted = [*households]
    return _standings(Q(household__in=wanted), at)


def standings_of_lists(lists: Iterable[UUID], at: datetime) -> dict[int, Standing]:
    """Return where the households of lists stand that were visited until a moment; two queries."""
    return _standings(Q(household__walk_list__in=[*lists]), at)


def day_counts(found: Iterable[Standing]) -> dict[date, dict[str, int]]:
    """Return what households' days add up to, day by day."""
    days = defaultdict[date, dict[str, int]](lambda: dict.fromkeys(("visits", *_OF_A_DAY), 0))
    for each in found:
        was_closed = False
        for number, day in enumerate(each.days):
            is_closed, row = day.standing.outcome in CLOSING, days[day.day]
            row["visits"] += 1
            row["visited"] += number == 0
            row["closed"] += is_closed - was_closed
            row["with_radio"] += day.standing.with_radio
            row["browser_only"] += day.standing.browser_only
            was_closed = is_closed
    return dict(days)


def _standings(among: Q, at: datetime) -> dict[int, Standing]:
    visits, chosen, zone = (
        defaultdict[int, list[Seen]](list),
        defaultdict[int, dict[date, str]](dict),
        get_default_timezone(),
    )
    for row in live_visits().filter(among).order_by().values_list(*_COLUMNS):
        household, event, device, sheet, sequence, moment, outcome, with_radio, browser_only, revisit_on = row
        if moment > at:  # asked of the database, it would look through the moments of the whole province
            continue
        day = moment.astimezone(zone).date()
        visits[household].append(
            Seen(
                str(event),
                str(device or sheet),
                sequence,
                moment,
                day,
                Outcome(outcome),
                with_radio,
                browser_only,
                revisit_on,
            )
        )
    decisions = Resolution.objects.filter(among, decided_at__lte=at).order_by("decided_at", "pk")
    for household, day, visit in decisions.values_list("household", "day", "chosen"):
        chosen[household][day] = str(visit)
    return {household: standing(seen, chosen[household]) for household, seen in visits.items()}


def _from_days(lists: list[UUID], at: datetime) -> dict[UUID, dict[str, int]]:
    """Count what stayed of lists that were emptied."""
    day = at.astimezone(get_default_timezone()).date()
    sums: Any = {name: Sum(name) for name in _OF_A_DAY}
    rows: Any = (
        DayCount.objects.filter(walk_list__in=lists, day__lte=day).order_by().values("walk_list").annotate(**sums)
    )
    return {row["walk_list"]: {name: row[name] for name in _OF_A_DAY} for row in rows}


def _from_texts(told: Mapping[Told, Word]) -> dict[UUID, dict[str, int]]:
    """Add up what text messages tell; who was visited before is not known."""
    counts = defaultdict[UUID, dict[str, int]](lambda: dict.fromkeys(_BY_TEXT, 0))
    for (_device, village, _day), word in told.items():
        row = counts[village]
        row["visited"] += word.visited
        row["visited_by_text"] += word.visited
        row["helped_by_text"] += word.helped
    return dict(counts)


def _from_tallies(lists: list[UUID], at: datetime) -> dict[UUID, dict[str, int]]:
    """Add up the last word of each device or sheet for each first day."""
    rows = (
        VillageTally.objects.filter(not_undone(), walk_list__in=lists, event__witnessed_at__lte=at)
        .order_by("event__sequence", "event__witnessed_at", "pk")
        .values_list("walk_list", "event__device", "event__sheet", "first_day", "refused", "no_smartphone")
    )
    last = {(row[0], row[1] or row[2], row[3]): row[4:] for row in rows}
    counts = defaultdict[UUID, dict[str, int]](lambda: {"refused": 0, "no_smartphone": 0})
    for (walk_list, _source, _day), (refused, no_smartphone) in last.items():
        counts[walk_list]["refused"] += refused
        counts[walk_list]["no_smartphone"] += no_smartphone
    return dict(counts)

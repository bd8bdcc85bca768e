"""What was counted at gates: shifts by day, what they come to, gates that say nothing; a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from bluezone.authority.territory.models import Unit
from bluezone.rollout.fieldwork.models import Device
from bluezone.rollout.fieldwork.rules.words import Duty
from bluezone.rollout.gate.models import ShiftTally
from bluezone.rollout.gate.queries.words import word
from bluezone.rollout.gate.rules.last_word import FORGOTTEN, NAMES, ONE_GATE, Counts, Word, is_forgotten
from bluezone.rollout.reporting.rules.periods import local_day

ORDERS: Final = {
    "": ("-day", "unit__folded", "gate", "-number", "pk"),
    "oldest": ("day", "unit__folded", "gate", "number", "pk"),
    "came": ("-came", "-day", "pk"),
    "helped": ("-helped", "-day", "pk"),
}


@dataclass(frozen=True, slots=True)
class Silent:
    """A gate that has a device and said nothing on a day."""

    unit: Unit
    gate: str
    heard_at: datetime | None


@dataclass(frozen=True, slots=True)
class Tallies:
    """A day at the gates of some units.

    Args:
        day: Which.
        closed: What closed shifts come to.
        open: What open ones have come to so far; not in `closed`.
        shifts: The last word of each shift, with its row.
        silent: Gates that said nothing.
    """

    day: date
    closed: Counts = field(default_factory=Counts)
    open: Counts = field(default_factory=Counts)
    shifts: tuple[tuple[ShiftTally, Word], ...] = ()
    silent: tuple[Silent, ...] = ()


@dataclass(frozen=True, slots=True)
class GateFigures:
    """What gates counted up to a moment, for whoever sees counts only.

    Args:
        came: In, since the first shift.
        went: Out.
        helped: Phones helped.
        had_it: Had the app.
        no_smartphone: Without a smartphone.
        not_now: Did not want to then.
        gates: Gates with a device.
        silent: Of these, those that said nothing on the moment's day.
    """

    came: int = 0
    went: int = 0
    helped: int = 0
    had_it: int = 0
    no_smartphone: int = 0
    not_now: int = 0
    gates: int = 0
    silent: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of shifts is narrowed to; empty fields narrow nothing.

    Args:
        text: In the unit's name or the gate's.
        state: `open`, `closed` or `forgotten`.
        first: The first day.
        last: The last day.
        order: A key of `ORDERS`.
    """

    text: str = ""
    state: str = ""
    first: date | None = None
    last: date | None = None
    order: str = ""


def last_rows(units: QuerySet[Unit]) -> QuerySet[ShiftTally]:
    """Return the word of each shift of units that counts."""
    later = ShiftTally.objects.filter(shift=OuterRef("shift"), event__sequence__gt=OuterRef("event__sequence"))
    rows = ShiftTally.objects.filter(~Exists(later), unit__in=units)
    return rows.select_related("event__device", "unit").order_by(*ORDERS[""])


def shifts(units: QuerySet[Unit], wanted: Wanted, at: datetime) -> QuerySet[ShiftTally]:
    """Return the last words of shifts as a list asks for them."""
    rows = last_rows(units)
    if wanted.text:
        rows = rows.filter(unit__name__icontains=wanted.text) | rows.filter(gate__icontains=wanted.text)
    if wanted.first:
        rows = rows.filter(day__gte=wanted.first)
    if wanted.last:
        rows = rows.filter(day__lte=wanted.last)
    if wanted.state == "closed":
        rows = rows.filter(is_closed=True)
    if wanted.state in {"open", "forgotten"}:
        rows = rows.filter(is_closed=False)
    if wanted.state == "forgotten":
        rows = rows.filter(event__witnessed_at__lt=at - FORGOTTEN)
    return rows.order_by(*ORDERS.get(wanted.order, ORDERS[""]))


def tallies(units: QuerySet[Unit], at: datetime) -> Tallies:
    """Return the day of a moment at the gates of units; open shifts that began the day before stand with their own day."""
    day = local_day(at)
    rows = [(row, word(row)) for row in last_rows(units).filter(day=day)]
    return Tallies(
        day,
        sum((each.counts for _row, each in rows if each.is_closed), Counts()),
        sum((each.counts for _row, each in rows if not each.is_closed), Counts()),
        tuple(rows),
        _silent(units, [row for row, _each in rows], at),
    )


def open_shifts(units: QuerySet[Unit], at: datetime) -> list[tuple[ShiftTally, Word, bool]]:
    """Return shifts that nobody closed, with whether they were probably forgotten."""
    rows = [(row, word(row)) for row in last_rows(units).filter(is_closed=False)]
    return [(row, each, is_forgotten(each, at)) for row, each in rows]


def by_day(units: QuerySet[Unit], first: date, last: date) -> list[tuple[date, Counts]]:
    """Return what shifts come to on each day from the first to the last, open ones with what they have so far."""
    found = {first + timedelta(days=each): Counts() for each in range((last - first).days + 1)}
    for row in last_rows(units).filter(day__gte=first, day__lte=last):
        found[row.day] += word(row).counts
    return list(found.items())


def figures(units: QuerySet[Unit], at: datetime) -> GateFigures:
    """Return what the gates of units counted up to a moment, in two queries."""
    day, sums, spoke = local_day(at), Counts(), set[tuple[object, str]]()
    for row in last_rows(units).filter(day__lte=day, event__received_at__lte=at):
        sums += word(row).counts
        if row.day == day:
            spoke.add((row.unit_id, row.gate))
    posts = {(each.unit_id, each.part or ONE_GATE) for each in _devices(units, at)}
    return GateFigures(
        **{name: getattr(sums, name) for name in NAMES}, gates=len(posts | spoke), silent=len(posts - spoke)
    )


def words_of_shift(units: QuerySet[Unit], shift: UUID) -> list[ShiftTally]:
    """Return every word about a shift, the last one first."""
    rows = ShiftTally.objects.filter(shift=shift, unit__in=units).select_related("event__device", "unit")
    return list(rows.order_by("-event__sequence"))


def _silent(units: QuerySet[Unit], spoke: Sequence[ShiftTally], at: datetime) -> tuple[Silent, ...]:
    heard = {(row.unit_id, row.gate) for row in spoke}
    posts: dict[tuple[object, str], Silent] = {}
    for each in _devices(units, at):
        place = (each.unit_id, each.part or ONE_GATE)
        if place not in heard and place not in posts:
            posts[place] = Silent(each.unit, place[1], each.heard_at)
    return tuple(posts.values())


def _devices(units: QuerySet[Unit], at: datetime) -> QuerySet[Device]:
    rows = Device.objects.filter(unit__in=units, duty=Duty.KEEPER, revoked_at=None, enrolled_at__lte=at)
    return rows.select_related("unit").order_by("unit__folded", "part", "-heard_at")

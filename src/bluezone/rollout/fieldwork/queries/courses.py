"""Courses of walk lists, each worked out once and kept by this process until its list's mark is another.

A dashboard asks for two hundred thousand visits of a thousand lists, of which since the last time a few came. Whatever
writes what a course is made of gives the list another mark in the same transaction (`services.marks`). The mark is read
before the rows: what comes in between makes the course newer than its mark, never older.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.utils.timezone import get_default_timezone

from bluezone.rollout.fieldwork.models import Household, Resolution, WalkList
from bluezone.rollout.fieldwork.queries.digests import Told
from bluezone.rollout.fieldwork.queries.live import live_visits
from bluezone.rollout.fieldwork.rules.courses import Course, Decision, Home, course
from bluezone.rollout.fieldwork.rules.standing import Seen
from bluezone.rollout.fieldwork.rules.words import Outcome

Left = frozenset[tuple[UUID, date]]
"""Devices and days whose visits do not count, as a text message counts instead."""

_COLUMNS: Final = (
    "household",
    "event",
    "event__device",
    "event__sheet",
    "event__sequence",
    "event__witnessed_at",
    "outcome",
    "with_radio",
    "browser_only",
)
_KEPT: Final[dict[UUID, tuple[UUID | None, Left, Course]]] = {}
"""By list: the mark, what was left out, the course. A list has one entry, and nothing in it names anybody."""


def courses(lists: Collection[WalkList], instead: Collection[Told]) -> dict[UUID, Course]:
    """Return the courses of lists as they were just read; three queries where one has to be worked out, otherwise none.

    Args:
        lists: As read in this request.
        instead: Of which devices, lists and days visits do not count.
    """
    left, found, new = _left(instead), dict[UUID, Course](), dict[UUID, WalkList]()
    for each in lists:
        kept = _KEPT.get(each.pk)
        if kept is not None and kept[:2] == (each.mark, left.get(each.pk, frozenset())):
            found[each.pk] = kept[2]
        else:
            new[each.pk] = each
    for key, homes in (_homes([*new], left) if new else {}).items():
        found[key] = course(homes)
        _KEPT[key] = new[key].mark, left.get(key, frozenset()), found[key]
    return found


def _left(instead: Collection[Told]) -> Mapping[UUID, Left]:
    left = defaultdict[UUID, set[tuple[UUID, date]]](set)
    for device, walk_list, day in instead:
        left[walk_list].add((device, day))
    return {key: frozenset(days) for key, days in left.items()}


def _homes(lists: list[UUID], left: Mapping[UUID, Left]) -> Mapping[UUID, Collection[Home]]:
    homes, of_list, without = dict[int, Home](), {key: list[Home]() for key in lists}, dict[int, Left]()
    rows = Household.objects.filter(walk_list__in=lists).order_by().values_list("pk", "walk_list", "removed_at")
    for key, walk_list, removed_at in rows:
        homes[key] = Home(removed_at)
        of_list[walk_list].append(homes[key])
        without[key] = left.get(walk_list, frozenset())
    among = Q(household__walk_list__in=lists)
    for household, device, seen in _seen(among):
        if household in homes and (device, seen.day) not in without[household]:
            homes[household].visits.append(seen)
    decisions = Resolution.objects.filter(among).order_by("decided_at", "pk")
    for household, decided_at, day, chosen in decisions.values_list("household", "decided_at", "day", "chosen"):
        if household in homes:
            homes[household].decisions.append(Decision(decided_at, day, str(chosen)))
    return of_list


def _seen(among: Q) -> Iterator[tuple[int, UUID, Seen]]:
    zone = get_default_timezone()
    for row in live_visits().filter(among).order_by().values_list(*_COLUMNS).iterator():
        household, event, device, sheet, sequence, moment, outcome, *installed = row
        day, source = moment.astimezone(zone).date(), str(device or sheet)
        yield household, device, Seen(str(event), source, sequence, moment, day, Outcome(outcome), *installed)

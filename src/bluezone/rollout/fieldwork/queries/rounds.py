"""Spot-checks: who can be drawn, how far a round is, what a device is to do, and the rate that is published."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from bluezone.authority.territory.models import Unit
from bluezone.rollout.fieldwork.models import Device, Household, SpotHousehold, SpotRound, Visit, WalkList
from bluezone.rollout.fieldwork.queries.counts import standings_of_lists
from bluezone.rollout.fieldwork.queries.live import not_undone
from bluezone.rollout.fieldwork.rules.spot_checks import (
    Checks,
    Finding,
    Result,
    Round,
    Verdict,
    Word,
    asked,
    checks,
    finding,
    result,
    verdict,
)
from bluezone.rollout.fieldwork.rules.words import Outcome


@dataclass(frozen=True, slots=True)
class Checked:
    """One household of a round.

    Args:
        number: Its number.
        village: Its walk list's village.
        first: What the first team said; None where that visit is no longer kept.
        second: What the household told; None where nobody asked yet, or the visit is no longer kept.
        finding: What follows.
        is_asked: Whether the device is to go there; otherwise it is in the reserve.
        visits: Ids of both events.
    """

    number: str
    village: str
    first: Word | None
    second: Word | None
    finding: Finding
    is_asked: bool
    visits: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class RoundStanding:
    """How far a round is.

    Args:
        households: In the order of drawing.
        result: What the households said so far, or at the closing.
        verdict: What follows of it for the lot.
    """

    households: tuple[Checked, ...]
    result: Result
    verdict: Verdict

    @property
    def open(self) -> int:
        """How many households are still to be asked."""
        return sum(each.is_asked and each.finding is Finding.UNASKED for each in self.households)


def candidates(unit: Unit, walk_list: WalkList | None, device: Device, at: datetime) -> dict[int, UUID]:
    """Return the households that a round can draw, and of each the visit that it checks; four queries.

    They stand on open lists, are closed by their standing visit, and the device that looks again was never there. What
    came on paper is among them: it is checked like everything else.
    """
    one = {} if walk_list is None else {"pk": walk_list.pk}
    lists = [*WalkList.objects.filter(unit=unit, closed_at=None, **one).values_list("pk", flat=True)]
    found = standings_of_lists(lists, at)
    seen = {
        *Visit.objects.filter(household__walk_list__in=lists, event__device=device).values_list("household", flat=True)
    }
    there = Household.objects.filter(walk_list__in=lists, removed_at=None).values_list("pk", flat=True)
    return {
        key: UUID(standing.last.id)
        for key in there
        if key not in seen and (standing := found.get(key)) is not None and standing.is_closed and standing.last
    }


def standing_of_round(drawn: SpotRound) -> RoundStanding:
    """Return how far a round is; three queries."""
    rows = [*drawn.households.select_related("household__walk_list")]
    firsts = _words(Visit.objects.filter(pk__in=[row.first for row in rows]))
    seconds = _seconds([drawn])[drawn.pk]
    found = _findings(drawn, rows, firsts, seconds)
    wanted = asked(found, drawn.size)
    shown = tuple(
        _checked(row, firsts, seconds, each, is_asked=place < wanted)
        for place, (row, each) in enumerate(zip(rows, found, strict=True))
    )
    said = result(found[:wanted])
    return RoundStanding(shown, said, verdict(said, drawn.size, drawn.allowed))


def work_rounds(device: Device) -> list[dict[str, Any]]:
    """Return the open rounds as a device is told of them: one entry a round and list, without what is done; four queries."""
    rounds = [*device.rounds.filter(closed_at=None).order_by("drawn_at")]
    rows = SpotHousehold.objects.filter(round__in=rounds).select_related("household__walk_list")
    of_round = defaultdict[UUID, list[SpotHousehold]](list)
    for row in rows:
        of_round[row.round_id].append(row)
    firsts, seconds = _words(Visit.objects.filter(pk__in=[row.first for row in rows])), _seconds(rounds)
    told = list[dict[str, Any]]()
    for drawn in rounds:
        found = _findings(drawn, of_round[drawn.pk], firsts, seconds[drawn.pk])
        open_ones = [
            row.household
            for row, each in zip(of_round[drawn.pk][: asked(found, drawn.size)], found, strict=False)
            if each is Finding.UNASKED
        ]
        told += _told(drawn, open_ones)
    return told


def rounds_of(units: "QuerySet[Unit]") -> "QuerySet[SpotRound]":
    """Return the rounds of communes, newest first, with the number of households at which somebody was again."""
    rows = SpotRound.objects.filter(unit__in=units).select_related("unit", "device", "walk_list")
    return rows.annotate(gone=Count("visits__household", distinct=True)).order_by("-drawn_at", "pk")


def checks_at(units: Iterable[Unit], at: datetime) -> Checks:
    """Return what the rounds that were closed by a moment say together; one query."""
    return checks([Round(each.lot, each.checked or 0, each.differed or 0) for each in closed_rounds(units, at)])


def closed_rounds(units: Iterable[Unit], at: datetime) -> "QuerySet[SpotRound]":
    """Return the rounds behind a published rate, newest first."""
    rows = SpotRound.objects.filter(unit__in=units, closed_at__lte=at)
    return rows.select_related("unit", "walk_list", "device").order_by("-closed_at", "pk")


def _seconds(rounds: Collection[SpotRound]) -> dict[UUID, dict[int, tuple[UUID, Word]]]:
    """Return the last visit of each household in each round by the device that was to look, without what was undone."""
    devices = {each.pk: each.device_id for each in rounds}
    found = defaultdict[UUID, dict[int, tuple[UUID, Word]]](dict)
    rows = Visit.objects.filter(not_undone(), round__in=devices).order_by("event__sequence").select_related("event")
    for visit in rows:
        if visit.round_id is not None and visit.event.device_id == devices[visit.round_id]:
            found[visit.round_id][visit.household_id] = visit.pk, _word(visit)
    return found


def _words(visits: "QuerySet[Visit]") -> dict[UUID, Word]:
    return {visit.pk: _word(visit) for visit in visits}


def _word(visit: Visit) -> Word:
    return Word(Outcome(visit.outcome), visit.with_radio, visit.browser_only)


def _findings(
    drawn: SpotRound,
    rows: Iterable[SpotHousehold],
    firsts: Mapping[UUID, Word],
    seconds: Mapping[int, tuple[UUID, Word]],
) -> list[Finding]:
    """Return what was found, as it was kept at the closing or as it stands now."""
    if drawn.closed_at is not None:
        return [Finding(row.finding) for row in rows]
    return [
        finding(firsts[row.first], seconds[row.household_id][1] if row.household_id in seconds else None)
        for row in rows
    ]


def _checked(
    row: SpotHousehold,
    firsts: Mapping[UUID, Word],
    seconds: Mapping[int, tuple[UUID, Word]],
    found: Finding,
    *,
    is_asked: bool,
) -> Checked:
    second = seconds.get(row.household_id)
    visits = (row.first, second[0]) if second else (row.first,)
    home = row.household
    first = firsts.get(row.first)
    return Checked(home.number, home.walk_list.village, first, second[1] if second else None, found, is_asked, visits)


def _told(drawn: SpotRound, households: Iterable[Household]) -> list[dict[str, Any]]:
    of_list = defaultdict[WalkList, list[Household]](list)
    for each in households:
        of_list[each.walk_list].append(each)
    return [
        {
            "id": str(drawn.pk),
            "list": str(walk_list.pk),
            "village": walk_list.village,
            "households": [each.number for each in sorted(homes, key=lambda home: home.place)],
        }
        for walk_list, homes in of_list.items()
    ]

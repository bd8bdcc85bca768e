"""A walk list as it stands, household by household."""

from dataclasses import dataclass
from datetime import date, datetime

from bluezone.rollout.fieldwork.models import Device, Sheet, WalkList
from bluezone.rollout.fieldwork.queries.counts import standings_of_lists
from bluezone.rollout.fieldwork.rules.standing import Standing
from bluezone.rollout.fieldwork.rules.words import Outcome


@dataclass(frozen=True, slots=True)
class HouseholdStanding:
    """Where one household stands.

    Args:
        id: Its key.
        number: Its number.
        state: What counts; None: nobody was there.
        reported_by: The number of the device whose word counts; None: nobody's, or a sheet's.
        also_reported: Numbers of the other devices of the same days; of a sheet its code.
        revisit_on: The day to come back.
        standing: All days.
    """

    id: int
    number: str
    state: Outcome | None
    reported_by: int | None
    also_reported: tuple[int | str, ...]
    revisit_on: date | None
    standing: Standing


def standing_of(walk_list: WalkList, at: datetime) -> list[HouseholdStanding]:
    """Return the households of a list in walking order, as they stood at a moment; five queries."""
    found = standings_of_lists([walk_list.pk], at)
    names = _names(walk_list)
    there = [each for each in walk_list.households.all() if each.removed_at is None or each.removed_at > at]
    return [_standing(each.pk, each.number, found.get(each.pk, Standing()), names) for each in there]


def _names(walk_list: WalkList) -> dict[str, int | str]:
    """Return what people call the devices and sheets that spoke of a list."""
    devices = Device.objects.filter(events__visit__household__walk_list=walk_list).order_by().distinct()
    sheets = Sheet.objects.filter(walk_list=walk_list).order_by()
    numbers = {str(key): number for key, number in devices.values_list("pk", "number")}
    return {**numbers, **{str(key): code for key, code in sheets.values_list("pk", "code")}}


def _standing(key: int, number: str, found: Standing, names: dict[str, int | str]) -> HouseholdStanding:
    by = names.get(found.last.source) if found.last else None
    others = dict.fromkeys(names.get(each.source, "") for each in found.also_reported)
    return HouseholdStanding(
        key, number, found.state, by if isinstance(by, int) else None, tuple(others), found.revisit_on, found
    )

"""Making and changing walk lists; who lives behind a door stands nowhere."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from bluezone.authority.audit.services import record
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.fieldwork.models import Household, LanguageWish, WalkList
from bluezone.rollout.fieldwork.rules.numbers import MOST_HOUSEHOLDS
from bluezone.rollout.fieldwork.services.marks import mark

PURPOSE: Final = "campaign"


@transaction.atomic
def make_list(  # noqa: PLR0913 -- where, which doors, and who says so
    unit: Unit, part: str, village: str, numbers: Sequence[str], *, actor: str, moment: datetime
) -> WalkList:
    """Make the walk list of a village.

    Args:
        unit: The commune.
        part: The village's number, as reports know it.
        village: Its name.
        numbers: The households, in walking order, as `read_numbers` returns them.
        actor: Who makes it, as the audit names people.
        moment: When.

    Raises:
        RuleViolation: `list_unnamed`, `list_open`: the village has one; `numbers_none`, `numbers_too_many`.
    """
    if not part.strip() or not village.strip():
        raise RuleViolation("list_unnamed", "a walk list needs the village's number and name")
    if WalkList.objects.filter(unit=unit, part=part.strip(), closed_at=None).exists():
        raise RuleViolation("list_open", "the village has an open walk list already")
    made = WalkList.objects.create(unit=unit, part=part.strip(), village=village.strip(), made_at=moment)
    _write(made, numbers, moment)
    record(actor, "walk_list.make", made, PURPOSE, moment)
    return made


@transaction.atomic
def change_list(walk_list: WalkList, numbers: Sequence[str], *, actor: str, moment: datetime) -> None:
    """Let a list hold these households, in this order; those that are gone keep what was recorded of them.

    Raises:
        RuleViolation: `list_closed`, `numbers_none`, `numbers_too_many`.
    """
    held = WalkList.objects.select_for_update(of=("self",)).get(pk=walk_list.pk)
    if held.closed_at is not None:
        raise RuleViolation("list_closed", "a closed list is not changed any more")
    _write(held, numbers, moment)
    record(actor, "walk_list.change", held, PURPOSE, moment)


@transaction.atomic
def close_list(walk_list: WalkList, *, actor: str, moment: datetime) -> None:
    """End a list: no device is given it any more; visits that are still on their way count."""
    held = WalkList.objects.select_for_update(of=("self",)).get(pk=walk_list.pk)
    if held.closed_at is None:
        held.closed_at = moment
        held.save(update_fields=["closed_at"])
        LanguageWish.objects.filter(household__walk_list=held).delete()
        record(actor, "walk_list.close", held, PURPOSE, moment)
    walk_list.closed_at = held.closed_at


def _write(walk_list: WalkList, numbers: Sequence[str], moment: datetime) -> None:
    wanted = [*dict.fromkeys(numbers)]
    if not wanted:
        raise RuleViolation("numbers_none", "a walk list needs at least one household")
    if len(wanted) > MOST_HOUSEHOLDS:
        raise RuleViolation("numbers_too_many", f"a walk list has at most {MOST_HOUSEHOLDS} households")
    there = {each.number: each for each in walk_list.households.all()}
    for place, number in enumerate(wanted, 1):
        row = there.setdefault(number, Household(walk_list=walk_list, number=number))
        row.place, row.removed_at = place, None
    for number, row in there.items():
        if number not in wanted and row.removed_at is None:
            row.removed_at = moment
    new = [row for row in there.values() if row.pk is None]
    Household.objects.bulk_update([row for row in there.values() if row.pk], ["place", "removed_at"], batch_size=200)
    Household.objects.bulk_create(new)
    mark([walk_list.pk])

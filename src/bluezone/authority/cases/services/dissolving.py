"""Passing everything that lies with a dissolved unit to the one that followed it; an event a record, and a way back."""

from datetime import datetime

from django.db import transaction

from bluezone.authority.cases.models import Case, Contact, Transfer
from bluezone.authority.cases.queries.dissolved import successors_on
from bluezone.authority.cases.services.doing import Doing
from bluezone.authority.cases.services.moving import transfer
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import RuleViolation


@transaction.atomic
def pass_on_all(dissolved: Unit, successor: Unit, reason: str, doing: Doing) -> int:
    """Pass every case and contact of a dissolved unit to a unit that followed it; return how many.

    Raises:
        RuleViolation: `unit_stands`, `not_a_successor`, `transfer_reason`.
    """
    if dissolved.valid_to is None or dissolved.valid_to >= doing.day:
        raise RuleViolation("unit_stands", "only what lies with a dissolved unit is passed on at once")
    if not successors_on(dissolved, doing.day).filter(pk=successor.pk).exists():
        raise RuleViolation("not_a_successor", "the unit does not follow the dissolved one")
    records = [each for model in (Case, Contact) for each in model.objects.select_for_update().filter(unit=dissolved)]
    for each in records:
        transfer(each, successor, reason, doing)
    return len(records)


@transaction.atomic
def take_all_back(dissolved: Unit, successor: Unit, moment: datetime, reason: str, doing: Doing) -> int:
    """Pass back what one act passed on, as far as it still lies where it went; return how many.

    Raises:
        RuleViolation: `nothing_to_take_back`, `transfer_reason`.
    """
    moved = Transfer.objects.filter(from_unit=dissolved, to_unit=successor, moment=moment)
    records = [each for transferred in moved for each in (transferred.case, transferred.contact) if each is not None]
    still_there = [each for each in records if each.unit_id == successor.pk]
    if not still_there:
        raise RuleViolation("nothing_to_take_back", "nothing of this act lies where it went")
    for each in still_there:
        transfer(each, dissolved, reason, doing)
    return len(still_there)

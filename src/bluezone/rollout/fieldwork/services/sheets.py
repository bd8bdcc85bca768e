"""Making paper sheets of a list: one a page, each with a code that stands on the paper and in the ids of its lines."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from bluezone.authority.audit.services import record_all
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.fieldwork.models import Sheet, WalkList
from bluezone.rollout.fieldwork.rules.keying import LINES

PURPOSE: Final = "campaign"
SIGNS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and letters that nobody takes for each other."""
CODE_LENGTH: Final = 6


@transaction.atomic
def make_sheets(walk_list: WalkList, numbers: Sequence[str], *, actor: str, moment: datetime) -> list[Sheet]:
    """Return new sheets for households, 25 on each.

    Raises:
        RuleViolation: `nothing_to_print`; `list_closed`.
    """
    if walk_list.closed_at is not None:
        raise RuleViolation("list_closed", "a closed list is not walked any more")
    if not numbers:
        raise RuleViolation("nothing_to_print", "no household of the list is open")
    made = [Sheet(code=_code(), walk_list=walk_list, printed_at=moment, numbers=list(some)) for some in _pages(numbers)]
    Sheet.objects.bulk_create(made)
    record_all(actor, "sheet.print", made, PURPOSE, moment)
    return made


def _pages(numbers: Sequence[str]) -> list[Sequence[str]]:
    return [numbers[start : start + LINES] for start in range(0, len(numbers), LINES)]


def _code() -> str:
    while True:
        code = "".join(secrets.choice(SIGNS) for _ in range(CODE_LENGTH))
        if not Sheet.objects.filter(code=code).exists():
            return code

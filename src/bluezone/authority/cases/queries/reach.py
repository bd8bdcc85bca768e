"""The units whose case work a holder reaches, as a condition on records."""

from typing import Final
from uuid import UUID

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.db.models.lookups import In

from bluezone.authority.accounts.access import Holder
from bluezone.authority.accounts.queries import closure_below
from bluezone.authority.accounts.rules import Action, may
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import subtree

FEW_UNITS: Final = 8
"""Up to so many units are looked up one by one; of more, rows are met soon on the way through any order."""


def within(holder: Holder, action: Action, unit: Unit | None = None) -> Q:
    """Return the condition that a holder may do something for a record's unit, and that it stands below another one."""
    own = _own(holder, action)
    reached = Q() if own is None else Q(unit__in=own)
    return reached if unit is None else reached & Q(unit__in=subtree(unit, holder.day))


def along(holder: Holder, action: Action, unit: Unit | None = None) -> Q:
    """Return the same condition for a list that is paged through in an order which an index gives.

    Of many units the database would gather the rows by unit and sort all of them for the sake of one page: it does not
    know that the first rows of the order are nearly all within reach. So their ids are held against an expression,
    which no index on units answers.
    """
    own = _own(holder, action)
    if unit is not None or own is None or len(own) <= FEW_UNITS:
        return within(holder, action, unit)
    return Q(In(Coalesce(F("unit"), F("unit")), own))


def _own(holder: Holder, action: Action) -> set[UUID] | None:
    """Return the units of a holder for an action; None for everywhere."""
    allowed = {grant.unit for grant in holder.grants if may(grant.role, action)}
    return None if None in allowed else closure_below({each for each in allowed if each}, holder.day)

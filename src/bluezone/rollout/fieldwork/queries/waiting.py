"""How much waits for a clerk, for the badges of menus and tabs."""

from datetime import timedelta
from typing import Final

from bluezone.authority.accounts.access import Holder
from bluezone.authority.accounts.rules import Action
from bluezone.rollout.fieldwork.models import SetAside
from bluezone.rollout.fieldwork.queries.doubles import open_doubles

RECENT: Final = timedelta(days=14)
"""How far back the badge looks; the page shows all."""


def set_aside_waiting(holder: Holder) -> int:
    """Return how many events of a holder's units were set aside and wait."""
    if not holder.may(Action.RESOLVE_VISITS):
        return 0
    return SetAside.objects.filter(unit__in=holder.units(Action.RESOLVE_VISITS), settled_at=None).count()


def two_teams_waiting(holder: Holder) -> int:
    """Return at how many doors two teams were on one day lately, and nobody looked at it yet."""
    if not holder.may(Action.RESOLVE_VISITS):
        return 0
    return len(open_doubles(holder.units(Action.RESOLVE_VISITS), holder.day - RECENT))

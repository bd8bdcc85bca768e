"""Paper sheets: which there are, and what earlier keyings of one say."""

from datetime import date
from typing import TYPE_CHECKING, Final

from django.db.models import Q, QuerySet

from bluezone.authority.territory.naming import folded
from bluezone.rollout.fieldwork.models import SetAside, Sheet, VillageTally
from bluezone.rollout.fieldwork.queries.live import live_visits, not_undone
from bluezone.rollout.fieldwork.rules.keying import Keyed, SheetRow
from bluezone.rollout.fieldwork.rules.words import Outcome, SetAsideReason

if TYPE_CHECKING:
    from bluezone.authority.territory.models import Unit

STATES: Final = {
    "": Q(),
    "open": Q(keyed_at=None),
    "once": Q(keyed_at__isnull=False, checked_at=None),
    "twice": Q(checked_at__isnull=False),
}
ORDERS: Final = {"": ("-printed_at", "code"), "village": ("walk_list__village", "code"), "day": ("-day", "code")}


def sheets_of(units: "QuerySet[Unit]", text: str, state: str, order: str) -> "QuerySet[Sheet]":
    """Return the sheets of some communes, narrowed and in order."""
    rows = Sheet.objects.filter(STATES.get(state, Q()), walk_list__unit__in=units)
    if text:
        near = Q(walk_list__unit__folded__contains=folded(text)) | Q(walk_list__village__icontains=text)
        rows = rows.filter(near | Q(code__iexact=text))
    return rows.select_related("walk_list__unit").order_by(*ORDERS.get(order, ORDERS[""]))


def as_keyed(sheet: Sheet) -> Keyed:
    """Return what a sheet says that was keyed before: visits that stand, lines set aside, its foot; three queries."""
    visits = live_visits().filter(event__sheet=sheet).select_related("event", "household")
    rows = [
        SheetRow(
            each.event.sequence,
            each.household.number,
            Outcome(each.outcome),
            each.phones,
            each.with_radio,
            each.browser_only,
            each.revisit_on,
        )
        for each in visits
    ]
    rows += [row_of(each) for each in _waiting(sheet)]
    tally = VillageTally.objects.filter(not_undone(), event__sheet=sheet).first()
    foot = (tally.refused, tally.no_smartphone) if tally else (0, 0)
    return Keyed(sheet.day or date.min, tuple(sorted(rows, key=lambda row: row.line)), *foot)


def _waiting(sheet: Sheet) -> "QuerySet[SetAside]":
    return SetAside.objects.filter(
        device=None, reason=SetAsideReason.NO_SUCH_HOUSEHOLD, content__sheet=sheet.code, settled_at=None
    )


def row_of(waiting: SetAside) -> SheetRow:
    """Return the line that a sheet's event said that was set aside."""
    said = waiting.content
    back = said.get("revisit_on")
    return SheetRow(
        waiting.sequence or 0,
        said["household"],
        Outcome(said["outcome"]),
        said["phones"],
        said["with_radio"],
        said["browser_only"],
        date.fromisoformat(back) if back else None,
    )

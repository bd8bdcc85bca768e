"""What is behind a figure from outside: walk lists, shifts, spot-checks, movements' days; each row opens to its events."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bluezone.authority.accounts.access import holder_of, inside, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.console.list_files import Listed, is_file_wanted, list_file
from bluezone.authority.documents.tables import Cell
from bluezone.authority.requests import Request
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import structure
from bluezone.rollout.fieldwork.queries.rounds import closed_rounds
from bluezone.rollout.gate.queries.words import word
from bluezone.rollout.overview.field import What, doors_behind, movements_behind, shifts_behind
from bluezone.rollout.overview.presence import seen_at
from bluezone.rollout.overview.views import figures_day, page_context
from bluezone.rollout.overview.wording import FIELD_EMPTY, FIELD_TITLES

A_PAGE: Final = 50
PURPOSE: Final = "campaign"


@dataclass(frozen=True, slots=True)
class Shown:
    """One row behind a figure.

    Args:
        name: What it is: a village, a gate, a round, a day of a movement.
        unit: Whose it is.
        numbers: Its counts, in the order of the columns; None where there is none.
        address: Where its events are; empty where the reader may not go there.
    """

    name: str
    unit: str
    numbers: Sequence[int | None]
    address: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows behind a figure: what their first column and their counts are called."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Shown]

    @property
    def sums(self) -> list[int]:
        """What the rows add up to."""
        return [sum(row.numbers[place] or 0 for row in self.rows) for place in range(len(self.columns))]


@needs(Action.READ_REPORTS)
@require_GET
def field_behind(request: Request, unit_id: UUID, what: str) -> HttpResponse:
    """List what a figure from outside is made of."""
    shown = get_object_or_404(Unit, pk=unit_id)
    day = figures_day(request)
    inside(request, Action.READ_REPORTS, shown, day if shown.validity.holds(day) else shown.valid_to)
    context = page_context(request, shown, day, day)
    return render_field(request, what, context, seen_at(day, request.moment))


def render_field(request: Request, what: str, context: dict[str, Any], at: datetime) -> HttpResponse:
    """Show the rows behind a figure as they stood at a moment, or give them as a file.

    Args:
        request: The request.
        what: Doors, gates, checks or movements.
        context: From `page_context`.
        at: When.
    """
    if what not in {*What}:
        raise Http404(_("There is no such figure."))
    counted = What(what)
    units = structure(context["day"]).subtree(context["unit"].pk)
    table = TABLES[counted](request, units, at)
    if is_file_wanted(request):
        return list_file(request, _listed(counted, table))
    facts = {
        "what": counted.value,
        "words": FIELD_TITLES[counted.value],
        "empty": FIELD_EMPTY[counted.value],
        "at": at,
        "table": table,
        "page": Paginator(table.rows, A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "overview/field.html", context | facts)


def _doors(request: Request, units: Sequence[UUID], at: datetime) -> Table:
    found = doors_behind(units, at)
    names = {unit.pk: unit.name for unit in Unit.objects.filter(pk__in={each.unit_id for each in found.lists})}
    told = bool(found.total.visited_by_text or found.total.helped_by_text)
    columns = [
        _("on the list"),
        _("visited"),
        *([_("of these by text message")] if told else []),
        _("closed"),
        _("helped, with Bluetooth"),
        _("helped, browser only"),
        *([_("helped, by text message")] if told else []),
        _("declined"),
        _("no smartphone"),
    ]
    to = _way(request, Action.READ_FIELDWORK, "fieldwork:list")
    rows = []
    for each in found.lists:
        own = found.by_list[each.pk]
        numbers = (
            own.listed,
            own.visited,
            *([own.visited_by_text] if told else []),
            own.closed,
            own.with_radio,
            own.browser_only,
            *([own.helped_by_text] if told else []),
            own.refused,
            own.no_smartphone,
        )
        rows.append(Shown(each.village, names[each.unit_id], numbers, to(each.pk)))
    return Table(_("Village"), columns, rows)


def _gates(request: Request, units: Sequence[UUID], at: datetime) -> Table:
    columns = [_("in"), _("out"), _("helped to install"), _("has it"), _("no smartphone"), _("not now")]
    to = _way(request, Action.READ_GATE, "gate:shift")
    rows = []
    for each in shifts_behind(units, at):
        own = word(each).counts
        numbers = (own.came, own.went, own.helped, own.had_it, own.no_smartphone, own.not_now)
        name = _("%(day)s, shift %(number)s") % {"day": f"{each.day:%d/%m/%Y}", "number": each.number}
        gate = _("gate %(gate)s") % {"gate": each.gate} if each.gate.isdecimal() else each.gate
        rows.append(Shown(f"{name}, {gate}", each.unit.name, numbers, to(each.shift)))
    return Table(_("Shift"), columns, rows)


def _checks(request: Request, units: Sequence[UUID], at: datetime) -> Table:
    columns = [_("could be drawn"), _("answered"), _("differed"), _("allowed")]
    to = _way(request, Action.RUN_SPOT_CHECKS, "fieldwork:round")
    rows = []
    for each in closed_rounds(Unit.objects.filter(pk__in=units), at):
        closed = f"{localtime(each.closed_at):%d/%m/%Y}"
        name = f"{closed}, {each.walk_list.village}" if each.walk_list else closed
        rows.append(Shown(name, each.unit.name, (each.lot, each.checked, each.differed, each.allowed), to(each.pk)))
    return Table(_("Spot-check"), columns, rows)


def _movements(request: Request, units: Sequence[UUID], at: datetime) -> Table:
    to = _way(request, Action.READ_REPORTS, "reporting:submission")
    rows = []
    for each in movements_behind(units, at):
        helped = each.values.get("helped")
        name = f"{each.last_day:%d/%m/%Y}"
        rows.append(Shown(name, each.unit.name, (helped if isinstance(helped, int) else None,), to(each.pk)))
    return Table(_("Day"), [_("phones helped")], rows)


TABLES: Final[dict[What, Callable[[Request, Sequence[UUID], datetime], Table]]] = {
    What.DOORS: _doors,
    What.GATES: _gates,
    What.CHECKS: _checks,
    What.MOVEMENTS: _movements,
}


def _way(request: Request, action: Action, page: str) -> Callable[[UUID], str]:
    """Return what leads a row to its events; nowhere where the reader may not go, or this door has no such page."""
    may = holder_of(request).may(action)

    def there(key: UUID) -> str:
        try:
            return reverse(page, args=[key]) if may else ""
        except NoReverseMatch:
            return ""

    return there


def _listed(what: What, table: Table) -> Listed:
    def rows() -> Iterable[Sequence[Cell]]:
        return ([row.name, row.unit, *row.numbers] for row in table.rows)

    return Listed(f"field_{what.value}", "overview", PURPOSE, [table.name, _("Unit"), *table.columns], rows())

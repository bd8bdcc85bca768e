"""Gates for the head of an agency and the province: today, the last weeks of shifts, the words behind each shift."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from bluezone.authority.accounts.access import holder_of, inside, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.documents.tables import Cell
from bluezone.authority.requests import Request
from bluezone.rollout.fieldwork.views.parts import A_PAGE, Column, asked_day, exported
from bluezone.rollout.gate.models import ShiftTally
from bluezone.rollout.gate.queries.tallies import Wanted, by_day, open_shifts, shifts, tallies, words_of_shift
from bluezone.rollout.gate.rules.bars import heights
from bluezone.rollout.gate.rules.last_word import NAMES, Counts
from bluezone.rollout.reporting.rules.periods import local_day

READ: Final = Action.READ_GATE
LAST_DAYS: Final = timedelta(days=27)
"""Four weeks with today."""
TALLEST: Final = 100
STEP: Final = 12
"""Width of a day in the chart, with its gap."""


@needs(READ)
@never_cache
@require_GET
def gates(request: Request) -> HttpResponse:
    """Show today at one's gates, and the shifts of the last weeks."""
    holder = holder_of(request)
    units, wanted = holder.units(READ), _wanted(request)
    today = local_day(request.moment)
    day = tallies(units, request.moment)
    page = Paginator(shifts(units, wanted, request.moment), A_PAGE).get_page(request.GET.get("page"))
    places = list(holder.top_units(Action.APPOINT_GATE_KEEPER)[:2])
    facts = {
        "today": day,
        "open": open_shifts(units, request.moment),
        "bars": _bars(by_day(units, today - LAST_DAYS, today)),
        "wanted": wanted,
        "narrowed": wanted != Wanted(order=wanted.order),
        "page": page,
        "appoint": reverse("gate:invite", args=[places[0].pk]) if len(places) == 1 else "",
        "may_appoint": holder.may(Action.APPOINT_GATE_KEEPER),
        "crumbs": crumbs(),
    }
    return render(request, "gate/gates.html", facts)


@needs(READ)
@require_GET
def export(request: Request) -> HttpResponse:
    """Give the list of shifts as a file."""
    columns = [
        Column("day", _("Day")),
        Column("unit", _("Agency")),
        Column("code", _("Code")),
        Column("gate", _("Gate")),
        Column("shift", _("Shift")),
        Column("closed", _("Closed")),
        Column("came", _("In")),
        Column("went", _("Out")),
        Column("helped", _("Helped to install")),
        Column("had_it", _("Has it")),
        Column("no_smartphone", _("No smartphone")),
        Column("not_now", _("Not now")),
        Column("said", _("Last word at")),
    ]
    found = shifts(holder_of(request).units(READ), _wanted(request), request.moment)
    return exported(request, "shifts", columns, _lines(found))


@needs(READ)
@never_cache
@require_GET
def shift(request: Request, shift_id: UUID) -> HttpResponse:
    """Show every word about a shift, the one that counts first."""
    first = ShiftTally.objects.filter(shift=shift_id).select_related("unit").first()
    if first is None:
        raise Http404
    inside(request, READ, first.unit)
    words = words_of_shift(holder_of(request).units(READ), shift_id)
    if not words:
        raise Http404
    last = words[0]
    counts = Counts(**{name: getattr(last, name) for name in NAMES})
    label = _("Shift %(number)d") % {"number": last.number}
    facts = {"words": words, "last": last, "beyond": counts.beyond, "crumbs": crumbs(Crumb(label))}
    return render(request, "gate/shift.html", facts)


def crumbs(*further: Crumb) -> list[Crumb]:
    """Return the way to a page about gates."""
    return [Crumb(_("Overview"), "/"), Crumb(_("Gates"), reverse("gate:gates") if further else ""), *further]


def _wanted(request: Request) -> Wanted:
    given = request.GET
    return Wanted(
        given.get("q", "").strip(),
        given.get("state", ""),
        asked_day(request, "first"),
        asked_day(request, "last"),
        given.get("sort", ""),
    )


def _bars(days: Sequence[tuple[date, Counts]]) -> list[dict[str, object]]:
    tall = heights([counts.came for _day, counts in days], TALLEST)
    return [
        {"day": day, "came": counts.came, "x": place * STEP, "y": TALLEST - height, "height": height}
        for place, ((day, counts), height) in enumerate(zip(days, tall, strict=True))
    ]


def _lines(rows: Iterable[ShiftTally]) -> Iterator[Sequence[Cell]]:
    for row in rows:
        yield [
            row.day,
            row.unit.name,
            row.unit.stat_code,
            row.gate,
            row.number,
            _("yes") if row.is_closed else _("no"),
            *(getattr(row, name) for name in NAMES),
            localtime(row.event.witnessed_at).isoformat(timespec="minutes"),
        ]

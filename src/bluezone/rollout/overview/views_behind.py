"""What is behind a figure: the reports that it is made of, and how an interval comes about."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bluezone.authority.accounts.access import inside, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.console.list_files import Listed, is_file_wanted, list_file
from bluezone.authority.requests import Request
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import structure
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.overview.presence import STATES, Shown, What, rows_behind, seen_at
from bluezone.rollout.overview.views import figures_day, page_context, structure_day
from bluezone.rollout.overview.wording import LINES, MEASURES, refusal_words
from bluezone.rollout.reporting.models import Submission
from bluezone.rollout.reporting.queries import Behind, Ground, Line, behind, ground_on
from bluezone.rollout.reporting.rules.coverage import (
    EVERYTHING,
    Interval,
    Place,
    Standing,
    common_base,
    place_interval,
    sibling_range,
)
from bluezone.rollout.reporting.rules.forms import Measure
from bluezone.rollout.reporting.wording import STANDINGS

A_PAGE: Final = 50
PURPOSE: Final = "campaign"
KEPT: Final = timedelta(days=30)
"""How long single checks of hotspots are kept (docs/data-register.md)."""


@dataclass(frozen=True, slots=True)
class Bound:
    """One place's part of an interval."""

    unit: Unit
    place: Place
    words: str
    bounds: Interval | None


@needs(Action.READ_REPORTS)
@require_GET
def reports_behind(request: Request, unit_id: UUID, line: str, measure: str) -> HttpResponse:
    """List the reports that a figure is made of, with what each adds."""
    shown = get_object_or_404(Unit, pk=unit_id)
    along, what = _known(line, measure)
    day = figures_day(request)
    on_day = structure_day(request, day)
    inside(request, Action.READ_REPORTS, shown, day if shown.validity.holds(day) else on_day)
    try:
        ground = ground_on(day, on_day, along, beside=False)
    except RuleViolation as refusal:
        raise Http404(str(refusal_words(refusal.code))) from refusal
    found = behind(ground, shown.pk, what)
    if "sector" in request.GET:
        found = [each for each in found if each.submission.unit.sector == request.GET["sector"]]
    context = page_context(request, shown, day, on_day) | {
        "words": MEASURES[what],
        "line": LINES[along],
        "found": found,
        "total": total(found),
    }
    return render(request, "overview/behind.html", context)


@needs(Action.READ_REPORTS)
@require_GET
def bounds(request: Request, unit_id: UUID) -> HttpResponse:
    """Show how an interval comes about: what is known of each place, and the bounds that follow."""
    shown = get_object_or_404(Unit, pk=unit_id)
    day = figures_day(request)
    on_day = structure_day(request, day)
    inside(request, Action.READ_REPORTS, shown, day if shown.validity.holds(day) else on_day)
    ground = ground_on(day, on_day, beside=False)
    context = page_context(request, shown, day, on_day) | {
        "found": _bounds(ground, shown),
        "known": ground.coverage(shown.pk),
    }
    return render(request, "overview/bounds.html", context)


@needs(Action.READ_REPORTS)
@require_GET
def presence_behind(request: Request, unit_id: UUID, what: str) -> HttpResponse:
    """List the places or hotspots that a figure is made of, narrowed to where they stand."""
    shown = get_object_or_404(Unit, pk=unit_id)
    day = figures_day(request)
    inside(request, Action.READ_REPORTS, shown, day if shown.validity.holds(day) else shown.valid_to)
    context = page_context(request, shown, day, day)
    return render_presence(request, what, context, seen_at(day, request.moment))


def render_presence(request: Request, what: str, context: dict[str, Any], at: datetime) -> HttpResponse:
    """Show the rows behind a figure as they stood at a moment, or give them as a file.

    Args:
        request: The request; its `state` narrows the rows.
        what: Places or hotspots.
        context: From `page_context`.
        at: When.
    """
    if what not in {*What}:
        raise Http404(_("There is no such figure."))
    counted, state = What(what), request.GET.get("state", "")
    rows = rows_behind(counted, structure(context["day"]).subtree(context["unit"].pk), at)
    standings = Counter(row.standing for row in rows)
    shown = [row for row in rows if row.standing == state] if state in STATES[counted] else rows
    if is_file_wanted(request):
        return list_file(request, _listed(counted, shown))
    facts = {
        "what": counted.value,
        "at": at,
        "page": Paginator(shown, A_PAGE).get_page(request.GET.get("page")),
        "state": state if state in STATES[counted] else "",
        "states": [(key, label, standings[key]) for key, label in STATES[counted].items()],
        "all": len(rows),
        "is_forgotten": counted is What.HOTSPOTS and at < request.moment - KEPT,
    }
    return render(request, "overview/presence.html", context | facts)


def _listed(what: What, rows: Sequence[Shown]) -> Listed:
    is_place = what is What.PLACES
    headings = [
        _("Name of the place") if is_place else _("Name of the network"),
        _("Type") if is_place else _("Place"),
        _("Commune"),
        _("Code"),
        _("State"),
        _("Last looked at"),
    ]
    lines = ([row.name, row.kind, row.unit.name, row.unit.stat_code, row.words, row.day] for row in rows)
    return Listed(what.value, "overview", PURPOSE, headings, lines)


def total(found: list[Behind]) -> int:
    """Return what the reports add up to."""
    return sum(each.adds or 0 for each in found)


def _known(line: str, measure: str) -> tuple[Line, Measure]:
    try:
        along, what = Line(line), Measure(measure)
    except ValueError as unknown:
        raise Http404(_("There is no such figure.")) from unknown
    if along is Line.MOVEMENTS:
        raise Http404(_("There is no such figure."))
    return along, what


def _bounds(ground: Ground, shown: Unit) -> list[Bound]:
    places = ground.inside(shown.pk)
    base = common_base([*places, *ground.every_place])
    likely = sibling_range(ground.every_place, base) if base else EVERYTHING
    return [
        Bound(
            ground.units[UUID(place.unit)],
            place,
            str(STANDINGS[Standing(place.standing)]),
            place_interval(place, base, likely) if base else None,
        )
        for place in places
    ]


def submissions_of(reports: list[str]) -> list[Submission]:
    """Return submissions by their ids, in the order of the units' codes."""
    rows = Submission.objects.filter(pk__in=reports).select_related("unit", "form")
    return list(rows.order_by("unit__stat_code", "unit__folded", "part"))

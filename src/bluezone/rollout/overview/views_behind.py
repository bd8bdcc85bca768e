"""What is behind a figure: the reports that it is made of, and how an interval comes about."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bluezone.authority.accounts.access import inside, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.requests import Request
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import RuleViolation
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

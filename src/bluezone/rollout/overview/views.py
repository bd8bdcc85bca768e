"""Dashboards: a unit and those below it on a day, along the territory or by sector."""

from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bluezone.authority.accounts.access import holder_of, inside, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.requests import Request
from bluezone.authority.territory.kinds import COMMUNE_KINDS, Kind
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import ancestors, on
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.overview.field import field_at
from bluezone.rollout.overview.pictures import commune_map, commune_tiles, progress, shades
from bluezone.rollout.overview.presence import presence_at, seen_at
from bluezone.rollout.overview.queries import (
    claims,
    communes_below,
    flags_of,
    former_districts,
    is_ranked,
    outlines,
    own_residents,
    past,
    row,
    rows_below,
    sectors,
    squares,
)
from bluezone.rollout.overview.rules.dashboards import Row, ranked
from bluezone.rollout.overview.rules.days import due_day
from bluezone.rollout.overview.services import decide_comparison
from bluezone.rollout.overview.wording import LINES, refusal_words
from bluezone.rollout.reporting.queries import Ground, Line, ground_on, standing

FORMER_DAY = date(2020, 8, 1)
"""A day on which the districts stood, for the offer to look at the campaign's own structure."""
REPORTS = 7
"""Reports of a commune that its page lists."""
MAP_FROM = 3
"""Communes from which a picture of them helps."""


def figures_day(request: Request) -> date:
    """Return the day of the figures: `?day=`, otherwise the last day whose reports are due."""
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return due_day(request.moment)


def structure_day(request: Request, day: date) -> date:
    """Return the day of the structure: `?on=`, otherwise the day of the figures."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return day


@needs(Action.READ_DASHBOARD)
@require_GET
def home(request: Request) -> HttpResponse:
    """Go to the dashboard of whoever asks; offer a choice where there are several."""
    holder = holder_of(request)
    units = list(holder.top_units(Action.READ_DASHBOARD))
    if not units:
        units = list(on(figures_day(request)).filter(kind=Kind.TINH.value))
    if len(units) == 1:
        return redirect("overview:unit", units[0].pk)
    return render(request, "overview/choose.html", {"units": units, "crumbs": [Crumb(_("Dashboard"))]})


@needs(Action.READ_DASHBOARD)
@require_GET
def unit(request: Request, unit_id: UUID) -> HttpResponse:
    """Show a unit of the territory and those below it."""
    shown = get_object_or_404(Unit, pk=unit_id)
    day = figures_day(request)
    on_day = structure_day(request, day)
    inside(request, Action.READ_DASHBOARD, shown, day if shown.validity.holds(day) else shown.valid_to)
    context = page_context(request, shown, day, on_day)
    if not shown.validity.holds(on_day):
        return render(request, "overview/ended.html", context | _ended(shown, day, on_day))
    try:
        ground = ground_on(day, on_day, beside=False)
    except RuleViolation as refusal:
        return render(request, "overview/ended.html", context | {"refused": refusal_words(refusal.code)})
    return render(request, "overview/unit.html", context | _board(shown, ground) | _presence(shown, ground, request))


@needs(Action.READ_DASHBOARD)
@require_GET
def bodies(request: Request, unit_id: UUID) -> HttpResponse:
    """Show agencies and schools at and below a unit, summed by sector; never added to the territory."""
    shown = get_object_or_404(Unit, pk=unit_id)
    day = figures_day(request)
    inside(request, Action.READ_DASHBOARD, shown, day)
    tables = []
    for line in (Line.BODIES, Line.SCHOOLS):
        ground = ground_on(day, line=line)
        rows = sectors(shown, ground)
        tables.append({"line": line, "words": LINES[line], "rows": rows, "silent": ground.silent(shown.pk)[:20]})
    context = page_context(request, shown, day, day) | {"tables": tables, "tab": "bodies"}
    return render(request, "overview/bodies.html", context)


@needs(Action.READ_DASHBOARD)
@require_GET
def questions(request: Request, unit_id: UUID) -> HttpResponse:
    """Show the open questions about numbers at and below a unit, each in plain words."""
    shown = get_object_or_404(Unit, pk=unit_id)
    day = figures_day(request)
    inside(request, Action.READ_DASHBOARD, shown, day)
    ground = ground_on(day, beside=False)
    places = {UUID(place.unit) for place in ground.inside(shown.pk)}
    found = [flag for flag in flags_of(ground, "commune_day") if flag.unit_id in places]
    return render(
        request, "overview/questions.html", page_context(request, shown, day, day) | {"flags": found, "tab": "flags"}
    )


@needs(Action.DEFINE_FORMS)
@require_POST
def compare(request: Request) -> HttpResponse:
    """Decide whether units are shown in the order of their shares."""
    holder = holder_of(request)
    if holder.user is None:
        raise PermissionDenied
    decide_comparison(is_ranked=request.POST.get("ranked") == "yes", actor=holder.actor, moment=request.moment)
    return redirect(reverse("overview:home"))


def page_context(request: Request, shown: Unit, day: date, on_day: date) -> dict[str, object]:
    """Return what every page of a unit needs: its way, its days, what its reader may do."""
    holder = holder_of(request)
    above = [each for each in reversed(ancestors(shown, day)) if holder.may_here(Action.READ_DASHBOARD, each, day)]
    query = f"?day={day.isoformat()}&on={on_day.isoformat()}"
    crumbs = [Crumb(each.name, reverse("overview:unit", args=[each.pk]) + query) for each in above]
    return {
        "unit": shown,
        "day": day,
        "on": on_day,
        "query": query,
        "day_query": f"?day={day.isoformat()}",
        "crumbs": [*crumbs, Crumb(shown.name)],
        "back": reverse("overview:unit", args=[shown.pk]) + query,
        "tab": "territory",
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "may_decide": holder.user is not None and holder.may(Action.DEFINE_FORMS),
        "may_read_reports": holder.may(Action.READ_QUICK_REPORT),
    }


def _board(shown: Unit, ground: Ground) -> dict[str, object]:
    flags = flags_of(ground, "commune_day")
    whole = row(ground, shown, flags, own_residents(shown, ground.day))
    below = rows_below(ground, shown, flags)
    leaves = communes_below(ground, shown, flags)
    order = is_ranked()
    history = past(ground, shown, "commune_day")
    is_commune = shown.kind in COMMUNE_KINDS

    def address(each: Row) -> str:
        return (
            f"{reverse('overview:unit', args=[each.id])}?day={ground.day.isoformat()}&on={ground.structure.isoformat()}"
        )

    places = [place for _, place in leaves] if len(leaves) >= MAP_FROM else []
    communes, shapes = [each for each, _ in leaves], outlines(places)
    has_map = bool(shapes) and len(shapes) == len(leaves)
    picture = commune_map(communes, shapes, address) if has_map else commune_tiles(communes, squares(places), address)
    return {
        "whole": whole,
        "rows": ranked(below) if order else below,
        "is_ranked": order,
        "tiles": picture,
        "has_map": has_map,
        "shades": shades(),
        "series": progress(history.declared, history.visited),
        "history": [each for each in zip(history.declared, history.visited, strict=True) if each[0][1] is not None],
        "silent": ground.silent(shown.pk),
        "claims": [(LINES[line], line.value, count) for line, count in claims(ground, shown).items()],
        "converted": ground.converted,
        "reports": standing(shown.pk, "commune_day", limit=REPORTS) if is_commune else [],
        "is_commune": is_commune,
        "formers": former_districts(ground, FORMER_DAY) if ground.converted and shown.kind == Kind.TINH.value else [],
    }


def _presence(shown: Unit, ground: Ground, request: Request) -> dict[str, object]:
    """Return the figures of places, hotspots and from outside; in another structure than the day's they are not worked out."""
    if ground.converted:
        return {}
    units, at = ground.tree.subtree(shown.pk), seen_at(ground.day, request.moment)
    return {"presence": presence_at(units, at), "field": field_at(units, at)}


def _ended(shown: Unit, day: date, on_day: date) -> dict[str, object]:
    """Return why a unit that does not stand in a structure has no page there, and its total if that can be known."""
    former = next(
        (
            each
            for each in former_districts(ground_on(day, on_day, beside=False), shown.valid_to or day)
            if each.unit.pk == shown.pk
        ),
        None,
    )
    if former is None:
        return {"refused": _("This unit does not stand on that day.")}
    return {"former": former, "refused": refusal_words(former.refused) if former.refused else ""}

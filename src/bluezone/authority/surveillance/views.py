"""Pages of the epidemiologist: figures, the curve, the chain; nothing on them names anybody."""

import csv
import io
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bluezone.authority.accounts.access import day_of, holder_of, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.audit.services import Subject, record
from bluezone.authority.cases.rules.words import Classification
from bluezone.authority.cases.wording import CLASSIFICATIONS
from bluezone.authority.codes.rules.words import CodeState
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.documents.tables import harmless
from bluezone.authority.requests import Request
from bluezone.authority.surveillance.queries import (
    Known,
    Period,
    cases_in,
    codes_in,
    contacts_in,
    indicators,
    infected_by,
    known_cases,
    stated_links,
    totals_between,
)
from bluezone.authority.surveillance.rules.bars import draw_curve
from bluezone.authority.surveillance.rules.figures import curve, funnel
from bluezone.authority.surveillance.rules.picture import pictures
from bluezone.authority.surveillance.wording import LINES
from bluezone.authority.territory.models import Unit

DAYS_SHOWN: Final = 60
LONGEST_PERIOD: Final = 730
PURPOSE: Final = "statistics"
DAY_KINDS: Final = ("reported_on", "onset_on", "confirmed_on")


@needs(Action.READ_STATISTICS)
@require_GET
def statistics(request: Request) -> HttpResponse:
    """Show the figures of a period: indicators with their denominators, the curve, the funnel, phones that look."""
    period, holder, day = period_of(request), holder_of(request), day_of(request)
    cases, kind = cases_in(holder, period), _day_kind(request)
    bars = curve(cases.values_list(kind, flat=True), period.first, period.last)
    measured = indicators(cases, contacts_in(holder, period), day)
    days = totals_between(period.first, period.last)
    facts = {
        **_way(request, period, _("Statistics")),
        "total": cases.count(),
        "confirmed": cases.filter(classification=Classification.CONFIRMED).count(),
        "bars": bars,
        "curve": draw_curve(bars),
        "kind": kind,
        "measured": [(line, getattr(measured, line.name)) for line in LINES],
        "funnel": _funnel(request, period),
        "totals": days[-1] if days else None,
        "day": day,
    }
    _note(request, "statistics.read")
    if request.GET.get("format") == "json":
        return JsonResponse(_as_json(facts))
    return render(request, "surveillance/statistics.html", facts)


@needs(Action.READ_STATISTICS)
@require_GET
def chain(request: Request) -> HttpResponse:
    """Show who infected whom: a picture a chain, the largest first, and the same as a table."""
    period = period_of(request)
    cases = cases_in(holder_of(request), period)
    known, links = known_cases(cases), stated_links(cases)
    drawn = pictures([case.id for case in known], links, {case.id: case.label for case in known})
    linked = {node.case for picture in drawn for node in picture.nodes}
    facts = {
        **_way(request, period, _("Chain of infection")),
        "pictures": drawn,
        "known": {case.id: case for case in known},
        "apart": [case for case in known if case.id not in linked],
        "total": len(known),
        "links": len(links),
    }
    _note(request, "statistics.chain")
    if request.GET.get("format") == "csv":
        return _chain_as_csv(known, infected_by(links))
    return render(request, "surveillance/chain.html", facts)


@needs(Action.READ_STATISTICS)
@require_GET
def curve_csv(request: Request) -> HttpResponse:
    """Return the curve as a table for a spreadsheet."""
    period = period_of(request)
    days = cases_in(holder_of(request), period).values_list(_day_kind(request), flat=True)
    rows = [
        (bar.day.isoformat(), bar.cases, f"{bar.seven_day_mean:.2f}") for bar in curve(days, period.first, period.last)
    ]
    _note(request, "statistics.curve")
    return _csv("curve", ("day", "cases", "seven_day_mean"), rows)


def period_of(request: Request) -> Period:
    """Return the period of a page's address: the last sixty days when it says nothing, at most two years."""
    today = day_of(request)
    last = min(_day(request.GET.get("to", "")) or today, today)
    first = _day(request.GET.get("from", "")) or last - timedelta(days=DAYS_SHOWN - 1)
    first = min(max(first, last - timedelta(days=LONGEST_PERIOD)), last)
    chosen = _id(request.GET.get("unit", ""))
    allowed = holder_of(request).units(Action.READ_STATISTICS)
    unit = Unit.objects.filter(id__in=allowed, id=chosen).first() if chosen else None
    return Period(first, last, unit)


def _way(request: Request, period: Period, here: str) -> dict[str, Any]:
    crumbs = [Crumb(_("Overview"), "/"), Crumb(here)]
    tops = holder_of(request).top_units(Action.READ_STATISTICS)
    return {"crumbs": crumbs, "period": period, "tops": tops, "query": request.GET.urlencode()}


def _funnel(request: Request, period: Period) -> list[Any]:
    codes = codes_in(holder_of(request), period)
    uploads = sum(int(each.figures.get("uploads") or 0) for each in totals_between(period.first, period.last))
    return funnel(codes.count(), codes.filter(state=CodeState.CLAIMED).count(), uploads)


def _as_json(facts: dict[str, Any]) -> dict[str, Any]:
    period: Period = facts["period"]
    return {
        "first": period.first,
        "last": period.last,
        "cases": facts["total"],
        "confirmed": facts["confirmed"],
        "curve": [{"day": bar.day, "cases": bar.cases, "seven_day_mean": bar.seven_day_mean} for bar in facts["bars"]],
        "indicators": {line.name: line.as_json(value) for line, value in facts["measured"]},
        "funnel": {step.name: step.count for step in facts["funnel"]},
    }


def _chain_as_csv(known: list[Known], infectors: Any) -> HttpResponse:  # noqa: ANN401 -- a mapping of ids to ids
    labels = {case.id: case.label for case in known}
    rows = [
        (
            case.label,
            case.day.isoformat(),
            case.unit,
            str(CLASSIFICATIONS[Classification(case.classification)]),
            " ".join(labels[other] for other in infectors.get(case.id, [])),
        )
        for case in known
    ]
    return _csv("chain", ("case", "reported_on", "unit", "classification", "infected_by"), rows)


def _csv(name: str, head: tuple[str, ...], rows: list[tuple[Any, ...]]) -> HttpResponse:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([[harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows])
    answer = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _note(request: Request, action: str) -> None:
    record(holder_of(request).actor, action, Subject("surveillance.figures"), PURPOSE, request.moment)


def _day_kind(request: Request) -> str:
    wanted = request.GET.get("by", "")
    return wanted if wanted in DAY_KINDS else DAY_KINDS[0]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

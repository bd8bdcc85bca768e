"""The morning's reports: a list with a button, each as a page whose figures open, as DOCX and as PDF."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bluezone.authority.accounts.access import holder_of, inside, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.documents.document import (
    COUNTRY,
    MOTTO,
    RECIPIENTS,
    TRIAL,
    Document,
    dated,
    heard,
    numbered,
    spoken,
)
from bluezone.authority.documents.docx_writer import docx_bytes
from bluezone.authority.documents.pdf_writer import pdf_bytes
from bluezone.authority.requests import Request
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import structure
from bluezone.rollout.directives.models import TaskAssignment
from bluezone.rollout.overview.field import What as FieldWhat
from bluezone.rollout.overview.gathering import CAMPAIGN
from bluezone.rollout.overview.models import MorningReport
from bluezone.rollout.overview.presence import What
from bluezone.rollout.overview.services import make_morning_report
from bluezone.rollout.overview.views import figures_day, page_context
from bluezone.rollout.overview.views_behind import render_presence
from bluezone.rollout.overview.views_field import render_field
from bluezone.rollout.overview.wording import LINES, MEASURES
from bluezone.rollout.reporting.models import FormDefinition, RaisedFlag, Submission
from bluezone.rollout.reporting.queries import Line, read_definition
from bluezone.rollout.reporting.queries.events import events
from bluezone.rollout.reporting.rules.forms import Form, Measure

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORM_KEYS: Final = ("commune_day", "unit_day", "school_week")
"""Forms whose measures stand in a report."""
SHOWN: Final = 60
"""Reports that the list shows."""
WRITERS: Final[dict[str, tuple[str, Callable[[Document], bytes]]]] = {
    "docx": (DOCX, docx_bytes),
    "pdf": ("application/pdf", pdf_bytes),
}


@dataclass(frozen=True, slots=True)
class Stood:
    """A submission as it stood when a report was made, what it added, and whether another replaced it since."""

    submission: Submission
    adds: int | None
    replaced: bool


@needs(Action.READ_QUICK_REPORT)
@require_GET
def reports(request: Request, unit_id: UUID) -> HttpResponse:
    """List the morning's reports of a province, with a button for whoever may make one."""
    shown = get_object_or_404(Unit, pk=unit_id)
    inside(request, Action.READ_QUICK_REPORT, shown)
    day = figures_day(request)
    context = page_context(request, shown, day, day) | {
        "reports": MorningReport.objects.filter(unit=shown)[:SHOWN],
        "may_make": holder_of(request).may_here(Action.MAKE_QUICK_REPORT, shown),
        "tab": "reports",
    }
    return render(request, "overview/reports.html", context)


@needs(Action.MAKE_QUICK_REPORT)
@require_POST
def make(request: Request, unit_id: UUID) -> HttpResponse:
    """Make the report of a day; the same figures again lead to the report that is there."""
    shown = get_object_or_404(Unit, pk=unit_id)
    inside(request, Action.MAKE_QUICK_REPORT, shown)
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        day = figures_day(request)
    rank = " ".join(request.POST.get("rank", "").split())[:80]
    report = make_morning_report(shown, day, actor=holder_of(request).actor, moment=request.moment, rank=rank)
    messages.success(request, _("The report is made. It is signed outside this system; the clerk gives its number."))
    return redirect("overview:report", report.pk)


@needs(Action.READ_QUICK_REPORT)
@require_GET
def report(request: Request, report_id: UUID) -> HttpResponse:
    """Show a report as a page on which every figure opens to the submissions behind it."""
    kept = _kept(request, report_id)
    document = heard(kept.document)
    publisher = document.boxes
    context = page_context(request, kept.unit, kept.day, kept.day) | {
        "report": kept,
        "document": document,
        "blocks": [_shown(block, kept) for block in spoken(document)["blocks"]],
        "publisher": publisher,
        "country": COUNTRY,
        "motto": MOTTO,
        "number": numbered(publisher),
        "dated": dated(publisher, document.day),
        "signer": document.signer,
        "recipients_word": RECIPIENTS,
        "trial": TRIAL if document.trial else "",
        "tab": "reports",
    }
    return render(request, "overview/report.html", context)


@needs(Action.READ_QUICK_REPORT)
@require_GET
def report_file(request: Request, report_id: UUID, form: str) -> HttpResponse:
    """Hand a report out as DOCX, which an office edits and signs, or as PDF/A."""
    if form not in WRITERS:
        raise Http404
    kept = _kept(request, report_id)
    kind, written = WRITERS[form]
    response = HttpResponse(written(heard(kept.document)), content_type=kind)
    name = f"bao-cao-nhanh-{kept.day.isoformat()}-{kept.version}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@needs(Action.READ_QUICK_REPORT)
@require_GET
def report_behind(request: Request, report_id: UUID, subject: str, measure: str) -> HttpResponse:
    """Show what a figure of a report is made of, as it stood when the report was made.

    Args:
        request: The request.
        report_id: The report.
        subject: A unit's id, or a line and a sector such as `bodies:health`.
        measure: Which figure.
    """
    kept = _kept(request, report_id)
    context = page_context(request, kept.unit, kept.day, kept.day) | {
        "report": kept,
        "back": reverse("overview:report", args=[kept.pk]),
        "tab": "reports",
    }
    if measure in {*What}:
        return render_presence(request, measure, context, kept.cut_off)
    if measure in {*FieldWhat}:
        return render_field(request, measure, context, kept.cut_off)
    if measure == "tasks":
        rows = TaskAssignment.objects.exclude(sent_at__isnull=True).select_related("task", "unit")
        return render(request, "overview/behind_tasks.html", context | {"found": rows})
    if measure.startswith("flag-"):
        rows_of_kind = RaisedFlag.objects.filter(kind=measure.removeprefix("flag-"), day__lte=kept.day)
        return render(request, "overview/behind_flags.html", context | {"found": rows_of_kind.select_related("unit")})
    if measure == "broadcasts":
        found = [Stood(each, 1, replaced=False) for each in events("broadcast", kept.day - CAMPAIGN, kept.day)]
        return render(request, "overview/behind.html", context | _figure(found, Line.BODIES, _("broadcasts")))
    line, found = _stood(kept, subject, measure)
    words = MEASURES.get(Measure(measure), measure) if measure in [*Measure] else MEASURES[Measure.DECLARED]
    return render(request, "overview/behind.html", context | _figure(found, line, str(words)))


def _figure(found: list[Stood], line: Line, words: str) -> dict[str, object]:
    return {"found": found, "line": LINES[line], "words": words, "total": sum(each.adds or 0 for each in found)}


def _kept(request: Request, report_id: UUID) -> MorningReport:
    kept = get_object_or_404(MorningReport.objects.select_related("unit"), pk=report_id)
    inside(request, Action.READ_QUICK_REPORT, kept.unit)
    return kept


def _stood(kept: MorningReport, subject: str, measure: str) -> tuple[Line, list[Stood]]:
    """Return the submissions behind a figure: those of the report's basis, none that came later."""
    line_word, _colon, sector = subject.partition(":")
    along = Line(line_word) if sector or line_word in {"bodies", "schools"} else Line.TERRITORY
    basis: dict[str, list[str]] = kept.basis.get(along.value, {})
    if along is Line.TERRITORY:
        below = {str(each) for each in structure(kept.day).subtree(_unit_id(subject))}
        wanted = [report for unit, said in basis.items() if unit in below for report in said]
        rows = Submission.objects.filter(pk__in=wanted)
    else:
        rows = Submission.objects.filter(pk__in=[report for said in basis.values() for report in said])
        rows = rows.filter(unit__sector=sector)
    what = Measure(measure) if measure in [*Measure] else Measure.DECLARED
    forms = {each.pk: read_definition(each) for each in FormDefinition.objects.filter(key__in=FORM_KEYS)}
    ordered = rows.select_related("unit", "form", "superseded_by").order_by("unit__stat_code", "unit__folded", "part")
    return along, [
        Stood(each, _adds(each, forms[each.form_id], what), hasattr(each, "superseded_by")) for each in ordered
    ]


def _adds(submission: Submission, form: Form, what: Measure) -> int | None:
    asked = form.field_of(what)
    value = submission.values.get(asked.key) if asked else None
    return value if isinstance(value, int) else None


def _unit_id(subject: str) -> UUID:
    try:
        return UUID(subject)
    except ValueError as wrong:
        raise Http404 from wrong


def _shown(block: dict[str, object], kept: MorningReport) -> dict[str, object]:
    """Return a block with an address on each figure."""
    if block["sort"] == "paragraph":
        return block | {"runs": _linked(block["runs"], kept)}
    if block["sort"] == "grid":
        numbers = block["numbers"]
        rows = [
            [{"runs": _linked(cell, kept), "is_number": place in numbers} for place, cell in enumerate(row)]  # type: ignore[operator]  # a grid's numbers are a list
            for row in block["rows"]  # type: ignore[attr-defined]  # a grid's rows are a list
        ]
        return block | {"rows": rows}
    return block


def _linked(runs: object, kept: MorningReport) -> list[dict[str, object]]:
    linked = []
    for run in runs:  # type: ignore[attr-defined]  # runs are a list of plain values
        address = (
            reverse("overview:report_behind", args=[kept.pk, run["unit"], run["measure"]]) if "unit" in run else ""
        )
        linked.append(run | {"address": address})
    return linked

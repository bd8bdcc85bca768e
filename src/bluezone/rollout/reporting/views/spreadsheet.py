"""Reports by spreadsheet: the template, a file handed in, what is in force as a workbook."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bluezone.authority.accounts.access import Holder, holder_of, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.register.workbook import read_workbook
from bluezone.authority.requests import Request
from bluezone.authority.territory.queries import by_code, on
from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.rollout.reporting.filling import UploadForm
from bluezone.rollout.reporting.models import FormDefinition, Latest
from bluezone.rollout.reporting.queries import form_on, published
from bluezone.rollout.reporting.rules.explanations import FAULTS
from bluezone.rollout.reporting.rules.forms import Form, Gathering
from bluezone.rollout.reporting.rules.periods import local_day, period_of, reporting_day
from bluezone.rollout.reporting.rules.sheet_faults import SHEET_FAULTS, SheetFault, SheetFinding
from bluezone.rollout.reporting.services.importing import import_sheet
from bluezone.rollout.reporting.spreadsheets import (
    ReadSheet,
    named_day,
    named_form,
    only_counts,
    read_sheet,
    template,
    written_out,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@needs(Action.SUBMIT_REPORTS)
@require_http_methods(["GET", "HEAD", "POST"])
def spreadsheet(request: Request) -> HttpResponse:
    """Take a workbook of reports, or show what is wrong in it, cell by cell."""
    form = UploadForm(request.POST or None, request.FILES or None)
    findings: list[tuple[SheetFinding, str]] = []
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["workbook"].read()
        try:
            read = _read(content, request)
            findings = [(finding, _words(finding)) for finding in read.findings]
            if not findings:
                return _imported(request, read, content)
        except MalformedMessage:
            form.add_error("workbook", _("This file is no XLSX workbook, or it is too large."))
    context = {
        "crumbs": [Crumb(_("Reports"), reverse("reporting:mine")), Crumb(_("Spreadsheet"))],
        "form": form,
        "findings": findings,
        "templates": _templates(holder_of(request), reporting_day(request.moment)),
        "day": reporting_day(request.moment),
    }
    return render(request, "reporting/spreadsheet.html", context, status=422 if findings or form.errors else 200)


@needs(Action.SUBMIT_REPORTS)
@require_GET
def blank(request: Request, form_key: str) -> HttpResponse:
    """Give the workbook that a clerk fills: one row for each of the holder's units that the form is asked of."""
    day = _day(request)
    form = _spreadsheet_form(form_key, day)
    units = holder_of(request).units(Action.SUBMIT_REPORTS, day) & on(day).filter(kind__in=form.kinds)
    return _workbook(template(form, day, units.order_by("stat_code", "folded")), f"mau-{form.key}-{day}.xlsx")


@needs(Action.EXPORT_REPORTS)
@require_GET
def export(request: Request, form_key: str) -> HttpResponse:
    """Give the reports in force for a period as a workbook; no cell of it can act as a formula."""
    day = _day(request)
    form = _spreadsheet_form(form_key, day)
    units = holder_of(request).units(Action.EXPORT_REPORTS, day).values_list("pk", flat=True)
    rows = Latest.objects.filter(form_key=form.key, first_day=period_of(day, form.rhythm).first, unit__in=units)
    ordered = rows.select_related("submission", "unit").order_by("unit__stat_code", "unit__folded", "part")
    content = written_out(form, day, [(row.unit, row.part, row.submission.values) for row in ordered])
    return _workbook(content, f"bao-cao-{form.key}-{day}.xlsx")


def _read(content: bytes, request: Request) -> ReadSheet:
    """Return what the first sheet of a workbook says."""
    sheet = read_workbook(content)[0]
    day = named_day(sheet)
    holder = holder_of(request)
    try:
        form = form_on(named_form(sheet), day or reporting_day(request.moment))
    except RuleViolation:
        form = None
    allowed = set(holder.units(Action.SUBMIT_REPORTS, day).values_list("pk", flat=True))
    today = local_day(request.moment)
    usable = form if form is not None and _fits(form) else None
    return read_sheet(sheet, usable, today=today, find=by_code, may=lambda unit: unit.pk in allowed)


def _imported(request: Request, read: ReadSheet, content: bytes) -> HttpResponse:
    done = import_sheet(read, content, actor=holder_of(request).actor, moment=request.moment)
    words = ngettext("%(count)d report was received.", "%(count)d reports were received.", done.kept)
    messages.success(request, words % {"count": done.kept})
    if done.known:
        messages.info(request, _("%(count)d rows had been reported before.") % {"count": done.known})
    if done.changed:
        text = _("%(count)d rows replaced other figures; they are marked as sent again without a reason.")
        messages.warning(request, text % {"count": done.changed})
    asked = sum(bool(receipt.flags) for receipt in done.receipts)
    if asked:
        messages.warning(request, _("There are questions about %(count)d rows.") % {"count": asked})
    return redirect("reporting:spreadsheet")


def _templates(holder: Holder, day: date) -> list[tuple[str, str]]:
    """Return the forms that the holder's units are asked and that fit into a spreadsheet."""
    kinds = set(holder.units(Action.SUBMIT_REPORTS, day).values_list("kind", flat=True))
    language, keys = get_language() or "vi", FormDefinition.objects.filter(valid_from__lte=day).values_list("key")
    forms_asked = [form_on(key, day) for (key,) in keys.distinct().order_by("key")]
    return [
        (form.key, form.title.in_language(language)) for form in forms_asked if _fits(form) and kinds & set(form.kinds)
    ]


def _fits(form: Form) -> bool:
    return form.gathering is Gathering.STANDING and only_counts(form) and form.action == Action.SUBMIT_REPORTS


def _spreadsheet_form(key: str, day: date) -> Form:
    try:
        published(key, day)
    except RuleViolation as unknown:
        raise Http404 from unknown
    form = form_on(key, day)
    if not _fits(form):
        raise Http404
    return form


def _day(request: Request) -> date:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return reporting_day(request.moment)


def _words(finding: SheetFinding) -> str:
    fault = finding.fault
    words = SHEET_FAULTS[fault] if isinstance(fault, SheetFault) else FAULTS[fault]
    return words.in_language(get_language() or "vi")


def _workbook(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=XLSX, headers=headers)

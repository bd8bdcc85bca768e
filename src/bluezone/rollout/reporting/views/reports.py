"""A unit's own pages: what it is asked, what it reported, one report with its versions, a correction."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.authority.accounts.access import holder_of, inside, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.requests import Request
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.reporting.identity import new_id
from bluezone.rollout.reporting.models import Latest, Submission
from bluezone.rollout.reporting.queries import (
    form_on,
    forms_for,
    in_force,
    open_flags,
    read_definition,
    school_classes,
    standing,
    versions,
)
from bluezone.rollout.reporting.rules.forms import Form, Gathering
from bluezone.rollout.reporting.rules.periods import Period, cut_off, period_of, reporting_day
from bluezone.rollout.reporting.rules.versions import Source
from bluezone.rollout.reporting.services import withdraw
from bluezone.rollout.reporting.shown import asked_question, shown_values
from bluezone.rollout.reporting.views.filling_in import Entry, fill, refusal

READABLE = 100


@dataclass(frozen=True, slots=True)
class AskedForm:
    """One form that a unit is asked, and the report that answers it."""

    form: Form
    title: str
    purpose: str
    period: Period
    until: datetime
    done: Latest | None


def home_crumb() -> Crumb:
    """Return the first step of the way to a reporting page."""
    return Crumb(_("Reports"), reverse("reporting:mine"))


@needs(Action.SUBMIT_REPORTS)
@never_cache
@require_GET
def mine(request: Request) -> HttpResponse:
    """Show each unit that somebody reports for, what it is asked, and whether it has answered."""
    day = reporting_day(request.moment)
    units = [(unit, _asked(unit, day)) for unit in holder_of(request).top_units(Action.SUBMIT_REPORTS)]
    if len(units) == 1 and len(units[0][1]) == 1 and "stay" not in request.GET:
        return redirect("reporting:report", units[0][0].pk, units[0][1][0].form.key)
    return render(request, "reporting/mine.html", {"units": units, "day": day, "gated": form_on("gate_day", day).kinds})


@needs(Action.SUBMIT_REPORTS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: Request, unit_id: UUID, form_key: str) -> HttpResponse:
    """Show or take a unit's report."""
    unit = get_object_or_404(Unit, pk=unit_id)
    inside(request, Action.SUBMIT_REPORTS, unit)
    _must_be_asked(unit, form_key, Action.SUBMIT_REPORTS, reporting_day(request.moment))
    classes = school_classes(unit.pk, reporting_day(request.moment)) if form_key == "school_week" else ()
    entry = Entry(
        unit,
        form_key,
        Source.FORM,
        after=lambda kept: reverse("reporting:submission", args=[kept.pk]),
        crumbs=(home_crumb(), Crumb(unit.short_name)),
        more={"classes": classes},
    )
    return fill(request, entry)


@needs(Action.READ_REPORTS)
@never_cache
@require_GET
def history(request: Request, unit_id: UUID) -> HttpResponse:
    """Show what a unit reported, newest first, and the questions about it."""
    unit = get_object_or_404(Unit, pk=unit_id)
    inside(request, Action.READ_REPORTS, unit)
    asked = [form for form in forms_for(unit, reporting_day(request.moment)) if form.gathering is Gathering.STANDING]
    language = get_language() or "vi"
    tables = [
        {"form": form, "title": form.title.in_language(language), "rows": standing(unit.pk, form.key, limit=READABLE)}
        for form in asked
    ]
    context = {
        "crumbs": [home_crumb(), Crumb(unit.short_name)],
        "unit": unit,
        "tables": [table for table in tables if table["rows"]],
        "questions": [asked_question(flag, language) for flag in open_flags([unit.pk])],
        "may_report": holder_of(request).may_here(Action.SUBMIT_REPORTS, unit),
    }
    return render(request, "reporting/history.html", context)


@needs(Action.READ_REPORTS)
@never_cache
@require_GET
def submission(request: Request, submission_id: UUID) -> HttpResponse:
    """Show one report as it came in, with its versions."""
    shown = _readable(request, submission_id)
    form, language = read_definition(shown.form), get_language() or "vi"
    known = versions(shown)
    last = known[-1]
    context = {
        "crumbs": [home_crumb(), Crumb(shown.unit.short_name, reverse("reporting:history", args=[shown.unit_id]))],
        "shown": shown,
        "title": form.title.in_language(language),
        "values": shown_values(form, shown.values, language),
        "versions": [(each, shown_values(form, each.values, language)) for each in known],
        "is_last": last.pk == shown.pk,
        "last": last,
        "is_event": form.gathering is Gathering.EVENT,
        "may_correct": last.pk == shown.pk and shown.values and _may_correct(request, shown, form),
    }
    return render(request, "reporting/submission.html", context)


@needs(Action.SUBMIT_REPORTS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: Request, submission_id: UUID) -> HttpResponse:
    """Take new figures for a report, with a reason; the old ones stay readable."""
    old = _correctable(request, submission_id)
    entry = Entry(
        old.unit,
        old.form.key,
        Source.FORM,
        after=lambda kept: reverse("reporting:submission", args=[kept.pk]),
        crumbs=(home_crumb(), Crumb(old.unit.short_name, reverse("reporting:history", args=[old.unit_id]))),
        corrects=old,
    )
    return fill(request, entry)


@needs(Action.SUBMIT_REPORTS)
@require_POST
def take_back(request: Request, submission_id: UUID) -> HttpResponse:
    """Take a report back; it stays readable as a version."""
    old = _correctable(request, submission_id)
    try:
        withdraw(old, id=new_id(request.moment), actor=holder_of(request).actor, moment=request.moment)
    except RuleViolation as refused:
        messages.error(request, refusal(refused))
    else:
        messages.success(request, _("The report was taken back. It stays readable, and counts no longer."))
    return redirect("reporting:submission", old.pk)


def _asked(unit: Unit, day: date) -> list[AskedForm]:
    """Return the forms that a unit is asked to report by itself, with the report in force."""
    language, rows = get_language() or "vi", list[AskedForm]()
    for form in forms_for(unit, day):
        if form.action == Action.SUBMIT_REPORTS:
            period = period_of(day, form.rhythm)
            done = in_force(unit.pk, form.key, "", period.first)
            title, purpose = form.title.in_language(language), form.purpose.in_language(language)
            rows.append(AskedForm(form, title, purpose, period, cut_off(period, form.rhythm), done))
    return rows


def _must_be_asked(unit: Unit, form_key: str, action: Action, day: date) -> None:
    try:
        form = form_on(form_key, day)
    except RuleViolation as unknown:
        raise Http404 from unknown
    if unit.kind not in form.kinds or form.action != action:
        raise Http404


def _readable(request: Request, submission_id: UUID) -> Submission:
    shown = get_object_or_404(Submission.objects.select_related("unit", "form"), pk=submission_id)
    inside(request, Action.READ_REPORTS, shown.unit, shown.structure_date)
    return shown


def _correctable(request: Request, submission_id: UUID) -> Submission:
    old = get_object_or_404(Submission.objects.select_related("unit", "form"), pk=submission_id)
    inside(request, Action.SUBMIT_REPORTS, old.unit, old.structure_date)
    if not _may_correct(request, old, read_definition(old.form)):
        raise PermissionDenied
    return old


def _may_correct(request: Request, shown: Submission, form: Form) -> bool:
    """Return whether whoever asks may replace a report: only where the form is theirs to fill."""
    holder = holder_of(request)
    return form.action == Action.SUBMIT_REPORTS and holder.may_here(
        Action.SUBMIT_REPORTS, shown.unit, shown.structure_date
    )

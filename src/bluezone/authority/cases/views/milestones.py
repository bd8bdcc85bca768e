"""Milestones (mốc dịch tễ): a place and an interval, added in an interview, reviewed, and handed on for release."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.authority.accounts.access import day_of, holder_of, needs
from bluezone.authority.accounts.purposes import Purpose, opened_for, state
from bluezone.authority.accounts.rules import Action
from bluezone.authority.audit.services import subject_of
from bluezone.authority.cases.forms.work import MilestoneForm
from bluezone.authority.cases.models import Case, Milestone
from bluezone.authority.cases.queries import milestones_for
from bluezone.authority.cases.refusals import in_words
from bluezone.authority.cases.services import add_milestone, review_milestone
from bluezone.authority.cases.views.acting import at_once
from bluezone.authority.cases.views.choosing import Picker, commune_picker, unit_asked
from bluezone.authority.cases.views.records import address_of, doing, own_case, part_of_others, shown_again, way
from bluezone.authority.cases.wording import MILESTONE_STATES, choices
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.requests import Request
from bluezone.protocol.errors import RuleViolation

A_PAGE: Final = 50


@needs(Action.READ_CASES)
@require_GET
def milestones(request: Request) -> HttpResponse:
    """List the milestones of the holder's units; they name places, not people."""
    text, wanted = request.GET.get("q", "").strip(), request.GET.get("state", "")
    unit = unit_asked(request, Action.READ_CASES)
    rows = milestones_for(holder_of(request), text=text, state=wanted, unit=unit)
    facts = {
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "text": text,
        "state": wanted,
        "states": choices(MILESTONE_STATES),
        "may_trace": holder_of(request).may(Action.TRACE_CONTACTS),
        "crumbs": way(Crumb(_("Milestones"))),
    }
    return render(request, "cases/milestones.html", facts)


@needs(Action.TRACE_CONTACTS)
@require_http_methods(["GET", "POST"])
def add_place(request: Request) -> HttpResponse:
    """Add a milestone that no case of ours stands behind, such as one that the press or another province names."""
    return _add(request, None)


@needs(Action.TRACE_CONTACTS)
@require_http_methods(["GET", "POST"])
def add_to_case(request: Request, case_id: UUID) -> HttpResponse:
    """Add where a case was, and when."""
    case = own_case(request, case_id, Action.TRACE_CONTACTS)
    if request.method == "GET":
        opened_for(request, case)
    return _add(request, case)


@needs(Action.READ_CASES)
@require_GET
def milestone(request: Request, milestone_id: UUID) -> HttpResponse:
    """Show a milestone, who was there, and what stands between it and the public."""
    shown = _own(request, milestone_id, Action.READ_CASES)
    opened_for(request, shown)
    holder = holder_of(request)
    facts = {
        "milestone": shown,
        "presences": shown.presences.select_related("person__identity"),
        "releases": shown.releases.select_related("body"),
        "release_part": part_of_others("venues/parts/milestone_release.html"),
        "may_review": holder.may(Action.RELEASE_MILESTONES),
        "case_address": address_of(shown.case) if shown.case else "",
        "crumbs": way(Crumb(_("Milestones"), reverse("cases:milestones")), Crumb(_title(shown))),
        "title": _title(shown),
    }
    return render(request, "cases/milestone.html", facts)


@needs(Action.RELEASE_MILESTONES)
@require_POST
def review(request: Request, milestone_id: UUID) -> HttpResponse:
    """Say that a draft was checked and may be released by two people of two bodies."""
    draft = _own(request, milestone_id, Action.RELEASE_MILESTONES)
    done = _("Reviewed. Two people of two bodies can release it now.")
    at_once(request, draft, Purpose.TRACING, lambda by: review_milestone(draft, by), done)
    return redirect("cases:milestone", draft.pk)


def _add(request: Request, case: Case | None) -> HttpResponse:
    form = MilestoneForm(request.POST or None, initial={"day": day_of(request)})
    picker = commune_picker(request, case.unit if case else None)
    if request.method == "POST" and form.is_valid() and picker.chosen is not None:
        about = case or picker.chosen
        try:
            made = add_milestone(case, form.milestone(picker.chosen), doing(request, about, Purpose.TRACING))
        except RuleViolation as refused:
            form.add_error(None, in_words(refused))
        else:
            state(request, subject_of(made), Purpose.TRACING, for_all=False)
            messages.success(request, _("The milestone is noted as a draft."))
            return redirect("cases:milestone", made.pk)
    if request.method == "POST" and case is not None:
        shown_again(request, case, Purpose.TRACING)
    return _add_page(request, form, picker, case)


def _add_page(request: Request, form: MilestoneForm, picker: Picker, case: Case | None) -> HttpResponse:
    first = case or Crumb(_("Milestones"), reverse("cases:milestones"))
    facts = {
        "form": form,
        "picker": picker,
        "case": case,
        "back": address_of(case) if case else reverse("cases:milestones"),
        "crumbs": way(first, Crumb(_("New milestone"))),
    }
    return render(request, "cases/new_milestone.html", facts, status=409 if request.method == "POST" else 200)


def _own(request: Request, milestone_id: UUID, action: Action) -> Milestone:
    shown = get_object_or_404(Milestone.objects.select_related("unit", "case__unit", "definition"), pk=milestone_id)
    holder, units = holder_of(request), {shown.unit_id, *([shown.case.unit_id] if shown.case else [])}
    if not any(holder.may_here(action, unit) for unit in units):
        raise PermissionDenied
    return shown


def _title(shown: Milestone) -> str:
    return _("Milestone %(number)s") % {"number": str(shown)}

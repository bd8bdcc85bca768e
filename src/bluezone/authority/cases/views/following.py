"""The follow-up of a unit: today's list, one visit in a corridor with a bad signal, a backlog typed from paper."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import BaseFormSet
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from bluezone.authority.accounts.access import day_of, holder_of, needs
from bluezone.authority.accounts.purposes import Purpose, opened_for
from bluezone.authority.accounts.rules import Action
from bluezone.authority.cases.forms.follow_up import PaperForm, PaperFormSet, StandingForm, VisitForm
from bluezone.authority.cases.models import Case, Contact
from bluezone.authority.cases.queries import Line, Turn, as_line, lines_of, paper_of, records_of, round_of, turns_of
from bluezone.authority.cases.refusals import in_words
from bluezone.authority.cases.services import Doing, record_visit, record_visits, set_follow_up
from bluezone.authority.cases.views.acting import Act, act_page
from bluezone.authority.cases.views.choosing import unit_asked
from bluezone.authority.cases.views.paging import CountedPaginator
from bluezone.authority.cases.views.records import doing, open_list, own_record, shown_again, way
from bluezone.authority.cases.views.showing import around
from bluezone.authority.cases.wording import TURNS
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.requests import Request
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import RuleViolation

A_PAGE: Final = 30
EVERY_LINE: Final = "every-line"
"""Stands for the id of a record in the fields of a visit before they are given to one."""
A_SHEET: Final = 40
"""How many rows of a paper sheet a page shows."""


@needs(Action.FOLLOW_UP)
@require_GET
def follow_up(request: Request) -> HttpResponse:
    """Show whom a unit sees today: due, overdue, silent for days, lost, and who was seen."""
    unit = unit_asked(request, Action.FOLLOW_UP)
    open_list(request, Action.FOLLOW_UP)
    turn, day, holder = _turn(request), day_of(request), holder_of(request)
    counts = turns_of(holder, day, unit)
    round_ = CountedPaginator(round_of(holder, turn, day, unit), A_PAGE, count=counts[turn])
    page = round_.get_page(request.GET.get("page"))
    facts = {
        "turn": turn,
        "turns": [(each, TURNS[each], count) for each, count in counts.items()],
        "unit": unit,
        "day": day,
        "page": page,
        "lines": list(_with_fields(request, lines_of(page.object_list))),
        "crumbs": way(Crumb(_("Follow-up"))),
    }
    return render(request, "cases/follow_up.html", facts)


@needs(Action.FOLLOW_UP)
@require_http_methods(["GET", "POST"])
def visit(request: Request, kind: str, record_id: UUID) -> HttpResponse:
    """Record a visit; a script asks for JSON and sends again until it is saved, the page's id makes it one visit."""
    row = own_record(request, kind, record_id, Action.FOLLOW_UP)
    if request.method == "GET":
        opened_for(request, row)
        return _visit_page(request, row, VisitForm(initial={"id": uuid4(), "day": day_of(request)}), 200)
    form = VisitForm(request.POST)
    if form.is_valid():
        try:
            record_visit(row, form.visit(), doing(request, row, Purpose.FOLLOW_UP))
        except RuleViolation as refused:
            form.add_error(None, in_words(refused))
        else:
            return _saved(request)
    if _wants_json(request):
        faults = [str(fault) for each in form.errors.values() for fault in each]
        return JsonResponse({"fault": " ".join(faults)}, status=409)
    shown_again(request, row, Purpose.FOLLOW_UP)
    return _visit_page(request, row, form, 409)


@needs(Action.FOLLOW_UP)
@never_cache
@require_GET
def fresh_token(request: Request) -> HttpResponse:
    """Give the page's script a form token for the present session: after logging in again the old one is worth nothing."""
    return JsonResponse({"token": get_token(request)})


@needs(Action.FOLLOW_UP)
@require_http_methods(["GET", "POST"])
def stand(request: Request, kind: str, record_id: UUID) -> HttpResponse:
    """Say that a follow-up is lost, ended early, not needed, or under way again."""
    row = own_record(request, kind, record_id, Action.FOLLOW_UP)
    act = Act(_("Change the follow-up"), _("Save"), _("The follow-up is changed."), Purpose.FOLLOW_UP)
    form = StandingForm(request.POST or None, initial={"state": row.follow_up})

    def perform(given: dict[str, Any], by: Doing) -> None:
        set_follow_up(row, given["state"], by)

    return act_page(request, row, form, act, perform)


@needs(Action.FOLLOW_UP)
@require_http_methods(["GET", "POST"])
def backlog(request: Request) -> HttpResponse:
    """Type the visits of a paper sheet: everybody followed on a day who has no visit of that day."""
    unit, day = unit_asked(request, Action.FOLLOW_UP), _day(request)
    if request.method == "GET":
        open_list(request, Action.FOLLOW_UP)
        return _sheet_page(request, unit, day, None)
    sheet = PaperFormSet(request.POST)
    if sheet.is_valid():
        count = _typed_in(request, sheet, day)
        if count is not None:
            words = ngettext("%(count)d visit is saved.", "%(count)d visits are saved.", count) % {"count": count}
            messages.success(request, words)
            return redirect(request.get_full_path())
    open_list(request, Action.FOLLOW_UP)
    return _sheet_page(request, unit, day, sheet)


def _typed_in(request: Request, sheet: BaseFormSet[PaperForm], day: date) -> int | None:
    """Save the filled rows of a sheet, all or none, and return how many; None when a rule refuses one."""
    filled = [row for row in sheet if row.cleaned_data.get("result")]
    followed = records_of(holder_of(request), {row.key for row in filled})
    if any(row.key not in followed for row in filled):
        raise PermissionDenied
    by = Doing(holder_of(request).actor, Purpose.FOLLOW_UP, request.moment)
    try:
        record_visits([(followed[row.key], row.visit(day)) for row in filled], by)
    except RuleViolation as refused:
        messages.error(request, in_words(refused))
        return None
    return len(filled)


def _sheet_page(request: Request, unit: Unit | None, day: date, sheet: BaseFormSet[PaperForm] | None) -> HttpResponse:
    rows = paper_of(holder_of(request), day, unit)
    page = Paginator(rows, A_SHEET).get_page(request.GET.get("page"))
    lines = [as_line(row) for row in page.object_list]
    fresh = [{"id": uuid4(), "kind": line.kind, "record": line.id} for line in lines]
    forms = sheet if sheet is not None else PaperFormSet(initial=fresh)
    names = {str(line.id): line for line in lines}
    facts = {
        "day": day,
        "unit": unit,
        "page": page,
        "sheet": forms,
        "rows": [
            (number, form, names.get(str(form["record"].value())))
            for number, form in enumerate(forms, start=page.start_index() or 1)
        ],
        "crumbs": way(Crumb(_("Follow-up"), reverse("cases:follow_up")), Crumb(_("Visits from paper"))),
    }
    return render(request, "cases/backlog.html", facts, status=200 if sheet is None else 409)


def _visit_page(request: Request, row: Case | Contact, form: VisitForm, status: int) -> HttpResponse:
    facts = around(request, row) | {"form": form, "crumbs": way(row, Crumb(_("Visit")))}
    return render(request, "cases/visit.html", facts, status=status)


def _saved(request: Request) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"saved": True})
    messages.success(request, _("The visit is saved."))
    return redirect("cases:follow_up")


def _with_fields(request: Request, lines: list[Line]) -> Iterator[tuple[Line, str]]:
    """Yield lines, each with the fields of its visit: drawn once, and for each line given its own ids."""
    form = VisitForm(initial={"id": UUID(int=0), "day": day_of(request)}, auto_id=f"v-{EVERY_LINE}-%s")
    drawn = render_to_string("cases/parts/visit_fields.html", {"form": form}, request)
    for line in lines:
        yield line, SafeString(drawn.replace(EVERY_LINE, str(line.id)).replace(str(UUID(int=0)), str(uuid4())))


def _wants_json(request: Request) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _turn(request: Request) -> Turn:
    asked = request.GET.get("turn", "")
    return Turn(asked) if asked in {*Turn} else Turn.DUE


def _day(request: Request) -> date:
    try:
        asked = parse_date(request.GET.get("day", ""))
    except ValueError:
        asked = None
    return min(asked or day_of(request), day_of(request))

"""The telephone desk: find the unit that calls, type what it says, read it back; twenty seconds."""

from datetime import date
from uuid import UUID

from django.contrib import messages
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
from bluezone.authority.console.structure import chosen_day
from bluezone.authority.requests import Request
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import search
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.reporting.models import RaisedFlag, Submission
from bluezone.rollout.reporting.queries import forms_for, open_flags, read_definition
from bluezone.rollout.reporting.rules.forms import Gathering
from bluezone.rollout.reporting.rules.periods import reporting_day
from bluezone.rollout.reporting.rules.versions import Source
from bluezone.rollout.reporting.services import settle
from bluezone.rollout.reporting.shown import asked_question, shown_values
from bluezone.rollout.reporting.views.filling_in import Entry, fill

FOUND = 8
QUESTIONS = 200


@needs(Action.ENTER_FOR_OTHERS)
@never_cache
@require_GET
def desk(request: Request) -> HttpResponse:
    """Find the unit that calls by its code or name; a code leads straight to its form."""
    words, day = request.GET.get("q", "").strip(), reporting_day(request.moment)
    holder = holder_of(request)
    found = [each.unit for each in search(words, day, limit=40)] if words else []
    rows = [(unit, _forms(unit, day)) for unit in found if holder.may_here(Action.ENTER_FOR_OTHERS, unit, day)][:FOUND]
    rows = [(unit, forms) for unit, forms in rows if forms]
    if len(rows) == 1 and rows[0][0].stat_code == words and not request.htmx:
        unit, forms = rows[0]
        return redirect("reporting:enter", unit.pk, forms[0]["key"])
    context = {"words": words, "rows": rows, "last": _last(request)}
    return render(request, "reporting/parts/desk_found.html" if request.htmx else "reporting/desk.html", context)


@needs(Action.ENTER_FOR_OTHERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: Request, unit_id: UUID, form_key: str) -> HttpResponse:
    """Type what a unit says by telephone, or what its paper says."""
    unit = get_object_or_404(Unit, pk=unit_id)
    inside(request, Action.ENTER_FOR_OTHERS, unit, reporting_day(request.moment))
    if form_key not in {each["key"] for each in _forms(unit, reporting_day(request.moment))}:
        raise Http404
    source = Source.PAPER if request.GET.get("from") == Source.PAPER else Source.DESK
    entry = Entry(
        unit,
        form_key,
        source,
        after=lambda kept: f"{reverse('reporting:desk')}?last={kept.pk}",
        crumbs=(Crumb(_("Telephone desk"), reverse("reporting:desk")), Crumb(unit.short_name)),
        more={"is_desk": True},
    )
    return fill(request, entry)


@needs(Action.READ_REPORTS)
@never_cache
@require_GET
def questions(request: Request) -> HttpResponse:
    """Show the open questions about figures of the holder's units."""
    holder, language = holder_of(request), get_language() or "vi"
    day = chosen_day(request)
    units = holder.units(Action.READ_REPORTS, day).values_list("pk", flat=True)
    rows = [asked_question(flag, language) for flag in open_flags(units)[:QUESTIONS]]
    context = {
        "day": day,
        "crumbs": [Crumb(_("Overview"), "/"), Crumb(_("Questions about figures"))],
        "rows": rows,
        "may_settle": holder.may(Action.SETTLE_FLAGS),
    }
    return render(request, "reporting/questions.html", context)


@needs(Action.SETTLE_FLAGS)
@require_POST
def settle_question(request: Request, flag_id: int) -> HttpResponse:
    """Close a question whose figure was checked and is true."""
    flag = get_object_or_404(RaisedFlag.objects.select_related("unit"), pk=flag_id)
    inside(request, Action.SETTLE_FLAGS, flag.unit, flag.day)
    try:
        settle(flag, actor=holder_of(request).actor, moment=request.moment)
    except RuleViolation:
        messages.info(request, _("This question was closed before."))
    else:
        messages.success(request, _("The question is closed: the figure was checked and is true."))
    return redirect("reporting:questions")


def _forms(unit: Unit, day: date) -> list[dict[str, str]]:
    language = get_language() or "vi"
    return [
        {"key": form.key, "title": form.title.in_language(language)}
        for form in forms_for(unit, day)
        if form.gathering is Gathering.STANDING
    ]


def _last(request: Request) -> dict[str, object] | None:
    """Return the report that was just entered, to be read back to the caller."""
    try:
        wanted = UUID(request.GET.get("last", ""))
    except ValueError:
        return None
    kept = Submission.objects.filter(pk=wanted).select_related("unit", "form").first()
    if kept is None or not holder_of(request).may_here(Action.ENTER_FOR_OTHERS, kept.unit, kept.structure_date):
        return None
    form = read_definition(kept.form)
    return {"submission": kept, "values": shown_values(form, kept.values, get_language() or "vi")}

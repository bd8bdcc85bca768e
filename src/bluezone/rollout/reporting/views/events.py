"""Pages of those who record events: movements, the press, the help desk, the gate."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from bluezone.authority.accounts.access import holder_of, inside, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.requests import Request
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import communes
from bluezone.rollout.reporting.models import Submission
from bluezone.rollout.reporting.queries import Tally, broadcasts, complaints, form_on, movement
from bluezone.rollout.reporting.queries.events import events
from bluezone.rollout.reporting.rules.forms import Form
from bluezone.rollout.reporting.rules.periods import reporting_day
from bluezone.rollout.reporting.rules.versions import Source
from bluezone.rollout.reporting.shown import choice_words, shown_values
from bluezone.rollout.reporting.views.filling_in import Entry, fill, one_unit

LAST_WEEKS = timedelta(weeks=8)
LISTED = 20


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of event page: who may, which form, what is counted, and by which field."""

    action: Action
    form_key: str
    page: str
    tally: Callable[..., Tally]
    by: str


MOVEMENT = Kind(Action.PLAN_MOVEMENT, "movement_event", "reporting:movement", movement, "activity")
PRESS = Kind(Action.RECORD_BROADCASTS, "broadcast", "reporting:broadcasts", broadcasts, "language")


@needs(Action.PLAN_MOVEMENT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def movement_events(request: Request) -> HttpResponse:
    """Plan and record a movement's events; what it won stands beside the communes' figures."""
    return _events_page(request, MOVEMENT)


@needs(Action.RECORD_BROADCASTS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def press(request: Request) -> HttpResponse:
    """Record broadcasts and articles by language, time and link."""
    return _events_page(request, PRESS)


@needs(Action.RECORD_COMPLAINTS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: Request) -> HttpResponse:
    """Record a complaint in a few taps, without anything about a person."""
    places = _places(request, Action.RECORD_COMPLAINTS)
    unit = one_unit(request, places)
    if unit is None:
        return render(request, "reporting/no_unit.html", status=404 if places else 200)
    entry = Entry(
        unit,
        "complaint",
        Source.DESK,
        after=lambda kept: f"{reverse('reporting:complain')}?unit={kept.unit_id}",
        template="reporting/complain.html",
        more={"places": places, "may_see_trends": holder_of(request).may(Action.READ_COMPLAINTS)},
    )
    return fill(request, entry)


@needs(Action.READ_COMPLAINTS)
@never_cache
@require_GET
def complaint_trends(request: Request) -> HttpResponse:
    """Show what people complain about, by week."""
    today = reporting_day(request.moment)
    units = holder_of(request).units(Action.READ_COMPLAINTS).values_list("pk", flat=True)
    tally = complaints(today - LAST_WEEKS, today, units)
    form, language = form_on("complaint", today), get_language() or "vi"
    words = choice_words(form, "about", language)
    rows = [
        {
            "label": words.get(kind, kind),
            "total": total,
            "weeks": [(day, said.get(kind, 0)) for day, said in tally.by_week.items()],
        }
        for kind, total in tally.by_kind.items()
    ]
    context = {
        "crumbs": [Crumb(_("Overview"), "/"), Crumb(_("Complaints"))],
        "rows": rows,
        "weeks": list(tally.by_week),
        "total": tally.total,
        "may_record": holder_of(request).may(Action.RECORD_COMPLAINTS),
    }
    return render(request, "reporting/complaint_trends.html", context)


@needs(Action.TALLY_GATE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def gate(request: Request) -> HttpResponse:
    """Enter the tally of a shift at the gate."""
    unit = one_unit(request, list(holder_of(request).top_units(Action.TALLY_GATE)))
    if unit is None:
        return render(request, "reporting/no_unit.html")
    entry = Entry(unit, "gate_day", Source.FORM, after=lambda _kept: reverse("reporting:gate"))
    return fill(request, entry)


@needs(Action.PLAN_MOVEMENT)
@require_GET
def certificate(request: Request, unit_id: UUID) -> HttpResponse:
    """Show a certificate to print; names are written by hand, none is kept."""
    unit = get_object_or_404(Unit, pk=unit_id)
    inside(request, Action.PLAN_MOVEMENT, unit)
    return render(request, "reporting/certificate.html", {"unit": unit, "day": reporting_day(request.moment)})


@needs(Action.SUBMIT_REPORTS)
@require_GET
def invitation(request: Request, unit_id: UUID) -> HttpResponse:
    """Show the invitation that a school gives to families, to print."""
    unit = get_object_or_404(Unit, pk=unit_id)
    inside(request, Action.SUBMIT_REPORTS, unit)
    return render(request, "reporting/invitation.html", {"unit": unit, "origin": settings.SITE_ORIGIN})


def _events_page(request: Request, kind: Kind) -> HttpResponse:
    units = list(holder_of(request).top_units(kind.action))
    unit = one_unit(request, units)
    if unit is None:
        return render(request, "reporting/no_unit.html", status=404 if units else 200)
    today = reporting_day(request.moment)
    form, language = form_on(kind.form_key, today), get_language() or "vi"
    span = (today - LAST_WEEKS, today + LAST_WEEKS)
    tally = kind.tally(*span, [unit.pk])
    words = choice_words(form, kind.by, language)
    entry = Entry(
        unit,
        kind.form_key,
        Source.FORM,
        after=lambda kept: f"{reverse(kind.page)}?unit={kept.unit_id}",
        crumbs=(Crumb(_("Overview"), "/"), Crumb(form.title.in_language(language))),
        template="reporting/events.html",
        more={
            "units": units,
            "total": tally.total,
            "kinds": [(words.get(key, key), count) for key, count in tally.by_kind.items()],
            "sums": _sums(form, tally, language),
            "listed": _listed(form, events(kind.form_key, *span, [unit.pk])[:LISTED], language),
            "is_movement": kind is MOVEMENT,
        },
    )
    return fill(request, entry)


def _sums(form: Form, tally: Tally, language: str) -> list[tuple[str, int]]:
    return [(each.label.in_language(language), tally.sums[each.key]) for each in form.fields if each.key in tally.sums]


def _listed(form: Form, rows: Iterable[Submission], language: str) -> list[dict[str, object]]:
    return [{"submission": row, "values": shown_values(form, row.values, language)} for row in rows]


def _places(request: Request, action: Action) -> list[Unit]:
    """Return the units in which somebody records: their own, then the communes of today below them."""
    holder = holder_of(request)
    top = list(holder.top_units(action))
    below = [place for unit in top for place in communes(holder.day, under=unit).order_by("folded") if place not in top]
    return [*top, *below]

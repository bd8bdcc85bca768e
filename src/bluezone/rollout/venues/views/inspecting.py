"""Inspections on a telephone, in a corridor: search the place, tap what is there, undo."""

from uuid import UUID

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.authority.accounts.access import holder_of, inside, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.requests import Request
from bluezone.authority.venues.models import Venue
from bluezone.protocol.errors import MalformedMessage
from bluezone.rollout.reporting.identity import new_id
from bluezone.rollout.venues.models import Inspection
from bluezone.rollout.venues.queries.places import places_for
from bluezone.rollout.venues.queries.queue import Wanted
from bluezone.rollout.venues.rules.words import Outcome
from bluezone.rollout.venues.services import Look, inspect, take_back
from bluezone.rollout.venues.services.posters import present_code
from bluezone.rollout.venues.views.parts import A_PAGE, doing, done, tabs
from bluezone.rollout.venues.wording import OUTCOMES

INSPECT = Action.INSPECT_VENUES
TAPPED = (Outcome.SEEN, Outcome.OLD_VERSION, Outcome.MISSING, Outcome.DAMAGED, Outcome.CLOSED)
SHOWN = 5


@needs(INSPECT)
@require_GET
def search(request: Request) -> HttpResponse:
    """Search a place to inspect; without a search, those that are due."""
    text, holder = request.GET.get("q", "").strip(), holder_of(request)
    wanted = Wanted(text=text, state="open" if text else "due", order="due")
    facts = {
        "text": text,
        "page": Paginator(places_for(holder, INSPECT, wanted, request.moment), A_PAGE).get_page(
            request.GET.get("page")
        ),
        "outcomes": {outcome.value: label for outcome, label in OUTCOMES.items()},
        "tabs": tabs(request, "venue_register:inspect"),
        "crumbs": [Crumb(_("Overview"), "/"), Crumb(_("Inspect"))],
    }
    return render(request, "venue_register/search.html", facts)


@needs(INSPECT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def inspect_page(request: Request, venue_id: UUID) -> HttpResponse:
    """Record what is there with one tap; what was recorded last can be taken back."""
    own = get_object_or_404(Venue.objects.select_related("unit"), pk=venue_id)
    inside(request, INSPECT, own.unit)
    if request.method == "POST":
        look = _look(request, own)
        done(request, lambda: inspect(look, doing(request)))
        return redirect("venue_register:inspect_place", own.pk)
    code, today = present_code(own), doing(request).day
    rows = own.inspections.filter(superseded_by=None).exclude(outcome=Outcome.TAKEN_BACK)
    seen = list(rows.order_by("-day", "-received_at")[:SHOWN])
    facts = {
        "venue": own,
        "code": code,
        "versions": list(own.codes.values_list("version", flat=True)),
        "tapped": [(each.value, OUTCOMES[each]) for each in TAPPED if code or each is not Outcome.SEEN],
        "id": new_id(request.moment),
        "back_id": new_id(request.moment),
        "inspections": seen,
        "newest": next((each for each in seen if each.day == today), None),
        "crumbs": [Crumb(_("Overview"), "/"), Crumb(_("Inspect"), reverse("venue_register:inspect")), Crumb(own.name)],
    }
    return render(request, "venue_register/inspect.html", facts)


@needs(INSPECT)
@require_POST
def take_back_page(request: Request, inspection_id: UUID) -> HttpResponse:
    """Take an inspection back by a later event."""
    own = get_object_or_404(Inspection.objects.select_related("venue__unit"), pk=inspection_id)
    inside(request, INSPECT, own.venue.unit)
    name = _id(request)
    done(request, lambda: take_back(own, name, doing(request)))
    return redirect("venue_register:inspect_place", own.venue_id)


def _look(request: Request, own: Venue) -> Look:
    """Return what was tapped: the version counts only where a poster hangs."""
    try:
        tapped = Outcome(request.POST.get("outcome", ""))
    except ValueError as wrong:
        raise BadRequest("no such outcome") from wrong
    if tapped not in TAPPED:
        raise BadRequest("no such outcome")
    version = request.POST.get("version", "")
    known = {str(number): number for number in own.codes.values_list("version", flat=True)}
    has_poster = tapped not in {Outcome.MISSING, Outcome.CLOSED}
    return Look(_id(request), own, tapped, doing(request).day, known.get(version) if has_poster else None)


def _id(request: Request) -> UUID:
    try:
        name = UUID(request.POST.get("id", ""))
    except ValueError as wrong:
        raise BadRequest("the id is a UUID") from wrong
    if name.version != new_id(request.moment).version:
        raise BadRequest(str(MalformedMessage("the id is a UUID of version 7")))
    return name

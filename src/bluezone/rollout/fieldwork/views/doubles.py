"""Two teams, one door: both visits beside each other, the one that counts marked, and the clerk's choice."""

from datetime import date
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from bluezone.authority.accounts.access import holder_of, inside, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.requests import Request
from bluezone.rollout.fieldwork.models import Household, Visit
from bluezone.rollout.fieldwork.queries.doubles import decided, doubles_at, doubles_in
from bluezone.rollout.fieldwork.services.resolving import resolve
from bluezone.rollout.fieldwork.views.parts import crumbs, doing, done, tabs

RESOLVE: Final = Action.RESOLVE_VISITS
DOORS_A_PAGE: Final = 10


@needs(RESOLVE)
@never_cache
@require_GET
def doubles(request: Request) -> HttpResponse:
    """Show the doors at which two teams were on one day, those without a decision first asked for."""
    found, state = doubles_in(holder_of(request).units(RESOLVE)), request.GET.get("state", "")
    settled = decided(found)
    if state != "all":
        found = found & settled if state == "decided" else found - settled
    ordered = sorted(found, key=lambda door: (door.day, door.household), reverse=True)
    page = Paginator(ordered, DOORS_A_PAGE).get_page(request.GET.get("page"))
    facts = {
        "page": page,
        "doors": doubles_at(page.object_list),
        "state": state,
        "tabs": tabs(request, "fieldwork:two_teams"),
        "crumbs": crumbs(Crumb(_("Two teams, one door"))),
    }
    return render(request, "fieldwork/two_teams.html", facts)


@needs(RESOLVE)
@require_POST
def choose(request: Request, household_id: int, day: str) -> HttpResponse:
    """Say which of the visits of a door and day counts."""
    household = get_object_or_404(Household.objects.select_related("walk_list__unit"), pk=household_id)
    inside(request, RESOLVE, household.walk_list.unit)
    on, chosen = _day(day), Visit.objects.select_related("event").filter(pk=_id(request.POST.get("visit", ""))).first()
    if done(request, lambda: resolve(household, on, chosen, doing(request))):
        messages.success(request, _("Noted: this visit counts. Both stay; you can choose again at any time."))
    asked = request.POST.get("state", "")
    return redirect(reverse("fieldwork:two_teams") + (f"?state={asked}" if asked in {"all", "decided"} else ""))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise Http404 from wrong


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

"""The commune's queue: registrations with what is odd about them, their decision, and what owners ask later."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from bluezone.authority.accounts.access import holder_of, inside, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.feeds.showing import in_words
from bluezone.authority.requests import Request
from bluezone.authority.venues.wording import TYPES
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.venues.forms import ConfirmForm, RefuseForm
from bluezone.rollout.venues.models import OwnerWish, Registration
from bluezone.rollout.venues.queries.queue import (
    Neighbour,
    Surroundings,
    oddities_of,
    registrations_for,
    wishes_for,
)
from bluezone.rollout.venues.refusals import LIKENESSES, ODDITIES, REFUSALS
from bluezone.rollout.venues.rules.names import fitting
from bluezone.rollout.venues.rules.words import State, Wish
from bluezone.rollout.venues.services import confirm, decline, grant, phone_of, refuse, reopen
from bluezone.rollout.venues.views.parts import A_PAGE, crumbs, doing, done, exported, tabs, wanted_in
from bluezone.rollout.venues.wording import STATES

if TYPE_CHECKING:
    from bluezone.authority.documents.tables import Cell

READ, CONFIRM = Action.READ_VENUE_REGISTER, Action.CONFIRM_VENUES


@dataclass(frozen=True, slots=True)
class Row:
    """A registration with its warnings, as the list shows it."""

    registration: Registration
    oddities: list[str]
    neighbours: list[tuple[Neighbour, str]]


@needs(READ)
@require_GET
def queue(request: Request) -> HttpResponse:
    """List registrations, those that wait first of all, each with what the commune should look at."""
    wanted = wanted_in(request)
    page = Paginator(registrations_for(holder_of(request), wanted), A_PAGE).get_page(request.GET.get("page"))
    facts = {
        "wanted": wanted,
        "page": page,
        "rows": list(_rows([*page.object_list])),
        "types": [(str(kind.value), label) for kind, label in TYPES.items()],
        "states": [(state.value, label) for state, label in STATES.items()],
        "state": wanted.state or State.WAITING.value,
        "query": request.GET.urlencode(),
        "narrowed": bool(wanted.text or wanted.kind or wanted.state),
        "refusal": RefuseForm(),
        "may_confirm": holder_of(request).may(CONFIRM),
        "tabs": tabs(request, "venue_register:queue"),
        "crumbs": crumbs(),
    }
    return render(request, "venue_register/queue.html", facts)


@needs(READ)
@require_GET
def export(request: Request) -> HttpResponse:
    """Give the list as a file; no telephone and no link is in it."""
    headings = [_("Reference"), _("Name of the place"), _("Type"), _("Commune"), _("Code"), _("Sent on"), _("State")]
    rows: Iterator[list[Cell]] = (
        [
            each.reference,
            each.name,
            str(each.get_kind_display()),
            each.unit.name,
            each.unit.stat_code,
            each.registered_at.date(),
            str(each.get_state_display()),
        ]
        for each in registrations_for(holder_of(request), wanted_in(request))
    )
    return exported(request, "registrations", headings, rows)


@needs(READ)
@never_cache
@require_GET
def registration(request: Request, registration_id: UUID) -> HttpResponse:
    """Show a registration beside the places that may be the same one."""
    return _shown(request, _own(request, registration_id, READ))


@needs(CONFIRM)
@never_cache
@require_POST
def telephone(request: Request, registration_id: UUID) -> HttpResponse:
    """Show the telephone of the owner once; that it was looked at is noted."""
    own = _own(request, registration_id, CONFIRM)
    return _shown(request, own, {"phone": phone_of(own, doing(request)) or _("erased")})


@needs(CONFIRM)
@require_POST
def confirm_page(request: Request, registration_id: UUID) -> HttpResponse:
    """Make a place of a registration."""
    own = _own(request, registration_id, CONFIRM)
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return _shown(request, own, {"confirmation": form}, status=422)
    try:
        venue = confirm(own, form.cleaned_data["name"], doing(request))
    except RuleViolation as refused:
        form.add_error("name", in_words(refused, REFUSALS))
        return _shown(request, own, {"confirmation": form}, status=409)
    messages.success(request, _("The place is confirmed, and its poster is ready to print."))
    return redirect("venue_register:place", venue.pk)


@needs(CONFIRM)
@require_POST
def refuse_page(request: Request, registration_id: UUID) -> HttpResponse:
    """Refuse a registration."""
    own = _own(request, registration_id, CONFIRM)
    form = RefuseForm(request.POST)
    if form.is_valid() and refuse([own.pk], form.cleaned_data["reason"], doing(request)):
        messages.success(request, _("Refused. The telephone number is erased; the owner reads the reason."))
    return redirect("venue_register:registration", own.pk)


@needs(CONFIRM)
@require_POST
def refuse_many(request: Request) -> HttpResponse:
    """Refuse every registration that was ticked."""
    form = RefuseForm(request.POST)
    units = holder_of(request).units(CONFIRM)
    ticked = Registration.objects.filter(pk__in=_ids(request.POST.getlist("registration")), unit__in=units)
    if form.is_valid():
        count = refuse(ticked.values_list("pk", flat=True), form.cleaned_data["reason"], doing(request))
        words = ngettext("%(count)s registration is refused.", "%(count)s registrations are refused.", count)
        messages.success(request, words % {"count": count})
    return redirect("venue_register:queue")


@needs(CONFIRM)
@require_POST
def reopen_page(request: Request, registration_id: UUID) -> HttpResponse:
    """Take a refusal back."""
    own = _own(request, registration_id, CONFIRM)
    if done(request, lambda: reopen(own, doing(request))):
        messages.success(request, _("The refusal is taken back: the registration waits again."))
    return redirect("venue_register:registration", own.pk)


@needs(CONFIRM)
@require_GET
def wishes(request: Request) -> HttpResponse:
    """List what owners ask."""
    facts = {
        "page": Paginator(wishes_for(holder_of(request)), A_PAGE).get_page(request.GET.get("page")),
        "renamed": Wish.RENAMED,
        "tabs": tabs(request, "venue_register:wishes"),
        "crumbs": crumbs(Crumb(_("Wishes of owners"))),
    }
    return render(request, "venue_register/wishes.html", facts)


@needs(CONFIRM)
@require_POST
def grant_page(request: Request, wish_id: UUID) -> HttpResponse:
    """Do what an owner asks."""
    wish = _wish(request, wish_id)
    name = request.POST.get("name", "").strip()
    return _settled(
        request, lambda: grant(wish, doing(request), name), _("Done. The owner sees it by the secret link.")
    )


@needs(CONFIRM)
@require_POST
def decline_page(request: Request, wish_id: UUID) -> HttpResponse:
    """Leave things as they are."""
    wish = _wish(request, wish_id)
    return _settled(request, lambda: decline(wish, doing(request)), _("Nothing was changed; the owner is told so."))


def _shown(
    request: Request, own: Registration, further: dict[str, object] | None = None, status: int = 200
) -> HttpResponse:
    row = next(_rows([own]))
    facts = {
        "registration": own,
        "row": row,
        "confirmation": ConfirmForm(initial={"name": fitting(own.name)}),
        "refusal": RefuseForm(),
        "may_confirm": holder_of(request).may_here(CONFIRM, own.unit),
        "crumbs": crumbs(Crumb(own.reference)),
        **(further or {}),
    }
    return render(request, "venue_register/registration.html", facts, status=status)


def _rows(registrations: list[Registration]) -> Iterator[Row]:
    around = Surroundings(registrations)
    for each in registrations:
        odd = [str(label) for oddity, label in ODDITIES.items() if oddity in oddities_of(each)]
        found = around.near(each) if each.state == State.WAITING else []
        near = [(neighbour, str(LIKENESSES[neighbour.likeness])) for neighbour in found]
        yield Row(each, odd, near)


def _own(request: Request, registration_id: UUID, action: Action) -> Registration:
    own = get_object_or_404(Registration.objects.select_related("unit", "venue"), pk=registration_id)
    inside(request, action, own.unit)
    return own


def _wish(request: Request, wish_id: UUID) -> OwnerWish:
    wish = get_object_or_404(OwnerWish.objects.select_related("registration__venue__unit"), pk=wish_id)
    venue = wish.registration.venue
    inside(request, CONFIRM, venue.unit if venue else wish.registration.unit)
    return wish


def _settled(request: Request, perform: Callable[[], object], said: str) -> HttpResponse:
    if done(request, perform):
        messages.success(request, said)
    return redirect(reverse("venue_register:wishes"))


def _ids(texts: list[str]) -> list[UUID]:
    found = list[UUID]()
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found

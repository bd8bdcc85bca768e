"""Confirmed places: their list, one with its codes, moves and inspections, its poster, and what the commune changes."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from bluezone.authority.accounts.access import holder_of, inside, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.cases.views.choosing import commune_picker
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.requests import Request
from bluezone.authority.venues.models import Venue
from bluezone.authority.venues.services import close_venue, move_venue, rename_venue, replace_code
from bluezone.authority.venues.wording import TYPES
from bluezone.protocol.venues import VenueType
from bluezone.rollout.studio.rules.words import Form
from bluezone.rollout.venues.queries.places import PLACE_STATES, places_for
from bluezone.rollout.venues.rules.inspections import is_due
from bluezone.rollout.venues.rules.words import Outcome
from bluezone.rollout.venues.services import FORMS, poster
from bluezone.rollout.venues.services.posters import last_day, present_code, short_code
from bluezone.rollout.venues.views.parts import A_PAGE, crumbs, doing, done, exported, pdf, tabs, wanted_in
from bluezone.rollout.venues.wording import OUTCOMES

READ, CONFIRM = Action.READ_VENUE_REGISTER, Action.CONFIRM_VENUES
SHOWN_INSPECTIONS = 20


@needs(READ)
@require_GET
def places(request: Request) -> HttpResponse:
    """List the confirmed places with what was last seen there."""
    wanted, holder = wanted_in(request), holder_of(request)
    rows = places_for(holder, READ, wanted, request.moment)
    facts = {
        "wanted": wanted,
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "types": [(str(kind.value), label) for kind, label in TYPES.items()],
        "states": PLACE_STATES,
        "outcomes": {outcome.value: label for outcome, label in OUTCOMES.items()},
        "query": request.GET.urlencode(),
        "narrowed": bool(wanted.text or wanted.kind or wanted.state),
        "tabs": tabs(request, "venue_register:places"),
        "crumbs": crumbs(Crumb(_("Confirmed places"))),
    }
    return render(request, "venue_register/places.html", facts)


@needs(READ)
@require_GET
def export(request: Request) -> HttpResponse:
    """Give the list as a file; no secret is in it."""
    headings = [_("Name of the place"), _("Type"), _("Commune"), _("Code"), _("Last inspection"), _("Seen")]
    rows = (
        [
            each.name,
            str(each.get_kind_display()),
            each.unit.name,
            each.unit.stat_code,
            each.last_day,
            str(OUTCOMES[Outcome(each.last_outcome)]) if each.last_outcome else "",
        ]
        for each in places_for(holder_of(request), READ, wanted_in(request), request.moment)
    )
    return exported(request, "places", headings, rows)


@needs(READ)
@never_cache
@require_GET
def place(request: Request, venue_id: UUID) -> HttpResponse:
    """Show a place with its codes, its moves and who looked when."""
    return _shown(request, _own(request, venue_id, READ))


@needs(CONFIRM)
@never_cache
@require_GET
def poster_file(request: Request, venue_id: UUID, form: str) -> HttpResponse:
    """Give the poster as a PDF; whoever has it can test this place against the feed, so taking it out is noted."""
    own = _own(request, venue_id, CONFIRM)
    if form not in {*FORMS}:
        raise Http404
    made = list[bytes]()
    language = get_language() or "vi"
    if not done(request, lambda: made.append(poster(own, Form(form), doing(request), language=language))):
        return redirect("venue_register:place", own.pk)
    code = present_code(own)
    return pdf(made[0], f"bluezone-{short_code(own, code) if code else ''}-{form}")


@needs(CONFIRM)
@require_POST
def rename(request: Request, venue_id: UUID) -> HttpResponse:
    """Give a place another name, and a code that says it."""
    own = _own(request, venue_id, CONFIRM)
    name = request.POST.get("name", "")
    if done(request, lambda: rename_venue(own, name, doing(request))):
        messages.success(request, _("The name is changed, and a new code is ready. Take the old poster down."))
    return redirect("venue_register:place", own.pk)


@needs(CONFIRM)
@require_POST
def move(request: Request, venue_id: UUID) -> HttpResponse:
    """Note that a place went to another commune; from then on it is that commune's."""
    own = _own(request, venue_id, CONFIRM)
    picker = commune_picker(request, None)
    unit = picker.chosen
    if unit is None:
        return _shown(request, own, {"picker": picker}, status=422)
    if not done(request, lambda: move_venue(own, unit, doing(request).day, doing(request))):
        return redirect("venue_register:place", own.pk)
    if own.kind == VenueType.COACH:
        messages.success(request, _("Noted. The vehicle goes on with its code; a new one can be issued."))
    else:
        messages.success(request, _("Noted, and a new code is ready. Take the old poster down."))
    own = Venue.objects.select_related("unit").get(pk=own.pk)
    if holder_of(request).may_here(READ, own.unit):
        return redirect("venue_register:place", own.pk)
    return redirect("venue_register:places")


@needs(CONFIRM)
@require_POST
def replace(request: Request, venue_id: UUID) -> HttpResponse:
    """Issue a new code in the place of the present one."""
    own = _own(request, venue_id, CONFIRM)
    if done(request, lambda: replace_code(own, doing(request))):
        messages.success(request, _("A new code is ready. Take the old poster down."))
    return redirect("venue_register:place", own.pk)


@needs(CONFIRM)
@require_POST
def close(request: Request, venue_id: UUID) -> HttpResponse:
    """Close a place."""
    own = _own(request, venue_id, CONFIRM)
    if done(request, lambda: close_venue(own, doing(request))):
        messages.success(request, _("The venue is closed. Warnings about earlier days still reach phones."))
    return redirect("venue_register:place", own.pk)


def _shown(request: Request, own: Venue, further: dict[str, object] | None = None, status: int = 200) -> HttpResponse:
    holder, code = holder_of(request), present_code(own)
    looks = (
        own.inspections.filter(superseded_by=None).exclude(outcome=Outcome.TAKEN_BACK).order_by("-day", "-received_at")
    )
    seen = list(looks[:SHOWN_INSPECTIONS])
    facts = {
        "venue": own,
        "code": code,
        "last_day": last_day(code) if code else None,
        "short_code": short_code(own, code) if code else "",
        "is_valid": code is not None and code.expires_on > request.moment.date(),
        "codes": own.codes.all(),
        "forms": [form.value for form in FORMS],
        "moves": own.moves.select_related("origin", "unit"),
        "hotspots": own.hotspots.filter(closed_at=None),
        "inspections": seen,
        "is_due": is_due(seen[0].day if seen else None, doing(request).day),
        "is_vehicle": own.kind == VenueType.COACH,
        "may_confirm": holder.may_here(CONFIRM, own.unit),
        "may_inspect": holder.may_here(Action.INSPECT_VENUES, own.unit),
        "crumbs": crumbs(Crumb(own.name)),
        **(further or {}),
    }
    return render(request, "venue_register/place.html", facts, status=status)


def _own(request: Request, venue_id: UUID, action: Action) -> Venue:
    own = get_object_or_404(Venue.objects.select_related("unit"), pk=venue_id)
    inside(request, action, own.unit)
    return own

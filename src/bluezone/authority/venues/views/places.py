"""Venues on the console: the list, a new one, one with its codes, its poster."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.authority.accounts.access import holder_of, inside, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.cases.views.choosing import own_commune, picker_for
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.feeds.showing import in_words, tried
from bluezone.authority.register.link_sheet import qr_svg
from bluezone.authority.requests import Request
from bluezone.authority.venues.forms import VenueForm
from bluezone.authority.venues.models import Venue, VenueCode
from bluezone.authority.venues.queries import venues_for
from bluezone.authority.venues.refusals import REFUSALS
from bluezone.authority.venues.services import (
    IssuedCode,
    VenueFacts,
    add_venue,
    close_venue,
    expire_code,
    replace_code,
    signed,
)
from bluezone.authority.venues.views.parts import A_PAGE, as_file, doing, venues_crumbs, wanted_in
from bluezone.authority.venues.wording import TYPES
from bluezone.protocol.errors import RuleViolation

KEEP = Action.KEEP_VENUES


@needs(KEEP)
@require_GET
def venues(request: Request) -> HttpResponse:
    """List the venues of the holder's communes."""
    wanted = wanted_in(request)
    facts = {
        "wanted": wanted,
        "page": Paginator(venues_for(holder_of(request), wanted), A_PAGE).get_page(request.GET.get("page")),
        "types": [(str(kind.value), label) for kind, label in TYPES.items()],
        "query": request.GET.urlencode(),
        "narrowed": bool(wanted.text or wanted.kind or wanted.state),
        "crumbs": venues_crumbs(),
    }
    return render(request, "venues/venues.html", facts)


@needs(KEEP)
@require_GET
def export(request: Request) -> HttpResponse:
    """Give the list of venues as a file; no secret is in it."""
    headings = [_("Name of the place"), _("Type"), _("Commune"), _("Code"), _("Added on"), _("Closed on")]
    rows = (
        [
            each.name,
            str(each.get_kind_display()),
            each.unit.name,
            each.unit.stat_code,
            each.created_at.date(),
            each.closed_at.date() if each.closed_at else None,
        ]
        for each in venues_for(holder_of(request), wanted_in(request))
    )
    return as_file(request, "venues", headings, rows)


@needs(KEEP)
@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    """Add a venue with its first code."""
    form = VenueForm(request.POST or None)
    picker = picker_for(request, own_commune(request, KEEP), allowed=holder_of(request).units(KEEP))
    if request.method == "POST" and form.is_valid() and picker.chosen is not None:
        facts = VenueFacts(form.cleaned_data["name"], form.cleaned_data["kind"], picker.chosen)
        try:
            made = add_venue(facts, doing(request))
        except RuleViolation as refused:
            form.add_error(None, in_words(refused, REFUSALS))
        else:
            messages.success(request, _("The venue is added, and its first code is ready to print."))
            return redirect("venues:venue", made.pk)
    shown = {
        "form": form,
        "picker": picker,
        "back": reverse("venues:venues"),
        "crumbs": venues_crumbs(Crumb(_("New venue"))),
    }
    return render(request, "venues/new.html", shown, status=409 if request.method == "POST" else 200)


@needs(KEEP)
@require_GET
def venue(request: Request, venue_id: UUID) -> HttpResponse:
    """Show a venue with its codes and the warnings about it."""
    shown = _own(request, venue_id)
    facts = {
        "venue": shown,
        "codes": shown.codes.all(),
        "warnings": shown.warnings.filter(released_at__isnull=False).select_related("milestone"),
        "day": request.moment.date(),
        "crumbs": venues_crumbs(Crumb(shown.name)),
    }
    return render(request, "venues/venue.html", facts)


@needs(KEEP)
@require_GET
@never_cache
def poster(request: Request, venue_id: UUID, version: int) -> HttpResponse:
    """Show a code as a poster to print; whoever has it can test this place against the feed, so showing it is noted."""
    shown = _own(request, venue_id)
    code = _code(shown, version)
    issued = list[IssuedCode]()
    if not tried(request, lambda: issued.append(signed(code, doing(request))), REFUSALS):
        return redirect("venues:venue", shown.pk)
    facts = {
        "venue": shown,
        "code": code,
        "text": issued[0].text,
        "drawing": mark_safe(qr_svg(issued[0].text)),  # noqa: S308 -- drawn by segno from base64url and our own origin
        "crumbs": venues_crumbs(Crumb(shown.name, reverse("venues:venue", args=[shown.pk])), Crumb(_("Poster"))),
    }
    return render(request, "venues/poster.html", facts)


@needs(KEEP)
@require_POST
def replace(request: Request, venue_id: UUID) -> HttpResponse:
    """Issue the next code in the place of the present one."""
    shown = _own(request, venue_id)
    if tried(request, lambda: replace_code(shown, doing(request)), REFUSALS):
        messages.success(request, _("A new code is ready. Take the old poster down."))
    return redirect("venues:venue", shown.pk)


@needs(KEEP)
@require_POST
def expire(request: Request, venue_id: UUID, version: int) -> HttpResponse:
    """Say that a code is shown no more."""
    shown = _own(request, venue_id)
    code = _code(shown, version)
    if tried(request, lambda: expire_code(code, doing(request)), REFUSALS):
        messages.success(request, _("The code has ended. Take its poster down."))
    return redirect("venues:venue", shown.pk)


@needs(KEEP)
@require_POST
def close(request: Request, venue_id: UUID) -> HttpResponse:
    """Close a venue."""
    shown = _own(request, venue_id)
    if tried(request, lambda: close_venue(shown, doing(request)), REFUSALS):
        messages.success(request, _("The venue is closed. Warnings about earlier days still reach phones."))
    return redirect("venues:venue", shown.pk)


def _own(request: Request, venue_id: UUID) -> Venue:
    shown = get_object_or_404(Venue.objects.select_related("unit"), pk=venue_id)
    inside(request, KEEP, shown.unit)
    return shown


def _code(shown: Venue, version: int) -> VenueCode:
    code = shown.codes.select_related("venue__unit").filter(version=version).first()
    if code is None:
        raise Http404
    return code

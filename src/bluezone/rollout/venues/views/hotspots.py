"""Public wifi networks on both doors: their list, one with what machines found, its key shown once."""

from dataclasses import replace
from shlex import join
from typing import Final
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.authority.accounts.access import holder_of, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.cases.views.choosing import Picker, commune_picker, own_commune
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.feeds.showing import in_words
from bluezone.authority.requests import Request
from bluezone.authority.territory.kinds import BODY_KINDS
from bluezone.authority.territory.models import Unit
from bluezone.authority.venues.models import Venue
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.venues.forms import TIERS, HotspotForm
from bluezone.rollout.venues.models import Hotspot
from bluezone.rollout.venues.queries import hotspot_figures
from bluezone.rollout.venues.queries.figures import with_newest_check
from bluezone.rollout.venues.queries.places import hotspots_for, standing_of
from bluezone.rollout.venues.refusals import REFUSALS
from bluezone.rollout.venues.services import HotspotFacts, add_hotspot, change_hotspot, close_hotspot, renew_key
from bluezone.rollout.venues.views.parts import A_PAGE, doing, done, exported, wanted_in
from bluezone.rollout.venues.wording import STANDINGS

READ, KEEP = Action.READ_VENUE_REGISTER, Action.KEEP_HOTSPOTS
SHOWN = 20
BODIES: Final = frozenset(kind.value for kind in BODY_KINDS)


@needs(READ)
@require_GET
def hotspots(request: Request) -> HttpResponse:
    """List the networks of the holder's communes with what machines found."""
    wanted, holder = wanted_in(request), holder_of(request)
    page = Paginator(hotspots_for(holder, READ, wanted, request.moment), A_PAGE).get_page(request.GET.get("page"))
    facts = {
        "wanted": wanted,
        "page": page,
        "rows": [(each, standing_of(each), STANDINGS[standing_of(each)]) for each in page.object_list],
        "figures": hotspot_figures(holder.units(READ), request.moment),
        "tiers": TIERS,
        "states": [(state.value, label) for state, label in STANDINGS.items()],
        "query": request.GET.urlencode(),
        "narrowed": bool(wanted.text or wanted.kind or wanted.state),
        "add_address": reverse("hotspots:add") if holder.may(KEEP) else "",
        "crumbs": _crumbs(),
    }
    return render(request, "venue_register/hotspots/list.html", facts)


@needs(READ)
@require_GET
def export(request: Request) -> HttpResponse:
    """Give the list as a file; no key is in it."""
    headings = [
        _("Name of the network"),
        _("Operator"),
        _("Commune"),
        _("Code"),
        _("Place"),
        _("Tier"),
        _("State"),
        _("Last check"),
    ]
    rows = (
        [
            each.ssid,
            each.operator,
            each.unit.name,
            each.unit.stat_code,
            each.place,
            each.tier,
            str(STANDINGS[standing_of(each)]),
            each.newest_at.date() if each.newest_at else None,
        ]
        for each in hotspots_for(holder_of(request), READ, wanted_in(request), request.moment)
    )
    return exported(request, "hotspots", headings, rows)


@needs(KEEP)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request) -> HttpResponse:
    """Register a network; its key is shown on the answer and nowhere else."""
    form = HotspotForm(request.POST or None, initial={"tier": "0"})
    venue = _venue(request)
    default = venue.unit if venue else own_commune(request, KEEP)
    keeper = _own_body(request)
    picker = commune_picker(request, default, within=None if keeper else holder_of(request).units(KEEP))
    if request.method == "POST" and form.is_valid() and picker.chosen is not None:
        facts = replace(_facts(form, picker.chosen, venue), keeper=keeper)
        try:
            made, key = add_hotspot(facts, doing(request))
        except RuleViolation as refused:
            form.add_error("ssid" if refused.code.startswith("ssid") else None, in_words(refused, REFUSALS))
        else:
            return _shown(request, made, key)
    return _form(request, form, picker, venue)


@needs(KEEP)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, hotspot_id: UUID) -> HttpResponse:
    """Change what is written about a network; its key goes on."""
    own = _own(request, hotspot_id, KEEP)
    present = {name: getattr(own, name) for name in ("ssid", "operator", "place", "tier", "note")}
    form = HotspotForm(request.POST or None, initial=present)
    communes = None if _own_body(request) else holder_of(request).units(KEEP)
    picker = commune_picker(request, own.unit, within=communes)
    if request.method == "POST" and form.is_valid() and picker.chosen is not None:
        try:
            facts = replace(_facts(form, picker.chosen, own.venue), keeper=own.keeper)
            change_hotspot(own, facts, doing(request))
        except RuleViolation as refused:
            form.add_error("ssid" if refused.code.startswith("ssid") else None, in_words(refused, REFUSALS))
        else:
            messages.success(request, _("Saved."))
            return redirect("hotspots:hotspot", own.pk)
    return _form(request, form, picker, own)


@needs(READ)
@require_GET
def hotspot(request: Request, hotspot_id: UUID) -> HttpResponse:
    """Show a network with what machines found."""
    return _shown(request, _own(request, hotspot_id, READ))


@needs(KEEP)
@never_cache
@require_POST
def key_page(request: Request, hotspot_id: UUID) -> HttpResponse:
    """Make a new key and show it once."""
    own, made = _own(request, hotspot_id, KEEP), list[str]()
    if not done(request, lambda: made.append(renew_key(own, doing(request)))):
        return redirect("hotspots:hotspot", own.pk)
    return _shown(request, own, made[0])


@needs(KEEP)
@require_POST
def close(request: Request, hotspot_id: UUID) -> HttpResponse:
    """Close a network: it counts no more."""
    own = _own(request, hotspot_id, KEEP)
    if done(request, lambda: close_hotspot(own, doing(request))):
        messages.success(request, _("The hotspot is closed; its key works no more."))
    return redirect("hotspots:hotspot", own.pk)


def _shown(request: Request, own: Hotspot, key: str = "") -> HttpResponse:
    found = with_newest_check(
        Hotspot.objects.filter(pk=own.pk).select_related("unit", "venue", "keeper"), request.moment
    ).get()
    standing = standing_of(found)
    facts = {
        "hotspot": found,
        "key": key,
        "command": _command(found, key) if key else "",
        "standing": standing,
        "standing_words": STANDINGS[standing],
        "tier": dict(TIERS)[str(found.tier)],
        "checks": found.checks.all()[:SHOWN],
        "days": found.days.all()[:SHOWN],
        "may_keep": _may(request, KEEP, found),
        "crumbs": _crumbs(Crumb(found.ssid)),
    }
    return render(request, "venue_register/hotspots/hotspot.html", facts)


def _form(request: Request, form: HotspotForm, picker: Picker, own: Hotspot | Venue | None) -> HttpResponse:
    is_known = isinstance(own, Hotspot)
    title = str(own) if is_known else _("New hotspot")
    facts = {
        "form": form,
        "picker": picker,
        "title": title,
        "venue": own.venue if isinstance(own, Hotspot) else own,
        "back": reverse("hotspots:hotspot", args=[own.pk]) if isinstance(own, Hotspot) else reverse("hotspots:list"),
        "crumbs": _crumbs(Crumb(title)),
    }
    return render(request, "venue_register/hotspots/edit.html", facts, status=422 if request.method == "POST" else 200)


def _facts(form: HotspotForm, unit: Unit, venue: Venue | None) -> HotspotFacts:
    given = form.cleaned_data
    return HotspotFacts(given["ssid"], given["operator"], unit, given["tier"], given["place"], given["note"], venue)


def _venue(request: Request) -> Venue | None:
    """Return the venue that the address names, if it is one of the holder's."""
    try:
        name = UUID(request.GET.get("venue", ""))
    except ValueError:
        return None
    return Venue.objects.filter(pk=name, unit__in=holder_of(request).units(KEEP)).select_related("unit").first()


def _command(own: Hotspot, key: str) -> str:
    """Return what the machine runs; the key is no word of a command line, which everybody on the machine can read."""
    words = ("--interface", "wlan0", "--tier", str(own.tier), "--ssid", own.ssid, "--report", settings.SITE_ORIGIN)
    return f"BLUEZONE_HOTSPOT_KEY={key} {join(('bluezone', 'portal', 'check', *words))}"


def _own(request: Request, hotspot_id: UUID, action: Action) -> Hotspot:
    own = get_object_or_404(Hotspot.objects.select_related("unit", "venue", "keeper"), pk=hotspot_id)
    if not _may(request, action, own):
        raise PermissionDenied
    return own


def _may(request: Request, action: Action, own: Hotspot) -> bool:
    """Return whether the holder may do this where the network is, or for the body that keeps it."""
    holder = holder_of(request)
    return holder.may_here(action, own.unit) or (own.keeper is not None and holder.may_here(action, own.keeper))


def _own_body(request: Request) -> Unit | None:
    """Return the operator who registers its own networks wherever they are; None for those who keep a territory."""
    tops = list(holder_of(request).top_units(KEEP)[:2])
    return tops[0] if len(tops) == 1 and tops[0].kind in BODIES else None


def _crumbs(*further: Crumb) -> list[Crumb]:
    return [Crumb(_("Overview"), "/"), Crumb(_("Public wifi"), reverse("hotspots:list")), *further]

"""Laboratories that send results by themselves: who they are, their key (shown once), how much they may send."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.authority.accounts.access import day_of, holder_of, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.codes.forms import LaboratoryForm, QuotaForm
from bluezone.authority.codes.models import Laboratory
from bluezone.authority.codes.queries import works
from bluezone.authority.codes.services import add_laboratory, change_quota, renew_key, revoke_laboratory
from bluezone.authority.codes.wording import in_words
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.console.unit_picker import chosen_unit
from bluezone.authority.requests import Request
from bluezone.protocol.errors import RuleViolation

A_PAGE = 50


@needs(Action.MANAGE_LABORATORIES)
@require_GET
def laboratories(request: Request) -> HttpResponse:
    """List the laboratories."""
    page = Paginator(Laboratory.objects.select_related("unit"), A_PAGE).get_page(request.GET.get("page"))
    rows = [(each, works(each, request.moment), _today(each, request)) for each in page]
    facts = {"crumbs": [Crumb(_("Overview"), "/"), Crumb(_("Laboratories"))], "page": page, "rows": rows}
    return render(request, "codes/laboratories.html", facts)


@needs(Action.MANAGE_LABORATORIES)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Register a laboratory and show its key once."""
    form = LaboratoryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        unit, given = chosen_unit(request), form.cleaned_data
        if unit is None:
            form.add_error(None, _("Choose the unit to which the laboratory belongs."))
        else:
            who = holder_of(request).actor
            try:
                made, key = add_laboratory(given["name"], unit, given["quota"], actor=who, moment=request.moment)
            except RuleViolation as refused:
                form.add_error("name", in_words(refused))
            else:
                return _page(request, made, key)
    facts = {"crumbs": [*_crumbs(), Crumb(_("New laboratory"))], "form": form}
    return render(request, "codes/new_laboratory.html", facts, status=409 if form.errors else 200)


@needs(Action.MANAGE_LABORATORIES)
@require_GET
def laboratory(request: Request, laboratory_id: UUID) -> HttpResponse:
    """Show a laboratory."""
    return _page(request, _found(laboratory_id))


@needs(Action.MANAGE_LABORATORIES)
@require_POST
def renew(request: Request, laboratory_id: UUID) -> HttpResponse:
    """Make a new key and show it once; the old one works no more."""
    found = _found(laboratory_id)
    key = renew_key(found, actor=holder_of(request).actor, moment=request.moment)
    return _page(request, found, key)


@needs(Action.MANAGE_LABORATORIES)
@require_POST
def revoke(request: Request, laboratory_id: UUID) -> HttpResponse:
    """Let a key work no more."""
    revoke_laboratory(_found(laboratory_id), actor=holder_of(request).actor, moment=request.moment)
    messages.success(request, _("The key works no more."))
    return redirect("codes:laboratory", laboratory_id)


@needs(Action.MANAGE_LABORATORIES)
@require_POST
def quota(request: Request, laboratory_id: UUID) -> HttpResponse:
    """Change how much a laboratory may send in a day."""
    form = QuotaForm(request.POST)
    if form.is_valid():
        found, wanted = _found(laboratory_id), form.cleaned_data["quota"]
        change_quota(found, wanted, actor=holder_of(request).actor, moment=request.moment)
        messages.success(request, _("The quota is changed."))
    else:
        messages.error(request, _("A quota is a number from 1 to 100,000."))
    return redirect("codes:laboratory", laboratory_id)


def _page(request: Request, found: Laboratory, key: str = "") -> HttpResponse:
    facts = {
        "crumbs": [*_crumbs(), Crumb(found.name)],
        "laboratory": found,
        "works": works(found, request.moment),
        "today": _today(found, request),
        "key": key,
        "address": request.build_absolute_uri(reverse("laboratory_api:results")),
        "form": QuotaForm(initial={"quota": found.daily_quota}),
    }
    response = render(request, "codes/laboratory.html", facts)
    if key:
        response.headers["Cache-Control"] = "no-store"
    return response


def _today(found: Laboratory, request: Request) -> int:
    return found.counted if found.counted_on == day_of(request) else 0


def _found(laboratory_id: UUID) -> Laboratory:
    return get_object_or_404(Laboratory.objects.select_related("unit"), pk=laboratory_id)


def _crumbs() -> list[Crumb]:
    return [Crumb(_("Overview"), "/"), Crumb(_("Laboratories"), reverse("codes:laboratories"))]

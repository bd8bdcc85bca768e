"""Telephones by unit, and the days of isolation."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.authority.accounts.access import day_of, holder_of, inside, needs
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.console.list_files import Listed, is_file_wanted, list_file
from bluezone.authority.feeds.showing import in_words, out_at_once, tried
from bluezone.authority.news.forms import IsolationForm, TelephoneForm
from bluezone.authority.news.models import Telephone
from bluezone.authority.news.queries import Called, units_with_telephones
from bluezone.authority.news.refusals import REFUSALS
from bluezone.authority.news.services import begin, remove_telephone, save_telephone, set_isolation
from bluezone.authority.news.views.parts import EDIT, PURPOSE, crumbs, doing, revision_in
from bluezone.authority.requests import Request
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.signed_feeds import FeedKind

A_PAGE = 50


@needs(EDIT)
@require_GET
def telephones(request: Request) -> HttpResponse:
    """List the units of the holder with whom their people call."""
    begin(doing(request))
    words, missing = request.GET.get("q", "").strip(), request.GET.get("missing") == "1"
    rows = units_with_telephones(holder_of(request).units(EDIT), day_of(request), words, missing=missing)
    if is_file_wanted(request):
        return _file(request, rows)
    facts = {
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "words": words,
        "missing": missing,
        "crumbs": crumbs(Crumb(_("Telephones"))),
    }
    return render(request, "news/telephones.html", facts)


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def telephone(request: Request, unit_id: UUID) -> HttpResponse:
    """Say whom people of a unit call."""
    unit = get_object_or_404(Unit, pk=unit_id)
    inside(request, EDIT, unit)
    begin(doing(request))
    known = Telephone.objects.filter(unit=unit).first()
    initial = {"name_vi": known.name_vi, "name_en": known.name_en, "number": known.number} if known else None
    form = TelephoneForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            save_telephone(unit, form.facts(), doing(request))
        except RuleViolation as refused:
            form.add_error(None, in_words(refused, REFUSALS))
        else:
            out_at_once(request, FeedKind.NEWS, _("The number is saved and public."))
            return redirect("news:telephones")
    way = crumbs(Crumb(_("Telephones"), reverse("news:telephones")), Crumb(unit.name))
    facts = {"unit": unit, "known": known, "form": form, "crumbs": way}
    return render(request, "news/telephone.html", facts, status=409 if request.method == "POST" else 200)


@needs(EDIT)
@require_POST
def remove(request: Request, unit_id: UUID) -> HttpResponse:
    """Take a number away."""
    unit = get_object_or_404(Unit, pk=unit_id)
    inside(request, EDIT, unit)
    known = Telephone.objects.select_related("unit").filter(unit=unit).first()
    if known is not None:
        remove_telephone(known, doing(request))
        out_at_once(request, FeedKind.NEWS, _("The number is taken away."))
    return redirect("news:telephones")


@needs(EDIT)
@require_POST
def isolation(request: Request) -> HttpResponse:
    """Say how many days a warned person stays apart."""
    begin(doing(request))
    form = IsolationForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(REFUSALS["isolation_days"]))
    else:
        days = form.cleaned_data["days"]
        if tried(request, lambda: set_isolation(days, doing(request), revision_in(request)), REFUSALS):
            out_at_once(request, FeedKind.NEWS, _("The days of isolation are saved and public."))
    return redirect("news:bulletin")


def _file(request: Request, rows: list[Called]) -> HttpResponse:
    headings = [_("Code"), _("Unit"), _("Who answers"), _("Who answers, in English"), _("Telephone number")]
    lines = ([each.unit.stat_code, each.unit.name, *_answer(each.telephone)] for each in rows)
    return list_file(request, Listed("telephones", "news", PURPOSE, headings, lines))


def _answer(telephone: Telephone | None) -> tuple[str, str, str]:
    return (telephone.name_vi, telephone.name_en, telephone.number) if telephone else ("", "", "")

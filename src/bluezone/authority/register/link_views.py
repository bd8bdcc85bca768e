"""Personal links of focal points: who has one, a printed sheet of new ones, revoking."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bluezone.authority.accounts.access import day_of, holder_of, inside, needs
from bluezone.authority.accounts.models import PersonalLink
from bluezone.authority.accounts.rules import Action, Role
from bluezone.authority.accounts.services import revoke_link
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.console.queries import is_trial, publisher
from bluezone.authority.register.forms import LinksForm
from bluezone.authority.register.link_sheet import LinkCard, link_address, link_sheet
from bluezone.authority.register.queries import bodies, entries
from bluezone.authority.register.services import links_for
from bluezone.authority.requests import Request
from bluezone.authority.territory.models import Unit

A_PAGE = 100


@needs(Action.ISSUE_LINKS)
@require_GET
def links(request: Request) -> HttpResponse:
    """List bodies with the state of their links, and offer a sheet of new ones."""
    day, words = day_of(request), request.GET.get("q", "").strip()
    units = holder_of(request).units(Action.ISSUE_LINKS, day)
    page = Paginator(bodies(day, words=words, under=units), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "crumbs": [Crumb(_("Register of bodies"), reverse("register:register")), Crumb(_("Personal links"))],
        "page": page,
        "words": words,
        "entries": entries(list(page.object_list), day),
        "form": LinksForm(),
        "moment": request.moment,
    }
    return render(request, "register/links.html", context)


@needs(Action.ISSUE_LINKS)
@require_POST
def sheet(request: Request) -> HttpResponse:
    """Make new links for the chosen bodies and give them as one printed sheet; they are shown nowhere else."""
    form = LinksForm(request.POST)
    day = day_of(request)
    allowed = bodies(day, under=holder_of(request).units(Action.ISSUE_LINKS, day))
    chosen = _chosen(request, allowed)
    if not chosen or not form.is_valid():
        messages.error(request, _("Choose at least one body."))
        return redirect("register:links")
    expires_at = request.moment + timedelta(weeks=form.cleaned_data["weeks"])
    made = links_for(chosen, expires_at=expires_at, actor=holder_of(request).actor, moment=request.moment)
    places = {entry.unit.pk: entry for entry in entries(chosen, day)}
    cards = [
        LinkCard(
            each.link.unit.name,
            each.link.unit.stat_code,
            place.name if (place := places[each.link.unit_id].station) else "",
            link_address(each.token),
            expires_at,
        )
        for each in made
    ]
    who = publisher()
    pdf = link_sheet(cards, publisher=who.name if who else "", trial=is_trial())
    headers = {"Content-Disposition": 'attachment; filename="duong-dan-rieng.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@needs(Action.ISSUE_LINKS)
@require_POST
def revoke(request: Request, link_id: UUID) -> HttpResponse:
    """End a link at once."""
    link = get_object_or_404(PersonalLink.objects.select_related("unit"), pk=link_id)
    inside(request, Action.ISSUE_LINKS, link.unit)
    revoke_link(link, actor=holder_of(request).actor, moment=request.moment)
    messages.success(request, _("The link was revoked; it opens nothing any more."))
    return redirect("register:links")


def _chosen(request: Request, allowed: QuerySet[Unit]) -> list[Unit]:
    """Return the bodies that were ticked, or all that have no link."""
    if "all" in request.POST:
        linked = PersonalLink.objects.filter(role=Role.REPORTER, revoked_at=None, expires_at__gt=request.moment)
        return list(allowed.exclude(pk__in=linked.values("unit")))
    return list(allowed.filter(pk__in=_keys(request.POST.getlist("unit"))))


def _keys(values: list[str]) -> list[UUID]:
    try:
        return [UUID(value) for value in values]
    except ValueError:
        return []

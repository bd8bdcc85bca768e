"""The head of an agency appoints who keeps the gate, until a day: a personal link that only tallies."""

from datetime import datetime, time, timedelta
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bluezone.authority.accounts.access import day_of, holder_of, inside, needs
from bluezone.authority.accounts.models import PersonalLink
from bluezone.authority.accounts.rules import LONGEST_LINK, Action, Role
from bluezone.authority.accounts.services import issue_link
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.register.link_sheet import link_address
from bluezone.authority.requests import Request
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.reporting.filling import KeeperForm
from bluezone.rollout.reporting.rules.periods import VIETNAM


@needs(Action.APPOINT_GATE_KEEPER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def keeper(request: Request, unit_id: UUID) -> HttpResponse:
    """Appoint a gate keeper from now until a day, and show the link once; who keeps the gate today is listed."""
    unit = get_object_or_404(Unit, pk=unit_id)
    inside(request, Action.APPOINT_GATE_KEEPER, unit)
    form = KeeperForm(request.POST or None, initial={"last_day": day_of(request) + timedelta(days=30)})
    address = _appointed(request, unit, form) if request.method == "POST" and form.is_valid() else ""
    links = PersonalLink.objects.filter(
        unit=unit, role=Role.GATE_KEEPER, revoked_at=None, expires_at__gt=request.moment
    )
    context = {
        "crumbs": [Crumb(_("Reports"), reverse("reporting:mine")), Crumb(_("Gate keeper"))],
        "unit": unit,
        "form": form,
        "address": address,
        "links": links,
    }
    return render(request, "reporting/keeper.html", context, status=422 if form.errors else 200)


def _appointed(request: Request, unit: Unit, form: forms.Form) -> str:
    """Return the address of the new link; empty when the days are not allowed."""
    end = form.cleaned_data["last_day"] + timedelta(days=1)
    try:
        issued = issue_link(
            unit,
            Role.GATE_KEEPER,
            expires_at=datetime.combine(end, time(0, tzinfo=VIETNAM)),
            actor=holder_of(request).actor,
            moment=request.moment,
        )
    except RuleViolation:
        form.add_error("last_day", _("Choose a day from today on, within %(days)d days.") % {"days": LONGEST_LINK.days})
        return ""
    return link_address(issued.token)

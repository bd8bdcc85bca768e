"""Making a telephone the gate's: a link that is shown once, its QR code, a slip to print."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bluezone.authority.accounts.access import holder_of, inside, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.codes.slip import qr_data
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.requests import Request
from bluezone.authority.territory.models import Unit
from bluezone.rollout.fieldwork.rules.words import Duty
from bluezone.rollout.fieldwork.services.enrolling import invite
from bluezone.rollout.fieldwork.slips import invitation_address
from bluezone.rollout.gate.forms import InviteForm
from bluezone.rollout.gate.views.gates import crumbs


@needs(Action.APPOINT_GATE_KEEPER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite_page(request: Request, unit_id: UUID) -> HttpResponse:
    """Ask how the gate is called, then show the telephone's link once."""
    unit = get_object_or_404(Unit, pk=unit_id)
    inside(request, Action.APPOINT_GATE_KEEPER, unit)
    form = InviteForm(request.POST or None)
    trail = crumbs(Crumb(_("A telephone for the gate")))
    if request.method != "POST" or not form.is_valid():
        facts = {"form": form, "unit": unit, "crumbs": trail}
        return render(request, "gate/invite.html", facts, status=422 if form.errors else 200)
    actor = holder_of(request).actor
    made, token = invite(unit, Duty.KEEPER, form.cleaned_data["gate"], actor=actor, moment=request.moment)
    address = invitation_address(token)
    facts = {"made": made, "token": token, "link": address, "qr": qr_data(address), "crumbs": trail}
    return render(request, "fieldwork/invited.html", facts)

"""Devices of the field: invite one, see what was heard of each, take an invitation back, revoke one that is lost."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.authority.accounts.access import holder_of, inside, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.cases.views.choosing import Picker, picker_for
from bluezone.authority.codes.slip import qr_data
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.console.queries import publisher
from bluezone.authority.requests import Request
from bluezone.authority.territory.kinds import Kind
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.fieldwork.forms import InviteForm
from bluezone.rollout.fieldwork.models import Device, Enrolment, WalkList
from bluezone.rollout.fieldwork.queries.devices import Wanted, devices_of, gaps, open_invitations
from bluezone.rollout.fieldwork.rules.words import Duty
from bluezone.rollout.fieldwork.services.enrolling import hash_of, invite, take_back
from bluezone.rollout.fieldwork.services.revoking import revoke
from bluezone.rollout.fieldwork.slips import invitation_address, invitation_slip
from bluezone.rollout.fieldwork.views.parts import A_PAGE, Column, crumbs, done, exported, tabs
from bluezone.rollout.fieldwork.wording import DUTIES, choices

KEEP: Final = Action.KEEP_FIELD_DEVICES
FIRST_DUTY: Final = {Kind.SCHOOL: Duty.TEACHER, Kind.UNION: Duty.VOLUNTEER, Kind.AGENCY: Duty.KEEPER}
"""What is chosen before anybody chooses; at communes a visitor."""


@needs(KEEP)
@never_cache
@require_GET
def devices(request: Request) -> HttpResponse:
    """List the devices of one's units with what was heard of them, and the invitations that wait."""
    wanted, units = _wanted(request), holder_of(request).units(KEEP)
    page = Paginator(devices_of(units, wanted, request.moment), A_PAGE).get_page(request.GET.get("page"))
    missing = gaps(page.object_list)
    facts = {
        "wanted": wanted,
        "page": page,
        "rows": [(each, missing.get(each.pk)) for each in page.object_list],
        "invitations": open_invitations(units, request.moment),
        "duties": choices(DUTIES),
        "narrowed": wanted != Wanted(order=wanted.order),
        "tabs": tabs(request, "fieldwork:devices"),
        "crumbs": crumbs(Crumb(_("Devices"))),
    }
    return render(request, "fieldwork/devices.html", facts)


@needs(KEEP)
@require_GET
def export(request: Request) -> HttpResponse:
    """Give the list as a file."""
    columns = [
        Column("number", _("Number")),
        Column("unit", _("Unit")),
        Column("code", _("Code")),
        Column("duty", _("Duty")),
        Column("part", _("Village, class or gate")),
        Column("heard", _("Last heard")),
        Column("came", _("Events up to number")),
        Column("gap", _("First missing number")),
        Column("revoked", _("Revoked")),
    ]
    found = [*devices_of(holder_of(request).units(KEEP), _wanted(request), request.moment)]
    missing = gaps(found)
    rows = (
        [
            each.number,
            each.unit.name,
            each.unit.stat_code,
            str(each.get_duty_display()),
            each.part,
            localtime(each.heard_at).isoformat(timespec="minutes") if each.heard_at else None,
            each.last_sequence,
            missing.get(each.pk),
            localtime(each.revoked_at).date() if each.revoked_at else None,
        ]
        for each in found
    )
    return exported(request, "field_devices", columns, rows)


@needs(KEEP)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite_page(request: Request) -> HttpResponse:
    """Invite a device; its link is shown on the answer and nowhere else."""
    default = _own_unit(request)
    duty = FIRST_DUTY.get(Kind(default.kind), Duty.VISITOR) if default else Duty.VISITOR
    form = InviteForm(request.POST or None, initial={"duty": duty, "part": request.GET.get("part", "")})
    picker = picker_for(request, default, allowed=holder_of(request).units(KEEP))
    if request.method == "POST" and form.is_valid() and picker.chosen is not None:
        actor, said = holder_of(request).actor, form.cleaned_data
        made, token = invite(picker.chosen, said["duty"], said["part"].strip(), actor=actor, moment=request.moment)
        return _shown(request, made, token)
    return _asked(request, form, picker, default)


@needs(KEEP)
@never_cache
@require_POST
def slip(request: Request, enrolment_id: UUID) -> HttpResponse:
    """Print the slip of an invitation that the page before shows: the secret comes from there, for it is kept nowhere."""
    made = get_object_or_404(Enrolment.objects.select_related("unit"), pk=enrolment_id)
    inside(request, KEEP, made.unit)
    token, body = request.POST.get("token", ""), publisher()
    if hash_of(token) != bytes(made.token_hash):
        return HttpResponseBadRequest()
    facts = (made.unit.name, str(made.get_duty_display()), made.part)
    name = body.short_name if body else ""
    try:
        pdf = invitation_slip(token, facts, made.expires_at, publisher=name, trial=body is None)
    except RuleViolation:
        return HttpResponse(_("The village's name has a letter that cannot be printed."), status=409)
    headers = {"Content-Disposition": 'inline; filename="bluezone.pdf"', "Cache-Control": "no-store, private"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@needs(KEEP)
@require_POST
def take_back_page(request: Request, enrolment_id: UUID) -> HttpResponse:
    """End an invitation that nobody used."""
    made = get_object_or_404(Enrolment.objects.select_related("unit"), pk=enrolment_id)
    inside(request, KEEP, made.unit)
    actor = holder_of(request).actor
    if done(request, lambda: take_back(made, actor=actor, moment=request.moment)):
        messages.success(request, _("The invitation is taken back: its link opens nothing any more."))
    return redirect("fieldwork:devices")


@needs(KEEP)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def revoke_page(request: Request, device_id: UUID) -> HttpResponse:
    """Say what revoking a device does, and do it: a lost phone in two taps."""
    own = get_object_or_404(Device.objects.select_related("unit"), pk=device_id)
    inside(request, KEEP, own.unit)
    if request.method == "POST":
        actor = holder_of(request).actor
        if done(request, lambda: revoke(own, actor=actor, moment=request.moment)):
            words = _("Device %(number)s is revoked. Invite another telephone when the team has one.")
            messages.success(request, words % {"number": own.number})
        return redirect("fieldwork:devices")
    found = devices_of(Unit.objects.filter(pk=own.unit_id), Wanted(state="all"), request.moment).get(pk=own.pk)
    facts = {
        "device": found,
        "gap": gaps([own]).get(own.pk),
        "crumbs": crumbs(
            Crumb(_("Devices"), reverse("fieldwork:devices")), Crumb(_("Device %(number)s") % {"number": own.number})
        ),
    }
    return render(request, "fieldwork/revoke.html", facts)


def _shown(request: Request, made: Enrolment, token: str) -> HttpResponse:
    address = invitation_address(token)
    facts = {
        "made": made,
        "token": token,
        "link": address,
        "qr": qr_data(address),
        "crumbs": crumbs(Crumb(_("Devices"), reverse("fieldwork:devices")), Crumb(_("Invitation"))),
    }
    return render(request, "fieldwork/invited.html", facts)


def _asked(request: Request, form: InviteForm, picker: Picker, default: Unit | None) -> HttpResponse:
    villages = WalkList.objects.filter(unit=default, closed_at=None) if default else WalkList.objects.none()
    facts = {
        "form": form,
        "picker": picker,
        "is_one": default is not None,
        "villages": villages,
        "crumbs": crumbs(Crumb(_("Devices"), reverse("fieldwork:devices")), Crumb(_("Invite a device"))),
    }
    return render(request, "fieldwork/invite.html", facts, status=422 if request.method == "POST" else 200)


def _own_unit(request: Request) -> Unit | None:
    """Return the holder's unit when it is one, so that nobody has to choose it."""
    tops = list(holder_of(request).top_units(KEEP)[:2])
    return tops[0] if len(tops) == 1 and tops[0].kind != Kind.TINH else None


def _wanted(request: Request) -> Wanted:
    given = request.GET
    return Wanted(given.get("q", "").strip(), given.get("duty", ""), given.get("state", ""), given.get("sort", ""))

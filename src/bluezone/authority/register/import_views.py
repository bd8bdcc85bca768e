"""The way of a clerk's workbook into the register: hand in, settle, import."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from bluezone.authority.accounts.access import day_of, holder_of, inside, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.register.forms import upload_form
from bluezone.authority.register.models import Upload
from bluezone.authority.register.queries import reading_of
from bluezone.authority.register.services import import_register, settle, upload_register
from bluezone.authority.register.wording import FAULTS
from bluezone.authority.requests import Request
from bluezone.authority.territory.kinds import Kind
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import on
from bluezone.protocol.errors import MalformedMessage, RuleViolation


@needs(Action.EDIT_TERRITORY)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: Request) -> HttpResponse:
    """Take a workbook, or show the form that asks for one."""
    tops = _tops(request)
    form = upload_form(request, tops)
    if request.method == "POST" and form.is_valid():
        given, said = form.cleaned_data["workbook"], form.cleaned_data
        who = holder_of(request).actor
        try:
            upload = upload_register(
                given.name, given.read(), unit=said["unit"], day=said["day"], actor=who, moment=request.moment
            )
        except MalformedMessage:
            form.add_error("workbook", _("This file is no XLSX workbook, or it is too large."))
        else:
            return redirect("register:findings", upload.pk)
    context = {"crumbs": _crumbs(), "form": form, "tops": tops}
    return render(request, "register/hand_in.html", context, status=400 if form.errors else 200)


@needs(Action.EDIT_TERRITORY)
@require_http_methods(["GET", "HEAD"])
def findings(request: Request, upload_id: UUID) -> HttpResponse:
    """Show what is wrong in a workbook, cell by cell, or that it can be imported."""
    upload = _own(request, upload_id)
    context: dict[str, object] = {"crumbs": _crumbs(), "upload": upload}
    if upload.content and upload.imported_at is None:
        try:
            reading = reading_of(upload, day_of(request))
        except RuleViolation as refused:
            context["refused"] = refused.code
        else:
            rows = [(finding, FAULTS[finding.fault]) for finding in reading.open]
            rows.sort(key=lambda row: row[0].can_be_settled)
            context |= {"reading": reading, "rows": rows, "can_settle": any(row[0].can_be_settled for row in rows)}
    return render(request, "register/findings.html", context)


@needs(Action.EDIT_TERRITORY)
@require_POST
def agree(request: Request, upload_id: UUID) -> HttpResponse:
    """Agree to the suggestions that were ticked."""
    upload = _own(request, upload_id)
    keys = request.POST.getlist("finding")
    try:
        settle(upload, keys, today=day_of(request), actor=holder_of(request).actor, moment=request.moment)
    except RuleViolation:
        messages.error(request, _("A finding that was ticked cannot be settled here."))
    return redirect("register:findings", upload.pk)


@needs(Action.EDIT_TERRITORY)
@require_POST
def bring_in(request: Request, upload_id: UUID) -> HttpResponse:
    """Import a workbook of which nothing is open."""
    upload = _own(request, upload_id)
    actor, today = holder_of(request).actor, day_of(request)
    try:
        count = import_register(upload, today=today, actor=actor, moment=request.moment)
    except RuleViolation:
        messages.error(request, _("Nothing was imported: the file has open findings, or it was imported before."))
        return redirect("register:findings", upload.pk)
    messages.success(
        request, ngettext("%(count)s body was imported.", "%(count)s bodies were imported.", count) % {"count": count}
    )
    return redirect("register:register")


def _tops(request: Request) -> QuerySet[Unit]:
    """Return the units for which the holder may change the register, from the top."""
    holder = holder_of(request)
    tops = holder.top_units(Action.EDIT_TERRITORY)
    if tops.exists() or not holder.may(Action.EDIT_TERRITORY):
        return tops
    return on(day_of(request)).filter(kind=Kind.TINH.value)


def _own(request: Request, upload_id: UUID) -> Upload:
    """Return an upload within the holder's reach: another's holds names that are not theirs to see."""
    upload = get_object_or_404(Upload.objects.select_related("unit"), pk=upload_id)
    inside(request, Action.EDIT_TERRITORY, upload.unit)
    return upload


def _crumbs() -> list[Crumb]:
    return [Crumb(_("Register of bodies"), reverse("register:register")), Crumb(_("Import"))]

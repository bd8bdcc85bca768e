"""What officers do around any record: notes, samples, symptoms, passing on, orders."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bluezone.authority.accounts.access import day_of, inside, needs
from bluezone.authority.accounts.purposes import Purpose
from bluezone.authority.accounts.rules import Action
from bluezone.authority.cases.forms.cases import ResultForm, SampleForm, SymptomsForm
from bluezone.authority.cases.forms.follow_up import OrderForm
from bluezone.authority.cases.forms.work import NoteForm, TransferForm
from bluezone.authority.cases.models import Case, Contact, Note, QuarantineOrder, Sample, SymptomReport, Transfer
from bluezone.authority.cases.rules.definitions import numbers_in
from bluezone.authority.cases.services import (
    Doing,
    lift_order,
    note,
    order_quarantine,
    record_result,
    record_sample,
    record_symptoms,
    transfer,
)
from bluezone.authority.cases.views.acting import Act, act_page, at_once
from bluezone.authority.cases.views.choosing import picker_for
from bluezone.authority.cases.views.orders import record_of
from bluezone.authority.cases.views.records import address_of, own_record
from bluezone.authority.requests import Request


@needs(Action.READ_CASES)
@require_http_methods(["GET", "POST"])
def add_note(request: Request, kind: str, record_id: UUID) -> HttpResponse:
    """Add a note to a record."""
    row = own_record(request, kind, record_id, Action.READ_CASES)
    act = Act(_("Add a note"), _("Save the note"), _("The note is saved."))

    def perform(given: dict[str, Any], by: Doing) -> Note:
        return note(row, given["text"], by)

    return act_page(request, row, NoteForm(request.POST or None), act, perform)


@needs(Action.TRACE_CONTACTS)
@require_http_methods(["GET", "POST"])
def add_sample(request: Request, kind: str, record_id: UUID) -> HttpResponse:
    """Note that a sample was taken."""
    row = own_record(request, kind, record_id, Action.TRACE_CONTACTS)
    act = Act(_("A sample was taken"), _("Save the sample"), _("The sample is noted."), Purpose.CARE)

    def perform(given: dict[str, Any], by: Doing) -> Sample:
        return record_sample(row.person, given["taken_on"], given["kind"], given["laboratory"], by)

    form = SampleForm(request.POST or None, initial={"taken_on": day_of(request)})
    return act_page(request, row, form, act, perform)


@needs(Action.EDIT_CASES)
@require_http_methods(["GET", "POST"])
def add_result(request: Request, kind: str, record_id: UUID, sample_id: UUID) -> HttpResponse:
    """Note what the laboratory found."""
    row = own_record(request, kind, record_id, Action.EDIT_CASES)
    sample = get_object_or_404(Sample, pk=sample_id, person=row.person_id)
    act = Act(_("The result of a sample"), _("Save the result"), _("The result is noted."), Purpose.CARE)

    def perform(given: dict[str, Any], by: Doing) -> Sample:
        return record_result(sample, given["result"], by)

    return act_page(request, row, ResultForm(request.POST or None), act, perform)


@needs(Action.TRACE_CONTACTS)
@require_http_methods(["GET", "POST"])
def add_symptoms(request: Request, kind: str, record_id: UUID) -> HttpResponse:
    """Note which symptoms somebody had on a day."""
    row = own_record(request, kind, record_id, Action.TRACE_CONTACTS)
    act = Act(_("Symptoms of a day"), _("Save the symptoms"), _("The symptoms are noted."), Purpose.CARE)

    def perform(given: dict[str, Any], by: Doing) -> SymptomReport:
        return record_symptoms(row.person, given["day"], [str(word) for word in given["symptoms"]], by)

    form = SymptomsForm(request.POST or None, initial={"day": day_of(request)})
    return act_page(request, row, form, act, perform)


@needs(Action.TRACE_CONTACTS)
@require_http_methods(["GET", "POST"])
def pass_on(request: Request, kind: str, record_id: UUID) -> HttpResponse:
    """Pass a record to another unit; this one keeps seeing that it moved and where to."""
    row = own_record(request, kind, record_id, Action.TRACE_CONTACTS)
    picker = picker_for(request, None)
    act = Act(
        _("Pass on to another unit"),
        _("Pass on"),
        _("The record is with the other unit now."),
        lead=_("From then on the other unit works on it. Yours sees where it went, and no longer the person."),
        picker=picker,
    )

    def perform(given: dict[str, Any], by: Doing) -> Transfer:
        return transfer(row, picker.chosen or row.unit, given["reason"], by)

    return act_page(request, row, TransferForm(request.POST or None), act, perform)


@needs(Action.ORDER_QUARANTINE)
@require_http_methods(["GET", "POST"])
def order(request: Request, kind: str, record_id: UUID) -> HttpResponse:
    """Order somebody to stay; the document is then downloaded and signed outside the system."""
    row = own_record(request, kind, record_id, Action.ORDER_QUARANTINE)
    act = Act(
        _("Order quarantine"),
        _("Make the order"),
        _("The order is made: download it below."),
        Purpose.FOLLOW_UP,
        _(
            "The document is a decision of the commune. Number, day, seal, signer and legal bases are for the clerk to check."
        ),
    )

    def perform(given: dict[str, Any], by: Doing) -> QuarantineOrder:
        return order_quarantine(row, row.unit, by, **given)

    form = OrderForm(request.POST or None, initial=_usual_days(request, row))
    return act_page(request, row, form, act, perform)


@needs(Action.ORDER_QUARANTINE)
@require_POST
def lift(request: Request, order_id: UUID) -> HttpResponse:
    """Lift an order."""
    made = get_object_or_404(QuarantineOrder, pk=order_id)
    row = record_of(made)
    inside(request, Action.ORDER_QUARANTINE, row.unit_id)
    at_once(request, row, Purpose.FOLLOW_UP, lambda by: lift_order(made, by), _("The order is lifted."))
    return redirect(address_of(row))


def _usual_days(request: Request, row: Case | Contact) -> dict[str, object]:
    """Return the days that the definition says: from today until so many days after the last exposure."""
    today, days = day_of(request), numbers_in(row.definition.rules).quarantine_days
    begin = row.last_exposed_on if isinstance(row, Contact) else row.confirmed_on
    last = (begin or today) + timedelta(days=days)
    return {"first_day": today, "last_day": max(last, today)}

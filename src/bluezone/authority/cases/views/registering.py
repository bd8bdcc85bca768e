"""Registering a case: four fields on a telephone; who may be the same person is shown before anything is written."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bluezone.authority.accounts.access import day_of, holder_of, needs
from bluezone.authority.accounts.purposes import Purpose, state
from bluezone.authority.accounts.rules import Action
from bluezone.authority.audit.services import subject_of
from bluezone.authority.cases.forms.cases import CaseForm, RegisterForm
from bluezone.authority.cases.models import Case, Person
from bluezone.authority.cases.refusals import in_words
from bluezone.authority.cases.services import Doing, register_case_of
from bluezone.authority.cases.views.acting import Act, act_page
from bluezone.authority.cases.views.beside import NEW, alike_people, chosen, described, typed
from bluezone.authority.cases.views.choosing import Picker, commune_picker, own_commune
from bluezone.authority.cases.views.records import address_of, own_contact, way
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.requests import Request
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import RuleViolation


@needs(Action.REGISTER_CASES)
@require_http_methods(["GET", "POST"])
def register(request: Request) -> HttpResponse:
    """Register a case of somebody new, or of a person who is known already."""
    form = RegisterForm(request.POST or None, initial={"reported_on": day_of(request)})
    allowed = holder_of(request).units(Action.REGISTER_CASES)
    picker = commune_picker(request, own_commune(request, Action.REGISTER_CASES), within=allowed)
    if request.method == "POST" and form.is_valid() and picker.chosen is not None and "back" not in request.POST:
        facts, decision = form.facts(picker.chosen), request.POST.get("decision", "")
        alike = alike_people(request, described(facts))
        person = chosen(alike, decision)
        if alike and person is None and decision != NEW:
            return _page(request, "cases/alike.html", form, picker, alike=alike, typed=typed(facts))
        case = _registered(request, form, picker.chosen, person)
        if case is not None:
            state(request, subject_of(case), Purpose.CARE, for_all=False)
            messages.success(request, _("The case is registered."))
            return redirect(address_of(case))
    return _page(request, "cases/register.html", form, picker)


@needs(Action.REGISTER_CASES)
@require_http_methods(["GET", "POST"])
def fall_ill(request: Request, contact_id: UUID) -> HttpResponse:
    """Register the case of somebody who is a contact: the follow-up goes on as a case's."""
    contact = own_contact(request, contact_id, Action.REGISTER_CASES)
    form = CaseForm(request.POST or None, initial={"reported_on": day_of(request)})
    allowed = holder_of(request).units(Action.REGISTER_CASES)
    picker = commune_picker(request, contact.unit, within=allowed)
    act = Act(
        _("The contact fell ill"),
        _("Register the case"),
        _("The contact is a case now."),
        Purpose.CARE,
        _("The same person stays: exposures become stated infections, the days of the contact end."),
        picker,
    )

    def perform(_given: object, by: Doing) -> Case:
        return register_case_of(contact.person, picker.chosen or contact.unit, form.case_facts(), by)

    return act_page(request, contact, form, act, perform)


def _registered(request: Request, form: RegisterForm, unit: Unit, known: Person | None) -> Case | None:
    by = Doing(holder_of(request).actor, Purpose.CARE, request.moment)
    try:
        return register_case_of(known or form.facts(unit), unit, form.case_facts(), by)
    except RuleViolation as refused:
        form.add_error(None, in_words(refused))
        return None


def _page(request: Request, template: str, form: RegisterForm, picker: Picker, **more: object) -> HttpResponse:
    facts = {
        "form": form,
        "picker": picker,
        "crumbs": way(Crumb(_("Cases"), reverse("cases:cases")), Crumb(_("New case"))),
    }
    return render(request, template, facts | more, status=409 if form.errors else 200)

"""The page of a case, and what changes the case itself: edited, confirmed, closed, opened again."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.authority.accounts.access import day_of, holder_of, needs
from bluezone.authority.accounts.purposes import Purpose, opened_for
from bluezone.authority.accounts.rules import Action
from bluezone.authority.cases.forms.cases import CaseForm, CloseForm, ConfirmForm, InfectorForm
from bluezone.authority.cases.models import Case, CaseCode, Exposure, InfectionLink
from bluezone.authority.cases.queries import case_called
from bluezone.authority.cases.rules.closeness import Met, infectious_days, verdict
from bluezone.authority.cases.rules.definitions import numbers_in
from bluezone.authority.cases.rules.words import Classification, Closeness, Setting
from bluezone.authority.cases.services import (
    Doing,
    close_case,
    confirm_case,
    edit_case,
    link_infection,
    local_day,
    reopen_case,
)
from bluezone.authority.cases.views.acting import Act, act_page, at_once
from bluezone.authority.cases.views.editing import Edit, edit_page, posted
from bluezone.authority.cases.views.records import a_case, address_of, own_case, part_of_others, visible_units
from bluezone.authority.cases.views.showing import around, moved_page
from bluezone.authority.cases.wording import REASONS
from bluezone.authority.requests import Request


@needs(Action.READ_CASES)
@require_GET
def case(request: Request, case_id: UUID) -> HttpResponse:
    """Show a case; to a unit that passed it on, only where it went."""
    shown = a_case(case_id)
    moved = moved_page(request, shown)
    if moved is not None:
        return moved
    opened_for(request, shown)
    return render(request, "cases/case.html", around(request, shown) | _of_case(request, shown))


@needs(Action.EDIT_CASES)
@require_http_methods(["GET", "POST"])
def edit(request: Request, case_id: UUID) -> HttpResponse:
    """Change a case; when somebody else did meanwhile, show both versions and lose neither."""
    changed = own_case(request, case_id, Action.EDIT_CASES)
    form = CaseForm(posted(request, CaseForm), initial=_typed(changed))

    def save(by: Doing, revision: int) -> Case:
        return edit_case(changed, form.case_facts(changed), by, revision=revision)

    return edit_page(request, form, Edit(changed, _("Change the case"), changed.revision, _typed, save))


@needs(Action.EDIT_CASES)
@require_http_methods(["GET", "POST"])
def confirm(request: Request, case_id: UUID) -> HttpResponse:
    """Confirm a case by the day of a positive result; confirmed twice is confirmed once."""
    suspected = own_case(request, case_id, Action.EDIT_CASES)
    form = ConfirmForm(request.POST or None, initial={"day": suspected.sampled_on or day_of(request)})
    act = Act(_("Confirm the case"), _("Confirm"), _("The case is confirmed and under follow-up."), Purpose.CARE)

    def perform(given: dict[str, Any], by: Doing) -> Case:
        return confirm_case(suspected, given["day"], by)

    return act_page(request, suspected, form, act, perform)


@needs(Action.EDIT_CASES)
@require_http_methods(["GET", "POST"])
def close(request: Request, case_id: UUID) -> HttpResponse:
    """Close a case with its outcome."""
    ill = own_case(request, case_id, Action.EDIT_CASES)
    form = CloseForm(request.POST or None, initial={"day": day_of(request)})
    act = Act(_("Close the case"), _("Close"), _("The case is closed."), Purpose.CARE)

    def perform(given: dict[str, Any], by: Doing) -> Case:
        return close_case(ill, given["outcome"], given["day"], by)

    return act_page(request, ill, form, act, perform)


@needs(Action.EDIT_CASES)
@require_POST
def reopen(request: Request, case_id: UUID) -> HttpResponse:
    """Open a closed case again."""
    closed = own_case(request, case_id, Action.EDIT_CASES)
    at_once(request, closed, Purpose.CARE, lambda by: reopen_case(closed, by), _("The case is open again."))
    return redirect(address_of(closed))


@needs(Action.TRACE_CONTACTS)
@require_http_methods(["GET", "POST"])
def infector(request: Request, case_id: UUID) -> HttpResponse:
    """State from whom a case was infected."""
    ill = own_case(request, case_id, Action.TRACE_CONTACTS)
    form = InfectorForm(request.POST or None)
    act = Act(
        _("Who infected"),
        _("State it"),
        _("The infection is stated."),
        lead=_("A case may have several possible sources; a circle is shown in the chain, not refused."),
    )

    def perform(given: dict[str, Any], by: Doing) -> InfectionLink:
        return link_infection(
            case_called(holder_of(request), given["number"]), ill, given["certainty"], given["stated_by"], by
        )

    return act_page(request, ill, form, act, perform)


def _of_case(request: Request, shown: Case) -> dict[str, Any]:
    visible, infectious = visible_units(holder_of(request)), _infectious(shown)
    met = Exposure.objects.filter(source_case=shown).select_related("contact__person__identity", "contact__unit")
    return {
        "contacts": [
            {
                "met": each,
                "contact": each.contact,
                "is_visible": each.contact.unit_id in visible,
                "words": _verdict(each, shown),
            }
            for each in met[:200]
        ],
        "infectious": infectious,
        "infected_by": list(shown.infected_by.select_related("infector")),
        "infected": list(shown.infected.select_related("infectee")),
        "milestones": list(shown.milestones.select_related("unit")),
        "was_contact": list(shown.was_contact.all()),
        "case": shown,
        "case_codes": CaseCode.objects.filter(case=shown).select_related("code"),
        "codes_part": part_of_others("codes/parts/case_codes.html"),
        "is_confirmed": shown.classification == Classification.CONFIRMED,
    }


def _infectious(shown: Case) -> tuple[date, date] | None:
    return infectious_days(shown.onset_on, shown.sampled_on, numbers_in(shown.definition.rules))


def _verdict(met: Exposure, shown: Case) -> str:
    day = local_day(met.end or met.start)
    said = verdict(
        Met(day, Setting(met.setting), Closeness(met.closeness), met.minutes),
        _infectious(shown),
        numbers_in(shown.definition.rules),
    )
    return str(REASONS[said.reason])


def _typed(shown: Case) -> dict[str, object]:
    return {name: getattr(shown, name) for name in CaseForm.base_fields}

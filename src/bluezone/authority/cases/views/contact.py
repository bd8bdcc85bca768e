"""The page of a contact, and what is decided about one: kept, dropped, exposed again."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.authority.accounts.access import day_of, holder_of, needs
from bluezone.authority.accounts.purposes import Purpose, opened_for
from bluezone.authority.accounts.rules import Action
from bluezone.authority.cases.forms.contacts import SourceForm
from bluezone.authority.cases.models import Contact, Exposure
from bluezone.authority.cases.queries import case_called
from bluezone.authority.cases.services import Doing, add_contact, drop_contact, promote_candidate
from bluezone.authority.cases.views.acting import Act, act_page, at_once
from bluezone.authority.cases.views.records import a_contact, address_of, own_contact, part_of_others, visible_units
from bluezone.authority.cases.views.showing import around, moved_page
from bluezone.authority.requests import Request


@needs(Action.READ_CASES)
@require_GET
def contact(request: Request, contact_id: UUID) -> HttpResponse:
    """Show a contact; to a unit that passed it on, only where it went."""
    shown = a_contact(contact_id)
    moved = moved_page(request, shown)
    if moved is not None:
        return moved
    opened_for(request, shown)
    return render(request, "cases/contact.html", around(request, shown) | _of_contact(request, shown))


@needs(Action.TRACE_CONTACTS)
@require_POST
def promote(request: Request, contact_id: UUID) -> HttpResponse:
    """Make a candidate a contact, followed from now on."""
    row = own_contact(request, contact_id, Action.TRACE_CONTACTS)
    done = _("A contact from now on: it is on the follow-up list.")
    at_once(request, row, Purpose.TRACING, lambda by: promote_candidate(row, by), done)
    return redirect(_back(request, row))


@needs(Action.TRACE_CONTACTS)
@require_POST
def drop(request: Request, contact_id: UUID) -> HttpResponse:
    """Say that somebody is no contact."""
    row = own_contact(request, contact_id, Action.TRACE_CONTACTS)
    done = _("No contact: the follow-up ends. It can be taken back on the page of the contact.")
    at_once(request, row, Purpose.TRACING, lambda by: drop_contact(row, by), done)
    return redirect(_back(request, row))


@needs(Action.TRACE_CONTACTS)
@require_http_methods(["GET", "POST"])
def expose(request: Request, contact_id: UUID) -> HttpResponse:
    """Add another exposure, of the same or another case: the days of follow-up start again."""
    row = own_contact(request, contact_id, Action.TRACE_CONTACTS)
    form = SourceForm(request.POST or None, initial={"day": day_of(request)})
    act = Act(
        _("Another exposure"),
        _("Save the exposure"),
        _("The exposure is noted, and the last day of follow-up counted anew."),
        lead=_("One contact may have met several cases. The latest exposure decides how long the follow-up lasts."),
    )

    def perform(given: dict[str, Any], by: Doing) -> Contact:
        source = case_called(holder_of(request), given["number"])
        return add_contact(row.person, row.unit, source, [form.exposure()], by)

    return act_page(request, row, form, act, perform)


def _of_contact(request: Request, shown: Contact) -> dict[str, Any]:
    visible = visible_units(holder_of(request))
    met = shown.exposures.select_related("source_case", "source_contact", "milestone")
    others = Exposure.objects.filter(source_contact=shown).select_related("contact__person__identity", "contact__unit")
    return {
        "contact": shown,
        "report_part": part_of_others("exposure_reports/parts/of_contact.html") if shown.self_reported else "",
        "exposures": list(met),
        "contacts": [
            {"met": each, "contact": each.contact, "is_visible": each.contact.unit_id in visible}
            for each in others[:200]
        ],
    }


def _back(request: Request, row: Contact) -> str:
    """Return to the list from which a candidate was decided, or to the page of the contact."""
    address = request.POST.get("next", "")
    return address if url_has_allowed_host_and_scheme(address, {request.get_host()}) else address_of(row)

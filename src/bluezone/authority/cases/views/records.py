"""How a page comes to a record: within the jurisdiction, opened for a purpose, changed in somebody's name."""

from collections.abc import Iterable
from uuid import UUID

from django.db import models
from django.shortcuts import get_object_or_404
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import gettext as _

from bluezone.authority.accounts.access import Holder, holder_of, inside
from bluezone.authority.accounts.purposes import OPENED, Purpose, opened_for, stated
from bluezone.authority.accounts.queries import closure_above
from bluezone.authority.accounts.rules import Action, may
from bluezone.authority.audit.services import record, subject_of
from bluezone.authority.cases.models import Case, Contact
from bluezone.authority.cases.services import Doing
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.requests import Request


class KindConverter:
    """The kind of a followed record in an address."""

    regex = "cases|contacts"

    def to_python(self, value: str) -> str:
        """Return the word itself."""
        return value

    def to_url(self, value: str) -> str:
        """Return the word itself."""
        return value


def a_case(case_id: UUID) -> Case:
    """Return a case with all that its page's head shows; 404 when there is none."""
    return get_object_or_404(Case.objects.select_related("person__identity", "unit", "definition"), pk=case_id)


def a_contact(contact_id: UUID) -> Contact:
    """Return a contact with all that its page's head shows; 404 when there is none."""
    return get_object_or_404(Contact.objects.select_related("person__identity", "unit", "definition"), pk=contact_id)


def own_case(request: Request, case_id: UUID, action: Action) -> Case:
    """Return a case for which the holder may do something; 403 outside the jurisdiction."""
    found = a_case(case_id)
    inside(request, action, found.unit_id)
    return found


def own_contact(request: Request, contact_id: UUID, action: Action) -> Contact:
    """Return a contact for which the holder may do something; 403 outside the jurisdiction."""
    found = a_contact(contact_id)
    inside(request, action, found.unit_id)
    return found


def own_record(request: Request, kind: str, record_id: UUID, action: Action) -> Case | Contact:
    """Return a case or contact for which the holder may do something; 403 outside the jurisdiction."""
    return own_case(request, record_id, action) if kind == "cases" else own_contact(request, record_id, action)


def open_list(request: Request, action: Action = Action.READ_CASES) -> None:
    """Note that a list with names was opened, for the unit of the holder's own assignment.

    Raises:
        PurposeNeeded: Nobody said yet why.
    """
    opened = holder_of(request).top_units(action).order_by("pk").first()
    if opened is not None:
        opened_for(request, opened)


def doing(request: Request, row: models.Model, usual: Purpose) -> Doing:
    """Return who acts and why: what was stated for the record, else what the act itself is for.

    An act never waits for the question: what somebody typed in a corridor is saved first.
    """
    return Doing(holder_of(request).actor, stated(request, subject_of(row)) or usual, request.moment)


def shown_again(request: Request, row: models.Model, usual: Purpose) -> None:
    """Note that a record is shown after an act on it was refused."""
    act = doing(request, row, usual)
    record(act.actor, OPENED, row, act.purpose, act.moment)


def acts_here(holder: Holder, unit: UUID, actions: Iterable[Action]) -> dict[str, bool]:
    """Return what a holder may do for one unit, by the names of the actions, in one question."""
    above = {None, *closure_above(unit, holder.day)}
    here = [grant.role for grant in holder.grants if grant.unit in above]
    return {action.name.lower(): any(may(role, action) for role in here) for action in actions}


def visible_units(holder: Holder) -> set[UUID]:
    """Return the ids of the units whose records a holder reads, for marking rows of a page in one question."""
    return {*holder.units(Action.READ_CASES).values_list("pk", flat=True)}


def kind_of(row: Case | Contact) -> str:
    """Return the word by which addresses name the kind of a record."""
    return "cases" if isinstance(row, Case) else "contacts"


def address_of(row: Case | Contact) -> str:
    """Return the address of a record's page."""
    return reverse("cases:case" if isinstance(row, Case) else "cases:contact", args=[row.pk])


def title_of(row: Case | Contact) -> str:
    """Return what a record is called in titles and crumbs: never a name."""
    if isinstance(row, Case):
        return _("Case %(number)s") % {"number": str(row)}
    return _("Contact %(number)s") % {"number": str(row.pk)[:8]}


def way(*steps: Crumb | Case | Contact) -> list[Crumb]:
    """Return the breadcrumbs to a page, from the first page over the lists."""
    crumbs = [Crumb(_("Overview"), "/")]
    for step in steps:
        if isinstance(step, Crumb):
            crumbs.append(step)
        else:
            page = Crumb(_("Cases"), reverse("cases:cases"))
            other = Crumb(_("Contacts"), reverse("cases:contacts"))
            crumbs += [page if isinstance(step, Case) else other, Crumb(title_of(step), address_of(step))]
    return crumbs


def part_of_others(name: str) -> str:
    """Return the name of a template that another application may bring; nothing when it does not."""
    try:
        get_template(name)
    except TemplateDoesNotExist:
        return ""
    return name

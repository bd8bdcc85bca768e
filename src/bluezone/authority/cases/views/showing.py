"""What stands around a record on its page: the person, samples, visits, orders, notes, where it went."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bluezone.authority.accounts.access import day_of, holder_of
from bluezone.authority.accounts.rules import Action
from bluezone.authority.cases.models import Case, Contact
from bluezone.authority.cases.queries import passed_on
from bluezone.authority.cases.rules.definitions import numbers_in
from bluezone.authority.cases.rules.follow_up import Course, standing
from bluezone.authority.cases.rules.words import FollowUp, Symptom
from bluezone.authority.cases.views.records import acts_here, kind_of, title_of, way
from bluezone.authority.cases.wording import NUMBERS, STANDINGS, SYMPTOMS
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.requests import Request


def around(request: Request, row: Case | Contact) -> dict[str, Any]:
    """Return what the pages of cases and contacts show alike."""
    holder, day = holder_of(request), day_of(request)
    numbers = numbers_in(row.definition.rules)
    return {
        "row": row,
        "kind": kind_of(row),
        "title": title_of(row),
        "identity": getattr(row.person, "identity", None),
        "day": day,
        "age": day.year - row.person.birth_year if row.person.birth_year else None,
        "standing": standing_of(row, day),
        "numbers": [(label, getattr(numbers, name)) for name, label in NUMBERS.items()],
        "visits": [(visit, symptom_words(visit.symptoms)) for visit in row.visits.all()[:60]],
        "samples": list(row.person.samples.all()[:20]),
        "symptoms": [(report, symptom_words(report.symptoms)) for report in row.person.symptom_reports.all()[:20]],
        "orders": list(row.orders.select_related("unit")[:10]),
        "notes": list(row.notes.all()[:50]),
        "transfers": list(row.transfers.select_related("from_unit", "to_unit")[:10]),
        "may": acts_here(holder, row.unit_id, _ACTS),
        "crumbs": way(_list_of(row), Crumb(title_of(row))),
    }


_ACTS = (
    *(Action.EDIT_CASES, Action.REGISTER_CASES, Action.TRACE_CONTACTS, Action.FOLLOW_UP),
    *(Action.ORDER_QUARANTINE, Action.MERGE_PEOPLE, Action.ISSUE_CODES),
)


def _list_of(row: Case | Contact) -> Crumb:
    if isinstance(row, Case):
        return Crumb(_("Cases"), reverse("cases:cases"))
    return Crumb(_("Contacts"), reverse("cases:contacts"))


def standing_of(row: Case | Contact, day: date) -> tuple[str, str] | None:
    """Return how a follow-up stands on a day, as a word and in words; None when nobody follows."""
    if row.follow_up != FollowUp.FOLLOW_UP or row.follow_up_until is None:
        return None
    course = Course(row.follow_up_from or row.follow_up_until, row.follow_up_until, row.last_visited_on)
    word = standing(course, day)
    return word, str(STANDINGS[word])


def symptom_words(symptoms: list[str]) -> str:
    """Return symptoms as people read them; nothing for none."""
    known = {*Symptom}
    return ", ".join(str(SYMPTOMS[Symptom(word)]) for word in symptoms if word in known)


def moved_page(request: Request, row: Case | Contact) -> HttpResponse | None:
    """Return the page that tells a former unit where a record went; None for whoever reads the record itself.

    Raises:
        PermissionDenied: The record is not theirs and never was.
    """
    holder = holder_of(request)
    if holder.may_here(Action.READ_CASES, row.unit_id):
        return None
    transfer = passed_on(holder, row)
    if transfer is None:
        raise PermissionDenied
    facts = {
        "row": row,
        "title": title_of(row),
        "transfer": transfer,
        "now": row.unit,
        "crumbs": way(Crumb(title_of(row))),
    }
    return render(request, "cases/moved_record.html", facts)

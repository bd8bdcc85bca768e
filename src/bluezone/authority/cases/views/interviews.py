"""An interview written down line by line: many people who met one case or contact, saved all at once or not at all."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.forms import BaseFormSet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from bluezone.authority.accounts.access import day_of, needs
from bluezone.authority.accounts.purposes import Purpose, opened_for
from bluezone.authority.accounts.rules import Action
from bluezone.authority.cases.forms.contacts import HeadForm, LineForm, LineFormSet
from bluezone.authority.cases.models import Case, Contact, Person
from bluezone.authority.cases.refusals import in_words
from bluezone.authority.cases.services import PersonFacts, add_contacts
from bluezone.authority.cases.services.people import checked_birth
from bluezone.authority.cases.views.beside import NEW, Beside, alike_people, chosen, described, typed
from bluezone.authority.cases.views.choosing import Picker, commune_picker
from bluezone.authority.cases.views.records import address_of, doing, own_record, shown_again, way
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.requests import Request
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import RuleViolation

LINES: Final = 6
"""How many empty lines a page begins with, and how many more it gives."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A line whose person may be known already; somebody says which."""

    number: int
    typed: Beside
    alike: list[Beside]


@needs(Action.TRACE_CONTACTS)
@require_http_methods(["GET", "POST"])
def interview(request: Request, kind: str, record_id: UUID) -> HttpResponse:
    """Write down whom a case, or a contact, met."""
    source = own_record(request, kind, record_id, Action.TRACE_CONTACTS)
    picker = commune_picker(request, source.unit)
    if request.method == "GET":
        opened_for(request, source)
        head = HeadForm(
            initial={"day": source.onset_on or source.reported_on}
            if isinstance(source, Case)
            else {"day": day_of(request)}
        )
        return _page(request, source, head, LineFormSet(initial=[{}] * LINES), picker)
    head, lines = HeadForm(request.POST), LineFormSet(request.POST)
    if "more" in request.POST or "back" in request.POST:
        return _page(request, source, *_longer(request.POST), picker)
    shown_again(request, source, Purpose.TRACING)
    if not (head.is_valid() and lines.is_valid() and picker.chosen):
        return _page(request, source, head, lines, picker, status=409)
    return _written(request, source, head, lines, picker)


def _written(
    request: Request, source: Case | Contact, head: HeadForm, lines: BaseFormSet[LineForm], picker: Picker
) -> HttpResponse:
    unit = picker.chosen or source.unit
    filled = [line for line in lines if line.is_filled]
    if not filled:
        head.add_error(None, _("Write at least one name."))
        return _page(request, source, head, lines, picker, status=409)
    if not _are_possible(request, filled, unit):
        return _page(request, source, head, lines, picker, status=409)
    doubts, people = _judged(request, filled, unit)
    if doubts:
        facts = {
            "source": source,
            "doubts": doubts,
            "posted": _posted(request.POST, {doubt.number for doubt in doubts}),
            "crumbs": _crumbs(source),
        }
        return render(request, "cases/interview_alike.html", facts, status=409)
    met = [(who, line.exposure(head.cleaned_data)) for who, line in zip(people, filled, strict=True)]
    try:
        added = add_contacts(source, unit, met, doing(request, source, Purpose.TRACING))
    except RuleViolation as refused:
        head.add_error(None, in_words(refused))
        return _page(request, source, head, lines, picker, status=409)
    words = ngettext("%(count)d contact is noted.", "%(count)d contacts are noted.", len(added)) % {"count": len(added)}
    messages.success(request, words)
    return redirect(address_of(source))


def _are_possible(request: Request, filled: list[LineForm], unit: Unit) -> bool:
    """Say beside a line what about it cannot be true, and return whether all of them can."""
    for line in filled:
        day = line.cleaned_data["day"]
        if day and day > day_of(request):
            line.add_error("day", in_words(RuleViolation("exposure_in_future", "the day has not come")))
        try:
            checked_birth(line.person(unit), request.moment)
        except RuleViolation as refused:
            line.add_error("birth_year", in_words(refused))
    return all(line.is_valid() for line in filled)


def _judged(request: Request, filled: list[LineForm], unit: Unit) -> tuple[list[Doubt], list[PersonFacts | Person]]:
    """Return the lines that somebody has to decide, and who stands on each line otherwise."""
    doubts, people = list[Doubt](), list[PersonFacts | Person]()
    for number, line in enumerate(filled, start=1):
        facts = line.person(unit)
        alike = alike_people(request, described(facts))
        decision = request.POST.get(f"decision-{number}", "")
        known = chosen(alike, decision)
        if alike and known is None and decision != NEW:
            doubts.append(Doubt(number, typed(facts), alike))
        people.append(known or facts)
    return doubts, people


def _longer(given: QueryDict) -> tuple[HeadForm, BaseFormSet[LineForm]]:
    """Return what was typed, with more empty lines below it when they are asked for; nothing is checked yet."""
    data = given.copy()
    count = int(data.get("form-TOTAL_FORMS") or 0) if (data.get("form-TOTAL_FORMS") or "").isdecimal() else 0
    data["form-TOTAL_FORMS"] = str(min(count + (LINES if "more" in given else 0), 200))
    return HeadForm(data), LineFormSet(data)


def _posted(given: QueryDict, open_lines: set[int]) -> list[tuple[str, str]]:
    """Return everything that was posted, to be carried by the page that asks, but for what it asks."""
    asked = {"csrfmiddlewaretoken", *(f"decision-{number}" for number in open_lines)}
    return [(name, str(given[name])) for name in given if name not in asked]


def _page(  # noqa: PLR0913 -- one page of five parts
    request: Request,
    source: Case | Contact,
    head: HeadForm,
    lines: BaseFormSet[LineForm],
    picker: Picker,
    *,
    status: int = 200,
) -> HttpResponse:
    facts = {"source": source, "head": head, "lines": lines, "picker": picker, "crumbs": _crumbs(source)}
    return render(request, "cases/interview.html", facts | {"back": address_of(source)}, status=status)


def _crumbs(source: Case | Contact) -> list[Crumb]:
    return way(source, Crumb(_("Contacts of this person")))

"""The person of a record: changed under a revision; two records of one person brought together, and apart again."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.authority.accounts.access import Holder, holder_of, needs
from bluezone.authority.accounts.purposes import Purpose, opened_for
from bluezone.authority.accounts.rules import Action
from bluezone.authority.cases.forms.people import PersonForm, typed_of
from bluezone.authority.cases.models import Case, Contact, Merge, Person
from bluezone.authority.cases.queries import described_as, may_see
from bluezone.authority.cases.services import Doing, edit_person, facts_of, merge_people, undo_merge
from bluezone.authority.cases.views.acting import at_once
from bluezone.authority.cases.views.beside import alike_people, known
from bluezone.authority.cases.views.choosing import commune_picker
from bluezone.authority.cases.views.editing import Edit, edit_page, posted
from bluezone.authority.cases.views.records import address_of, own_record, way
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.requests import Request
from bluezone.authority.territory.models import Unit

A_PAGE = 30


class ResidentForm(PersonForm):
    """A person with the residence."""

    unit = forms.ModelChoiceField(
        Unit.objects.all(), label=gettext_lazy("Residence"), required=False, widget=forms.HiddenInput
    )


@needs(Action.TRACE_CONTACTS)
@require_http_methods(["GET", "POST"])
def person(request: Request, kind: str, record_id: UUID) -> HttpResponse:
    """Change who the person of a case or contact is."""
    row = own_record(request, kind, record_id, Action.TRACE_CONTACTS)
    picker = commune_picker(request, row.person.unit or row.unit)
    data = posted(request, ResidentForm)
    if data is not None and picker.chosen is not None and "take-unit" not in data:
        data["unit"] = str(picker.chosen.pk)
    form = ResidentForm(data, initial=_typed(row.person))

    def save(by: Doing, revision: int) -> Person:
        return edit_person(row.person, form.facts(form.cleaned_data["unit"]), by, revision=revision)

    return edit_page(request, form, Edit(row, _("Change the person"), row.person.revision, _typed, save, picker))


@needs(Action.MERGE_PEOPLE)
@require_GET
def duplicates(request: Request, kind: str, record_id: UUID) -> HttpResponse:
    """Show the person of a record beside everybody who may be the same one."""
    row = own_record(request, kind, record_id, Action.MERGE_PEOPLE)
    opened_for(request, row)
    identity = getattr(row.person, "identity", None)
    alike = alike_people(request, described_as(identity), apart_from=row.person) if identity else []
    facts = {
        "row": row,
        "kind": kind,
        "own": known(row.person),
        "alike": alike,
        "back": address_of(row),
        "crumbs": way(row, Crumb(_("Duplicates"))),
    }
    return render(request, "cases/duplicates.html", facts)


@needs(Action.MERGE_PEOPLE)
@require_POST
def merge(request: Request, kind: str, record_id: UUID) -> HttpResponse:
    """Bring another record of the same person together with this one."""
    row = own_record(request, kind, record_id, Action.MERGE_PEOPLE)
    gone = _person(request.POST.get("gone", ""))
    if gone is None:
        messages.error(request, _("Choose the other record."))
        return redirect(address_of(row))
    if not may_see(holder_of(request), gone):
        raise PermissionDenied
    done = _("The two records are one now. It can be taken back.")
    at_once(request, row, Purpose.QUALITY, lambda by: merge_people(row.person, gone, by), done)
    return redirect(address_of(row))


@needs(Action.MERGE_PEOPLE)
@require_GET
def merges(request: Request) -> HttpResponse:
    """List what was brought together, to take it back."""
    holder = holder_of(request)
    units = holder.units(Action.MERGE_PEOPLE)
    ours = Person.objects.filter(cases__unit__in=units) | Person.objects.filter(contacts__unit__in=units)
    rows = Merge.objects.filter(kept__in=ours).order_by("-moment", "pk")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    records = _records_of([each.kept_id for each in page.object_list], holder)
    lines = [{"merge": each, "records": records.get(each.kept_id, [])} for each in page.object_list]
    crumbs = way(Crumb(_("Cases"), reverse("cases:cases")), Crumb(_("Brought together")))
    return render(request, "cases/merges.html", {"page": page, "lines": lines, "crumbs": crumbs})


@needs(Action.MERGE_PEOPLE)
@require_POST
def unmerge(request: Request, merge_id: UUID) -> HttpResponse:
    """Take a merge back."""
    done = get_object_or_404(Merge.objects.select_related("kept"), pk=merge_id)
    if not may_see(holder_of(request), done.kept):
        raise PermissionDenied
    at_once(request, done, Purpose.QUALITY, lambda by: undo_merge(done, by), _("They are two records again."))
    return redirect("cases:merges")


def _records_of(people: list[UUID], holder: Holder) -> dict[UUID, list[tuple[str, Case | Contact]]]:
    units = holder.units(Action.MERGE_PEOPLE)
    found = dict[UUID, list[tuple[str, Case | Contact]]]()
    for row in Case.objects.filter(person__in=people, unit__in=units):
        found.setdefault(row.person_id, []).append((address_of(row), row))
    for contact in Contact.objects.filter(person__in=people, unit__in=units):
        found.setdefault(contact.person_id, []).append((address_of(contact), contact))
    return found


def _person(text: str) -> Person | None:
    try:
        return Person.objects.filter(pk=UUID(text)).first()
    except ValueError:
        return None


def _typed(shown: Person) -> dict[str, object]:
    facts = facts_of(shown)
    return typed_of(facts) | {"unit": facts.unit}

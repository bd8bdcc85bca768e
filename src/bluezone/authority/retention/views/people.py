"""One person's data: found, shown, handed out, erased in two steps; each act with a purpose, in the audit chain."""

import json
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from bluezone.authority.accounts.access import day_of, holder_of, needs
from bluezone.authority.accounts.purposes import OPENED, Purpose, PurposeNeeded, opened_for, stated
from bluezone.authority.accounts.rules import Action
from bluezone.authority.audit.services import Subject, record
from bluezone.authority.cases.models import Identity, Person
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.requests import Request
from bluezone.authority.retention.forms import EraseForm, SearchForm
from bluezone.authority.retention.queries import SEARCHED, everything_of, people_called, readable, shown
from bluezone.authority.retention.services import erase_person
from bluezone.authority.retention.views.desk import way

SEARCH: Final = Subject("retention.search")


@needs(Action.EXPORT_PERSON)
@never_cache
@require_http_methods(["GET", "POST"])
def search(request: Request) -> HttpResponse:
    """Find a person by what is typed; it is posted, so that no name stands in an address or a log."""
    purpose = _stated(request)
    form = SearchForm(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        found = people_called(form.cleaned_data["words"])
        _note(request, found, purpose)
    facts = {"form": form, "found": found, "crumbs": way(Crumb(_("A person's data")))}
    return render(request, "retention/search.html", facts)


@needs(Action.EXPORT_PERSON)
@never_cache
@require_GET
def person(request: Request, person_id: UUID) -> HttpResponse:
    """Show everything that is held about a person, and who opened it."""
    whose = get_object_or_404(Person, pk=person_id)
    opened_for(request, whose)
    facts = {
        "person": whose,
        "identity": Identity.objects.filter(person=whose).first(),
        **shown(everything_of(whose)),
        "may_erase": holder_of(request).may(Action.ERASE_PERSON),
        "crumbs": way(Crumb(_("A person's data"), reverse("retention:search")), Crumb(_("Everything held"))),
    }
    return render(request, "retention/person.html", facts)


@needs(Action.EXPORT_PERSON)
@never_cache
@require_GET
def export(request: Request, person_id: UUID, file: str) -> HttpResponse:
    """Hand out everything that is held about a person, as a page to be read or as data."""
    whose = get_object_or_404(Person, pk=person_id)
    purpose = opened_for(request, whose)
    if file not in {"json", "html"}:
        raise Http404
    record(holder_of(request).actor, "person.export", whose, purpose, request.moment)
    found = everything_of(whose)
    content = readable(found, request.moment) if file == "html" else json.dumps(found, ensure_ascii=False, indent=1)
    name = f"personal-data-{day_of(request).isoformat()}.{file}"
    sort = "text/html; charset=utf-8" if file == "html" else "application/json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=sort, headers=headers)


@needs(Action.ERASE_PERSON)
@never_cache
@require_http_methods(["GET", "POST"])
def erase(request: Request, person_id: UUID) -> HttpResponse:
    """Say what an erasure does; do it when that was understood."""
    whose = get_object_or_404(Person, pk=person_id)
    opened_for(request, whose)
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        erase_person(whose, actor=holder_of(request).actor, moment=request.moment)
        messages.success(request, _("The person is erased; the figures stay."))
        return redirect("retention:home")
    facts = {
        "form": form,
        "person": whose,
        "is_followed": whose.contacts.filter(follow_up="follow_up").exists()
        or whose.cases.filter(follow_up="follow_up").exists(),
        "is_case": whose.cases.exclude(classification="not_a_case").exists(),
        "back": reverse("retention:person", args=[whose.pk]),
        "crumbs": way(Crumb(_("A person's data"), reverse("retention:search")), Crumb(_("Erase"))),
    }
    return render(request, "retention/erase.html", facts)


def _stated(request: Request) -> Purpose:
    purpose = stated(request, SEARCH)
    if purpose is None:
        raise PurposeNeeded(SEARCH)
    return purpose


def _note(request: Request, found: list[Person], purpose: Purpose) -> None:
    """Note the search, and that each person in the answer was seen."""
    actor = holder_of(request).actor
    record(actor, SEARCHED, SEARCH, purpose, request.moment)
    for each in found:
        record(actor, OPENED, each, purpose, request.moment)

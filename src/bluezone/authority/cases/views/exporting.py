"""Exporting what a list shows: after a reason, with an entry in the audit chain and a line that says who and when."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bluezone.authority.accounts.access import day_of, holder_of, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.audit.services import Subject, record
from bluezone.authority.cases.forms.work import ExportForm
from bluezone.authority.cases.models import Case, Contact
from bluezone.authority.cases.queries import cases_for, contacts_for
from bluezone.authority.cases.rules.words import ExportReason
from bluezone.authority.cases.views.files import sent
from bluezone.authority.cases.views.listing import wanted_in
from bluezone.authority.cases.views.records import way
from bluezone.authority.cases.wording import EXPORT_REASONS, word_of
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.console.queries import is_trial
from bluezone.authority.documents.tables import Cell, Table
from bluezone.authority.requests import Request

AT_ONCE: Final = 2000
"""How many rows are read from the database at once."""


@needs(Action.EXPORT_CASES)
@require_http_methods(["GET", "POST"])
def export(request: Request, kind: str) -> HttpResponse | StreamingHttpResponse:
    """Ask why a list with names is exported, then give it as a file; the filter stands in the address."""
    form = ExportForm(request.POST or None)
    rows: QuerySet[Any] = (cases_for if kind == "cases" else contacts_for)(holder_of(request), wanted_in(request))
    if request.method == "POST" and form.is_valid():
        reason: ExportReason = form.cleaned_data["reason"]
        record(holder_of(request).actor, f"{kind}.export", Subject(f"cases.{kind}"), reason, request.moment)
        return _file(request, kind, rows, reason, form.cleaned_data["file"])
    page = reverse(f"cases:{kind}")
    facts = {
        "form": form,
        "count": rows.count(),
        "back": f"{page}?{request.GET.urlencode()}",
        "crumbs": way(Crumb(_("Cases") if kind == "cases" else _("Contacts"), page), Crumb(_("Export"))),
    }
    return render(request, "cases/export.html", facts, status=409 if request.method == "POST" else 200)


def _file(request: Request, kind: str, rows: QuerySet[Any], reason: ExportReason, file: str) -> StreamingHttpResponse:
    headings, line = (_case_headings(), _case_line) if kind == "cases" else (_contact_headings(), _contact_line)
    table = Table(_watermark(request, reason), headings, _lines(rows, line))
    title = _("Cases") if kind == "cases" else _("Contacts")
    return sent(table, title, f"{kind}-{day_of(request).isoformat()}", file)


def _watermark(request: Request, reason: ExportReason) -> str:
    words = _(
        "Health data of people, exported by %(who)s at %(when)s for: %(reason)s. Pass on to nobody else; destroy after use."
    )
    filled = words % {
        "who": holder_of(request).actor,
        "when": date_format(localtime(request.moment), "SHORT_DATETIME_FORMAT"),
        "reason": EXPORT_REASONS[reason],
    }
    return f"{_('TRIAL')}: {filled}" if is_trial() else filled


def _lines(rows: QuerySet[Any], line: Callable[[Any], list[Cell]]) -> Iterator[list[Cell]]:
    for row in rows.iterator(chunk_size=AT_ONCE):
        yield line(row)


def _case_headings() -> list[str]:
    return [
        *(_("Number"), _("Full name"), _("Sex"), _("Year of birth"), _("Telephone"), _("Address"), _("In charge")),
        *(_("Classification"), _("Reported on"), _("First symptoms on"), _("Sampled on"), _("Confirmed on")),
        *(_("Outcome"), _("Outcome on"), _("Follow-up"), _("Followed up until")),
    ]


def _case_line(case: Case) -> list[Cell]:
    return [
        str(case),
        *_person_cells(case),
        word_of(case, "classification"),
        *(case.reported_on, case.onset_on, case.sampled_on, case.confirmed_on),
        word_of(case, "outcome"),
        case.outcome_on,
        word_of(case, "follow_up"),
        case.follow_up_until,
    ]


def _contact_headings() -> list[str]:
    return [
        *(_("Number"), _("Full name"), _("Sex"), _("Year of birth"), _("Telephone"), _("Address"), _("In charge")),
        *(_("Degree"), _("State"), _("Last exposed on"), _("Follow-up"), _("Followed up until"), _("Last visited on")),
    ]


def _contact_line(contact: Contact) -> list[Cell]:
    return [
        str(contact.pk)[:8],
        *_person_cells(contact),
        word_of(contact, "degree"),
        word_of(contact, "state"),
        contact.last_exposed_on,
        word_of(contact, "follow_up"),
        contact.follow_up_until,
        contact.last_visited_on,
    ]


def _person_cells(row: Case | Contact) -> list[Cell]:
    named = getattr(row.person, "identity", None)
    return [
        named.name if named else "",
        word_of(row.person, "sex"),
        row.person.birth_year,
        named.phone if named else "",
        named.address if named else "",
        row.unit.name,
    ]

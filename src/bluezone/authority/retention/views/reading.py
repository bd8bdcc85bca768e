"""Who looked at whom, for which purpose: by the record's id, without names."""

from typing import Final

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bluezone.authority.accounts.access import day_of, needs
from bluezone.authority.accounts.purposes import PURPOSES, Purpose
from bluezone.authority.accounts.rules import Action
from bluezone.authority.audit.models import Entry
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.documents.tables import CSV, XLSX, Cell, Table, as_csv, as_xlsx
from bluezone.authority.requests import Request
from bluezone.authority.retention.forms import ReadsForm
from bluezone.authority.retention.queries import reads
from bluezone.authority.retention.views.desk import way

ENTRIES_ON_A_PAGE: Final = 50
MOST_IN_A_FILE: Final = 50_000


@needs(Action.READ_AUDIT)
@require_GET
def readings(request: Request) -> HttpResponse:
    """List readings, latest first, filtered by record, actor, purpose and days; as a file too."""
    form = ReadsForm(request.GET)
    found = reads(form.wanted())
    file = request.GET.get("file", "")
    if file in {"csv", "xlsx"}:
        return _file(request, found[:MOST_IN_A_FILE], file)
    page = Paginator(found, ENTRIES_ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [{"entry": entry, "purpose": _purpose(entry)} for entry in page]
    facts = {"form": form, "page": page, "rows": rows, "crumbs": way(Crumb(_("Who looked at whom")))}
    return render(request, "retention/reads.html", facts)


def _purpose(entry: Entry) -> str:
    return str(PURPOSES[Purpose(entry.purpose)]) if entry.purpose in {*Purpose} else entry.purpose


def _file(request: Request, found: QuerySet[Entry], file: str) -> HttpResponse:
    headings = [_("No."), _("When"), _("Action"), _("Actor"), _("Kind"), _("Record"), _("Purpose")]
    lines: list[list[Cell]] = [
        [
            entry.sequence,
            localtime(entry.moment).isoformat(timespec="seconds"),
            entry.action,
            entry.actor,
            entry.subject_kind,
            entry.subject_id,
            _purpose(entry),
        ]
        for entry in found
    ]
    table = Table(_("Who looked at whom; record ids, no names"), headings, iter(lines))
    content = as_csv(table) if file == "csv" else as_xlsx(table, _("Readings"))
    headers = {"Content-Disposition": f'attachment; filename="reads-{day_of(request).isoformat()}.{file}"'}
    return HttpResponse(content, content_type=CSV if file == "csv" else XLSX, headers=headers)

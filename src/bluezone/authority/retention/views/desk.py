"""How long things are kept, the purge and its records, the register of data."""

from typing import Final

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bluezone.authority.accounts.access import holder_of, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.documents.tables import CSV, XLSX, Cell, as_csv, as_xlsx
from bluezone.authority.documents.tables import Table as Sheet
from bluezone.authority.requests import Request
from bluezone.authority.retention.journal import Journal
from bluezone.authority.retention.models import Erasure, PurgeRun
from bluezone.authority.retention.rules.columns import REGISTER
from bluezone.authority.retention.rules.periods import RULES, times_from
from bluezone.authority.retention.rules.register import Table
from bluezone.authority.retention.services import purge, scrub
from bluezone.authority.retention.wording import KEPT, PERIODS, ROOMS, WHOSE, WHY
from bluezone.protocol.errors import Unavailable

SHOWN: Final = 10
TABLES_ON_A_PAGE: Final = 30


def way(*more: Crumb) -> list[Crumb]:
    """Return the way to a page of privacy work."""
    return [Crumb(_("Overview"), "/"), Crumb(_("Data protection"), reverse("retention:home")), *more]


@needs(Action.READ_RETENTION)
@require_GET
def home(request: Request) -> HttpResponse:
    """Show how long each kind of data is kept, and what was purged and erased."""
    times = times_from(settings.RETENTION).lengths
    periods = [
        {"what": label, "days": times[period].days, "most": RULES[period].longest.days}
        for period, label in PERIODS.items()
    ]
    facts = {
        "periods": periods,
        "runs": [{"run": run, "rows": sum(run.counts.values())} for run in PurgeRun.objects.all()[:SHOWN]],
        "erasures": Erasure.objects.count(),
        "copies": len(Journal(settings.RETENTION_FOLDER).copies()),
        "may_purge": holder_of(request).may(Action.RUN_PURGE),
        "may_search": holder_of(request).may(Action.EXPORT_PERSON),
        "may_read": holder_of(request).may(Action.READ_AUDIT),
        "crumbs": [Crumb(_("Overview"), "/"), Crumb(_("Data protection"))],
    }
    return render(request, "retention/home.html", facts)


@needs(Action.RUN_PURGE)
@require_POST
def run_purge(request: Request) -> HttpResponse:
    """Erase what is past its time, now, and show the record."""
    run = purge(request.moment, actor=holder_of(request).actor)
    try:
        scrub()
    except Unavailable:
        messages.warning(request, _("The database is in use: its files are cleaned by the next purge."))
    return redirect("retention:purge_record", run.pk)


@needs(Action.READ_RETENTION)
@require_GET
def purge_record(request: Request, run_id: int) -> HttpResponse:
    """Show what one purge erased: rows by table, never whose."""
    run = get_object_or_404(PurgeRun, pk=run_id)
    what = {table.name: _told(table) for table in REGISTER}
    rows = [{"table": name, "what": what.get(name, ""), "number": number} for name, number in run.counts.items()]
    facts = {"run": run, "rows": rows, "crumbs": way(Crumb(_("Purge")))}
    return render(request, "retention/purge_record.html", facts)


@needs(Action.READ_RETENTION)
@require_GET
def register(request: Request) -> HttpResponse:
    """Show every table and column: what it is, whose, why, for how long; as a file too."""
    words, whose = request.GET.get("q", "").strip().lower(), request.GET.get("whose", "")
    found = [table for table in REGISTER if _fits(table, words) and (not whose or table.whose == whose)]
    file = request.GET.get("file", "")
    if file in {"csv", "xlsx"}:
        return _file(found, file)
    page = Paginator([_shown(table) for table in found], TABLES_ON_A_PAGE).get_page(request.GET.get("page"))
    facts = {
        "page": page,
        "q": words,
        "whose": whose,
        "owners": WHOSE.items(),
        "crumbs": way(Crumb(_("Register of data"))),
    }
    return render(request, "retention/register.html", facts)


def _fits(table: Table, words: str) -> bool:
    return words in f"{table.name} {table.vi} {table.en} {' '.join(table.columns)}".lower()


def _told(table: Table) -> str:
    return table.vi if get_language() == "vi" else table.en


def _shown(table: Table) -> dict[str, object]:
    return {
        "table": table,
        "what": _told(table),
        "whose": WHOSE[table.whose],
        "why": WHY[table.why],
        "kept": KEPT[table.kept],
        "room": ROOMS[table.room],
        "names": table.whose == "citizen",
    }


def _file(found: list[Table], file: str) -> HttpResponse:
    headings = [_("where"), _("table"), _("column"), _("what it is"), _("of whom"), _("why"), _("how long")]
    lines: list[list[Cell]] = [
        [
            str(ROOMS[table.room]),
            table.name,
            column,
            what,
            str(WHOSE[table.whose]),
            str(WHY[table.why]),
            str(KEPT[table.kept]),
        ]
        for table in found
        for column, what in table.columns.items()
    ]
    sheet = Sheet(_("Register of data"), headings, iter(lines))
    content = as_csv(sheet) if file == "csv" else as_xlsx(sheet, _("Register of data"))
    headers = {"Content-Disposition": f'attachment; filename="data-register.{file}"'}
    return HttpResponse(content, content_type=CSV if file == "csv" else XLSX, headers=headers)

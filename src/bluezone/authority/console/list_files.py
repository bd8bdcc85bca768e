"""A list of the console as a file: CSV or XLSX as the address asks, noted in the audit chain, with a line that says who and when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from bluezone.authority.accounts.access import day_of, holder_of
from bluezone.authority.audit.services import Subject, record
from bluezone.authority.console.queries import is_trial
from bluezone.authority.documents.tables import CSV, XLSX, Cell, Table, as_csv, as_xlsx
from bluezone.authority.requests import Request

KINDS: Final = frozenset({"csv", "xlsx"})


@dataclass(frozen=True, slots=True)
class Listed:
    """A list that names no person.

    Args:
        name: In the file's name and in the audit chain, a word.
        room: The application that keeps it, as the audit chain names it.
        purpose: Why it is exported, a word.
        headings: One a column.
        rows: As many cells as there are headings.
    """

    name: str
    room: str
    purpose: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def is_file_wanted(request: Request) -> bool:
    """Return whether the address of a list asks for a file."""
    return request.GET.get("file") in KINDS


def list_file(request: Request, listed: Listed) -> HttpResponse:
    """Return a list as a file; XLSX unless CSV is asked for."""
    words = _("Exported by %(who)s at %(when)s.") % {
        "who": holder_of(request).actor,
        "when": date_format(localtime(request.moment), "SHORT_DATETIME_FORMAT"),
    }
    table = Table(f"{_('TRIAL')}: {words}" if is_trial() else words, listed.headings, listed.rows)
    subject = Subject(f"{listed.room}.{listed.name}")
    record(holder_of(request).actor, f"{listed.name}.export", subject, listed.purpose, request.moment)
    is_csv = request.GET.get("file") == "csv"
    content, sort = (as_csv(table), CSV) if is_csv else (as_xlsx(table, listed.name), XLSX)
    file = f"{listed.name}-{day_of(request).isoformat()}.{'csv' if is_csv else 'xlsx'}"
    headers = {"Content-Disposition": f'attachment; filename="{file}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=sort, headers=headers)

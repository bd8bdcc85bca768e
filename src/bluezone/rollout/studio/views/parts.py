"""What the studio's pages share: who acts, the way to a page, a list as a file."""

from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from bluezone.authority.accounts.access import day_of, holder_of
from bluezone.authority.audit.services import Subject, record
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.console.queries import is_trial
from bluezone.authority.documents.tables import CSV, XLSX, Cell, Table, as_csv, as_xlsx
from bluezone.authority.requests import Request
from bluezone.rollout.studio.models import StudioText
from bluezone.rollout.studio.services import Doing


def doing(request: Request) -> Doing:
    """Return who acts, and when."""
    return Doing(holder_of(request).actor, request.moment)


def crumbs(*further: Crumb) -> list[Crumb]:
    """Return the way to a page of the studio."""
    return [Crumb(_("Overview"), "/"), Crumb(_("Texts and posters"), reverse("studio:home")), *further]


def text_of(text_id: object) -> StudioText:
    """Return a text with its reviews, or answer 404."""
    return get_object_or_404(StudioText.objects.prefetch_related("reviews"), pk=text_id)


def as_file(request: Request, name: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    """Return a list as a file, noted in the audit chain; it names no person."""
    words = _("Exported by %(who)s at %(when)s.") % {
        "who": holder_of(request).actor,
        "when": date_format(localtime(request.moment), "SHORT_DATETIME_FORMAT"),
    }
    table = Table(f"{_('TRIAL')}: {words}" if is_trial() else words, headings, rows)
    record(holder_of(request).actor, f"{name}.export", Subject(f"studio.{name}"), "campaign", request.moment)
    is_csv = request.GET.get("file") == "csv"
    content, sort = (as_csv(table), CSV) if is_csv else (as_xlsx(table, name), XLSX)
    return attached(content, sort, f"{name}-{day_of(request).isoformat()}.{'csv' if is_csv else 'xlsx'}")


def attached(content: bytes, sort: str, name: str) -> HttpResponse:
    """Return a file to be kept."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=sort, headers=headers)

"""Line lists as files: after a reason, with an entry in the audit chain and a line that says who and when."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bluezone.authority.accounts.access import day_of, holder_of, inside, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.audit.services import Subject, record
from bluezone.authority.cases.rules.words import ExportReason
from bluezone.authority.cases.views.files import sent
from bluezone.authority.cases.wording import EXPORT_REASONS
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.console.queries import is_trial
from bluezone.authority.documents.tables import XLSX, as_xlsx
from bluezone.authority.linelist.exporting import table_of, template_of, words_of
from bluezone.authority.linelist.forms import ExportForm
from bluezone.authority.linelist.queries.interchange import document_of
from bluezone.authority.linelist.rules.columns import Kind
from bluezone.authority.linelist.views.importing import tops, way
from bluezone.authority.linelist.wording import KINDS
from bluezone.authority.requests import Request
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import subtree

NEED = Action.EXPORT_CASES


@needs(NEED)
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: Request) -> HttpResponse | StreamingHttpResponse:
    """Ask which list, of which unit and why, then give it as a file."""
    form = ExportForm(request.POST or None, units=tops(request, NEED))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        inside(request, NEED, said["unit"])
        subject = Subject(f"linelist.{said['file'] if said['file'] == 'json' else said['kind']}", str(said["unit"].pk))
        record(holder_of(request).actor, "linelist.export", subject, said["reason"], request.moment)
        return _file(request, said)
    status = HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    return render(request, "linelist/export.html", {"crumbs": way(Crumb(_("Export"))), "form": form}, status=status)


@needs(Action.IMPORT_CASES)
@require_GET
def template(_request: Request, kind: str) -> HttpResponse:
    """Give an empty list to fill."""
    if kind not in {*Kind}:
        raise Http404
    chosen = Kind(kind)
    content = as_xlsx(template_of(chosen, words_of(chosen)), str(KINDS[chosen]))
    return _attached(content, XLSX, f"{_('template')}-{chosen}.xlsx")


def _file(request: Request, said: dict[str, Any]) -> HttpResponse | StreamingHttpResponse:
    unit, kind, day = said["unit"], said["kind"], day_of(request)
    units = _units(unit, request)
    if said["file"] == "json":
        content = document_of(units, request.moment, invented=is_trial())
        return _attached(content, "application/json", f"interchange-{day.isoformat()}.json")
    table = table_of(kind, unit, units, day, _watermark(request, said["reason"]))
    return sent(table, str(KINDS[kind]), f"{kind}-{day.isoformat()}", said["file"])


def _units(unit: Unit, request: Request) -> list[UUID]:
    """Return a unit and what stands below it today, as far as the holder may export."""
    mine = holder_of(request).units(NEED)
    return list(subtree(unit, day_of(request)).filter(pk__in=mine).values_list("pk", flat=True))


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


def _attached(content: bytes, sort: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=sort, headers=headers)

"""The list of codes: filtered, sorted, paged, and as a file."""

from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from bluezone.authority.accounts.access import day_of, holder_of, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.audit.services import Subject, record
from bluezone.authority.codes.case_desk import case_desk
from bluezone.authority.codes.queries import Filters, codes_for, issued_by, messages_for, unusual_units
from bluezone.authority.codes.rules.quotas import QUOTAS
from bluezone.authority.codes.tables import table_of
from bluezone.authority.codes.wording import CODE_STATES, WAYS
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.console.queries import is_trial
from bluezone.authority.documents.tables import CSV, XLSX, as_csv, as_xlsx
from bluezone.authority.requests import Request

A_PAGE: Final = 50
MOST_LINES: Final = 50_000
SORT_WORDS: Final = (
    ("newest", gettext_lazy("newest first")),
    ("oldest", gettext_lazy("oldest first")),
    ("ends", gettext_lazy("ending soonest first")),
    ("unit", gettext_lazy("by unit")),
)


@needs(Action.ISSUE_CODES)
@require_GET
def codes(request: Request) -> HttpResponse:
    """List the codes of the holder's units."""
    holder, day, filters = holder_of(request), day_of(request), filters_in(request)
    page = Paginator(codes_for(holder, filters, day=day), A_PAGE).get_page(request.GET.get("page"))
    facts: dict[str, Any] = {
        "crumbs": [Crumb(_("Overview"), "/"), Crumb(_("Codes"))],
        "page": page,
        "cases": case_desk().cases_of(page.object_list),
        "filters": filters,
        "narrowed": bool(filters.state or filters.way or filters.words or filters.batch),
        "query": request.GET.urlencode(),
        "states": CODE_STATES.items(),
        "ways": WAYS.items(),
        "sorts": SORT_WORDS,
        "own": issued_by(holder.actor, day),
        "quota": QUOTAS.officer_a_day,
        "unusual": unusual_units(holder, day),
        "by_hand": 0 if settings.SMS_GATEWAY else messages_for(holder, day).count(),
        "may_run_desk": holder.may(Action.RUN_CODE_DESK),
    }
    return render(request, "codes/codes.html", facts)


@needs(Action.ISSUE_CODES)
@require_GET
def file(request: Request) -> HttpResponse:
    """Give the list as a file; it holds no name and no code."""
    kind = "xlsx" if request.GET.get("as") == "xlsx" else "csv"
    found = codes_for(holder_of(request), filters_in(request), day=day_of(request))[:MOST_LINES]
    record(holder_of(request).actor, "codes.export", Subject("codes.list"), "code", request.moment)
    table = table_of(found, _watermark(request))
    content, content_type = (as_csv(table), CSV) if kind == "csv" else (as_xlsx(table, _("Codes")), XLSX)
    name = f"codes-{day_of(request).isoformat()}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=content_type, headers=headers)


def filters_in(request: Request) -> Filters:
    """Return what the address narrows the list to; nonsense narrows nothing."""
    given = request.GET
    return Filters(
        state=given.get("state", ""),
        way=given.get("way", ""),
        words=given.get("q", "").strip(),
        batch=_uuid(given.get("batch", "")),
        sort=given.get("sort", "newest"),
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _watermark(request: Request) -> str:
    words = _("Codes, exported by %(who)s at %(when)s. No code and no name is in this file.") % {
        "who": holder_of(request).actor,
        "when": date_format(localtime(request.moment), "SHORT_DATETIME_FORMAT"),
    }
    return f"{_('TRIAL')}: {words}" if is_trial() else words

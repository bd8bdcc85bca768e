"""The lists: cases, contacts with their candidates, what moved away; filtered, sorted, paged, exported."""

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from bluezone.authority.accounts.access import day_of, holder_of, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.cases.queries import Wanted, cases_for, contacts_for, moved_from
from bluezone.authority.cases.queries.dissolved import dissolved_for
from bluezone.authority.cases.views.choosing import unit_asked
from bluezone.authority.cases.views.paging import ListPaginator
from bluezone.authority.cases.views.records import open_list, part_of_others, way
from bluezone.authority.cases.wording import (
    CLASSIFICATIONS,
    CONTACT_STATES,
    DEGREES,
    FOLLOW_UPS,
    choices,
)
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.requests import Request

if TYPE_CHECKING:
    from django.db.models import QuerySet

A_PAGE: Final = 50
CASE_SORTS: Final = [
    ("newest", gettext_lazy("newest first")),
    ("oldest", gettext_lazy("oldest first")),
    ("name", gettext_lazy("by name")),
    ("number", gettext_lazy("by number")),
    ("unit", gettext_lazy("by unit")),
]
CONTACT_SORTS: Final = [
    ("until", gettext_lazy("by the last day of follow-up")),
    ("newest", gettext_lazy("newest first")),
    ("name", gettext_lazy("by name")),
    ("unit", gettext_lazy("by unit")),
]


def wanted_in(request: Request) -> Wanted:
    """Return what the address of a list narrows it to; nonsense narrows nothing."""
    given = request.GET
    return Wanted(
        text=given.get("q", "").strip(),
        unit=unit_asked(request, Action.READ_CASES),
        classification=given.get("classification", ""),
        state=given.get("state", ""),
        degree=given.get("degree", ""),
        follow_up=given.get("follow_up", ""),
        open_only=given.get("open") == "1",
        first_day=_day(given.get("from", "")),
        last_day=_day(given.get("to", "")),
        order=given.get("sort", ""),
    )


@needs(Action.READ_CASES)
@require_GET
def cases(request: Request) -> HttpResponse:
    """List the cases of the holder's units."""
    wanted = wanted_in(request)
    open_list(request)
    facts = _list_facts(request, wanted, cases_for(holder_of(request), wanted))
    facts |= {
        "crumbs": way(Crumb(_("Cases"))),
        "sorts": CASE_SORTS,
        "classifications": choices(CLASSIFICATIONS),
        "may_register": holder_of(request).may(Action.REGISTER_CASES),
        "forgotten": holder_of(request).may(Action.EDIT_CASES)
        and bool(dissolved_for(holder_of(request), day_of(request))),
    }
    return render(request, "cases/cases.html", facts)


@needs(Action.READ_CASES)
@require_GET
def contacts(request: Request) -> HttpResponse:
    """List the contacts of the holder's units; candidates wait for a decision."""
    wanted = wanted_in(request)
    open_list(request)
    facts = _list_facts(request, wanted, contacts_for(holder_of(request), wanted))
    facts |= {
        "crumbs": way(Crumb(_("Contacts"))),
        "sorts": CONTACT_SORTS,
        "states": choices(CONTACT_STATES),
        "degrees": choices(DEGREES),
        "may_trace": holder_of(request).may(Action.TRACE_CONTACTS),
        "mailbox_part": part_of_others("exposure_reports/parts/mailbox.html"),
    }
    return render(request, "cases/contacts.html", facts)


@needs(Action.READ_CASES)
@require_GET
def moved(request: Request) -> HttpResponse:
    """List what was passed on from the holder's units: where to and when, without a name."""
    page = Paginator(moved_from(holder_of(request)), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "cases/moved.html", {"page": page, "crumbs": way(Crumb(_("Passed on")))})


def _list_facts(request: Request, wanted: Wanted, rows: "QuerySet[Any]") -> dict[str, Any]:
    page = ListPaginator(rows, A_PAGE, is_search=bool(wanted.text)).get_page(request.GET.get("page"))
    narrowed = {name: value for name, value in request.GET.items() if value and name not in {"page", "sort"}}
    return {
        "wanted": wanted,
        "page": page,
        "day": day_of(request),
        "follow_ups": choices(FOLLOW_UPS),
        "narrowed": bool(narrowed),
        "query": request.GET.urlencode(),
        "may_export": holder_of(request).may(Action.EXPORT_CASES),
    }


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

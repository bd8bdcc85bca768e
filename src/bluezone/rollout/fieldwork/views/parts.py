"""What the pages of the field desk share: who acts, tabs, crumbs, filters, a list as a file."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple
from uuid import UUID

from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bluezone.authority.accounts.access import Holder, day_of, holder_of
from bluezone.authority.accounts.rules import Action
from bluezone.authority.audit.services import Subject, record
from bluezone.authority.cases.services import Doing
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.console.list_files import Listed, list_file
from bluezone.authority.console.queries import is_trial
from bluezone.authority.documents.tables import Cell
from bluezone.authority.feeds.showing import tried
from bluezone.authority.requests import Request
from bluezone.rollout.fieldwork.queries.waiting import set_aside_waiting, two_teams_waiting
from bluezone.rollout.fieldwork.refusals import REFUSALS

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

A_PAGE: Final = 50
PURPOSE: Final = "fieldwork"
ROOM: Final = "fieldwork"


class Tab(NamedTuple):
    """One of the pages beside each other, and how much waits there."""

    label: "StrPromise"
    page: str
    action: Action
    waiting: Callable[[Holder], int] | None = None


TABS: Final = (
    Tab(gettext_lazy("Walk lists"), "fieldwork:lists", Action.READ_FIELDWORK),
    Tab(gettext_lazy("Devices"), "fieldwork:devices", Action.KEEP_FIELD_DEVICES),
    Tab(gettext_lazy("What came in"), "fieldwork:events", Action.READ_FIELDWORK),
    Tab(gettext_lazy("Set aside"), "fieldwork:set_aside", Action.RESOLVE_VISITS, set_aside_waiting),
    Tab(gettext_lazy("Two teams, one door"), "fieldwork:two_teams", Action.RESOLVE_VISITS, two_teams_waiting),
    Tab(gettext_lazy("Paper sheets"), "fieldwork:sheets", Action.ENTER_SHEETS),
    Tab(gettext_lazy("Spot-checks"), "fieldwork:rounds", Action.RUN_SPOT_CHECKS),
)


class ShownTab(NamedTuple):
    """One tab as the page shows it."""

    label: str
    address: str
    is_here: bool
    waiting: int


class Column(NamedTuple):
    """One column of a list: its key in JSON, its heading in a spreadsheet."""

    key: str
    heading: str


def tabs(request: Request, here: str) -> list[ShownTab]:
    """Return the pages beside each other that the holder may open and this door serves."""
    holder, shown = holder_of(request), list[ShownTab]()
    for tab in TABS:
        address = _address(tab.page) if holder.may(tab.action) else ""
        if address:
            waiting = tab.waiting(holder) if tab.waiting else 0
            shown.append(ShownTab(str(tab.label), address, tab.page == here, waiting))
    return shown


def doing(request: Request) -> Doing:
    """Return who acts and why."""
    return Doing(holder_of(request).actor, PURPOSE, request.moment)


def crumbs(*further: Crumb) -> list[Crumb]:
    """Return the way to a page of the field desk."""
    return [Crumb(_("Overview"), "/"), Crumb(_("Doors and gates"), reverse("fieldwork:lists")), *further]


def paper_crumbs(*further: Crumb) -> list[Crumb]:
    """Return the way to a page of paper sheets, which some may open who may not open the lists."""
    return [Crumb(_("Overview"), "/"), Crumb(_("Paper sheets"), reverse("fieldwork:sheets")), *further]


def done(request: Request, perform: Callable[[], object]) -> bool:
    """Do something; say why not when it is refused, and return whether it was done."""
    return tried(request, perform, REFUSALS)


def asked_day(request: Request, name: str = "day") -> date | None:
    """Return the day to which the address narrows a list; None for none or nonsense."""
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None


def asked_id(request: Request, name: str) -> UUID | None:
    """Return the record to which the address narrows a list; None for none or nonsense."""
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        return None


def exported(request: Request, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    """Return a list as CSV, XLSX or JSON, noted in the audit chain; no person is in it."""
    if request.GET.get("file") == "json":
        return _as_json(request, name, columns, rows)
    return list_file(request, Listed(name, ROOM, PURPOSE, [column.heading for column in columns], rows))


def _as_json(request: Request, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    actor = holder_of(request).actor
    record(actor, f"{name}.export", Subject(f"{ROOM}.{name}"), PURPOSE, request.moment)
    told = {
        "list": name,
        "exported_by": actor,
        "exported_at": localtime(request.moment).isoformat(),
        "trial": is_trial(),
        "rows": list(_objects(columns, rows)),
    }
    file = f"{name}-{day_of(request).isoformat()}.json"
    headers = {"Content-Disposition": f'attachment; filename="{file}"', "Cache-Control": "no-store"}
    content = json.dumps(told, ensure_ascii=False, indent=1, default=str)
    return HttpResponse(content, content_type="application/json", headers=headers)


def _objects(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> Iterator[Mapping[str, Cell]]:
    for row in rows:
        yield {column.key: cell for column, cell in zip(columns, row, strict=True)}


def _address(page: str) -> str:
    try:
        return reverse(page)
    except NoReverseMatch:
        return ""

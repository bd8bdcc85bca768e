"""What the pages of the register share: who acts, filters, crumbs, tabs, a list and a poster as a file."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bluezone.authority.accounts.access import holder_of
from bluezone.authority.accounts.rules import Action
from bluezone.authority.cases.services import Doing
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.documents.tables import Cell
from bluezone.authority.feeds.showing import Refusals, tried
from bluezone.authority.requests import Request
from bluezone.authority.venues.views.parts import as_file
from bluezone.rollout.venues.queries.queue import Wanted
from bluezone.rollout.venues.refusals import REFUSALS

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

A_PAGE: Final = 25
PURPOSE: Final = "venue_register"
PDF: Final = "application/pdf"


class Tab(NamedTuple):
    """One of the pages beside each other."""

    label: "StrPromise"
    page: str
    action: Action


TABS: Final = (
    Tab(gettext_lazy("Registrations"), "venue_register:queue", Action.READ_VENUE_REGISTER),
    Tab(gettext_lazy("Wishes of owners"), "venue_register:wishes", Action.CONFIRM_VENUES),
    Tab(gettext_lazy("Confirmed places"), "venue_register:places", Action.READ_VENUE_REGISTER),
    Tab(gettext_lazy("Inspect"), "venue_register:inspect", Action.INSPECT_VENUES),
)


def tabs(request: Request, here: str) -> list[tuple[str, str, bool]]:
    """Return the pages beside each other that the holder may open: label, address, whether it is this one."""
    holder = holder_of(request)
    return [(str(tab.label), reverse(tab.page), tab.page == here) for tab in TABS if holder.may(tab.action)]


def doing(request: Request) -> Doing:
    """Return who acts and why."""
    return Doing(holder_of(request).actor, PURPOSE, request.moment)


def wanted_in(request: Request) -> Wanted:
    """Return what the address of a list narrows it to."""
    given = request.GET
    return Wanted(given.get("q", "").strip(), given.get("kind", ""), given.get("state", ""), given.get("sort", ""))


def crumbs(*further: Crumb) -> list[Crumb]:
    """Return the way to a page of the register."""
    return [Crumb(_("Overview"), "/"), Crumb(_("Register of places"), reverse("venue_register:queue")), *further]


def done(request: Request, perform: Callable[[], object], refusals: Refusals = REFUSALS) -> bool:
    """Do something; say why not when it is refused, and return whether it was done."""
    return tried(request, perform, refusals)


def exported(request: Request, name: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    """Return a list as a file, noted in the audit chain; no secret and no telephone is in it."""
    return as_file(request, name, headings, rows)


def pdf(content: bytes, name: str) -> HttpResponse:
    """Return a poster as a file that no cache keeps."""
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "no-store, private"}
    return HttpResponse(content, content_type=PDF, headers=headers)

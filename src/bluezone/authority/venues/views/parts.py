"""What the pages of venues and warnings share: crumbs, filters, a list as a file."""

from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from bluezone.authority.accounts.access import holder_of
from bluezone.authority.cases.services import Doing
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.console.list_files import Listed, list_file
from bluezone.authority.documents.tables import Cell
from bluezone.authority.requests import Request
from bluezone.authority.venues.queries import Wanted

A_PAGE = 50
PURPOSE = "place_warning"


def doing(request: Request) -> Doing:
    """Return who acts and why."""
    return Doing(holder_of(request).actor, PURPOSE, request.moment)


def wanted_in(request: Request) -> Wanted:
    """Return what the address of a list narrows it to."""
    given = request.GET
    return Wanted(given.get("q", "").strip(), given.get("kind", ""), given.get("state", ""), given.get("sort", ""))


def venues_crumbs(*further: Crumb) -> list[Crumb]:
    """Return the way to a page of venues."""
    return [Crumb(_("Overview"), "/"), Crumb(_("Venues"), reverse("venues:venues")), *further]


def warnings_crumbs(*further: Crumb) -> list[Crumb]:
    """Return the way to a page of warnings."""
    return [Crumb(_("Overview"), "/"), Crumb(_("Warnings"), reverse("venues:warnings")), *further]


def as_file(request: Request, name: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    """Return a list as a file, noted in the audit chain; it names places and no person."""
    return list_file(request, Listed(name, "venues", PURPOSE, headings, rows))

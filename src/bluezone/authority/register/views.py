"""Pages on which the territory is read: a structure by its day, a unit with its history, the register of bodies."""

from datetime import date
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bluezone.authority.accounts.access import day_of, holder_of, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.console.structure import chosen_day
from bluezone.authority.register.browsing import structure_on
from bluezone.authority.register.queries import KINDS, bodies, entries, rows_for_export
from bluezone.authority.register.workbook import template, written_back
from bluezone.authority.requests import Request
from bluezone.authority.territory import queries
from bluezone.authority.territory.kinds import Kind
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.rules import Reuse
from bluezone.authority.territory.wording import KINDS as KIND_WORDS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A_PAGE = 50


@needs(Action.READ_TERRITORY)
@require_GET
def territory(request: Request) -> HttpResponse:
    """Show the structure of a day as tiles and as a list, and what a search finds in it."""
    day, words = chosen_day(request), request.GET.get("q", "").strip()
    found = queries.search(words, day) if words else []
    shown = {"day": day, "words": words, "found": found, "keep": {"q": words} if words else {}}
    if request.htmx:
        return render(request, "register/parts/found.html", shown)
    crumbs = [Crumb(_("Overview"), "/"), Crumb(_("Territory"))]
    return render(
        request,
        "register/territory.html",
        shown
        | {"crumbs": crumbs, "structure": structure_on(day), "may_configure": holder_of(request).may(Action.CONFIGURE)},
    )


@needs(Action.READ_TERRITORY)
@require_GET
def unit(request: Request, unit_id: UUID) -> HttpResponse:
    """Show a unit on a day: what it is, where it came from, what it became, who stands below it."""
    shown = get_object_or_404(Unit, pk=unit_id)
    day = chosen_day(request)
    standing = shown.validity.holds(day)
    story = queries.history(shown)
    below = list(queries.children(shown, day).order_by("stat_code", "folded")) if standing else []
    may_see_people = standing and holder_of(request).may_here(Action.READ_TERRITORY, shown, day)
    entry = entries([shown], day)[0] if may_see_people and shown.kind in KINDS else None
    context = {
        "crumbs": _way(shown, day) if standing else [Crumb(_("Territory"), _address(day)), Crumb(shown.name)],
        "unit": shown,
        "day": day,
        "standing": standing,
        "story": story,
        "other_places": [each for each in story.same_code if each.reuse is Reuse.OTHER_PLACE],
        "larger": [each for each in story.same_code if each.reuse is Reuse.LARGER],
        "units_below": [each for each in below if each.kind not in KINDS],
        "bodies_below": [each for each in below if each.kind in KINDS],
        "denominators": shown.denominators.order_by("kind", "-counted_on"),
        "entry": entry,
    }
    return render(request, "register/unit.html", context)


@needs(Action.READ_TERRITORY)
@require_GET
def register(request: Request) -> HttpResponse:
    """List the bodies of a day with commune, focal point and link."""
    day, words, kind = chosen_day(request), request.GET.get("q", "").strip(), request.GET.get("kind", "")
    units = holder_of(request).units(Action.READ_TERRITORY, day)
    page = Paginator(bodies(day, words=words, kind=kind, under=units), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "crumbs": [Crumb(_("Overview"), "/"), Crumb(_("Register of bodies"))],
        "day": day,
        "words": words,
        "kind": kind,
        "kinds": [(each.value, KIND_WORDS[each]) for each in Kind if each.value in KINDS],
        "page": page,
        "entries": entries(list(page.object_list), day),
        "may_edit": holder_of(request).may(Action.EDIT_TERRITORY),
        "may_link": holder_of(request).may(Action.ISSUE_LINKS),
        "keep": {name: value for name, value in (("q", words), ("kind", kind)) if value},
    }
    return render(request, "register/register.html", context)


@needs(Action.READ_TERRITORY)
@require_GET
def export(request: Request) -> HttpResponse:
    """Give the register as a workbook; what a spreadsheet would compute stands behind an apostrophe."""
    day = chosen_day(request)
    units = bodies(day, under=holder_of(request).units(Action.READ_TERRITORY, day))
    return _workbook(written_back(rows_for_export(units, day)), f"danh-ba-{day.isoformat()}.xlsx")


@needs(Action.EDIT_TERRITORY)
@require_GET
def blank(request: Request) -> HttpResponse:
    """Give the template that a clerk fills, with the communes of today in its list."""
    day = day_of(request)
    names = queries.communes(day).order_by("folded").values_list("name", flat=True)
    return _workbook(template(names), f"mau-danh-ba-{day.isoformat()}.xlsx")


def _workbook(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=XLSX, headers=headers)


def _way(shown: Unit, day: date) -> list[Crumb]:
    above = [Crumb(each.name, _address(day, each)) for each in reversed(queries.ancestors(shown, day))]
    return [Crumb(_("Territory"), _address(day)), *above, Crumb(shown.name)]


def _address(day: date, of: Unit | None = None) -> str:
    page = reverse("register:unit", args=[of.pk]) if of else reverse("register:territory")
    return f"{page}?on={day.isoformat()}"

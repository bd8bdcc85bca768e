"""The way of a line list into the registry: hand in, choose columns, look at the difference, write."""

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.authority.accounts.access import day_of, holder_of, inside, needs
from bluezone.authority.accounts.purposes import opened_for
from bluezone.authority.accounts.rules import Action
from bluezone.authority.cases.services import Doing
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.linelist.files import UnreadableLineList
from bluezone.authority.linelist.forms import ColumnsForm, HandInForm
from bluezone.authority.linelist.models import LineListFile
from bluezone.authority.linelist.rules.columns import Guess, columns_of
from bluezone.authority.linelist.rules.grid import Grid, headings_at
from bluezone.authority.linelist.services import (
    choose_columns,
    drop,
    grid_of,
    hand_in,
    mapping_of,
    plan_for,
    write,
)
from bluezone.authority.linelist.services.documents import KIND, hand_in_document, incoming_of, write_document
from bluezone.authority.linelist.shown import document_facts, plan_facts
from bluezone.authority.linelist.wording import REFUSALS, RULES, STATES
from bluezone.authority.requests import Request
from bluezone.authority.territory.kinds import Kind as UnitKind
from bluezone.authority.territory.queries import on
from bluezone.protocol.errors import RuleViolation

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from bluezone.authority.territory.models import Unit

A_PAGE: Final = 25
PURPOSE: Final = "line_list"
NEED: Final = Action.IMPORT_CASES


@needs(NEED)
@require_GET
def listing(request: Request) -> HttpResponse:
    """List the files that were handed in for the holder's units."""
    files = (
        LineListFile.objects.filter(unit__in=holder_of(request).units(NEED))
        .select_related("unit")
        .defer("sealed_content")
    )
    page = Paginator(files, A_PAGE).get_page(request.GET.get("page"))
    rows = [(file, STATES[file.state]) for file in page]
    return render(request, "linelist/listing.html", {"crumbs": way(), "page": page, "rows": rows})


@needs(NEED)
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: Request) -> HttpResponse:
    """Take a file, or show the form that asks for one."""
    form = HandInForm(request.POST or None, request.FILES or None, units=tops(request, NEED))
    if request.method == "POST" and form.is_valid():
        given, doing = form.cleaned_data["file"], _doing(request, PURPOSE)
        content = given.read()
        take = hand_in_document if content.lstrip()[:1] == b"{" else hand_in
        try:
            file = take(given.name, content, form.cleaned_data["unit"], doing)
        except UnreadableLineList as unreadable:
            form.add_error("file", str(REFUSALS[unreadable.reason]))
        else:
            return redirect("linelist:file", file.pk)
    crumbs = way(Crumb(_("Hand in")))
    return render(
        request, "linelist/hand_in.html", {"crumbs": crumbs, "form": form}, status=400 if form.errors else 200
    )


@needs(NEED)
@require_GET
def look(request: Request, file_id: UUID) -> HttpResponse:
    """Show what the columns are and what an import would do, row by row and field by field."""
    file = _own(request, file_id)
    facts: dict[str, Any] = {"crumbs": way(Crumb(file.file_name)), "file": file, "state": STATES[file.state]}
    if file.state != "read" or file.sealed_content is None:
        return render(request, "linelist/settled.html", facts)
    opened_for(request, file.unit)
    if file.mapping["kind"] == KIND:
        facts |= document_facts(incoming_of(file, day_of(request)))
        return render(request, "linelist/document.html", facts)
    plan = plan_for(file, day_of(request))
    facts |= plan_facts(plan, request.GET.get("show", ""), request.GET.get("page"))
    facts |= {"form": _columns_form(file, grid_of(file), None), "query": request.GET.urlencode()}
    return render(request, "linelist/file.html", facts)


@needs(NEED)
@require_POST
def choose(request: Request, file_id: UUID) -> HttpResponse:
    """Take what a person says the columns are; for another kind or row, the headings are recognised anew."""
    file = _own(request, file_id)
    purpose = opened_for(request, file.unit)
    try:
        grid, (before, _classification) = grid_of(file), mapping_of(file)
        form = _columns_form(file, grid, request.POST)
        if form.is_valid():
            chosen = form.mapping()
            if (chosen.kind, chosen.heading_row) != (before.kind, before.heading_row):
                chosen = Guess(
                    chosen.kind, chosen.heading_row, columns_of(chosen.kind, headings_at(grid, chosen.heading_row))
                )
            doing = _doing(request, purpose)
            choose_columns(file, chosen, doing, classification=form.cleaned_data["classification"])
            messages.success(request, _("The columns are chosen anew. Look at the difference."))
        else:
            messages.error(request, _("This choice is not possible."))
    except RuleViolation as refused:
        messages.error(request, _said(refused))
    return redirect("linelist:file", file.pk)


@needs(NEED)
@require_POST
def bring_in(request: Request, file_id: UUID) -> HttpResponse:
    """Write what the page showed, all of it or nothing."""
    file = _own(request, file_id)
    doing = _doing(request, opened_for(request, file.unit))
    try:
        if file.mapping["kind"] == KIND:
            counts = write_document(file, doing)
        else:
            leave = request.POST.get("without_refused") == "on"
            counts = write(file, doing, seen=request.POST.get("seen", ""), without_refused=leave)
    except RuleViolation as refused:
        messages.error(request, _said(refused))
        return redirect("linelist:file", file.pk)
    words = _("Written: %(new)s new, %(changed)s changed; %(same)s were there already, %(refused)s stayed out.")
    messages.success(request, words % counts)
    return redirect("linelist:listing")


@needs(NEED)
@require_POST
def throw_away(request: Request, file_id: UUID) -> HttpResponse:
    """Erase a file without writing it."""
    file = _own(request, file_id)
    try:
        drop(file, _doing(request, PURPOSE))
        messages.success(request, _("The file is erased; nothing was written."))
    except RuleViolation as refused:
        messages.error(request, _said(refused))
    return redirect("linelist:listing")


def way(*crumbs: Crumb) -> list[Crumb]:
    """Return the breadcrumb of a page of line lists."""
    return [Crumb(_("Line lists"), reverse("linelist:listing") if crumbs else ""), *crumbs]


def tops(request: Request, action: Action) -> "QuerySet[Unit]":
    """Return the units for which the holder may act, from the top; the province's when that is everywhere."""
    holder = holder_of(request)
    found = holder.top_units(action)
    return (
        found if found.exists() else on(day_of(request)).filter(kind=UnitKind.TINH.value, pk__in=holder.units(action))
    )


def _own(request: Request, file_id: UUID) -> LineListFile:
    file = get_object_or_404(LineListFile.objects.select_related("unit"), pk=file_id)
    inside(request, NEED, file.unit)
    return file


def _doing(request: Request, purpose: str) -> Doing:
    return Doing(holder_of(request).actor, purpose, request.moment)


def _said(refused: RuleViolation) -> str:
    return str(RULES.get(refused.code, _("This was refused by a rule.")))


def _columns_form(file: LineListFile, grid: Grid, data: object) -> ColumnsForm:
    mapping, classification = mapping_of(file)
    initial = {"kind": mapping.kind, "heading_row": mapping.heading_row, "classification": classification}
    return ColumnsForm(data, headings=headings_at(grid, mapping.heading_row), mapping=mapping, initial=initial)

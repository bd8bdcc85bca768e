"""Paper: sheets of a list to print, which of them came back, and keying them, the second time compared with the first."""

from dataclasses import asdict
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.authority.accounts.access import day_of, holder_of, inside, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.console.queries import publisher
from bluezone.authority.requests import Request
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.fieldwork.models import Sheet, WalkList
from bluezone.rollout.fieldwork.paper import sheets_pdf
from bluezone.rollout.fieldwork.queries.lists import standing_of
from bluezone.rollout.fieldwork.queries.sheets import as_keyed, sheets_of
from bluezone.rollout.fieldwork.refusals import REFUSALS
from bluezone.rollout.fieldwork.rules.keying import (
    Difference,
    Keyed,
    SheetRow,
    differences,
)
from bluezone.rollout.fieldwork.rules.words import CLOSING
from bluezone.rollout.fieldwork.services.keying import FOOT, correct_sheet, take_sheet
from bluezone.rollout.fieldwork.services.sheets import make_sheets
from bluezone.rollout.fieldwork.views.keying import Reading, read_sheet
from bluezone.rollout.fieldwork.views.parts import A_PAGE, Column, exported, paper_crumbs, tabs
from bluezone.rollout.fieldwork.wording import OUTCOMES

ENTER: Final = Action.ENTER_SHEETS


@needs(ENTER)
@never_cache
@require_GET
def sheets(request: Request) -> HttpResponse:
    """List the sheets of one's communes; the code of one leads straight to its keying."""
    given, units = request.GET, holder_of(request).units(ENTER)
    text, state, order = given.get("q", "").strip(), given.get("state", ""), given.get("sort", "")
    named = Sheet.objects.filter(code__iexact=text, walk_list__unit__in=units).first() if text else None
    if named is not None:
        return redirect("fieldwork:key", named.pk)
    facts = {
        "page": Paginator(sheets_of(units, text, state, order), A_PAGE).get_page(given.get("page")),
        "text": text,
        "state": state,
        "order": order,
        "narrowed": bool(text or state),
        "may_read": holder_of(request).may(Action.READ_FIELDWORK),
        "tabs": tabs(request, "fieldwork:sheets"),
        "crumbs": paper_crumbs(),
    }
    return render(request, "fieldwork/sheets.html", facts)


@needs(ENTER)
@require_GET
def export(request: Request) -> HttpResponse:
    """Give the list of sheets as a file."""
    given, units = request.GET, holder_of(request).units(ENTER)
    columns = [
        Column("code", _("Sheet")),
        Column("commune", _("Commune")),
        Column("village", _("Village")),
        Column("households", _("Households")),
        Column("printed", _("Printed")),
        Column("day", _("Day of the visits")),
        Column("keyed", _("Keyed")),
        Column("again", _("Keyed twice")),
    ]
    found = sheets_of(units, given.get("q", "").strip(), given.get("state", ""), given.get("sort", ""))
    rows = (
        [
            each.code,
            each.walk_list.unit.name,
            each.walk_list.village,
            len(each.numbers),
            localtime(each.printed_at).date(),
            each.day,
            localtime(each.keyed_at).date() if each.keyed_at else None,
            localtime(each.checked_at).date() if each.checked_at else None,
        ]
        for each in found
    )
    return exported(request, "paper_sheets", columns, rows)


@needs(ENTER)
@never_cache
@require_POST
def print_list(request: Request, list_id: UUID) -> HttpResponse:
    """Print the sheets of a list: all its households, or those where somebody has to come again."""
    own = get_object_or_404(WalkList.objects.select_related("unit"), pk=list_id)
    inside(request, ENTER, own.unit)
    homes, body = standing_of(own, request.moment), publisher()
    open_only = request.POST.get("which") == "open"
    numbers = [each.number for each in homes if not (open_only and each.state in CLOSING)]
    try:
        made = make_sheets(own, numbers, actor=holder_of(request).actor, moment=request.moment)
        pdf = sheets_pdf(own, made, publisher=body.short_name if body else "", trial=body is None)
    except RuleViolation as refused:
        messages.error(request, str(REFUSALS.get(refused.code, _("This was refused by a rule."))))
        return redirect("fieldwork:list", own.pk)
    headers = {"Content-Disposition": f'inline; filename="bluezone-{made[0].code}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@needs(ENTER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def key_page(request: Request, sheet_id: UUID) -> HttpResponse:
    """Key a sheet: the first time it is kept, the second time it is compared with the first."""
    sheet = _own(request, sheet_id)
    if request.method != "POST":
        return _page(request, sheet, read_sheet(QueryDict(), sheet, day_of(request)), is_fresh=True)
    reading = read_sheet(request.POST, sheet, day_of(request))
    if reading.keyed is None or request.POST.get("act") != "save":
        return _page(request, sheet, reading)
    actor = holder_of(request).actor
    if not take_sheet(sheet, reading.keyed, actor=actor, moment=request.moment):
        return _compare(request, sheet, reading.keyed)
    sheet.refresh_from_db()
    twice = _("The second keying says the same: nothing new was counted.")
    once = _("Kept: %(count)d visits. Have somebody else key it a second time.") % {"count": len(reading.keyed.rows)}
    messages.success(request, twice if sheet.checked_at else once)
    if reading.unknown:
        messages.warning(request, _("Households that are not on the list wait under “Set aside”."))
    return redirect("fieldwork:sheets")


@needs(ENTER)
@never_cache
@require_POST
def key_again(request: Request, sheet_id: UUID) -> HttpResponse:
    """Let the clerk's choices stand where two keyings of a sheet differ."""
    sheet = _own(request, sheet_id)
    reading = read_sheet(request.POST, sheet, day_of(request))
    if reading.keyed is None or sheet.keyed_at is None:
        return redirect("fieldwork:key", sheet.pk)
    lines = range(FOOT, len(reading.lines) + 1)
    chosen = {line for line in lines if request.POST.get(f"line{line}") == "second"}
    before, now = as_keyed(sheet), reading.keyed
    day = now.day if request.POST.get("day_of") == "second" else before.day
    settled = Keyed(day, now.rows, *now.foot)
    correct_sheet(sheet, settled, chosen, actor=holder_of(request).actor, moment=request.moment)
    messages.success(request, _("The sheet stands as you chose. What was taken back stays to be read."))
    return redirect("fieldwork:sheets")


def _compare(request: Request, sheet: Sheet, now: Keyed) -> HttpResponse:
    before = as_keyed(sheet)
    facts = {
        "sheet": sheet,
        "compared": [_in_words(each) for each in differences(before.rows, now.rows)],
        "before": before,
        "now": now,
        "foot": FOOT,
        "is_foot_other": before.foot != now.foot,
        "is_day_other": before.day != now.day,
        "typed": [(name, value) for name, value in request.POST.items() if name not in {"csrfmiddlewaretoken", "act"}],
        "crumbs": paper_crumbs(Crumb(sheet.code)),
    }
    return render(request, "fieldwork/compare.html", facts, status=409)


def _in_words(found: Difference) -> dict[str, object]:
    """Return a difference as the page shows it."""
    return {"line": found.line, "before": _row_in_words(found.before), "after": _row_in_words(found.after)}


def _row_in_words(row: SheetRow | None) -> dict[str, object] | None:
    return {**asdict(row), "words": str(OUTCOMES[row.outcome])} if row else None


def _page(request: Request, sheet: Sheet, reading: Reading, *, is_fresh: bool = False) -> HttpResponse:
    facts = {
        "sheet": sheet,
        "reading": reading,
        "is_fresh": is_fresh,
        "crumbs": paper_crumbs(Crumb(sheet.code)),
    }
    return render(request, "fieldwork/key.html", facts, status=200 if is_fresh or reading.keyed else 422)


def _own(request: Request, sheet_id: UUID) -> Sheet:
    sheet = get_object_or_404(Sheet.objects.select_related("walk_list__unit"), pk=sheet_id)
    inside(request, ENTER, sheet.walk_list.unit)
    return sheet

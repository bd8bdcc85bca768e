"""Printing on the console: previews, single files, sheets for one unit or a thousand, what was opened."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods

from bluezone.authority.accounts.access import day_of, holder_of, inside, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.feeds.showing import in_words
from bluezone.authority.requests import Request
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.studio import keeping
from bluezone.rollout.studio.models import PrintOrder, StudioText
from bluezone.rollout.studio.printing import card
from bluezone.rollout.studio.printing import preview as drawn
from bluezone.rollout.studio.producing import DOCX, PDF, PRINTED, SCRIPTS, Made, document, forms_of, made, no_place
from bluezone.rollout.studio.queries import (
    LAST_DAYS,
    acts_of,
    imprint,
    may_be_printed,
    printable,
    scans,
    units_by_id,
    value_of,
    version_day,
)
from bluezone.rollout.studio.refusals import REFUSALS
from bluezone.rollout.studio.rules.filling import filled
from bluezone.rollout.studio.rules.review import is_native_read
from bluezone.rollout.studio.rules.words import Form, Imprint, State
from bluezone.rollout.studio.services import AT_ONCE, count_download, order_print, print_now, seconds_for
from bluezone.rollout.studio.tasks import print_order
from bluezone.rollout.studio.views.choosing import Choice, chosen_units, printing_form
from bluezone.rollout.studio.views.parts import as_file, attached, crumbs, doing, text_of

PRINT = Action.PRINT_MATERIALS
A_PAGE: Final = 50


@needs(Action.READ_TEXTS)
@require_GET
@cache_control(private=True, max_age=300)
def preview(_request: Request, text_id: UUID, form: str) -> HttpResponse:
    """Show what a form looks like; until it is released it bears the mark of a trial."""
    row, wanted = text_of(text_id), _form(form)
    if not is_native_read(acts_of(row.reviews.all()), row.language):
        raise Http404
    speaks = imprint()
    if row.state != State.RELEASED:
        speaks = Imprint(speaks.publisher, speaks.hotline, speaks.site, trial=True)
    value = value_of(row)
    try:
        if wanted in PRINTED and wanted in forms_of(value):
            content = drawn(wanted, filled(value, speaks), speaks, no_place(speaks))
        elif wanted is Form.CARD:
            content = made(wanted, value, speaks).content
        else:
            raise Http404
    except RuleViolation as refused:
        return HttpResponse(in_words(refused, REFUSALS), status=409, content_type="text/plain; charset=utf-8")
    return HttpResponse(content, content_type="image/png")


@needs(PRINT)
@require_GET
def take(request: Request, text_id: UUID, form: str) -> HttpResponse:
    """Give one file of a text that may be printed, for anywhere; counted, not who took it."""
    row, wanted = text_of(text_id), _form(form)
    if not may_be_printed(row) or wanted not in forms_of(value_of(row)):
        raise Http404
    name = f"bluezone-{row.message}-{row.language}-v{row.version}-{'story' if _is_story(request, wanted) else wanted.value}"
    count_download(wanted.value, row.language, day_of(request))
    if wanted in SCRIPTS and request.GET.get("as") == "docx":
        return attached(document(wanted, value_of(row), imprint()), DOCX, f"{name}.docx")
    try:
        file = _single(row, wanted, request)
    except RuleViolation as refused:
        return HttpResponse(in_words(refused, REFUSALS), status=409, content_type="text/plain; charset=utf-8")
    return attached(file.content, file.sort, f"{name}.{file.ending}")


@needs(PRINT)
@require_http_methods(["GET", "POST"])
def sheets(request: Request) -> HttpResponse:
    """Ask what to print for which units; a few are printed at once, many as an order."""
    texts = printable(trial=imprint().trial)
    form = printing_form(request, texts)
    if request.method == "POST" and form.is_valid():
        try:
            return _printed(request, chosen_units(request, form))
        except RuleViolation as refused:
            form.add_error(None, in_words(refused, REFUSALS))
    orders = PrintOrder.objects.filter(actor=holder_of(request).actor).select_related("text").defer("units")
    facts = {
        "form": form,
        "texts": texts,
        "orders": orders[:A_PAGE],
        "crumbs": crumbs(Crumb(_("Print"))),
    }
    return render(request, "studio/print.html", facts, status=409 if request.method == "POST" else 200)


def _printed(request: Request, choice: Choice) -> HttpResponse:
    for unit in choice.units[:1]:
        inside(request, PRINT, unit)
    if len(choice.units) <= AT_ONCE:
        file = print_now(choice.text, choice.form, choice.units, doing(request))
        count_download(choice.form.value, choice.text.language, day_of(request))
        return attached(file.content, file.sort, _file_name(choice.text, choice.form, choice.units))
    with transaction.atomic():
        order = order_print(choice.text, choice.form, choice.units, doing(request))
        print_order.enqueue(str(order.pk))
    return redirect("studio:order", order.pk)


@needs(PRINT)
@require_GET
def order(request: Request, order_id: UUID) -> HttpResponse:
    """Show how far an order is; the page asks again by itself."""
    found = _own(request, order_id)
    facts = {
        "order": found,
        "count": len(found.units),
        "seconds": seconds_for(len(found.units)),
        "refusal": REFUSALS.get(found.refusal, ""),
        "crumbs": crumbs(Crumb(_("Print"))),
    }
    return render(request, "studio/parts/progress.html" if request.htmx else "studio/order.html", facts)


@needs(PRINT)
@require_GET
def order_file(request: Request, order_id: UUID) -> HttpResponse:
    """Give the printed file of an order."""
    found = _own(request, order_id)
    if found.state != PrintOrder.Progress.DONE:
        raise Http404
    count_download(found.form, found.text.language, day_of(request))
    name = _file_name(found.text, Form(found.form), units_by_id(found.units))
    return attached(keeping.content(found.digest), PDF, name)


@needs(PRINT)
@require_GET
def opened(request: Request) -> HttpResponse:
    """Show how often the addresses on posters were opened, by unit, small numbers withheld."""
    since = day_of(request) - LAST_DAYS
    rows = scans(holder_of(request).units(PRINT), since)
    if request.GET.get("sort") == "name":
        rows.sort(key=lambda row: row.name)
    if request.GET.get("file"):
        headings = [_("Unit"), _("Code"), _("Opened")]
        return as_file(request, "openings", headings, ([r.name, r.code, None if r.is_small else r.total] for r in rows))
    facts = {
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "since": since,
        "sort": request.GET.get("sort", ""),
        "crumbs": crumbs(Crumb(_("Posters that were opened"))),
    }
    return render(request, "studio/opened.html", facts)


def _own(request: Request, order_id: UUID) -> PrintOrder:
    """Return an order whose units all lie in the holder's area."""
    found = get_object_or_404(PrintOrder.objects.select_related("text"), pk=order_id)
    if holder_of(request).units(PRINT).filter(pk__in=found.units).count() < len(found.units):
        raise PermissionDenied
    return found


def _single(row: StudioText, form: Form, request: Request) -> Made:
    """Return a form's one file for anywhere; of a card also the high one of a story."""
    speaks = imprint()
    if _is_story(request, form):
        return Made(card(filled(value_of(row), speaks), speaks, story=True), "png", "image/png")
    return made(form, value_of(row), speaks, day=version_day(row, day_of(request)))


def _is_story(request: Request, form: Form) -> bool:
    return form is Form.CARD and request.GET.get("as") == "story"


def _form(form: str) -> Form:
    if form not in [each.value for each in Form]:
        raise Http404
    return Form(form)


def _file_name(text: StudioText, form: Form, units: Sequence[Unit]) -> str:
    whom = units[0].stat_code if len(units) == 1 else f"{len(units)}-units"
    return f"bluezone-{text.message}-{text.language}-v{text.version}-{form.value}-{whom}.pdf"

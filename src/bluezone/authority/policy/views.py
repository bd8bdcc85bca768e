"""The policy on the console: its versions, a new one from a form or a file, what it would change, its publication."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.authority.accounts.access import day_of, holder_of, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.cases.services import Doing
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.console.list_files import Listed, is_file_wanted, list_file
from bluezone.authority.documents.tables import Cell
from bluezone.authority.feeds.services import standing
from bluezone.authority.feeds.showing import in_words, out_at_once, tried
from bluezone.authority.policy.forms import FileForm, PolicyForm
from bluezone.authority.policy.models import PolicyVersion
from bluezone.authority.policy.queries import Wanted, before, present, versions_for
from bluezone.authority.policy.rules.versions import FILE_LIMIT, TOLD_BEFORE, complete, differences, numbers_in_file
from bluezone.authority.policy.services import draw_up, publish_version, throw_away
from bluezone.authority.policy.wording import COUNTED, NUMBERS, REFUSALS
from bluezone.authority.requests import Request
from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.signed_feeds import FeedKind

PUBLISH = Action.PUBLISH_POLICY
PURPOSE = "policy"
A_PAGE = 50


@needs(PUBLISH)
@require_GET
def versions(request: Request) -> HttpResponse:
    """List the versions; which one holds is told first."""
    number, numbers = present(request.moment)
    wanted = Wanted(*(request.GET.get(name, "").strip() for name in ("q", "state", "sort")))
    rows = versions_for(wanted, request.moment)
    if is_file_wanted(request):
        return _file(request, rows, number)
    facts = {
        "number": number,
        "numbers": _told(numbers),
        "wanted": wanted,
        "narrowed": bool(wanted.text or wanted.state),
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "moment": request.moment,
        "standing": standing(FeedKind.POLICY, request.moment),
        "crumbs": _crumbs(),
    }
    return render(request, "policy/versions.html", facts)


@needs(PUBLISH)
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Draw up the next version, beginning from the numbers that hold now."""
    _number, numbers = present(request.moment)
    form = PolicyForm(request.POST or None, initial=_initial(request, numbers))
    if request.method == "POST" and form.is_valid():
        try:
            made = draw_up(form.numbers(), form.approval(), _doing(request))
        except RuleViolation as refused:
            form.add_error(None, in_words(refused, REFUSALS))
        else:
            messages.success(request, _("Drawn up. Compare it, then publish."))
            return redirect("policy:version", made.pk)
    return _form_page(request, form, FileForm())


@needs(PUBLISH)
@require_POST
def read_file(request: Request) -> HttpResponse:
    """Fill the form with the numbers of a file; nothing is kept yet."""
    files = FileForm(request.POST, request.FILES)
    if files.is_valid():
        try:
            numbers = numbers_in_file(files.cleaned_data["file"].read(FILE_LIMIT + 1))
        except MalformedMessage:
            files.add_error("file", _("This is no file of a policy: a JSON object with all six numbers."))
        else:
            messages.success(request, _("The file is read. Complete the form and draw the version up."))
            return _form_page(request, PolicyForm(initial=_initial(request, numbers)), FileForm(), is_read=True)
    _present, numbers = present(request.moment)
    return _form_page(request, PolicyForm(initial=_initial(request, numbers)), files)


@needs(PUBLISH)
@require_GET
def version(request: Request, number: int) -> HttpResponse:
    """Show a version and in what it differs from the one before."""
    row = get_object_or_404(PolicyVersion, pk=number)
    earlier, numbers = before(row)
    facts = {
        "row": row,
        "numbers": _told(row.numbers),
        "earlier": earlier,
        "differences": [
            (NUMBERS[each.name], _in_words(each.before), _in_words(each.after))
            for each in differences(numbers, row.numbers)
        ],
        "holds": row.published_at is not None and row.effective <= request.moment,
        "is_now": row.published_at is not None and present(request.moment)[0] == row.version,
        "told_from": row.effective - TOLD_BEFORE,
        "is_told": row.effective - TOLD_BEFORE <= request.moment,
        "crumbs": _crumbs(Crumb(_("Version %(number)s") % {"number": row.version})),
    }
    return render(request, "policy/version.html", facts)


@needs(PUBLISH)
@require_POST
def publish(request: Request, number: int) -> HttpResponse:
    """Publish a version."""
    row = get_object_or_404(PolicyVersion, pk=number)
    if tried(request, lambda: publish_version(row, _doing(request)), REFUSALS):
        out_at_once(request, FeedKind.POLICY, _("Published. Phones follow it from its moment."))
    return redirect("policy:version", row.pk)


@needs(PUBLISH)
@require_POST
def discard(request: Request, number: int) -> HttpResponse:
    """Throw a version away that was never published."""
    row = get_object_or_404(PolicyVersion, pk=number)
    if not tried(request, lambda: throw_away(row, _doing(request)), REFUSALS):
        return redirect("policy:version", number)
    messages.success(request, _("Thrown away."))
    return redirect("policy:versions")


def _file(request: Request, rows: Iterable[PolicyVersion], number: int) -> HttpResponse:
    headings = [_("Version"), _("Decision"), _("Approved by"), _("Holds from"), _("State"), *map(str, NUMBERS.values())]
    lines = ([*_about(row), _state(row, number, request.moment), *_values(row)] for row in rows)
    return list_file(request, Listed("policies", "policy", PURPOSE, headings, lines))


def _about(row: PolicyVersion) -> list[Cell]:
    return [row.version, row.decision, row.approved_by, f"{localtime(row.effective):%Y-%m-%d %H:%M}"]


def _values(row: PolicyVersion) -> list[Cell]:
    return [words for _label, words in _told(row.numbers)]


def _state(row: PolicyVersion, number: int, moment: datetime) -> str:
    if row.published_at is None:
        return _("drawn up")
    if row.version == number:
        return _("holds now")
    return _("will hold") if row.effective > moment else _("held before")


def _form_page(request: Request, form: PolicyForm, files: FileForm, *, is_read: bool = False) -> HttpResponse:
    facts = {
        "form": form,
        "files": files,
        "back": reverse("policy:versions"),
        "crumbs": _crumbs(Crumb(_("New version"))),
    }
    status = 409 if request.method == "POST" and not is_read else 200
    return render(request, "policy/new.html", facts, status=status)


def _initial(request: Request, numbers: dict[str, Any]) -> dict[str, Any]:
    tomorrow = day_of(request) + timedelta(days=1)
    return {
        **complete(numbers),
        "day": tomorrow,
        "time": request.moment.astimezone(ZoneInfo(settings.TIME_ZONE)).time().replace(minute=0),
    }


def _told(numbers: dict[str, Any]) -> list[tuple[str, str]]:
    said = complete(numbers)
    return [(str(label), _in_words(said.get(name))) for name, label in NUMBERS.items()]


def _in_words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(COUNTED.get(str(word), word)) for word in value)
    return str(value)


def _doing(request: Request) -> Doing:
    return Doing(holder_of(request).actor, PURPOSE, request.moment)


def _crumbs(*further: Crumb) -> list[Crumb]:
    return [Crumb(_("Overview"), "/"), Crumb(_("Risk policy"), reverse("policy:versions")), *further]

"""What was set aside: events that could not be counted, in words, and the clerk's decision about each."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from bluezone.authority.accounts.access import holder_of, inside, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.requests import Request
from bluezone.rollout.fieldwork.models import SetAside, WalkList
from bluezone.rollout.fieldwork.rules.words import EventKind, Outcome, SetAsideReason
from bluezone.rollout.fieldwork.services.keying import count_line
from bluezone.rollout.fieldwork.services.setting_aside import count, drop
from bluezone.rollout.fieldwork.views.parts import asked_id, crumbs, done, tabs
from bluezone.rollout.fieldwork.wording import EVENT_KINDS, OUTCOMES, SET_ASIDE, choices

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

RESOLVE: Final = Action.RESOLVE_VISITS
ROWS_A_PAGE: Final = 20
NEVER: Final = frozenset({SetAsideReason.MALFORMED, SetAsideReason.ID_USED})
"""What cannot be counted whatever anybody decides."""
ADVICE: Final[Mapping[SetAsideReason, "StrPromise"]] = {
    SetAsideReason.MALFORMED: gettext_lazy("Ask the bearer what was done, and enter it from paper."),
    SetAsideReason.REVOKED: gettext_lazy(
        "Count it only when you know that the team did it before the device was lost."
    ),
    SetAsideReason.NO_SUCH_LIST: gettext_lazy("Make the village's list, then enter the visits from paper."),
    SetAsideReason.NO_SUCH_HOUSEHOLD: gettext_lazy("Add the household to the list first, then count it."),
    SetAsideReason.NOT_YOURS: gettext_lazy("The team may have helped out elsewhere. Ask, then count it or not."),
    SetAsideReason.ID_USED: gettext_lazy("Another event with the same id is there already: open it beside this one."),
    SetAsideReason.KIND_UNKNOWN: gettext_lazy(
        "The telephone's page is newer than this server. Count it after the update."
    ),
    SetAsideReason.REFUSED: gettext_lazy("Its figures cannot be. Ask the bearer, and report them anew."),
}
WORDS: Final[Mapping[str, "StrPromise"]] = {
    "phones": gettext_lazy("phones seen"),
    "with_radio": gettext_lazy("installed, with Bluetooth"),
    "browser_only": gettext_lazy("installed, in the browser only"),
    "revisit_on": gettext_lazy("come back on"),
    "first_day": gettext_lazy("first day"),
    "last_day": gettext_lazy("last day"),
    "refused": gettext_lazy("declined"),
    "no_smartphone": gettext_lazy("no smartphone"),
    "gate": gettext_lazy("gate"),
    "number": gettext_lazy("number of the shift"),
    "day": gettext_lazy("day"),
    "came": gettext_lazy("came in"),
    "went": gettext_lazy("went out"),
    "helped": gettext_lazy("helped to install"),
    "had_it": gettext_lazy("had it already"),
    "not_now": gettext_lazy("not now"),
    "class": gettext_lazy("class"),
    "week": gettext_lazy("week of"),
    "pupils": gettext_lazy("pupils"),
    "smartphones": gettext_lazy("smartphones at home"),
    "declared": gettext_lazy("declared"),
    "relatives": gettext_lazy("relatives"),
    "starts": gettext_lazy("begins at"),
    "checked_in": gettext_lazy("checked in"),
    "volunteers": gettext_lazy("volunteers"),
    "pledges": gettext_lazy("pledges"),
    "certificates": gettext_lazy("certificates"),
    "left_out": gettext_lazy("fields that cannot be kept"),
}
"""The fields that people read, in the order in which they are shown."""


class Shown(NamedTuple):
    """One event that waits, as the page shows it."""

    row: SetAside
    kind: str
    village: WalkList | None
    household: str
    outcome: str
    outcome_words: str
    happened: str
    facts: list[tuple[str, str]]
    advice: str
    may_count: bool


@needs(RESOLVE)
@never_cache
@require_GET
def queue(request: Request) -> HttpResponse:
    """Show what was set aside: what it said, why it does not count, and what can be done."""
    given, units = request.GET, holder_of(request).units(RESOLVE)
    state, reason = given.get("state", ""), given.get("reason", "")
    rows = SetAside.objects.filter(unit__in=units).select_related("unit", "device")
    if state != "all":
        rows = rows.filter(settled_at__isnull=state != "settled")
    rows = rows.filter(reason=reason) if reason in {*SetAsideReason} else rows
    device = asked_id(request, "device")
    rows = rows.filter(device=device) if device else rows
    rows = rows.order_by("-settled_at", "id") if state == "settled" else rows.order_by("received_at", "id")
    page = Paginator(rows, ROWS_A_PAGE).get_page(given.get("page"))
    facts = {
        "page": page,
        "shown": _shown(list(page.object_list)),
        "state": state,
        "reason": reason,
        "reasons": choices(SET_ASIDE),
        "narrowed": bool(state or reason or device),
        "tabs": tabs(request, "fieldwork:set_aside"),
        "crumbs": crumbs(Crumb(_("Set aside"))),
    }
    return render(request, "fieldwork/set_aside.html", facts)


@needs(RESOLVE)
@require_POST
def count_it(request: Request, set_aside_id: UUID) -> HttpResponse:
    """Count an event after all."""
    return _settled(request, set_aside_id, count, _("Counted."))


@needs(RESOLVE)
@require_POST
def drop_it(request: Request, set_aside_id: UUID) -> HttpResponse:
    """Decide that an event does not count; it stays to be read."""
    return _settled(request, set_aside_id, drop, _("Noted: it does not count. It stays here to be read."))


def _settled(request: Request, set_aside_id: UUID, settle: Callable[..., None], words: str) -> HttpResponse:
    waiting = get_object_or_404(SetAside.objects.select_related("unit"), pk=set_aside_id)
    inside(request, RESOLVE, waiting.unit)
    actor = holder_of(request).actor
    settle = count_line if settle is count and waiting.device_id is None else settle
    if done(request, lambda: settle(waiting, actor=actor, moment=request.moment)):
        messages.success(request, words)
    return redirect(reverse("fieldwork:set_aside"))


def _shown(rows: list[SetAside]) -> list[Shown]:
    """Return rows in words; one query for all their lists."""
    named = {UUID(each.content["list"]) for each in rows if _is_uuid(each.content.get("list"))}
    lists = {str(pk): each for pk, each in WalkList.objects.select_related("unit").in_bulk(named).items()}
    return [_one(each, lists) for each in rows]


def _one(row: SetAside, lists: Mapping[str, WalkList]) -> Shown:
    said, reason = row.content, SetAsideReason(row.reason)
    kind, outcome = said.get("kind"), said.get("outcome")
    known = outcome in {*Outcome}
    return Shown(
        row,
        str(EVENT_KINDS[EventKind(kind)]) if kind in {*EventKind} else _("something"),
        lists.get(str(said.get("list", ""))),
        str(said.get("household", "")),
        str(outcome) if known else "",
        str(OUTCOMES[Outcome(outcome)]) if known else "",
        _moment(said.get("at")),
        [(str(words), _value(said[name])) for name, words in WORDS.items() if said.get(name) not in (None, "", 0)],
        str(ADVICE[reason]),
        row.settled_at is None and reason not in NEVER,
    )


def _moment(value: object) -> str:
    try:
        return date_format(localtime(datetime.fromisoformat(str(value))), "SHORT_DATETIME_FORMAT")
    except ValueError:
        return ""


def _value(value: Any) -> str:  # noqa: ANN401 -- any value of JSON
    try:
        return date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")
    except (TypeError, ValueError):
        return str(value)


def _is_uuid(value: object) -> bool:
    try:
        return bool(UUID(str(value)))
    except ValueError:
        return False

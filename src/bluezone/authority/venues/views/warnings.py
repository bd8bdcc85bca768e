"""Warnings on the console: what waits for its two releases, the page on which one is prepared, released, withdrawn."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.authority.accounts.access import holder_of, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.cases.models import Milestone
from bluezone.authority.cases.rules.words import MilestoneState
from bluezone.authority.cases.services.doing import local_day
from bluezone.authority.cases.wording import MILESTONE_STATES
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.documents.tables import Cell
from bluezone.authority.feeds.services import standing
from bluezone.authority.feeds.showing import in_words, out_at_once, tried
from bluezone.authority.requests import Request
from bluezone.authority.venues.forms import PrepareForm, WithdrawForm
from bluezone.authority.venues.models import PlaceWarning, Venue
from bluezone.authority.venues.queries import SHOWN_STATES, suggested, told_of, warnings_for
from bluezone.authority.venues.refusals import REFUSALS
from bluezone.authority.venues.rules.notices import correction_en, correction_vi, notice_en, notice_vi
from bluezone.authority.venues.rules.warnings import next_regular
from bluezone.authority.venues.services import NoticeFacts, prepare, release, withdraw
from bluezone.authority.venues.views.parts import A_PAGE, as_file, doing, wanted_in, warnings_crumbs
from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.signed_feeds import FeedKind

RELEASE = Action.RELEASE_MILESTONES


@needs(RELEASE)
@require_GET
def warnings(request: Request) -> HttpResponse:
    """List what waits for release, what is public, what was withdrawn."""
    wanted = wanted_in(request)
    facts = {
        "wanted": wanted,
        "page": Paginator(warnings_for(holder_of(request), wanted), A_PAGE).get_page(request.GET.get("page")),
        "states": [(state.value, MILESTONE_STATES[state]) for state in SHOWN_STATES],
        "standing": standing(FeedKind.VENUES, request.moment),
        "query": request.GET.urlencode(),
        "narrowed": bool(wanted.text or wanted.state),
        "crumbs": warnings_crumbs(),
    }
    return render(request, "venues/warnings.html", facts)


@needs(RELEASE)
@require_GET
def export(request: Request) -> HttpResponse:
    """Give the list of warnings as a file."""
    headings = [_("Place"), _("Commune"), _("From"), _("Until"), _("State"), _("Releases")]
    return as_file(
        request, "warnings", headings, (_line(each) for each in warnings_for(holder_of(request), wanted_in(request)))
    )


@needs(RELEASE)
@require_GET
def warning(request: Request, milestone_id: UUID) -> HttpResponse:
    """Show what stands between a milestone and the public, and what the public is told."""
    shown = _own(request, milestone_id)
    prepared = _prepared(shown)
    releases = list(shown.releases.select_related("body").order_by("moment"))
    facts = {
        "milestone": shown,
        "prepared": prepared,
        "releases": releases,
        "released_by_me": any(each.actor == holder_of(request).actor for each in releases),
        "is_over": shown.end <= request.moment,
        "may_release": shown.state == MilestoneState.REVIEWED and prepared is not None,
        "next_regular": next_regular(request.moment),
        "crumbs": warnings_crumbs(Crumb(shown.place)),
    }
    return render(request, "venues/warning.html", facts)


@needs(RELEASE)
@require_http_methods(["GET", "POST"])
def prepare_page(request: Request, milestone_id: UUID) -> HttpResponse:
    """Choose the venue whose phones are warned, and write what the press is told."""
    shown = _own(request, milestone_id)
    prepared = _prepared(shown)
    venue = _chosen_venue(request, prepared)
    form = PrepareForm(request.POST or None, initial=_initial(shown, prepared))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        facts = NoticeFacts(venue, given["notice_vi"], given["notice_en"], given["when"] == "now")
        revision = int(text) if (text := request.POST.get("revision", "")).isdecimal() else 0
        try:
            prepare(shown, facts, doing(request), revision)
        except RuleViolation as refused:
            form.add_error(None, in_words(refused, REFUSALS))
        else:
            messages.success(request, _("The text is ready. Now two people of two bodies release it."))
            return redirect("venues:warning", shown.pk)
    search = request.GET.get("q", "").strip()
    found = suggested(shown, search)
    facts_shown = {
        "milestone": shown,
        "prepared": prepared,
        "form": form,
        "search": search,
        "venue": venue,
        "found": [each for each in found if each != venue],
        "crumbs": _crumbs_to(shown, Crumb(_("Prepare"))),
    }
    return render(request, "venues/prepare.html", facts_shown, status=409 if request.method == "POST" else 200)


@needs(RELEASE)
@require_POST
def release_page(request: Request, milestone_id: UUID) -> HttpResponse:
    """Release what was read, for the own body."""
    shown = _own(request, milestone_id)
    revision = int(text) if (text := request.POST.get("revision", "")).isdecimal() else 0
    public = list[bool]()

    def perform() -> None:
        public.append(release(shown, holder_of(request), doing(request), revision))

    if tried(request, perform, REFUSALS):
        if not public[0]:
            messages.success(request, _("Your release is noted. Now a second person of another body is needed."))
        else:
            out_at_once(request, FeedKind.VENUES, _("Released. The press notice can go out."))
    return redirect("venues:warning", shown.pk)


@needs(RELEASE)
@require_http_methods(["GET", "POST"])
def withdraw_page(request: Request, milestone_id: UUID) -> HttpResponse:
    """Withdraw a released milestone; one person is enough, because a false warning has to end fast."""
    shown = _own(request, milestone_id)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if tried(request, lambda: withdraw(shown, reason, doing(request)), REFUSALS):
            out_at_once(request, FeedKind.VENUES, _("Withdrawn. The correction can go out."))
        return redirect("venues:warning", shown.pk)
    facts = {"milestone": shown, "form": form, "crumbs": _crumbs_to(shown, Crumb(_("Withdraw")))}
    return render(request, "venues/withdraw.html", facts, status=409 if request.method == "POST" else 200)


@needs(RELEASE)
@require_GET
def notice(request: Request, milestone_id: UUID) -> HttpResponse:
    """Show what the press is told, to print or to copy; after a withdrawal, the correction."""
    shown = _own(request, milestone_id)
    prepared = _prepared(shown)
    texts = list[tuple[str, str]]()
    if prepared is not None and prepared.withdrawn_at:
        told = told_of(shown, by_phone=prepared.venue_id is not None)
        texts = [("vi", correction_vi(told, prepared.reason)), ("en", correction_en(told, prepared.reason))]
    elif prepared is not None:
        texts = [("vi", prepared.notice_vi), ("en", prepared.notice_en)]
    facts = {
        "milestone": shown,
        "prepared": prepared,
        "texts": texts,
        "crumbs": _crumbs_to(shown, Crumb(_("Press notice"))),
    }
    return render(request, "venues/notice.html", facts)


def _line(shown: Milestone) -> list[Cell]:
    times = [localtime(each).strftime("%Y-%m-%d %H:%M") for each in (shown.start, shown.end)]
    return [shown.place, shown.unit.name, *times, str(shown.get_state_display()), len(shown.releases.all())]


def _own(request: Request, milestone_id: UUID) -> Milestone:
    shown = get_object_or_404(Milestone.objects.select_related("unit"), pk=milestone_id)
    holder = holder_of(request)
    if not any(holder.may_here(RELEASE, shown.unit, day) for day in (holder.day, local_day(shown.start))):
        raise PermissionDenied
    return shown


def _prepared(shown: Milestone) -> PlaceWarning | None:
    return PlaceWarning.objects.select_related("venue__unit", "batch").filter(milestone=shown).first()


def _chosen_venue(request: Request, prepared: PlaceWarning | None) -> Venue | None:
    """Return the venue that was posted or chosen before; none for the press alone."""
    if request.method != "POST":
        return prepared.venue if prepared else None
    try:
        return Venue.objects.select_related("unit").filter(pk=UUID(request.POST.get("venue", ""))).first()
    except ValueError:
        return None


def _initial(shown: Milestone, prepared: PlaceWarning | None) -> dict[str, Any]:
    if prepared is not None:
        when = "now" if prepared.at_once else "regular"
        return {"notice_vi": prepared.notice_vi, "notice_en": prepared.notice_en, "when": when}
    told = told_of(shown, by_phone=bool(suggested(shown, "")))
    return {"notice_vi": notice_vi(told), "notice_en": notice_en(told), "when": "now"}


def _crumbs_to(shown: Milestone, last: Crumb) -> list[Crumb]:
    return warnings_crumbs(Crumb(shown.place, reverse("venues:warning", args=[shown.pk])), last)

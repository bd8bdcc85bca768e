"""Spot-checks at the desk: draw a round, see what was found, household by household, and close it."""

import secrets
from fractions import Fraction
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import formats
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.authority.accounts.access import holder_of, inside, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.feeds.showing import Refusals, tried
from bluezone.authority.requests import Request
from bluezone.rollout.fieldwork.models import Device, SpotRound, WalkList
from bluezone.rollout.fieldwork.queries.rounds import candidates, rounds_of, standing_of_round
from bluezone.rollout.fieldwork.rules.characteristic import Words, picture
from bluezone.rollout.fieldwork.rules.sampling import DEFAULT, Bounds, Plan, accepted, good_and_bad, lot_bounds, plan
from bluezone.rollout.fieldwork.rules.spot_checks import Result, verdict
from bluezone.rollout.fieldwork.services.rounds import LOOKERS, close, draw
from bluezone.rollout.fieldwork.views.parts import A_PAGE, Column, crumbs, doing, exported, tabs
from bluezone.rollout.fieldwork.wording import FINDINGS, OUTCOMES, VERDICTS

if TYPE_CHECKING:
    from django.db.models import QuerySet

CHECK: Final = Action.RUN_SPOT_CHECKS
SEED_LENGTH: Final = 32
STATES: Final = {"open": Q(closed_at=None), "closed": Q(closed_at__isnull=False)}
REFUSED: Final[Refusals] = {
    "device_elsewhere": gettext_lazy("This device does not go from door to door in this commune."),
    "device_revoked": gettext_lazy("This device was revoked: choose another one."),
    "list_elsewhere": gettext_lazy("This village is not one of the commune."),
    "round_open": gettext_lazy("This device has an open spot-check. Close that one first."),
    "nothing_to_check": gettext_lazy("There is nothing to check: no household was closed by anybody but this device."),
    "round_closed": gettext_lazy("Somebody closed this spot-check meanwhile."),
}


@needs(CHECK)
@never_cache
@require_GET
def rounds(request: Request) -> HttpResponse:
    """List the spot-checks of one's communes."""
    state = request.GET.get("state", "")
    found = rounds_of(holder_of(request).units(CHECK)).filter(STATES.get(state, Q()))
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    facts = {
        "page": page,
        "rows": [(each, _said(each)) for each in page.object_list],
        "state": state,
        "tabs": tabs(request, "fieldwork:rounds"),
        "crumbs": crumbs(Crumb(_("Spot-checks"))),
    }
    return render(request, "fieldwork/rounds.html", facts)


@needs(CHECK)
@require_GET
def export(request: Request) -> HttpResponse:
    """Give the list as a file."""
    columns = [
        Column("unit", _("Commune")),
        Column("village", _("Village")),
        Column("device", _("Device")),
        Column("drawn", _("Drawn on")),
        Column("lot", _("Households that could be drawn")),
        Column("size", _("Households to ask")),
        Column("allowed", _("May differ")),
        Column("checked", _("Answered")),
        Column("differed", _("Differed")),
        Column("closed", _("Closed on")),
    ]
    found = rounds_of(holder_of(request).units(CHECK)).filter(STATES.get(request.GET.get("state", ""), Q()))
    rows = (
        [
            each.unit.name,
            each.walk_list.village if each.walk_list else "",
            each.device.number,
            localtime(each.drawn_at).date(),
            each.lot,
            each.size,
            each.allowed,
            each.checked,
            each.differed,
            localtime(each.closed_at).date() if each.closed_at else None,
        ]
        for each in found
    )
    return exported(request, "spot_checks", columns, rows)


@needs(CHECK)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Choose who looks again and where, see how large the round is and why, and draw it."""
    devices = _lookers(request)
    if request.method == "POST":
        return _draw(request, devices)
    device, village = _chosen(devices, request.GET.get("device", ""), request.GET.get("list", ""))
    facts: dict[str, object] = {
        "devices": devices,
        "device": device,
        "village": village,
        "villages": WalkList.objects.filter(unit=device.unit, closed_at=None) if device else [],
        "crumbs": crumbs(Crumb(_("Spot-checks"), reverse("fieldwork:rounds")), Crumb(_("New spot-check"))),
    }
    if device is not None:
        facts |= _planned(len(candidates(device.unit, village, device, request.moment)))
    return render(request, "fieldwork/rounds_new.html", facts)


def _draw(request: Request, devices: "QuerySet[Device]") -> HttpResponse:
    device, village = _chosen(devices, request.POST.get("device", ""), request.POST.get("list", ""))
    if device is None:
        raise Http404
    inside(request, CHECK, device.unit)
    made, unit, act = list[SpotRound](), device.unit, doing(request)
    seed = secrets.token_bytes(SEED_LENGTH)
    if tried(request, lambda: made.append(draw(unit, device, seed=seed, doing=act, walk_list=village)), REFUSED):
        messages.success(request, _("The households are drawn. The device is told at its next hand-in."))
        return redirect("fieldwork:round", made[0].pk)
    return redirect(reverse("fieldwork:new_round") + f"?device={device.pk}")


@needs(CHECK)
@never_cache
@require_GET
def one(request: Request, round_id: UUID) -> HttpResponse:
    """Show a spot-check: each household by its number, whether it agrees, and what follows."""
    shown = _own(request, round_id)
    standing = standing_of_round(shown)
    households = [
        {
            "row": each,
            "finding": FINDINGS[each.finding],
            "first": OUTCOMES[each.first.outcome] if each.first else "",
            "second": OUTCOMES[each.second.outcome] if each.second else "",
        }
        for each in standing.households
        if each.is_asked
    ]
    found = standing.result
    bounds = lot_bounds(shown.lot, found.checked, found.differed) if found.checked else None
    facts = {
        "round": shown,
        "standing": standing,
        "households": households,
        "reserve": len(standing.households) - len(households),
        "verdict": VERDICTS[standing.verdict],
        "bounds": _between(bounds) if bounds else "",
        "crumbs": crumbs(Crumb(_("Spot-checks"), reverse("fieldwork:rounds")), Crumb(shown.unit.name)),
        **_planned(shown.lot, Plan(shown.lot, shown.size, shown.allowed)),
    }
    return render(request, "fieldwork/rounds_one.html", facts)


@needs(CHECK)
@require_POST
def close_page(request: Request, round_id: UUID) -> HttpResponse:
    """Close a spot-check: its rate is published from now on, and nothing changes it any more."""
    shown = _own(request, round_id)
    if tried(request, lambda: close(shown.pk, doing(request)), REFUSED):
        messages.success(request, _("The spot-check is closed. Its result stands in the campaign's figures."))
    return redirect("fieldwork:round", shown.pk)


def _own(request: Request, round_id: UUID) -> SpotRound:
    shown = get_object_or_404(SpotRound.objects.select_related("unit", "device", "walk_list"), pk=round_id)
    inside(request, CHECK, shown.unit)
    return shown


def _lookers(request: Request) -> "QuerySet[Device]":
    """Return the devices that can look again, with whether they have an open round, as `busy`."""
    units = holder_of(request).units(CHECK)
    rows = Device.objects.filter(unit__in=units, duty__in=LOOKERS, revoked_at=None).select_related("unit")
    busy = Count("rounds", filter=Q(rounds__closed_at=None))
    return rows.annotate(busy=busy).order_by("unit__stat_code", "unit__folded", "number")


def _chosen(devices: "QuerySet[Device]", device: str, village: str) -> tuple[Device | None, WalkList | None]:
    """Return what an address or a form names; None for nothing or nonsense."""
    key, place = _uuid(device), _uuid(village)
    found = devices.filter(pk=key).first() if key else None
    if found is None or place is None:
        return found, None
    return found, WalkList.objects.filter(pk=place, unit=found.unit_id, closed_at=None).first()


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _said(shown: SpotRound) -> str:
    """Return what a closed round says of its lot."""
    if shown.checked is None or shown.differed is None:
        return ""
    return str(VERDICTS[verdict(Result(shown.checked, shown.differed), shown.size, shown.allowed)])


def _planned(lot: int, chosen: Plan | None = None) -> dict[str, object]:
    """Return a plan with its reasons in numbers and as a picture; nothing for an empty lot."""
    if not lot:
        return {"lot": 0}
    chosen = chosen or plan(lot)
    good, bad = good_and_bad(lot)
    return {
        "lot": lot,
        "plan": chosen,
        "good": good,
        "bad": bad,
        "blamed": _percent(1 - accepted(chosen, good)),
        "passed": _percent(accepted(chosen, bad)),
        "tolerable": int(DEFAULT.tolerable * 100),
        "unacceptable": int(DEFAULT.unacceptable * 100),
        "curve": _drawn(chosen),
    }


def _percent(share: Fraction) -> str:
    """Return a share as the page's language writes it, with one digit."""
    return f"{formats.number_format(float(share * 100), 1)} %"


def _between(bounds: Bounds) -> str:
    low, high = _percent(bounds.lower), _percent(bounds.upper)
    return low if low == high else f"{low} \N{EN DASH} {high}"


def _drawn(chosen: Plan) -> SafeString:
    words = Words(
        _("How often the records are accepted"),
        _(
            "The more households differ in truth, the seldomer the records are accepted. The first mark is a good commune, the second a bad one."
        ),
        _("households that differ in truth"),
        _("accepted"),
    )
    return mark_safe(picture(chosen, words))  # noqa: S308 -- our own picture; every word in it is escaped

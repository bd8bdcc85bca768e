"""What came in from the field: all events, newest first, and each one by itself."""

from typing import Final
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from bluezone.authority.accounts.access import holder_of, inside, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.documents.tables import Cell
from bluezone.authority.requests import Request
from bluezone.authority.territory.models import Unit
from bluezone.rollout.fieldwork.models import Device, Event, Undo, Visit, WalkList
from bluezone.rollout.fieldwork.queries.arrivals import Asked, arrivals_of
from bluezone.rollout.fieldwork.queries.doubles import Door, doubles_at, local
from bluezone.rollout.fieldwork.views.parts import A_PAGE, Column, asked_day, asked_id, crumbs, exported, tabs
from bluezone.rollout.fieldwork.wording import EVENT_KINDS, OUTCOMES, WAYS, choices

READ: Final = Action.READ_FIELDWORK
LONGEST_KEY: Final = 16


@needs(READ)
@never_cache
@require_GET
def arrivals(request: Request) -> HttpResponse:
    """List what came in, newest first."""
    asked, units = _asked(request), holder_of(request).units(READ)
    page = Paginator(arrivals_of(units, asked), A_PAGE).get_page(request.GET.get("page"))
    facts = {
        "asked": asked,
        "page": page,
        "kinds": choices(EVENT_KINDS),
        "ways": choices(WAYS),
        "outcomes": choices(OUTCOMES),
        "device": Device.objects.filter(pk=asked.device, unit__in=units).first() if asked.device else None,
        "walk_list": WalkList.objects.filter(pk=asked.walk_list, unit__in=units).first() if asked.walk_list else None,
        "day": asked.day.isoformat() if asked.day else "",
        "tabs": tabs(request, "fieldwork:events"),
        "crumbs": crumbs(Crumb(_("What came in"))),
    }
    return render(request, "fieldwork/events.html", facts)


@needs(READ)
@require_GET
def export(request: Request) -> HttpResponse:
    """Give the list as a file."""
    columns = [
        Column("id", _("Event")),
        Column("kind", _("Kind")),
        Column("device", _("Device")),
        Column("sheet", _("Sheet")),
        Column("sequence", _("Number")),
        Column("happened", _("Happened at")),
        Column("received", _("Received at")),
        Column("way", _("Way")),
        Column("village", _("Village")),
        Column("household", _("Household")),
        Column("outcome", _("Outcome")),
        Column("phones", _("Phones seen")),
        Column("with_radio", _("Installed, with Bluetooth")),
        Column("browser_only", _("Installed, browser only")),
        Column("taken_back", _("Taken back")),
    ]
    rows = (_cells(each) for each in arrivals_of(holder_of(request).units(READ), _asked(request)))
    return exported(request, "field_events", columns, rows)


@needs(READ)
@never_cache
@require_GET
def event(request: Request, event_id: UUID) -> HttpResponse:
    """Show one event: what it says, when it happened and came, by which way, and whether it counts."""
    undoing = ("device__unit", "sheet__walk_list__unit", "carrier", "visit__household__walk_list", "visit__round")
    found = get_object_or_404(Event.objects.select_related(*undoing, "undo", "tally__walk_list", "handed"), pk=event_id)
    inside(request, READ, unit_of(found))
    visit = getattr(found, "visit", None)
    same = Q(event__device__isnull=False, event__device=found.device) | Q(
        event__sheet__isnull=False, event__sheet=found.sheet
    )
    undone_by = Undo.objects.filter(same, undone=found.pk).select_related("event").first()
    facts = {
        "event": found,
        "visit": visit,
        "undone_by": undone_by,
        "counts": visit is not None and undone_by is None and _counts(visit, found),
        "unit": unit_of(found),
        "may_reports": holder_of(request).may(Action.READ_REPORTS),
        "crumbs": crumbs(Crumb(_("What came in"), reverse("fieldwork:events")), Crumb(_("One event"))),
    }
    return render(request, "fieldwork/event.html", facts)


def unit_of(event: Event) -> Unit:
    """Return the unit whose device or sheet an event is from."""
    if event.device:
        return event.device.unit
    if event.sheet:
        return event.sheet.walk_list.unit
    raise AssertionError("the database keeps no event without a device or sheet")


def _counts(visit: Visit, event: Event) -> bool:
    """Return whether a visit is the one of its day that counts."""
    if visit.round_id:
        return False
    door = doubles_at([Door(visit.household_id, local(event.witnessed_at))])
    return bool(door) and door[0].standing.pk == visit.pk


def _asked(request: Request) -> Asked:
    given = request.GET
    household = given.get("household", "")
    return Asked(
        given.get("kind", ""),
        given.get("way", ""),
        given.get("outcome", ""),
        asked_id(request, "device"),
        asked_id(request, "list"),
        int(household) if household.isascii() and household.isdecimal() and len(household) < LONGEST_KEY else None,
        asked_day(request),
        given.get("installs") == "1",
    )


def _cells(event: Event) -> list[Cell]:
    visit = getattr(event, "visit", None)
    seen: list[Cell] = [None] * 6
    if visit is not None:
        words = str(visit.get_outcome_display())
        counts = (visit.phones, visit.with_radio, visit.browser_only)
        seen = [visit.household.walk_list.village, visit.household.number, words, *counts]
    return [
        str(event.pk),
        str(event.get_kind_display()),
        event.device.number if event.device else None,
        event.sheet.code if event.sheet else None,
        event.sequence,
        localtime(event.witnessed_at).isoformat(timespec="minutes"),
        localtime(event.received_at).isoformat(timespec="minutes"),
        str(event.get_way_display()),
        *seen,
        _("yes") if getattr(event, "is_undone", False) else "",
    ]

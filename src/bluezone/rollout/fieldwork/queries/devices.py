"""Devices with what was heard of them, the oldest gap in what came, and invitations that still wait for a telephone."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, TypedDict
from uuid import UUID

from django.db.models import F, Max, Q, QuerySet

from bluezone.authority.territory.naming import folded
from bluezone.rollout.fieldwork.models import Device, Enrolment, Event, SetAside
from bluezone.rollout.fieldwork.rules.words import Duty

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    from bluezone.authority.territory.models import Unit

SILENT: Final = timedelta(days=7)
"""After so long without a word somebody should ask for the device."""
ORDERS: Final = {
    "": ("unit__name", "number"),
    "silent": (F("heard_at").asc(nulls_first=True), "unit__name", "number"),
    "newest": ("-enrolled_at", "pk"),
}
DEVICE_STATES: Final = ("", "silent", "revoked", "all")


class Counted(TypedDict):
    """What `devices_of` adds."""

    last_sequence: int | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list of devices is narrowed to."""

    text: str = ""
    duty: str = ""
    state: str = ""
    order: str = ""


def devices_of(units: "QuerySet[Unit]", wanted: Wanted, at: datetime) -> "QuerySet[WithAnnotations[Device, Counted]]":
    """Return the devices of some units with the last number that came of each."""
    rows = Device.objects.filter(unit__in=units).filter(_state(wanted.state, at)).select_related("unit")
    if wanted.text:
        text = Q(unit__folded__contains=folded(wanted.text)) | Q(part__iexact=wanted.text)
        number = Q(number=int(wanted.text)) if wanted.text.isascii() and wanted.text.isdecimal() else Q()
        rows = rows.filter(text | number)
    if wanted.duty in {*Duty}:
        rows = rows.filter(duty=wanted.duty)
    return rows.annotate(last_sequence=Max("events__sequence")).order_by(*ORDERS.get(wanted.order, ORDERS[""]))


def open_invitations(units: "QuerySet[Unit]", at: datetime) -> "QuerySet[Enrolment]":
    """Return the invitations of some units that a telephone can still take."""
    rows = Enrolment.objects.filter(unit__in=units, device=None, revoked_at=None, expires_at__gt=at)
    return rows.select_related("unit")


def gaps(devices: Iterable[Device]) -> dict[UUID, int]:
    """Return the first number that is missing of each device of which one is; two queries."""
    ids, numbers = [each.pk for each in devices], defaultdict[UUID, set[int]](set)
    came = Event.objects.filter(device__in=ids).order_by().values_list("device", "sequence")
    aside = SetAside.objects.filter(device__in=ids, sequence__isnull=False).order_by().values_list("device", "sequence")
    for rows in (came, aside):
        for device, sequence in rows:
            if device and sequence:
                numbers[device].add(sequence)
    found = {device: _first_missing(there) for device, there in numbers.items()}
    return {device: gap for device, gap in found.items() if gap}


def _first_missing(there: set[int]) -> int:
    last = max(there)
    return 0 if len(there) == last else next(number for number in range(1, last) if number not in there)


def _state(state: str, at: datetime) -> Q:
    if state == "all":
        return Q()
    if state == "revoked":
        return Q(revoked_at__isnull=False)
    working = Q(revoked_at=None)
    return working & (Q(heard_at=None) | Q(heard_at__lt=at - SILENT)) if state == "silent" else working

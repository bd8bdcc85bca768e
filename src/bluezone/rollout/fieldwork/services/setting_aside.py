"""Keeping what could not be counted until the clerk looked at it, and the clerk's decision."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

from django.db import transaction

from bluezone.authority.audit.services import record
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.fieldwork.models import SetAside
from bluezone.rollout.fieldwork.rules.wire import Event as WireEvent
from bluezone.rollout.fieldwork.rules.wire import event_again
from bluezone.rollout.fieldwork.rules.words import Settlement
from bluezone.rollout.fieldwork.services.arrivals import Arrival, Aside
from bluezone.rollout.fieldwork.services.placing import known_ids, place

PURPOSE: Final = "campaign"
ID_BYTES: Final = 16


def set_aside(asides: Sequence[Aside], arrival: Arrival) -> None:
    """Keep events for the clerk; one that waits already is kept once."""
    rows = {row.pk: row for row in (_row(each, arrival) for each in asides)}
    there = {*SetAside.objects.filter(pk__in=rows).values_list("pk", flat=True)}
    new = [row for pk, row in rows.items() if pk not in there]
    named = {row.event_id for row in new if row.event_id}
    taken = {*SetAside.objects.filter(device=arrival.device, event_id__in=named).values_list("event_id", flat=True)}
    for row in new:
        if row.event_id in taken:
            row.event_id = ""
        taken.add(row.event_id)
    SetAside.objects.bulk_create(new)


@transaction.atomic
def count(waiting: SetAside, *, actor: str, moment: datetime) -> None:
    """Count an event after all: it is asked again whether its list and household exist, not whose they are.

    Raises:
        RuleViolation: `settled` already; `cannot_count`: it still cannot be read or placed.
    """
    held = _held(waiting)
    said, device = event_again(held.content), held.device
    if device is None or not isinstance(said, WireEvent) or known_ids([said.id]):
        raise RuleViolation("cannot_count", "the event cannot be counted as it is")
    if place([said], Arrival(device, held.received_at), is_trusted=True):
        raise RuleViolation("cannot_count", "the event cannot be counted as it is")
    _settle(held, Settlement.TAKEN, actor, moment)


@transaction.atomic
def drop(waiting: SetAside, *, actor: str, moment: datetime) -> None:
    """Decide that an event does not count.

    Raises:
        RuleViolation: `settled` already.
    """
    _settle(_held(waiting), Settlement.DROPPED, actor, moment)


def _held(waiting: SetAside) -> SetAside:
    held = SetAside.objects.select_for_update(of=("self",)).select_related("device__unit").get(pk=waiting.pk)
    if held.settled_at is not None:
        raise RuleViolation("settled", "somebody has decided already")
    return held


def _settle(held: SetAside, settlement: Settlement, actor: str, moment: datetime) -> None:
    held.settlement, held.settled_at, held.settled_by = settlement, moment, actor
    held.save(update_fields=["settlement", "settled_at", "settled_by"])
    record(actor, f"set_aside.{settlement}", held, PURPOSE, moment)


def _row(aside: Aside, arrival: Arrival) -> SetAside:
    said = aside.said
    return SetAside(
        id=UUID(bytes=sha256(arrival.device.pk.bytes + said.digest).digest()[:ID_BYTES]),
        event_id=said.id,
        device=arrival.device,
        unit_id=arrival.device.unit_id,
        sequence=said.sequence,
        reason=aside.reason,
        content={**said.content},
        received_at=arrival.moment,
    )

"""Taking in what devices hand in: whole or not at all, once however often it comes, and never lost in silence."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.rollout.fieldwork.keys import is_signed, opened
from bluezone.rollout.fieldwork.models import Device, Event, SetAside
from bluezone.rollout.fieldwork.rules.wire import Bundle, Envelope, Parcel, bundle_in, message_in, packed_envelope_in
from bluezone.rollout.fieldwork.rules.wire import Event as WireEvent
from bluezone.rollout.fieldwork.rules.words import SetAsideReason, Way
from bluezone.rollout.fieldwork.services.arrivals import Arrival, Aside
from bluezone.rollout.fieldwork.services.placing import known_ids, place
from bluezone.rollout.fieldwork.services.receipts import Receipt, receipt_for, written
from bluezone.rollout.fieldwork.services.setting_aside import set_aside

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What whoever handed in is answered.

    Args:
        receipt: What the server has of the device whose events these are.
        set_aside: Which of these events wait for the clerk, and why.
        clock: The server's.
        revoked: Whether the device that spoke to the server was revoked: it erases itself.
    """

    receipt: Receipt
    set_aside: tuple[tuple[str, SetAsideReason], ...]
    clock: datetime
    revoked: bool = False

    @property
    def message(self) -> dict[str, Any]:
        """The answer as JSON."""
        return {
            "receipt": self.receipt.message,
            "set_aside": [{"id": name, "reason": reason} for name, reason in self.set_aside],
            "clock": written(self.clock),
            "revoked": self.revoked,
        }


def take(body: bytes, *, moment: datetime, way: Way = Way.SYNC, carrier: Device | None = None) -> Answer:
    """Take in an envelope or a parcel.

    Args:
        body: What came.
        moment: When.
        way: How an envelope came; of a parcel it is clear: by another telephone when that is named, else as a file.
        carrier: Which device carried it, when that is known otherwise.

    Raises:
        MalformedMessage: It is neither, or is not sealed to this installation.
        RuleViolation: `device_unknown`, `signature_wrong`, `old_version`.
    """
    message = message_in(body)
    if isinstance(message, Envelope):
        device, bundle = verified(message)
        return _taken(bundle, Arrival(device, moment, bundle.made_at if way is Way.SYNC else None, way, carrier))
    bearer = _bearer(message) or carrier
    device, bundle = verified(packed_envelope_in(opened(message.sealed)))
    arrival = Arrival(device, moment, None, Way.QR if bearer else Way.FILE, bearer)
    return _taken(bundle, arrival)


def verified(envelope: Envelope) -> tuple[Device, Bundle]:
    """Return whose envelope this is, and its bundle.

    Raises:
        MalformedMessage: It holds no bundle.
        RuleViolation: `device_unknown`, `signature_wrong`, `old_version`.
    """
    bundle = bundle_in(envelope.bundle)
    device = Device.objects.select_related("unit").filter(pk=bundle.device).first()
    if device is None:
        raise RuleViolation("device_unknown", "no such device")
    if not is_signed(envelope.bundle, envelope.signature, bytes(device.public_key)):
        raise RuleViolation("signature_wrong", "the signature is not the device's")
    return device, bundle


def _bearer(parcel: Parcel) -> Device | None:
    if parcel.carrier is None:
        return None
    device, bundle = verified(parcel.carrier)
    if bundle.events:
        raise MalformedMessage("a carrier's bundle holds no events")
    return device


def _taken(bundle: Bundle, arrival: Arrival) -> Answer:
    """Take a bundle in; one that met another at the same moment is tried once more."""
    try:
        answer = _in_one_transaction(bundle, arrival)
    except IntegrityError:
        answer = _in_one_transaction(bundle, arrival)
    logger.info(
        "field bundle taken in",
        extra={"events": len(bundle.events), "set_aside": len(answer.set_aside), "way": arrival.way.value},
    )
    return answer


@transaction.atomic
def _in_one_transaction(bundle: Bundle, arrival: Arrival) -> Answer:
    device = Device.objects.select_for_update(of=("self",)).select_related("unit").get(pk=arrival.device.pk)
    coming = Arrival(device, arrival.moment, arrival.made_at, arrival.way, arrival.carrier)
    asides = [Aside(each, each.reason) for each in bundle.events if not isinstance(each, WireEvent)]
    readable = [each for each in bundle.events if isinstance(each, WireEvent)]
    new, doubtful = _sorted_out(readable, device)
    if device.revoked_at is not None:
        asides += [Aside(each, SetAsideReason.REVOKED) for each in new]
    else:
        asides += place(new, coming)
    asides += doubtful
    set_aside(asides, coming)
    Device.objects.filter(pk=device.pk).update(heard_at=arrival.moment)
    speaks = coming.carrier if coming.way is Way.QR and coming.carrier else device
    told = tuple((each.said.id, each.reason) for each in asides)
    return Answer(receipt_for(device, arrival.moment), told, arrival.moment, speaks.revoked_at is not None)


def _sorted_out(events: Sequence[WireEvent], device: Device) -> tuple[list[WireEvent], list[Aside]]:
    """Part events that are new from those that cannot be: what came before in the same words is neither."""
    there = known_ids([each.id for each in events])
    waiting = _waiting(events, device)
    sequences = _sequences(events, device)
    new, asides = dict[str, WireEvent](), list[Aside]()
    for each in events:
        before = (device.pk, new[each.id].digest) if each.id in new else there.get(each.id)
        if before == (device.pk, each.digest):
            continue
        if each.id in waiting:
            asides.append(Aside(each, waiting[each.id]))
        elif before is not None or sequences.get(each.sequence, each.id) != each.id:
            asides.append(Aside(each, SetAsideReason.ID_USED))
        else:
            new[each.id] = each
            sequences[each.sequence] = each.id
    return [*new.values()], asides


def _waiting(events: Sequence[WireEvent], device: Device) -> dict[str, SetAsideReason]:
    names = [each.id for each in events]
    rows = SetAside.objects.filter(Q(device=device, event_id__in=names)).order_by().values_list("event_id", "reason")
    return {name: SetAsideReason(reason) for name, reason in rows}


def _sequences(events: Collection[WireEvent], device: Device) -> dict[int, str]:
    numbers = [each.sequence for each in events]
    rows = Event.objects.filter(device=device, sequence__in=numbers).order_by().values_list("sequence", "pk")
    return {sequence: str(pk) for sequence, pk in rows}

"""An owner offers a place; the commune confirms or refuses it, or takes a refusal back."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from bluezone.authority.audit.services import record, record_all
from bluezone.authority.cases.services import Doing
from bluezone.authority.delivery.sealing import seal_in
from bluezone.authority.exposure_reports.rules.claims import telephone
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.naming import canonical, folded
from bluezone.authority.venues.models import Venue
from bluezone.authority.venues.rules.places import check_commune
from bluezone.authority.venues.services import VenueFacts, add_venue
from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.venues import VenueType
from bluezone.rollout.venues.models import Registration
from bluezone.rollout.venues.queries.queue import COMMUNES, load_of
from bluezone.rollout.venues.rules.admission import TurnedAway, check_pace, turned_away
from bluezone.rollout.venues.rules.names import check_offered, tidy
from bluezone.rollout.venues.rules.words import Refusal, State
from bluezone.rollout.venues.stamps import Stamp, hash_of

PHONE: Final = "registration_phone"
PURPOSE: Final = "venue_register"
_PHONE_SIGNS: Final = re.compile(r"\+?[0-9 .()-]{8,24}")


@dataclass(frozen=True, slots=True)
class Offer:
    """A place as its owner states it; the owner agrees to inspections by sending it."""

    name: str
    kind: VenueType
    unit: Unit
    phone: str = field(repr=False)


@transaction.atomic
def register(offer: Offer, stamp: Stamp, moment: datetime) -> Registration | TurnedAway:
    """Take a registration in, or say why not now; a form that is sent twice is one registration.

    Raises:
        RuleViolation: `place_name_empty`, `place_name_long`, `place_name_signs`, `venue_commune`, `phone_wrong`,
            `form_too_fast`, `form_too_old`.
    """
    known = Registration.objects.filter(pk=stamp.id).first()
    if known is not None:
        return known
    name = tidy(offer.name)
    check_offered(name)
    check_commune(offer.unit.stat_code, is_commune=offer.unit.kind in COMMUNES)
    phone = _phone(offer.phone)
    check_pace(stamp.asked, moment)
    refused = turned_away(load_of(offer.unit, moment))
    if refused is not None:
        return refused
    made = Registration.objects.create(
        id=stamp.id,
        reference=stamp.reference,
        unit=offer.unit,
        kind=offer.kind.value,
        name=name,
        spelling=canonical(name),
        folded=folded(name),
        sealed_phone=seal_in(settings.DELIVERY_FOLDER).close(phone, message=stamp.id, name=PHONE),
        token_hash=hash_of(stamp.token),
        consented_at=moment,
        registered_at=moment,
    )
    record("system", "registration.offer", made, PURPOSE, moment)
    return made


@transaction.atomic
def confirm(registration: Registration, name: str, doing: Doing) -> Venue:
    """Make a venue with its code of a registration; confirming twice makes one venue.

    Args:
        registration: Which.
        name: As the code says it; Latin letters, at most 60 bytes.
        doing: Who, why and when.

    Raises:
        RuleViolation: `registration_refused`; as `add_venue`.
        Unavailable: The key that seals secrets cannot be used.
    """
    held = _held(registration.pk)
    if held.venue is not None:
        return held.venue
    if held.state != State.WAITING:
        raise RuleViolation("registration_refused", "the registration was refused; take the refusal back first")
    venue = add_venue(VenueFacts(name, VenueType(held.kind), held.unit), doing)
    held.state, held.venue = State.CONFIRMED, venue
    _decide(held, doing)
    record(doing.actor, "registration.confirm", held, doing.purpose, doing.moment)
    return venue


@transaction.atomic
def refuse(registrations: Iterable[UUID], reason: Refusal, doing: Doing) -> int:
    """Refuse registrations that wait, and erase their telephones at once; return how many there were."""
    waiting = Registration.objects.select_for_update().filter(pk__in=[*registrations], state=State.WAITING)
    found = list(waiting)
    record_all(doing.actor, "registration.refuse", found, doing.purpose, doing.moment)
    return Registration.objects.filter(pk__in=[each.pk for each in found]).update(
        state=State.REFUSED, reason=reason, sealed_phone=None, decided_at=doing.moment, decided_by=doing.actor
    )


@transaction.atomic
def reopen(registration: Registration, doing: Doing) -> None:
    """Take a refusal back: the registration waits again; its telephone is gone.

    Raises:
        RuleViolation: `registration_not_refused`.
    """
    held = _held(registration.pk)
    if held.state != State.REFUSED:
        raise RuleViolation("registration_not_refused", "the registration is not refused")
    held.state, held.reason, held.decided_at, held.decided_by = State.WAITING, "", None, ""
    held.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    record(doing.actor, "registration.reopen", held, doing.purpose, doing.moment)


def phone_of(registration: Registration, doing: Doing) -> str:
    """Return the telephone of the owner, and note that it was looked at; empty once it is erased.

    Raises:
        Unavailable: It does not open.
    """
    if registration.sealed_phone is None:
        return ""
    seal = seal_in(settings.DELIVERY_FOLDER)
    phone = seal.open(bytes(registration.sealed_phone), message=registration.pk, name=PHONE)
    record(doing.actor, "registration.read_phone", registration, doing.purpose, doing.moment)
    return phone


def _phone(text: str) -> str:
    phone = telephone(text.strip()) if _PHONE_SIGNS.fullmatch(text.strip()) else ""
    if not phone:
        raise RuleViolation("phone_wrong", "a telephone number has 8 to 15 digits")
    return phone


def _held(pk: UUID) -> Registration:
    return Registration.objects.select_for_update(of=("self",)).select_related("unit", "venue").get(pk=pk)


def _decide(held: Registration, doing: Doing) -> None:
    held.decided_at, held.decided_by = doing.moment, doing.actor
    held.save(update_fields=["state", "venue", "decided_at", "decided_by"])

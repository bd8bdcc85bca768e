"""Making devices: a one-time link, the key that a telephone made, and the server's half of what its records lie under."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from django.db import transaction
from django.db.models import Max

from bluezone.authority.audit.services import record
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.fieldwork.keys import device_key
from bluezone.rollout.fieldwork.models import Device, Enrolment
from bluezone.rollout.fieldwork.rules.words import Duty

PURPOSE: Final = "campaign"
LINK_LIFE: Final = timedelta(days=7)
"""How long an invitation works."""
TOKEN_BYTES: Final = 32
SHARE_BYTES: Final = 32


@transaction.atomic
def invite(unit: Unit, duty: Duty, part: str, *, actor: str, moment: datetime) -> tuple[Enrolment, str]:
    """Make the invitation of one device; its token is returned once and never again."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    enrolment = Enrolment.objects.create(
        token_hash=hash_of(token),
        unit=unit,
        part=part,
        duty=duty,
        made_at=moment,
        made_by=actor,
        expires_at=moment + LINK_LIFE,
    )
    record(actor, "device.invite", enrolment, PURPOSE, moment)
    return enrolment, token


@transaction.atomic
def take_back(enrolment: Enrolment, *, actor: str, moment: datetime) -> None:
    """End an invitation at once; a device that was made from it stays.

    Raises:
        RuleViolation: `link_used`.
    """
    held = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if held.device_id is not None:
        raise RuleViolation("link_used", "a device was made from this invitation: revoke the device")
    if held.revoked_at is None:
        held.revoked_at = enrolment.revoked_at = moment
        held.save(update_fields=["revoked_at"])
        record(actor, "device.take_back", held, PURPOSE, moment)


@transaction.atomic
def enrol(token: str, public_key: bytes, *, moment: datetime) -> Device:
    """Return the device that a link and a key make; the same link with the same key is answered again.

    Raises:
        MalformedMessage: The key is none.
        RuleViolation: `link_used`: another telephone was first; `link_old`: it is over, was taken back, was never made,
            or its device was revoked.
    """
    device_key(public_key)
    enrolment = Enrolment.objects.select_for_update(of=("self",)).filter(token_hash=hash_of(token)).first()
    if enrolment is None or enrolment.revoked_at is not None:
        raise RuleViolation("link_old", "the link does not work any more")
    if enrolment.device is not None:
        return _again(enrolment.device, public_key)
    if moment >= enrolment.expires_at:
        raise RuleViolation("link_old", "the link does not work any more")
    enrolment.device = _made(enrolment, public_key, moment)
    enrolment.save(update_fields=["device"])
    record("system", "device.enrol", enrolment.device, PURPOSE, moment)
    return enrolment.device


def hash_of(token: str) -> bytes:
    """Return what is kept of a token."""
    return sha256(token.encode(errors="replace")).digest()


def _again(device: Device, public_key: bytes) -> Device:
    if bytes(device.public_key) != public_key:
        raise RuleViolation("link_used", "another telephone used the link")
    if device.revoked_at is not None:
        raise RuleViolation("link_old", "the device was revoked")
    return device


def _made(enrolment: Enrolment, public_key: bytes, moment: datetime) -> Device:
    """Make the device, with the next number of its unit."""
    unit = Unit.objects.select_for_update().get(pk=enrolment.unit_id)
    if Device.objects.filter(public_key=public_key).exists():
        raise RuleViolation("link_used", "the key belongs to a device already")
    last = Device.objects.filter(unit=unit).aggregate(last=Max("number"))["last"] or 0
    return Device.objects.create(
        unit=unit,
        part=enrolment.part,
        duty=enrolment.duty,
        number=last + 1,
        public_key=public_key,
        share=secrets.token_bytes(SHARE_BYTES),
        enrolled_at=moment,
        heard_at=moment,
    )

"""Ending a device: its half of the key goes, and what it hands in afterwards waits for the clerk."""

from datetime import datetime
from typing import Final

from django.db import transaction

from bluezone.authority.audit.services import record
from bluezone.rollout.fieldwork.models import Device

PURPOSE: Final = "campaign"


@transaction.atomic
def revoke(device: Device, *, actor: str, moment: datetime) -> None:
    """End a device at once; ending it twice is once.

    What it handed in before stays. Its bearer's telephone erases itself at its next word to the server.
    """
    held = Device.objects.select_for_update(of=("self",)).get(pk=device.pk)
    if held.revoked_at is None:
        held.revoked_at, held.revoked_by, held.share = moment, actor, b""
        held.save(update_fields=["revoked_at", "revoked_by", "share"])
        record(actor, "device.revoke", held, PURPOSE, moment)
    device.revoked_at, device.revoked_by, device.share = held.revoked_at, held.revoked_by, b""

"""Keeping what a text message said of a device's day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from django.db import transaction

from bluezone.authority.audit.services import record
from bluezone.rollout.fieldwork.models import Device, Digest, WalkList
from bluezone.rollout.fieldwork.rules.digest_line import DigestLine, digest_text
from bluezone.rollout.reporting.identity import derived_id

NAMED_AT: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""The name of a message does not depend on when the gateway hands it over."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a message says, and of what.

    Args:
        digest: The line.
        device: Whose day.
        walk_list: The village.
        day: The day.
    """

    digest: DigestLine
    device: Device
    walk_list: WalkList
    day: date


@transaction.atomic
def keep_digest(told: Told, *, message_id: str, moment: datetime) -> bool:
    """Keep what a message says; False: the same message was kept before."""
    digest = told.digest
    name = derived_id(NAMED_AT, "digest", message_id, digest_text(digest))
    _, is_new = Digest.objects.get_or_create(
        id=name,
        defaults={
            "device": told.device,
            "walk_list": told.walk_list,
            "day": told.day,
            "through": digest.through,
            "visited": digest.visited,
            "helped": digest.helped,
            "received_at": moment,
        },
    )
    if is_new:
        record("system", "fieldwork.digest", told.device, "text_message", moment)
    return is_new

"""What a device is told to do: its lists as they stand, its spot-checks, and what other applications add."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.utils.module_loading import import_string

from bluezone.authority.console.queries import publisher
from bluezone.rollout.fieldwork.keys import receipt_key, sealing_key
from bluezone.rollout.fieldwork.models import Device, Household, LanguageWish, WalkList
from bluezone.rollout.fieldwork.queries.counts import standings_of_lists
from bluezone.rollout.fieldwork.queries.rounds import work_rounds
from bluezone.rollout.fieldwork.rules.standing import Standing
from bluezone.rollout.fieldwork.rules.wire import base64url
from bluezone.rollout.fieldwork.rules.words import Duty

Work = Callable[[Device, datetime], Mapping[str, Any]]
"""Says what a device is told beside its lists."""
WALKERS: Final = frozenset({Duty.VISITOR, Duty.LEAD})


def work_of(device: Device, moment: datetime) -> dict[str, Any]:
    """Return the work of a device as JSON, without its receipt and the server's clock."""
    speaks = publisher()
    walks = device.duty in WALKERS
    found = {
        "device": _device(device),
        "lists": _lists(device, moment) if walks else [],
        "rounds": work_rounds(device) if walks else [],
        "publisher": speaks.name if speaks else None,
        "trial": speaks is None,
        "hotline": settings.HOTLINE,
        "sms_number": settings.SMS_NUMBER,
        "receipt_key": base64url(receipt_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)),
        "seal_key": base64url(sealing_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)),
    }
    for name in settings.FIELD_WORK:
        more: Work = import_string(name)
        found |= more(device, moment)
    return found


def _device(device: Device) -> dict[str, Any]:
    unit = device.unit
    return {
        "id": str(device.pk),
        "number": device.number,
        "duty": device.duty,
        "unit": {"id": str(unit.pk), "code": unit.stat_code, "name": unit.name, "kind": unit.kind},
        "part": device.part,
    }


def _lists(device: Device, moment: datetime) -> list[dict[str, Any]]:
    part = {"part": device.part} if device.part else {}
    lists = WalkList.objects.filter(unit=device.unit_id, closed_at=None, **part)
    keys = [each.pk for each in lists]
    found = standings_of_lists(keys, moment)
    wishes = dict(LanguageWish.objects.filter(household__walk_list__in=keys).values_list("household", "language"))
    rows = defaultdict(list)
    for each in Household.objects.filter(walk_list__in=keys, removed_at=None):
        standing = found.get(each.pk, Standing())
        rows[each.walk_list_id].append(_row(each, standing, wishes.get(each.pk), str(device.pk)))
    return [
        {
            "id": str(each.pk),
            "unit": str(each.unit_id),
            "part": each.part,
            "village": each.village,
            "households": rows[each.pk],
        }
        for each in lists
    ]


def _row(household: Household, standing: Standing, language: str | None, device: str) -> dict[str, Any]:
    last = standing.last
    return {
        "n": household.number,
        "s": standing.state,
        "on": standing.revisit_on.isoformat() if standing.revisit_on else None,
        "l": language,
        "others": last is not None and last.source != device,
    }

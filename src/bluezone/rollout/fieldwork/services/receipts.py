"""Receipts: which numbers of a device the server has, signed, so that the device may forget them whoever brings the word."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from bluezone.rollout.fieldwork.keys import receipt_key
from bluezone.rollout.fieldwork.models import Device, Event, SetAside
from bluezone.rollout.fieldwork.rules.sequences import ranges
from bluezone.rollout.fieldwork.rules.wire import VERSION, base64url


@dataclass(frozen=True, slots=True)
class Receipt:
    """A signed receipt.

    Args:
        body: The JSON that is signed.
        signature: Ed25519, 64 bytes.
    """

    body: bytes
    signature: bytes

    @property
    def message(self) -> dict[str, str]:
        """The receipt as answers carry it."""
        return {"body": base64url(self.body), "signature": base64url(self.signature)}


def receipt_for(device: Device, moment: datetime) -> Receipt:
    """Return the receipt of everything that came from a device, counted or set aside."""
    counted = Event.objects.filter(device=device).order_by().values_list("sequence", flat=True)
    aside = SetAside.objects.filter(device=device, sequence__isnull=False).order_by()
    numbers = counted.union(aside.values_list("sequence", flat=True))
    said = {
        "v": VERSION,
        "device": str(device.pk),
        "ranges": ranges(number for number in numbers if number is not None),
        "at": written(moment),
    }
    body = json.dumps(said, separators=(",", ":")).encode()
    return Receipt(body, receipt_key().sign(body))


def written(moment: datetime) -> str:
    """Return a moment as the protocol writes it, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

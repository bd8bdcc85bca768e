"""A device as the server meets it: a key, a clock that may be wrong, events that it numbers; and its letters."""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, derive_private_key
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bluezone.rollout.fieldwork.keys import HALF, INFO, SUITE, sealing_key
from bluezone.rollout.fieldwork.rules.wire import base64url
from bluezone.rollout.fieldwork.services.receipts import written
from bluezone.rollout.reporting.identity import uuid7


def key_of(seed: str) -> EllipticCurvePrivateKey:
    """A key that is the same each time."""
    number = int.from_bytes(sha256(seed.encode()).digest(), "big") >> 1
    return derive_private_key(number, SECP256R1())


@dataclass
class FakeDevice:
    """A telephone of the field.

    Args:
        seed: Makes keys and ids differ.
        id: The device's id, once it is enrolled.
        wrong: How far its clock is ahead.
        opened: When its page was opened.
    """

    seed: str = "one"
    id: str = str(UUID(int=1, version=4))
    wrong: timedelta = timedelta()
    opened: datetime = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
    counted: int = 0
    events: list[dict[str, Any]] = field(default_factory=list)

    @property
    def public_key(self) -> bytes:
        return key_of(self.seed).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def event(self, kind: str, moment: datetime, **fields: Any) -> dict[str, Any]:
        """An event that happens at a moment, as this device's clock shows it."""
        self.counted += 1
        name = uuid7(moment, sha256(f"{self.seed} {self.counted}".encode()).digest())
        said = {"id": str(name), "seq": self.counted, "at": written(moment + self.wrong)}
        up = (moment - self.opened) // timedelta(milliseconds=1)
        event = {**said, "up": up, "kind": kind, **fields}
        self.events.append(event)
        return event

    def visit(self, walk_list: object, household: str, moment: datetime, **fields: Any) -> dict[str, Any]:
        """A visit; phones that were helped and the like are told apart from it."""
        usual = {"outcome": "helped", "phones": 2, "with_radio": 1, "browser_only": 0}
        empty = {"revisit_on": None, "language": None, "round": None}
        return self.event("visit", moment, list=str(walk_list), household=household, **{**usual, **empty, **fields})

    def tally(self, walk_list: object, day: date, moment: datetime, **fields: Any) -> dict[str, Any]:
        usual = {"first_day": day.isoformat(), "last_day": day.isoformat(), "refused": 1, "no_smartphone": 2}
        return self.event("tally", moment, list=str(walk_list), **{**usual, "languages": {"hmn": 1}, **fields})

    def undo(self, event: dict[str, Any], moment: datetime) -> dict[str, Any]:
        return self.event("undo", moment, undoes=event["id"])

    def bundle(self, moment: datetime, events: list[dict[str, Any]] | None = None, **said: Any) -> bytes:
        """The bytes that are signed."""
        made = {"v": 1, "device": self.id, "made_at": written(moment + self.wrong)}
        return json.dumps({**made, "events": self.events if events is None else events, **said}).encode()

    def signed(self, bundle: bytes) -> bytes:
        """The envelope of some bytes."""
        der = key_of(self.seed).sign(bundle, ECDSA(SHA256(), deterministic_signing=True))
        raw = b"".join(number.to_bytes(HALF, "big") for number in decode_dss_signature(der))
        return json.dumps({"bundle": base64url(bundle), "signature": base64url(raw)}).encode()

    def envelope(self, moment: datetime, events: list[dict[str, Any]] | None = None, **said: Any) -> bytes:
        return self.signed(self.bundle(moment, events, **said))


def parcel(envelope: bytes, carrier: bytes | None = None) -> bytes:
    """An envelope as others carry it."""
    sealed = SUITE.encrypt(envelope, sealing_key().public_key(), INFO)
    told = None if carrier is None else json.loads(carrier)
    return json.dumps({"sealed": base64url(sealed), "carrier": told}).encode()

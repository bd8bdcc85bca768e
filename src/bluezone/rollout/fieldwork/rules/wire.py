"""What comes from outside, read: envelopes, parcels, bundles, and their events one by one.

Source: `docs/field-protocol.md`. An envelope or a bundle that cannot be read is `MalformedMessage`; an event that cannot
be read is `Unreadable`, which the clerk gets to see. Of what is set aside only fields of the protocol with values of
theirs are kept: a device that is not ours could otherwise write a reason beside a household.
"""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from zlib import decompressobj
from zlib import error as ZlibError  # noqa: N812 -- an exception, which zlib names like a function

from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.rollout.fieldwork.rules.fields import FIELDS, HEAD, kept, sequence_or_none, text_of, uuid_or_empty
from bluezone.rollout.fieldwork.rules.fields import moment as moment_of
from bluezone.rollout.fieldwork.rules.fields import uuid as uuid_of
from bluezone.rollout.fieldwork.rules.packing import is_packed, unpacked
from bluezone.rollout.fieldwork.rules.words import EventKind, SetAsideReason

MOST_BYTES: Final = 256 * 1024
"""Of an envelope or a parcel."""
MOST_EVENTS: Final = 200
VERSION: Final = 1
SIGNATURE_BYTES: Final = 64
GZIP: Final = b"\x1f\x8b"
GZIP_WINDOW: Final = 31
"""What tells zlib to read gzip."""
_WITHOUT_PADDING: Final = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)
_LONGEST_NUMBER: Final = 16
_APART: Final = frozenset({"language"})
"""What an event says that is kept nowhere with it."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Signed bytes and their signature.

    Args:
        bundle: What the device signed.
        signature: ECDSA P-256 with SHA-256, raw: 64 bytes.
    """

    bundle: bytes = field(repr=False)
    signature: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Parcel:
    """An envelope sealed to the server, and who carried it.

    Args:
        sealed: HPKE's output: the encapsulated key, then the sealed envelope.
        carrier: An envelope of the carrier, whose bundle holds no events.
    """

    sealed: bytes = field(repr=False)
    carrier: Envelope | None


@dataclass(frozen=True, slots=True)
class Event:
    """One event that can be read.

    Args:
        id: A UUID of version 7.
        sequence: Counts the events of its device from 1.
        at: What the device's clock showed.
        up: Milliseconds since its page was opened.
        kind: What it says.
        fields: The fields of its kind as values: words, days, numbers.
        content: As it came, but for the language: what a clerk may see.
        digest: SHA-256 of all that, to know it again.
    """

    id: str
    sequence: int
    at: datetime
    up: int
    kind: EventKind
    fields: Mapping[str, Any]
    content: Mapping[str, Any] = field(repr=False)
    digest: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """One event that cannot be read.

    Args:
        reason: Malformed, or of an unknown kind.
        id: As it came, when it is one.
        sequence: As it came, when it is one.
        content: What of it belongs to the protocol, and how many other fields there were.
        digest: SHA-256 of what came.
    """

    reason: SetAsideReason
    id: str
    sequence: int | None
    content: Mapping[str, Any] = field(repr=False)
    digest: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a device hands in at once.

    Args:
        device: Its id.
        made_at: What its clock showed when it sent this.
        events: In the order in which they came.
    """

    device: str
    made_at: datetime
    events: tuple[Event | Unreadable, ...]


def message_in(body: bytes) -> Envelope | Parcel:
    """Return the envelope or parcel that a body holds.

    Raises:
        MalformedMessage: It holds none.
    """
    said = _object(body, "the body")
    if said.keys() == {"sealed", "carrier"}:
        carrier = said["carrier"]
        return Parcel(bytes_of(said["sealed"], "sealed"), None if carrier is None else _envelope(carrier))
    return _envelope(said)


def envelope_in(body: bytes) -> Envelope:
    """Return the envelope that a body holds, as JSON or packed.

    Raises:
        MalformedMessage: It holds none.
    """
    return Envelope(*unpacked(body)) if is_packed(body) else _envelope(_object(body, "the envelope"))


def packed_envelope_in(content: bytes) -> Envelope:
    """Return the envelope that was sealed: its JSON, or the gzip of the raw signature and the bundle.

    Raises:
        MalformedMessage: It is neither, or unpacks to more than an envelope holds.
    """
    if not content.startswith(GZIP):
        return envelope_in(content)
    unpacking = decompressobj(GZIP_WINDOW)
    try:
        plain = unpacking.decompress(content, MOST_BYTES + 1)
    except ZlibError as wrong:
        raise MalformedMessage("a packed envelope is gzip") from wrong
    if len(plain) > MOST_BYTES or not unpacking.eof or len(plain) < SIGNATURE_BYTES:
        raise MalformedMessage(f"an envelope has {SIGNATURE_BYTES} to {MOST_BYTES} bytes")
    return Envelope(plain[SIGNATURE_BYTES:], plain[:SIGNATURE_BYTES])


def bundle_in(signed: bytes) -> Bundle:
    """Return the bundle whose bytes a device signed.

    Raises:
        MalformedMessage: It is none.
        RuleViolation: `old_version`.
    """
    said = _object(signed, "the bundle")
    version = said.get("v")
    if isinstance(version, int) and version != VERSION:
        raise RuleViolation("old_version", f"only version {VERSION} of the protocol is spoken")
    if said.keys() != {"v", "device", "made_at", "events"} or version is not VERSION:
        raise MalformedMessage("a bundle has the fields v, device, made_at, events")
    events = said["events"]
    if not isinstance(events, list) or len(events) > MOST_EVENTS:
        raise MalformedMessage(f"a bundle has at most {MOST_EVENTS} events")
    return Bundle(uuid_of(said["device"]), moment_of(said["made_at"]), tuple(map(event_in, events)))


def event_in(said: object) -> Event | Unreadable:
    """Return the event that a value from JSON is, or why it is none."""
    if not isinstance(said, dict):
        return Unreadable(SetAsideReason.MALFORMED, "", None, {"left_out": 1}, _digest(said))
    if isinstance(said.get("kind"), str) and said["kind"] not in {*EventKind}:
        return _unreadable(said, SetAsideReason.KIND_UNKNOWN)
    try:
        return _event(said)
    except MalformedMessage:
        return _unreadable(said, SetAsideReason.MALFORMED)


def event_again(content: Mapping[str, Any]) -> Event | Unreadable:
    """Return the event of which this is the content; the language that it named is gone."""
    is_visit = content.get("kind") == EventKind.VISIT
    return event_in({**content, "language": None} if is_visit else {**content})


def bytes_of(value: object, name: str) -> bytes:
    """Return the bytes that base64url without padding says, written in the one way that is right.

    Raises:
        MalformedMessage: It is something else.
    """
    text = value if isinstance(value, str) else "="
    if not _WITHOUT_PADDING.fullmatch(text) or len(text) % 4 == 1:
        raise MalformedMessage(f"{name} has to be base64url without padding")
    found = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64url(found) != text:
        raise MalformedMessage(f"{name} has to be base64url without padding")
    return found


def base64url(content: bytes) -> str:
    """Return bytes as JSON carries them."""
    return urlsafe_b64encode(content).decode().rstrip("=")


def object_in(body: bytes, name: str, *keys: str) -> dict[str, Any]:
    """Return the JSON object that a body holds, with exactly these keys.

    Raises:
        MalformedMessage: It holds something else; a key twice, NaN and numbers without end are something else too.
    """
    said = _object(body, name)
    if said.keys() != {*keys}:
        raise MalformedMessage(f"{name} has the fields {', '.join(keys)}")
    return said


def _envelope(said: object) -> Envelope:
    if not isinstance(said, dict) or said.keys() != {"bundle", "signature"}:
        raise MalformedMessage("an envelope has the fields bundle, signature")
    signature = bytes_of(said["signature"], "signature")
    if len(signature) != SIGNATURE_BYTES:
        raise MalformedMessage(f"a signature has {SIGNATURE_BYTES} bytes")
    return Envelope(bytes_of(said["bundle"], "bundle"), signature)


def _event(said: dict[str, Any]) -> Event:
    kind = EventKind(text_of(said.get("kind")))
    readers = {**HEAD, **FIELDS[kind]}
    if said.keys() != {*readers, "kind"}:
        raise MalformedMessage(f"an event of this kind has the fields {', '.join(readers)}")
    values = {name: read(said[name]) for name, read in readers.items()}
    _fits(kind, values)
    content = {name: value for name, value in said.items() if name not in _APART}
    fields = {name: values[name] for name in FIELDS[kind]}
    return Event(values["id"], values["seq"], values["at"], values["up"], kind, fields, content, _digest(content))


def _fits(kind: EventKind, values: Mapping[str, Any]) -> None:
    """Refuse what no single field shows."""
    is_later = kind is EventKind.VISIT and values["outcome"] != "come_back"
    if is_later and (values["revisit_on"] is not None or values["language"] is not None):
        raise MalformedMessage("revisit_on and language go with come_back only")
    if kind is EventKind.TALLY and values["last_day"] < values["first_day"]:
        raise MalformedMessage("last_day is not before first_day")


def _unreadable(said: dict[str, Any], reason: SetAsideReason) -> Unreadable:
    return Unreadable(
        reason, uuid_or_empty(said.get("id")), sequence_or_none(said.get("seq")), kept(said), _digest(said)
    )


def _digest(said: object) -> bytes:
    return sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).digest()


def _object(body: bytes, name: str) -> dict[str, Any]:
    if len(body) > MOST_BYTES:
        raise MalformedMessage(f"{name} has at most {MOST_BYTES} bytes")
    try:
        said = json.loads(
            body.decode(), object_pairs_hook=_once, parse_constant=_no_number, parse_int=_number, strict=True
        )
    except (ValueError, RecursionError) as wrong:
        raise MalformedMessage(f"{name} is no JSON that can be read") from wrong
    if not isinstance(said, dict):
        raise MalformedMessage(f"{name} is no JSON object")
    return said


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise MalformedMessage("a field stands twice")
    return found


def _no_number(_text: str) -> None:
    raise MalformedMessage("a number is no number")


def _number(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise MalformedMessage(f"a number has at most {_LONGEST_NUMBER} digits")
    return int(digits)

"""Venue codes: what the QR code at a door says, and how its holder proves that it is genuine.

Source: `docs/protocol.md`, section 11. A code is at most 160 bytes, big endian, signed by the authority: version, key id,
type, code version, the days of its life, commune, 16 secret bytes, name. It is read without a network. The secret never
leaves the code: what a phone keeps and what a warning publishes is in `bluezone.protocol.place_warnings`.
"""

import re
import unicodedata
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import IntEnum
from hashlib import sha256
from struct import Struct
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.intervals import DAY, day_of
from bluezone.protocol.trust import KeySet, Use, check_keys_fresh, signing_keys, spki

CODE_LIMIT: Final = 160
"""The longest code, in bytes."""
NAME_LIMIT: Final = 60
"""The longest name, in bytes of UTF-8."""
TEXT_LIMIT: Final = 512
"""The longest text of a QR code that is looked at, in characters."""
SECRET_LENGTH: Final = 16
FIRST_DAY: Final = date(2020, 1, 1)
"""Days in a code are counted from here, in UTC."""

_VERSION: Final = 1
_PREFIX: Final = b"bluezone VenueCode 1\n"
_HEAD: Final = Struct(">B4sBHHH3s16sB")
_SIGNATURE_LENGTH: Final = 64
_KEY_ID_LENGTH: Final = 4
_LAST_COMMUNE: Final = 99_999
_LAST_16_BITS: Final = 0xFFFF
_FORBIDDEN: Final = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
"""Unicode categories that no name has: controls, invisible and bidirectional marks, private signs, line ends."""
_TEXT: Final = re.compile(r"https?://[^/\s#?]+/app/#v=([A-Za-z0-9_-]+)")


class VenueType(IntEnum):
    """What kind of place a code is for; a reader takes a type of a later year for `OTHER`."""

    OTHER = 0
    BUS_STATION = 1
    COACH = 2
    TOURIST_SITE = 3
    RESTAURANT = 4
    HOTEL = 5
    OFFICE = 6
    SCHOOL = 7
    MARKET = 8
    HEALTH_FACILITY = 9
    WORSHIP = 10
    EVENT = 11

    @property
    def word(self) -> str:
        """Its name in documents and between programs, such as `bus-station`."""
        return self.name.lower().replace("_", "-")

    @property
    def stay(self) -> timedelta:
        """How long a check-in lasts when nobody ends it."""
        return timedelta(minutes=_STAY_MINUTES[self])


_STAY_MINUTES: Final = {
    VenueType.OTHER: 120,
    VenueType.BUS_STATION: 60,
    VenueType.COACH: 240,
    VenueType.TOURIST_SITE: 180,
    VenueType.RESTAURANT: 120,
    VenueType.HOTEL: 960,
    VenueType.OFFICE: 240,
    VenueType.SCHOOL: 600,
    VenueType.MARKET: 120,
    VenueType.HEALTH_FACILITY: 240,
    VenueType.WORSHIP: 180,
    VenueType.EVENT: 240,
}


@dataclass(frozen=True, slots=True)
class VenueCode:
    """What a venue's code says.

    Args:
        type: What kind of place.
        version: Counts the codes of one venue, 0 to 65,535; a new one has a new secret.
        issued: The UTC day from which it is valid.
        expires: The UTC day from which it is valid no more.
        commune: The five digits of the commune's code.
        secret: 16 random bytes.
        name: As people know the place: NFC, at most 60 bytes of UTF-8.
    """

    type: VenueType
    version: int
    issued: date
    expires: date
    commune: str
    secret: bytes = field(repr=False)
    name: str


def signed_code(code: VenueCode, private: Ed25519PrivateKey) -> bytes:
    """Return a code as its QR code carries it; a name that is too long is cut at a character.

    Raises:
        ValueError: A field is out of its range, or the name is empty or holds a character that no name may.
    """
    try:
        body = _body(code, key_id(private.public_key()))
        _fields(body)
    except MalformedMessage as wrong:
        raise ValueError(str(wrong)) from wrong
    return body + private.sign(_PREFIX + body)


def read_code(code: bytes, keys: KeySet, at: datetime) -> VenueCode:
    """Return what a code says, once everything about it holds.

    Args:
        code: Any bytes.
        keys: From `accept_keys`.
        at: The present moment.

    Raises:
        MalformedMessage: It is no code.
        RuleViolation: `keys_expired`; `venue_key_unknown`: no key that may sign codes now signed it;
            `venue_signature_wrong`, `venue_future` or `venue_expired`.
    """
    found = unverified_code(code)
    check_keys_fresh(keys, at=at)
    body, signature = code[:-_SIGNATURE_LENGTH], code[-_SIGNATURE_LENGTH:]
    named = [public for public in signing_keys(keys, Use.VENUE, at=at).values() if key_id(public) == body[1:5]]
    if not named:
        raise RuleViolation("venue_key_unknown", "the code is signed with a key that may not sign codes now")
    if not any(_holds(public, signature, body) for public in named):
        raise RuleViolation("venue_signature_wrong", "the code's signature does not hold")
    if day_of(at) < found.issued:
        raise RuleViolation("venue_future", "the code is not valid yet")
    if day_of(at) >= found.expires:
        raise RuleViolation("venue_expired", "the code is valid no more")
    return found


def unverified_code(code: bytes) -> VenueCode:
    """Return what a code says, verified by nobody.

    Raises:
        MalformedMessage: It is no code.
    """
    if not _HEAD.size + _SIGNATURE_LENGTH < len(code) <= CODE_LIMIT:
        raise MalformedMessage(f"a venue code has at most {CODE_LIMIT} bytes and a name")
    return _fields(code[:-_SIGNATURE_LENGTH])


def key_id(public: Ed25519PublicKey) -> bytes:
    """Return the 4 bytes by which a code names the key that signed it."""
    return sha256(spki(public)).digest()[:_KEY_ID_LENGTH]


def code_text(code: bytes, *, site: str) -> str:
    """Return the text of a QR code: a page of `site` whose fragment, which no server is sent, is the code.

    Args:
        code: From `signed_code`.
        site: An origin, such as `https://bluezone.example`.
    """
    return f"{site}/app/#v={urlsafe_b64encode(code).decode().rstrip('=')}"


def code_in(text: str) -> bytes:
    """Return the code in the text of a QR code, whatever its site; who signed it decides, not where it points.

    Raises:
        MalformedMessage: It is no venue's QR code.
    """
    found = _TEXT.fullmatch(text) if len(text) <= TEXT_LIMIT else None
    if not found:
        raise MalformedMessage(f"a venue's QR code is a link with #v= of at most {TEXT_LIMIT} characters")
    try:
        code = urlsafe_b64decode(found[1] + "=" * (-len(found[1]) % 4))
    except ValueError as wrong:
        raise MalformedMessage("the code in the link is not base64url") from wrong
    if urlsafe_b64encode(code).decode().rstrip("=") != found[1]:  # spare bits set: a second text for the same bytes
        raise MalformedMessage("the code in the link is not base64url as an encoder writes it")
    return code


def _body(code: VenueCode, key: bytes) -> bytes:
    name = _cut(unicodedata.normalize("NFC", code.name)).encode()
    days = [_number((day - FIRST_DAY) // DAY, "days of a code") for day in (code.issued, code.expires)]
    if len(code.secret) != SECRET_LENGTH or not re.fullmatch("[0-9]{5}", code.commune):
        raise MalformedMessage(f"a code has {SECRET_LENGTH} secret bytes and a commune of five digits")
    commune, version = int(code.commune).to_bytes(3, "big"), _number(code.version, "a code's version")
    return _HEAD.pack(_VERSION, key, code.type, version, *days, commune, code.secret, len(name)) + name


def _fields(body: bytes) -> VenueCode:
    version, _, kind, code_version, issued, expires, commune, secret, length = _HEAD.unpack(body[: _HEAD.size])
    if version != _VERSION:
        raise MalformedMessage("the code is of another version")
    if issued >= expires:
        raise MalformedMessage("a code expires after the day it was issued")
    if int.from_bytes(commune, "big") > _LAST_COMMUNE:
        raise MalformedMessage("a commune's code has five digits")
    name = body[_HEAD.size :]
    if len(name) != length:
        raise MalformedMessage("the code's name is not as long as it says")
    return VenueCode(
        type=VenueType(kind) if kind in set(VenueType) else VenueType.OTHER,
        version=code_version,
        issued=FIRST_DAY + issued * DAY,
        expires=FIRST_DAY + expires * DAY,
        commune=f"{int.from_bytes(commune, 'big'):05}",
        secret=secret,
        name=_name(name),
    )


def _name(utf8: bytes) -> str:
    try:
        name = utf8.decode()
    except UnicodeDecodeError as wrong:
        raise MalformedMessage("a venue's name is UTF-8") from wrong
    if not 1 <= len(utf8) <= NAME_LIMIT or name != name.strip() or not unicodedata.is_normalized("NFC", name):
        raise MalformedMessage(f"a venue's name is NFC, has 1 to {NAME_LIMIT} bytes and no blank at its ends")
    if any(sign in "<>" or unicodedata.category(sign) in _FORBIDDEN for sign in name):
        raise MalformedMessage("a venue's name has no control, invisible or markup character")
    return name


def _cut(name: str) -> str:
    whole = name.strip().encode()[:NAME_LIMIT].decode(errors="ignore")
    return whole.strip()


def _number(number: int, name: str) -> int:
    if not 0 <= number <= _LAST_16_BITS:
        raise MalformedMessage(f"{name} are numbered from 0 to {_LAST_16_BITS}")
    return number


def _holds(public: Ed25519PublicKey, signature: bytes, body: bytes) -> bool:
    try:
        public.verify(signature, _PREFIX + body)
    except InvalidSignature:
        return False
    return True

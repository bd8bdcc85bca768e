"""Exposure reports: what a warned person may tell the authority, sealed so that nobody on the way can read it.

Source: `docs/protocol.md`, section 12; HPKE is RFC 9180, base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.
A letter has exactly 4,096 bytes whatever it says: 4 bytes that name the mail key, then HPKE's output. It proves nothing
about its writer. A dummy is a letter to a key that nobody has.
"""

from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Annotated, Final, Literal

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from msgspec import Meta, Struct

from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.trust import Algorithm, KeySet, Use, check_keys_fresh, public_key, spki, valid_keys

LETTER_LENGTH: Final = 4096
"""Bytes of a sealed letter, whatever is in it."""
DUMMY_RANDOM_LENGTH: Final = 4092
"""Random bytes that a dummy is made of."""

_INFO: Final = b"bluezone ExposureReport 1"
_KEY_ID_LENGTH: Final = 4
_SHARE_LENGTH: Final = 32
_TAG_LENGTH: Final = 16
_COUNT_LENGTH: Final = 2
_PLAIN_LENGTH: Final = LETTER_LENGTH - _KEY_ID_LENGTH - _SHARE_LENGTH - _TAG_LENGTH
REPORT_LIMIT: Final = _PLAIN_LENGTH - _COUNT_LENGTH
"""The longest report that fits, in bytes of JSON."""

Line = Annotated[str, Meta(max_length=100, pattern=r"\A[^\x00-\x1f\x7f]*\Z")]
Word = Annotated[str, Meta(pattern=r"\A[a-z][a-z-]{0,31}\Z")]
Telephone = Annotated[str, Meta(pattern=r"\A(\+?[0-9][0-9 .-]{1,22})?\Z")]
Commune = Annotated[str, Meta(pattern=r"\A([0-9]{5})?\Z")]


class Band(StrEnum):
    """How near, as far as radio can tell."""

    NEAR = "near"
    MIDDLE = "middle"
    FAR = "far"


class ExposureKind(StrEnum):
    """What a person was near."""

    PERSON = "person"
    PLACE = "place"


class Symptom(StrEnum):
    """What a person may feel: the one list of words, for declarations, reports and the authority's records alike."""

    FEVER = "fever"
    COUGH = "cough"
    SORE_THROAT = "sore-throat"
    BREATHLESS = "breathless"
    TIRED = "tired"
    ACHES = "aches"
    HEADACHE = "headache"
    RUNNY_NOSE = "runny-nose"
    LOSS_OF_SMELL = "loss-of-smell"
    DIARRHOEA = "diarrhoea"
    OTHER = "other"


class ReportedEncounter(Struct, frozen=True, kw_only=True):
    """One exposure as its owner chose to tell it; `place` is a venue's name; what is not known is None."""

    day: date
    minutes: Annotated[int, Meta(ge=0, le=1440)] | None
    band: Band | None
    kind: ExposureKind
    place: Line | None = None


class Reach(Struct, frozen=True, kw_only=True):
    """How the authority may reach the writer; both may stay empty."""

    name: Line = ""
    telephone: Telephone = ""


class ExposureReport(Struct, frozen=True, kw_only=True):
    """A report in full; `id` is 16 random bytes, the same however often the letter is sent.

    `symptoms` are words of `Symptom`, or of a later year.
    """

    version: Literal[1] = 1
    id: Annotated[bytes, Meta(min_length=16, max_length=16)]
    written: date
    encounters: Annotated[tuple[ReportedEncounter, ...], Meta(max_length=64)]
    symptoms: Annotated[tuple[Word, ...], Meta(max_length=32)] = ()
    reach: Reach = Reach()
    commune: Commune = ""
    note: Annotated[str, Meta(max_length=280)] = ""


def mail_key(keys: KeySet, *, at: datetime) -> X25519PublicKey:
    """Return the key that letters are sealed to: of those valid now, the one that became valid last.

    Raises:
        RuleViolation: `keys_expired`, or `mail_key_unknown`: there is none.
    """
    check_keys_fresh(keys, at=at)
    for key in sorted(valid_keys(keys, Use.MAIL, at=at), key=lambda key: key.valid_from, reverse=True):
        public = public_key(key) if key.algorithm == Algorithm.X25519 else None
        if isinstance(public, X25519PublicKey):
            return public
    raise RuleViolation("mail_key_unknown", "the authority has no mail key now")


def mail_key_id(public: X25519PublicKey) -> bytes:
    """Return the 4 bytes by which a letter names the key it is sealed to."""
    return sha256(spki(public)).digest()[:_KEY_ID_LENGTH]


def encoded(report: ExposureReport) -> bytes:
    """Return the JSON of a report: exactly what a letter will hold, for its writer to see.

    Raises:
        RuleViolation: `report_too_long`.
    """
    found = msgspec.json.encode(report)
    if len(found) > REPORT_LIMIT:
        raise RuleViolation("report_too_long", f"an exposure report has at most {REPORT_LIMIT} bytes")
    return found


def decoded(report_json: bytes) -> ExposureReport:
    """Return the report that JSON holds; unknown fields are ignored.

    Raises:
        MalformedMessage: It is none.
    """
    if len(report_json) > REPORT_LIMIT:
        raise MalformedMessage(f"an exposure report has at most {REPORT_LIMIT} bytes")
    try:
        return msgspec.json.decode(report_json, type=ExposureReport)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as wrong:
        raise MalformedMessage("this is not an exposure report") from wrong


def sealed(report: ExposureReport, public: X25519PublicKey) -> bytes:
    """Return the letter of 4,096 bytes that only the holder of the mail key can open; another one at each call.

    Keep it, to send the same again after a lost answer.

    Args:
        report: What to say.
        public: From `mail_key`.

    Raises:
        RuleViolation: `report_too_long`.
    """
    said = encoded(report)
    plain = (len(said).to_bytes(_COUNT_LENGTH, "big") + said).ljust(_PLAIN_LENGTH, b"\0")
    return mail_key_id(public) + _suite().encrypt(plain, public, _INFO)


def opened(letter: bytes, private: X25519PrivateKey) -> ExposureReport:
    """Return the report in a letter.

    Raises:
        MalformedMessage: It has another length, or what was sealed is no report.
        RuleViolation: `mail_key_unknown`: it is sealed to another key; `mail_not_opened`: a dummy, or damaged.
    """
    if len(letter) != LETTER_LENGTH:
        raise MalformedMessage(f"a letter has {LETTER_LENGTH} bytes")
    if letter[:_KEY_ID_LENGTH] != mail_key_id(private.public_key()):
        raise RuleViolation("mail_key_unknown", "the letter is sealed to another key")
    try:
        plain = _suite().decrypt(letter[_KEY_ID_LENGTH:], private, _INFO)
    except InvalidTag as wrong:
        raise RuleViolation("mail_not_opened", "the letter is a dummy or damaged") from wrong
    end = _COUNT_LENGTH + int.from_bytes(plain[:_COUNT_LENGTH], "big")
    if end > len(plain) or any(plain[end:]):
        raise MalformedMessage("a letter is filled up with zeros")
    return decoded(plain[_COUNT_LENGTH:end])


def dummy(public: X25519PublicKey, random_bytes: bytes) -> bytes:
    """Return a letter that nobody can open and that only the holder of the mail key can tell from another.

    Args:
        public: From `mail_key`, as for a real letter.
        random_bytes: 4,092 fresh ones.

    Raises:
        ValueError: There are not so many.
    """
    if len(random_bytes) != DUMMY_RANDOM_LENGTH:
        raise ValueError(f"a dummy is made of {DUMMY_RANDOM_LENGTH} random bytes")
    share = X25519PrivateKey.from_private_bytes(random_bytes[:_SHARE_LENGTH]).public_key()
    return mail_key_id(public) + share.public_bytes_raw() + random_bytes[_SHARE_LENGTH:]


def _suite() -> Suite:
    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)

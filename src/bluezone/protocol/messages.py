"""Messages between a phone, the keyserver and the authority, word for word as they cross the wire.

Sources: google/exposure-notifications-verification-server `docs/api.md` (verify, certificate, issue) and
google/exposure-notifications-server `pkg/api/v1/exposure_types.go` (publish), facts as of their commits `5a27cc4` and
`2041f77`. Unknown fields are ignored, as their Go servers do. Padding carries nothing and is never kept.
"""

import hashlib
import hmac
from base64 import b64encode
from binascii import a2b_base64, b2a_base64
from collections.abc import Iterable
from operator import attrgetter
from typing import Annotated, Any, Final, TypeVar

import msgspec
from msgspec import Meta, Struct, field

from bluezone.protocol.errors import MalformedMessage
from bluezone.protocol.keys import ExposureKey

BODY_LIMIT: Final = 64 * 1024
"""The longest request body a keyserver reads, in bytes."""
MAC_LENGTH: Final = 32
"""Bytes of an HMAC-SHA256."""

Int32 = Annotated[int, Meta(ge=-(2**31), le=2**31 - 1)]
"""A number as the Go servers read it; whether it makes sense is for a rule to say."""
Int64 = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
"""Seconds since 1970."""
Minutes = Annotated[float, Meta(ge=-1440, le=1440)]
"""How far a clock on the wall is from UTC."""

M = TypeVar("M")


class VerifyRequest(Struct, kw_only=True):
    """Phone to keyserver: a verification code for a token."""

    code: str
    accept: list[str] = field(default_factory=list)
    nonce: str = ""
    padding: str = ""


class VerifyResponse(Struct, kw_only=True):
    """What the code stood for, and a token that is good once within 24 hours."""

    testtype: str
    symptom_date: str = field(default="", name="symptomDate")
    test_date: str = field(default="", name="testDate")
    token: str
    padding: str = ""


class CertificateRequest(Struct, kw_only=True):
    """Phone to keyserver: the token and the base64 of the 32-byte HMAC over the keys it will publish."""

    token: str
    ekeyhmac: str
    padding: str = ""


class CertificateResponse(Struct, kw_only=True):
    """The certificate (ES256 JWT, 15 minutes) that a key server trusts."""

    certificate: str
    padding: str = ""


class PublishedKey(Struct, kw_only=True, rename="camel"):
    """One exposure key in a publish request; `key` is the base64 of 16 bytes, times are ten-minute intervals."""

    key: str
    rolling_start_number: Int32
    rolling_period: Int32 = 144
    transmission_risk: Int32 = 0


class PublishRequest(Struct, kw_only=True):
    """Phone to keyserver: the keys its owner agreed to publish, and the proof that the authority agreed."""

    temporary_exposure_keys: list[PublishedKey] = field(name="temporaryExposureKeys")
    health_authority_id: str = field(name="healthAuthorityID")
    verification_payload: str = field(default="", name="verificationPayload")
    hmac_key: str = field(default="", name="hmacKey")
    symptom_onset_interval: Int32 = field(default=0, name="symptomOnsetInterval")
    traveler: bool = False
    revision_token: str = field(default="", name="revisionToken")
    padding: str = ""


class PublishResponse(Struct, kw_only=True, omit_defaults=True):
    """How many keys were taken; `code` and `error` when some or all were not."""

    revision_token: str = field(default="", name="revisionToken")
    inserted_exposures: Int32 = field(name="insertedExposures")
    error: str = ""
    code: str = ""
    padding: str = ""
    warnings: list[str] = field(default_factory=list)


class IssueRequest(Struct, kw_only=True):
    """Authority to keyserver: please make a code for a case. No name and no number of a person has a place here."""

    symptom_date: str = field(default="", name="symptomDate")
    test_date: str = field(default="", name="testDate")
    test_type: str = field(name="testType")
    tz_offset: Minutes = field(default=0, name="tzOffset")
    uuid: str = ""
    padding: str = ""


class IssueResponse(Struct, kw_only=True, omit_defaults=True):
    """A short code to read aloud and a long one for a link or a slip; times are RFC 1123 text and Unix seconds.

    In a batch, a code that was refused has `error` and `error_code` instead.
    """

    uuid: str = ""
    code: str = ""
    expires_at: str = field(default="", name="expiresAt")
    expires_at_timestamp: Int64 = field(default=0, name="expiresAtTimestamp")
    long_code: str = field(default="", name="longCode")
    long_expires_at: str = field(default="", name="longExpiresAt")
    long_expires_at_timestamp: Int64 = field(default=0, name="longExpiresAtTimestamp")
    error: str = ""
    error_code: str = field(default="", name="errorCode")
    padding: str = ""


class BatchIssueRequest(Struct, kw_only=True):
    """Authority to keyserver: up to ten codes at once, each answered for itself."""

    codes: list[IssueRequest]
    padding: str = ""


class ErrorResponse(Struct, kw_only=True):
    """A refusal: a sentence for people and a stable code for machines, in both spellings that clients read."""

    error: str
    error_code: str = field(name="errorCode")
    error_code_legacy: str = field(name="error_code")
    padding: str = ""


class BatchIssueResponse(Struct, kw_only=True):
    """One answer for each code asked for, in order."""

    codes: list[IssueResponse]
    padding: str = ""


class CodeStatusRequest(Struct, kw_only=True):
    """Authority to keyserver: what became of the code with this identifier, or (expire) end it now."""

    uuid: str
    padding: str = ""


class CodeStatusResponse(Struct, kw_only=True):
    """Whether a code was claimed, and until when it can be, in Unix seconds; zero when that is past."""

    claimed: bool
    expires_at_timestamp: Int64 = field(name="expiresAtTimestamp")
    long_expires_at_timestamp: Int64 = field(name="longExpiresAtTimestamp")
    padding: str = ""


def decoded(body: bytes, kind: type[M]) -> M:
    """Return the message of `kind` that `body` holds; a key named `hmackey` counts as `hmacKey`, as in Go.

    Raises:
        MalformedMessage: `body` is too long, not JSON, or not of this kind.
    """
    if len(body) > BODY_LIMIT:
        raise MalformedMessage(f"a request body has at most {BODY_LIMIT} bytes")
    try:
        if kind is PublishRequest and b"hmackey" in body:
            raw = msgspec.json.decode(body)
            return msgspec.convert(_with_go_spelling(raw), kind)
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as wrong:
        raise MalformedMessage(f"this is not a {kind.__name__}") from wrong


def encoded(message: Struct) -> bytes:
    """Return the JSON of a message."""
    return msgspec.json.encode(message)


def from_base64(text: str, *, length: int, name: str) -> bytes:
    """Return the bytes of a base64 text with padding (RFC 4648, section 4), in the one form that encoding gives.

    Raises:
        MalformedMessage: `text` is not that, or not `length` bytes.
    """
    try:
        found = a2b_base64(text, strict_mode=True)
    except ValueError as wrong:
        raise MalformedMessage(f"{name} is not base64") from wrong
    if b2a_base64(found, newline=False) != text.encode():  # spare bits set: a second text for the same bytes
        raise MalformedMessage(f"{name} is not base64 as an encoder writes it")
    if len(found) != length:
        raise MalformedMessage(f"{name} has {length} bytes")
    return found


def published(key: ExposureKey, *, transmission_risk: int = 0) -> PublishedKey:
    """Return a key as a publish request carries it."""
    return PublishedKey(
        key=b64encode(key.secret).decode(),
        rolling_start_number=key.rolling_start,
        rolling_period=key.rolling_period,
        transmission_risk=transmission_risk,
    )


def keys_mac(keys: Iterable[PublishedKey], hmac_key: bytes, *, with_risk: bool = True) -> bytes:
    """Return the 32-byte HMAC that binds a certificate to keys: `tekmac` of the certificate, `ekeyhmac` of its request.

    The keys are sorted by the bytes of their base64 text, never by a locale's alphabet.

    Args:
        keys: As the client sends them, in any order.
        hmac_key: The phone's secret.
        with_risk: Whether the transmission risk is in the text; a server tries both forms when all risks are zero.
    """
    ordered = sorted(keys, key=attrgetter("key"))  # code points stand in the order of their bytes in UTF-8
    texts = [f"{key.key}.{key.rolling_start_number}.{key.rolling_period}" for key in ordered]
    if with_risk:
        texts = [f"{text}.{key.transmission_risk}" for text, key in zip(texts, ordered, strict=True)]
    return hmac.digest(hmac_key, ",".join(texts).encode(), hashlib.sha256)


def mac_matches(keys: list[PublishedKey], hmac_key: bytes, mac: bytes) -> bool:
    """Return whether `mac` binds `keys`; the form without risk counts when all risks are zero.

    Each comparison is in constant time; which form a client writes is no secret.
    """
    if hmac.compare_digest(keys_mac(keys, hmac_key), mac):
        return True
    if any(key.transmission_risk for key in keys):
        return False
    return hmac.compare_digest(keys_mac(keys, hmac_key, with_risk=False), mac)


def _with_go_spelling(raw: Any) -> Any:  # noqa: ANN401 -- JSON of any shape, checked by `msgspec.convert`
    if isinstance(raw, dict) and "hmackey" in raw and "hmacKey" not in raw:
        return {**raw, "hmacKey": raw["hmackey"]}
    return raw

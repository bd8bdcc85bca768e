"""Tokens and certificates: what the key server says about a diagnosis, signed, and reads again.

Both are JSON Web Tokens signed with ES256 (RFC 7519). A token is for this server only and is good once within 24 hours;
a certificate is for any key server that trusts `keys.json`, binds the HMAC over the keys and is good for 15 minutes.
Sources: google/exposure-notifications-verification-server `5a27cc4` `docs/api.md`; exposure-notifications-server
`2041f77` `pkg/api/v1/verification_types.go`.
"""

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, TypeVar

import msgspec
from msgspec import Struct

from bluezone.keyserver import compact
from bluezone.keyserver.compact import TokenKey, token_key
from bluezone.keyserver.rules import (
    Diagnosis,
    Policy,
    certified_onset,
    diagnosis_in,
    report_type,
    subject,
)
from bluezone.keyserver.signing import TOKEN, KeyRing
from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.intervals import EPOCH
from bluezone.protocol.keys import ReportType
from bluezone.protocol.messages import MAC_LENGTH, from_base64
from bluezone.protocol.trust import Use

TOKEN_ID_LENGTH: Final = 16
"""Random bytes in the identifier of a token."""
CERTIFICATE_INVALID: Final = "health_authority_verification_certificate_invalid"

_SECOND: Final = timedelta(seconds=1)
_UNREADABLE: Final = (MalformedMessage, msgspec.MsgspecError, UnicodeDecodeError, KeyError)
"""What a JSON Web Token of somebody else's making can raise."""

C = TypeVar("C", "_TokenClaims", "_CertificateClaims")


class _TokenClaims(Struct, kw_only=True):
    iss: str
    aud: str
    sub: str
    jti: str
    iat: int
    nbf: int
    exp: int


class _CertificateClaims(Struct, kw_only=True, omit_defaults=True):
    iss: str
    aud: str
    iat: int
    nbf: int
    exp: int
    tekmac: str
    report: str = msgspec.field(name="reportType")
    onset: int = msgspec.field(default=0, name="symptomOnsetInterval")


@dataclass(frozen=True, slots=True)
class Names:
    """How the authority and its key server call themselves in what they sign."""

    issuer: str = "bluezone-verification"
    audience: str = "bluezone-keyserver"


@dataclass(frozen=True, slots=True)
class OpenToken:
    """What a token says: its identifier, a diagnosis, and until when it is good."""

    token_id: str = field(repr=False)
    diagnosis: Diagnosis
    until: datetime


@dataclass(frozen=True, slots=True)
class Certified:
    """What a certificate says: the kind of report, the first symptoms' key interval (0: unknown), the HMAC of the keys."""

    report: ReportType
    onset: int
    mac: bytes = field(repr=False)


class Notary:
    """Signs tokens and certificates and reads them again.

    Args:
        ring: The server's keys.
        policy: How long things are good.
        random: Returns that many unpredictable bytes.
        names: Who speaks to whom.
    """

    def __init__(self, ring: KeyRing, policy: Policy, random: Callable[[int], bytes], names: Names) -> None:
        """Prepare the keys for signing and reading."""
        self._policy = policy
        self._random = random
        self._names = names
        self.take(ring)

    def take(self, ring: KeyRing) -> None:
        """Sign and read with these keys from now on."""
        self._ring = ring
        prepared = [(key, token_key(key.id, key.private)) for key in ring.held if key.use in {TOKEN, Use.CERTIFICATE}]
        self._signing = {key.id: ready for key, ready in prepared}
        self._reading = {(key.use, ready.head): (key, ready) for key, ready in prepared}

    def token(self, diagnosis: Diagnosis, moment: datetime) -> str:
        """Return a token for a diagnosis."""
        claims = _TokenClaims(
            iss=self._names.issuer,
            aud=self._names.issuer,
            sub=subject(diagnosis),
            jti=urlsafe_b64encode(self._random(TOKEN_ID_LENGTH)).rstrip(b"=").decode(),
            **self._times(moment, self._policy.token_life),
        )
        return self._signed(claims, TOKEN, moment)

    def opened_token(self, text: str, moment: datetime) -> OpenToken:
        """Return what a token says.

        Raises:
            RuleViolation: `token_invalid` or `token_expired`.
        """
        try:
            claims = self._claims(text, TOKEN, _TokenClaims, moment)
        except _UNREADABLE:
            raise RuleViolation("token_invalid", "the token is not valid") from None
        if claims.aud != self._names.issuer or claims.iss != self._names.issuer or _moment(claims.nbf) > moment:
            raise RuleViolation("token_invalid", "the token is not valid")
        if _moment(claims.exp) <= moment:
            raise RuleViolation("token_expired", "the token has expired")
        return OpenToken(claims.jti, diagnosis_in(claims.sub), _moment(claims.exp))

    def certificate(self, diagnosis: Diagnosis, mac: bytes, moment: datetime) -> str:
        """Return a certificate that binds a diagnosis to the HMAC over keys."""
        claims = _CertificateClaims(
            iss=self._names.issuer,
            aud=self._names.audience,
            tekmac=b64encode(mac).decode(),
            report=diagnosis.test_type,
            onset=certified_onset(diagnosis) or 0,
            **self._times(moment, self._policy.certificate_life),
        )
        return self._signed(claims, Use.CERTIFICATE, moment)

    def certified(self, text: str, moment: datetime) -> Certified:
        """Return what a certificate says.

        Raises:
            RuleViolation: `health_authority_verification_certificate_invalid`: signed by nobody trusted, not for this
                server, from the future, expired, or about something that is no first report.
        """
        try:
            claims = self._claims(text, Use.CERTIFICATE, _CertificateClaims, moment)
            mac = from_base64(claims.tekmac, length=MAC_LENGTH, name="tekmac")
        except _UNREADABLE:
            raise RuleViolation(CERTIFICATE_INVALID, "the certificate is not valid") from None
        ours = claims.iss == self._names.issuer and claims.aud == self._names.audience
        if not ours or not _moment(claims.nbf) <= moment < _moment(claims.exp):
            raise RuleViolation(CERTIFICATE_INVALID, "the certificate is not valid now, or for another server")
        return Certified(report_type(claims.report), claims.onset, mac)

    def _times(self, moment: datetime, life: timedelta) -> dict[str, int]:
        back = _seconds(moment - self._policy.clock_skew)
        return {"iat": back, "nbf": back, "exp": _seconds(moment + life)}

    def _signed(self, claims: Struct, use: str, moment: datetime) -> str:
        key = self._ring.signing(use, at=moment)[0]
        return compact.signed(msgspec.json.encode(claims), self._signing[key.id])

    def _claims(self, text: str, use: str, kind: type[C], moment: datetime) -> C:
        key = self._trusted(compact.head_of(text), use, moment)
        return msgspec.json.decode(compact.opened(text, key), type=kind)

    def _trusted(self, head: str, use: str, moment: datetime) -> TokenKey:
        key, ready = self._reading[use, head]
        if not key.signs_from <= moment < key.valid_until:
            raise KeyError(use)
        return ready


def _seconds(moment: datetime) -> int:
    return (moment - EPOCH) // _SECOND


def _moment(seconds: int) -> datetime:
    return EPOCH + seconds * _SECOND

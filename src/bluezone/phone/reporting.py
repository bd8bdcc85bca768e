"""Reporting: from the person's consent to an upload, and never the other way round.

Pure. A `ReportPreview` says exactly what would leave the phone. A `Consent` names one preview. Only a consent that still
fits the phone's keys begins a `Report`, and only a report can be turned into a request. What was heard of others is
never part of it.

    VERIFIED ──► BEGUN ──► CERTIFIED ──► PUBLISHED
                  ▲ └────────┬──┘└─────► REFUSED
                  └──────────┘ the certificate ran out: the token asks for another

What a code stands for is known once it became a token. A later test about the same illness revises the report before: the
same keys leave again, with the revision token that their publication was answered with. What is shown and agreed to is
then that, so a consent to anything else begins nothing.
"""

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from bluezone.phone.own_keys import OwnKey
from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.intervals import EDGE, day_of, edge_at_or_before, key_moment
from bluezone.protocol.keys import RETENTION, ExposureKey, ended_key
from bluezone.protocol.messages import CertificateRequest, PublishRequest, VerifyRequest, keys_mac, published

KEYS_IN_A_REPORT: Final = 30
"""The most a key server takes in one report (Exposure Notification server, default)."""
HMAC_KEY_LENGTH: Final = 32
"""Bytes of the secret that ties a certificate to the keys."""
ACCEPTED_TESTS: Final = ["confirmed", "likely", "negative", "recursive"]
"""Which kinds of test this phone reports."""
REVISABLE_TESTS: Final = frozenset({"likely", "recursive"})
"""After which of them a later test changes what was published."""
NEGATIVE: Final = "negative"
RECURSIVE: Final = "recursive"

VERIFY_BYTES: Final = 1024
CERTIFICATE_BYTES: Final = 2048
PUBLISH_BYTES: Final = 8192
"""How long each kind of request is made by padding, so that its length tells nothing."""


class Stage(StrEnum):
    """How far a report is."""

    VERIFIED = "verified"
    BEGUN = "begun"
    CERTIFIED = "certified"
    PUBLISHED = "published"
    REFUSED = "refused"


TRANSITIONS: Final[Mapping[Stage, frozenset[Stage]]] = {
    Stage.VERIFIED: frozenset({Stage.BEGUN, Stage.REFUSED}),
    Stage.BEGUN: frozenset({Stage.CERTIFIED, Stage.REFUSED}),
    Stage.CERTIFIED: frozenset({Stage.BEGUN, Stage.PUBLISHED, Stage.REFUSED}),
    Stage.PUBLISHED: frozenset(),
    Stage.REFUSED: frozenset(),
}


class Kind(StrEnum):
    """What a report does."""

    REPORT = "report"
    """It publishes keys for the first time."""
    RAISED = "confirmed"
    """It says of published keys that a test confirmed the illness, and publishes those since."""
    WITHDRAWN = "negative"
    """It takes published keys back: the test was negative."""
    RECURSIVE = "recursive"
    """It publishes keys of a contact who was warned and is not known to be ill."""

    @property
    def asks_about_travel(self) -> bool:
        """Whether it matters that the person was in another province: not where no other province is told of it."""
        return self in (Kind.REPORT, Kind.RAISED)


@dataclass(frozen=True, slots=True)
class Span:
    """The part of time that one key gives away; `is_known` when it was published before, and only its words change."""

    start: datetime
    end: datetime
    is_known: bool = False


@dataclass(frozen=True, slots=True)
class ReportPreview:
    """Exactly what leaves the phone when its owner agrees.

    Args:
        recipient: The key server's address; nobody else is sent anything.
        spans: For each key, the part of time in which its identifiers were on the air.
        bytes_leaving: The length of the three requests together, padding included.
        silent_until: When the phone speaks again, under a key that has nothing to do with these.
        mark: 32 bytes that stand for exactly these keys, this recipient and this kind.
        kind: What the report does.
    """

    recipient: str
    spans: tuple[Span, ...]
    bytes_leaving: int
    silent_until: datetime
    mark: bytes = field(repr=False)
    kind: Kind = Kind.REPORT

    def agreed(self, at: datetime, days: Iterable[date] | None = None, *, travelled: bool = False) -> "Consent":
        """Return the consent to this preview and to nothing else; with `days`, to those UTC days of it alone.

        `travelled` adds that the person was in another province, where the report's kind asks about that.
        """
        chosen = None if days is None else frozenset(days)
        return Consent(self.mark, at, chosen, travelled and self.kind.asks_about_travel)


@dataclass(frozen=True, slots=True)
class Consent:
    """A person's agreement to one preview, which it names by its mark; to some UTC days of it alone, or to all.

    `travelled`: the person agreed as well to say that they were in another province.
    """

    mark: bytes = field(repr=False)
    agreed_at: datetime
    days: frozenset[date] | None = None
    travelled: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A report under way, kept so that a phone that dies can finish it without another code.

    Args:
        token: What the verification code became; good once.
        verified_at: When it did.
        hmac_key: 32 random bytes that tie the certificate to the keys.
        keys: What is published, the one in use cut to the edge until which the phone is silent; none before consent.
        certificate: What the token became, empty before.
        stage: How far it is.
        test_type: What the code stood for; empty when that was not kept.
        revision_token: Of the report that this one revises; once published, its own.
        revises: When the report that this one revises was verified; None for a first report.
        travelled: Whether it says that its owner was in another province.
    """

    token: str = field(repr=False)
    verified_at: datetime
    hmac_key: bytes = field(repr=False)
    keys: tuple[ExposureKey, ...] = ()
    certificate: str = field(default="", repr=False)
    stage: Stage = Stage.VERIFIED
    test_type: str = ""
    revision_token: str = field(default="", repr=False)
    revises: datetime | None = None
    travelled: bool = False

    @property
    def is_open(self) -> bool:
        """Whether something is left to do."""
        return bool(TRANSITIONS[self.stage])

    @property
    def kind(self) -> Kind:
        """What it does, as far as its code says."""
        if self.test_type == NEGATIVE:
            return Kind.WITHDRAWN
        if self.test_type == RECURSIVE:
            return Kind.RECURSIVE
        return Kind.RAISED if self.revises else Kind.REPORT

    def certified(self, certificate: str) -> "Report":
        """Return the report with its certificate."""
        return replace(self._at(Stage.CERTIFIED), certificate=certificate)

    def uncertified(self) -> "Report":
        """Return the report without its certificate, which ran out; the token and the keys stay as they were."""
        return replace(self._at(Stage.BEGUN), certificate="")

    def closed(self, stage: Stage, revision_token: str = "") -> "Report":
        """Return the report at its end, published or refused; of its secrets none stays but the token to revise it."""
        return replace(self._at(stage), token="", hmac_key=b"", certificate="", revision_token=revision_token)

    def _at(self, stage: Stage) -> "Report":
        if stage not in TRANSITIONS[self.stage]:
            raise ValueError(f"a report does not go from {self.stage} to {stage}")
        return replace(self, stage=stage)


def reported_keys(keys: Iterable[OwnKey], now: datetime) -> tuple[ExposureKey, ...]:
    """Return what a report at `now` publishes: the newest 30 unreported keys of 14 days.

    One that is in use is cut to the half-hour edge at or after `now`, or after the last interval in which it spoke:
    that is later only when the clock was set back.
    """
    fit = [own for own in keys if not own.reported and own.key.start <= now and own.key.end > now - RETENTION]
    newest = sorted(fit, key=lambda own: own.key.rolling_start)[-KEYS_IN_A_REPORT:]
    return tuple(_ended(own, now) for own in newest)


def silence_after(keys: Iterable[ExposureKey], now: datetime) -> datetime:
    """Return the half-hour edge until which a phone is silent that reports `keys` at `now`; `now` when none is in use."""
    edge = key_moment(edge_at_or_before(now) + EDGE)
    return max((min(key.end, edge) for key in keys if key.end > now), default=now)


def revisable(reports: Iterable[Report]) -> Report | None:
    """Return the newest published report that a later test may change; None without one. A report changes once."""
    published_ones = [report for report in reports if report.stage is Stage.PUBLISHED]
    changed = {report.revises for report in published_ones}
    fit = [
        report
        for report in published_ones
        if report.revision_token and report.test_type in REVISABLE_TESTS and report.verified_at not in changed
    ]
    return max(fit, key=lambda report: report.verified_at, default=None)


def report_preview(
    keys: Iterable[OwnKey], now: datetime, *, recipient: str, test_type: str = "", former: Report | None = None
) -> ReportPreview:
    """Return what a report at `now` would send to `recipient`.

    Args:
        keys: The phone's own keys.
        now: The present moment.
        recipient: Where it would go.
        test_type: What the verification code stood for; empty when it was not sent yet.
        former: The report that a later test may change, if there is one.

    Raises:
        RuleViolation: `nothing_to_report`, or `nothing_to_revise` after a negative test that follows no report.
    """
    going = _going(keys, now, test_type, former)
    if not going.keys:
        raise RuleViolation("nothing_to_report", "this phone has no key that was not reported before")
    return ReportPreview(
        recipient=recipient,
        spans=tuple(Span(key.start, key.end, key.secret in going.known) for key in going.keys),
        bytes_leaving=VERIFY_BYTES + CERTIFICATE_BYTES + PUBLISH_BYTES,
        silent_until=silence_after(going.keys, now),
        mark=_mark(going, recipient),
        kind=going.kind,
    )


def begun(  # noqa: PLR0913 -- what a consent is compared with
    report: Report,
    consent: Consent,
    keys: Iterable[OwnKey],
    now: datetime,
    *,
    recipient: str,
    former: Report | None = None,
) -> Report:
    """Return the report with the keys that `consent` allows.

    Args:
        report: A verified report that has no keys yet.
        consent: The person's agreement.
        keys: The phone's own keys as they are now.
        now: The present moment.
        recipient: Where it goes.
        former: The report that it may change.

    Raises:
        RuleViolation: `consent_outdated` when the consent names something else than what would leave now, or a day that
            was not shown, or not all days that were published before; `nothing_to_report` when it leaves every day out;
            `nothing_to_revise`.
    """
    going = _going(keys, now, report.test_type, former)
    shown = {day_of(key.start) for key in going.keys}
    fixed = {day_of(key.start) for key in going.keys if key.secret in going.known}
    chosen = shown if consent.days is None else consent.days
    if not going.keys or _mark(going, recipient) != consent.mark or not fixed <= (chosen or fixed) <= shown:
        raise RuleViolation("consent_outdated", "what would leave the phone changed since it was shown: look again")
    leaving = tuple(key for key in going.keys if day_of(key.start) in chosen)
    if not leaving:
        raise RuleViolation("nothing_to_report", "every day was left out")
    again = former if going.known else None
    return replace(
        report._at(Stage.BEGUN),  # noqa: SLF001 -- the same module
        keys=leaving,
        revision_token=again.revision_token if again else "",
        revises=again.verified_at if again else None,
        travelled=consent.travelled,
    )


def verify_request(code: str) -> VerifyRequest:
    """Return the request that turns a verification code into a token."""
    return VerifyRequest(code=code, accept=list(ACCEPTED_TESTS))


def certificate_request(report: Report) -> CertificateRequest:
    """Return the request that turns a report's token into a certificate over its keys."""
    mac = keys_mac([published(key) for key in report.keys], report.hmac_key)
    return CertificateRequest(token=report.token, ekeyhmac=b64encode(mac).decode())


def publish_request(report: Report, *, health_authority: str) -> PublishRequest:
    """Return the upload: the keys its owner agreed to, whether they travelled if they said so, and nothing else.

    Raises:
        ValueError: The report has no certificate.
    """
    if report.stage is not Stage.CERTIFIED:
        raise ValueError("only a certified report is published")
    return PublishRequest(
        temporary_exposure_keys=[published(key) for key in report.keys],
        health_authority_id=health_authority,
        verification_payload=report.certificate,
        hmac_key=b64encode(report.hmac_key).decode(),
        traveler=report.travelled,
        revision_token=report.revision_token,
    )


@dataclass(frozen=True, slots=True)
class _Going:
    """What would leave: which keys, which of them were published before, and what is said of them."""

    kind: Kind
    keys: tuple[ExposureKey, ...]
    known: frozenset[bytes] = frozenset()


def _going(keys: Iterable[OwnKey], now: datetime, test_type: str, former: Report | None) -> _Going:
    if test_type == NEGATIVE:
        if former is None:
            raise RuleViolation("nothing_to_revise", "this phone published nothing that a negative test would change")
        return _Going(Kind.WITHDRAWN, former.keys, _secrets(former))
    fresh = reported_keys(keys, now)
    if test_type == RECURSIVE:
        return _Going(Kind.RECURSIVE, fresh)
    if not test_type or former is None or test_type == former.test_type:
        return _Going(Kind.REPORT, fresh)
    both = sorted((*former.keys, *fresh), key=lambda key: key.rolling_start)
    return _Going(Kind.RAISED, tuple(both[-KEYS_IN_A_REPORT:]), _secrets(former))


def _secrets(report: Report) -> frozenset[bytes]:
    return frozenset(key.secret for key in report.keys)


def _ended(own: OwnKey, now: datetime) -> ExposureKey:
    return own.key if own.key.end <= now else ended_key(own.key, max(now, own.spoken_until))


def _mark(going: _Going, recipient: str) -> bytes:
    text = hashlib.sha256(f"{going.kind} {recipient}".encode())
    for key in going.keys:
        text.update(key.secret + key.rolling_start.to_bytes(4, "big") + key.rolling_period.to_bytes(1, "big"))
    return text.digest()

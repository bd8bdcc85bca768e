"""How a published key may change what it says: once, and only towards what a later test showed. Pure.

Source: google/exposure-notifications-server `2041f77`, `internal/publish/model` (transitions; one revision a key). A
second-order report, which that server has not, changes like a likely one: the contact who sent it was tested.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bluezone.keyserver.rules import FILLED_RISK, HIGHEST_RISK, HeldKey, Policy, release_hour
from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.intervals import KEY_INTERVALS_A_DAY
from bluezone.protocol.keys import SECRET_LENGTH, DiagnosisKey, ExposureKey, ReportType
from bluezone.protocol.messages import PublishedKey, from_base64

TRANSITIONS: Final[Mapping[ReportType, frozenset[ReportType]]] = {
    ReportType.CLINICAL_DIAGNOSIS: frozenset({ReportType.CONFIRMED_TEST, ReportType.REVOKED}),
    ReportType.SELF_REPORT: frozenset({ReportType.CONFIRMED_TEST, ReportType.CLINICAL_DIAGNOSIS, ReportType.REVOKED}),
    ReportType.RECURSIVE: frozenset({ReportType.CONFIRMED_TEST, ReportType.CLINICAL_DIAGNOSIS, ReportType.REVOKED}),
}
"""What a key may come to say after what it said first; a type that is not here stays."""


def changes(first: ReportType, later: ReportType | None, wanted: ReportType) -> bool:
    """Return whether a key says something new from now on; False when it says this already.

    Args:
        first: What it said when it came.
        later: What it was revised to, None when it never was.
        wanted: What it is to say.

    Raises:
        RuleViolation: `key_already_revised` or `invalid_report_type_transition`.
    """
    if wanted is (first if later is None else later):
        return False
    if later is not None:
        raise RuleViolation("key_already_revised", "a key is revised once")
    if wanted not in TRANSITIONS.get(first, frozenset()):
        raise RuleViolation("invalid_report_type_transition", "what these keys say cannot become this")
    return True


def check_known_as(first: ReportType, later: ReportType | None, stated: ReportType) -> None:
    """Refuse a first report about a key that is known and says something else: that would be a revision.

    Raises:
        RuleViolation: `missing_revision_token`.
    """
    if stated not in (first, later):
        raise RuleViolation("missing_revision_token", "a key of this report is known and says something else")


@dataclass(frozen=True, slots=True)
class Request:
    """The keys of a publish request: those that its revision token names, and those that are new."""

    revised: tuple[PublishedKey, ...]
    new: tuple[PublishedKey, ...]


def told_apart(sent: Iterable[PublishedKey], known: Mapping[bytes, ExposureKey]) -> Request:
    """Return which keys a revision token names, and which are new.

    Args:
        sent: As the phone sent them.
        known: What the token names.

    Raises:
        RuleViolation: `invalid_revision_token`: it names none of them, or another span of one.
    """
    revised, new = [], []
    for key in sent:
        named = known.get(_secret(key))
        if named is None:
            new.append(key)
        elif (named.rolling_start, named.rolling_period) == (key.rolling_start_number, key.rolling_period):
            revised.append(key)
        else:
            raise RuleViolation("invalid_revision_token", "the revision token is about another part of time")
    if not revised:
        raise RuleViolation("invalid_revision_token", "the revision token is about other keys")
    return Request(tuple(revised), tuple(new))


def revised_keys(
    keys: Iterable[PublishedKey], *, moment: datetime, report: ReportType, onset: int, policy: Policy
) -> tuple[HeldKey, ...]:
    """Return keys as a revision makes them: none is left out for its age or its distance from the first symptoms.

    Args:
        keys: Those that the token names.
        moment: When the revision arrived.
        report: What the certificate states.
        onset: As in `bluezone.keyserver.rules.judged`; a key further off is said to lie at the end of the span.
        policy: The limits.
    """
    held: dict[bytes, HeldKey] = {}
    for sent in keys:
        if not 0 <= sent.transmission_risk <= HIGHEST_RISK:
            raise RuleViolation("bad_request", f"transmissionRisk is 0 to {HIGHEST_RISK}")
        key = ExposureKey(_secret(sent), sent.rolling_start_number, sent.rolling_period)
        days = key.rolling_start // KEY_INTERVALS_A_DAY - onset // KEY_INTERVALS_A_DAY
        near = min(max(days, -policy.onset_span), policy.onset_span)
        diagnosis = DiagnosisKey(key, report, near, sent.transmission_risk or FILLED_RISK[report])
        held.setdefault(key.secret, HeldKey(diagnosis, release_hour(key, moment)))
    return tuple(held.values())


def _secret(key: PublishedKey) -> bytes:
    try:
        return from_base64(key.key, length=SECRET_LENGTH, name="key")
    except MalformedMessage as wrong:
        raise RuleViolation("bad_request", str(wrong)) from wrong

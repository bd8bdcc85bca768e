"""Verdicts: what a check from a client's side proves of a wifi's notice."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

from bluezone.portal.rules.pop_ups import FORBIDDEN, LARGEST, MARK
from bluezone.portal.rules.probes import Probe


class Verdict(StrEnum):
    """What is said of a wifi."""

    GOOD = "good"
    """A phone that joins is told, and nothing is held back."""
    MISSING = "missing"
    """The internet works, and nobody is told anything."""
    BROKEN = "broken"
    """Something is there that does not work as it should, or there is no internet."""


class Outcome(StrEnum):
    """What one question heard."""

    INTERNET = "internet"
    """The vendor's own answer."""
    NOTICE = "notice"
    """The way to our notice."""
    ELSEWHERE = "elsewhere"
    """Something that is neither: another portal, a page of the carrier."""
    NO_INTERNET = "no-internet"
    """The notice itself says that the place has none."""
    NO_ANSWER = "no-answer"
    NOT_ASKED = "not-asked"
    ABSENT = "absent"
    """Asked, and nothing is there."""
    HTTPS = "https"
    """An HTTPS address, as it should be."""
    NOT_HTTPS = "not-https"
    """An address that phones refuse."""
    OPEN = "open"
    """Answered well: nothing is held back."""
    CAPTIVE = "captive"
    """Answered well: the notice waits to be read."""
    NO_PAGE = "no-page"
    """Answered well, but leads to no page."""
    CERTIFICATE_EXPIRED = "certificate-expired"
    CERTIFICATE_WRONG = "certificate-wrong"
    MALFORMED = "malformed"
    FITS = "fits"
    """A page under 20 KB that holds everything itself."""
    TOO_LARGE = "too-large"
    NEEDS_OTHERS = "needs-others"
    """A page with scripts, links, or anything from elsewhere, which a pop-up browser refuses."""
    NOT_OURS = "not-ours"
    PASSES = "passes"
    """Port 443 leads to whom was asked for, with a certificate that holds."""
    BLOCKED = "blocked"


WRONG = frozenset(
    {
        Outcome.ELSEWHERE,
        Outcome.NO_INTERNET,
        Outcome.NOT_HTTPS,
        Outcome.NO_PAGE,
        Outcome.CERTIFICATE_EXPIRED,
        Outcome.CERTIFICATE_WRONG,
        Outcome.MALFORMED,
        Outcome.TOO_LARGE,
        Outcome.NEEDS_OTHERS,
        Outcome.NOT_OURS,
        Outcome.BLOCKED,
    }
)
"""One of these, and the wifi is broken."""
PROMISED = frozenset({"api", "page", "user-portal-url", "venue-info-url"})
"""Whoever was told of one of these expects an answer."""
TOLD = frozenset({Outcome.NOTICE, Outcome.FITS})
"""One of these, and a phone is told."""
HEARD = frozenset({Outcome.INTERNET, Outcome.NOTICE, Outcome.PASSES})
"""One of these, and there is a network at all."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One question and what it heard.

    Args:
        probe: Who was asked, such as `apple captive.apple.com`, `option-114`, `api`, `page`, `port-443`.
        outcome: What was heard.
    """

    probe: str
    outcome: Outcome


def verdict(findings: Sequence[Finding]) -> Verdict:
    """Return what all findings mean together; a single vendor that does not answer means nothing."""
    outcomes = {finding.outcome for finding in findings}
    if any(_is_wrong(finding) for finding in findings) or not outcomes & HEARD:
        return Verdict.BROKEN
    return Verdict.GOOD if outcomes & TOLD else Verdict.MISSING


def _is_wrong(finding: Finding) -> bool:
    silent = finding.outcome is Outcome.NO_ANSWER and finding.probe in PROMISED
    return silent or finding.outcome in WRONG


def probe_outcome(probe: Probe, status: int, body: bytes, *, leads_to_notice: bool) -> Outcome:
    """Return what a vendor's probe heard.

    Args:
        probe: The probe.
        status: HTTP's number.
        body: The content.
        leads_to_notice: Whether the answer's redirect, if it is one, ends at our notice.
    """
    if probe.is_passed(status, body):
        return Outcome.INTERNET
    if leads_to_notice or (MARK.encode() in body and status == HTTPStatus.OK):
        return Outcome.NOTICE
    return Outcome.NO_INTERNET if MARK.encode() in body else Outcome.ELSEWHERE


def page_outcome(content: bytes, *, is_popup: bool) -> Outcome:
    """Return whether a page is one that every phone can show.

    Args:
        content: The page.
        is_popup: Whether it opens in a pop-up browser; a page of the province opens in a real one and need not be ours.
    """
    if not is_popup:
        return Outcome.FITS if content else Outcome.ABSENT
    if MARK.encode() not in content:
        return Outcome.NOT_OURS
    if len(content) >= LARGEST:
        return Outcome.TOO_LARGE
    lower = content.lower()
    return Outcome.NEEDS_OTHERS if any(sign in lower for sign in FORBIDDEN) else Outcome.FITS

"""The check: asks everything that a phone asks when it joins a wifi, and says what a phone would see."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from socket import create_connection
from ssl import SSLCertVerificationError, SSLError
from urllib.parse import urlsplit

from bluezone.portal.fetching import EXPIRED, PATIENCE_SECONDS, Fetched, Fetcher, Refused
from bluezone.portal.lease import option_114
from bluezone.portal.rules.captive import MEDIA_TYPE, CaptiveState, read
from bluezone.portal.rules.probes import PROBES, Probe
from bluezone.portal.rules.verdicts import Finding, Outcome, Verdict, page_outcome, probe_outcome, verdict
from bluezone.protocol.errors import MalformedMessage, Unavailable


@dataclass(frozen=True, slots=True)
class Question:
    """What a check is to ask.

    Args:
        interface: Of the wifi, to ask for option 114; None asks for none.
        api: Address of the captive portal API, if it is known otherwise.
        secure_host: Who is asked on port 443.
    """

    interface: str | None
    api: str | None
    secure_host: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found.

    Args:
        verdict: What it means.
        findings: Every question and what it heard.
        page_bytes: Size of the notice that a pop-up browser would load, or else of the province's page.
    """

    verdict: Verdict
    findings: tuple[Finding, ...]
    page_bytes: int | None


def check(question: Question, fetcher: Fetcher) -> Checked:
    """Return what a phone would see."""
    api, findings = _option(question)
    probed = {probe: _probed(probe, fetcher) for probe in PROBES}
    findings += [Finding(probe.name, outcome) for probe, (outcome, _) in probed.items()]
    state, outcome = _asked(api, fetcher)
    findings.append(Finding("api", outcome))
    pages = list(_pages([page for _, page in probed.values() if page], state, fetcher))
    findings += [finding for finding, _ in pages]
    findings.append(Finding("port-443", secure_outcome(question.secure_host, fetcher)))
    return Checked(verdict(findings), tuple(findings), next((size for _, size in pages), None))


def _option(question: Question) -> tuple[str | None, list[Finding]]:
    """Return the API's address and what asking for option 114 heard."""
    if question.interface is None:
        return question.api, [Finding("option-114", Outcome.NOT_ASKED)]
    try:
        found = asyncio.run(option_114(question.interface))
    except Unavailable:
        return question.api, [Finding("option-114", Outcome.NO_ANSWER)]
    except MalformedMessage:
        return question.api, [Finding("option-114", Outcome.MALFORMED)]
    if found is None:
        return question.api, [Finding("option-114", Outcome.ABSENT)]
    secure = found.startswith("https://")
    return found, [Finding("option-114", Outcome.HTTPS if secure else Outcome.NOT_HTTPS)]


def _probed(probe: Probe, fetcher: Fetcher) -> tuple[Outcome, Fetched | None]:
    """Return what a vendor's probe heard, and our notice when it leads there."""
    address = f"http://{probe.host}{probe.path}"
    try:
        first = fetcher.fetch(address)
        led = fetcher.fetch(address, follow=True) if first.redirects else None
    except Refused as refused:
        return refused.outcome, None
    is_notice = led is not None and probe_outcome(probe, led.status, led.body, leads_to_notice=False) is Outcome.NOTICE
    outcome = probe_outcome(probe, first.status, first.body, leads_to_notice=is_notice)
    return outcome, (led or first) if outcome is Outcome.NOTICE else None


def _asked(api: str | None, fetcher: Fetcher) -> tuple[CaptiveState | None, Outcome]:
    """Return what the captive portal API says."""
    if api is None:
        return None, Outcome.ABSENT
    if not api.startswith("https://"):
        return None, Outcome.NOT_HTTPS
    try:
        state = _state(fetcher.fetch(api))
    except Refused as refused:
        return None, refused.outcome
    except MalformedMessage:
        return None, Outcome.MALFORMED
    well = Outcome.CAPTIVE if state.captive else Outcome.OPEN
    return state, well if state.user_portal_url or state.venue_info_url else Outcome.NO_PAGE


def _state(found: Fetched) -> CaptiveState:
    if found.status != HTTPStatus.OK or found.media_type != MEDIA_TYPE:
        raise MalformedMessage(f"the captive portal API answers 200 with {MEDIA_TYPE}")
    return read(found.body)


def _pages(popups: list[Fetched], state: CaptiveState | None, fetcher: Fetcher) -> Iterator[tuple[Finding, int]]:
    """Yield what each page is that a phone would open, with its size; the pop-up first."""
    for page in popups[:1]:
        yield Finding("page", page_outcome(page.body, is_popup=True)), len(page.body)
    for name, address in (
        ("user-portal-url", state.user_portal_url if state else None),
        ("venue-info-url", state.venue_info_url if state else None),
    ):
        if address is None:
            continue
        try:
            found = fetcher.fetch(address, follow=True)
        except Refused as refused:
            yield Finding(name, refused.outcome), 0
            continue
        is_popup = name == "user-portal-url"
        well = found.status == HTTPStatus.OK
        yield Finding(name, page_outcome(found.body, is_popup=is_popup) if well else Outcome.NOT_OURS), len(found.body)


def secure_outcome(host: str, fetcher: Fetcher) -> Outcome:
    """Return whether port 443 leads to whom is asked for: nothing is blocked, and nobody stands between."""
    parts = urlsplit(f"//{host}")
    try:
        with (
            create_connection((parts.hostname or "", parts.port or 443), timeout=PATIENCE_SECONDS) as plain,
            fetcher.trust.wrap_socket(plain, server_hostname=parts.hostname),
        ):
            return Outcome.PASSES
    except SSLCertVerificationError as wrong:
        return Outcome.CERTIFICATE_EXPIRED if wrong.verify_code == EXPIRED else Outcome.CERTIFICATE_WRONG
    except SSLError:
        return Outcome.CERTIFICATE_WRONG
    except (OSError, ValueError):
        return Outcome.BLOCKED

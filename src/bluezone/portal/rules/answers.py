"""Answers: what a phone hears from the notice, before and after its person has read it, with and without internet.

A probe hears what is true. Before, it is led to the notice; after, it hears the vendor's own word for success; and when
the place has no internet, it hears that, and nobody pretends.
"""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from bluezone.portal.rules.captive import MEDIA_TYPE, CaptiveState, written
from bluezone.portal.rules.probes import Probe, probe_for
from bluezone.portal.rules.requests import Request

API_PATH: Final = "/captive/api"
NOTICE_PATH: Final = "/notice"
CONTINUE_PATH: Final = "/continue"
HEALTH_PATH: Final = "/health"
HTML: Final = "text/html; charset=utf-8"
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; base-uri 'none'"
REASONS: Final = {
    200: "OK",
    204: "No Content",
    302: "Found",
    303: "See Other",
    400: "Bad Request",
    404: "Not Found",
    405: "Method Not Allowed",
    503: "Service Unavailable",
}


@dataclass(frozen=True, slots=True)
class Pages:
    """The three pages, whole, in both languages.

    Args:
        notice: What is shown first.
        continued: What stands there after "Tiếp tục".
        no_internet: What stands there while the place has no internet.
    """

    notice: bytes
    continued: bytes
    no_internet: bytes


@dataclass(frozen=True, slots=True)
class Place:
    """What the answers say of the place.

    Args:
        pages: Its pages.
        portal_url: HTTPS address of the notice on this box, if the box has a certificate.
        venue_info_url: HTTPS address of the province's page about the place, if there is one.
    """

    pages: Pages
    portal_url: str | None = None
    venue_info_url: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the asking phone stands.

    Args:
        has_seen: Whether its person read the notice within a day.
        is_online: Whether the place has internet.
        here: This box as the phone reaches it, `http://address:port`.
    """

    has_seen: bool
    is_online: bool
    here: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the phone hears.

    Args:
        status: HTTP's number.
        body: The content.
        media_type: Of the content.
        location: Where it is led.
        lets_through: Whether the phone is no longer asked, from now on.
        shows: Whether this is the notice itself, which is counted.
    """

    status: int
    body: bytes = b""
    media_type: str = HTML
    location: str | None = None
    lets_through: bool = False
    shows: bool = False


def asks_who(request: Request) -> bool:
    """Tell whether the answer to a request depends on which phone asks, so that nobody is looked up without need."""
    return request.path not in {HEALTH_PATH, NOTICE_PATH}


def answer(request: Request, standing: Standing, place: Place) -> Answer:
    """Return what a request hears."""
    match request.method, request.path:
        case "POST", "/continue":
            return _gone_on(standing, place.pages)
        case "GET" | "HEAD", path:
            return _read(path, request.host, standing, place)
    return Answer(405)


def head(found: Answer) -> bytes:
    """Return the head of an answer as it crosses the wire: nothing is kept by anybody, and nothing is fetched from elsewhere."""
    lines = [
        f"HTTP/1.1 {found.status} {REASONS[found.status]}",
        "Connection: close",
        "Cache-Control: private, no-store",
        f"Content-Security-Policy: {POLICY}",
        "X-Content-Type-Options: nosniff",
    ]
    lines += [f"Location: {found.location}"] if found.location else []
    lines += [f"Content-Length: {len(found.body)}"] if found.status != HTTPStatus.NO_CONTENT else []
    lines += [f"Content-Type: {found.media_type}"] if found.body else []
    return "\r\n".join([*lines, "", ""]).encode("ascii")


def _read(path: str, host: str, standing: Standing, place: Place) -> Answer:
    match path:
        case "/health":
            return Answer(204)
        case "/captive/api":
            return Answer(200, written(_state(standing, place)), MEDIA_TYPE)
        case "/notice":
            return _notice(standing, place.pages)
        case "/continue":
            return Answer(303, location=standing.here + NOTICE_PATH)
    return _elsewhere(host, path, standing, place.pages)


def _state(standing: Standing, place: Place) -> CaptiveState:
    captive = standing.is_online and not standing.has_seen
    return CaptiveState(captive, place.portal_url, place.venue_info_url)


def _notice(standing: Standing, pages: Pages) -> Answer:
    return Answer(200, pages.notice, shows=True) if standing.is_online else Answer(503, pages.no_internet)


def _gone_on(standing: Standing, pages: Pages) -> Answer:
    return Answer(200, pages.continued if standing.is_online else pages.no_internet, lets_through=True)


def _elsewhere(host: str, path: str, standing: Standing, pages: Pages) -> Answer:
    """Answer what was meant for somebody else: a probe, or a page without encryption."""
    if not standing.is_online:
        return Answer(503, pages.no_internet)
    if not standing.has_seen:
        return Answer(302, location=standing.here + NOTICE_PATH)
    probe = probe_for(host, path)
    return _success(probe) if probe else Answer(404)


def _success(probe: Probe) -> Answer:
    return Answer(probe.status, probe.body, probe.media_type)

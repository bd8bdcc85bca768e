"""The key server as an ASGI program: the table of its endpoints, its published files, its own description."""

from collections.abc import Iterable, Mapping
from time import perf_counter
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bluezone.keyserver import codes, mailbox, publish, totals_desk
from bluezone.keyserver.answers import JSON, Form
from bluezone.keyserver.feed_desk import taking
from bluezone.keyserver.hold import Hold
from bluezone.keyserver.meters import EndpointMeter, Meters
from bluezone.keyserver.openapi import description
from bluezone.keyserver.parts import Parts
from bluezone.keyserver.watching import HEALTH, METRICS, READY, Watching
from bluezone.keyserver.wire import ADMIN_HEADERS, PHONE_HEADERS, Credentials, Endpoint, Handler, refusal
from bluezone.protocol import messages
from bluezone.protocol.exposure_report import LETTER_LENGTH
from bluezone.protocol.mailbox import FeedTaken, LetterLeft, MailRequest, MailResponse
from bluezone.protocol.signed_feeds import FeedKind
from bluezone.protocol.signed_files import FILE_LIMIT, Envelope
from bluezone.protocol.totals import ExportsRequest, ExportsResponse, TotalsRequest, TotalsResponse

ENDPOINTS: Final = (
    Endpoint(
        "/api/verify",
        "Exchange a verification code for a token.",
        messages.VerifyRequest,
        messages.VerifyResponse,
        codes.verify,
    ),
    Endpoint(
        "/api/certificate",
        "Exchange a token for a certificate about keys.",
        messages.CertificateRequest,
        messages.CertificateResponse,
        codes.certify,
    ),
    Endpoint(
        "/v1/publish",
        "Publish keys with a certificate.",
        messages.PublishRequest,
        messages.PublishResponse,
        publish.publish,
    ),
    Endpoint(
        "/v1/mail",
        "Leave a sealed letter for the authority.",
        None,
        LetterLeft,
        mailbox.leave,
        limit=LETTER_LENGTH,
    ),
    Endpoint(
        "/api/issue",
        "Make a verification code for a case.",
        messages.IssueRequest,
        messages.IssueResponse,
        codes.issue,
        admin=True,
    ),
    Endpoint(
        "/api/batch-issue",
        "Make up to ten verification codes.",
        messages.BatchIssueRequest,
        messages.BatchIssueResponse,
        codes.batch_issue,
        admin=True,
    ),
    Endpoint(
        "/api/checkcodestatus",
        "Ask whether a code was claimed.",
        messages.CodeStatusRequest,
        messages.CodeStatusResponse,
        codes.status,
        admin=True,
    ),
    Endpoint(
        "/api/expirecode",
        "End an unclaimed code.",
        messages.CodeStatusRequest,
        messages.CodeStatusResponse,
        codes.expire,
        admin=True,
    ),
    Endpoint(
        "/api/mail",
        "Take sealed letters, and say which were taken before.",
        MailRequest,
        MailResponse,
        mailbox.collect,
        admin=True,
    ),
    Endpoint(
        "/api/totals",
        "Ask for the totals of a day that is over.",
        TotalsRequest,
        TotalsResponse,
        totals_desk.totals,
        admin=True,
    ),
    Endpoint(
        "/api/exports",
        "Ask how exports stand, name their ceiling, hold them or let them go on.",
        ExportsRequest,
        ExportsResponse,
        totals_desk.exports,
        admin=True,
    ),
    *(
        Endpoint(
            f"/api/signed/{kind}",
            f"Publish the signed feed of kind {kind}.",
            Envelope,
            FeedTaken,
            taking(kind),
            admin=True,
            method="PUT",
            raw=True,
            limit=FILE_LIMIT,
        )
        for kind in FeedKind
    ),
)
INTERNAL: Final = frozenset(endpoint.path for endpoint in ENDPOINTS if endpoint.admin) | {READY, METRICS}
"""What nobody outside asks: the shipped proxies hide it."""
FILES: Final = ("/keys.json", "/exports/index.json", "/exports/index.txt", "/feeds/index.json", HEALTH, READY, METRICS)
FOLDERS: Final = ("exports", "feeds", "signed", "log")
OTHER: Final = "other"
"""What everything else is counted as."""


class _Door:
    """The ASGI end of the whole: what phones and the authority post goes straight to its handler, the rest by a router."""

    def __init__(self, posts: Mapping[str, Handler], others: ASGIApp) -> None:
        self._posts = posts
        self._others = others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        handler = self._posts.get(scope["path"]) if scope["type"] == "http" and scope["method"] == "POST" else None
        await (handler or self._others)(scope, receive, send)


class _Counted:
    """The ASGI end before what is no endpoint: its answers are counted by a table of places, never by what was asked."""

    def __init__(self, app: ASGIApp, meters: Meters) -> None:
        self._app = app
        places = (*FILES, *(f"/{folder}/{{name}}" for folder in FOLDERS), OTHER)
        self._meters = {place: meters.endpoint(place) for place in places}
        self._uncounted = frozenset(endpoint.path for endpoint in ENDPOINTS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on and count its answer."""
        if scope["type"] != "http" or scope["path"] in self._uncounted:  # an endpoint counts by itself
            await self._app(scope, receive, send)
            return
        meter, start = self._of(scope["path"]), perf_counter()

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                meter.answered(message["status"], perf_counter() - start)
            await send(message)

        await self._app(scope, receive, counted)

    def _of(self, path: str) -> EndpointMeter:
        folder = path.removeprefix("/").partition("/")[0]
        found = self._meters.get(path) or self._meters.get(f"/{folder}/{{name}}")
        return found or self._meters[OTHER]


def application(
    parts: Parts, credentials: Credentials, *, files: Iterable[BaseRoute] = (), version: str = "0"
) -> ASGIApp:
    """Return the key server.

    Args:
        parts: What its services work with.
        credentials: What callers present.
        files: Routes of the published files.
        version: What the description says of itself.
    """
    phone, admin = (
        Form(parts.chance, headers, even=even) for headers, even in ((PHONE_HEADERS, True), (ADMIN_HEADERS, False))
    )
    hold = Hold(parts.answer_budget)

    async def refused(request: Request, wrong: Exception) -> Response:
        answer = refusal(admin if request.url.path in INTERNAL else phone, request.url.path, wrong)
        response = Response(answer.body, answer.status)
        response.raw_headers = answer.headers
        return response

    handlers = {
        endpoint.path: Handler(endpoint, parts, credentials, admin)
        if endpoint.admin
        else Handler(endpoint, parts, credentials, phone, hold)
        for endpoint in ENDPOINTS
    }
    routes: list[BaseRoute] = [
        Route(
            endpoint.path,
            handlers[endpoint.path],
            methods=[endpoint.method] if endpoint.admin else [endpoint.method, "OPTIONS"],
        )
        for endpoint in ENDPOINTS
    ]
    posts = {endpoint.path: handlers[endpoint.path] for endpoint in ENDPOINTS if endpoint.method == "POST"}
    routes += files
    routes += parts.feeds.routes()
    routes += Watching(parts, credentials.watch).routes()
    routes.append(_fixed("/openapi.json", description(ENDPOINTS, version)))
    others = Starlette(routes=routes, exception_handlers={HTTPException: refused})
    return _Door(posts, _Counted(others, parts.meters))


def _fixed(path: str, body: bytes) -> Route:
    async def answer(_: Request) -> Response:
        return Response(body, media_type=JSON, headers=PHONE_HEADERS)

    return Route(path, answer, methods=["GET"])

"""Requests in, answers out: bodies read within limits, every refusal in one shape, phones all answered in the same time."""

import hmac
import logging
from asyncio import timeout
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from math import ceil
from time import perf_counter
from typing import Any, Final

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from bluezone.keyserver import dummies
from bluezone.keyserver.answers import JSON, Answer, Form, Headers, raw
from bluezone.keyserver.hold import Hold
from bluezone.keyserver.limits import TooManyFailures
from bluezone.keyserver.parts import Parts
from bluezone.protocol.errors import BluezoneError, MalformedMessage, RuleViolation
from bluezone.protocol.messages import BODY_LIMIT, ErrorResponse, PublishResponse, decoded

logger = logging.getLogger(__name__)

OCTETS: Final = "application/octet-stream"
PATIENCE_SECONDS: Final = 20.0
"""How long a body may take to arrive."""
RETRY_SECONDS: Final = 5
"""When to come back after `Unavailable`."""

STATUS: Final = {
    "health_authority_verification_certificate_invalid": HTTPStatus.UNAUTHORIZED,
    "unknown_health_authority_id": HTTPStatus.UNAUTHORIZED,
    "unauthorized": HTTPStatus.UNAUTHORIZED,
    "code_not_found": HTTPStatus.NOT_FOUND,
    "uuid_already_exists": HTTPStatus.CONFLICT,
    "unsupported_test_type": HTTPStatus.PRECONDITION_FAILED,
    "quota_exceeded": HTTPStatus.TOO_MANY_REQUESTS,
    "mailbox_full": HTTPStatus.SERVICE_UNAVAILABLE,
    "feed_rolled_back": HTTPStatus.CONFLICT,
    "feed_forked": HTTPStatus.CONFLICT,
}
"""The status of a refusal; 400 for every other code."""
REFUSALS: Final = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.CONFLICT,
    HTTPStatus.PRECONDITION_FAILED,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
"""Every status with which a request may be refused."""
SAID_ONCE: Final = (b"host", b"content-type", b"content-length", b"x-api-key", b"x-chaff")
"""Headers that decide something."""
PUBLISH: Final = "/v1/publish"
PUBLISH_CODES: Final = {"unparsable_request": "bad_request", "internal_server_error": "internal_error"}
"""The same refusals in the words of the Exposure Notification key server."""
HTTP_CODES: Final = {
    HTTPStatus.NOT_FOUND: "not_found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method_not_allowed",
    HTTPStatus.REQUEST_TIMEOUT: "request_timeout",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "body_too_large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "unsupported_media_type",
}
PHONE_HEADERS: Final = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}
"""Phones may be web pages of any origin: there are no cookies to misuse."""
ADMIN_HEADERS: Final = {"Cache-Control": "no-store"}
PREFLIGHT_HEADERS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "content-type, x-api-key, x-chaff, x-wheat",
    "Access-Control-Max-Age": "86400",
}

Act = Callable[[Parts, Any, str], Awaitable[Struct]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One row of the table of requests that are sent.

    Args:
        path: Where.
        summary: What for, one sentence.
        asks: The message in; None: that many bytes, as they are.
        answers: The message out.
        act: The service.
        admin: Whether the authority asks, with its credential; a phone otherwise.
        method: POST or PUT.
        raw: Whether the service is handed the body's bytes, whatever `asks` says of them.
        limit: The longest body that is read, in bytes.
    """

    path: str
    summary: str
    asks: type[Struct] | None
    answers: type[Struct]
    act: Act
    admin: bool = False
    method: str = "POST"
    raw: bool = False
    limit: int = BODY_LIMIT

    @property
    def media(self) -> str:
        """What a body says that it is."""
        return JSON if self.asks else OCTETS


@dataclass(frozen=True, slots=True)
class Credentials:
    """The keys that callers present in `X-API-Key`: the authority's, and those of phones if any are configured.

    `watch` is what whoever watches the server presents as a bearer token; empty: there is nothing to watch.
    """

    admin: bytes
    devices: tuple[bytes, ...] = ()
    watch: bytes = b""


class Handler:
    """The ASGI end of an endpoint: read, hold, decode, act, encode; lean, for three of them make a report.

    Args:
        endpoint: Which.
        parts: What its service works with.
        credentials: What callers present.
        form: Of its answers.
        hold: Until when answers wait; None: none does.
    """

    def __init__(
        self, endpoint: Endpoint, parts: Parts, credentials: Credentials, form: Form, hold: Hold | None = None
    ) -> None:
        """Prepare what is the same for every request."""
        self._endpoint = endpoint
        self._parts = parts
        self._media = endpoint.media.encode()
        self._asks = endpoint.asks or Struct
        self._raw = endpoint.raw or endpoint.asks is None
        self._allowed = (credentials.admin,) if endpoint.admin else credentials.devices
        self._form = form
        self._hold = hold
        self._meter = parts.meters.endpoint(endpoint.path)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["method"] == "OPTIONS":
            await Answer(HTTPStatus.NO_CONTENT, raw(PREFLIGHT_HEADERS), b"").send(send)
            return
        headers = dict(scope["headers"])
        body = await self._read(headers, scope, receive)
        due = self._hold.begun() if self._hold else None
        start = perf_counter()
        answer = await self._answer(headers, body, scope)
        worked = perf_counter() - start
        self._meter.answered(answer.status, worked)
        if self._hold and due:
            await self._hold.over(due, worked, self._meter)
        await answer.send(send)

    async def _read(self, headers: dict[bytes, bytes], scope: Scope, receive: Receive) -> bytes | Exception:
        """Return the body, or what refuses it: that too is answered in time."""
        try:
            if len(headers) != len(scope["headers"]):
                _check_said_once(scope["headers"])
            _check_caller(self._parts, headers, self._allowed, _address(scope))
            return await _body(headers, receive, self._media, self._endpoint.limit)
        except (BluezoneError, HTTPException, ClientDisconnect) as wrong:
            return wrong

    async def _answer(self, headers: dict[bytes, bytes], body: bytes | Exception, scope: Scope) -> Answer:
        parts, endpoint = self._parts, self._endpoint
        try:
            if isinstance(body, Exception):
                return refusal(self._form, endpoint.path, body)
            if dummies.CHAFF in headers and not endpoint.admin:
                said = await dummies.answered(parts, body, endpoint.asks, endpoint.answers)
                return self._form.filled(said, HTTPStatus.OK)
            message = body if self._raw else decoded(body, self._asks)
            return self._form.filled(await endpoint.act(parts, message, _address(scope)), HTTPStatus.OK)
        except (BluezoneError, HTTPException) as wrong:
            return refusal(self._form, endpoint.path, wrong)
        except Exception as wrong:  # noqa: BLE001 -- a bug; its message may hold a code or a key, so only its place is told
            logger.error("a request failed", extra=_place(wrong))  # noqa: TRY400 -- a traceback would tell the message
            return refusal(self._form, endpoint.path, wrong)


def refusal(form: Form, path: str, wrong: Exception) -> Answer:
    """Return the answer to a request that could not be served; no word of the request is in it."""
    status, code, sentence, extra = _explained(wrong)
    said: ErrorResponse | PublishResponse
    if path == PUBLISH:
        code = PUBLISH_CODES.get(code, code)
        said = PublishResponse(inserted_exposures=0, error=sentence, code=code)
    else:
        said = ErrorResponse(error=sentence, error_code=code, error_code_legacy=code)
    return form.filled(said, status, extra)


def _address(scope: Scope) -> str:
    return scope["client"][0] if scope.get("client") else ""


def _explained(wrong: Exception) -> tuple[HTTPStatus, str, str, Headers]:
    match wrong:
        case TooManyFailures():
            wait = str(max(1, ceil(wrong.wait.total_seconds())))
            return HTTPStatus.TOO_MANY_REQUESTS, wrong.code, str(wrong), {"Retry-After": wait}
        case RuleViolation():
            return STATUS.get(wrong.code, HTTPStatus.BAD_REQUEST), wrong.code, str(wrong), {}
        case MalformedMessage() | ClientDisconnect():
            return HTTPStatus.BAD_REQUEST, "unparsable_request", str(wrong), {}
        case BluezoneError():
            sentence = "the server cannot do this now; try again later"
            retry = {"Retry-After": str(RETRY_SECONDS)}
            return HTTPStatus.SERVICE_UNAVAILABLE, "internal_server_error", sentence, retry
        case HTTPException():
            status = HTTPStatus(wrong.status_code)
            return status, HTTP_CODES.get(status, "unparsable_request"), status.phrase, dict(wrong.headers or {})
        case _:
            return HTTPStatus.INTERNAL_SERVER_ERROR, "internal_server_error", "internal error", {}


def _place(wrong: Exception) -> dict[str, str | int]:
    """Return where a bug is, without a word of what it was about."""
    trace = wrong.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    code = trace.tb_frame.f_code.co_qualname if trace else ""
    return {"kind": type(wrong).__name__, "function": code, "line": trace.tb_lineno if trace else 0}


def _check_said_once(headers: list[tuple[bytes, bytes]]) -> None:
    """Refuse headers that decide something and are there twice: a proxy might believe the other one."""
    said = Counter(name for name, _ in headers)
    if any(said[name] > 1 for name in SAID_ONCE):
        raise MalformedMessage("a header that may be said once is said twice")


def _check_caller(parts: Parts, headers: dict[bytes, bytes], allowed: tuple[bytes, ...], address: str) -> None:
    if not allowed:
        return
    moment = parts.clock.now()
    parts.limits.check(address, moment, guessable=False)
    presented = headers.get(b"x-api-key", b"")
    if not any([hmac.compare_digest(presented, key) for key in allowed]):  # noqa: C419 -- every key is compared, in equal time
        parts.limits.failed(address, moment)
        raise RuleViolation("unauthorized", "X-API-Key is missing or not known")


async def _body(headers: dict[bytes, bytes], receive: Receive, media: bytes, limit: int) -> bytes:
    if headers.get(b"content-type", b"").partition(b";")[0].strip().lower() != media:
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    found = bytearray()
    try:
        async with timeout(PATIENCE_SECONDS):
            while True:
                event = await receive()
                if event["type"] == "http.disconnect":
                    raise ClientDisconnect
                found += event.get("body", b"")
                if len(found) > limit:
                    raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, headers={"Connection": "close"})
                if not event.get("more_body", False):
                    return bytes(found)
    except TimeoutError as wrong:
        raise HTTPException(HTTPStatus.REQUEST_TIMEOUT, headers={"Connection": "close"}) from wrong

"""The pages' way to the device: static files and `bluezone.protocol.device` over HTTP on this machine.

Who may speak: only pages that this program serves. The name under which it is asked has to be this machine's, so that
no foreign name leads here (DNS rebinding); an `Origin` has to be its own; and every question bears a bearer, which a
page gets once for the token in its link. There is no cookie, so nothing is sent along by itself. It knows no page: the
files are handed in.
"""

from asyncio import Lock
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Any, Final
from urllib.parse import unquote

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bluezone.phone.device import Device
from bluezone.protocol import device as words
from bluezone.protocol.errors import BluezoneError, MalformedMessage, RuleViolation, Unavailable

ROOT: Final = "/device/v1/"
FIRST_PAGE: Final = "index.html"
TOKEN_LENGTH: Final = 32
"""Random bytes of a link's token and of a bearer."""
SESSIONS: Final = 8
"""So many pages at once, at most; a further one takes the place of the oldest."""
JSON: Final = "application/json"
OWN_ONLY: Final = {"cross-origin-resource-policy": "same-origin"}
"""No other origin's page may even load a file from here, and so learn that somebody runs this program."""
REFUSED: Final = {RuleViolation: 409, MalformedMessage: 400, Unavailable: 503}

Answer = Any
Verb = Callable[[Device, bytes, str], Awaitable[Answer]]


class Refused(Exception):
    """A request that does not reach the device."""

    def __init__(self, status: int, code: str, message: str) -> None:
        """Keep the HTTP status and the code beside the sentence."""
        super().__init__(message)
        self.status, self.code = status, code


@dataclass(slots=True)
class Doorkeeper:
    """Lets in whoever has the link: its token is good once, for a bearer; then there is another link.

    Args:
        random_bytes: Unpredictable bytes.
        hand_over: Puts a fresh token where only the owner of the machine's account can read it.
    """

    random_bytes: Callable[[int], bytes] = field(repr=False)
    hand_over: Callable[[str], None] = field(repr=False)
    _token: str = field(init=False, default="", repr=False)
    _bearers: list[str] = field(init=False, default_factory=list, repr=False)

    def open(self) -> None:
        """Hand over a fresh token."""
        self._token = self._fresh()
        self.hand_over(self._token)

    def close(self) -> None:
        """Let nobody in any more."""
        self._token = ""
        self._bearers.clear()

    def exchanged(self, token: str) -> str:
        """Return a bearer for the token.

        Raises:
            Refused: It is not the one that was handed over last, or was used.
        """
        if not self._token or not _same(token, self._token):
            raise Refused(403, "token_refused", "this link was used, or is not the newest: open the newest one")
        self._bearers = [*self._bearers, self._fresh()][-SESSIONS:]
        self.open()
        return self._bearers[-1]

    def knows(self, bearer: str) -> bool:
        """Return whether a page got this bearer."""
        return any([_same(bearer, known) for known in self._bearers])  # noqa: C419 -- all, so that time tells nothing

    def _fresh(self) -> str:
        return urlsafe_b64encode(self.random_bytes(TOKEN_LENGTH)).decode().rstrip("=")


async def _status(device: Device, _body: bytes, _name: str) -> Answer:
    return device.status()


async def _days(device: Device, _body: bytes, _name: str) -> Answer:
    return await device.days()


async def _exposures(device: Device, _body: bytes, _name: str) -> Answer:
    return device.exposures()


async def _visits(device: Device, _body: bytes, _name: str) -> Answer:
    return device.visits.all()


async def _begin_visit(device: Device, body: bytes, _name: str) -> Answer:
    wanted = words.asked(body, words.NewVisit)
    device.visits.begin(wanted.code, though_ended=wanted.ended)
    return device.visits.all()


async def _change_visit(device: Device, body: bytes, name: str) -> Answer:
    device.change_visit(name, words.asked(body, words.VisitTimes))
    return device.visits.all()


async def _remove_visit(device: Device, _body: bytes, name: str) -> Answer:
    device.visits.remove(name)
    return device.visits.all()


async def _report_state(device: Device, _body: bytes, _name: str) -> Answer:
    return device.report_state()


async def _preview_report(device: Device, body: bytes, _name: str) -> Answer:
    return await device.look_up_report(words.asked(body, words.CodeGiven).code)


async def _send_report(device: Device, body: bytes, _name: str) -> Answer:
    return await device.send_report(words.asked(body, words.ReportAgreed))


async def _resume_report(device: Device, _body: bytes, _name: str) -> Answer:
    return await device.resume_report()


async def _preview_letter(device: Device, body: bytes, _name: str) -> Answer:
    return device.preview_letter(words.asked(body, words.LetterWanted))


async def _send_letter(device: Device, body: bytes, _name: str) -> Answer:
    return await device.send_letter(words.asked(body, words.LetterAgreed))


async def _settings(device: Device, _body: bytes, name: str) -> Answer:
    return msgspec.Raw(device.settings(name))


async def _set(device: Device, body: bytes, name: str) -> Answer:
    device.set(name, body)


async def _pause(device: Device, body: bytes, _name: str) -> Answer:
    return await device.pause(words.asked(body, words.Pause).until)


async def _check(device: Device, _body: bytes, _name: str) -> Answer:
    return await device.check()


async def _erase(device: Device, _body: bytes, _name: str) -> Answer:
    await device.erase()


VERBS: Final[Mapping[tuple[str, str], Verb]] = {
    ("GET", "status"): _status,
    ("GET", "days"): _days,
    ("GET", "exposures"): _exposures,
    ("GET", "checkins"): _visits,
    ("POST", "checkins"): _begin_visit,
    ("PUT", "checkins/"): _change_visit,
    ("DELETE", "checkins/"): _remove_visit,
    ("GET", "report"): _report_state,
    ("POST", "report/preview"): _preview_report,
    ("POST", "report/send"): _send_report,
    ("POST", "report/resume"): _resume_report,
    ("POST", "letter/preview"): _preview_letter,
    ("POST", "letter/send"): _send_letter,
    ("GET", "settings/"): _settings,
    ("PUT", "settings/"): _set,
    ("POST", "pause"): _pause,
    ("POST", "check"): _check,
    ("POST", "erase"): _erase,
}
"""What a page may ask; a path that ends with a slash is followed by a name."""
NAMED: Final = ("checkins/", "settings/")


@dataclass(slots=True)
class LocalApi:
    """An ASGI program for one phone.

    Args:
        device: The phone.
        files: The pages: path below the root, such as `index.html`, to bytes and content type.
        headers: What every page bears, such as its content security policy.
        doorkeeper: Lets pages in.
        hosts: The names and port under which this program is asked, such as `127.0.0.1:8123`.
    """

    device: Device
    files: Mapping[str, tuple[bytes, str]]
    headers: Mapping[str, str]
    doorkeeper: Doorkeeper
    hosts: frozenset[str]
    _one_at_a_time: Lock = field(init=False, default_factory=Lock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        try:
            response = await self._answered(request)
        except Refused as refused:
            response = _refusal(refused.status, refused.code, str(refused))
        except BluezoneError as wrong:
            status = next(status for kind, status in REFUSED.items() if isinstance(wrong, kind))
            response = _refusal(status, _code(wrong), str(wrong))
        except ClientDisconnect:
            return
        await response(scope, receive, send)

    async def _answered(self, request: Request) -> Response:
        self._check_sender(request)
        path = request.url.path
        if path.startswith(ROOT):
            return await self._asked(request, path.removeprefix(ROOT))
        return self._page(request, path)

    def _check_sender(self, request: Request) -> None:
        host = request.headers.getlist("host")
        if len(host) != 1 or host[0].lower() not in self.hosts:
            raise Refused(403, "host_refused", "this program answers under this machine's own name only")
        origins = request.headers.getlist("origin")
        if any(origin.lower() != f"http://{host[0].lower()}" for origin in origins):
            raise Refused(403, "origin_refused", "this program answers its own pages only")

    def _page(self, request: Request, path: str) -> Response:
        if request.method not in ("GET", "HEAD"):
            raise Refused(405, "method_refused", "pages are read only")
        found = self.files.get(path.removeprefix("/") or FIRST_PAGE)
        if found is None:
            raise Refused(404, "unknown", "there is no such page")
        content, kind = found
        return Response(content, media_type=kind, headers={**self.headers, **OWN_ONLY, "cache-control": "no-cache"})

    async def _asked(self, request: Request, path: str) -> Response:
        if path == "session":
            return await self._let_in(request)
        if self.device.erased:
            self.doorkeeper.close()
            raise Refused(410, "erased", "everything on this phone was erased")
        scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not self.doorkeeper.knows(bearer):
            raise Refused(401, "session_missing", "open the link of this phone again")
        verb, name = _verb(request.method, path)
        body = await _body(request, max(words.BODY_LIMIT, words.document_limit(name)))
        if request.method == "GET":
            return _success(await verb(self.device, body, name))
        async with self._one_at_a_time:
            return _success(await verb(self.device, body, name))

    async def _let_in(self, request: Request) -> Response:
        if request.method != "POST":
            raise Refused(405, "method_refused", "a session is asked for with POST")
        token = words.asked(await _body(request), words.SessionAsked).token
        if self.device.erased:
            raise Refused(410, "erased", "everything on this phone was erased")
        return _success(words.Session(bearer=self.doorkeeper.exchanged(token)))


async def _body(request: Request, limit: int = words.BODY_LIMIT) -> bytes:
    kind = request.headers.get("content-type", JSON).partition(";")[0].strip().lower()
    if request.method in ("POST", "PUT") and kind != JSON:
        raise Refused(415, "kind_refused", "a request to the device is JSON")
    found = bytearray()
    async for part in request.stream():
        found += part
        if len(found) > limit:
            raise Refused(413, "too_long", f"this request to the device has at most {limit} bytes")
    return bytes(found)


def _verb(method: str, path: str) -> tuple[Verb, str]:
    folder = next((known for known in NAMED if path.startswith(known)), "")
    name = unquote(path.removeprefix(folder)) if folder else ""
    wanted = folder or path
    if found := VERBS.get((method, wanted)):
        return found, name
    if any(known == wanted for _, known in VERBS):
        raise Refused(405, "method_refused", "the device is not asked so")
    raise Refused(404, "unknown", "the device has no such thing")


def _success(answer: Answer) -> Response:
    return _device_answer(200, msgspec.json.encode(answer))


def _refusal(status: int, code: str, message: str) -> Response:
    return _device_answer(status, msgspec.json.encode(words.Refusal(error=code, message=message)))


def _device_answer(status: int, content: bytes) -> Response:
    headers = {**OWN_ONLY, "cache-control": "no-store", "x-content-type-options": "nosniff"}
    return Response(content, status, headers, media_type=JSON)


def _code(wrong: BluezoneError) -> str:
    if isinstance(wrong, RuleViolation):
        return wrong.code
    return "malformed" if isinstance(wrong, MalformedMessage) else "unavailable"


def _same(one: str, other: str) -> bool:
    return compare_digest(one.encode(errors="replace"), other.encode())

"""The way to a key server over HTTPS; plain HTTP on this machine only.

Sources: google/exposure-notifications-verification-server `docs/api.md` and google/exposure-notifications-server
`pkg/api/v1` for paths, refusals and retries. Every kind of request has one length (`bluezone.phone.reporting`), so that
whoever sees the traffic learns nothing from it, and dummies look the same (`bluezone.phone.chaff`). What only somebody who
reports would say goes over a connection of its own, opened for one report and closed after it. Redirects are not followed: a phone speaks to nobody else.
"""

import re
from base64 import b64encode
from collections.abc import Callable
from ipaddress import ip_address
from ssl import PROTOCOL_TLS_CLIENT, SSLContext
from typing import Final, TypeVar

import httpx
import msgspec
from msgspec import Struct, field

from bluezone.phone.chaff import BYTES, MARKS, PATHS, REPORT, Call, dummy_body
from bluezone.protocol.errors import MalformedMessage, RuleViolation, Unavailable
from bluezone.protocol.exports import BIN_LIMIT
from bluezone.protocol.log_tiles import TILE_LIMIT
from bluezone.protocol.messages import (
    BODY_LIMIT,
    CertificateRequest,
    CertificateResponse,
    PublishRequest,
    PublishResponse,
    VerifyRequest,
    VerifyResponse,
    decoded,
    encoded,
)
from bluezone.protocol.signed_feeds import FeedKind
from bluezone.protocol.signed_files import FILE_LIMIT

TIMEOUT_SECONDS: Final = 20
KEPT: Final = httpx.Limits(keepalive_expiry=30)
"""A connection outlives the pauses between the calls of a report."""
NOT_FOUND: Final = 404
TOO_MANY: Final = 429
SERVER_ERRORS: Final = 500
OK: Final = 200

SENTENCES: Final = {
    "code_invalid": "the verification code is not known: look at it again",
    "code_expired": "the verification code has run out: ask for another one",
    "code_not_found": "the verification code is not known: look at it again",
    "token_invalid": "the verification code was used already: ask for another one",
    "token_expired": "the report waited too long: ask for another verification code",
    "unsupported_test_type": "the verification code is for a kind of test that this phone does not report",
    "health_authority_verification_certificate_invalid": "the certificate has run out: try again",
    "export_withheld": "the key server does not hand out an export that its index names",
    "log_tile_withheld": "the key server does not hand out a part of its log of everything published",
}
"""What the person is told; the server's own words are never shown, only its code."""

M = TypeVar("M")

_CODE: Final = re.compile(r"[a-z_]{1,80}", re.ASCII)


class _Refusal(Struct):
    """What a refusal may say, in the spellings of both of the reference servers."""

    code: str = ""
    error_code: str = field(default="", name="errorCode")
    error_code_legacy: str = field(default="", name="error_code")


class HttpSync:
    """A `bluezone.phone.sync.Sync` over the network.

    Args:
        url: The key server's address, without a path behind it or with one that stands before all others.
        random_bytes: Bytes for padding.
        api_key: For servers that give one to each application (`X-API-Key`).
        transport: Where requests go instead of the network; for tests.

    Raises:
        RuleViolation: `https_required`: the address is neither `https` nor on this machine.
    """

    def __init__(
        self,
        url: str,
        *,
        random_bytes: Callable[[int], bytes],
        api_key: str = "",
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Prepare; nothing is sent before the first request."""
        self._recipient = _checked(url)
        self._random_bytes = random_bytes
        self._headers = {"user-agent": "bluezone-phone", "accept": "*/*"} | ({"x-api-key": api_key} if api_key else {})
        self._transport = transport
        self._trusted = _authorities(self._recipient) if transport is None else True
        self._client = self._connected()
        self._reporting: httpx.AsyncClient | None = None
        self._under_way = 0

    @property
    def recipient(self) -> str:
        """Where everything goes."""
        return self._recipient

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()
        await self._hung_up()

    async def verify(self, request: VerifyRequest) -> VerifyResponse:
        """Return the token that a verification code became, and what the code stood for."""
        return await self._asked(Call.VERIFY, request, VerifyResponse)

    async def certificate(self, request: CertificateRequest) -> str:
        """Return the certificate that a token became."""
        return (await self._asked(Call.CERTIFICATE, request, CertificateResponse)).certificate

    async def publish(self, request: PublishRequest) -> PublishResponse:
        """Return what became of the keys."""
        return await self._asked(Call.PUBLISH, request, PublishResponse)

    async def keys_document(self) -> bytes:
        """Return `keys.json`."""
        return await self._read("/keys.json", FILE_LIMIT)

    async def index(self) -> bytes:
        """Return `index.json`."""
        return await self._read("/exports/index.json", FILE_LIMIT)

    async def export(self, name: str) -> bytes:
        """Return an export that the index names."""
        try:
            return await self._read(f"/exports/{name}", BIN_LIMIT)
        except FileNotFoundError as wrong:
            raise RuleViolation("export_withheld", SENTENCES["export_withheld"]) from wrong

    async def log_tile(self, name: str) -> bytes:
        """Return a tile of the log."""
        try:
            return await self._read(f"/log/{name}", TILE_LIMIT)
        except FileNotFoundError as wrong:
            raise RuleViolation("log_tile_withheld", SENTENCES["log_tile_withheld"]) from wrong

    async def mail(self, letter: bytes) -> None:
        """Leave a sealed letter for the authority."""
        status, answer = await self._called(Call.LETTER, letter)
        if status != OK:
            raise _refusal(status, answer)

    async def signed_feed(self, kind: FeedKind) -> bytes | None:
        """Return the newest signed feed of a kind, None when nothing was ever published."""
        try:
            return await self._read(f"/signed/{kind.value}.json", FILE_LIMIT)
        except FileNotFoundError:
            return None

    async def dummy(self, call: Call) -> None:
        """Make a call that means nothing; whatever the answer says is not read."""
        await self._called(call, dummy_body(call, self._random_bytes), dummy=True)

    async def _asked(self, call: Call, request: Struct, kind: type[M]) -> M:
        status, answer = await self._called(call, padded(request, BYTES[call], random_bytes=self._random_bytes))
        if status != OK:
            raise _refusal(status, answer)
        return decoded(answer, kind)

    async def _called(self, call: Call, body: bytes, *, dummy: bool = False) -> tuple[int, bytes]:
        mark, value = MARKS[dummy]
        if call is Call.LETTER:
            headers = {"content-type": "application/octet-stream", mark: value}
            async with self._connected() as client:
                return await self._sent(client, "POST", PATHS[call], BODY_LIMIT, body=body, headers=headers)
        if self._reporting is None:
            self._reporting = self._connected()
        headers = {"content-type": "application/json", mark: value}
        self._under_way += 1
        try:
            return await self._sent(self._reporting, "POST", PATHS[call], BODY_LIMIT, body=body, headers=headers)
        finally:
            self._under_way -= 1
            if call is REPORT[-1] and not self._under_way:  # nobody else who shares this way is in the middle of a call
                await self._hung_up()

    def _connected(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url=self._recipient,
            headers=self._headers,
            timeout=TIMEOUT_SECONDS,
            limits=KEPT,
            trust_env=False,
            transport=self._transport,
            verify=self._trusted,
        )

    async def _hung_up(self) -> None:
        reporting, self._reporting = self._reporting, None
        if reporting is not None:
            await reporting.aclose()

    async def _read(self, path: str, limit: int) -> bytes:
        status, answer = await self._sent(self._client, "GET", path, limit)
        if status == NOT_FOUND:
            raise _Absent("the key server has no such file now")
        if status != OK:
            raise _refusal(status, answer)
        return answer

    async def _sent(  # noqa: PLR0913 -- what makes a request
        self,
        client: httpx.AsyncClient,
        method: str,
        path: str,
        limit: int,
        *,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, bytes]:
        try:
            async with client.stream(method, path, content=body, headers=headers) as answer:
                found = bytearray()
                async for part in answer.aiter_bytes():
                    found += part
                    if len(found) > limit:
                        raise MalformedMessage(f"the key server's answer has more than {limit} bytes")
                return answer.status_code, bytes(found)
        except httpx.DecodingError as wrong:
            raise MalformedMessage("the key server's answer is not encoded as it says") from wrong
        except httpx.HTTPError as wrong:
            raise Unavailable("the key server does not answer: try again later") from wrong


class _Absent(Unavailable, FileNotFoundError):
    """The key server has no such file."""


def padded(message: Struct, size: int, *, random_bytes: Callable[[int], bytes]) -> bytes:
    """Return the JSON of a message that has a `padding`, made exactly `size` bytes long.

    The padding is base64, as third parties' servers want it; spaces after the JSON make up for its steps of four.

    Raises:
        ValueError: The message is longer than that.
    """
    room = size - len(encoded(message))
    if room < 0:
        raise ValueError(f"this message has more than {size} bytes")
    text = b64encode(random_bytes(room // 4 * 3)).decode()
    return encoded(msgspec.structs.replace(message, padding=text)).ljust(size)


def _checked(url: str) -> str:
    try:
        found = httpx.URL(url)
    except httpx.InvalidURL as wrong:
        raise MalformedMessage("the key server's address is not a URL") from wrong
    if not found.host or found.scheme not in ("http", "https") or found.userinfo or found.query or found.fragment:
        raise MalformedMessage("the key server's address is https://, a host, and perhaps a path")
    if found.scheme != "https" and not _is_this_machine(found.host):
        raise RuleViolation("https_required", "a key server that is not on this machine is reached over https only")
    return str(found).rstrip("/")


def _authorities(recipient: str) -> SSLContext:
    """Return whose certificates are believed: nobody's where no TLS is spoken, which costs nothing to prepare."""
    secure = recipient.startswith("https")
    return httpx.create_ssl_context(trust_env=False) if secure else SSLContext(PROTOCOL_TLS_CLIENT)


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refusal(status: int, answer: bytes) -> RuleViolation | Unavailable:
    if status == TOO_MANY or status >= SERVER_ERRORS:
        return Unavailable("the key server is busy: try again later")
    try:
        said = msgspec.json.decode(answer, type=_Refusal)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        said = _Refusal()
    code = said.error_code or said.error_code_legacy or said.code
    code = code if _CODE.fullmatch(code) else "refused"
    return RuleViolation(code, SENTENCES.get(code, f"the key server refuses: {code}"))

"""The way to a running system: the same requests as a phone's, every answer's length and time noted."""

from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from bluezone.cli.probing.rules import Answer
from bluezone.phone.http_sync import HttpSync

PHONES_SEND = frozenset({"/api/verify", "/api/certificate", "/v1/publish", "/v1/mail"})
"""The requests whose answers must not be told apart."""
PATIENCE_SECONDS = 20.0


@dataclass
class Noting(httpx.AsyncBaseTransport):
    """Hands requests on and notes the answers.

    Args:
        inner: Where they go.
        timer: Seconds that only grow.
    """

    inner: httpx.AsyncBaseTransport
    timer: Callable[[], float]
    answers: list[Answer] = field(default_factory=list)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer, whole."""
        start = self.timer()
        response = await self.inner.handle_async_request(request)
        body = await response.aread()
        self.answers.append(Answer(request.url.path, response.status_code, len(body), self.timer() - start))
        return httpx.Response(
            response.status_code, headers=_plain(response.headers), content=body, extensions=response.extensions
        )

    async def aclose(self) -> None:
        """Go on: several clients share this way, and none may close it for the others."""

    @property
    def of_phones(self) -> list[Answer]:
        """The answers to what phones send."""
        return [answer for answer in self.answers if answer.path in PHONES_SEND]


@dataclass(frozen=True, slots=True)
class Way:
    """Both addresses of a keyserver: the public one, as phones see it, and the internal one, where codes are issued.

    Args:
        phone: The public one, as a phone speaks to it.
        public: The public one, for what no phone asks.
        internal: The internal one, with the credential.
        noting: What was answered.
    """

    phone: HttpSync
    public: httpx.AsyncClient
    internal: httpx.AsyncClient
    noting: Noting

    async def close(self) -> None:
        """Let go of the connections."""
        await self.phone.close()
        await self.public.aclose()
        await self.internal.aclose()
        await self.noting.inner.aclose()


def way_to(  # noqa: PLR0913 -- one argument for each thing that a test or an administrator chooses
    public: str,
    internal: str,
    credential: str,
    *,
    random: Callable[[int], bytes],
    timer: Callable[[], float],
    transport: httpx.AsyncBaseTransport | None = None,
) -> Way:
    """Return the way to a keyserver.

    Args:
        public: Its address as phones see it.
        internal: Its address inside.
        credential: The authority's.
        random: Bytes for padding.
        timer: Seconds that only grow.
        transport: Where requests go instead of the network; for tests.
    """
    noting = Noting(transport or httpx.AsyncHTTPTransport(), timer)
    return Way(
        phone=HttpSync(public, random_bytes=random, transport=noting),
        public=httpx.AsyncClient(base_url=public, transport=noting, timeout=PATIENCE_SECONDS),
        internal=httpx.AsyncClient(
            base_url=internal, transport=noting, timeout=PATIENCE_SECONDS, headers={"x-api-key": credential}
        ),
        noting=noting,
    )


def _plain(headers: httpx.Headers) -> httpx.Headers:
    """Return the headers without the encoding, which was undone."""
    kept = [
        (name, value)
        for name, value in headers.multi_items()
        if name.lower() not in {"content-encoding", "content-length"}
    ]
    return httpx.Headers(kept)

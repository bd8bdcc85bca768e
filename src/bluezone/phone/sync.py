"""The key server as a port: the ten things that a phone ever says over the network.

Four after consent: a verification code for a token, a token for a certificate, keys, a sealed letter. One that means
nothing and looks like any of these. Five to read, the same for everybody: `keys.json`, `index.json`, an export, a tile of
the log, a signed feed. What comes back is not believed here: `bluezone.phone.pulling`
verifies it.
"""

from typing import Protocol

from bluezone.phone.chaff import Call
from bluezone.protocol.messages import (
    CertificateRequest,
    PublishRequest,
    PublishResponse,
    VerifyRequest,
    VerifyResponse,
)
from bluezone.protocol.signed_feeds import FeedKind


class Sync(Protocol):
    """Talks to one key server.

    Every verb raises `RuleViolation` with the server's code when it refuses, `Unavailable` when it does not answer or
    asks to come again later, `MalformedMessage` when its answer is none.
    """

    @property
    def recipient(self) -> str:
        """Where everything goes: the server's address."""
        ...

    async def verify(self, request: VerifyRequest) -> VerifyResponse:
        """Return the token that a verification code became, and what the code stood for."""
        ...

    async def certificate(self, request: CertificateRequest) -> str:
        """Return the certificate that a token became."""
        ...

    async def publish(self, request: PublishRequest) -> PublishResponse:
        """Return what became of the keys."""
        ...

    async def mail(self, letter: bytes) -> None:
        """Leave a sealed letter for the authority; the same one twice is one."""
        ...

    async def dummy(self, call: Call) -> None:
        """Make a call that means nothing and looks on the wire like a meant one; its answer says nothing either."""
        ...

    async def keys_document(self) -> bytes:
        """Return `keys.json`."""
        ...

    async def index(self) -> bytes:
        """Return `index.json`."""
        ...

    async def export(self, name: str) -> bytes:
        """Return an export that the index names.

        Raises:
            RuleViolation: `export_withheld`: the server has no such file.
        """
        ...

    async def log_tile(self, name: str) -> bytes:
        """Return a tile of the log; which ones a phone asks for says no more than which exports it does.

        Raises:
            RuleViolation: `log_tile_withheld`: the server has no such file.
        """
        ...

    async def signed_feed(self, kind: FeedKind) -> bytes | None:
        """Return the newest signed feed of a kind, None when nothing was ever published."""
        ...

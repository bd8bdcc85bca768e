"""The key server as a port: the six things that a phone ever says over the network.

Three to publish, after consent: a verification code for a token, a token for a certificate, keys. Three to read, the
same for everybody: `keys.json`, `index.json`, an export. What comes back is not believed here: `bluezone.phone.pulling`
verifies it.
"""

from typing import Protocol

from bluezone.protocol.messages import CertificateRequest, PublishRequest, PublishResponse, VerifyRequest


class Sync(Protocol):
    """Talks to one key server.

    Every verb raises `RuleViolation` with the server's code when it refuses, `Unavailable` when it does not answer or
    asks to come again later, `MalformedMessage` when its answer is none.
    """

    @property
    def recipient(self) -> str:
        """Where everything goes: the server's address."""
        ...

    async def verify(self, request: VerifyRequest) -> str:
        """Return the token that a verification code became."""
        ...

    async def certificate(self, request: CertificateRequest) -> str:
        """Return the certificate that a token became."""
        ...

    async def publish(self, request: PublishRequest) -> PublishResponse:
        """Return what became of the keys."""
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

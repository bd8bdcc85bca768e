"""Fetching: one request over HTTP or HTTPS as a phone makes it, with no more trust than a phone has."""

from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ssl import SSLCertVerificationError, SSLContext, SSLError, create_default_context
from typing import Final
from urllib.parse import urljoin, urlsplit

from bluezone.portal.rules.verdicts import Outcome

PATIENCE_SECONDS: Final = 8.0
LARGEST: Final = 262_144
"""Bytes of a body that are read."""
MOST_REDIRECTS: Final = 4
EXPIRED: Final = 10
"""OpenSSL's number for a certificate that has ended (X509_V_ERR_CERT_HAS_EXPIRED)."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back.

    Args:
        status: HTTP's number.
        body: The content, at most 256 KiB.
        media_type: As it was said.
        address: Where it came from, after redirects.
    """

    status: int
    body: bytes
    media_type: str
    address: str

    @property
    def redirects(self) -> bool:
        """Whether the answer leads elsewhere."""
        return HTTPStatus.MULTIPLE_CHOICES <= self.status < HTTPStatus.BAD_REQUEST


class Refused(Exception):
    """Nothing came back, and why."""

    def __init__(self, outcome: Outcome) -> None:
        """Keep the reason."""
        super().__init__(outcome.value)
        self.outcome = outcome


class Fetcher:
    """A client.

    Args:
        authorities: File with certificates to believe in instead of the machine's own.
    """

    def __init__(self, authorities: str | None = None) -> None:
        """Read the certificates to believe in."""
        self.trust: SSLContext = create_default_context(cafile=authorities)

    def fetch(self, address: str, *, follow: bool = False) -> Fetched:
        """Return what an address answers.

        Raises:
            Refused: It does not answer, or has no certificate that holds.
        """
        for _ in range(MOST_REDIRECTS if follow else 1):
            found, location = self._once(address)
            if not follow or location is None:
                return found
            address = urljoin(address, location)
        raise Refused(Outcome.ELSEWHERE)

    def _once(self, address: str) -> tuple[Fetched, str | None]:
        try:
            connection = self._connection(address)
        except ValueError:
            raise Refused(Outcome.MALFORMED) from None
        parts = urlsplit(address)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            connection.request("GET", target, headers={"Connection": "close", "User-Agent": "bluezone portal check"})
            return _read(connection.getresponse(), address)
        except SSLCertVerificationError as wrong:
            expired = wrong.verify_code == EXPIRED
            raise Refused(Outcome.CERTIFICATE_EXPIRED if expired else Outcome.CERTIFICATE_WRONG) from wrong
        except SSLError as wrong:
            raise Refused(Outcome.CERTIFICATE_WRONG) from wrong
        except (OSError, HTTPException, ValueError) as wrong:
            raise Refused(Outcome.NO_ANSWER) from wrong
        finally:
            connection.close()

    def _connection(self, address: str) -> HTTPConnection:
        parts = urlsplit(address)
        if not parts.hostname:
            raise ValueError("an address names a host")
        if parts.scheme == "https":
            return HTTPSConnection(parts.hostname, parts.port, timeout=PATIENCE_SECONDS, context=self.trust)
        return HTTPConnection(parts.hostname, parts.port, timeout=PATIENCE_SECONDS)


def _read(response: HTTPResponse, address: str) -> tuple[Fetched, str | None]:
    body = response.read(LARGEST)
    media_type = response.headers.get_content_type()
    found = Fetched(response.status, body, media_type, address)
    return found, response.headers.get("Location") if found.redirects else None

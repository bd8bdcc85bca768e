"""The port through which messages leave, and the HTTP gateway of an SMS operator.

Without a configured gateway messages wait in the outbox, where an officer reads them and sends them by hand.
"""

import json
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import urlsplit
from uuid import UUID

from bluezone.authority.delivery.rules import Outcome

PATIENCE_SECONDS: Final = 10
RETRYABLE: Final = frozenset({408, 409, 425, 429})
"""Statuses below 500 after which the same request may succeed later."""


class Gateway(Protocol):
    """Something that takes a message and says what became of it."""

    def deliver(self, message: UUID, recipient: str, text: str) -> Outcome:
        """Hand a message over; the id makes a repeated attempt harmless."""
        ...


@dataclass(frozen=True, slots=True)
class HttpGateway:
    """An operator's HTTP gateway: one POST of JSON a message, with an idempotency key.

    Args:
        address: Where to post, `https://…`.
        credential: What the operator gave us, sent as a bearer token.
    """

    address: str
    credential: str = field(repr=False)

    def deliver(self, message: UUID, recipient: str, text: str) -> Outcome:
        """Post the message; a refusal is final, everything else is tried again."""
        where = urlsplit(self.address)
        kind = HTTPSConnection if where.scheme == "https" else HTTPConnection
        connection = kind(where.netloc, timeout=PATIENCE_SECONDS)
        body = json.dumps({"to": recipient, "text": text, "id": str(message)})
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {self.credential}",
            "Idempotency-Key": str(message),
        }
        try:
            connection.request("POST", where.path or "/", body, headers)
            status = connection.getresponse().status
        except (OSError, HTTPException):
            return Outcome.LATER
        finally:
            connection.close()
        return outcome_of(status)


def outcome_of(status: int) -> Outcome:
    """Return what an HTTP status means for a message."""
    if 200 <= status < 300:  # noqa: PLR2004 -- HTTP's own numbers
        return Outcome.DELIVERED
    if 400 <= status < 500 and status not in RETRYABLE:  # noqa: PLR2004 -- the same
        return Outcome.REFUSED
    return Outcome.LATER


def gateway_from(configuration: dict[str, Any] | None) -> Gateway | None:
    """Return the configured gateway; None leaves messages in the outbox.

    Args:
        configuration: `address` and `credential_file`, or nothing.
    """
    if not configuration:
        return None
    return HttpGateway(configuration["address"], Path(configuration["credential_file"]).read_text().strip())

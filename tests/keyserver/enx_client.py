"""A client of the Exposure Notification Express servers, written by hand from the published facts.

It shares no code with Bluezone: its own JSON, its own HMAC text, its own order. Sources: ENX verification server
`docs/api.md`, key server `pkg/api/v1/exposure_types.go`, `docs/design/verification_protocol.md`.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Post = Callable[..., Any]
"""Called with a path, a JSON object and headers; answers something with `status_code` and `json()`."""


@dataclass
class Tek:
    """A temporary exposure key as a phone hands it out."""

    key: bytes
    start: int
    period: int = 144
    risk: int = 0

    def text(self) -> str:
        return f"{base64.b64encode(self.key).decode()}.{self.start}.{self.period}.{self.risk}"


def fresh_teks(today: int, *, days: int = 14, first: int = 1) -> list[Tek]:
    """Keys of the days before `today` (an interval number at UTC midnight), newest first."""
    return [Tek(os.urandom(16), today - 144 * (day + first)) for day in range(days)]


def hmac_of(teks: list[Tek], secret: bytes) -> str:
    text = ",".join(sorted((tek.text() for tek in teks), key=lambda line: line.partition(".")[0].encode("ascii")))
    return base64.b64encode(hmac.new(secret, text.encode(), hashlib.sha256).digest()).decode()


def verify(post: Post, code: str, **extra: Any) -> Any:
    padding = base64.b64encode(os.urandom(1024)).decode()
    return post("/api/verify", {"code": code, "accept": ["confirmed", "likely"], "padding": padding, **extra})


def certificate(post: Post, token: str, mac: str) -> Any:
    return post("/api/certificate", {"token": token, "ekeyhmac": mac, "padding": "cGFk"})


def publish_body(teks: list[Tek], secret: bytes, payload: str, **extra: Any) -> dict[str, Any]:
    return {
        "temporaryExposureKeys": [
            {
                "key": base64.b64encode(tek.key).decode(),
                "rollingStartNumber": tek.start,
                "rollingPeriod": tek.period,
                "transmissionRisk": tek.risk,
            }
            for tek in teks
        ],
        "healthAuthorityID": "vn.gov.moh",
        "verificationPayload": payload,
        "hmacKey": base64.b64encode(secret).decode(),
        "symptomOnsetInterval": 0,
        "traveler": False,
        "revisionToken": "",
        "padding": base64.b64encode(os.urandom(1200)).decode(),
        **extra,
    }


def report(post: Post, code: str, teks: list[Tek], **extra: Any) -> Any:
    """The whole way: code, token, certificate, keys. Returns the publish answer."""
    secret = os.urandom(16)
    token = verify(post, code).json()["token"]
    payload = certificate(post, token, hmac_of(teks, secret)).json()["certificate"]
    return post("/v1/publish", publish_body(teks, secret, payload, **extra))

"""Watching: whether the server lives, whether it is ready for phones, and what it counts; asked by machines, not phones.

`/health` says that the process answers and what its clock shows. `/ready` says whether phones should be sent here: the
records take a write, the index is believed, the keys are good. `/metrics` has the counts and wants the watch credential,
which opens nothing else: whoever scrapes it cannot ask for a code. The shipped proxies hide `/ready` and `/metrics`.
"""

import asyncio
import hmac
import os
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Final

from msgspec.json import encode
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bluezone.keyserver.folder import PRIVATE
from bluezone.keyserver.parts import Parts
from bluezone.keyserver.store import Count
from bluezone.keyserver.tallies import Name, of_hour
from bluezone.protocol.errors import Unavailable

HEALTH: Final = "/health"
READY: Final = "/ready"
METRICS: Final = "/metrics"
WATCH_CREDENTIAL: Final = "watch-credential"
"""The file in the data folder; made by whoever comes first, the keyserver or the doors of people."""
CREDENTIAL_LENGTH: Final = 36
"""Random bytes in the watch credential."""
WRITE_EVERY: Final = timedelta(seconds=5)
"""The records are written to at most this often, however often the question comes."""
PATIENCE_SECONDS: Final = 3.0
"""A disk that takes longer counts as one that refuses."""
TEXT: Final = "text/plain; version=0.0.4; charset=utf-8"
HEADERS: Final = {"Cache-Control": "no-store"}
OPEN_HEADERS: Final = {**HEADERS, "Access-Control-Allow-Origin": "*"}


class Watching:
    """Answers whoever watches.

    Args:
        parts: What the server works with.
        credential: What `/metrics` wants as a bearer token; empty: it is not there.
    """

    def __init__(self, parts: Parts, credential: bytes) -> None:
        """Start without having written."""
        self._parts = parts
        self._credential = credential
        self._tried: datetime | None = None
        self._writable = True

    def routes(self) -> list[BaseRoute]:
        """Return the routes for a Starlette application."""
        found: list[BaseRoute] = [
            Route(HEALTH, self._health, methods=["GET"]),
            Route(READY, self._ready, methods=["GET"]),
        ]
        return [*found, Route(METRICS, self._metrics, methods=["GET"])] if self._credential else found

    async def _health(self, _: Request) -> Response:
        parts = self._parts
        now = int(parts.clock.now().timestamp())
        return _json({"status": "ok", "demo": parts.store.is_demo, "time": now}, headers=OPEN_HEADERS)

    async def _ready(self, _: Request) -> Response:
        moment = self._parts.clock.now()
        troubles = self._parts.standing.troubles(moment, writable=await self._can_write(moment))
        status = HTTPStatus.SERVICE_UNAVAILABLE if troubles else HTTPStatus.OK
        said = {"status": "not ready" if troubles else "ready", "codes": [trouble.value for trouble in troubles]}
        return _json(said, status)

    async def _metrics(self, request: Request) -> Response:
        said = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(said, b"Bearer " + self._credential):
            return Response(status_code=HTTPStatus.UNAUTHORIZED, headers={**HEADERS, "WWW-Authenticate": "Bearer"})
        self._parts.meters.waiting.set(self._parts.writer.waiting)
        return Response(self._parts.meters.text(), media_type=TEXT, headers=HEADERS)

    async def _can_write(self, moment: datetime) -> bool:
        """Return whether the records took a change that changes nothing: no pulls of the index more in this hour."""
        if self._tried is None or not timedelta() <= moment - self._tried < WRITE_EVERY:
            self._tried = moment
            nothing = Count((of_hour(moment, Name.PULLS, 0),))
            try:
                await asyncio.wait_for(self._parts.writer.done(nothing), PATIENCE_SECONDS)
                self._writable = True
            except (Unavailable, TimeoutError):
                self._writable = False
        return self._writable


def watch_credential(folder: Path) -> bytes:
    """Return the watch credential of a data folder, made when there is none; the file appears whole or not at all."""
    path = folder / WATCH_CREDENTIAL
    if not path.exists():
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        draft.touch(mode=PRIVATE)
        draft.write_bytes(urlsafe_b64encode(secrets.token_bytes(CREDENTIAL_LENGTH)))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_bytes().strip()


def _json(said: object, status: HTTPStatus = HTTPStatus.OK, *, headers: dict[str, str] = HEADERS) -> Response:
    return Response(encode(said), status, media_type="application/json", headers=headers)

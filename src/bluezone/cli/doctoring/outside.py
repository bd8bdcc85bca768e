"""Facts about a keyserver as phones see it, at its public address: does it answer, its clock, its index, its feeds, TLS."""

import json
import ssl
from contextlib import closing, suppress
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import urlsplit

from bluezone.cli.doctoring.rules import Outside
from bluezone.protocol.errors import MalformedMessage
from bluezone.protocol.intervals import EPOCH
from bluezone.protocol.signed_feeds import FeedKind, feed_in
from bluezone.protocol.trust import index_in

PATIENCE_SECONDS: Final = 10.0
OK: Final = 200
HAS_EXPIRED: Final = 10
"""`X509_V_ERR_CERT_HAS_EXPIRED` of OpenSSL."""


def outside(address: str, at: datetime, *, context: ssl.SSLContext | None = None) -> Outside:
    """Return the facts about the keyserver at an address.

    Args:
        address: As phones are given it.
        at: The present moment by this computer's clock.
        context: Whom to trust in TLS; by default the system's authorities.
    """
    where = urlsplit(address)
    if where.scheme == "https":
        trusted = context or ssl.create_default_context()
        connection: HTTPConnection = HTTPSConnection(where.netloc, timeout=PATIENCE_SECONDS, context=trusted)
    else:
        connection = HTTPConnection(where.netloc, timeout=PATIENCE_SECONDS)
    try:
        with closing(connection):
            connection.connect()
            ends = _certificate_ends(connection)
            return _seen(connection, where.path.rstrip("/"), at, ends)
    except ssl.SSLCertVerificationError as wrong:
        return Outside(answers=False, certificate_ends=EPOCH if wrong.verify_code == HAS_EXPIRED else None)
    except (OSError, HTTPException):
        return Outside(answers=False)


def _seen(connection: HTTPConnection, prefix: str, at: datetime, ends: datetime | None) -> Outside:
    health = _got(connection, f"{prefix}/health")
    clock = issued = None
    with suppress(ValueError, KeyError, TypeError, OverflowError):
        clock = EPOCH + timedelta(seconds=float(json.loads(health)["time"])) - at
    with suppress(MalformedMessage):
        issued = index_in(_got(connection, f"{prefix}/exports/index.json")).issued
    feeds = {kind.value: _issued(_got(connection, f"{prefix}/signed/{kind.value}.json")) for kind in FeedKind}
    return Outside(answers=bool(health), clock=clock, issued=issued, feeds=feeds, certificate_ends=ends)


def _issued(content: bytes) -> datetime | None:
    try:
        return feed_in(content).issued
    except MalformedMessage:
        return None


def _got(connection: HTTPConnection, path: str) -> bytes:
    connection.request("GET", path)
    answer = connection.getresponse()
    content = answer.read()
    return content if answer.status == OK else b""


def _certificate_ends(connection: HTTPConnection) -> datetime | None:
    if not isinstance(connection.sock, ssl.SSLSocket):
        return None
    shown = (connection.sock.getpeercert() or {}).get("notAfter")
    return EPOCH + timedelta(seconds=ssl.cert_time_to_seconds(shown)) if isinstance(shown, str) else None

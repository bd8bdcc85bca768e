"""A short look at the keyserver: whether it answers, and how old the feeds are that it publishes."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import urlsplit

from bluezone.config.watching.rules import FEED_KINDS
from bluezone.protocol.errors import MalformedMessage
from bluezone.protocol.signed_feeds import feed_in

PATIENCE_SECONDS: Final = 2.0
OK: Final = 200


def looked_at(address: str) -> tuple[bool, dict[str, datetime]]:
    """Return whether the keyserver at an address answers, and when each feed was issued; nothing is verified here."""
    try:
        return True, dict(_feeds(address))
    except (OSError, HTTPException, ValueError):
        return False, {}


def _feeds(address: str) -> Iterator[tuple[str, datetime]]:
    where = urlsplit(address)
    kind = HTTPSConnection if where.scheme == "https" else HTTPConnection
    with closing(kind(where.netloc, timeout=PATIENCE_SECONDS)) as connection:
        _got(connection, f"{where.path}/health")
        for name in FEED_KINDS:
            content = _got(connection, f"{where.path}/signed/{name}.json")
            try:
                yield name, feed_in(content).issued
            except MalformedMessage:
                continue


def _got(connection: HTTPConnection, path: str) -> bytes:
    connection.request("GET", path)
    answer = connection.getresponse()
    content = answer.read()
    return content if answer.status == OK else b""

"""A short look at the keyserver: whether it answers, and how old the feeds are that it publishes."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from functools import lru_cache
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from time import monotonic
from typing import Final
from urllib.parse import urlsplit

from bluezone.config.watching.rules import FEED_KINDS
from bluezone.protocol.errors import MalformedMessage
from bluezone.protocol.signed_feeds import feed_in

PATIENCE_SECONDS: Final = 0.8
"""Shorter than a load balancer waits for `/ready`, which looks here."""
LOOK_EVERY_SECONDS: Final = 30
OK: Final = 200


def lately(address: str) -> tuple[bool, dict[str, datetime]]:
    """Return what `looked_at` says, looked at anew twice a minute, however often the question comes."""
    return _looked_in(address, int(monotonic() // LOOK_EVERY_SECONDS))


def looked_at(address: str) -> tuple[bool, dict[str, datetime]]:
    """Return whether the keyserver at an address answers, and when each feed was issued; nothing is verified here."""
    try:
        return True, dict(_feeds(address))
    except (OSError, HTTPException, ValueError):
        return False, {}


@lru_cache(maxsize=1)
def _looked_in(address: str, _half_minute: int) -> tuple[bool, dict[str, datetime]]:
    return looked_at(address)


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

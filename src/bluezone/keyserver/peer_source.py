"""Where published files come from: a server's address, or a folder that somebody carried over. Both give bytes, believed by nobody."""

import ssl
from collections.abc import Callable
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from bluezone.keyserver.batcher import EXPORTS, INDEX, KEYS
from bluezone.protocol.errors import MalformedMessage, Unavailable
from bluezone.protocol.signed_files import FILE_LIMIT

EXPORT_LIMIT: Final = 32 * 1024 * 1024
"""The longest export that is read, in bytes; half a million keys take ten million."""
PATIENCE_SECONDS: Final = 20.0

Source = Callable[[str, int], bytes]
"""Gives the file at a path, such as `exports/index.json`, of at most so many bytes; raises `Unavailable`, `MalformedMessage`."""

PATHS: Final = {"keys": KEYS, "index": f"{EXPORTS}/{INDEX}"}
LIMITS: Final = {"keys": FILE_LIMIT, "index": FILE_LIMIT}


def source_of(address: str) -> Source:
    """Return the source behind an address that `bluezone.keyserver.peers.peers_in` let through."""
    return _from_server(address) if urlsplit(address).scheme in {"http", "https"} else _from_folder(Path(address))


def _from_folder(folder: Path) -> Source:
    def read(path: str, limit: int) -> bytes:
        try:
            with (folder / path).open("rb") as file:
                return _short(file.read(limit + 1), limit)
        except OSError as wrong:
            raise Unavailable("the folder does not have a file that it should have") from wrong

    return read


def _from_server(address: str) -> Source:
    parts = urlsplit(address)

    def read(path: str, limit: int) -> bytes:
        connection = (
            HTTPSConnection(parts.netloc, timeout=PATIENCE_SECONDS, context=ssl.create_default_context())
            if parts.scheme == "https"
            else HTTPConnection(parts.netloc, timeout=PATIENCE_SECONDS)
        )
        try:
            connection.request("GET", f"{parts.path.rstrip('/')}/{path}", headers={"Accept-Encoding": "identity"})
            answer = connection.getresponse()
            if answer.status != HTTPStatus.OK:
                raise Unavailable("the server does not have a file that it should have")
            return _short(answer.read(limit + 1), limit)
        except (OSError, HTTPException) as wrong:
            raise Unavailable("the server does not answer") from wrong
        finally:
            connection.close()

    return read


def _short(content: bytes, limit: int) -> bytes:
    if len(content) > limit:
        raise MalformedMessage(f"a published file has at most {limit} bytes")
    return content

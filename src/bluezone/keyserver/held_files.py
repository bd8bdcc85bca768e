"""Files held in memory as they are answered: strong tags, one look-up, no work.

Any web page may read them: they are public, and no answer depends on who asks.
"""

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final, Protocol

from starlette.types import Receive, Scope, Send

IMMUTABLE: Final = b"public, max-age=1209600, immutable"
"""Fourteen days, in seconds: as long as an export is published."""
ASK_AGAIN: Final = b"public, no-cache"

METHODS: Final = ["GET", "OPTIONS"]
"""What may be done with a file; HEAD goes with GET."""

_KINDS: Final = {
    ".zip": b"application/zip",
    ".json": b"application/json",
    ".txt": b"text/plain; charset=us-ascii",
    ".tile": b"application/octet-stream",
    ".bin": b"application/octet-stream",
}
_ABSENT: Final = b'{"error":"there is no such file","errorCode":"file_not_found","error_code":"file_not_found"}'
_MAY_ASK: Final = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", b"GET, HEAD"),
    (b"access-control-allow-headers", b"if-none-match"),
    (b"access-control-max-age", b"86400"),
]
"""What a web page of another origin may ask, said before it asks."""

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class HeldFile:
    """One file as it is answered: its bytes, its strong tag and the headers of both answers."""

    content: bytes = field(repr=False)
    tag: bytes
    headers: Headers
    unchanged: Headers


def held(name: str, content: bytes, *, immutable: bool) -> HeldFile:
    """Return a file ready to be answered.

    Args:
        name: Its ending says its kind.
        content: Its bytes.
        immutable: Whether it never changes under its name.
    """
    tag = f'"{sha256(content).hexdigest()}"'.encode()
    unchanged = [
        (b"etag", tag),
        (b"cache-control", IMMUTABLE if immutable else ASK_AGAIN),
        (b"access-control-allow-origin", b"*"),
        (b"access-control-expose-headers", b"etag"),
    ]
    kind = (b"content-type", _KINDS[Path(name).suffix])
    length = (b"content-length", str(len(content)).encode())
    return HeldFile(content, tag, [*unchanged, kind, length, (b"x-content-type-options", b"nosniff")], unchanged)


class Shelf(Protocol):
    """Where files stand ready."""

    def get(self, path: str) -> HeldFile | None:
        """Return the file for a path such as `/keys.json`."""
        ...


class FileAnswer:
    """The ASGI end of a shelf: one look-up, no work."""

    def __init__(self, shelf: Shelf) -> None:
        """Stand before a shelf."""
        self._shelf = shelf

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 -- ASGI hands `receive` to all
        """Answer GET or HEAD with 200, 304 or 404, and a browser that asks whether a page may."""
        if scope["method"] == "OPTIONS":
            await _send(send, scope, 204, _MAY_ASK, b"")
            return
        file = self._shelf.get(scope["path"])
        if file is None:
            headers = [(b"content-type", b"application/json"), (b"access-control-allow-origin", b"*")]
            await _send(send, scope, 404, [*headers, (b"content-length", str(len(_ABSENT)).encode())], _ABSENT)
        elif _has(scope, file.tag):
            await _send(send, scope, 304, file.unchanged, b"")
        else:
            await _send(send, scope, 200, file.headers, file.content)


async def _send(send: Send, scope: Scope, status: int, headers: Headers, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def _has(scope: Scope, tag: bytes) -> bool:
    """Return whether the client says (`If-None-Match`, RFC 9110 section 13.1.2) that it has the file."""
    for name, value in scope["headers"]:
        if name == b"if-none-match":
            tags = {part.strip().removeprefix(b"W/") for part in value.split(b",")}
            return tag in tags or b"*" in tags
    return False

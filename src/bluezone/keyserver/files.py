"""Published files, held in memory: what phones download, with strong tags, from one small ASGI program.

An export never changes under its name, so caches may keep it; the index and `keys.json` change under theirs, so caches
ask again each time and are told "not modified". No cookie, no address, no log line: a request is answered and forgotten.
Only files that the index names are served.
"""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final

from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bluezone.keyserver.batcher import EXPORTS, FEEDS, INDEX, INDEX_TEXT, KEYS
from bluezone.keyserver.signing import KeyRing
from bluezone.protocol import trust
from bluezone.protocol.trust import PublishedFile

logger = logging.getLogger(__name__)

IMMUTABLE: Final = b"public, max-age=1209600, immutable"
"""Fourteen days, in seconds: as long as an export is published."""
ASK_AGAIN: Final = b"public, no-cache"

_KINDS: Final = {".zip": b"application/zip", ".json": b"application/json", ".txt": b"text/plain; charset=us-ascii"}
_ABSENT: Final = b'{"error":"there is no such file","errorCode":"file_not_found","error_code":"file_not_found"}'

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
    ]
    kind = (b"content-type", _KINDS[Path(name).suffix])
    length = (b"content-length", str(len(content)).encode())
    return HeldFile(content, tag, [*unchanged, kind, length, (b"x-content-type-options", b"nosniff")], unchanged)


class PublishedFiles:
    """All published files of a folder, by the path under which they are asked for.

    Args:
        folder: What the batcher publishes into.
    """

    def __init__(self, folder: Path) -> None:
        """Hold nothing yet: see `load`."""
        self._folder = folder
        self._held: Mapping[str, HeldFile] = {}

    def load(self, ring: KeyRing) -> int:
        """Hold what the folder's index names instead of what was held before, and return how many files that is.

        A file that is missing or is not the one in the index is left out, with an error in the log: phones that need
        it will ask again. A folder without an index holds only `keys.json`.

        Args:
            ring: The keys of this server.
        """
        before, self._held = self._held, dict(self._found(ring))
        logger.info("published files held", extra={"files": len(self._held), "before": len(before)})
        return len(self._held)

    def get(self, path: str) -> HeldFile | None:
        """Return the file for a path such as `/keys.json` or `/exports/index.json`."""
        return self._held.get(path)

    def routes(self) -> list[Route]:
        """Return the routes under which a Starlette application serves the files, HEAD included."""
        paths = (f"/{KEYS}", f"/{EXPORTS}/{{name}}", f"/{FEEDS}/{{name}}")
        return [Route(path, _Answer(self), methods=["GET"]) for path in paths]

    def _found(self, ring: KeyRing) -> Iterator[tuple[str, HeldFile]]:
        yield f"/{KEYS}", held(KEYS, ring.keys_json, immutable=False)
        index_json = self._read(f"{EXPORTS}/{INDEX}")
        if index_json is None:
            return
        index = trust.index_in(index_json)
        for part, files in ((EXPORTS, index.exports), (FEEDS, index.feeds)):
            for file in files:
                content = self._read(f"{part}/{file.name}")
                if content is None or not _is(file, content):
                    logger.error("a published file is missing or damaged", extra={"part": part})
                    continue
                yield f"/{part}/{file.name}", held(file.name, content, immutable=True)
        yield f"/{EXPORTS}/{INDEX}", held(INDEX, index_json, immutable=False)
        for path in (f"{EXPORTS}/{INDEX_TEXT}", f"{FEEDS}/{INDEX}"):
            if (content := self._read(path)) is not None:
                yield f"/{path}", held(path, content, immutable=False)

    def _read(self, path: str) -> bytes | None:
        try:
            return (self._folder / path).read_bytes()
        except FileNotFoundError:
            return None


class _Answer:
    """The ASGI end of the files: one look-up, no work."""

    def __init__(self, files: PublishedFiles) -> None:
        self._files = files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 -- ASGI hands `receive` to all
        """Answer GET or HEAD with 200, 304 or 404."""
        file = self._files.get(scope["path"])
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


def _is(file: PublishedFile, content: bytes) -> bool:
    return len(content) == file.size and sha256(content).hexdigest() == file.sha256

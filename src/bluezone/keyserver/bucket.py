"""A bucket that holds the published files too, so that a CDN or an object store can serve phones by the million.

It is a mirror of the published folder and decides nothing. Files that never change under their name go first, what names
them afterwards, the index after it, then what has to stand in the log of that index; what the folder no longer has goes at the
very end. So whatever second a run stops, the bucket lists nothing that is not there, and the next run goes on. A bucket
that is ahead of this folder, because another process published meanwhile, is left as it is.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import parse_qs, urlsplit

from bluezone.keyserver.announcing import SIGNED
from bluezone.keyserver.batcher import EXPORTS, FEEDS, INDEX, INDEX_TEXT, KEYS
from bluezone.keyserver.held_files import ASK_AGAIN, IMMUTABLE
from bluezone.keyserver.meters import Meters
from bluezone.protocol import trust
from bluezone.protocol.errors import MalformedMessage, Unavailable

logger = logging.getLogger(__name__)

LAST: Final = (f"{FEEDS}/{INDEX}", f"{EXPORTS}/{INDEX_TEXT}", f"{EXPORTS}/{INDEX}")
"""What names other files, in the order in which it is put."""
UNCHANGING: Final = (".zip", ".tile", ".bin")
"""Endings of files that never change under their name: exports, parts of the log; nor do the feeds beside their index."""
UNFINISHED: Final = ".unfinished"
KINDS: Final = {".zip": "application/zip", ".json": "application/json", ".txt": "text/plain; charset=us-ascii"}
Marks = dict[str, tuple[int, int]]
"""Size and time of change of every file, by its path."""


class Objects(Protocol):
    """What is asked of a bucket; every act can raise `Unavailable`."""

    def sizes(self) -> Mapping[str, int]:
        """Return the size of everything that lies there, by its path."""
        ...

    def get(self, path: str) -> bytes | None:
        """Return what lies at a path, None when nothing does."""
        ...

    def put(self, path: str, content: bytes) -> None:
        """Put something at a path, whole or not at all, instead of what was there."""
        ...

    def remove(self, path: str) -> None:
        """Remove what lies at a path."""
        ...


@dataclass(frozen=True, slots=True)
class Address:
    """Where a bucket is.

    Args:
        bucket: Its name; empty for a folder.
        prefix: What stands before every path, without slashes at its ends; the folder itself.
        endpoint: The store's address; empty for Amazon's.
        region: The store's region.
    """

    bucket: str
    prefix: str
    endpoint: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Mirrored:
    """What one run did."""

    put: int
    removed: int


def address_in(text: str) -> Address:
    """Return the bucket that an address names.

    Raises:
        MalformedMessage: It is neither `s3://` nor `file://`, holds a password, or asks for what is not known.
    """
    try:
        parts = urlsplit(text)
        asked = parse_qs(parts.query, strict_parsing=True) if parts.query else {}
    except ValueError as wrong:
        raise MalformedMessage("the bucket's address is none") from wrong
    if parts.username or parts.password:
        raise MalformedMessage("credentials do not belong into the bucket's address, which others can see")
    match parts.scheme:
        case "file" if parts.path and not parts.netloc and not asked:
            return Address("", parts.path)
        case "s3" if parts.netloc and asked.keys() <= {"endpoint", "region"}:
            endpoint, region = (asked.get(name, [""])[-1] for name in ("endpoint", "region"))
            if endpoint and urlsplit(endpoint).scheme not in {"http", "https"}:
                raise MalformedMessage("a bucket's endpoint is an http or https address")
            return Address(parts.netloc, parts.path.strip("/"), endpoint, region)
    raise MalformedMessage("a bucket is s3://BUCKET/PREFIX?endpoint=ADDRESS&region=NAME, or file:///FOLDER")


@dataclass
class Mirror:
    """Keeps a bucket as the published folder is.

    Args:
        folder: The published files.
        objects: The bucket.
        meters: What is counted.
    """

    folder: Path
    objects: Objects
    meters: Meters
    _seen: Marks = field(default_factory=dict)
    _under_way: "asyncio.Task[None] | None" = None

    def begin(self) -> None:
        """Bring the bucket up to date beside everything else, unless that is under way or nothing changed."""
        if self._under_way is None or self._under_way.done():
            self._under_way = asyncio.create_task(asyncio.to_thread(self.look))

    async def done(self) -> None:
        """Wait for the run that is under way."""
        if self._under_way:
            await self._under_way

    def look(self) -> None:
        """Bring the bucket up to date if the folder changed; a refusal is told, counted and tried again next time."""
        try:
            marks = self._marks()
            if marks == self._seen:
                return
            done = self.run()
        except Unavailable as wrong:
            logger.warning("the bucket waits for the next look: %s", wrong)
            self.meters.mirrored.labels("failed").inc()
        except OSError as wrong:
            logger.warning("the bucket waits for the next look: %s", wrong.strerror)
            self.meters.mirrored.labels("failed").inc()
        else:
            self._seen = marks
            logger.info("published files mirrored", extra={"put": done.put, "removed": done.removed})
            self.meters.mirrored.labels("mirrored").inc()

    def run(self) -> Mirrored:
        """Bring the bucket up to date now.

        Raises:
            Unavailable: The bucket refuses, or a file is not the one that the index names; what was put stays.
            OSError: A file cannot be read, for instance because it was dropped meanwhile.
        """
        naming = {path: content for path in LAST if (content := self._read(path)) is not None}
        index = _index_in(naming.get(f"{EXPORTS}/{INDEX}"))
        there = self.objects.sizes()
        before = _index_in(self.objects.get(f"{EXPORTS}/{INDEX}") if f"{EXPORTS}/{INDEX}" in there else None)
        if before and (index is None or index.sequence < before.sequence):
            return Mirrored(0, 0)
        kept = _named(index)
        paths = [path for path in self._marks() if path not in LAST and (path in kept or not _is_listed(path))]
        known = {
            path for path, file in _named(before).items() if kept.get(path) == file and there.get(path) == file.size
        }
        missing = [path for path in sorted(paths, key=_turn) if path not in known]
        put = sum(self._put(path, kept.get(path), there) for path in missing if not _is_covered(path))
        for path, content in naming.items():
            self.objects.put(path, content)
        put += sum(self._put(path, None, there) for path in missing if _is_covered(path))
        gone = [path for path in there if path not in paths and path not in LAST and _is_ours(path)]
        for path in gone:
            self.objects.remove(path)
        return Mirrored(put + len(naming), len(gone))

    def _put(self, path: str, named: trust.PublishedFile | None, there: Mapping[str, int]) -> bool:
        content = (self.folder / path).read_bytes()
        if named and (len(content), sha256(content).hexdigest()) != (named.size, named.sha256):
            raise Unavailable("a published file is not the one that the index names")
        if named is None and path.endswith(UNCHANGING) and there.get(path) == len(content):
            return False
        self.objects.put(path, content)
        return True

    def _read(self, path: str) -> bytes | None:
        try:
            return (self.folder / path).read_bytes()
        except FileNotFoundError:
            return None

    def _marks(self) -> Marks:
        found: Marks = {}
        for path in self.folder.rglob("*"):
            if path.is_file() and not path.name.endswith(UNFINISHED):
                facts = path.stat()
                found[path.relative_to(self.folder).as_posix()] = (facts.st_size, facts.st_mtime_ns)
        return found


def caching(path: str) -> str:
    """Return how caches may keep a file."""
    is_feed = path.startswith(f"{FEEDS}/") and path not in LAST
    return (IMMUTABLE if path.endswith(UNCHANGING) or is_feed else ASK_AGAIN).decode()


def kind_of(path: str) -> str:
    """Return the media type of a file."""
    return KINDS.get(Path(path).suffix, "application/octet-stream")


def _index_in(content: bytes | None) -> trust.Index | None:
    """Return an index; one that cannot be read is as good as none."""
    try:
        return trust.index_in(content) if content is not None else None
    except MalformedMessage:
        return None


def _named(index: trust.Index | None) -> dict[str, trust.PublishedFile]:
    if index is None:
        return {}
    parts = ((EXPORTS, index.exports), (FEEDS, index.feeds))
    return {f"{part}/{file.name}": file for part, files in parts for file in files}


def _is_listed(path: str) -> bool:
    """Say whether a file has to be named by the index to be published."""
    return path.startswith((f"{EXPORTS}/", f"{FEEDS}/"))


def _is_covered(path: str) -> bool:
    """Say whether a file must stand in the log of the index beside it, so that it may only come after that."""
    return path == KEYS or path.startswith(f"{SIGNED}/")


def _is_ours(path: str) -> bool:
    """Say whether what lies in a bucket came from a published folder; what others put there is left alone."""
    return _is_listed(path) or (path.startswith("log/") and path.endswith(UNCHANGING))


def _turn(path: str) -> tuple[bool, str]:
    """Return what puts unchanging files first."""
    return caching(path) != IMMUTABLE.decode(), path

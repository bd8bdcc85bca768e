"""Published files, held in memory: what phones download, with strong tags, from one small ASGI program.

An export never changes under its name, so caches may keep it; the index and `keys.json` change under theirs, so caches
ask again each time and are told "not modified". No cookie, no address, no log line: a request is answered and forgotten.
Only files that the index names are served, and the files of the log.
"""

import logging
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from threading import Lock

from starlette.routing import Route

from bluezone.keyserver.batcher import EXPORTS, FEEDS, INDEX, INDEX_TEXT, KEYS
from bluezone.keyserver.held_files import METHODS, FileAnswer, HeldFile, held
from bluezone.keyserver.log_folder import LOG, log_file_names
from bluezone.keyserver.signing import KeyRing
from bluezone.protocol import trust
from bluezone.protocol.trust import PublishedFile

logger = logging.getLogger(__name__)


class PublishedFiles:
    """All published files of a folder, by the path under which they are asked for.

    Args:
        folder: What the batcher publishes into.
    """

    def __init__(self, folder: Path) -> None:
        """Hold nothing yet: see `load`."""
        self._folder = folder
        self._held: Mapping[str, HeldFile] = {}
        self._turn = Lock()

    def load(self, ring: KeyRing) -> int:
        """Hold what the folder's index names instead of what was held before, and return how many files that is.

        A file that is missing or is not the one in the index is left out, with an error in the log: phones that need
        it will ask again. A folder without an index holds only `keys.json`.

        Args:
            ring: The keys of this server.
        """
        with self._turn:  # the batcher's thread and that of a signed feed: the later one has the later index
            before, self._held = self._held, dict(self._found(ring))
            logger.info("published files held", extra={"files": len(self._held), "before": len(before)})
            return len(self._held)

    def are_current(self) -> bool:
        """Return whether the index in the folder is the one that is held."""
        held_index = self._held.get(f"/{EXPORTS}/{INDEX}")
        return self._read(f"{EXPORTS}/{INDEX}") == (held_index.content if held_index else None)

    def get(self, path: str) -> HeldFile | None:
        """Return the file for a path such as `/keys.json` or `/exports/index.json`."""
        return self._held.get(path)

    def routes(self) -> list[Route]:
        """Return the routes under which a Starlette application serves the files, HEAD included."""
        paths = (f"/{KEYS}", f"/{EXPORTS}/{{name}}", f"/{FEEDS}/{{name}}", f"/{LOG}/{{name}}")
        return [Route(path, FileAnswer(self), methods=METHODS) for path in paths]

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
        yield from self._log_files()
        yield f"/{EXPORTS}/{INDEX}", held(INDEX, index_json, immutable=False)
        for path in (f"{EXPORTS}/{INDEX_TEXT}", f"{FEEDS}/{INDEX}"):
            if (content := self._read(path)) is not None:
                yield f"/{path}", held(path, content, immutable=False)

    def _log_files(self) -> Iterator[tuple[str, HeldFile]]:
        for name in log_file_names(self._folder):
            path = f"/{LOG}/{name}"
            if (known := self._held.get(path)) is not None:
                yield path, known
            elif (content := self._read(path[1:])) is not None:
                yield path, held(name, content, immutable=True)

    def _read(self, path: str) -> bytes | None:
        try:
            return (self._folder / path).read_bytes()
        except FileNotFoundError:
            return None


def _is(file: PublishedFile, content: bytes) -> bool:
    return len(content) == file.size and sha256(content).hexdigest() == file.sha256

"""The journal of erasures and purges: a file outside the database, so that a restored backup repeats them.

Its key lies beside it and goes into every backup. A copy is written to every folder that backups were made into, so that
the journal survives the disk; a folder that is away is told in the log, and gets what it lacks the next time.
"""

import fcntl
import logging
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bluezone.authority.private_files import FOLDER_MODE, OWNER_ONLY, write_whole
from bluezone.authority.retention.rules.records import Line, decoded, encoded
from bluezone.protocol.errors import Unavailable

logger = logging.getLogger(__name__)

FOLDER: Final = "retention"
FILE: Final = "erasures.jsonl"
KEY: Final = "erasure-key"
COPIES: Final = "journal-copies"
KEY_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Journal:
    """The journal of one installation.

    Args:
        folder: Where the journal, its key and the list of its copies lie; made when new.
    """

    folder: Path

    @property
    def path(self) -> Path:
        """The journal itself."""
        return self.folder / FILE

    def key(self) -> bytes:
        """Return the key of the hashes, made at first need.

        Raises:
            Unavailable: The disk refuses, or the key is damaged.
        """
        path = self.folder / KEY
        try:
            self.folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
            if not path.exists():
                _make(path)
            key = path.read_bytes()
        except OSError as wrong:
            raise Unavailable(
                "the journal of erasures cannot be used: " + (wrong.strerror or "the disk refuses")
            ) from wrong
        if len(key) != KEY_BYTES:
            raise Unavailable(f"the key of the journal of erasures has to have {KEY_BYTES} bytes")
        return key

    def add(self, line: Line) -> None:
        """Write a line through to the disk, and to every copy that can be reached.

        Raises:
            Unavailable: The disk refuses the journal itself.
        """
        content = encoded(line, self.key())
        try:
            _append(self.path, content)
        except OSError as wrong:
            raise Unavailable(
                "the journal of erasures cannot be written: " + (wrong.strerror or "the disk refuses")
            ) from wrong
        self.copy()

    def copy(self) -> int:
        """Bring every copy up to date, and return how many folders could not be reached."""
        away = 0
        for folder in self.copies():
            try:
                _add_missing(folder / FILE, self.path)
            except OSError:
                away += 1
        if away:
            logger.error("the journal of erasures could not be copied beside the backups", extra={"folders": away})
        return away

    def copies(self) -> tuple[Path, ...]:
        """Return the folders that hold copies."""
        path = self.folder / COPIES
        return tuple(Path(line) for line in path.read_text().splitlines()) if path.exists() else ()

    def copy_to(self, folder: Path) -> None:
        """Keep a copy in a folder from now on."""
        known = self.copies()
        self.key()
        if folder.absolute() not in known:
            lines = "".join(f"{each}\n" for each in (*known, folder.absolute()))
            write_whole(self.folder / COPIES, lines.encode())
        self.copy()

    def lines(self, *others: Path) -> tuple[tuple[Line, ...], int]:
        """Return what the journal and others with the same key say, and how many lines are not ours."""
        key, found, foreign = self.key(), dict[bytes, Line](), 0
        for path in (self.path, *others):
            if path.exists():
                good, bad = decoded(path.read_bytes(), key)
                found |= {encoded(line, key): line for line in good}
                foreign += len(bad)
        return tuple(sorted(found.values(), key=lambda line: line.moment)), foreign

    def take(self, *others: Path) -> int:
        """Add to the journal what others know and it does not, and return how many lines that is."""
        before = len(self.lines()[0])
        lines, _foreign = self.lines(*others)
        if len(lines) > before:
            write_whole(self.path, b"".join(encoded(line, self.key()) for line in lines))
        return len(lines) - before


def _add_missing(copy: Path, journal: Path) -> None:
    lines = journal.read_bytes().splitlines(keepends=True) if journal.exists() else []
    there = {*copy.read_bytes().splitlines(keepends=True)} if copy.exists() else set[bytes]()
    _append(copy, b"".join(line for line in lines if line not in there))


def _append(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, OWNER_ONLY), "wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _make(path: Path) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY), "wb") as file:
        file.write(os.urandom(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()

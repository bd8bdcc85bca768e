"""Files that are there whole or not at all, whatever second the power goes."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

PRIVATE: Final = 0o600
"""Readable by the server's own user only."""
PUBLIC: Final = 0o644
_UNFINISHED: Final = ".unfinished"


def write_whole(path: Path, content: bytes, *, mode: int = PUBLIC) -> None:
    """Put `content` at `path` in one step that survives the loss of power, replacing what was there.

    Raises:
        OSError: The disk refuses; what was there is still there.
    """
    unfinished = path.with_name(path.name + _UNFINISHED)
    with suppress(FileNotFoundError):
        unfinished.unlink()
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    _sync(path.parent)


def remove(path: Path) -> None:
    """Remove a file for good; one that is not there is removed already."""
    path.unlink(missing_ok=True)
    _sync(path.parent)


def make_folder(path: Path, *, mode: int = 0o755) -> None:
    """Make a folder and those above it, unless it is there."""
    path.mkdir(mode=mode, parents=True, exist_ok=True)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Wait until no other process changes what lies in a folder, and keep them waiting meanwhile.

    A folder that is not there is nobody's.
    """
    try:
        handle = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        yield
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

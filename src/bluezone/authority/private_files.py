"""Files that only their owner can read, there whole or not at all, in a folder that one program changes at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bluezone.protocol.errors import Unavailable

OWNER_ONLY: Final = 0o600
FOLDER_MODE: Final = 0o700


def write_whole(path: Path, content: bytes) -> None:
    """Put a file in its place whole; its folder is held by `alone_in`, so nobody else writes its draft.

    Raises:
        OSError: The disk refuses; what was there is still there.
    """
    draft = path.with_name(f".{path.name}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold a folder, made when it is not there, until what is done in it lies on the disk.

    Raises:
        Unavailable: The disk refuses.
    """
    try:
        for each in (folder.parent, folder):
            each.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as wrong:
        raise Unavailable("the authority's files cannot be used: " + (wrong.strerror or "the disk refuses")) from wrong

"""The stage of a demo: a conducted clock, a key server as its own process, and a phone for everybody.

Everything lies in one folder. Entered as a context; when it is left, the process has ended and every diary is closed.
"""

import json
import logging
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from bluezone.cli.clock import Conductor
from bluezone.cli.processes import Child, Children, ended_politely
from bluezone.lab.key_server import Authority
from bluezone.phone.sealed_diary import DIARY_KEY_LENGTH, SealedDiary
from bluezone.protocol.errors import RuleViolation, Unavailable

CLOCK: Final = "clock"
KEY_SERVER: Final = "keyserver"
PHONES: Final = "phones"
READY: Final = "ready.json"
MEMORY: Final = Path("/dev/shm")  # noqa: S108 -- Linux's folder in memory; what is made in it has a name of its own
ENOUGH_BYTES: Final = 512 * 2**20


@dataclass(frozen=True, slots=True)
class Stage:
    """What a demo plays on.

    Args:
        folder: Where everything lies.
        children: The other processes.
        conductor: Sets the clock.
        authority: The key server and what its owner knows.
        diaries: Everybody's diary, open.
    """

    folder: Path
    children: Children
    conductor: Conductor
    authority: Authority
    diaries: dict[str, SealedDiary]


@contextmanager
def stage(people: Iterable[str], *, start: datetime, data: Path | None) -> Iterator[Stage]:
    """Set the stage, and strike it at the end.

    Args:
        people: Who gets a phone.
        start: What the clock shows at first.
        data: A folder that is new or empty and is kept; None for one that is removed.

    Raises:
        RuleViolation: `data_not_empty`.
        Unavailable: The key server does not start, or the folder cannot be written.
    """
    with ExitStack() as stack:
        stack.enter_context(ended_politely())
        folder = stack.enter_context(demo_folder(data))
        conductor = stack.enter_context(Conductor(folder / CLOCK))
        conductor.start(start)
        children = stack.enter_context(Children(folder))
        server = start_key_server(children, folder)
        diaries = {person: _diary(folder / PHONES / person, stack) for person in people}
        yield Stage(folder, children, conductor, authority_of(server, folder), diaries)


def start_key_server(children: Children, folder: Path) -> Child:
    """Start a demo's key server on a free port of this machine; it says when it listens."""
    return children.start(
        "the key server",
        [
            *("keyserver", "--demo", "--demo-clock", str(folder / CLOCK), "--data", str(folder / KEY_SERVER)),
            *("--port", "0", "--ready-file", str(folder / READY)),
        ],
    )


def authority_of(server: Child, folder: Path) -> Authority:
    """Return where a key server listens, once it does, and what its owner knows of it.

    Raises:
        Unavailable: It does not start.
    """
    ready = json.loads(server.wait_for(folder / READY))
    credential = Path(ready["credential_file"]).read_text().strip()
    return Authority(ready["address"], credential, ready["root_fingerprint"])


@contextmanager
def quiet() -> Iterator[None]:
    """Leave what the phones of a demo log to nobody, for a while: a hundred of them speak at once."""
    ours, nobody = logging.getLogger("bluezone"), logging.NullHandler()
    former = ours.propagate
    ours.addHandler(nobody)
    ours.propagate = False
    try:
        yield
    finally:
        ours.removeHandler(nobody)
        ours.propagate = former


def _diary(folder: Path, stack: ExitStack) -> SealedDiary:
    diary = SealedDiary.create(folder, secrets.token_bytes(DIARY_KEY_LENGTH))
    stack.callback(diary.close)
    return diary


@contextmanager
def demo_folder(data: Path | None) -> Iterator[Path]:
    """Give a demo its folder: `data`, which is new or empty and stays, or one that is removed at the end.

    Raises:
        RuleViolation: `data_not_empty`.
        Unavailable: It cannot be made.
    """
    if data is None:
        with tempfile.TemporaryDirectory(prefix="bluezone-demo-", dir=_in_memory()) as temporary:
            yield Path(temporary)
        return
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        empty = not any(data.iterdir())
    except OSError as wrong:
        raise Unavailable("the demo's folder cannot be made") from wrong
    if not empty:
        raise RuleViolation("data_not_empty", "a demo begins in a new or empty folder: --data names another one")
    yield data.resolve()


def _in_memory() -> Path | None:
    """Return a folder that lies in memory, None for the usual one: a hundred diaries flush every key to the disk."""
    try:
        return MEMORY if shutil.disk_usage(MEMORY).free >= ENOUGH_BYTES and os.access(MEMORY, os.W_OK) else None
    except OSError:
        return None

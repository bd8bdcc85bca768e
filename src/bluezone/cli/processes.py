"""The other processes of one command: started together, ended together, whatever happens in between.

A child is a `bluezone` command in a session of its own, so that Ctrl-C reaches the parent alone, which ends its
children in order. What a child says goes to a file in the parent's folder and is shown when it fails.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from types import FrameType, TracebackType
from typing import Final, Self

from bluezone.protocol.errors import Unavailable

PATIENCE_SECONDS: Final = 60.0
"""How long a child may take to start, or to end once it is asked to: on a busy machine Python alone takes seconds."""
LOOK_EVERY_SECONDS: Final = 0.02
LAST_WORDS: Final = 600
"""How much of what a failed child said is shown, in characters."""


@dataclass(frozen=True, slots=True)
class Child:
    """One process beside this one.

    Args:
        name: What it is called in messages.
        process: The process.
        log: What it says.
    """

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def wait_for(self, path: Path) -> bytes:
        """Return the content of a file that the child writes when it is ready.

        Raises:
            Unavailable: The child ended, or took too long.
        """
        deadline = monotonic() + PATIENCE_SECONDS
        while not path.exists():
            self.check()
            if monotonic() > deadline:
                raise Unavailable(f"{self.name} did not start in time")
            sleep(LOOK_EVERY_SECONDS)
        return path.read_bytes()

    def wait_to_say(self, words: str) -> None:
        """Return once the child has said some words.

        Raises:
            Unavailable: The child ended, or took too long.
        """
        deadline = monotonic() + PATIENCE_SECONDS
        while words not in self.said():
            self.check()
            if monotonic() > deadline:
                raise Unavailable(f"{self.name} did not start in time")
            sleep(LOOK_EVERY_SECONDS)

    def said(self) -> str:
        """Return what the child has said so far."""
        return self.log.read_text(errors="replace")

    def check(self) -> None:
        """Raise what a child that ended before its time has to say.

        Raises:
            Unavailable: It ended.
        """
        if self.process.poll() is not None:
            said = self.said().strip()[-LAST_WORDS:]
            raise Unavailable(f"{self.name} ended before its time" + (f": {said}" if said else ""))


@dataclass(slots=True)
class Children:
    """The children of this process, as a context: all have ended when it is left.

    Args:
        folder: Where what they say is kept.
    """

    folder: Path
    children: list[Child] = field(default_factory=list)

    def __enter__(self) -> Self:
        """Begin with no child."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End every child, the youngest first."""
        for child in reversed(self.children):
            _signal(child.process, signal.SIGTERM)
        deadline = monotonic() + PATIENCE_SECONDS
        for child in reversed(self.children):
            try:
                child.process.wait(max(0.0, deadline - monotonic()))
            except subprocess.TimeoutExpired:
                _signal(child.process, signal.SIGKILL)
                child.process.wait()

    def start(self, name: str, arguments: Sequence[str], *, environment: Mapping[str, str] | None = None) -> Child:
        """Start a `bluezone` command that stays.

        Args:
            name: What it is called in messages; also its log's name.
            arguments: The words after `bluezone`.
            environment: Variables beside this process's own.
        """
        log = self.folder / f"{name.replace(' ', '-')}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603 -- our own program
                _command(arguments),
                env={**os.environ, **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        child = Child(name, process, log)
        self.children.append(child)
        return child

    def ask(self, arguments: Sequence[str], *, answers: str = "", environment: Mapping[str, str] | None = None) -> str:
        """Return what a `bluezone` command says that comes and goes.

        Args:
            arguments: The words after `bluezone`.
            answers: What a person would type.
            environment: Variables beside this process's own.

        Raises:
            Unavailable: It failed.
        """
        try:
            done = subprocess.run(  # noqa: S603 -- our own program
                _command(arguments),
                env={**os.environ, **(environment or {})},
                input=answers,
                capture_output=True,
                text=True,
                timeout=PATIENCE_SECONDS,
                start_new_session=True,
                check=True,
            )
        except subprocess.TimeoutExpired as wrong:
            raise Unavailable(f"`bluezone {' '.join(arguments[:2])}` took too long") from wrong
        except subprocess.CalledProcessError as wrong:
            said = wrong.stderr.strip()[-LAST_WORDS:]
            raise Unavailable(f"`bluezone {' '.join(arguments[:2])}` failed: {said}") from wrong
        return done.stdout


@contextmanager
def ended_politely() -> Iterator[None]:
    """Turn a request to end (SIGTERM, SIGHUP) into `KeyboardInterrupt`, so that what was opened is closed."""
    former = {number: signal.signal(number, _interrupt) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _command(arguments: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "bluezone.cli.child", str(os.getpid()), *arguments]


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    if process.poll() is None:
        process.send_signal(number)

"""A target of the fuzz campaigns: a parser of bytes from outside, what it may answer, and where a campaign begins.

A parser may return, or refuse by `MalformedMessage` or `RuleViolation`. Whatever else it raises is a crash. A target may
add an oracle: what was read is written and read again, and has to be the same.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bluezone.protocol.errors import MalformedMessage, RuleViolation

CORPUS = Path(__file__).parents[2] / "tests" / "fuzz_corpus"
"""The inputs that are kept with the source: one text file a target, an input in hexadecimal a line."""


@dataclass(frozen=True, slots=True)
class Target:
    """One parser, or several that read the same bytes one after the other.

    Args:
        name: Its name in the corpus: small letters and hyphens.
        run: Hands bytes to the parsers.
        parsers: The functions that are reached, for the list of what is fuzzed.
        seeds: Inputs that are right; made when they are asked for.
        share: How much of a campaign it gets, beside others; slow parsers get less.
        longest: Bytes of the longest input.
    """

    name: str
    run: Callable[[bytes], object]
    parsers: Sequence[Callable[..., Any]]
    seeds: Callable[[], Sequence[bytes]] = field(default=tuple)
    share: float = 1.0
    longest: int = 2048

    def attempt(self, data: bytes) -> bool:
        """Return whether the parsers took the bytes; raise whatever is a crash."""
        try:
            self.run(data)
        except (MalformedMessage, RuleViolation):
            return False
        return True

    def kept(self) -> list[bytes]:
        """Return the inputs that are kept with the source."""
        path = CORPUS / f"{self.name}.txt"
        return [bytes.fromhex(line) for line in path.read_text().splitlines()] if path.exists() else []


class ReadsBackDifferently(AssertionError):
    """What was read, written and read again is not the same."""


def same(read: object, again: object) -> None:
    """Refuse a value that changed on its way.

    Raises:
        ReadsBackDifferently: It did.
    """
    if read != again:
        raise ReadsBackDifferently


def text_of(data: bytes) -> str:
    """Return the text that a framework would hand on: any characters, no lone surrogate."""
    return data.decode(errors="replace")

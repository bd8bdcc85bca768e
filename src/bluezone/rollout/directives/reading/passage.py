"""A stretch of a document that knows, letter by letter, where it came from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bluezone.rollout.directives.reading.pieces import Piece

MARKUP: Final = re.compile(
    r"[ \t]+(?=\n)|\*{1,3}|__+|^[ \t]*#{1,6}[ \t]+|^[ \t]*>[ \t]?|\\(?=[*_.#>-])|[<>](?=https?://)|(?<=[\w/])>|[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]",
    re.MULTILINE,
)
"""Emphasis as text files write it, and characters that nobody sees; the words between them stay."""

PAGE_NUMBER: Final = re.compile(r"^[ \t\f]*-?[ \t]*\d{1,3}[ \t]*-?[ \t]*$", re.MULTILINE)
"""A line that is nothing but a page's number."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Text with the place in the document of each of its characters."""

    text: str
    places: tuple[int, ...]

    def __getitem__(self, cut: slice) -> "Passage":
        """Return a part."""
        return Passage(self.text[cut], self.places[cut])

    def __add__(self, other: "Passage") -> "Passage":
        """Return two parts as one."""
        return Passage(self.text + other.text, self.places + other.places)

    def __bool__(self) -> bool:
        """Tell whether anything but white space is left."""
        return bool(self.text.strip())

    def strip(self, also: str = "") -> "Passage":
        """Return the part without white space, and the characters given, at its ends."""
        unwanted = " \t\n\r\f\v\u00a0" + also
        start = len(self.text) - len(self.text.lstrip(unwanted))
        return self[start : max(start, len(self.text.rstrip(unwanted)))]

    def without(self, start: int, end: int) -> "Passage":
        """Return what is left when a part is cut out, a line break in its place."""
        return self[:start] + Passage("\n", self.places[start : start + 1]) + self[end:] if start < end else self

    def lines(self) -> Iterator["Passage"]:
        """Yield the lines, empty ones too."""
        start = 0
        for line in self.text.split("\n"):
            yield self[start : start + len(line)]
            start += len(line) + 1

    def collapsed(self) -> "Passage":
        """Return the part on one line: each run of white space is one space."""
        parts = [(match.start(), match.end()) for match in re.finditer(r"\S+", self.text)]
        text = " ".join(self.text[start:end] for start, end in parts)
        places: list[int] = []
        for start, end in parts:
            if places:
                places.append(self.places[start - 1])
            places.extend(self.places[start:end])
        return Passage(text, tuple(places))

    def piece(self) -> Piece:
        """Return the part as a value: on one line, with its first and last place; the passage is not blank."""
        whole = self.collapsed()
        return Piece(whole.text, whole.places[0], whole.places[-1] + 1)


def joined(parts: list[Passage]) -> Passage:
    """Return lines as one passage, a line break between them."""
    text: list[str] = []
    places: list[int] = []
    for part in parts:
        text.append(part.text + "\n")
        places.extend([*part.places, part.places[-1] if part.places else (places[-1] if places else 0)])
    return Passage("".join(text)[:-1], tuple(places[:-1]))


def plain(text: str) -> Passage:
    """Return a document without emphasis marks and page numbers."""
    dropped = sorted((match.start(), match.end()) for found in (MARKUP, PAGE_NUMBER) for match in found.finditer(text))
    kept: list[str] = []
    places: list[int] = []
    last = 0
    for start, end in [*dropped, (len(text), len(text))]:
        if start > last:
            kept.append(text[last:start])
            places.extend(range(last, start))
        last = max(last, end)
    return Passage("".join(kept), tuple(places))

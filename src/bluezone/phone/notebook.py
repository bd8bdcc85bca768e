"""The notebook as a port: the part of a diary that its owner, and not the radio, fills.

Check-ins, documents of the pages, sealed letters to the authority, what was told about places. It lies in the diary's
file and is forgotten and erased with it; one suite of tests holds the file and the memory to this page. Every verb
raises `Unavailable` when the diary cannot be written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bluezone.protocol.place_warnings import CheckIn


@dataclass(frozen=True, slots=True)
class PlaceWarned:
    """The person was told about a visit.

    Args:
        visit: The check-in's id.
        name: The venue's.
        start: Since when somebody ill was there too.
        end: The first moment after it.
        policy: The version of the policy in use.
        at: When the phone first said it.
    """

    visit: str
    name: str
    start: datetime
    end: datetime
    policy: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """A sealed letter to the authority that its owner agreed to.

    Args:
        mark: Names what it says, as the person saw it.
        written: When the person agreed.
        sealed: The bytes, the same at every try; empty once they arrived.
        exposures: The ids of what it tells about.
        arrived: When the key server said that it has them; None before.
    """

    mark: str
    written: datetime
    sealed: bytes = field(repr=False)
    exposures: tuple[str, ...]
    arrived: datetime | None = None


class Notebook(Protocol):
    """What its owner puts into a diary."""

    def document(self, name: str) -> bytes | None:
        """Return a document, None when there is none."""
        ...

    def documents(self) -> tuple[str, ...]:
        """Return the names of all documents, sorted."""
        ...

    def keep_document(self, name: str, content: bytes) -> None:
        """Put a document in the place of the former of that name."""
        ...

    def visits(self) -> Mapping[str, CheckIn]:
        """Return every check-in by its id, in order of start."""
        ...

    def keep_visit(self, name: str, visit: CheckIn) -> None:
        """Put a check-in in the place of the one with that id, or add it."""
        ...

    def remove_visit(self, name: str) -> None:
        """Remove a check-in and what was told about it; one that is not there is no error."""
        ...

    def place_warnings(self) -> tuple[PlaceWarned, ...]:
        """Return what the person was told about places, in order of start and id."""
        ...

    def warn_of_places(self, warnings: Sequence[PlaceWarned]) -> None:
        """Put what the person is told about places in the place of what was told before."""
        ...

    def letters(self) -> tuple[Letter, ...]:
        """Return every letter, in the order in which they were written."""
        ...

    def keep_letter(self, letter: Letter) -> None:
        """Keep a letter durably, in the place of one with the same mark."""
        ...


class MemoryNotebook:
    """A notebook that is gone with the process."""

    def __init__(self) -> None:
        """Begin empty."""
        self._documents: dict[str, bytes] = {}
        self._visits: dict[str, CheckIn] = {}
        self._warnings: tuple[PlaceWarned, ...] = ()
        self._letters: dict[str, Letter] = {}

    def document(self, name: str) -> bytes | None:
        """Return a document."""
        return self._documents.get(name)

    def documents(self) -> tuple[str, ...]:
        """Return the names of all documents."""
        return tuple(sorted(self._documents))

    def keep_document(self, name: str, content: bytes) -> None:
        """Replace or add a document."""
        self._documents[name] = content

    def visits(self) -> Mapping[str, CheckIn]:
        """Return every check-in."""
        return dict(sorted(self._visits.items(), key=lambda item: (item[1].start, item[0])))

    def keep_visit(self, name: str, visit: CheckIn) -> None:
        """Replace or add a check-in."""
        self._visits[name] = visit

    def remove_visit(self, name: str) -> None:
        """Remove a check-in and what was told about it."""
        self._visits.pop(name, None)
        self._warnings = tuple(told for told in self._warnings if told.visit != name)

    def place_warnings(self) -> tuple[PlaceWarned, ...]:
        """Return what the person was told about places."""
        return self._warnings

    def warn_of_places(self, warnings: Sequence[PlaceWarned]) -> None:
        """Replace what the person is told about places."""
        self._warnings = tuple(sorted(warnings, key=lambda told: (told.start, told.visit)))

    def letters(self) -> tuple[Letter, ...]:
        """Return every letter."""
        return tuple(sorted(self._letters.values(), key=lambda letter: (letter.written, letter.mark)))

    def keep_letter(self, letter: Letter) -> None:
        """Replace or add a letter."""
        self._letters[letter.mark] = letter

    def forget(self, before: datetime, after: datetime) -> None:
        """Remove what ended before `before` or begins after `after`; documents stay."""
        self._visits = {
            name: visit for name, visit in self._visits.items() if visit.end >= before and visit.start <= after
        }
        self._warnings = tuple(told for told in self._warnings if told.end >= before and told.start <= after)
        self._letters = {mark: one for mark, one in self._letters.items() if before <= one.written <= after}

    def rows(self) -> int:
        """Return how much there is that can be forgotten."""
        return len(self._visits) + len(self._warnings) + len(self._letters)

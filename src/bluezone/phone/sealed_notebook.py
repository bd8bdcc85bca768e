"""The notebook in the diary's encrypted file."""

from collections.abc import Mapping, Sequence

import apsw

from bluezone.phone import notebook_rows as rows
from bluezone.phone.diary_file import Writing, told
from bluezone.phone.notebook import Letter, PlaceWarned
from bluezone.protocol.place_warnings import CheckIn


class SealedNotebook:
    """A `bluezone.phone.notebook.Notebook` in an open diary.

    Args:
        file: The diary's.
        writing: Opens one of its transactions.
    """

    def __init__(self, file: apsw.Connection, writing: Writing) -> None:
        """Take what a diary has open."""
        self._file, self._writing = file, writing

    def document(self, name: str) -> bytes | None:
        """Return a document, None when there is none."""
        with told():
            found = self._file.execute("SELECT content FROM documents WHERE name = ?", (name,))
            return next((bytes(content) for (content,) in found), None)

    def documents(self) -> tuple[str, ...]:
        """Return the names of all documents, sorted."""
        with told():
            return tuple(name for (name,) in self._file.execute("SELECT name FROM documents ORDER BY name"))

    def keep_document(self, name: str, content: bytes) -> None:
        """Put a document in the place of the former of that name."""
        with self._writing():
            self._file.execute("INSERT OR REPLACE INTO documents VALUES (?, ?)", (name, content))

    def visits(self) -> Mapping[str, CheckIn]:
        """Return every check-in by its id, in order of start."""
        with told():
            return dict(map(rows.visit, self._file.execute("SELECT * FROM visits ORDER BY starts, id")))

    def keep_visit(self, name: str, visit: CheckIn) -> None:
        """Put a check-in in the place of the one with that id, or add it."""
        with self._writing():
            self._file.execute(
                "INSERT OR REPLACE INTO visits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows.visit_row(name, visit)
            )

    def remove_visit(self, name: str) -> None:
        """Remove a check-in and what was told about it."""
        with self._writing():
            self._file.execute("DELETE FROM visits WHERE id = ?", (name,))
            self._file.execute("DELETE FROM place_warnings WHERE visit = ?", (name,))
        with told():
            self._file.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def place_warnings(self) -> tuple[PlaceWarned, ...]:
        """Return what the person was told about places, in order of start and id."""
        with told():
            found = self._file.execute("SELECT * FROM place_warnings ORDER BY starts, visit")
            return tuple(map(rows.place_warned, found))

    def warn_of_places(self, warnings: Sequence[PlaceWarned]) -> None:
        """Put what the person is told about places in the place of what was told before."""
        with self._writing():
            self._file.execute("DELETE FROM place_warnings")
            self._file.executemany(
                "INSERT INTO place_warnings VALUES (?, ?, ?, ?, ?, ?)", map(rows.place_warned_row, warnings)
            )

    def letters(self) -> tuple[Letter, ...]:
        """Return every letter, in the order in which they were written."""
        with told():
            return tuple(map(rows.letter, self._file.execute("SELECT * FROM letters ORDER BY written, mark")))

    def keep_letter(self, letter: Letter) -> None:
        """Keep a letter durably, in the place of one with the same mark."""
        with told():
            self._file.execute("PRAGMA synchronous = FULL")
        with self._writing():
            self._file.execute("INSERT OR REPLACE INTO letters VALUES (?, ?, ?, ?, ?)", rows.letter_row(letter))

"""Counting: the one small file that stays, with how often the notice was shown and gone on from, a day."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

from bluezone.portal.rules.counts import Counts, counted, read, written
from bluezone.protocol.errors import MalformedMessage, Unavailable


class DailyCount:
    """Numbers in memory, written to a file now and then.

    Args:
        file: Where; None keeps nothing at all.
        today: The day at the place.
    """

    def __init__(self, file: Path | None, today: Callable[[], date]) -> None:
        """Go on from what the file says; a file that says nothing sensible begins anew."""
        self._file = file
        self._today = today
        self._changed = False
        self.counts: Counts = _before(file)

    def add(self, *, shown: int = 0, continued: int = 0) -> None:
        """Count what happened today."""
        self.counts = counted(self.counts, self._today(), shown=shown, continued=continued)
        self._changed = True

    def save(self) -> None:
        """Write the file whole, if there is anything new.

        Raises:
            Unavailable: The disk is full, or the file may not be written; the next time all is written that is new.
        """
        if self._file is None or not self._changed:
            return
        fresh = self._file.with_suffix(".new")
        try:
            fresh.write_text(written(self.counts))
            os.replace(fresh, self._file)  # noqa: PTH105 -- the same file system, one step
        except OSError as wrong:
            raise Unavailable("the file of the daily counts cannot be written") from wrong
        self._changed = False


def _before(file: Path | None) -> Counts:
    try:
        return read(file.read_text()) if file else {}
    except (OSError, UnicodeDecodeError, MalformedMessage):
        return {}

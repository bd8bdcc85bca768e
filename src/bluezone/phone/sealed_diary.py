"""The diary in one encrypted SQLite file.

Every page is sealed with ChaCha20-Poly1305 (SQLite3 Multiple Ciphers) under a raw key of 32 bytes, so that a changed
byte is noticed. What is deleted is overwritten, and the write-ahead log is cut afterwards. A killed process loses
nothing that was written; a new key is also flushed to the disk before `keep` returns.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

import apsw

from bluezone.phone import diary_rows as rows
from bluezone.phone.agent import AgentState, ClockWatch
from bluezone.phone.diary import EXPORTS_LONGER, LATEST, Check, Enrolment, Warned
from bluezone.phone.diary_file import EMPTIED, LOCKED, VERSION, bring_up_to_date, script, told
from bluezone.phone.own_keys import OwnKey, with_changed
from bluezone.phone.reporting import Report
from bluezone.phone.sealed_notebook import SealedNotebook
from bluezone.protocol.errors import RuleViolation, Unavailable
from bluezone.protocol.intervals import EPOCH
from bluezone.protocol.sightings import Sighting

FILE_NAME: Final = "diary.db"
DIARY_KEY_LENGTH: Final = 32
"""Bytes of the raw key."""
PLAIN_HEADER: Final = b"SQLite format 3"
"""How a file begins that anybody can read; ours never does."""
PATIENCE_MILLISECONDS: Final = 5000
"""How long a program waits for another one that is writing."""
CACHE_KIB: Final = 256
"""How much of a diary is held in memory."""

SETTINGS: Final = (
    ("journal_mode", "WAL"),
    ("synchronous", "NORMAL"),
    ("secure_delete", "ON"),
    ("temp_store", "MEMORY"),
    ("cache_size", -CACHE_KIB),
)

_KEEP_KEY: Final = """
INSERT INTO own_keys VALUES (?, ?, ?, ?, ?) ON CONFLICT (secret) DO UPDATE SET
    rolling_period = min(rolling_period, excluded.rolling_period),
    spoken_until = max(spoken_until, excluded.spoken_until), reported = max(reported, excluded.reported)
"""
_KEEP_CLOCK: Final = """
INSERT INTO clock VALUES (1, ?, ?, ?, ?) ON CONFLICT (one) DO UPDATE SET latest = excluded.latest,
    doubted_since = excluded.doubted_since, doubted_by = excluded.doubted_by,
    silent_until = max(ifnull(silent_until, excluded.silent_until), ifnull(excluded.silent_until, silent_until))
"""


class SealedDiary:
    """A `bluezone.phone.diary.Diary` in a folder.

    Args:
        folder: Where it lies.
        key: The raw key of 32 bytes.

    Raises:
        RuleViolation: `diary_missing`: there is none in the folder; `diary_locked`: the key is another one's.
        MalformedMessage: The file is damaged.
        Unavailable: It cannot be read now.
    """

    def __init__(self, folder: Path, key: bytes) -> None:
        """Open the diary that is there."""
        if not (folder / FILE_NAME).is_file():
            raise RuleViolation("diary_missing", "there is no diary in this folder: `bluezone phone run` makes one")
        self._folder = folder
        with told():
            self._file = _opened(folder / FILE_NAME, key, flags=apsw.SQLITE_OPEN_READWRITE)
            try:
                bring_up_to_date(self._file)
            except BaseException:
                self._file.close()
                raise
            self._seen = self._data_version()
        self.notebook = SealedNotebook(self._file, self._writing)
        self._flushed: set[bytes] = set()
        self._erased = False

    @classmethod
    def create(cls, folder: Path, key: bytes) -> "SealedDiary":
        """Make an empty diary and open it.

        Raises:
            RuleViolation: `diary_exists`: there is one already.
            Unavailable: It cannot be written.
        """
        place = folder / FILE_NAME
        if place.exists():
            raise RuleViolation("diary_exists", "there is a diary in this folder already")
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as wrong:
            raise Unavailable("the diary's folder cannot be made") from wrong
        with told():
            file = _opened(place, key, flags=apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE)
            try:
                file.execute(f"BEGIN IMMEDIATE; {script(0)} PRAGMA user_version = {VERSION}; COMMIT")
            finally:
                file.close()
        if place.read_bytes().startswith(PLAIN_HEADER):
            remove_files(folder)
            raise Unavailable("this machine's SQLite does not encrypt: nothing is kept")
        return cls(folder, key)

    def enrolment(self) -> Enrolment | None:
        """Return to whom the phone belongs, None before it was said."""
        with told():
            return next(map(rows.enrolment, self._file.execute("SELECT * FROM enrolment")), None)

    def enrol(self, enrolment: Enrolment) -> None:
        """Put `enrolment` in the place of the former."""
        with self._writing():
            row = rows.enrolment_row(enrolment)
            self._file.execute("INSERT OR REPLACE INTO enrolment VALUES (1, ?, ?, ?, ?)", row)

    def state(self) -> AgentState:
        """Return what the agent has to know after a restart."""
        with told():
            self._seen = self._data_version()
            return self._stands()

    def changed(self) -> bool:
        """Return whether another program wrote since the last `state`."""
        with told():
            return self._data_version() != self._seen

    def keep(self, keys: Sequence[OwnKey], clock: ClockWatch) -> AgentState:
        """Merge own keys and the clock's story into what is kept, and flush a new key to the disk."""
        new = {own.key.secret for own in keys} - self._flushed
        with told():
            self._file.execute(f"PRAGMA synchronous = {'FULL' if new else 'NORMAL'}")
        with self._writing():
            self._file.executemany(_KEEP_KEY, map(rows.own_key_row, keys))
            self._file.execute(_KEEP_CLOCK, rows.clock_row(clock))
        self._flushed |= new
        with told():
            return self._stands()

    def remember(self, sightings: Sequence[Sighting]) -> None:
        """Add sightings, all or none."""
        with self._writing():
            self._file.executemany(
                "INSERT OR IGNORE INTO sightings VALUES (?, ?, ?, ?, ?, ?)", map(rows.sighting_row, sightings)
            )

    def sightings(self, since: datetime = EPOCH, until: datetime = LATEST) -> tuple[Sighting, ...]:
        """Return every sighting from `since` until just before `until`, in order of time."""
        with told():
            span = rows.number(since), rows.number(until)
            found = self._file.execute("SELECT * FROM sightings WHERE heard_at >= ? AND heard_at < ?", span)
            return tuple(map(rows.sighting, found))

    def count(self) -> int:
        """Return how many sightings there are."""
        with told():
            return self._number("SELECT count(*) FROM sightings")

    def forget(self, before: datetime, after: datetime) -> int:
        """Remove, so that no byte is left, what ended before `before` or begins after `after`; return how many rows."""
        low, high = rows.number(before), rows.number(after)
        gone = 0
        with self._writing():
            ends = "(rolling_start + rolling_period) * 600000000"
            gone += self._removed(f"own_keys WHERE {ends} <= ? OR rolling_start * 600000000 > ?", low, high)
            gone += self._removed("sightings WHERE heard_at < ? OR heard_at > ?", low, high)
            gone += self._removed("exports WHERE ends < ? OR ends > ?", rows.number(before - EXPORTS_LONGER), high)
            gone += self._removed("windows WHERE starts < ? OR starts > ?", low, high)
            gone += self._removed("warnings WHERE day < ? OR day > ?", low, high)
            gone += self._removed("reports WHERE verified_at < ? OR verified_at > ?", low, high)
            gone += self._removed("visits WHERE ends < ? OR starts > ?", low, high)
            gone += self._removed("place_warnings WHERE ends < ? OR starts > ?", low, high)
            gone += self._removed("letters WHERE written < ? OR written > ?", low, high)
        if gone:
            self._cut_log()
        return gone

    def last_check(self) -> Check | None:
        """Return the last check with everything that is still remembered of it and of those before."""
        with told():
            found = list(self._file.execute("SELECT * FROM checks"))
            if not found:
                return None
            exports = tuple(map(rows.export, self._file.execute("SELECT * FROM exports ORDER BY ends, name")))
            windows = tuple(map(rows.window, self._file.execute("SELECT * FROM windows ORDER BY starts, secret")))
            at, trust = rows.check(found[0])
            return Check(at, trust, exports, windows)

    def take(self, check: Check) -> None:
        """Add a check's exports and windows and put its time and trust in the place of the former."""
        with self._writing():
            self._file.execute(
                "INSERT OR REPLACE INTO checks VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows.check_row(check)
            )
            self._file.executemany(
                "INSERT OR REPLACE INTO exports VALUES (?, ?, ?, ?)", map(rows.export_row, check.exports)
            )
            self._file.executemany(
                "INSERT OR REPLACE INTO windows VALUES (?, ?, ?, ?, ?, ?, ?, ?)", map(rows.window_row, check.windows)
            )

    def warnings(self) -> tuple[Warned, ...]:
        """Return what the person was told, in order of days."""
        with told():
            return tuple(map(rows.warned, self._file.execute("SELECT * FROM warnings ORDER BY day")))

    def warn(self, warnings: Sequence[Warned]) -> None:
        """Put what the person is told in the place of what was told before."""
        with self._writing():
            self._file.execute("DELETE FROM warnings")
            self._file.executemany("INSERT INTO warnings VALUES (?, ?, ?, ?)", map(rows.warned_row, warnings))

    def report(self) -> Report | None:
        """Return the newest report, open or over."""
        with told():
            found = self._file.execute("SELECT * FROM reports ORDER BY verified_at DESC LIMIT 1")
            return next(map(rows.report, found), None)

    def reports(self) -> tuple[Report, ...]:
        """Return every report that is remembered, oldest first."""
        with told():
            return tuple(map(rows.report, self._file.execute("SELECT * FROM reports ORDER BY verified_at")))

    def keep_report(self, report: Report) -> None:
        """Keep a report durably, in the place of one with the same start, else beside the former ones."""
        with told():
            self._file.execute("PRAGMA synchronous = FULL")
        with self._writing():
            self._file.execute(
                "INSERT OR REPLACE INTO reports VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows.report_row(report)
            )

    def is_erased(self) -> bool:
        """Return whether this or another program erased the diary."""
        if not (self._folder / FILE_NAME).exists():
            self._erased = True
        elif not self._erased and self.changed():
            with told():
                self._erased = bool(self._number("SELECT erased FROM life"))
        return self._erased

    def erase(self) -> None:
        """Remove every row and the file itself; a program that has it open finds it erased."""
        with self._writing():
            for table in EMPTIED:
                self._file.execute(f"DELETE FROM {table}")  # noqa: S608 -- names from the list above
            self._file.execute("UPDATE life SET erased = 1")
        self._cut_log()
        self.close()
        self._erased = True
        remove_files(self._folder)

    def close(self) -> None:
        """Let go; closing twice is harmless."""
        self._file.close()

    def _stands(self) -> AgentState:
        found = self._file.execute("SELECT * FROM own_keys")
        keys = with_changed((), (rows.own_key(row) for row in found))
        clocks = [rows.clock(row) for row in self._file.execute("SELECT * FROM clock")]
        return AgentState(keys, clocks[0] if clocks else ClockWatch())

    def _removed(self, where: str, *bindings: int) -> int:
        self._file.execute(f"DELETE FROM {where}", bindings)  # noqa: S608 -- literals of this module
        return self._file.changes()

    def _cut_log(self) -> None:
        with told():
            self._file.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _data_version(self) -> int:
        return self._number("PRAGMA data_version")

    def _number(self, question: str) -> int:
        return int(self._file.execute(question).get)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with told():
            self._file.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                if self._file.in_transaction:  # a full disk ends it by itself
                    self._file.execute("ROLLBACK")
                raise
            self._file.execute("COMMIT")


def remove_files(folder: Path) -> None:
    """Remove the diary's files, whatever state they are in; files that are not there are no error."""
    for ending in ("", "-wal", "-shm", "-journal"):
        (folder / f"{FILE_NAME}{ending}").unlink(missing_ok=True)


def _opened(place: Path, key: bytes, *, flags: int) -> apsw.Connection:
    if len(key) != DIARY_KEY_LENGTH:
        raise ValueError(f"a diary's key has {DIARY_KEY_LENGTH} bytes")
    file = apsw.Connection(str(place), flags=flags)
    try:
        file.set_busy_timeout(PATIENCE_MILLISECONDS)
        for name, value in (("cipher", "chacha20"), ("key", f"raw:{key.hex()}"), *SETTINGS):
            file.pragma(name, value)  # one at a time: `execute` stops at the first statement that answers with a row
    except apsw.NotADBError as wrong:
        file.close()
        raise RuleViolation("diary_locked", LOCKED) from wrong
    except BaseException:
        file.close()
        raise
    return file

"""The diary as a port: what one phone remembers for 14 days.

Behind it stand an encrypted file (`bluezone.phone.sealed_diary`) and one in memory for the lab and the tests; one
suite of tests holds both to this page. Several programs may have one diary open: what they keep is merged, never lost.
Every verb raises `Unavailable` when the diary cannot be written, such as on a full disk.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final, Protocol

from bluezone.phone.agent import AgentState, ClockWatch
from bluezone.phone.notebook import MemoryNotebook, Notebook
from bluezone.phone.own_keys import OwnKey, with_changed
from bluezone.phone.reporting import Report
from bluezone.protocol.exposures import ExposureWindow
from bluezone.protocol.intervals import EPOCH, Air, midnight
from bluezone.protocol.sightings import Sighting
from bluezone.protocol.trust import TrustState

EXPORTS_LONGER: Final = timedelta(days=2)
"""Names of exports are remembered so much longer than the rest: a server lists them for fifteen days."""
LATEST: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """To whom a phone belongs: given once, with the install.

    Args:
        server: The key server's address.
        root_fingerprint: SHA-256 of the authority's root key, in hex.
        air: What the phone speaks.
        is_demo: Whether it is part of a demo: only then may it follow a conducted clock and a demo's authority.
    """

    server: str
    root_fingerprint: str
    air: Air
    is_demo: bool


@dataclass(frozen=True, slots=True)
class CheckedExport:
    """An export that was taken and matched.

    Args:
        name: As the index names it.
        sha256: Of the file, in hex.
        end: The end of its window.
        keys: How many keys were in it.
    """

    name: str
    sha256: str
    end: datetime
    keys: int


@dataclass(frozen=True, slots=True)
class Check:
    """Everything that one look at the key server changes: taken whole, or not at all.

    Args:
        at: When.
        trust: What was believed.
        exports: The new ones.
        windows: The exposures found in them.
    """

    at: datetime
    trust: TrustState
    exports: tuple[CheckedExport, ...] = ()
    windows: tuple[ExposureWindow, ...] = ()


@dataclass(frozen=True, slots=True)
class Warned:
    """The person was told of a close contact.

    Args:
        day: The UTC day of it.
        near: How long diagnosed people were near.
        policy: The version of the policy that says so.
        at: When the phone first said it.
    """

    day: date
    near: timedelta
    policy: int
    at: datetime


class Diary(Protocol):
    """What one phone remembers."""

    @property
    def notebook(self) -> Notebook:
        """The part that its owner fills; forgotten and erased with the rest."""
        ...

    def enrolment(self) -> Enrolment | None:
        """Return to whom the phone belongs, None before it was said."""
        ...

    def enrol(self, enrolment: Enrolment) -> None:
        """Put `enrolment` in the place of the former."""
        ...

    def state(self) -> AgentState:
        """Return what the agent has to know after a restart; forgets that `changed` was true."""
        ...

    def changed(self) -> bool:
        """Return whether another program wrote since the last `state`."""
        ...

    def keep(self, keys: Sequence[OwnKey], clock: ClockWatch) -> AgentState:
        """Merge own keys and the clock's story into what is kept, durably, and return what stands there now.

        A key's life only gets shorter, its use longer; a silence only ends later.
        """
        ...

    def remember(self, sightings: Sequence[Sighting]) -> None:
        """Add sightings, all or none; the same one twice is one."""
        ...

    def sightings(self, since: datetime = EPOCH, until: datetime = LATEST) -> tuple[Sighting, ...]:
        """Return every sighting from `since` until just before `until`, in order of time."""
        ...

    def count(self) -> int:
        """Return how many sightings there are."""
        ...

    def forget(self, before: datetime, after: datetime) -> int:
        """Remove, so that no byte is left, what ended before `before` or begins after `after`; return how many rows."""
        ...

    def last_check(self) -> Check | None:
        """Return the last check with every export and every exposure window that is still remembered, None before it."""
        ...

    def take(self, check: Check) -> None:
        """Add a check's exports and windows and put its time and trust in the place of the former."""
        ...

    def warnings(self) -> tuple[Warned, ...]:
        """Return what the person was told, in order of days."""
        ...

    def warn(self, warnings: Sequence[Warned]) -> None:
        """Put what the person is told in the place of what was told before."""
        ...

    def report(self) -> Report | None:
        """Return the newest report, open or over."""
        ...

    def reports(self) -> tuple[Report, ...]:
        """Return every report that is remembered, oldest first."""
        ...

    def keep_report(self, report: Report) -> None:
        """Keep a report durably, in the place of one with the same start, else beside the former ones."""
        ...

    def is_erased(self) -> bool:
        """Return whether this or another program erased the diary."""
        ...

    def erase(self) -> None:
        """Remove everything."""
        ...

    def close(self) -> None:
        """Let go; closing twice is harmless."""
        ...


class MemoryDiary:
    """A diary that is gone with the process."""

    def __init__(self) -> None:
        """Begin empty."""
        self.notebook = MemoryNotebook()
        self._enrolment: Enrolment | None = None
        self._state = AgentState()
        self._sightings: set[Sighting] = set()
        self._check: Check | None = None
        self._warnings: tuple[Warned, ...] = ()
        self._reports: dict[datetime, Report] = {}
        self._erased = False

    def enrolment(self) -> Enrolment | None:
        """Return to whom the phone belongs."""
        return self._enrolment

    def enrol(self, enrolment: Enrolment) -> None:
        """Replace to whom the phone belongs."""
        self._enrolment = enrolment

    def state(self) -> AgentState:
        """Return what the agent has to know."""
        return self._state

    def changed(self) -> bool:
        """Return False: nobody else can have it open."""
        return False

    def keep(self, keys: Sequence[OwnKey], clock: ClockWatch) -> AgentState:
        """Merge own keys and the clock's story."""
        until = later(clock.silent_until, self._state.clock.silent_until)
        self._state = AgentState(with_changed(self._state.keys, keys), replace(clock, silent_until=until))
        return self._state

    def remember(self, sightings: Sequence[Sighting]) -> None:
        """Add sightings."""
        self._sightings.update(sightings)

    def sightings(self, since: datetime = EPOCH, until: datetime = LATEST) -> tuple[Sighting, ...]:
        """Return every sighting from `since` until just before `until`, in order of time."""
        found = (sighting for sighting in self._sightings if since <= sighting.heard_at < until)
        return tuple(sorted(found, key=lambda sighting: (sighting.heard_at, sighting.identifier)))

    def count(self) -> int:
        """Return how many sightings there are."""
        return len(self._sightings)

    def forget(self, before: datetime, after: datetime) -> int:
        """Remove what is too old or claims to be from the future."""
        rows = self._rows()
        keys = tuple(own for own in self._state.keys if own.key.end > before and own.key.start <= after)
        self._state = AgentState(keys, self._state.clock)
        self._sightings = {sighting for sighting in self._sightings if before <= sighting.heard_at <= after}
        if self._check:
            windows = tuple(window for window in self._check.windows if before <= window.start <= after)
            exports = tuple(export for export in self._check.exports if before - EXPORTS_LONGER <= export.end <= after)
            self._check = replace(self._check, windows=windows, exports=exports)
        self._warnings = tuple(told for told in self._warnings if before <= midnight(told.day) <= after)
        self._reports = {at: report for at, report in self._reports.items() if before <= at <= after}
        self.notebook.forget(before, after)
        return rows - self._rows()

    def last_check(self) -> Check | None:
        """Return the last check and everything it built on."""
        return self._check

    def take(self, check: Check) -> None:
        """Add a check."""
        former = self._check
        known = {
            (export.name, export.sha256): export for export in (*(former.exports if former else ()), *check.exports)
        }
        exports = tuple(sorted(known.values(), key=lambda export: (export.end, export.name)))
        windows = {(window.key.key.secret, window.start): window for window in (former.windows if former else ())}
        windows |= {(window.key.key.secret, window.start): window for window in check.windows}
        self._check = replace(check, exports=exports, windows=ordered_windows(windows.values()))

    def warnings(self) -> tuple[Warned, ...]:
        """Return what the person was told."""
        return self._warnings

    def warn(self, warnings: Sequence[Warned]) -> None:
        """Replace what the person is told."""
        self._warnings = tuple(sorted(warnings, key=lambda told: told.day))

    def report(self) -> Report | None:
        """Return the newest report."""
        return self._reports[max(self._reports)] if self._reports else None

    def reports(self) -> tuple[Report, ...]:
        """Return every report."""
        return tuple(self._reports[at] for at in sorted(self._reports))

    def keep_report(self, report: Report) -> None:
        """Keep a report."""
        self._reports[report.verified_at] = report

    def is_erased(self) -> bool:
        """Return whether it was erased."""
        return self._erased

    def erase(self) -> None:
        """Remove everything."""
        MemoryDiary.__init__(self)
        self._erased = True

    def close(self) -> None:
        """Do nothing."""

    def _rows(self) -> int:
        check = self._check
        checked = len(check.windows) + len(check.exports) if check else 0
        told = len(self._warnings) + len(self._reports) + self.notebook.rows()
        return len(self._state.keys) + len(self._sightings) + checked + told


def later(one: datetime | None, other: datetime | None) -> datetime | None:
    """Return the later of two moments that may be missing."""
    known = [moment for moment in (one, other) if moment is not None]
    return max(known, default=None)


def ordered_windows(windows: Iterable[ExposureWindow]) -> tuple[ExposureWindow, ...]:
    """Return exposure windows by start and key."""
    return tuple(sorted(windows, key=lambda window: (window.start, window.key.key.secret)))

"""Diagnosis keys in memory, on both sides: held, published, revised."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from bluezone.keyserver.batcher import Published, Revision
from bluezone.keyserver.revising import changes, check_known_as
from bluezone.keyserver.rules import HeldKey
from bluezone.keyserver.store import HoldKeys, PublishedBefore, ReviseKeys
from bluezone.protocol.errors import RuleViolation, Unavailable
from bluezone.protocol.keys import DiagnosisKey, ReportType


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One key.

    Args:
        held: As it came; the new words of one that was revised before it was published.
        batch: The end of the window that published it, None before.
        filler: Whether it is nobody's.
        later: What it was revised to, None when it never was.
        later_from: From when that may be published; None when it needs not be.
        is_told: Whether it was.
        is_withdrawn: Whether it is never published.
    """

    held: HeldKey
    batch: datetime | None = None
    filler: bool = False
    later: DiagnosisKey | None = None
    later_from: datetime | None = None
    is_told: bool = False
    is_withdrawn: bool = False

    @property
    def types(self) -> tuple[ReportType, ReportType | None]:
        """What it said first and what it says since."""
        return self.held.key.report_type, self.later.report_type if self.later else None


@dataclass(frozen=True, slots=True)
class MemoryKeys:
    """Every key by its secret."""

    rows: dict[bytes, KeyRow] = field(default_factory=dict, repr=False)

    def copy(self) -> "MemoryKeys":
        """Return a copy that changes apart."""
        return MemoryKeys(self.rows.copy())

    def hold(self, report: HoldKeys) -> int:
        """Hold the keys of a report and return how many of them are new."""
        for held in report.keys:
            if row := self.rows.get(held.key.key.secret):
                check_known_as(*row.types, held.key.report_type)
        before = len(self.rows)
        for held in report.keys:
            self.rows.setdefault(held.key.key.secret, KeyRow(held))
        return len(self.rows) - before

    def published(self, report: HoldKeys) -> PublishedBefore | None:
        """Return which keys of a report were published before it came."""
        rows = ((held.key.key.secret, self.rows.get(held.key.key.secret)) for held in report.keys)
        found = frozenset(secret for secret, row in rows if row and row.batch)
        return PublishedBefore(found) if found else None

    def revise(self, revision: ReviseKeys) -> None:
        """Change what keys say, all or none."""
        if any(held.key.key.secret not in self.rows for held in revision.keys):
            raise RuleViolation("invalid_revision_token", "a key of this revision is not known, or was forgotten")
        rows = [(held, self.rows[held.key.key.secret]) for held in revision.keys]
        changed = [(held, row) for held, row in rows if changes(*row.types, held.key.report_type)]
        self.rows.update((held.key.key.secret, _revised(row, held)) for held, row in changed)

    def releasable(self, at: datetime) -> list[DiagnosisKey]:
        """Return the keys that were never exported and whose release hour has come."""
        return [
            row.held.key
            for row in self.rows.values()
            if row.batch is None and not row.is_withdrawn and row.held.release <= at
        ]

    def travelling(self, at: datetime) -> frozenset[bytes]:
        """Return the secrets of those releasable keys whose owners said that they travelled."""
        due = {key.key.secret for key in self.releasable(at)}
        return frozenset(secret for secret, row in self.rows.items() if row.held.traveller and secret in due)

    def revisable(self, at: datetime) -> list[Revision]:
        """Return the revisions of published keys that were not published yet and whose hour has come."""
        return [
            Revision(Published(row.held.key, row.batch), row.later)
            for row in self.rows.values()
            if row.batch and row.later and row.later_from and row.later_from <= at and not row.is_told
        ]

    def spare_fillers(self, batches: Collection[datetime]) -> list[Published]:
        """Return the fillers that batches published and that were not revised since."""
        return [
            Published(row.held.key, row.batch)
            for row in self.rows.values()
            if row.batch in batches and row.batch and row.filler and not row.later
        ]

    def record(
        self,
        keys: Iterable[DiagnosisKey],
        fillers: Iterable[DiagnosisKey],
        revised: Iterable[DiagnosisKey],
        batch: datetime,
    ) -> None:
        """Note what a batch published, all or none."""
        known = [(key, self.rows.get(key.key.secret)) for key in keys]
        if any(row is None or row.batch or row.is_withdrawn or row.held.key != key for key, row in known):
            raise Unavailable("a key of this batch was exported before, changed meanwhile, or is not held")
        told = [(key, self.rows.get(key.key.secret)) for key in revised]
        if any(row is None or not row.batch or row.is_told or (row.later and not row.later_from) for _, row in told):
            raise Unavailable("a revised key of this batch is not published, or was revised before")
        self.rows.update((key.key.secret, replace(row, batch=batch)) for key, row in known if row)
        self.rows.update(
            (key.key.secret, replace(row, later=key, later_from=batch, is_told=True)) for key, row in told if row
        )
        self.rows.update((key.key.secret, KeyRow(HeldKey(key, batch), batch, filler=True)) for key in fillers)

    def forget(self, until: datetime) -> None:
        """Forget the keys whose release hour is at or before a moment."""
        for secret in [secret for secret, row in self.rows.items() if row.held.release <= until]:
            del self.rows[secret]


def _revised(row: KeyRow, held: HeldKey) -> KeyRow:
    if row.batch:
        return replace(row, later=held.key, later_from=held.release)
    said = replace(row.held, key=held.key)
    return replace(row, held=said, later=held.key, is_withdrawn=held.key.report_type is ReportType.REVOKED)

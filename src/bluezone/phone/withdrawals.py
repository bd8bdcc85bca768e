"""Withdrawals: what a phone does when the key server says of a key something else than before.

Pure. A key only ever comes to say more: a second-order warning may become a likely case, a likely case a confirmed one,
and each of them may be revoked. So of two things said of one key the later one is told by its type, in whatever order
they arrive. A revoked key leaves the place in time that it was heard in, so that nothing brings it back, and nothing else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from bluezone.phone.diary import Warned
from bluezone.protocol.exposures import ExposureWindow
from bluezone.protocol.intervals import day_of, midnight
from bluezone.protocol.keys import RETENTION, DiagnosisKey, ReportType

STANDING: Final[Mapping[ReportType, int]] = {
    kind: place
    for place, kind in enumerate(
        (
            ReportType.UNKNOWN,
            ReportType.RECURSIVE,
            ReportType.SELF_REPORT,
            ReportType.CLINICAL_DIAGNOSIS,
            ReportType.CONFIRMED_TEST,
            ReportType.REVOKED,
        )
    )
}
"""What may follow what: a key never comes to say less."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A warning was taken back.

    Args:
        day: The UTC day that it was about.
        at: When the phone learned that it does not stand.
    """

    day: date
    at: datetime


def later(one: DiagnosisKey | None, other: DiagnosisKey) -> DiagnosisKey:
    """Return which of two things said of one key holds; `other` when they say the same."""
    return other if one is None or STANDING[other.report_type] >= STANDING[one.report_type] else one


def windows_after(
    known: Iterable[ExposureWindow], found: Iterable[ExposureWindow], keys: Iterable[DiagnosisKey]
) -> tuple[ExposureWindow, ...]:
    """Return the windows to remember after a pull: new ones, and known ones whose key says something else now.

    Args:
        known: All that are remembered.
        found: Those that the new keys fill, as far as what was heard is still remembered.
        keys: What the pull brought.
    """
    said: dict[bytes, DiagnosisKey] = {}
    for key in (*(window.key for window in known), *keys):
        said[key.key.secret] = later(said.get(key.key.secret), key)
    windows = {(window.key.key.secret, window.start): window for window in (*known, *found)}
    return tuple(_told(window, said[window.key.key.secret]) for window in windows.values())


def withdrawn_after(
    windows: Iterable[ExposureWindow],
    told: Iterable[Warned],
    warnings: Iterable[Warned],
    known: Iterable[Withdrawn],
    *,
    at: datetime,
) -> tuple[Withdrawn, ...]:
    """Return the warnings that were taken back, in order of their days; a day that is warned of again is none of them.

    Args:
        windows: All that are remembered, revoked ones among them.
        told: The warnings until now.
        warnings: The warnings from now on.
        known: What was taken back before.
        at: The present moment.
    """
    standing = {warned.day for warned in warnings}
    revoked = {day_of(window.start) for window in windows if window.key.report_type is ReportType.REVOKED}
    gone = {warned.day: Withdrawn(warned.day, at) for warned in told if warned.day in revoked}
    gone |= {one.day: one for one in known if midnight(one.day) >= at - RETENTION}
    return tuple(gone[day] for day in sorted(gone) if day not in standing)


def _told(window: ExposureWindow, key: DiagnosisKey) -> ExposureWindow:
    scans = () if key.report_type is ReportType.REVOKED else window.scans
    return replace(window, key=key, scans=scans)

"""Risk: what exposure windows mean for the person who carries the phone, under a policy that a ministry decides.

Sources of policy 1: close contact is 15 minutes within 2 metres in a day (Viet Nam's Ministry of Health, 2020, as the
application's developers told the press: `docs/rules.md`); clock tolerance of Exposure Notification is ±12 intervals
(`tkMatchingClockDriftRollingPeriods`); Bluezone's is one step. The attenuation that stands for 2 metres is 63 dB,
Corona-Warn-App's bound of *near*; the room model puts 2 m at 61 dB and 2.5 m at 63.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bluezone.protocol.exposures import ExposureWindow
from bluezone.protocol.intervals import Air, day_of
from bluezone.protocol.keys import ReportType


@dataclass(frozen=True, slots=True)
class RiskPolicy:
    """The numbers a ministry may change, as one value with the number of the decision.

    Args:
        version: Counts up with each decision.
        decision: Which decision, in words.
        near_max_attenuation_db: A listening period counts when its mean attenuation is at most this.
        close_contact: How much of such time in one UTC day makes a close contact.
        bluezone_tolerance: Intervals of 15 minutes that a Bluezone identifier may be early or late.
        exposure_notification_tolerance: The same in intervals of 10 minutes for Exposure Notification.
        counted: Report types that count.
        middle_max_attenuation_db: Nearer than this is told as the middle band, whatever is farther as the far one.
    """

    version: int
    decision: str
    near_max_attenuation_db: int
    close_contact: timedelta
    bluezone_tolerance: int
    exposure_notification_tolerance: int
    counted: frozenset[ReportType]
    middle_max_attenuation_db: int = 73

    @property
    def tolerance(self) -> Mapping[Air, int]:
        """The tolerance of each air, in its own intervals."""
        return {
            Air.BLUEZONE: self.bluezone_tolerance,
            Air.EXPOSURE_NOTIFICATION: self.exposure_notification_tolerance,
        }


POLICY_1: Final = RiskPolicy(
    version=1,
    decision="policy 1: at least 15 minutes within 2 metres in one UTC day",
    near_max_attenuation_db=63,
    close_contact=timedelta(minutes=15),
    bluezone_tolerance=1,
    exposure_notification_tolerance=12,
    counted=frozenset({ReportType.CONFIRMED_TEST, ReportType.CLINICAL_DIAGNOSIS}),
)


@dataclass(frozen=True, slots=True)
class DayRisk:
    """What one UTC day's exposures come to.

    Args:
        day: The UTC day.
        near: Time near diagnosed people, summed over them.
        heard: Time in which any of their keys was heard at all, near or far.
        close_contact: Whether the policy calls it a close contact.
    """

    day: date
    near: timedelta
    heard: timedelta
    close_contact: bool


def risk(windows: Iterable[ExposureWindow], policy: RiskPolicy) -> tuple[DayRisk, ...]:
    """Return the risk of every UTC day that has a counted exposure, in order; the order of windows is of no matter."""
    near: defaultdict[date, timedelta] = defaultdict(timedelta)
    heard: defaultdict[date, timedelta] = defaultdict(timedelta)
    for window in windows:
        if window.key.report_type not in policy.counted:
            continue
        day = day_of(window.start)
        for scan in window.scans:
            heard[day] += scan.duration
            if scan.typical_attenuation_db <= policy.near_max_attenuation_db:
                near[day] += scan.duration
    return tuple(DayRisk(day, near[day], heard[day], near[day] >= policy.close_contact) for day in sorted(heard))

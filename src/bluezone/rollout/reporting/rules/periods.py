"""Which report belongs to which days, and when it is late.

Source: Decree 09/2019/NĐ-CP, article 12 (to be checked against the decree's text): a month's figures run from the 15th
of the month before to the 14th, those of a quarter, half-year and year end on the 14th of their last month. The quick
report of the campaign says "tính đến 08h00 ngày …": a day's figures count when they are there by eight the next
morning. A late report is kept and marked; it never disappears.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from typing import Final

VIETNAM: Final = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Civil time; without summer time since 1975, so the offset is all there is to know."""
MORNING: Final = time(8, 0, tzinfo=VIETNAM)
"""The cut-off of a day's reports, on the next day."""
LAST_DAY: Final = 14
"""The day of the month with which a month of reports ends (Decree 09/2019/NĐ-CP, article 12)."""
MONTHS: Final = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


class Rhythm(StrEnum):
    """How often a form is asked for."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days that one report speaks of, first and last included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        """Return whether a day belongs to the period."""
        return self.first <= day <= self.last


class Timeliness(StrEnum):
    """Where a report stands to its period and cut-off."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"


def local_day(moment: datetime) -> date:
    """Return the day in Vietnam on which a moment falls.

    Raises:
        ValueError: The moment has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(VIETNAM).date()


def reporting_day(moment: datetime) -> date:
    """Return the day of which a report speaks that names none: until eight in the morning, the day before."""
    return local_day(moment - timedelta(hours=MORNING.hour))


def period_of(day: date, rhythm: Rhythm) -> Period:
    """Return the period that holds a day; weeks run from Monday to Sunday."""
    match rhythm:
        case Rhythm.DAY:
            return Period(day, day)
        case Rhythm.WEEK:
            monday = day - timedelta(days=day.weekday())
            return Period(monday, monday + timedelta(days=6))
        case _:
            return _months(day, MONTHS[rhythm])


def cut_off(period: Period, rhythm: Rhythm) -> datetime:
    """Return the first moment, in UTC, at which a report for the period is late."""
    end = period.last + timedelta(days=1)
    if rhythm in {Rhythm.DAY, Rhythm.WEEK}:
        return datetime.combine(end, MORNING).astimezone(UTC)
    return datetime.combine(end, time(0, tzinfo=VIETNAM)).astimezone(UTC)


def timeliness(period: Period, rhythm: Rhythm, received: datetime) -> Timeliness:
    """Return whether a report came before its period began, in time, or after the cut-off."""
    if local_day(received) < period.first:
        return Timeliness.EARLY
    return Timeliness.LATE if received >= cut_off(period, rhythm) else Timeliness.ON_TIME


def _months(day: date, length: int) -> Period:
    """Return the span of whole reporting months, aligned to the year, that holds a day."""
    month = day.year * 12 + day.month - 1 + (day.day > LAST_DAY)
    first = month // length * length
    return Period(_fourteenth(first - 1) + timedelta(days=1), _fourteenth(first + length - 1))


def _fourteenth(month: int) -> date:
    return date(month // 12, month % 12 + 1, LAST_DAY)

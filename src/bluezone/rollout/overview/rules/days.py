"""Which day a page speaks of when nobody chose one, and until when reports count for it."""

from datetime import date, datetime, timedelta

from bluezone.rollout.reporting.rules.periods import MORNING, reporting_day


def due_day(moment: datetime) -> date:
    """Return the last day whose reports are due: its cut-off, eight the next morning, has passed."""
    return reporting_day(moment) - timedelta(days=1)


def cut_off_of(day: date) -> datetime:
    """Return eight in the morning after a day, local time: what came later is not in its report."""
    return datetime.combine(day + timedelta(days=1), MORNING)


def public_day(today: date) -> date:
    """Return the day whose figures are public today: the last Sunday, so that no day's news can be told apart."""
    return today - timedelta(days=today.isoweekday() % 7 or 7)

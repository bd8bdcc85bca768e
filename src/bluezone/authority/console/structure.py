"""Which day's structure a page shows: `?on=YYYY-MM-DD`, otherwise the day of the request."""

from datetime import date

from bluezone.authority.accounts.access import day_of
from bluezone.authority.requests import Request


def chosen_day(request: Request) -> date:
    """Return the day that the date chooser asked for; the day of the request when it asked for none or nonsense."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return day_of(request)

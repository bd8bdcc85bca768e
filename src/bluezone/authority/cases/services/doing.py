"""Who acts, why and when; and what happens when two people change one record."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings

if TYPE_CHECKING:
    from bluezone.authority.cases.models import Case, Person


@dataclass(frozen=True, slots=True)
class Doing:
    """Who acts, why and when: the last three words of every entry in the audit chain."""

    actor: str
    purpose: str
    moment: datetime

    @property
    def day(self) -> date:
        """The day of the act in the province's time zone."""
        return local_day(self.moment)


class ChangedMeanwhile(Exception):
    """Somebody else saved the record after it was opened; both versions are for the person to see."""

    def __init__(self, present: "Case | Person") -> None:
        """Keep what stands there now."""
        super().__init__("the record was changed meanwhile")
        self.present = present


def local_day(moment: datetime) -> date:
    """Return the day that a moment has in the province's time zone."""
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE)).date()

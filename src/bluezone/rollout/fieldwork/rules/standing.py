"""Where a household stands, whatever came in which order; whose installs count.

Source: `docs/field-protocol.md`, "Where a household stands". Visits that were undone and visits of spot-checks are left
out before; of one local day one visit stands, the clerk's choice or the last; the last day's standing visit is where the
household stands. Only standing visits' installs count, so that none counts twice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from bluezone.rollout.fieldwork.rules.words import CLOSING, Outcome


@dataclass(frozen=True, slots=True)
class Seen:
    """One visit.

    Args:
        id: The event's id.
        source: The device or sheet from which it came.
        sequence: Its place among the events of its source.
        moment: When it happened.
        day: The local day of that.
        outcome: What one tap said.
        with_radio: Installs with Bluetooth.
        browser_only: Installs in the browser only.
        revisit_on: The day to come back.
    """

    id: str
    source: str
    sequence: int
    moment: datetime
    day: date
    outcome: Outcome
    with_radio: int = 0
    browser_only: int = 0
    revisit_on: date | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """One local day at one door.

    Args:
        day: The day.
        standing: The visit that counts.
        others: Visits of other devices or sheets, which are shown beside it.
    """

    day: date
    standing: Seen
    others: tuple[Seen, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one household stands.

    Args:
        days: Its days, the first first; none when nobody was there.
    """

    days: tuple[Day, ...] = ()

    @property
    def last(self) -> Seen | None:
        """The visit that says where it stands."""
        return self.days[-1].standing if self.days else None

    @property
    def state(self) -> Outcome | None:
        """Where it stands; None: nobody was there."""
        return self.last.outcome if self.last else None

    @property
    def is_closed(self) -> bool:
        """Whether nobody needs to come again."""
        return self.state in CLOSING

    @property
    def revisit_on(self) -> date | None:
        """The day to come back."""
        return self.last.revisit_on if self.last else None

    @property
    def with_radio(self) -> int:
        """Phones helped that have Bluetooth."""
        return sum(each.standing.with_radio for each in self.days)

    @property
    def browser_only(self) -> int:
        """Phones helped that have the browser only."""
        return sum(each.standing.browser_only for each in self.days)

    @property
    def also_reported(self) -> tuple[Seen, ...]:
        """Visits that another device or sheet reported on the same day."""
        return tuple(seen for each in self.days for seen in each.others)


def standing(visits: Iterable[Seen], chosen: Mapping[date, str]) -> Standing:
    """Return where a household stands.

    Args:
        visits: Those that count at all, in any order, of one household.
        chosen: The visit that the clerk chose for a day; one that is not among the visits chooses nothing.
    """
    ordered = sorted({each.id: each for each in visits}.values(), key=lambda each: each.day)
    return Standing(
        tuple(_day(day, [*together], chosen.get(day)) for day, together in groupby(ordered, key=lambda each: each.day))
    )


def _day(day: date, visits: list[Seen], chosen: str | None) -> Day:
    by_time = sorted(visits, key=lambda each: (each.moment, each.source, each.sequence, each.id))
    stands = next((each for each in by_time if each.id == chosen), by_time[-1])
    others = tuple(each for each in by_time if each.source != stands.source)
    return Day(day, stands, others)

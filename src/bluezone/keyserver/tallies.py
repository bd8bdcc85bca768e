"""Tallies: what is counted of a day, what of it may be told, and when exports are held. Pure.

A tally is a name, the hour that it counts for, and how many. All but the pulls of the index count for the first hour of
their UTC day, so that the records do not tell at which hour somebody reported.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.intervals import DAY, EPOCH, day_of, midnight
from bluezone.protocol.totals import SMALLEST_COUNT, WAITS, ExportsAct, HeldBy, TotalsResponse

HOUR: Final = timedelta(hours=1)
HOURS_A_DAY: Final = 24
KEEP_TALLIES: Final = 28 * DAY
"""How long days are counted back; the authority asks for each once, the day after."""


class Name(StrEnum):
    """What is counted."""

    CLAIMS = "claims"
    UPLOADS = "uploads"
    KEYS = "keys"
    PULLS = "pulls"


Tallies: TypeAlias = Mapping[tuple[int, str], int]
"""How many, by the hour counted from 1970 and the name."""


class ExportsState(Struct, frozen=True, kw_only=True):
    """How exports stand: held by whom since which hour, with which ceiling, and on which day a person let them go on."""

    held_by: HeldBy = HeldBy.NOBODY
    since: datetime | None = None
    most_keys: int | None = None
    resumed_on: date | None = None

    @property
    def is_held(self) -> bool:
        """Whether nothing may be published."""
        return self.held_by != HeldBy.NOBODY


@dataclass(frozen=True, slots=True)
class Tally:
    """So many more of something in an hour counted from 1970."""

    hour: int
    name: str
    many: int = 1


def of_day(moment: datetime, name: str, many: int = 1) -> Tally:
    """Return a tally of the UTC day that holds a moment."""
    return Tally(first_hour_of(moment), name, many)


def of_hour(moment: datetime, name: str, many: int = 1) -> Tally:
    """Return a tally of the hour that holds a moment."""
    return Tally(_hours(moment), name, many)


def first_hour(day: date) -> int:
    """Return the number, counted from 1970, of the first hour of a UTC day."""
    return _hours(midnight(day))


def first_hour_of(moment: datetime) -> int:
    """Return the number, counted from 1970, of the first hour of the UTC day that holds a moment."""
    return _hours(moment) // HOURS_A_DAY * HOURS_A_DAY


def wait_name(wait: timedelta) -> str:
    """Return the step of the histogram into which a time from claim to certificate falls."""
    within = [limit for limit in WAITS if wait < timedelta(hours=limit)]
    return f"wait-{within[0] if within else WAITS[-1]}"


def told(tallies: Tallies, day: date, moment: datetime) -> TotalsResponse:
    """Return what may be told of a day that is over: nothing below ten, nothing that follows from what is told.

    Raises:
        RuleViolation: `day_not_over`: who asks twice on a day that goes on learns of single uploads.
    """
    if day >= day_of(moment):
        raise RuleViolation("day_not_over", "totals are told once their UTC day is over")
    first = first_hour(day)

    def count(name: str) -> int | None:
        return _floored(tallies.get((first, name), 0))

    return TotalsResponse(
        day=day,
        claims=count(Name.CLAIMS),
        uploads=count(Name.UPLOADS),
        keys=count(Name.KEYS),
        pulls=_floored(_pulls(tallies, first)),
        waits=suppressed([tallies.get((first, f"wait-{limit}"), 0) for limit in WAITS]),
        pulls_last_day=_floored(_pulls(tallies, _hours(moment) - HOURS_A_DAY)),
    )


def suppressed(counts: Sequence[int]) -> list[int | None]:
    """Return the counts of one histogram; those under ten are left out, and the smallest others until ten are hidden.

    Without the second, one hidden count would follow from the whole, which is nearly the number of uploads.
    """
    hidden = {place for place, count in enumerate(counts) if count < SMALLEST_COUNT}
    shown = sorted(set(range(len(counts))) - hidden, key=lambda place: counts[place])
    while shown and 0 < sum(counts[place] for place in hidden) < SMALLEST_COUNT:
        hidden.add(shown.pop(0))
    return [None if place in hidden else count for place, count in enumerate(counts)]


def decided(state: ExportsState, act: ExportsAct, most_keys: int | None, moment: datetime) -> ExportsState:
    """Return how exports stand after an act of the authority; the same act twice is one.

    Raises:
        RuleViolation: `ceiling_missing`: `watch` names the ceiling.
    """
    match act:
        case ExportsAct.WATCH:
            if most_keys is None:
                raise RuleViolation("ceiling_missing", "watch names mostKeys, the ceiling of new keys in a UTC day")
            return replace(state, most_keys=most_keys)
        case ExportsAct.HOLD:
            if state.is_held:
                return state
            return replace(state, held_by=HeldBy.AUTHORITY, since=_hour(moment))
        case ExportsAct.RESUME:
            return replace(state, held_by=HeldBy.NOBODY, since=None, resumed_on=day_of(moment))
        case _:
            return state


def looked(state: ExportsState, keys_of_the_day: int, moment: datetime) -> ExportsState:
    """Return how exports stand after a look at the day's keys: held when they are beyond the ceiling.

    A person who let exports go on decided for the rest of that UTC day.
    """
    is_beyond = state.most_keys is not None and keys_of_the_day > state.most_keys
    if state.is_held or not is_beyond or state.resumed_on == day_of(moment):
        return state
    return replace(state, held_by=HeldBy.CEILING, since=_hour(moment))


def _pulls(tallies: Tallies, first: int) -> int:
    return sum(tallies.get((number, Name.PULLS), 0) for number in range(first, first + HOURS_A_DAY))


def _floored(count: int) -> int | None:
    return count if count >= SMALLEST_COUNT else None


def _hours(moment: datetime) -> int:
    return (moment - EPOCH) // HOUR


def _hour(moment: datetime) -> datetime:
    return EPOCH + _hours(moment) * HOUR

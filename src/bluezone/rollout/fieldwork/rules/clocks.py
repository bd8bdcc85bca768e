"""When something happened, as far as a device's clock can be believed: it may stand in 1970, in 2038, or be mended on the way.

Source: `docs/field-protocol.md`, "Clocks". Three things are sure: the order of a device's events, that none came before
the device was enrolled, and that none happened after it arrived. The longest run of times that agrees with the order is
believed; the others are placed beside it, by how long the page had been open.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Final

TRAVEL: Final = timedelta(minutes=2)
"""A clock that is not further off than this is right: so long may a bundle be on its way."""
FURTHEST: Final = timedelta(days=366)
"""A day that lies further from its event is one of a clock that was set wrong."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What an event says of its time.

    Args:
        at: What the device's clock showed.
        up: Milliseconds since the page was opened; fewer than before mean another opening.
    """

    at: datetime
    up: int


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between which moments the events of a bundle happened.

    Args:
        earliest: When the device was enrolled, or the event before these.
        latest: When they arrived, or the event after these.
    """

    earliest: datetime
    latest: datetime


def difference(made_at: datetime, arrived: datetime) -> timedelta:
    """Return what a device's clock lacks; nothing when it lacks no more than the way takes."""
    lacking = arrived - made_at
    return lacking if abs(lacking) > TRAVEL else timedelta()


def witnessed(shown: Sequence[Shown], lacking: timedelta, bounds: Bounds) -> list[datetime]:
    """Return when each event happened, in the order of their device, never falling.

    Args:
        shown: In the order of the device.
        lacking: What its clock lacks now, as `difference` has it; nothing when the bundle was carried by others.
        bounds: Between which moments.
    """
    if bounds.latest < bounds.earliest:
        return [bounds.latest] * len(shown)
    guesses = {place: guess for place, each in enumerate(shown) if (guess := _guess(each.at, lacking, bounds))}
    return _placed(shown, {place: guesses[place] for place in _longest_run(guesses)}, bounds)


def corrected_day(day: date, at: datetime, moment: datetime, zone: tzinfo) -> date:
    """Return a local day that an event speaks of, moved as far as its clock was wrong.

    Args:
        day: As the device wrote it.
        at: What the device's clock showed.
        moment: When the event happened.
        zone: Where days are local.
    """
    happened = moment.astimezone(zone).date()
    moved = day + (happened - at.astimezone(zone).date()) if abs(moment - at) > TRAVEL else day
    return moved if abs(moved - happened) <= FURTHEST else happened


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def _guess(at: datetime, lacking: timedelta, bounds: Bounds) -> datetime | None:
    """Return what a clock meant: set wrong as it is now, or right as it was then; None when it can be neither."""
    for meant in (at + lacking, at):
        if bounds.earliest - TRAVEL <= meant <= bounds.latest + TRAVEL:
            return min(max(meant, bounds.earliest), bounds.latest)
    return None


def _longest_run(guesses: Mapping[int, datetime]) -> list[int]:
    """Return the places of the longest run of moments that never falls."""
    ends: list[datetime] = []
    last: list[int] = []
    before: dict[int, int | None] = {}
    for place, guess in guesses.items():
        length = bisect_right(ends, guess)
        before[place] = last[length - 1] if length else None
        ends[length : length + 1], last[length : length + 1] = [guess], [place]
    run: list[int] = []
    place_back = last[-1] if last else None
    while place_back is not None:
        run.append(place_back)
        place_back = before[place_back]
    return run[::-1]


def _placed(shown: Sequence[Shown], believed: Mapping[int, datetime], bounds: Bounds) -> list[datetime]:
    """Return the believed moments and beside them those of the other events, worked out from the last to the first."""
    opening, moments, following = _openings(shown), dict[int, datetime](), bounds.latest
    floors = _floors(len(shown), believed, bounds.earliest)
    for place in reversed(range(len(shown))):
        anchor = _anchor(place, opening, believed)
        beside = place + 1 if anchor is None and opening.get(place + 1) == opening[place] else anchor
        meant = following
        if beside is not None:
            known = believed.get(beside) or moments[beside]
            meant = known + timedelta(milliseconds=shown[place].up - shown[beside].up)
        moments[place] = following = min(following, max(meant, floors[place]))
    return [moments[place] for place in range(len(shown))]


def _openings(shown: Sequence[Shown]) -> dict[int, int]:
    """Return the number of the opening of the page to which each event belongs."""
    found: dict[int, int] = {}
    for place, each in enumerate(shown):
        begun = place > 0 and each.up < shown[place - 1].up
        found[place] = found.get(place - 1, 0) + begun
    return found


def _anchor(place: int, opening: Mapping[int, int], believed: Mapping[int, datetime]) -> int | None:
    """Return the believed event of the same opening that stands nearest: itself, one after it, one before it."""
    same = [each for each in believed if opening[each] == opening[place]]
    return min((each for each in same if each >= place), default=max(same, default=None))


def _floors(length: int, believed: Mapping[int, datetime], earliest: datetime) -> list[datetime]:
    """Return before which moment each event cannot have happened."""
    floors: list[datetime] = []
    for place in range(length):
        earliest = max(earliest, believed.get(place, earliest))
        floors.append(earliest)
    return floors

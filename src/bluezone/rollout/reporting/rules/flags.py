"""Numbers that cannot be true, or hardly: each with a sentence for the person who is asked about it.

A flag is a question, never a verdict and never a correction: the figure stays as it was reported until whoever reported
it sends another. Nobody is ranked by flags, and they are shown to the unit itself first.

Two kinds. `impossible` looks at one unit's own words: they contradict each other, the calendar, or what its parts say.
`improbable` compares a unit with its siblings (units of the same kind that were asked the same): one needs `ENOUGH` of
them, and whatever the numbers are, about one honest unit in thirty will look strange; the explanation says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import pairwise
from math import log
from typing import Final

from bluezone.rollout.reporting.rules.coverage import ENOUGH, MISCOUNT

RUN: Final = 3
"""Reports in a row with the same number that raise a question."""
EXPECTED_NEWS: Final = 5.0
"""Installations that siblings' growth must lead one to expect before an unchanged number is strange: of Poisson's
law with this mean, less than one in a hundred is 0."""
NOTICEABLE: Final = 4 * MISCOUNT
"""By what share siblings must have grown meanwhile: less can hide in the error of an honest count."""
EVERYBODY_FROM: Final = 20
"""Smartphones from which 100 % is strange."""
EVERYBODY: Final = 0.995
"""The share that is shown as 100 %."""
ROUND_FROM: Final = 5
"""Different numbers that must all end in 0 or 5: of honest ones, one series in 5**5 does."""
ROUND_ABOVE: Final = 50
"""Smaller counts are too easily round."""
FAR: Final = 1.65
"""Robust standard deviations above the siblings' middle, on a logarithmic scale, beyond which a share is strange."""
DOOR_FAR: Final = 3.0
"""The same below it, for the part of new installations that visiting teams account for."""
ROBUST: Final = 1.4826
"""Standard deviation of a normal law whose median deviation is 1."""
SMALLEST_SPREAD: Final = 0.05
"""Siblings that agree more closely than this are taken to differ by this much, in logarithms."""
NEWS_FROM: Final = 20
"""New installations from which the part made at doors can be judged."""


class FlagKind(StrEnum):
    """What is strange about a number."""

    ATTESTED_ABOVE_DECLARED = "attested_above_declared"
    DECLARED_ABOVE_SMARTPHONES = "declared_above_smartphones"
    SMARTPHONES_ABOVE_STAFF = "smartphones_above_staff"
    VISITED_ABOVE_LISTED = "visited_above_listed"
    PARTS_DIFFER = "parts_differ"
    FELL = "fell"
    EVERYBODY = "everybody"
    FUTURE = "future"
    AFTER_END = "after_end"
    SAME_NUMBER = "same_number"
    ROUND_NUMBERS = "round_numbers"
    UNLIKE_SIBLINGS = "unlike_siblings"
    UNEXPLAINED_GROWTH = "unexplained_growth"


@dataclass(frozen=True, slots=True)
class Word:
    """What a unit said of one day, in its latest version; totals up to that day, None where it said nothing.

    Args:
        day: The day of which it speaks.
        received: The day on which it came.
        corrected: Whether the version in force replaces another and gives a reason.
        staff: People who work there.
        smartphones: Phones that could bear the application.
        declared: Installations.
        attested: Installations that phones attested; None as long as that is not collected.
        listed: Households on the list.
        visited: Households visited.
        helped: Installations made at the door.
        parts: Sums of the same measures over the unit's parts, when every part has spoken.
    """

    day: date
    received: date
    corrected: bool = False
    staff: int | None = None
    smartphones: int | None = None
    declared: int | None = None
    attested: int | None = None
    listed: int | None = None
    visited: int | None = None
    helped: int | None = None
    parts: Mapping[str, int] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Flag:
    """One question about one unit.

    Args:
        kind: What is strange.
        unit: The unit.
        day: The day of which the number speaks.
        figures: What the explanation names.
    """

    kind: FlagKind
    unit: str
    day: date
    figures: Mapping[str, int | str] = field(hash=False)


ORDERED: Final = (
    (FlagKind.ATTESTED_ABOVE_DECLARED, "attested", "declared"),
    (FlagKind.DECLARED_ABOVE_SMARTPHONES, "declared", "smartphones"),
    (FlagKind.SMARTPHONES_ABOVE_STAFF, "smartphones", "staff"),
    (FlagKind.VISITED_ABOVE_LISTED, "visited", "listed"),
)
"""What may not exceed what: attested ≤ declared ≤ smartphones ≤ staff, visited ≤ listed."""
MEASURES: Final = ("staff", "smartphones", "declared", "attested", "listed", "visited", "helped")


def impossible(unit: str, words: Sequence[Word], *, last_day: date | None = None) -> Iterator[Flag]:
    """Yield what contradicts itself in one unit's words.

    Args:
        unit: The unit.
        words: Its words, one a day, in the order of their days.
        last_day: The last day on which the unit existed; None while it exists.
    """
    for word in words:
        yield from contradictions(unit, word, last_day=last_day)
    for earlier, later in pairwise(word for word in words if word.declared is not None):
        if _number(later, "declared") < _number(earlier, "declared") and not later.corrected:
            figures = {"before": _number(earlier, "declared"), "now": _number(later, "declared")}
            yield Flag(FlagKind.FELL, unit, later.day, {**figures, "before_day": earlier.day.isoformat()})


def contradictions(unit: str, word: Word, *, last_day: date | None = None) -> Iterator[Flag]:
    """Yield what contradicts itself in one word alone; the order is that of `FlagKind`."""
    for kind, smaller, larger in ORDERED:
        low, high = getattr(word, smaller), getattr(word, larger)
        if low is not None and high is not None and low > high:
            yield Flag(kind, unit, word.day, {smaller: low, larger: high})
    for measure, total in word.parts.items():
        said = getattr(word, measure)
        if said is not None and said != total:
            yield Flag(FlagKind.PARTS_DIFFER, unit, word.day, {"measure": measure, "said": said, "parts": total})
    if _is_everybody(word):
        figures = {"declared": _number(word, "declared"), "smartphones": _number(word, "smartphones")}
        yield Flag(FlagKind.EVERYBODY, unit, word.day, figures)
    if word.day > word.received:
        yield Flag(FlagKind.FUTURE, unit, word.day, {"received": word.received.isoformat()})
    if last_day is not None and word.day > last_day:
        yield Flag(FlagKind.AFTER_END, unit, word.day, {"last_day": last_day.isoformat()})


def improbable(words: Mapping[str, Sequence[Word]]) -> Iterator[Flag]:
    """Yield what is strange about units beside their siblings.

    Args:
        words: The words of each sibling, one a day, in the order of their days. Nothing is yielded about siblings when
            there are fewer than `ENOUGH` that speak; their own round and unchanged numbers are looked at always.
    """
    spoken = {unit: kept for unit, said in words.items() if (kept := _counted(said))}
    growth = _Growth(spoken)
    for unit, said in spoken.items():
        yield from _unchanged(unit, said, growth)
        yield from _round_numbers(unit, said)
    yield from _outliers(FlagKind.UNLIKE_SIBLINGS, _shares(spoken), far=FAR, above=True)
    yield from _outliers(FlagKind.UNEXPLAINED_GROWTH, _at_doors(spoken), far=DOOR_FAR, above=False)


@dataclass(frozen=True, slots=True)
class _Part:
    """A whole and a part of it, in one unit on one day."""

    day: date
    part: int
    whole: int

    @property
    def share(self) -> float:
        """The part of the whole, moved a little so that it has a logarithm."""
        return (max(0, self.part) + 1) / (self.whole + 1)


class _Growth:
    """How much siblings grew between two days, in the middle; each pair of days is worked out once."""

    def __init__(self, spoken: Mapping[str, Sequence[Word]]) -> None:
        """Keep each unit's totals by day."""
        self._totals = [{word.day: _number(word, "declared") for word in said} for said in spoken.values()]
        self._known: dict[tuple[date, date], float | None] = {}

    def between(self, first: date, last: date) -> float | None:
        """Return by what share the middle sibling grew; None when too few spoke on both days."""
        if (first, last) not in self._known:
            both = [(days[first], days[last]) for days in self._totals if first in days and last in days]
            ratios = sorted(max(0.0, after / before - 1) for before, after in both if before)
            self._known[first, last] = middle(ratios) if len(ratios) >= ENOUGH else None
        return self._known[first, last]


def _unchanged(unit: str, said: Sequence[Word], growth: _Growth) -> Iterator[Flag]:
    """Yield the latest run of reports with one number while siblings' growth leads one to expect news."""
    for place in range(len(said) - RUN, -1, -1):
        run = said[place : place + RUN]
        number = _number(run[0], "declared")
        if number == 0 or any(word.declared != number for word in run):
            continue
        grown = growth.between(run[0].day, run[-1].day)
        if grown is None or (grown * number >= EXPECTED_NEWS and grown >= NOTICEABLE):
            figures: dict[str, int | str] = {"declared": number, "reports": RUN, "first_day": run[0].day.isoformat()}
            figures |= {} if grown is None else {"expected": round(grown * number)}
            yield Flag(FlagKind.SAME_NUMBER, unit, run[-1].day, figures)
            return


def _round_numbers(unit: str, said: Sequence[Word]) -> Iterator[Flag]:
    different = {number for word in said if (number := _number(word, "declared")) > ROUND_ABOVE}
    if len(different) >= ROUND_FROM and all(number % 5 == 0 for number in different):
        yield Flag(FlagKind.ROUND_NUMBERS, unit, said[-1].day, {"numbers": len(different)})


def _shares(spoken: Mapping[str, Sequence[Word]]) -> dict[str, list[_Part]]:
    """Return declared installations of smartphones in each word that has both."""
    parts = {
        unit: [_Part(word.day, _number(word, "declared"), word.smartphones) for word in said if word.smartphones]
        for unit, said in spoken.items()
    }
    return {unit: history for unit, history in parts.items() if history}


def _at_doors(spoken: Mapping[str, Sequence[Word]]) -> dict[str, list[_Part]]:
    """Return what visiting teams account for of each unit's new installations since its first word."""
    parts = {}
    for unit, said in spoken.items():
        whole = [word for word in said if word.helped is not None]
        new = _number(whole[-1], "declared") - _number(whole[0], "declared") if whole else 0
        if new >= NEWS_FROM:
            parts[unit] = [_Part(whole[-1].day, _number(whole[-1], "helped") - _number(whole[0], "helped"), new)]
    return parts


def _outliers(kind: FlagKind, parts: Mapping[str, list[_Part]], *, far: float, above: bool) -> Iterator[Flag]:
    """Yield the units whose last share lies far from what siblings had on the same day."""
    if len(parts) < ENOUGH:
        return
    usual = _usual_by_day(parts)
    last = {unit: history[-1] for unit, history in parts.items()}
    away = {unit: (log(part.share) - log(usual[part.day])) * (1 if above else -1) for unit, part in last.items()}
    middling = middle(sorted(away.values()))
    spread = max(SMALLEST_SPREAD, ROBUST * middle(sorted(abs(value - middling) for value in away.values())))
    for unit, part in last.items():
        if away[unit] - middling > far * spread:
            figures = {"percent": round(100 * part.share), "usual": round(100 * usual[part.day])}
            counts = {"siblings": len(parts), "part": part.part, "whole": part.whole}
            yield Flag(kind, unit, part.day, {**figures, **counts})


def _usual_by_day(parts: Mapping[str, list[_Part]]) -> dict[date, float]:
    """Return the middle share of each day on which `ENOUGH` units spoke, and the middle of the last ones for others."""
    by_day: dict[date, list[float]] = {}
    for history in parts.values():
        for part in history:
            by_day.setdefault(part.day, []).append(part.share)
    overall = middle(sorted(history[-1].share for history in parts.values()))
    return {day: middle(sorted(said)) if len(said) >= ENOUGH else overall for day, said in by_day.items()}


def middle(ordered: Sequence[float]) -> float:
    """Return the median of sorted numbers, at least one."""
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _counted(said: Sequence[Word]) -> list[Word]:
    return [word for word in said if word.declared is not None]


def _number(word: Word, measure: str) -> int:
    return getattr(word, measure) or 0


def _is_everybody(word: Word) -> bool:
    smartphones, declared = _number(word, "smartphones"), _number(word, "declared")
    return smartphones >= EVERYBODY_FROM and EVERYBODY * smartphones <= declared <= smartphones

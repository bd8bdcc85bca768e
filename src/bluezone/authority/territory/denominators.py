"""What a share is a share of: a number of people, phones or households, with its source and its date, never without."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from bluezone.protocol.errors import RuleViolation

Key = TypeVar("Key", bound=Hashable)


class DenominatorKind(StrEnum):
    """Whom or what a denominator counts."""

    RESIDENTS = "residents"
    ADULTS = "adults"
    SMARTPHONES = "smartphones"
    HOUSEHOLDS = "households"
    STAFF = "staff"
    PUPILS = "pupils"


@dataclass(frozen=True, slots=True)
class Denominator(Generic[Key]):
    """One count of one kind in one unit.

    Args:
        unit: Whose people or things are counted.
        kind: What is counted.
        value: How many, 0 or more.
        counted_on: The day the count describes, which is not the day it was published.
        source: Who counted, where it can be read.

    Raises:
        RuleViolation: `source_missing` or `value_negative`.
    """

    unit: Key
    kind: DenominatorKind
    value: int
    counted_on: date
    source: str

    def __post_init__(self) -> None:
        """Refuse a number that nobody answers for."""
        if not self.source.strip():
            raise RuleViolation("source_missing", "a denominator needs its source")
        if self.value < 0:
            raise RuleViolation("value_negative", "a denominator is 0 or more")


@dataclass(frozen=True, slots=True)
class Choice(Generic[Key]):
    """The denominator that stands for a day.

    Args:
        denominator: The latest count that was already true on the day.
        rivals: Counts of the same day and kind from other sources that say another number; a page shows them.
    """

    denominator: Denominator[Key]
    rivals: tuple[Denominator[Key], ...] = ()


def as_of(counts: Iterable[Denominator[Key]], unit: Key, kind: DenominatorKind, day: date) -> Choice[Key] | None:
    """Return the latest count of a kind in a unit up to a day, or nothing; never one from after the day.

    Of several sources for one day the first by name stands, and the others are its rivals.
    """
    known = [count for count in counts if (count.unit, count.kind) == (unit, kind) and count.counted_on <= day]
    if not known:
        return None
    latest = max(count.counted_on for count in known)
    first, *others = sorted((count for count in known if count.counted_on == latest), key=lambda count: count.source)
    return Choice(first, tuple(other for other in others if other.value != first.value))


def added(counts: Iterable[Denominator[Key]], units: Iterable[Key], into: Key) -> Denominator[Key]:
    """Return a unit's denominator as the sum of its parts', which must all be of one kind, day and source.

    Args:
        counts: One count for each part.
        units: The parts.
        into: The unit they make up.

    Raises:
        RuleViolation: `denominator_incomplete`, when a part has none; `denominators_differ`, when kinds, days or
            sources are mixed.
    """
    by_unit: Mapping[Key, Denominator[Key]] = {count.unit: count for count in counts}
    wanted = list(units)
    absent = [unit for unit in wanted if unit not in by_unit]
    if absent or not wanted:
        raise RuleViolation("denominator_incomplete", f"{len(absent)} of {len(wanted)} parts have no denominator")
    parts = [by_unit[unit] for unit in wanted]
    marks = {(part.kind, part.counted_on, part.source) for part in parts}
    if len(marks) > 1:
        raise RuleViolation("denominators_differ", "the parts' denominators differ in kind, day or source")
    kind, counted_on, source = marks.pop()
    return Denominator(into, kind, sum(part.value for part in parts), counted_on, source)

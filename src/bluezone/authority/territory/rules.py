"""What the registry decides about units: which one is meant, what a reused code stands for, where a body stands.

Nothing here knows the database. A code alone names no unit: 17 of Lai Châu's communes of 2025 bear a code that belonged
to another place, and 19 more cover more ground than before under the same code and name.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Generic, TypeVar

from bluezone.authority.territory.conversion import Basis, Passage
from bluezone.authority.territory.kinds import COMMUNE_KINDS, Kind
from bluezone.authority.territory.naming import canonical, folded, written
from bluezone.authority.territory.validity import Validity
from bluezone.protocol.errors import RuleViolation

Key = TypeVar("Key", bound=Hashable)


class Reuse(StrEnum):
    """What a unit shares with an earlier one that bore its code."""

    OTHER_PLACE = "other_place"
    LARGER = "larger"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class KnownUnit(Generic[Key]):
    """What the rules need of a unit.

    Args:
        key: How the registry knows it.
        kind: What it is.
        code: Its statistical code.
        short_name: Its name without the word for its kind.
        validity: Its days.
        aliases: Other spellings of its short name.
    """

    key: Key
    kind: Kind
    code: str
    short_name: str
    validity: Validity
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """Every canonical spelling."""
        return frozenset(canonical(name) for name in (self.short_name, *self.aliases))


@dataclass(frozen=True, slots=True)
class Meant(Generic[Key]):
    """What somebody meant by a code and a name, and how sure that is.

    Args:
        unit: The unit, when both lead to one that stands on the day; otherwise nothing.
        code: `found`, or why not: `unknown`, `dissolved`, `old_name`, `code_and_name_differ`, `ambiguous`.
        suggestion: The unit that a person may confirm; never taken without that.
    """

    unit: KnownUnit[Key] | None
    code: str
    suggestion: KnownUnit[Key] | None = None


class Gazetteer(Generic[Key]):
    """All units that were ever known, for finding out which one a clerk means on a day."""

    def __init__(self, units: Iterable[KnownUnit[Key]], passages: Iterable[Passage[Key]], day: date) -> None:
        """Index the units by code and by name."""
        self._day = day
        self._by_key = {unit.key: unit for unit in units}
        self._by_code: dict[str, list[KnownUnit[Key]]] = {}
        self._by_name: dict[str, list[KnownUnit[Key]]] = {}
        self._by_folded: dict[str, list[KnownUnit[Key]]] = {}
        for unit in self._by_key.values():
            self._by_code.setdefault(unit.code, []).append(unit)
            self._by_folded.setdefault(folded(unit.short_name), []).append(unit)
            for name in unit.names:
                self._by_name.setdefault(name, []).append(unit)
        self._became: dict[Key, list[Key]] = {}
        for passage in passages:
            self._became.setdefault(passage.predecessor, []).append(passage.successor)

    def meant(self, code: str, name: str) -> Meant[Key]:
        """Return what is meant by a code and a name as written; either may be empty, not both.

        A name alone is enough where one commune bears it on the day. A code alone is enough where it was never another
        place's; otherwise the name has to agree.
        """
        coded = [unit for unit in self._by_code.get(code, []) if code]
        named = self._named(name)
        if code and name:
            return self._both(coded, named)
        return self._one(coded if code else named, folded_name="" if code else name)

    def _named(self, name: str) -> list[KnownUnit[Key]]:
        if not name:
            return []
        meaning = written(name)
        exact = self._by_name.get(canonical(meaning.name), []) or self._by_name.get(canonical(name), [])
        of_kind = [unit for unit in exact if unit.kind == meaning.kind]
        return of_kind or exact

    def _both(self, coded: list[KnownUnit[Key]], named: list[KnownUnit[Key]]) -> Meant[Key]:
        agreeing = [unit for unit in coded if unit in named]
        standing = self._standing(agreeing)
        if standing:
            return Meant(standing[0], "found")
        if agreeing:
            code_lives_on = bool(self._standing(coded))
            return Meant(None, "old_name" if code_lives_on else "dissolved", self._heir(agreeing[0]))
        if not coded and not named:
            return Meant(None, "unknown")
        if not named:
            return Meant(None, "code_and_name_differ", _only(self._standing(coded)))
        return Meant(None, "code_and_name_differ", _only(self._standing(named)))

    def _one(self, candidates: list[KnownUnit[Key]], folded_name: str) -> Meant[Key]:
        standing = self._standing(candidates)
        if not candidates:
            near = self._standing(self._by_folded.get(folded(written(folded_name).name), [])) if folded_name else []
            return Meant(None, "unknown", _only(near))
        if not standing:
            return Meant(None, "old_name" if folded_name else "dissolved", self._heir(candidates[0]))
        communes = [unit for unit in standing if unit.kind in COMMUNE_KINDS] or standing
        if len(communes) > 1:
            return Meant(None, "ambiguous")
        if not folded_name and len({canonical(unit.short_name) for unit in candidates}) > 1:
            return Meant(None, "ambiguous", communes[0])
        return Meant(communes[0], "found")

    def _standing(self, units: list[KnownUnit[Key]]) -> list[KnownUnit[Key]]:
        return [unit for unit in units if unit.validity.holds(self._day)]

    def _heir(self, unit: KnownUnit[Key]) -> KnownUnit[Key] | None:
        """Return the one unit that a unit of another day became, if it became one and that stands."""
        while not unit.validity.holds(self._day):
            became = self._became.get(unit.key, [])
            if len(became) != 1:
                return None
            unit = self._by_key[became[0]]
        return unit


def reuse(old: KnownUnit[Key], new: KnownUnit[Key], passages: Iterable[Passage[Key]]) -> Reuse:
    """Return what a code stands for after it passed from one unit to another.

    Args:
        old: The earlier bearer.
        new: The later bearer.
        passages: What became of what.
    """
    if any(
        (passage.predecessor, passage.successor, passage.basis) == (old.key, new.key, Basis.UNCHANGED)
        for passage in passages
    ):
        return Reuse.UNCHANGED
    return Reuse.LARGER if old.names & new.names else Reuse.OTHER_PLACE


def stations(
    commune: Key, validity: Validity, passages: Iterable[Passage[Key]], lifetimes: Mapping[Key, Validity]
) -> Iterator[tuple[Key, Validity]]:
    """Yield the units a body stands in over its life, following its commune into the one it became.

    Args:
        commune: Where it stands on some day of its life.
        validity: Its own days.
        passages: What became of what.
        lifetimes: The days of every unit that the passages name.

    Raises:
        RuleViolation: `successor_unclear`, when a commune was split and nobody knows into which part the body fell.
    """
    steps = list(passages)
    while True:
        here = lifetimes[commune]
        if here.overlaps(validity):
            yield commune, overlap(here, validity)
        if here.valid_to is None or validity.last <= here.last:
            return
        onwards = [
            step.successor for step in steps if step.predecessor == commune and step.day == next_day(here.valid_to)
        ]
        match onwards:
            case []:
                return
            case [only]:
                commune = only
            case _:
                raise RuleViolation("successor_unclear", "the commune was split: the body's part has to be named")


def overlap(one: Validity, other: Validity) -> Validity:
    """Return the days that two ranges share.

    Raises:
        RuleViolation: `validity_reversed`, when they share none.
    """
    first = max((each for each in (one.valid_from, other.valid_from) if each), default=None)
    last = min((each for each in (one.valid_to, other.valid_to) if each), default=None)
    return Validity(first, last)


def next_day(day: date) -> date:
    """Return the day after a day."""
    return day + timedelta(days=1)


def _only(units: list[KnownUnit[Key]]) -> KnownUnit[Key] | None:
    return units[0] if len(units) == 1 else None

"""Which unit a cell means: by its code, or by a name that only one bears."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.naming import canonical, written
from bluezone.authority.territory.queries import on, subtree


@dataclass(frozen=True, slots=True)
class Place:
    """A unit as a line list shows it."""

    key: UUID
    name: str

    def __str__(self) -> str:
        """Return the name."""
        return self.name


@dataclass(frozen=True, slots=True)
class Places:
    """The units of a day, found by code or name; those below one unit before all others."""

    inside: frozenset[UUID]
    by_code: dict[str, Place]
    by_name: dict[str, list[Place]] = field(repr=False)

    def code_of(self, place: Place) -> str:
        """Return the code of a unit, or its name when it has none."""
        return next((code for code, each in self.by_code.items() if each.key == place.key), place.name)

    def find(self, text: str) -> Place | None:
        """Return the unit that a text means; None when there is none, or several and not just one of them inside."""
        coded = self.by_code.get(text)
        if coded is not None:
            return coded
        named = {place.key: place for name in _names(text) for place in self.by_name.get(name, [])}
        near = [place for place in named.values() if place.key in self.inside]
        found = near or list(named.values())
        return found[0] if len(found) == 1 else None


def places_of(unit: Unit, day: date) -> Places:
    """Return the units that stand on a day; two queries."""
    by_code, by_name = dict[str, Place](), dict[str, list[Place]]()
    for key, name, short, code in on(day).values_list("pk", "name", "short_name", "stat_code"):
        place = Place(key, name)
        if code:
            by_code[code] = place
        for each in {canonical(name), canonical(short)}:
            by_name.setdefault(each, []).append(place)
    return Places(frozenset(subtree(unit, day).values_list("pk", flat=True)), by_code, by_name)


def _names(text: str) -> tuple[str, ...]:
    return (canonical(text), canonical(written(text).name))

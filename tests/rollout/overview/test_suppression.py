"""No small count can be solved from what the public sees, however the reader reckons."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from math import inf

from hypothesis import assume, given
from hypothesis import strategies as st

from bluezone.rollout.overview.rules.suppression import SMALLEST, Table, withheld


@dataclass
class Attacker:
    """A reader who reckons: knows the published figures, the limits, and which withheld counts of units are small.

    On a tree of sums, narrowing each figure by the others until nothing moves gives the exact bounds.
    """

    table: Table[str]
    hidden: frozenset[str]

    def bounds(self) -> dict[str, tuple[float, float]]:
        known = {unit: self._first(unit) for unit in self._units(self.table.top)}
        while True:
            narrowed = self._narrowed(known)
            if narrowed == known:
                return known
            known = narrowed

    def _units(self, unit: str) -> list[str]:
        return [unit, *(each for child in self.table.children.get(unit, ()) for each in self._units(child))]

    def _first(self, unit: str) -> tuple[float, float]:
        figure = self.table.total(unit)
        if figure is None:
            return 0, 0
        if unit not in self.hidden:
            return figure, figure
        if self.table.children.get(unit):
            return 0, inf
        limit = self.table.limits.get(unit, inf)
        return (0, min(limit, SMALLEST - 1)) if figure < SMALLEST else (SMALLEST, limit)

    def _narrowed(self, known: Mapping[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
        narrowed = dict(known)
        for parent, children in self.table.children.items():
            if not children:
                continue
            low, high = (sum(narrowed[child][end] for child in children) for end in (0, 1))
            narrowed[parent] = max(narrowed[parent][0], low), min(narrowed[parent][1], high)
            for child in children:
                others = [narrowed[other] for other in children if other != child]
                least = narrowed[parent][0] - sum(high for _, high in others)
                most = narrowed[parent][1] - sum(low for low, _ in others)
                narrowed[child] = max(narrowed[child][0], least), min(narrowed[child][1], most)
        return narrowed


counts = st.one_of(st.none(), st.integers(0, 12), st.integers(0, 60), st.integers(0, 4_000))


@st.composite
def tables(draw: st.DrawFn) -> Table[str]:
    """Draw a province with districts, or communes alone, some silent, some with a limit that everybody knows."""
    districts = draw(st.integers(1, 4))
    children: dict[str, list[str]] = {"province": []}
    figures, limits = {}, {}
    for district in range(districts):
        communes = [f"{district}-{commune}" for commune in range(draw(st.integers(1, 5)))]
        if draw(st.booleans()):
            children["province"].append(f"district {district}")
            children[f"district {district}"] = communes
        else:
            children["province"] += communes
        for commune in communes:
            if (count := draw(counts)) is not None:
                figures[commune] = count
                if draw(st.booleans()):
                    limits[commune] = count + draw(st.integers(0, 30))
    return Table("province", children, figures, limits)


@given(tables())
def test_no_small_count_can_be_narrowed_by_a_reader_who_reckons(table: Table[str]) -> None:
    hidden = withheld(table)

    bounds = Attacker(table, hidden).bounds()

    for unit, count in table.figures.items():
        if count < SMALLEST:
            assert unit in hidden
            assert bounds[unit][0] == 0
            assert bounds[unit][1] >= min(SMALLEST - 1, table.limits.get(unit, inf))


@given(tables())
def test_small_totals_are_withheld_and_silence_is_not_hidden(table: Table[str]) -> None:
    hidden = withheld(table)

    totals = {unit: table.total(unit) for unit in ["province", *table.children, *table.figures]}

    assert all(unit in hidden for unit, total in totals.items() if total is not None and total < SMALLEST)
    assert all(unit not in hidden for unit, total in totals.items() if total is None)


@given(tables())
def test_nothing_is_withheld_where_nothing_is_small(table: Table[str]) -> None:
    assume(all(count >= SMALLEST for count in table.figures.values()))

    hidden = withheld(table)

    assert hidden == frozenset()


def test_the_attacker_solves_a_table_that_withholds_one_count_alone() -> None:
    table = Table("province", {"province": ["a", "b", "c"]}, {"a": 4, "b": 120, "c": 300})

    bounds = Attacker(table, frozenset({"a"})).bounds()

    assert bounds["a"] == (4, 4)


@given(st.lists(st.integers(0, 14), min_size=1, max_size=3), st.sets(st.integers(0, 3)))
def test_the_attackers_bounds_are_those_of_trying_everything(found: list[int], places: set[int]) -> None:
    names = ["a", "b", "c"][: len(found)]
    table = Table("t", {"t": names}, dict(zip(names, found, strict=True)), dict.fromkeys(names, 14))
    hidden = frozenset(name for place, name in enumerate([*names, "t"]) if place in places)

    bounds = Attacker(table, hidden).bounds()

    start = {name: Attacker(table, hidden)._first(name) for name in [*names, "t"]}
    worlds = [
        world
        for world in product(*(range(int(start[name][0]), int(start[name][1]) + 1) for name in names))
        if start["t"][0] <= sum(world) <= start["t"][1]
    ]
    for place, name in enumerate(names):
        assert bounds[name] == (min(world[place] for world in worlds), max(world[place] for world in worlds))


def test_a_lone_small_commune_takes_its_district_and_another_with_it() -> None:
    children = {"province": ["d1", "d2"], "d1": ["a"], "d2": ["b", "c"]}

    hidden = withheld(Table("province", children, {"a": 3, "b": 500, "c": 700}))

    assert hidden == {"a", "d1", "d2", "b"}

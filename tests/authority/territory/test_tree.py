"""Walks through dated edges, and what no tree may have."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.authority.territory.tree import Edge, Tree, TreeFault, tree_faults
from bluezone.authority.territory.validity import Validity, first_overlap
from bluezone.protocol.errors import RuleViolation

DAY = date(2025, 7, 1)
UNTIL = Validity(None, date(2025, 6, 30))
SINCE = Validity(DAY)

validities = st.builds(
    lambda first, length: Validity(first, None if length is None else first + timedelta(days=length)),
    st.dates(date(2020, 1, 1), date(2026, 1, 1)),
    st.none() | st.integers(0, 900),
)


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(RuleViolation) as refused:
        Validity(date(2025, 1, 2), date(2025, 1, 1))

    assert refused.value.code == "validity_reversed"


def test_both_ends_of_a_range_count() -> None:
    week = Validity(DAY, DAY + timedelta(days=6))

    assert [week.holds(DAY + timedelta(days=number)) for number in (-1, 0, 6, 7)] == [False, True, True, False]


@given(validities, validities, st.dates(date(2019, 1, 1), date(2030, 1, 1)))
def test_ranges_overlap_when_a_day_lies_in_both(one: Validity, other: Validity, day: date) -> None:
    assert one.overlaps(other) == other.overlaps(one)
    assert not (one.holds(day) and other.holds(day)) or one.overlaps(other)
    assert not (one.within(other) and one.holds(day)) or other.holds(day)


@given(st.lists(validities, max_size=5))
def test_an_overlap_is_found_wherever_it_is(ranges: list[Validity]) -> None:
    pairs = [(a, b) for place, a in enumerate(ranges) for b in ranges[place + 1 :]]

    assert (first_overlap(ranges) is not None) == any(a.overlaps(b) for a, b in pairs)


LEVELS = [
    Edge("province", "district", UNTIL),
    Edge("district", "old commune", UNTIL),
    Edge("province", "new commune", SINCE),
    Edge("new commune", "village", SINCE),
]


def test_one_code_path_walks_three_levels_and_two() -> None:
    before, after = Tree(LEVELS, DAY - timedelta(days=1)), Tree(LEVELS, DAY)

    assert before.subtree("province") == ("province", "district", "old commune")
    assert after.subtree("province") == ("province", "new commune", "village")
    assert before.ancestors("old commune") == ("district", "province")
    assert after.depth("village") == 2
    assert after.parent("province") is None
    assert after.leaves("province") == ("village",)
    assert after.children("new commune") == ("village",)


def test_a_walk_ends_even_in_a_circle() -> None:
    circle = Tree([Edge("a", "b"), Edge("b", "a")], DAY)

    assert circle.subtree("a") == ("a", "b")
    assert circle.ancestors("a") == ("b",)


LIVES = {name: Validity() for name in "abcd"}


def faults(*edges: Edge[str], lives: dict[str, Validity] = LIVES) -> set[TreeFault[str]]:
    return set(tree_faults(edges, lives))


def test_what_no_tree_may_have_is_named() -> None:
    assert faults(Edge("a", "b"), Edge("b", "c")) == set()
    assert faults(Edge("a", "a")) == {TreeFault("own_parent", "a")}
    assert faults(Edge("a", "b"), Edge("c", "b")) == {TreeFault("two_parents", "b")}
    assert faults(Edge("a", "b", UNTIL), Edge("c", "b", SINCE)) == set()
    assert faults(Edge("a", "b"), Edge("b", "c"), Edge("c", "a")) == {TreeFault("circle", unit) for unit in "abc"}
    assert faults(Edge("a", "b"), lives={"a": UNTIL, "b": Validity()}) == {TreeFault("outside_lifetime", "b")}


def test_a_circle_that_never_closes_on_one_day_is_none() -> None:
    assert faults(Edge("a", "b", UNTIL), Edge("b", "a", SINCE)) == set()


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=8, unique_by=lambda pair: pair[1]))
def test_a_subtree_holds_exactly_those_whose_ancestors_lead_to_its_top(pairs: list[tuple[int, int]]) -> None:
    edges = [Edge(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]]
    tree = Tree({edge.child: edge for edge in edges}.values(), DAY)

    below = set(tree.subtree(0))

    assert below == {unit for unit in range(7) if unit == 0 or 0 in tree.ancestors(unit)}

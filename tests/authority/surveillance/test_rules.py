"""Chains that never cross, curves without gaps, figures that give nobody away."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.authority.cases.rules.chain import Link
from bluezone.authority.surveillance.rules.bars import draw_curve, scale_top
from bluezone.authority.surveillance.rules.figures import Share, curve, funnel, hours_between
from bluezone.authority.surveillance.rules.layout import lay_out
from bluezone.authority.surveillance.rules.picture import chains, pictures

FIRST = date(2020, 3, 1)


@st.composite
def outbreaks(draw: st.DrawFn) -> tuple[list[str], list[Link[str]]]:
    """Cases and stated infections among them, circles and several sources included."""
    cases = [f"BN{number}" for number in range(draw(st.integers(0, 14)))]
    pairs = [(one, other) for one in cases for other in cases if one != other]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=20)) if pairs else []
    return cases, [Link(*pair) for pair in chosen]


@given(outbreaks())
def test_every_case_and_every_stated_infection_is_shown(outbreak: tuple[list[str], list[Link[str]]]) -> None:
    cases, links = outbreak

    layout = lay_out(cases, links)

    assert {*layout.places} | {*layout.apart} == {*cases}
    assert {*layout.branches} | {*layout.further} == {*links}


@given(outbreaks())
def test_no_two_cases_stand_at_one_place(outbreak: tuple[list[str], list[Link[str]]]) -> None:
    layout = lay_out(*outbreak)

    places = [(place.column, place.row) for place in layout.places.values()]

    assert len(set(places)) == len(places)


@given(outbreaks())
def test_the_branches_of_a_tree_never_cross(outbreak: tuple[list[str], list[Link[str]]]) -> None:
    layout = lay_out(*outbreak)

    for one in layout.branches:
        for other in layout.branches:
            starts = layout.places[one.infector], layout.places[other.infector]
            ends = layout.places[one.infectee], layout.places[other.infectee]
            if starts[0].column == starts[1].column and starts[0].row < starts[1].row:
                assert ends[0].row < ends[1].row


def test_a_case_of_two_sources_hangs_below_the_later_one() -> None:
    links = [Link("a", "b"), Link("b", "c"), Link("a", "c")]

    layout = lay_out(["a", "b", "c"], links)

    assert [layout.places[case].column for case in "abc"] == [0, 1, 2]
    assert layout.further == (Link("a", "c"),)


def test_a_circle_is_shown_and_named_as_one() -> None:
    links = [Link("a", "b"), Link("b", "a"), Link("b", "c")]

    picture = pictures(["a", "b", "c"], links, {"a": "A", "b": "B", "c": "C"})[0]

    assert picture.circles == 1
    assert {node.case for node in picture.nodes if node.in_circle} == {"a", "b"}
    assert [stroke.is_further for stroke in picture.strokes].count(True) == 2


def test_the_largest_chain_comes_first() -> None:
    links = [Link("a", "b"), Link("c", "d"), Link("d", "e"), Link("x", "nobody")]

    assert chains(["a", "b", "c", "d", "e", "x"], links) == [["c", "d", "e"], ["a", "b"]]
    assert [picture.cases for picture in pictures([*"abcdex"], links, {each: each for each in "abcdex"})] == [3, 2]


@given(st.lists(st.integers(0, 40), max_size=60))
def test_the_curve_has_a_bar_for_each_day_and_every_case_once(offsets: list[int]) -> None:
    days = [FIRST + timedelta(days=offset) for offset in offsets]
    last = FIRST + timedelta(days=40)

    bars = curve([*days, None], FIRST, last)

    assert [bar.day for bar in bars] == [FIRST + timedelta(days=each) for each in range(41)]
    assert sum(bar.cases for bar in bars) == len(days)
    assert all((later.day - earlier.day).days == 1 for earlier, later in pairwise(bars))


@given(st.integers(0, 10_000_000))
def test_a_scale_holds_what_is_drawn_on_it(most: int) -> None:
    top = scale_top(most)

    assert most <= top <= max(10, 3 * most)


def test_an_empty_curve_still_has_its_scale() -> None:
    drawn = draw_curve(curve([], FIRST, FIRST))

    assert drawn.ticks[0].value == 0
    assert drawn.columns[0].height == 0


@pytest.mark.parametrize(
    ("claimed", "uploaded", "shown"), [(40, 20, 20), (40, 9, None), (40, 35, None), (40, 40, 40), (5, 3, None)]
)
def test_uploads_are_a_total_that_gives_nobody_away(claimed: int, uploaded: int, shown: int | None) -> None:
    assert funnel(50, claimed, uploaded)[-1].count == shown


def test_hours_are_a_median_over_what_is_known() -> None:
    measured = hours_between([(0.0, 3600.0), (0.0, 10800.0), (None, 5.0), (7200.0, 0.0)])

    assert (measured.middle, measured.known, measured.of) == (2.0, 2, 4)
    assert hours_between([]).middle is None


def test_a_share_of_nothing_is_no_share() -> None:
    assert Share(0, 0).percent is None
    assert Share(1, 4).percent == 25

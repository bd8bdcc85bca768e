"""Figures between structures: sums are kept, guesses are refused."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bluezone.authority.territory.conversion import Basis, Passage, crossing, former_total, route
from bluezone.authority.territory.kinds import COMMUNE_KINDS, DISTRICT_KINDS
from bluezone.authority.territory.province import understood
from bluezone.authority.territory.province_files import UnitKey, begun_on, ended_before
from bluezone.authority.territory.shipped import shipped
from bluezone.authority.territory.tree import Tree
from bluezone.authority.territory.validity import Validity
from bluezone.protocol.errors import RuleViolation

PROVINCE, _ = understood(shipped("lai-chau"))
UNITS = list(PROVINCE.units)
IN_2020, IN_2025, CHANGE = date(2020, 8, 15), date(2025, 8, 15), date(2025, 7, 1)
LIVES = {row.key: row.validity for row in UNITS}
PASSAGES = [
    Passage(old.key, new.key, row.day, row.weight, row.basis)
    for row in PROVINCE.succession
    if (old := ended_before(row, UNITS)) and (new := begun_on(row, UNITS))
]
OLD = [row.key for row in UNITS if row.kind in COMMUNE_KINDS and row.validity.holds(IN_2020)]
NEW = [row.key for row in UNITS if row.kind in COMMUNE_KINDS and row.validity.holds(IN_2025)]
TREE = Tree(PROVINCE.edges, IN_2020)
DISTRICTS = {row.key: row.name for row in UNITS if row.kind in DISTRICT_KINDS}
CROSSING_DISTRICTS = {"105", "106", "107", "108", "109", "112"}

counts = st.integers(0, 100_000)
figures_of_2020 = st.fixed_dictionaries(dict.fromkeys(OLD, counts))
FORWARD = route(OLD, PASSAGES, LIVES, to_day=IN_2025)


def code_of(refused: pytest.ExceptionInfo[RuleViolation]) -> str:
    return refused.value.code


@settings(deadline=None)  # 106 numbers are drawn each time
@given(figures_of_2020)
def test_the_same_campaign_in_the_structure_of_2025_has_the_same_total(figures: dict[UnitKey, int]) -> None:
    shown = FORWARD.carry(figures)

    assert sum(shown.figures.values()) == sum(figures.values())
    assert set(shown.figures) == set(NEW)
    assert not shown.estimated
    assert not shown.incomplete


@settings(deadline=None)  # the same
@given(figures_of_2020, st.sets(st.sampled_from(OLD)))
def test_a_commune_that_did_not_report_leaves_its_successor_incomplete(
    figures: dict[UnitKey, int], silent: set[UnitKey]
) -> None:
    reported = {unit: count for unit, count in figures.items() if unit not in silent}

    shown = FORWARD.carry(reported)

    assert sum(shown.figures.values()) == sum(reported.values())
    needy = {passage.successor for passage in PASSAGES if passage.predecessor in silent}
    assert shown.incomplete == needy & shown.figures.keys()


def test_a_figure_of_a_unit_of_another_day_is_refused() -> None:
    with pytest.raises(RuleViolation) as refused:
        FORWARD.carry({NEW[0]: 3})

    assert code_of(refused) == "unit_outside_structure"


def test_six_of_the_38_cross_former_district_lines() -> None:
    district_of = {unit: TREE.parent(unit) for unit in OLD}

    across = crossing(PASSAGES, district_of)

    assert {code for code, _ in across} == {"03388", "03408", "03394", "03460", "03487", "03503"}


@pytest.mark.parametrize("district", DISTRICTS, ids=lambda key: str(key[0]))
def test_a_former_district_s_total_is_refused_wherever_a_new_commune_crosses_its_line(district: UnitKey) -> None:
    figures = dict.fromkeys(NEW, 10)
    members = frozenset(TREE.children(district))

    if district[0] in CROSSING_DISTRICTS:
        with pytest.raises(RuleViolation) as refused:
            former_total(figures, PASSAGES, members)
        assert code_of(refused) == "crosses_former_line"
        assert "both sides of the old line" in str(refused.value)
    else:
        assert former_total(figures, PASSAGES, members) == 40


def test_the_province_s_total_of_2020_is_the_sum_of_all_new_communes() -> None:
    assert former_total({unit: place for place, unit in enumerate(NEW)}, PASSAGES, frozenset(OLD)) == sum(range(38))


def test_a_former_total_with_a_missing_figure_is_refused() -> None:
    figures = dict.fromkeys(NEW[1:], 1)

    with pytest.raises(RuleViolation) as refused:
        former_total(figures, PASSAGES, frozenset(OLD))

    assert code_of(refused) == "figures_incomplete"


def test_a_former_total_over_a_unit_that_became_nothing_is_refused() -> None:
    with pytest.raises(RuleViolation) as refused:
        former_total(dict.fromkeys(NEW, 1), PASSAGES, frozenset([*OLD, ("999", None)]))

    assert code_of(refused) == "no_successor"


def test_districts_have_no_successor_so_their_figures_do_not_go_on() -> None:
    with pytest.raises(RuleViolation) as refused:
        route(DISTRICTS, PASSAGES, LIVES, to_day=IN_2025)

    assert code_of(refused) == "no_successor"


def test_the_way_back_across_a_merger_is_refused() -> None:
    with pytest.raises(RuleViolation) as refused:
        route(NEW, PASSAGES, LIVES, to_day=IN_2020)

    assert code_of(refused) == "merged"


def test_an_unchanged_commune_and_the_province_go_both_ways() -> None:
    unchanged = [passage for passage in PASSAGES if passage.basis is Basis.UNCHANGED]
    province = next(row.key for row in UNITS if row.code == "12")

    back = route([*(passage.successor for passage in unchanged), province], PASSAGES, LIVES, to_day=IN_2020)

    shown = back.carry({passage.successor: 7 for passage in unchanged} | {province: 100})
    assert shown.figures == {passage.predecessor: 7 for passage in unchanged} | {province: 100}


BEFORE, AFTER = Validity(None, date(2025, 6, 30)), Validity(CHANGE)


def split(*weights: Fraction | None, basis: Basis = Basis.PART_BY_POPULATION) -> list[Passage[str]]:
    return [Passage("old", f"new {place}", CHANGE, weight, basis) for place, weight in enumerate(weights)]


def lives(*new: str) -> dict[str, Validity]:
    return {"old": BEFORE} | dict.fromkeys(new, AFTER)


@given(counts, st.lists(st.integers(1, 50), min_size=1, max_size=5))
def test_a_split_commune_s_count_is_shared_out_in_whole_parts_that_sum_to_it(count: int, parts: list[int]) -> None:
    weights = [Fraction(part, sum(parts)) for part in parts]
    way = route(["old"], split(*weights), lives(*(f"new {place}" for place in range(len(parts)))), to_day=CHANGE)

    shown = way.carry({"old": count})

    assert sum(shown.figures.values()) == count
    for place, weight in enumerate(weights):
        assert abs(shown.figures[f"new {place}"] - count * weight) < 1
    assert shown.estimated == set(shown.figures)


def test_a_split_without_known_weights_is_refused() -> None:
    with pytest.raises(RuleViolation) as refused:
        route(["old"], split(Fraction(1, 2), None), lives("new 0", "new 1"), to_day=CHANGE)

    assert code_of(refused) == "weight_unknown"


def test_weights_that_do_not_sum_to_one_are_refused() -> None:
    with pytest.raises(RuleViolation) as refused:
        route(["old"], split(Fraction(1, 2), Fraction(1, 3)), lives("new 0", "new 1"), to_day=CHANGE)

    assert code_of(refused) == "weights_not_whole"


def test_a_part_of_a_split_commune_does_not_go_back() -> None:
    with pytest.raises(RuleViolation) as refused:
        route(["new 0"], split(Fraction(1, 2), Fraction(1, 2)), lives("new 0", "new 1"), to_day=date(2025, 1, 1))

    assert code_of(refused) == "split"


def test_a_unit_that_came_from_nothing_does_not_go_back() -> None:
    with pytest.raises(RuleViolation) as refused:
        route(["new"], [], {"new": AFTER}, to_day=date(2025, 1, 1))

    assert code_of(refused) == "no_predecessor"


def test_two_changes_one_after_the_other_are_followed() -> None:
    later = date(2030, 1, 1)
    passages = [
        *split(Fraction(1, 4), Fraction(3, 4)),
        Passage("new 0", "last", later),
        Passage("new 1", "last", later),
    ]
    days = {
        "old": BEFORE,
        "new 0": Validity(CHANGE, date(2029, 12, 31)),
        "new 1": Validity(CHANGE, date(2029, 12, 31)),
        "last": Validity(later),
    }

    way = route(["old"], passages, days, to_day=later)

    assert way.carry({"old": 11}).figures == {"last": 11}
    assert way.estimated == {"last"}

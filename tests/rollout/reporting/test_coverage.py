"""What declared figures add up to: an interval, never one number."""

from datetime import date
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bluezone.rollout.reporting.rules.coverage import (
    ENOUGH,
    EVERYTHING,
    Base,
    Denominator,
    Interval,
    Place,
    Range,
    Standing,
    attested_interval,
    common_base,
    counted_once,
    coverage,
    pairs,
    place_interval,
    sibling_range,
    whole_denominator,
)

DAY = date(2020, 8, 14)


def people(count: int, source: str = "census") -> Denominator:
    return Denominator(count, source, date(2019, 4, 1))


@st.composite
def places(draw: st.DrawFn) -> Place:
    residents = draw(st.integers(1, 10_000))
    phones = draw(st.integers(1, residents))
    standing = draw(st.sampled_from(Standing))
    declared = None if standing is Standing.SILENT else draw(st.integers(0, phones * 2))
    deaf = None if declared is None else draw(st.none() | st.integers(0, declared))
    return Place(
        str(draw(st.uuids())),
        standing,
        declared,
        deaf,
        residents=people(residents),
        smartphones=people(phones, "survey"),
    )


many = st.lists(places(), min_size=1, max_size=40)
ranges = st.tuples(st.floats(0, 1), st.floats(0, 1)).map(lambda ends: Range(min(ends), max(ends), 20))


@given(many)
def test_the_lower_bound_is_never_above_the_upper_one(held: list[Place]) -> None:
    shown = coverage("u", DAY, held)

    assert shown.interval is not None
    assert shown.trivial is not None
    assert shown.shares is not None
    assert 0 <= shown.shares[0] <= shown.shares[1] <= 1
    assert shown.trivial.lower <= shown.interval.lower <= shown.interval.upper <= shown.trivial.upper


@given(many, st.integers())
def test_the_order_of_places_never_matters(held: list[Place], seed: int) -> None:
    mixed = held.copy()
    Random(seed).shuffle(mixed)
    first, second = coverage("u", DAY, held), coverage("u", DAY, mixed)

    assert (first.interval, first.trivial, first.declared, first.standings) == (
        second.interval,
        second.trivial,
        second.declared,
        second.standings,
    )
    assert first.pairs == pytest.approx(second.pairs)


@given(places(), ranges, st.integers(1, 500))
def test_one_more_installation_never_lowers_a_bound(place: Place, likely: Range, more: int) -> None:
    assume(place.declared is not None)
    richer = Place(
        place.unit,
        place.standing,
        (place.declared or 0) + more,
        residents=place.residents,
        smartphones=place.smartphones,
    )

    before = place_interval(place, Base.SMARTPHONES, likely)
    after = place_interval(richer, Base.SMARTPHONES, likely)

    assert before.lower <= after.lower
    assert before.upper <= after.upper


@given(st.lists(places(), min_size=2, max_size=40), st.floats(0, 1))
def test_the_parts_of_a_province_sum_to_the_whole(held: list[Place], where: float) -> None:
    cut = 1 + round(where * (len(held) - 2))
    left, right = held[:cut], held[cut:]

    whole = coverage("u", DAY, held)
    parts = [coverage("p", DAY, part, siblings=held) for part in (left, right)]

    assert whole.interval == parts[0].interval + parts[1].interval  # type: ignore[operator] # both have a base
    assert whole.declared == sum(part.declared or 0 for part in parts) or whole.declared is None
    assert whole.places == parts[0].places + parts[1].places


@given(places(), ranges)
def test_who_speaks_is_never_bounded_more_widely_than_who_is_silent_and_unlike_anybody(
    place: Place, likely: Range
) -> None:
    bounds = place_interval(place, Base.SMARTPHONES, likely)
    nothing_known = place_interval(
        Place(place.unit, Standing.SILENT, smartphones=place.smartphones), Base.SMARTPHONES, EVERYTHING
    )

    assert nothing_known.lower <= bounds.lower
    assert bounds.upper <= nothing_known.upper


def phones(unit: str, standing: Standing, declared: int | None, of: int = 100) -> Place:
    return Place(unit, standing, declared, 0, residents=people(3 * of), smartphones=people(of, "survey"))


def test_a_place_that_spoke_is_taken_at_its_word_give_or_take_a_miscount() -> None:
    assert place_interval(phones("a", Standing.TRUSTED, 50), Base.SMARTPHONES, EVERYTHING) == Interval(48, 52)


def test_a_place_that_fell_silent_has_at_least_what_it_had() -> None:
    bounds = place_interval(phones("a", Standing.STALE, 50), Base.SMARTPHONES, Range(0.2, 0.7, 20))

    assert bounds == Interval(48, 70)


def test_a_silent_place_is_taken_to_be_like_its_siblings() -> None:
    assert place_interval(phones("a", Standing.SILENT, None), Base.SMARTPHONES, Range(0.2, 0.7, 20)) == Interval(20, 70)


def test_a_place_in_doubt_is_bounded_as_a_silent_one_and_by_its_own_word() -> None:
    bounds = place_interval(phones("a", Standing.DOUBTED, 95), Base.SMARTPHONES, Range(0.2, 0.7, 20))

    assert bounds == Interval(20, 98)


def test_with_few_siblings_nothing_is_assumed() -> None:
    few = [phones(str(number), Standing.TRUSTED, 30) for number in range(ENOUGH - 1)]

    assert sibling_range(few, Base.SMARTPHONES) == Range(0.0, 1.0, ENOUGH - 1)
    assert sibling_range([*few, phones("x", Standing.TRUSTED, 40)], Base.SMARTPHONES) == Range(0.3, 0.4, ENOUGH)


def test_doubted_and_silent_places_say_nothing_about_their_siblings() -> None:
    others = [phones(str(number), standing, 90) for number, standing in enumerate([Standing.DOUBTED] * 30)]

    assert sibling_range(others, Base.SMARTPHONES).siblings == 0


def test_attestation_that_does_not_exist_is_not_a_zero() -> None:
    shown = coverage("u", DAY, [phones("a", Standing.TRUSTED, 50)])

    assert shown.attested is None
    assert shown.declared == 50


def test_attested_installations_and_declared_ones_out_of_reach_bound_the_truth() -> None:
    reached = Place("a", Standing.TRUSTED, 60, attested=40)
    unreached = Place("b", Standing.TRUSTED, 25, attested=3, without_network=True)

    assert attested_interval([reached, unreached]) == Interval(43, 68)


def test_a_place_out_of_reach_that_never_declared_makes_no_bound() -> None:
    with pytest.raises(ValueError, match="declared"):
        attested_interval([Place("b", Standing.SILENT, without_network=True)])


def test_the_base_is_smartphones_only_where_every_place_has_them() -> None:
    known = phones("a", Standing.TRUSTED, 5)
    without = Place("b", Standing.TRUSTED, 5, residents=people(10))

    assert common_base([known]) is Base.SMARTPHONES
    assert common_base([known, without]) is Base.RESIDENTS
    assert common_base([known, Place("c", Standing.SILENT)]) is None
    assert common_base([]) is None


def test_without_a_denominator_there_is_no_interval() -> None:
    shown = coverage("u", DAY, [Place("c", Standing.TRUSTED, 12)])

    assert shown.interval is None
    assert shown.shares is None
    assert shown.denominator is None
    assert shown.declared == 12


def test_a_denominator_keeps_its_sources_and_its_oldest_day() -> None:
    parts = [Denominator(10, "survey", date(2020, 7, 1)), Denominator(5, "census", date(2019, 4, 1))]

    assert whole_denominator(parts) == Denominator(15, "census + survey", date(2019, 4, 1))
    assert whole_denominator([*parts, None]) is None
    assert whole_denominator([]) is None


def test_a_quarter_of_the_people_sees_a_sixteenth_of_the_contacts() -> None:
    place = Place("a", Standing.TRUSTED, 250, 0, residents=people(1000))

    assert pairs([place], [Interval(250, 250)]) == pytest.approx((0.0625, 0.0625))


def test_uneven_places_see_more_pairs_than_the_mean_squared() -> None:
    uneven = [Place("a", Standing.TRUSTED, 500, 0, residents=people(1000)), phones("b", Standing.TRUSTED, 0, 333)]

    seen = pairs(uneven, [Interval(500, 500), Interval(0, 0)])

    assert seen is not None
    assert seen[0] == pytest.approx(1000 / 1999 * 0.25)


def test_a_phone_without_a_radio_sees_nobody() -> None:
    place = Place("a", Standing.TRUSTED, 500, 500, residents=people(1000))

    assert pairs([place], [Interval(500, 500)]) == (0.0, 0.0)


def test_where_nobody_said_how_many_lack_a_radio_the_pairs_reach_from_none_to_all() -> None:
    place = Place("a", Standing.TRUSTED, 500, None, residents=people(1000))

    assert pairs([place], [Interval(500, 500)]) == pytest.approx((0.0, 0.25))


def test_pairs_need_residents() -> None:
    assert pairs([Place("a", Standing.TRUSTED, 5)], [Interval(5, 5)]) is None


@given(many)
def test_pairs_are_a_share(held: list[Place]) -> None:
    shown = coverage("u", DAY, held)

    assert shown.pairs is not None
    assert 0 <= shown.pairs[0] <= shown.pairs[1] <= 1


@given(
    st.lists(st.integers(0, 5000), max_size=20),
    st.dictionaries(st.sampled_from(["bodies", "schools", "movements"]), st.lists(st.integers(0, 5000), max_size=9)),
)
def test_an_installation_claimed_by_union_school_and_commune_counts_once(
    territory: list[int], lines: dict[str, list[int]]
) -> None:
    claims = counted_once(territory, lines)

    assert claims.counted == sum(territory)
    assert dict(claims.beside) == {line: sum(claimed) for line, claimed in lines.items()}


@given(many, st.dictionaries(st.sampled_from(["schools", "movements"]), st.integers(0, 99_999)))
def test_claims_change_no_figure(held: list[Place], claims: dict[str, int]) -> None:
    without, beside = coverage("u", DAY, held), coverage("u", DAY, held, claims=claims)

    assert (without.declared, without.interval, without.pairs) == (beside.declared, beside.interval, beside.pairs)
    assert dict(beside.claims) == claims


@pytest.mark.parametrize("bounds", [(-1, 3), (4, 3)])
def test_bounds_that_bound_nothing_are_refused(bounds: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="bounds"):
        Interval(*bounds)


def test_a_place_without_the_base_has_no_bounds() -> None:
    with pytest.raises(ValueError, match="number that it has"):
        place_interval(Place("a", Standing.SILENT), Base.RESIDENTS, EVERYTHING)

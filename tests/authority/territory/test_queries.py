"""Questions to the registry: how many it takes, and what comes back."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.authority.territory.conftest import IN_2020, IN_2025, MOMENT

from bluezone.authority.territory import queries
from bluezone.authority.territory.denominators import Denominator as DenominatorValue
from bluezone.authority.territory.denominators import DenominatorKind
from bluezone.authority.territory.kinds import Sector, TreeName
from bluezone.authority.territory.models import Alias, Denominator, SectorLead, Succession, Unit, UnitEdge
from bluezone.authority.territory.services import add_denominator
from bluezone.protocol.errors import RuleViolation

RESIDENTS = DenominatorKind.RESIDENTS


def test_ninety_days_of_106_communes_are_carried_over_with_two_queries(
    lai_chau: Unit, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    communes = list(queries.communes(IN_2020))
    series = [{unit.pk: day * place for place, unit in enumerate(communes)} for day in range(90)]

    with django_assert_num_queries(2):
        way = queries.conversion(communes, IN_2025)
        carried = [way.carry(figures) for figures in series]

    assert [sum(each.figures.values()) for each in carried] == [sum(figures.values()) for figures in series]
    assert {len(each.figures) for each in carried} == {38}


def test_the_way_back_is_refused_with_its_reason(lai_chau: Unit) -> None:
    with pytest.raises(RuleViolation) as refused:
        queries.conversion(list(queries.communes(IN_2025)), IN_2020)

    assert refused.value.code == "merged"


def test_a_denominator_carries_source_and_day_and_changes_with_the_day(
    lai_chau: Unit, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        early, late = (queries.denominators([lai_chau], RESIDENTS, date(year, 6, 1)) for year in (2012, 2020))

    found = [choices[lai_chau.pk].denominator for choices in (early, late)]
    assert [(each.value, each.counted_on) for each in found] == [
        (370_502, date(2009, 4, 1)),
        (460_196, date(2019, 4, 1)),
    ]
    assert all(each.source for each in found)
    assert queries.denominators([lai_chau], RESIDENTS, date(2000, 1, 1)) == {}


def test_residents_of_a_merged_commune_are_the_sum_of_all_its_parts_or_none(
    lai_chau: Unit, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    communes = list(queries.communes(IN_2025))

    with django_assert_num_queries(2):
        found = queries.converted_denominators(communes, RESIDENTS, IN_2025)

    by_code = {unit.stat_code: found.get(unit.pk) for unit in communes}
    ta_tong = by_code["03463"]
    assert ta_tong is not None
    assert ta_tong.value == 3954
    assert by_code["03388"] is None, "Quyết Tiến has no count of 2009"
    with_all_parts = {unit.pk for unit in communes if unit.pk in found}
    parts = Succession.objects.filter(successor__in=with_all_parts).values("predecessor")
    counted = Denominator.objects.filter(unit__in=parts, kind="residents").values_list("value", flat=True)
    assert sum(each.value for each in found.values()) == sum(counted)


def test_a_source_says_one_number_for_a_day(lai_chau: Unit) -> None:
    said = DenominatorValue(lai_chau.pk, DenominatorKind.HOUSEHOLDS, 95_000, IN_2020, "Cục Thống kê")
    other = DenominatorValue(lai_chau.pk, DenominatorKind.HOUSEHOLDS, 96_000, IN_2020, "Cục Thống kê")

    first = add_denominator(lai_chau, said, actor="system", moment=MOMENT)
    again = add_denominator(lai_chau, said, actor="system", moment=MOMENT)

    assert first.pk == again.pk
    with pytest.raises(RuleViolation) as refused:
        add_denominator(lai_chau, other, actor="system", moment=MOMENT)
    assert refused.value.code == "denominator_differs"


def test_a_search_answers_the_likeliest_first_and_a_code_with_its_bearer(lai_chau: Unit) -> None:
    assert [found.unit.name for found in queries.search("mường tè", IN_2020)][:3] == [
        "Huyện Mường Tè",
        "Thị trấn Mường Tè",
        "Xã Mường Tè",
    ]
    assert queries.search("03388", IN_2025)[0].unit.short_name == "Đoàn Kết"
    assert queries.search("03388", IN_2020)[0].unit.short_name == "Quyết Tiến"
    assert queries.search("nam loong", IN_2020)[0].other_name == "Nậm Loỏng"
    assert len(queries.search("a", IN_2020, limit=5)) == 5
    assert queries.search("  !", IN_2020) == []


@pytest.mark.parametrize("text", ["Sì Lờ Lầu", "Sì Lở Lầu", "SI LO LAU", "xã sì lở lầu", "X. Sì Lở Lầu"])
def test_every_spelling_of_one_commune_finds_it(lai_chau: Unit, text: str) -> None:
    assert queries.search(text, IN_2020)[0].unit.stat_code == "03550"


def test_the_top_has_nobody_above_and_no_code_has_no_bearer(lai_chau: Unit) -> None:
    assert queries.parent(lai_chau, IN_2020) is None
    assert queries.ancestors(lai_chau, IN_2020) == []
    assert queries.by_code("", IN_2020) is None
    assert queries.lead(Sector.TRADE, IN_2020) is None


def test_the_three_trees_do_not_mix(lai_chau: Unit) -> None:
    college, department = (Unit.objects.get(stat_code=code) for code in ("LC-CDCD", "LC-GDDT"))

    assert queries.parent(college, IN_2020, TreeName.SECTOR) == department
    assert queries.parent(college, IN_2020) == lai_chau
    assert set(queries.subtree(department, IN_2020, TreeName.SECTOR)) == {department, college}
    assert set(queries.subtree(department, IN_2020)) == {department}


def test_rows_print_what_they_are(lai_chau: Unit) -> None:
    shown = [str(model.objects.first()) for model in (Unit, Alias, UnitEdge, Succession, Denominator, SectorLead)]

    assert all(shown)

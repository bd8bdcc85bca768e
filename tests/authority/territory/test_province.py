"""The shipped province: what it holds, on which day, and that bringing it in twice is once."""

from collections import Counter
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries
from tests.authority.territory.conftest import IN_2020, IN_2025, MOMENT

from bluezone.authority.audit.models import Entry
from bluezone.authority.territory import queries
from bluezone.authority.territory.kinds import Sector, TreeName
from bluezone.authority.territory.models import Alias, Denominator, Succession, Unit, UnitEdge
from bluezone.authority.territory.rules import Reuse
from bluezone.authority.territory.services import import_province
from bluezone.authority.territory.shipped import shipped


def test_in_august_2020_there_are_eight_districts_and_106_communes(lai_chau: Unit) -> None:
    kinds = Counter(queries.on(IN_2020).filter(sector="").values_list("kind", flat=True))

    assert kinds == {"tinh": 1, "thanh_pho": 1, "huyen": 7, "xa": 94, "phuong": 5, "thi_tran": 7}
    assert queries.communes(IN_2020).count() == 106


def test_today_there_are_38_communes_directly_under_the_province(lai_chau: Unit) -> None:
    kinds = Counter(queries.on(IN_2025).filter(sector="").values_list("kind", flat=True))

    assert kinds == {"tinh": 1, "xa": 36, "phuong": 2}
    assert queries.children(lai_chau, IN_2025).filter(sector="").count() == 38


def test_the_same_question_is_answered_in_both_structures_by_moving_the_day(lai_chau: Unit) -> None:
    answers = {day: queries.communes(day, under=lai_chau).count() for day in (IN_2020, IN_2025)}

    assert answers == {IN_2020: 106, IN_2025: 38}


@pytest.mark.parametrize(("day", "count"), [(date(2025, 6, 30), 106), (date(2025, 7, 1), 38)])
def test_the_structure_changes_overnight(lai_chau: Unit, day: date, count: int) -> None:
    assert queries.communes(day).count() == count


def test_a_walk_down_the_tree_is_one_query(lai_chau: Unit, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        assert len(queries.subtree(lai_chau, IN_2020).filter(sector="")) == 1 + 8 + 106


def test_a_walk_up_the_tree_meets_district_and_province(lai_chau: Unit) -> None:
    commune = queries.by_code("03394", IN_2020)
    assert commune is not None

    above = queries.ancestors(commune, IN_2020)

    assert [unit.name for unit in above] == ["Huyện Tam Đường", "Tỉnh Lai Châu"]
    assert queries.parent(commune, IN_2020) == above[0]


def test_the_tree_as_a_value_agrees_with_the_walk_in_the_database(lai_chau: Unit) -> None:
    for day in (IN_2020, IN_2025):
        tree = queries.structure(day)

        assert set(tree.subtree(lai_chau.pk)) == {unit.pk for unit in queries.subtree(lai_chau, day)}


def test_every_old_commune_has_a_successor_and_every_new_one_a_source(lai_chau: Unit) -> None:
    old, new = set(queries.communes(IN_2020)), set(queries.communes(IN_2025))
    rows = Succession.objects.select_related("predecessor", "successor")

    assert {row.predecessor for row in rows} == old
    assert {row.successor for row in rows} == new
    sizes = Counter(Counter(row.successor_id for row in rows).values())
    assert sizes == {1: 2, 2: 15, 3: 12, 4: 7, 5: 2}


def test_the_areas_of_the_38_sum_to_the_province(lai_chau: Unit) -> None:
    areas = [unit.area_km2 for unit in queries.communes(IN_2025)]

    assert sum(area for area in areas if area) == pytest.approx(9068.66)


def test_every_unit_of_the_territory_has_its_place(lai_chau: Unit) -> None:
    assert not Unit.objects.filter(sector="", latitude=None).exists()


def code_reuses() -> Counter[Reuse]:
    new = queries.communes(IN_2025)
    return Counter(bearer.reuse for unit in new for bearer in queries.history(unit).same_code)


def test_17_codes_are_reused_for_other_places_and_19_for_larger_territories(lai_chau: Unit) -> None:
    assert code_reuses() == {Reuse.OTHER_PLACE: 17, Reuse.LARGER: 19, Reuse.UNCHANGED: 2}


REUSED = """03388 03390 03394 03405 03408 03433 03434 03439 03487 03503 03508 03529 03532 03538 03562 03618 03640"""


def test_the_17_reused_codes_are_those_that_were_measured(lai_chau: Unit) -> None:
    new = queries.communes(IN_2025)

    warned = {u.stat_code for u in new for b in queries.history(u).same_code if b.reuse is Reuse.OTHER_PLACE}

    assert warned == set(REUSED.split())


@pytest.mark.parametrize("code", REUSED.split())
def test_a_reused_code_leads_to_another_unit_on_either_side_of_the_change(lai_chau: Unit, code: str) -> None:
    before, after = queries.by_code(code, IN_2020), queries.by_code(code, IN_2025)
    assert before is not None
    assert after is not None

    assert before.pk != after.pk
    assert before.short_name != after.short_name


def test_bringing_the_province_in_twice_is_once(lai_chau: Unit) -> None:
    before = [model.objects.count() for model in (Unit, UnitEdge, Succession, Alias, Denominator, Entry)]

    again = import_province(shipped("lai-chau"), actor="system", moment=MOMENT)

    assert (again.created, again.changed, again.findings) == (0, 0, ())
    assert [model.objects.count() for model in (Unit, UnitEdge, Succession, Alias, Denominator, Entry)] == before


def test_the_structure_of_2020_alone_grows_into_that_of_2025(db: None) -> None:
    whole = shipped("lai-chau")
    rows = [row for row in whole["units"].splitlines() if not row.startswith("2025")]
    first = {"units": "\n".join(row.replace("2025-06-30", "") for row in rows) + "\n"}
    assert import_province(first, actor="system", moment=MOMENT).findings == ()
    assert queries.communes(IN_2025).count() == 106

    done = import_province(whole, actor="system", moment=MOMENT)

    assert done.changed > 106
    assert queries.communes(IN_2025).count() == 38
    assert {row.tree for row in UnitEdge.objects.filter(valid_to=None)} <= {tree.value for tree in TreeName}
    province = queries.by_code("12", IN_2025)
    assert province is not None
    assert queries.children(province, IN_2025).filter(sector="").count() == 38


def test_information_and_communications_is_led_by_science_and_technology_since_2025(lai_chau: Unit) -> None:
    before, after = (queries.lead(Sector.INFORMATION, day) for day in (IN_2020, IN_2025))

    assert before is not None
    assert before.name == "Sở Thông tin và Truyền thông tỉnh Lai Châu"
    assert after is not None
    assert after.name == "Sở Khoa học và Công nghệ tỉnh Lai Châu"


def test_seven_disagreeing_names_are_known_by_both_spellings(lai_chau: Unit) -> None:
    spellings = {
        "03391": "Lả Nhì Thàng",
        "03448": "Pa Vệ Sử",
        "03460": "Hua Bun",
        "03527": "Pa Khoá",
        "03565": "Tông Qua Lìn",
        "03574": "Ma Ly Pho",
        "03640": "Tà Gia",
    }

    for code, spelling in spellings.items():
        assert queries.search(spelling, IN_2020)[0].unit.stat_code == code


def test_the_database_refuses_one_code_twice_from_one_day(lai_chau: Unit) -> None:
    for valid_from in (None, date(2025, 7, 1)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Unit.objects.create(kind="xa", name="Xã X", short_name="X", stat_code="03394", valid_from=valid_from)


def test_the_database_refuses_a_unit_as_its_own_parent(lai_chau: Unit) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitEdge.objects.create(tree="territory", parent=lai_chau, child=lai_chau)


def test_the_database_refuses_days_in_the_wrong_order(lai_chau: Unit) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(pk=lai_chau.pk).update(valid_from=date(2025, 1, 2), valid_to=date(2025, 1, 1))


@pytest.mark.parametrize(
    "wrong", [{"kind": "planet"}, {"name": ""}, {"latitude": 91}, {"latitude": None, "longitude": 3}]
)
def test_the_database_refuses_what_no_unit_can_be(lai_chau: Unit, wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(pk=lai_chau.pk).update(**wrong)


def test_the_database_refuses_a_denominator_without_a_source(lai_chau: Unit) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Denominator.objects.create(unit=lai_chau, kind="residents", value=1, counted_on=IN_2020, source="")

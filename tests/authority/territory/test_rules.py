"""Which unit a clerk means, what a reused code stands for, where a body stands over its life."""

from datetime import date

import pytest
from tests.authority.register.clerk import lai_chau

from bluezone.authority.territory.conversion import Basis, Passage
from bluezone.authority.territory.kinds import Kind
from bluezone.authority.territory.rules import Gazetteer, KnownUnit, Reuse, overlap, reuse, stations
from bluezone.authority.territory.validity import Validity
from bluezone.protocol.errors import RuleViolation

IN_2020, IN_2026, CHANGE = date(2020, 8, 15), date(2026, 1, 5), date(2025, 7, 1)
THEN, NOW = lai_chau(IN_2020), lai_chau(IN_2026)


@pytest.mark.parametrize(
    ("code", "name", "found"),
    [
        ("03388", "Phường Đoàn Kết", "Đoàn Kết"),
        ("", "P. Đoàn Kết", "Đoàn Kết"),
        ("03451", "", "Mù Cả"),
        ("", "MÙ CẢ", "Mù Cả"),
        ("", "Xã Mường Tè", "Mường Tè"),
    ],
)
def test_a_code_with_its_name_or_one_of_them_alone_finds_the_commune(code: str, name: str, found: str) -> None:
    meant = NOW.meant(code, name)

    assert meant.code == "found"
    assert meant.unit is not None
    assert meant.unit.short_name == found


@pytest.mark.parametrize(
    ("code", "name", "why", "suggestion"),
    [
        ("03388", "Phường Quyết Tiến", "old_name", "Đoàn Kết"),
        ("", "Quyết Tiến", "old_name", "Đoàn Kết"),
        ("03386", "Quyết Thắng", "dissolved", "Đoàn Kết"),
        ("03386", "", "dissolved", "Đoàn Kết"),
        ("03388", "Mù Cả", "code_and_name_differ", "Mù Cả"),
        ("03388", "Không Có", "code_and_name_differ", "Đoàn Kết"),
        ("99999", "Không Có", "unknown", None),
        ("", "Không Có", "unknown", None),
        ("99999", "", "unknown", None),
        ("", "mu ca", "unknown", "Mù Cả"),
        ("03388", "", "ambiguous", "Đoàn Kết"),
    ],
)
def test_what_is_not_clear_is_named_and_at_most_suggested(
    code: str, name: str, why: str, suggestion: str | None
) -> None:
    meant = NOW.meant(code, name)

    assert (meant.code, meant.unit) == (why, None)
    assert (meant.suggestion.short_name if meant.suggestion else None) == suggestion


def test_the_word_for_the_kind_tells_two_communes_of_one_name_apart() -> None:
    township, commune = THEN.meant("", "Thị trấn Mường Tè"), THEN.meant("", "Xã Mường Tè")

    assert township.unit is not None
    assert commune.unit is not None
    assert (township.unit.code, commune.unit.code) == ("03433", "03445")
    assert THEN.meant("", "Mường Tè").code == "ambiguous"


def test_an_alias_is_as_good_as_a_name() -> None:
    assert THEN.meant("03640", "Xã Tà Gia").code == "found"


def unit(key: str, validity: Validity, name: str = "Mường Than", code: str = "03618") -> KnownUnit[str]:
    return KnownUnit(key, Kind.XA, code, name, validity)


BEFORE, AFTER = Validity(None, date(2025, 6, 30)), Validity(CHANGE)


def test_a_split_unit_has_no_single_heir() -> None:
    units = [unit("old", BEFORE, "Cũ", "1"), unit("a", AFTER, "A", "2"), unit("b", AFTER, "B", "3")]
    passages = [Passage("old", "a", CHANGE), Passage("old", "b", CHANGE)]

    assert Gazetteer(units, passages, IN_2026).meant("", "Cũ").suggestion is None


@pytest.mark.parametrize(
    ("old_name", "basis", "found"),
    [
        ("Phúc Than", Basis.WHOLE, Reuse.OTHER_PLACE),
        ("MƯỜNG THAN", Basis.WHOLE, Reuse.LARGER),
        ("Mường Than", Basis.UNCHANGED, Reuse.UNCHANGED),
    ],
)
def test_a_code_may_pass_to_another_place_to_a_larger_one_or_stay(old_name: str, basis: Basis, found: Reuse) -> None:
    passages = [Passage("old", "new", CHANGE, basis=basis)]

    assert reuse(unit("old", BEFORE, old_name), unit("new", AFTER), passages) is found


LIVES = {"old": BEFORE, "new": AFTER, "part": AFTER}


def test_a_body_follows_its_commune_into_the_one_it_became() -> None:
    found = list(stations("old", Validity(date(2020, 1, 1)), [Passage("old", "new", CHANGE)], LIVES))

    assert found == [("old", Validity(date(2020, 1, 1), date(2025, 6, 30))), ("new", AFTER)]


def test_a_body_that_ended_before_the_change_stays_where_it_was() -> None:
    found = list(stations("old", Validity(None, date(2024, 1, 1)), [Passage("old", "new", CHANGE)], LIVES))

    assert found == [("old", Validity(None, date(2024, 1, 1)))]


def test_a_body_that_began_after_the_change_stands_in_the_new_commune_only() -> None:
    found = list(stations("old", Validity(IN_2026), [Passage("old", "new", CHANGE)], LIVES))

    assert found == [("new", Validity(IN_2026))]


def test_a_body_in_a_commune_that_became_nothing_stands_nowhere_afterwards() -> None:
    assert list(stations("old", Validity(), [], LIVES)) == [("old", BEFORE)]


def test_a_body_in_a_split_commune_has_to_be_asked() -> None:
    passages = [Passage("old", "new", CHANGE), Passage("old", "part", CHANGE)]

    with pytest.raises(RuleViolation) as refused:
        list(stations("old", Validity(), passages, LIVES))

    assert refused.value.code == "successor_unclear"


def test_two_ranges_without_a_common_day_have_no_overlap() -> None:
    with pytest.raises(RuleViolation):
        overlap(BEFORE, AFTER)

"""Names of places: what is refused, what the commune is shown, which two may be one place."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.authority.venues.rules.places import check_name
from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.venues import NAME_LIMIT
from bluezone.rollout.venues.rules.names import (
    LONGEST,
    Likeness,
    Oddity,
    check_offered,
    fitting,
    likeness,
    oddities,
    shape_of,
    tidy,
)

WORDS = ("Quán", "Nhà hàng", "Hoa Ban", "Mường Tè", "Hoà Bình", "Pa Ủ", "Đoàn Kết", "Thịnh", "Số 12", "Khách sạn")
names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)


def near(one: str, other: str) -> Likeness | None:
    return likeness(shape_of(one), shape_of(other))


def test_a_name_of_200_characters_with_pictures_scripts_and_marks_of_direction_is_refused() -> None:
    worst = "Quán 🍜 \N{RIGHT-TO-LEFT OVERRIDE}nab aoH <script>alert(1)</script> " + "à" * 150

    with pytest.raises(RuleViolation) as long:
        check_offered(tidy(worst))
    with pytest.raises(RuleViolation) as odd:
        check_offered(tidy(worst)[:LONGEST])

    assert (long.value.code, odd.value.code) == ("place_name_long", "place_name_signs")


@pytest.mark.parametrize(
    "name",
    [
        "Quán 🍜",
        "a\N{RIGHT-TO-LEFT MARK}b",
        "<b>Quán</b>",
        "Quán\x00",
        "a\N{ZERO WIDTH SPACE}b",
        "{{ name }}",
        "Quán;--",
    ],
)
def test_what_no_poster_can_carry_is_refused(name: str) -> None:
    with pytest.raises(RuleViolation, match="letters, digits and usual signs"):
        check_offered(name)


def test_a_name_without_a_letter_is_refused() -> None:
    with pytest.raises(RuleViolation, match="has a letter"):
        check_offered("12 - 13")


@pytest.mark.parametrize(
    ("name", "odd"),
    [
        ("Quán Hoa Ban", set()),
        ("Quán \N{CYRILLIC CAPITAL LETTER EN}oa Ban", {Oddity.FOREIGN, Oddity.MIXED, Oddity.LOOKALIKE}),
        ("Кафе", {Oddity.FOREIGN, Oddity.LOOKALIKE}),
        ("老街饭店", {Oddity.FOREIGN}),
        ("L0TTE", {Oddity.DIGIT}),
        ("Karaoke 1", set()),
    ],
)
def test_the_commune_is_told_what_is_odd_about_the_letters(name: str, odd: set[Oddity]) -> None:
    assert oddities(name) == odd


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("Quán Hoà Bình", "QUÁN HÒA BÌNH", Likeness.SAME),
        ("Quán Hoa Ban", "Quán \N{CYRILLIC CAPITAL LETTER EN}oa Ban", Likeness.LOOKS_SAME),
        ("LOTTE", "L0TTE", Likeness.LOOKS_SAME),
        ("Quán Hoa Ban", "Quan Hoa Bán", Likeness.SIMILAR),
        ("Nhà hàng Hoa Ban", "Hoa Ban Quán", Likeness.SIMILAR),
        ("Nhà nghỉ Đoàn Kết", "Nhà nghỉ Đoàn Kêtt", Likeness.SIMILAR),
        ("Chợ số 1", "Chợ số 2", None),
        ("Quán Hoa Ban", "Bến xe Mường Tè", None),
    ],
)
def test_two_names_are_compared_as_people_read_them(one: str, other: str, how: Likeness | None) -> None:
    assert near(one, other) is how


@given(names, names)
def test_likeness_does_not_depend_on_who_came_first(one: str, other: str) -> None:
    assert near(one, other) is near(other, one)


@given(names)
def test_a_name_is_the_same_as_itself_however_it_is_composed(name: str) -> None:
    assert near(name, unicodedata.normalize("NFD", name).upper()) is Likeness.SAME


@given(names)
def test_the_suggested_name_fits_a_code(name: str) -> None:
    suggested = fitting(tidy(name))

    assert tidy(name).startswith(suggested)
    assert len(suggested.encode()) <= NAME_LIMIT
    check_name(suggested)


@given(st.text(max_size=200))
def test_any_text_is_a_name_or_refused(text: str) -> None:
    name = tidy(text)

    try:
        check_offered(name)
    except RuleViolation:
        return
    assert 1 <= len(name) <= LONGEST
    assert tidy(name) == name
    assert not any(unicodedata.category(sign)[0] in "CS" for sign in name if sign not in "+°")

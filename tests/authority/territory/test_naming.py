"""Names as people write them: what is the same, what finds what, and what stays apart."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.authority.territory.kinds import Kind
from bluezone.authority.territory.naming import canonical, folded, likeness, readings, short_name, stored, written
from bluezone.authority.territory.province import understood
from bluezone.authority.territory.shipped import shipped

LAI_CHAU, _ = understood(shipped("lai-chau"))
names = st.sampled_from([row.name for row in LAI_CHAU.units])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà", "hòa"),
        ("Thuỷ", "Thủy"),
        ("Khoé", "Khóe"),
        ("Pa ủ", "PA Ủ"),
        ("Sìn  Hồ ", "sìn hồ"),
        ("Đoàn Kết", unicodedata.normalize("NFD", "Đoàn Kết")),
        ("Mường\u00a0Tè", "Mường Tè"),
        ("Pa Khóa", "Pa Khoá"),
    ],
)
def test_two_spellings_of_one_name_are_the_same(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(("one", "other"), [("Tà Gia", "Tả Gia"), ("Hua Bum", "Hua Bun"), ("Sùng", "Sung")])
def test_names_that_differ_in_a_tone_or_a_letter_stay_apart(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(
    ("text", "key"),
    [("Đoàn Kết", "doan ket"), ("Xã Sì Lờ Lầu", "xa si lo lau"), ("Sì Lở Lầu", "si lo lau"), ("Pa Ủ!", "pa u")],
)
def test_a_search_key_has_no_diacritics_and_no_signs(text: str, key: str) -> None:
    assert folded(text) == key


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("TX. Mường Lay", Kind.THI_XA, "mường lay"),
        ("TP Lai Châu", Kind.THANH_PHO, "lai châu"),
        ("T.P. Lai Châu", Kind.THANH_PHO, "lai châu"),
        ("H.Tam Đường", Kind.HUYEN, "tam đường"),
        ("P.Tân Phong", Kind.PHUONG, "tân phong"),
        ("TT Sìn Hồ", Kind.THI_TRAN, "sìn hồ"),
        ("Thị trấn Sìn Hồ", Kind.THI_TRAN, "sìn hồ"),
        ("UBND xã Bum Tở", Kind.XA, "bum tở"),
        ("Sà Dề Phìn", None, "sà dề phìn"),
        ("xa de phin", None, "xa de phin"),
        ("Pa Tần", None, "pa tần"),
    ],
)
def test_the_word_for_a_kind_is_taken_from_a_name(text: str, kind: Kind | None, name: str) -> None:
    meant = written(text)

    assert (meant.kind, meant.name) == (kind, name)


def test_a_search_without_diacritics_is_read_both_ways() -> None:
    assert [(each.name, each.kind) for each in readings("xa de phin")] == [("xa de phin", None), ("de phin", Kind.XA)]


@pytest.mark.parametrize(
    ("query", "name", "place"),
    [
        ("Xã Bum Tở", "Bum Tở", 0),
        ("bum tở", "Bum Tở", 0),
        ("bum to", "Bum Tở", 1),
        ("bum", "Bum Tở", 2),
        ("to", "Bum Tở", 3),
        ("um", "Bum Tở", 4),
        ("tam", "Bum Tở", None),
        ("!", "Bum Tở", None),
    ],
)
def test_the_nearer_a_name_the_earlier_it_stands(query: str, name: str, place: int | None) -> None:
    assert likeness(query, name) == place


@given(names)
def test_every_name_is_found_however_it_is_typed(name: str) -> None:
    short = short_name(name)
    typed = [name, name.upper(), unicodedata.normalize("NFD", name), folded(name), f"  {name}\u200b "]

    assert all(likeness(each, short) in {0, 1} for each in typed)


@given(st.text(max_size=40))
def test_what_is_stored_stays_as_it_is(text: str) -> None:
    kept = stored(text)

    assert stored(kept) == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert kept == kept.strip()
    assert folded(folded(text)) == folded(text)
    assert canonical(kept) == canonical(text)


def test_every_shipped_name_is_composed() -> None:
    assert all(unicodedata.is_normalized("NFC", text) for text in shipped("lai-chau").values())


def test_a_province_that_is_not_shipped_is_unknown() -> None:
    with pytest.raises(KeyError):
        shipped("atlantis")

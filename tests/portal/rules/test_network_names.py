"""A wifi's name holds 32 bytes, never half a character."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.portal.rules.network_names import LIMIT, Offer, clusters, fitting, offers, tidy, unaccented

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


def test_the_measured_example_is_36_bytes_with_diacritics_and_30_without() -> None:
    found = {offer.text: offer.size for offer in offers("Bến xe Lai Châu")}

    assert len("Cài Bluezone – Bến xe Lai Châu".encode()) == 36  # noqa: RUF001 -- the dash is the example's
    assert found == {
        "Bluezone \u2013 Bến xe Lai Châu": 31,
        "Cai Bluezone - Ben xe Lai Chau": 30,
        "Bluezone - Ben xe Lai Chau": 26,
    }


def test_a_name_that_never_fits_is_offered_cut() -> None:
    found = offers("Trung tâm văn hóa các dân tộc tỉnh Lai Châu")

    assert all(offer.cut and offer.size <= LIMIT for offer in found)
    assert found[0].accented


@pytest.mark.parametrize("name", ["", " \t\n", "\u200e\u202e", "\u200d"])
def test_a_name_of_nothing_visible_is_offered_nothing(name: str) -> None:
    assert offers(name) == ()


def test_a_family_is_kept_whole_or_not_at_all() -> None:
    assert fitting(FAMILY + "a" * 40, 18) == FAMILY
    assert fitting(FAMILY + "a" * 40, 17) == ""
    assert list(clusters("e\u0301" + FAMILY)) == ["e\u0301", FAMILY]


def test_diacritics_and_long_dashes_become_plain() -> None:
    assert unaccented("Đặng Thùy Trâm – “đường”") == 'Dang Thuy Tram - "duong"'  # noqa: RUF001 -- what people type


@given(st.text(max_size=200))
def test_any_name_is_offered_in_at_most_32_bytes_of_what_can_be_seen(name: str) -> None:
    for offer in offers(name):
        assert 0 < offer.size <= LIMIT
        assert offer.text == tidy(offer.text)
        assert not {unicodedata.category(sign) for sign in offer.text} & {"Cc", "Cs", "Co", "Zl", "Zp"}
        assert "\u202e" not in offer.text


@given(st.text(max_size=120), st.integers(min_value=0, max_value=80))
def test_what_fits_is_the_longest_beginning(text: str, limit: int) -> None:
    found, whole = fitting(text, limit), tidy(text)

    assert whole.startswith(found)
    assert len(found.encode()) <= limit
    after = next(iter(clusters(whole[len(found) :].lstrip())), "")
    space = len(whole[len(found) :]) - len(whole[len(found) :].lstrip())
    assert found == whole or len(found.encode()) + space + len(after.encode()) > limit


def test_an_offer_knows_its_bytes() -> None:
    assert Offer("Đ", accented=True, cut=False).size == 2

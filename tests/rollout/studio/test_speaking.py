"""How long a text takes to be read aloud."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.studio.rules.speaking import check_spoken, number_syllables, spoken


@pytest.mark.parametrize(
    ("text", "syllables"),
    [
        ("Kính thưa bà con.", 4),
        ("Bluezone, Bluetooth, Wi-Fi", 3 + 2 + 2),
        ("Gọi 19009095.", 1 + 8),
        ("Gọi 1900 9095 ngay", 1 + 8 + 1),
        ("số 0213 3876 543", 1 + 11),
        ("sau 14 ngày", 1 + 2 + 1),
        ("21 xã", 3 + 1),
        ("năm 2020", 1 + 2 + 2 + 2),
        ("1.234 hộ", 2 + 2 + 3 + 1),
        ("bluezone.vn/i", 3 + 1 + 2 + 1 + 1),
        ("khuya, giữa, quê, nghiêng", 4),
        ("UBND tỉnh", 4 + 1),
        ("75 %", 3),
        ("wifi7", 2 + 1),
        ("quét mã \N{EN DASH} xem tên", 4),
    ],
)
def test_syllables_are_those_that_are_spoken(text: str, syllables: int) -> None:
    found = spoken(text, "vi")

    assert found is not None
    assert found.count == syllables


@pytest.mark.parametrize(
    ("number", "syllables"),
    [(0, 1), (5, 1), (10, 1), (15, 2), (20, 2), (21, 3), (100, 2), (101, 4), (110, 3), (121, 5), (1000, 2), (1001, 6)],
)
def test_numbers_are_as_long_as_they_are_said(number: int, syllables: int) -> None:
    assert number_syllables(number) == syllables


def test_a_minute_has_two_hundred_syllables_or_a_hundred_and_fifty_words() -> None:
    vietnamese, english = spoken("bà " * 200, "vi"), spoken("word " * 150, "en")

    assert vietnamese is not None
    assert english is not None
    assert vietnamese.seconds == english.seconds == 60


def test_a_language_whose_rate_nobody_knows_is_timed_with_a_watch() -> None:
    assert spoken("abc", "hmn") is None
    assert check_spoken("abc", "hmn", "radio_30") is None


@given(st.text(), st.text(), st.sampled_from(["vi", "en"]))
def test_more_lines_never_take_less_time(one: str, other: str, language: str) -> None:
    alone, both = spoken(one, language), spoken(f"{one}\n.\n{other}", language)

    assert alone is not None
    assert both is not None
    assert both.seconds >= alone.seconds


@pytest.mark.parametrize(
    ("syllables", "code"), [(79, "script_short"), (80, ""), (100, ""), (101, "script_long")], ids=str
)
def test_a_script_of_thirty_seconds_takes_from_24_to_30(syllables: int, code: str) -> None:
    text = "bà " * syllables

    if code:
        with pytest.raises(RuleViolation) as refused:
            check_spoken(text, "vi", "radio_30")
        assert refused.value.code == code
    else:
        assert check_spoken(text, "vi", "radio_30") is not None

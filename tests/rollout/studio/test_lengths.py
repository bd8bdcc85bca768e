"""How long a text message is, and what is too long for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.studio.rules.lengths import (
    ALPHABET,
    EXTENSION,
    accented_units,
    check_accented,
    check_plain,
    plain_septets,
    without_marks,
)

SMS_LETTERS = st.text(st.sampled_from(sorted(ALPHABET + EXTENSION)), max_size=80)


def test_a_letter_with_diacritics_is_one_unit_and_a_smiling_face_two() -> None:
    assert accented_units("Đến nơi") == 7
    assert accented_units("\N{GRINNING FACE}") == 2


def test_the_default_alphabet_has_every_code_but_the_escape_once() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 127
    assert not set(ALPHABET) & set(EXTENSION)


@given(SMS_LETTERS)
def test_a_character_of_the_extension_counts_twice(text: str) -> None:
    assert plain_septets(text) == len(text) + sum(letter in EXTENSION for letter in text)


@given(SMS_LETTERS, SMS_LETTERS)
def test_two_texts_together_are_as_long_as_both(one: str, other: str) -> None:
    assert plain_septets(one + other) == plain_septets(one) + plain_septets(other)


@given(st.characters().filter(lambda letter: letter not in ALPHABET + EXTENSION))
def test_a_character_outside_the_alphabet_is_refused_by_its_name(letter: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        plain_septets(f"Bluezone {letter}")

    assert refused.value.code == "sms_letter"
    assert letter == " " or f"Bluezone {letter}" not in str(refused.value)


def test_the_refusal_names_the_letter() -> None:
    with pytest.raises(RuleViolation, match="LATIN SMALL LETTER E WITH CIRCUMFLEX AND ACUTE"):
        check_plain("đến".replace("đ", "d"))


@pytest.mark.parametrize(("check", "limit", "letter"), [(check_accented, 70, "ế"), (check_plain, 160, "e")])
def test_a_message_of_one_character_too_many_is_refused(check: object, limit: int, letter: str) -> None:
    assert callable(check)

    assert check(letter * limit) == limit
    with pytest.raises(RuleViolation) as refused:
        check(letter * (limit + 1))
    assert refused.value.code == "sms_long"


def test_names_lose_their_marks_for_messages_without_them() -> None:
    assert without_marks("Sở Thông tin và Truyền thông, Đắk Lắk") == "So Thong tin va Truyen thong, Dak Lak"


@given(st.text(st.sampled_from("aàảãáạăằẳẵắặâầẩẫấậđeèẻẽéẹêềểễếệĐỶỹỗợữị xyz,.")))
def test_a_vietnamese_text_without_marks_can_always_be_sent(text: str) -> None:
    assert plain_septets(without_marks(text)) == len(text)

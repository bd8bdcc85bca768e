"""The texts that come with Bluezone fit their forms, and say what is true."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.rollout.studio.rules.checking import faults, tidy
from bluezone.rollout.studio.rules.differences import Change, difference
from bluezone.rollout.studio.rules.filling import filled
from bluezone.rollout.studio.rules.lengths import accented_units, plain_septets
from bluezone.rollout.studio.rules.words import Imprint, Message, Text
from bluezone.rollout.studio.shipped import shipped_texts

TRIAL = Imprint("", "", "http://localhost:8000", trial=True)
SHORT = Imprint("Sở Y tế Lai Châu", "19009095", "https://bluezone.laichau.gov.vn", trial=False)
LONG = Imprint(
    "Sở Thông tin và Truyền thông tỉnh Lai Châu", "0213 3876 543", "https://bluezone.laichau.gov.vn", trial=False
)
SHIPPED = [pytest.param(text, id=f"{text.message}-{text.language}") for text in shipped_texts()]


def everything(text: Text) -> str:
    """All that a text says."""
    spoken = (text.loudspeaker, text.radio_30, text.radio_60, text.sms_accented, text.sms_plain)
    return "\n".join([text.headline, text.lead, *text.steps, text.promise, *spoken])


def test_every_message_comes_in_vietnamese_and_english_and_in_nothing_else() -> None:
    assert {(text.message, text.language) for text in shipped_texts()} == {
        (message, language) for message in Message for language in ("vi", "en")
    }


@pytest.mark.parametrize("imprint", [TRIAL, SHORT, LONG], ids=["trial", "short", "long"])
@pytest.mark.parametrize("text", SHIPPED)
def test_every_shipped_text_fits_its_forms_whoever_publishes_it(text: Text, imprint: Imprint) -> None:
    assert faults(text, imprint) == {}
    assert tidy(text) == text


@pytest.mark.parametrize("text", SHIPPED)
def test_every_shipped_text_is_free_says_who_publishes_it_and_may_be_refused(text: Text) -> None:
    free, refuse, stays = {
        "vi": ("miễn phí", ("quyền từ chối", "quyền không quét", "quyền tắt"), "chỉ lưu trên điện thoại của bạn"),
        "en": ("free", ("may refuse", "need not scan", "may turn it off"), "stays on your phone"),
    }[text.language]

    assert free in everything(text)
    assert "{publisher}" in text.lead + text.promise
    for spoken in (text.radio_30, text.radio_60, text.promise):
        assert any(words in spoken for words in (*refuse, "refuse"))
        assert stays in spoken
    assert "{publisher}" in text.sms_plain


@pytest.mark.parametrize("text", SHIPPED)
def test_no_shipped_text_says_install_to_get_internet_or_that_it_protects(text: Text) -> None:
    said = everything(text).casefold()

    for wrong in (
        "để vào mạng",
        "để dùng mạng",
        "bắt buộc phải",
        "to get internet",
        "to go online",
        "you must",
        "protected",
    ):
        assert wrong not in said


@pytest.mark.parametrize("text", SHIPPED)
def test_vietnamese_is_written_with_all_its_marks_in_composed_letters(text: Text) -> None:
    said = everything(text)

    assert unicodedata.is_normalized("NFC", said)
    if text.language == "vi":
        for words in (text.headline, text.lead, text.promise, text.sms_accented):
            assert any(ord(letter) > 0x1E9F for letter in words)


def test_a_sentence_that_asks_for_a_hotline_is_left_out_where_there_is_none() -> None:
    text = replace(shipped_texts()[0], loudspeaker="Xin chào. Hỏi đáp: {hotline}. Mở {site}.")

    assert filled(text, TRIAL).loudspeaker == "Xin chào. Mở localhost:8000."
    assert filled(text, SHORT).loudspeaker == "Xin chào. Hỏi đáp: 19009095. Mở bluezone.laichau.gov.vn."


def test_a_publisher_loses_its_marks_in_a_message_without_them() -> None:
    said = filled(shipped_texts()[0], LONG)

    assert said.sms_plain.startswith("So Thong tin va Truyen thong tinh Lai Chau:")
    assert plain_septets(said.sms_plain) <= 160
    assert accented_units(said.sms_accented) <= 70


@pytest.mark.parametrize(
    ("field", "words", "code"),
    [
        ("sms_accented", "ế" * 71, "sms_long"),
        ("sms_plain", "e" * 161, "sms_long"),
        ("sms_plain", "đến", "sms_letter"),
        ("radio_30", "bà con ơi", "script_short"),
        ("headline", "", "field_missing"),
        ("lead", "Cài\N{RIGHT-TO-LEFT OVERRIDE}", "field_control"),
        ("promise", "Gọi {phone}", "field_open"),
    ],
)
def test_a_field_that_breaks_a_rule_is_refused_by_its_name(field: str, words: str, code: str) -> None:
    text = replace(shipped_texts()[0], **{field: words})  # type: ignore[arg-type]  # a name of a text's field

    assert {name: wrong.code for name, wrong in faults(text, SHORT).items()} == {field: code}


@pytest.mark.parametrize("steps", [(), ("Quét mã.",) * 6], ids=["none", "six"])
def test_a_text_has_one_to_five_steps(steps: tuple[str, ...]) -> None:
    text = replace(shipped_texts()[0], steps=steps)

    assert faults(text, SHORT)["steps"].code == "field_missing"


def test_what_is_neither_read_aloud_nor_sent_may_stay_empty() -> None:
    text = replace(shipped_texts()[0], loudspeaker="", radio_30="", radio_60="", sms_accented="", sms_plain="")

    assert not faults(text, SHORT)


@given(
    st.lists(st.sampled_from(["bà ", "con ", "quét ", "mã ", "\n"])), st.lists(st.sampled_from(["bà ", "mã ", "\n"]))
)
def test_both_versions_can_be_read_from_their_difference(old: list[str], new: list[str]) -> None:
    before, after = "".join(old), "".join(new)

    pieces = difference(before, after)

    assert "".join(each.words for each in pieces if each.change is not Change.ADDED) == before
    assert "".join(each.words for each in pieces if each.change is not Change.REMOVED) == after

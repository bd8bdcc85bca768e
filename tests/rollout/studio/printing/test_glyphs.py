"""Letters: every Vietnamese one is printed, and one that no shipped face has fails the build."""

from dataclasses import replace

import pytest
from tests.rollout.studio.printing.examples import COMMUNE, IMPRINT, SITE, VIETNAMESE, venue

from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.studio.printing import card, preview, sheet, venue_sheet
from bluezone.rollout.studio.printing.glyphs import FONTS, characters_of, printable
from bluezone.rollout.studio.rules.filling import filled
from bluezone.rollout.studio.rules.words import Form, Imprint, Place, Text
from bluezone.rollout.studio.shipped import shipped_texts

VOWELS = "aăâeêioôơuưy"
TONES = "\u0300\u0309\u0303\u0301\u0323"
STRANGE = {
    "\N{GRINNING FACE}": "GRINNING FACE",
    "\N{ARABIC LETTER SEEN}": "ARABIC LETTER SEEN",
    "\N{LAO LETTER KO}": "LAO LETTER KO",
    "\N{CYRILLIC SMALL LETTER A}": "CYRILLIC SMALL LETTER A",
    "\N{RIGHT-TO-LEFT OVERRIDE}": "RIGHT-TO-LEFT OVERRIDE",
    "\N{ZERO WIDTH SPACE}": "ZERO WIDTH SPACE",
    "\N{TAG LATIN SMALL LETTER V}": "TAG LATIN SMALL LETTER V",
    "\n": "WITHOUT A NAME",
}


def test_every_vietnamese_letter_is_printable() -> None:
    letters = [vowel + tone for vowel in VOWELS for tone in ("", *TONES)] + ["đ"]

    composed = printable("".join(letters))

    assert len(composed) == 12 * 6 + 1
    assert printable(composed.upper()) == composed.upper()


def test_the_script_of_the_thai_is_printable() -> None:
    assert len(printable("".join(chr(code) for code in range(0xAA80, 0xAAC3)))) == 67


@pytest.mark.parametrize("sign", STRANGE, ids=STRANGE.values())
def test_a_font_without_a_glyph_must_fail_the_build(sign: str) -> None:
    texts: list[Text] = [
        replace(VIETNAMESE, headline=f"Bluezone {sign}"),
        replace(VIETNAMESE, lead=f"{sign} Bluezone"),
        replace(VIETNAMESE, steps=(f"Quét {sign}",)),
        replace(VIETNAMESE, promise=sign),
    ]

    refusals = [_refusal(text, IMPRINT, COMMUNE) for text in texts]
    refusals += [_refusal(VIETNAMESE, replace(IMPRINT, publisher=f"Sở {sign}"), COMMUNE)]
    refusals += [_refusal(VIETNAMESE, IMPRINT, replace(COMMUNE, name=f"Bản {sign}"))]

    assert {refusal.code for refusal in refusals} == {"glyph_missing"}
    assert all(STRANGE[sign] in str(refusal) for refusal in refusals)


def test_a_picture_with_a_missing_glyph_is_refused_too() -> None:
    strange = replace(VIETNAMESE, headline="Bluezone \N{GRINNING FACE}")

    with pytest.raises(RuleViolation) as shared:
        card(strange, IMPRINT)
    with pytest.raises(RuleViolation) as shown:
        preview(Form.POSTER_A4, strange, IMPRINT, COMMUNE)

    assert shared.value.code == shown.value.code == "glyph_missing"


@pytest.mark.parametrize("text", shipped_texts(), ids=lambda text: f"{text.message}-{text.language}")
def test_every_shipped_text_can_be_printed_as_a_poster_for_a_unit_and_for_nobody(text: Text) -> None:
    nobody = Place("", "", "", f"{SITE}/i")

    made = sheet(Form.POSTER_A4, filled(text, IMPRINT), IMPRINT, [COMMUNE, nobody])

    assert made.startswith(b"%PDF-")


def test_a_name_of_two_hundred_characters_with_emoji_and_marks_of_direction_is_refused() -> None:
    long = "Nhà hàng " * 22 + "\N{GRINNING FACE}\N{RIGHT-TO-LEFT OVERRIDE}"

    refusals = [
        _refusal(VIETNAMESE, IMPRINT, replace(COMMUNE, name=name)) for name in (long, long[:200], long[200 - 12 :])
    ]
    with pytest.raises(RuleViolation) as at_the_door:
        venue_sheet(Form.POSTER_A4, replace(venue(), name=long), IMPRINT, language="vi")

    assert [refusal.code for refusal in refusals] == ["name_too_long", "name_too_long", "glyph_missing"]
    assert at_the_door.value.code == "name_too_long"


def test_the_faces_of_one_family_agree_on_what_they_have() -> None:
    faces = {face.name: characters_of(face.read_bytes()) for face in FONTS.glob("BeVietnamPro-*.ttf")}

    assert len(faces) == 3
    assert len(set(faces.values())) == 1
    assert all(face.with_name("OFL-BeVietnamPro.txt").exists() for face in FONTS.glob("*.ttf"))


def _refusal(text: Text, imprint: Imprint, place: Place) -> RuleViolation:
    with pytest.raises(RuleViolation) as refused:
        sheet(Form.POSTER_A4, text, imprint, [place])
    return refused.value

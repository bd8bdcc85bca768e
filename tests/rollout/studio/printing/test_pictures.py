"""Pictures, the web notice, and the colours of all of them."""

import os
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from tests.rollout.studio.printing.examples import COMMUNE, ENGLISH, IMPRINT, PAPER, TRIAL, VIETNAMESE, pages, venue

from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.studio.printing import card, notice, preview, sheet, venue_sheet
from bluezone.rollout.studio.printing.palette import CONTRAST_LEAST, DRAWN, PAIRS, TOKENS, contrast
from bluezone.rollout.studio.printing.pictures import PREVIEW_LIMIT_BYTES
from bluezone.rollout.studio.printing.sheets import DATA
from bluezone.rollout.studio.rules.filling import filled
from bluezone.rollout.studio.rules.words import Form, Message, Text
from bluezone.rollout.studio.shipped import shipped_texts

TOKENS_OF_PAGES = Path("src/bluezone/citizen/pages/style/tokens.css")
SHOWN_BYTES = 120_000


@pytest.mark.parametrize("form", [*PAPER, Form.CARD])
def test_a_preview_is_light(form: Form) -> None:
    wifi = next(text for text in shipped_texts() if text.message is Message.WIFI)

    made = preview(form, filled(wifi, TRIAL), TRIAL, COMMUNE)

    assert len(made) <= PREVIEW_LIMIT_BYTES
    assert Image.open(BytesIO(made)).width > 400


@pytest.mark.parametrize(("story", "size"), [(False, (1080, 1080)), (True, (1080, 1920))])
def test_a_card_has_the_size_that_people_share(story: bool, size: tuple[int, int]) -> None:  # noqa: FBT001 -- a case
    made = card(ENGLISH, TRIAL, story=story)

    assert Image.open(BytesIO(made)).size == size


@pytest.mark.parametrize("text", shipped_texts(), ids=lambda text: f"{text.message}-{text.language}")
def test_a_notice_brings_everything_with_it_below_twenty_kilobytes(text: Text) -> None:
    page = notice(filled(text, IMPRINT), IMPRINT)

    asked = set(re.findall(r'(?:src|href|action)="([^"]*)"', page))
    assert len(page.encode()) < 20_000
    assert asked == {f"{IMPRINT.site}/i", "tel:19009095"}
    assert not re.search(r"<script|@import|url\(|<link|\son\w+=", page)


def test_a_notice_says_a_text_as_text() -> None:
    page = notice(replace(VIETNAMESE, headline="<script>alert(1)</script>", steps=('"><img src=x>',)), TRIAL)

    assert "<script" not in page
    assert "<img" not in page
    assert "TÀI LIỆU THỬ NGHIỆM" in page


def test_a_notice_that_is_too_long_is_refused() -> None:
    with pytest.raises(RuleViolation) as refused:
        notice(replace(VIETNAMESE, promise="Không hỏi tên. " * 900), IMPRINT)

    assert refused.value.code == "text_too_long"


@pytest.mark.parametrize(("letters", "ground"), PAIRS)
def test_letters_stand_out_from_their_ground_outdoors(letters: str, ground: str) -> None:
    assert contrast(TOKENS[letters], TOKENS[ground]) >= CONTRAST_LEAST


def test_the_colours_on_paper_are_those_of_the_pages() -> None:
    light = TOKENS_OF_PAGES.read_text().split("@media")[0]

    assert {name: re.search(rf"--{name}: (#\w+)", light)[1] for name in TOKENS} == TOKENS  # type: ignore[index]  # a token that is gone fails here


def test_templates_and_drawings_use_no_other_colour() -> None:
    drawn = {colour for file in (DATA / "drawings").glob("*.svg") for colour in re.findall(r"#\w+", file.read_text())}
    named = {name for file in DATA.glob("*.typ") for name in re.findall(r"colour\.([a-z-]+)", file.read_text())} - {
        "insert"
    }

    assert drawn <= set(TOKENS.values()) | set(DRAWN.values())
    assert named <= set(TOKENS)


@pytest.mark.parametrize("message", Message)
def test_every_message_has_its_drawing(message: Message) -> None:
    assert (DATA / "drawings" / f"{message}.svg").exists()


@pytest.mark.parametrize("name", ["poster-install-vi", "poster-venue-vi", "leaflet-vi", "sticker-vi", "card-vi"])
def test_the_guide_s_pictures_are_light(name: str) -> None:
    shown = _shown(name).quantize(200, dither=Image.Dither.NONE)
    made = BytesIO()

    shown.save(made, "PNG", optimize=True)

    assert len(made.getvalue()) <= SHOWN_BYTES
    if folder := os.environ.get("BLUEZONE_PICTURES"):
        Path(folder, f"{name}.png").write_bytes(made.getvalue())


def _shown(name: str) -> Image.Image:
    install = filled(next(text for text in shipped_texts() if text.message is Message.INSTALL), IMPRINT)
    if name == "card-vi":
        return Image.open(BytesIO(card(install, IMPRINT))).convert("RGB").resize((720, 720))
    if name == "poster-venue-vi":
        return pages(venue_sheet(Form.POSTER_A4, venue(), IMPRINT, language="vi"), dots_per_inch=96)[0]
    form = {"poster-install-vi": Form.POSTER_A4, "leaflet-vi": Form.LEAFLET, "sticker-vi": Form.STICKER}[name]
    return pages(sheet(form, install, IMPRINT, [COMMUNE]), dots_per_inch=96)[0]

"""Sheets: what a page says is what it was given, in embedded letters that people can read, for one place or for many."""

import time
import unicodedata
from dataclasses import replace
from io import BytesIO
from typing import Any

import pdfplumber
import pytest
from pypdf import PdfReader
from tests.rollout.studio.printing.examples import (
    COMMUNE,
    DOOR,
    ENGLISH,
    IMPRINT,
    PAPER,
    SCHOOL,
    TRIAL,
    VIETNAMESE,
    close,
    venue,
    words_of,
)

from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.rollout.studio.printing import sheet, venue_sheet
from bluezone.rollout.studio.printing.sheets import NAME_LIMIT
from bluezone.rollout.studio.rules.words import Form, Imprint, Place, Text

SAYINGS = [(VIETNAMESE, IMPRINT, COMMUNE), (ENGLISH, TRIAL, SCHOOL)]
FRONT_AND_BACK = {Form.LEAFLET: 2}


@pytest.mark.parametrize("form", PAPER)
@pytest.mark.parametrize(("text", "imprint", "place"), SAYINGS, ids=["vi", "en"])
def test_the_words_on_paper_are_the_words_of_the_text(form: Form, text: Text, imprint: Imprint, place: Place) -> None:
    said = [
        text.headline,
        place.name,
        place.where,
        place.code,
        place.link.partition("://")[2],
        imprint.hotline,
        imprint.publisher,
    ]
    if form is not Form.STICKER:
        said += [text.lead, *text.steps, text.promise]

    printed = "".join(words_of(sheet(form, text, imprint, [place])))

    assert [words for words in said if close(words) not in printed] == []


@pytest.mark.parametrize("form", DOOR)
def test_a_venue_s_poster_says_its_name_its_version_and_its_last_day(form: Form) -> None:
    place = venue("Nhà hàng Khách sạn Hương Sen Tây Bắc 2 - cơ sở Bum")

    (vietnamese,) = words_of(venue_sheet(form, place, IMPRINT, language="vi"))
    (english,) = words_of(venue_sheet(form, place, TRIAL, language="en"))

    assert all(
        close(words) in vietnamese for words in (place.name, "23/11/2027", "BX-03433-7 · bản 2", "Quét khi bạn vào")
    )
    assert all(
        close(words) in english for words in (place.name, "23 November 2027", "version 2", "stays on your phone")
    )
    assert "app/#v=" not in vietnamese + english


def test_a_venue_s_poster_without_a_venue_s_code_is_malformed() -> None:
    with pytest.raises(MalformedMessage):
        venue_sheet(Form.POSTER_A4, COMMUNE, IMPRINT, language="vi")


def test_a_language_without_labels_of_its_own_has_vietnamese_ones() -> None:
    thai = replace(VIETNAMESE, language="blt", headline="ꪀꪱꪉ ꪼꪒ")

    (printed,) = words_of(sheet(Form.POSTER_A4, thai, IMPRINT, [COMMUNE]))
    (door,) = words_of(venue_sheet(Form.POSTER_A5, venue(), IMPRINT, language="blt"))

    assert close("Đường dây nóng") in printed
    assert close("ꪀꪱꪉ") in printed
    assert close("Quét khi bạn vào") in door


@pytest.mark.parametrize("form", PAPER)
def test_every_page_of_a_trial_says_so_and_no_other(form: Form) -> None:
    trial = words_of(sheet(form, VIETNAMESE, TRIAL, [COMMUNE]))
    official = words_of(sheet(form, VIETNAMESE, IMPRINT, [COMMUNE]))

    assert all(close("TÀI LIỆU THỬ NGHIỆM") in page for page in trial)
    assert not any(close("THỬ NGHIỆM") in page for page in official)


@pytest.mark.parametrize("make", [*PAPER, "door"])
def test_a_file_embeds_one_family_and_is_tagged_for_who_cannot_see_it(make: Form | str) -> None:
    made = (
        venue_sheet(Form.POSTER_A4, venue(), IMPRINT, language="vi")
        if make == "door"
        else sheet(Form(make), VIETNAMESE, IMPRINT, [COMMUNE])
    )

    reader = PdfReader(BytesIO(made))
    catalog: Any = reader.trailer["/Root"]
    faces = [face for page in reader.pages for face in _faces(page)]

    assert {face["/BaseFont"].split("+")[1].split("-")[0] for face in faces} == {"BeVietnamPro"}
    assert all({"/FontFile2", "/FontFile3"} & set(face["/FontDescriptor"]) for face in faces)
    assert (catalog["/Lang"], catalog["/MarkInfo"]["/Marked"]) == ("vi", True)
    assert b"pdfuaid:part>1<" in catalog["/Metadata"].get_data()
    assert reader.metadata is not None
    assert reader.metadata.title


def test_body_text_has_at_least_eighteen_points_on_a4() -> None:
    with pdfplumber.open(BytesIO(sheet(Form.POSTER_A4, VIETNAMESE, IMPRINT, [COMMUNE]))) as file:
        letters = file.pages[0].chars
    body = close(VIETNAMESE.lead + "".join(VIETNAMESE.steps) + VIETNAMESE.promise)

    large = close("".join(letter["text"] for letter in letters if letter["size"] >= 17.99))

    assert [
        words for words in (VIETNAMESE.lead, *VIETNAMESE.steps, VIETNAMESE.promise) if close(words[:18]) not in large
    ] == []
    assert len(large) > len(body)


def test_a_decomposed_name_is_printed_composed() -> None:
    name = "Bản Nậm Củm"

    (printed,) = words_of(
        sheet(Form.POSTER_A5, VIETNAMESE, IMPRINT, [replace(COMMUNE, name=unicodedata.normalize("NFD", name))])
    )

    assert close(name) in printed


@pytest.mark.parametrize("form", PAPER)
def test_the_longest_name_still_fits(form: Form) -> None:
    long = ("Trường Phổ thông dân tộc bán trú Tiểu học và Trung học cơ sở " * 3)[:NAME_LIMIT].strip()

    printed = "".join(words_of(sheet(form, VIETNAMESE, IMPRINT, [replace(SCHOOL, name=long)])))

    assert close(long) in printed


@pytest.mark.parametrize("form", PAPER)
def test_a_text_that_fits_no_more_is_refused_and_not_cut(form: Form) -> None:
    with pytest.raises(RuleViolation) as refused:
        sheet(form, replace(VIETNAMESE, headline="Bật Bluezone, giữ cả bản bình yên " * 9), IMPRINT, [COMMUNE])

    assert refused.value.code == "text_too_long"


def test_what_is_spoken_or_sent_is_not_printed_and_no_place_is_no_sheet() -> None:
    with pytest.raises(RuleViolation, match="not printed on paper"):
        sheet(Form.RADIO_30, VIETNAMESE, IMPRINT, [COMMUNE])
    with pytest.raises(RuleViolation, match="one place or more"):
        sheet(Form.POSTER_A4, VIETNAMESE, IMPRINT, [])
    with pytest.raises(RuleViolation, match="a venue has no leaflet"):
        venue_sheet(Form.LEAFLET, venue(), IMPRINT, language="vi")


def test_forty_units_come_as_one_file_in_their_order_and_in_no_time() -> None:
    places = [replace(COMMUNE, name=f"Bản Nậm Củm {number}", code=f"{number:05}") for number in range(1, 41)]
    start = time.monotonic()

    pages = words_of(sheet(Form.POSTER_A4, VIETNAMESE, IMPRINT, places))

    assert [close(place.name) in page for place, page in zip(places, pages, strict=True)] == [True] * 40
    assert time.monotonic() - start < 40  # a thousand in a minute is 2.4 seconds; this machine may be busy


def _faces(page: Any) -> list[Any]:
    fonts = page["/Resources"]["/Font"].values()
    return [face.get_object()["/DescendantFonts"][0].get_object() for face in fonts]

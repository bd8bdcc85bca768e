"""QR codes: every one that is printed is read back from a picture worse than a cheap camera's."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from tests.rollout.studio.printing.examples import (
    COMMUNE,
    DOOR,
    IMPRINT,
    PAPER,
    SITE,
    VIETNAMESE,
    pages,
    read,
    venue,
    worn,
)

from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.studio.printing import sheet, venue_sheet
from bluezone.rollout.studio.printing.codes import LARGE_MM, MODULE_LARGE_MM, MODULE_SMALL_MM, Code, code
from bluezone.rollout.studio.printing.sheets import LAYOUTS, VENUE_LAYOUTS
from bluezone.rollout.studio.rules.words import Form

FOUR = {Form.LEAFLET, Form.STICKER}
NAMES = ("B", "Bến xe khách Mường Tè", "Nhà hàng Khách sạn Hương Sen Tây Bắc 2 - cơ sở Bum")
LONG_SITE = "https://bluezone.trungtamkiemsoatbenhtat.laichau.example"


def proof(code_mm: float) -> tuple[int, float]:
    """Return the dots per inch and the blur, in dots, at which a code of this size has to be read."""
    return (60, 0.5) if code_mm >= LARGE_MM else (150, 1.0)


@pytest.mark.parametrize("form", PAPER)
def test_every_code_on_paper_is_read_back_from_a_worn_picture(form: Form) -> None:
    links = [f"{SITE}/i", COMMUNE.link, f"{SITE}/i?u=".ljust(48, "7"), f"{SITE}/i?u=".ljust(62, "3")]
    places = [replace(COMMUNE, link=link) for link in links]
    dots, blur = proof(LAYOUTS[form].code_mm)

    found = pages(sheet(form, VIETNAMESE, IMPRINT, places), dots_per_inch=dots)

    fronts = found[::2] if form is Form.LEAFLET else found
    said = [read(worn(picture, blur=blur)) for picture in fronts]
    assert said == [[link] * (4 if form in FOUR else 1) for link in links]


@pytest.mark.parametrize("form", DOOR)
@pytest.mark.parametrize(
    ("name", "site"), [(NAMES[0], SITE), (NAMES[1], SITE), (NAMES[2], SITE), (NAMES[2], LONG_SITE)]
)
def test_a_venue_s_signed_code_is_read_back_from_a_worn_picture(form: Form, name: str, site: str) -> None:
    place = venue(name, site)
    dots, blur = proof(VENUE_LAYOUTS[form].code_mm)

    (picture,) = pages(venue_sheet(form, place, IMPRINT, language="vi"), dots_per_inch=dots)

    assert read(worn(picture, blur=blur)) == [place.link] * (4 if form in FOUR else 1)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 230), st.sampled_from([36, 42, 50, 60, 72, 100]))
def test_a_code_says_its_link_in_modules_wide_enough_or_is_refused(length: int, side: int) -> None:
    link = (SITE + "/" + "Ab3-_xYz9" * 30)[:length]

    drawn = _code(link, side)

    if drawn is None:
        assert length > 100
    else:
        assert side / drawn.modules >= (MODULE_LARGE_MM if side >= LARGE_MM else MODULE_SMALL_MM)
        assert read(_picture(drawn)) == [link]


def test_a_short_link_has_more_correction_than_a_long_one() -> None:
    short, long = code(COMMUNE.link, side_mm=72), code(venue().link, side_mm=70)

    assert (short.level, long.level) == ("Q", "M")


def test_a_code_without_a_level_that_can_be_read_is_refused() -> None:
    with pytest.raises(RuleViolation) as refused:
        code("x" * 400, side_mm=60)

    assert refused.value.code == "link_too_long"


def test_a_quiet_zone_of_four_modules_stays_free() -> None:
    drawn = code(COMMUNE.link, side_mm=72)

    starts = [(int(across), int(down)) for across, down in re.findall(r"M(\d+) (\d+)h", drawn.drawing)]

    assert min(min(start) for start in starts) == 4
    assert max(down for _across, down in starts) == drawn.modules - 5


def _code(link: str, side: int) -> Code | None:
    try:
        return code(link, side_mm=side)
    except RuleViolation:
        return None


def _picture(drawn: Code) -> Image.Image:
    size = 4
    picture = Image.new("L", (drawn.modules * size, drawn.modules * size), 255)
    pen = ImageDraw.Draw(picture)
    for across, down, length in re.findall(r"M(\d+) (\d+)h(\d+)v1", drawn.drawing):
        left, top = int(across) * size, int(down) * size
        pen.rectangle((left, top, left + int(length) * size - 1, top + size - 1), fill=0)
    return picture

"""Pictures are read without colour, without a pointer, and whatever stands in a name."""

from datetime import date, timedelta
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from bluezone.rollout.overview.rules.charts import (
    Caption,
    Line,
    Span,
    Tile,
    mark,
    round_top,
    series_picture,
    tile_picture,
)

CAPTION = Caption("Cài đặt theo xã", "Mỗi ô là một xã.", "tiles")
SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 -- our own picture


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])))
def test_any_name_makes_a_picture_that_can_be_parsed(name: str) -> None:
    tile = Tile(0, 0, name[:3], "7 %", "band-0", name, "/units/1?a=1&b=2")

    picture = parsed(tile_picture([tile], CAPTION))

    assert picture.findtext(".//a/title") == name


def test_a_picture_has_a_title_a_description_and_no_style() -> None:
    tile = Tile(1, 2, "SLL", "", "no-data", "Sì Lở Lầu: chưa có số liệu")

    svg = tile_picture([tile], CAPTION)

    assert parsed(svg).findtext("title") == "Cài đặt theo xã"
    assert parsed(svg).findtext("desc") == "Mỗi ô là một xã."
    assert "style=" not in svg
    assert 'fill="url(#tiles-no-data)"' in svg


def test_a_day_without_a_figure_leaves_a_gap() -> None:
    start = date(2020, 8, 1)
    points = [(start + timedelta(days=day), None if day == 2 else float(day)) for day in range(5)]

    picture = parsed(series_picture([Line("Khai báo", points)], CAPTION, span=Span("Khoảng", [(start, 0, 4)])))

    assert len(picture.findall(".//polyline")) == 2
    assert picture.findtext(".//text[@class='name line-0']") == "Khai báo"


def test_nothing_is_drawn_where_nothing_is_known() -> None:
    assert series_picture([Line("Khai báo", [(date(2020, 8, 1), None)])], CAPTION) == ""


@given(st.floats(0, 1e9))
def test_an_axis_ends_at_a_round_number_at_or_above_the_largest(largest: float) -> None:
    assert largest <= round_top(largest) <= max(4.0, largest * 2.5 + 1e-6)


def test_a_tile_is_found_by_the_first_letters_of_its_syllables() -> None:
    assert [mark("Sì Lở Lầu"), mark("Mường Tè"), mark("Đoàn")] == ["SLL", "MT", "Đo"]

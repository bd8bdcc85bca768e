"""The looks of the citizen's pages: contrast of every pair of colours that carries words, and icons as they are drawn."""

import re
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Final

import msgspec
import pytest
from PIL import Image, ImageChops, ImageStat
from tests.citizen.icons import FOLDERS, NAMES, SIZES, drawn
from tests.journeys.browser import chromium

from bluezone.citizen.serving import PAGES
from bluezone.rollout.fieldwork.folder import PAGES as FIELD_PAGES

STYLES: Final = PAGES / "style"
SHEETS: Final = [*STYLES.glob("*.css"), *(FIELD_PAGES / "style").glob("*.css")]
BLOCK: Final = re.compile(r"([^{}]+)\{([^{}]*)\}")
COLOUR: Final = re.compile(r"--([a-z-]+):\s*(#[0-9a-f]{6})")
GROUNDS: Final = ("ground", "paper")
MAIN_TEXT: Final = 7.0
"""Contrast of words, WCAG 2.2 success criterion 1.4.6."""
EDGES: Final = 3.0
"""Contrast of what a finger must find, WCAG 2.2 success criterion 1.4.11."""
SAME_IN_BOTH: Final = {"#ffffff", "#0b1725", "#0b121a"}
"""A QR code is dark on white and a camera's frame is dark, by day and by night."""
WORDS: Final = [
    *product(("ink", "quiet", "indigo", "good", "warn", "bad"), GROUNDS),
    ("on-indigo", "indigo"),
    ("on-indigo", "indigo-strong"),
    ("trial", "trial-ground"),
    ("indigo-strong", "indigo-soft"),
    *product(("ink", "quiet", "indigo"), ("indigo-soft", "sunken")),
    *product(("ink", "quiet", "warn"), ("warn-soft",)),
    *product(("ink", "quiet", "bad"), ("bad-soft",)),
    *product(("ink", "quiet", "good"), ("good-soft",)),
]
"""Every pair of words and ground that the style sheets make."""


def themes() -> dict[str, dict[str, str]]:
    """Return the colours of the light and the dark theme by their names."""
    sheet = re.sub(r"/\*.*?\*/", "", (STYLES / "tokens.css").read_text(encoding="utf-8"), flags=re.DOTALL)
    blocks = [(where.split("{")[-1].strip(), dict(COLOUR.findall(inside))) for where, inside in BLOCK.findall(sheet)]
    dark = [colours for where, colours in blocks if '"dark"' in where or "not(" in where]
    assert len(dark) == 2
    assert dark[0] == dark[1], "the two ways to the dark theme differ"
    return {"light": blocks[0][1], "dark": blocks[0][1] | dark[0]}


def opened(icon: Path) -> Image.Image:
    """Return an icon that is kept."""
    return Image.open(BytesIO(icon.read_bytes())).convert("RGBA")


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0 to 1 (WCAG 2.2, relative luminance)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2, contrast ratio)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_can_be_read_in_the_sun_and_at_night(theme: str) -> None:
    colours = themes()[theme]

    weak = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in WORDS}

    assert {pair: found for pair, found in weak.items() if found < MAIN_TEXT} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_edges_and_the_focus_can_be_found(theme: str) -> None:
    colours = themes()[theme]

    weak = {
        (edge, ground): round(contrast(colours[edge], colours[ground]), 2)
        for edge, ground in product(("edge", "focus"), GROUNDS)
    }

    assert {pair: found for pair, found in weak.items() if found < EDGES} == {}


def test_only_the_tokens_name_colours() -> None:
    sheets = {file.name: file.read_text(encoding="utf-8") for file in SHEETS}
    allowed = {"tokens.css", "print.css"}

    named = {name: re.findall(r"#[0-9a-f]{3,8}\b", text) for name, text in sheets.items() if name not in allowed}

    assert {name: set(found) - SAME_IN_BOTH for name, found in named.items()} == {name: set() for name in named}


def test_directions_follow_the_script() -> None:
    physical = re.compile(
        r"\b(?:margin|padding|border)-(?:left|right)\b|^\s*(?:left|right):|text-align:\s*(?:left|right)", re.MULTILINE
    )

    assert {file.name: physical.findall(file.read_text(encoding="utf-8")) for file in SHEETS} == {
        file.name: [] for file in SHEETS
    }


def test_icons_are_what_their_drawings_show() -> None:
    with chromium() as browser:
        for folder, name, size in product(FOLDERS, NAMES, SIZES):
            kept = opened(folder / f"{name}-{size}.png")
            made = Image.open(BytesIO(drawn(browser, folder / f"{name}.svg", size))).convert("RGBA")

            assert kept.size == (size, size)
            assert max(ImageStat.Stat(ImageChops.difference(kept, made)).mean) < 1


def test_a_maskable_icon_fills_its_square_and_keeps_to_the_safe_circle() -> None:
    for folder, size in product(FOLDERS, SIZES):
        icon = opened(folder / f"maskable-{size}.png")
        ground = icon.getpixel((0, 0))
        assert isinstance(ground, tuple)
        assert ground[3] == 255
        drawing = ImageChops.difference(icon.convert("RGB"), Image.new("RGB", icon.size, ground[:3])).getbbox()
        assert drawing is not None
        left, top, right, bottom = drawing
        middle = size / 2
        farthest = max(abs(x - middle) ** 2 + abs(y - middle) ** 2 for x in (left, right) for y in (top, bottom)) ** 0.5

        assert farthest <= 0.45 * size


@pytest.mark.parametrize("pages", [PAGES, FIELD_PAGES], ids=["citizen", "field"])
def test_the_manifest_names_files_that_are_there(pages: Path) -> None:
    manifest = msgspec.json.decode((pages / "app.webmanifest").read_bytes())

    for icon in manifest["icons"]:
        assert Path(pages / icon["src"]).is_file(), icon["src"]
        if icon["type"] == "image/png":
            with Image.open(pages / icon["src"]) as picture:
                assert icon["sizes"] == f"{picture.width}x{picture.height}"
    assert manifest["scope"] == manifest["start_url"] == "./"

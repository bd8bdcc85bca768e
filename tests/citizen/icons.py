"""The icons of both sets of pages as PNG, drawn by Chromium from SVG files: `python tests/citizen/icons.py` makes them."""

import sys
from itertools import product
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser

from bluezone.citizen.serving import PAGES
from bluezone.rollout.fieldwork.folder import PAGES as FIELD_PAGES

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.journeys.browser import chromium

FOLDERS: Final = (PAGES / "icons", FIELD_PAGES / "icons")
NAMES: Final = ("icon", "maskable")
SIZES: Final = (192, 512)


def drawn(browser: Browser, drawing: Path, size: int) -> bytes:
    """Return an icon as PNG with `size` pixels a side; what the drawing leaves open is transparent."""
    page = browser.new_page(viewport={"width": size, "height": size})
    page.set_content(
        f"<style>body{{margin:0}}svg{{display:block;width:{size}px;height:{size}px}}</style>{drawing.read_text(encoding='utf-8')}"
    )
    picture = page.screenshot(omit_background=True)
    page.close()
    return picture


def main() -> None:
    """Write all icons beside their drawings."""
    with chromium() as browser:
        for folder, name, size in product(FOLDERS, NAMES, SIZES):
            (folder / f"{name}-{size}.png").write_bytes(drawn(browser, folder / f"{name}.svg", size))


if __name__ == "__main__":
    main()

"""The application's icons as PNG, drawn by Chromium from the two SVG files: `python tests/citizen/icons.py` makes them."""

import sys
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser

from bluezone.citizen.serving import PAGES

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.journeys.browser import chromium

ICONS: Final = PAGES / "icons"
NAMES: Final = ("icon", "maskable")
SIZES: Final = (192, 512)


def drawn(browser: Browser, name: str, size: int) -> bytes:
    """Return an icon as PNG with `size` pixels a side; what the drawing leaves open is transparent."""
    drawing = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
    page = browser.new_page(viewport={"width": size, "height": size})
    page.set_content(f"<style>body{{margin:0}}svg{{display:block;width:{size}px;height:{size}px}}</style>{drawing}")
    picture = page.screenshot(omit_background=True)
    page.close()
    return picture


def main() -> None:
    """Write all icons beside their drawings."""
    with chromium() as browser:
        for name in NAMES:
            for size in SIZES:
                (ICONS / f"{name}-{size}.png").write_bytes(drawn(browser, name, size))


if __name__ == "__main__":
    main()

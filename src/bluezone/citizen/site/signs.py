"""The signs of the citizen's pages, taken from their one source, so that site and app draw them alike."""

import re
from functools import cache
from typing import Final

from bluezone.citizen.serving import PAGES

_SHAPE: Final = re.compile(r'^  (\w+): "([Mm][^"]+)",$', re.MULTILINE)


@cache
def shapes() -> dict[str, str]:
    """Return the strokes of each sign, by its name."""
    return dict(_SHAPE.findall((PAGES / "parts" / "icons.js").read_text(encoding="utf-8")))

"""Setting words in type: the parts, faces and colours of the studio's printing room, with the field's own templates."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

from bluezone.rollout.studio.printing.codes import code
from bluezone.rollout.studio.printing.glyphs import FAMILIES, FONTS, printable
from bluezone.rollout.studio.printing.palette import DRAWN, TOKENS
from bluezone.rollout.studio.printing.wording import bare, labels
from bluezone.rollout.studio.rules.words import Imprint

DATA: Final = Path(__file__).with_name("data")
ROOT: Final = DATA.parents[2]
"""The campaign's folder: a template may use its own parts and those of the studio."""
STANDARD: Final = "ua-1"
"""PDF/UA-1, as the studio's sheets."""
LANGUAGES: Final = ("vi", "en")


def shared(imprint: Imprint, *, language: str, title: str) -> dict[str, Any]:
    """Return what every template reads: the language, the faces, the colours, who speaks.

    Raises:
        RuleViolation: `glyph_missing`.
    """
    own = labels(language)
    return {
        "title": printable(title),
        "language": language,
        "families": FAMILIES,
        "colours": TOKENS | DRAWN,
        "trial": own.trial if imprint.trial else "",
        "trial_why": own.trial_why,
        "publisher": f"{own.publisher}: {printable(imprint.publisher)}" if imprint.publisher else "",
        "hotline": printable(imprint.hotline),
        "hotline_label": own.hotline,
        "site": printable(bare(imprint.site)),
        "free": own.free,
        "message": "install",
    }


def drawn_code(link: str, *, language: str, side_mm: float) -> dict[str, str]:
    """Return a QR code as a template draws it: the drawing, the address in letters, what it says to the blind.

    Raises:
        RuleViolation: `link_too_long`.
    """
    address = bare(link)
    return {
        "drawing": code(link, side_mm=side_mm).drawing,
        "address": printable(address),
        "alt": labels(language).code_of.format(address=address),
    }


def set_in_type(template: str, words: Mapping[str, Any]) -> bytes:
    """Return what a template makes of words, as one PDF with the shipped faces and no other."""
    made = typst.compile(
        DATA / template,
        root=ROOT,
        font_paths=_faces(),
        format="pdf",
        sys_inputs={"it": json.dumps(words)},
        pdf_standards=[STANDARD],
    )
    return made if isinstance(made, bytes) else made[0]


@cache
def _faces() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])

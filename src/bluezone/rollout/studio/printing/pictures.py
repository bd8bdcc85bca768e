"""Pictures: a small one of a sheet's first page, and the cards that people share."""

from typing import Final

from bluezone.rollout.studio.printing.sheets import Layout, compiled, layout_of, spoken
from bluezone.rollout.studio.rules.words import Form, Imprint, Place, Text

PREVIEW_DOTS_PER_INCH: Final = 52
"""At the scale of A4: a poster is 430 pixels wide, whatever its paper."""
CARD_DOTS_PER_INCH: Final = 72
"""One point of a card is one pixel."""
PREVIEW_LIMIT_BYTES: Final = 150_000
CARD: Final = Layout("card.typ", 1, 60)
"""A card shows its address in letters, because who sees it holds the telephone; its code is not drawn."""


def preview(form: Form, text: Text, imprint: Imprint, place: Place) -> bytes:
    """Return the first page of a sheet, or a card, as a PNG of at most 150 kB.

    Raises:
        RuleViolation: As `sheet`.
    """
    if form is Form.CARD:
        return _card(text, imprint, story=False, dots=PREVIEW_DOTS_PER_INCH)
    layout = layout_of(form)
    dots = PREVIEW_DOTS_PER_INCH / layout.scale
    return compiled(layout.template, spoken(layout, text, imprint, [place]), format="png", ppi=dots)


def card(text: Text, imprint: Imprint, *, story: bool = False) -> bytes:
    """Return a PNG to share, 1080 pixels wide and high, or 1920 high for a story.

    Raises:
        RuleViolation: `glyph_missing` or `text_too_long`.
    """
    return _card(text, imprint, story=story, dots=CARD_DOTS_PER_INCH)


def _card(text: Text, imprint: Imprint, *, story: bool, dots: int) -> bytes:
    place = Place(name="", where="", code="", link=f"{imprint.site}/i")
    words = spoken(CARD, text, imprint, [place]) | {"story": story}
    return compiled(CARD.template, words, format="png", ppi=dots)

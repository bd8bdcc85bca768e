"""Pictures: a small one of a sheet's first page, and the cards that people share."""

from bluezone.rollout.studio.printing.sheets import LAYOUTS, Layout, compiled, spoken
from bluezone.rollout.studio.rules.words import Form, Imprint, Place, Text

PREVIEW_PIXELS_PER_INCH = 72
CARD = Layout("card.typ", 1, 60)


def preview(form: Form, text: Text, imprint: Imprint, place: Place) -> bytes:
    """Return the first page of a sheet as a PNG of at most 150 kB.

    Raises:
        RuleViolation: As `sheet`.
    """
    layout = LAYOUTS[form]
    return compiled(layout.template, spoken(layout, text, imprint, [place]), format="png", ppi=PREVIEW_PIXELS_PER_INCH)


def card(text: Text, imprint: Imprint, *, story: bool = False) -> bytes:
    """Return a PNG to share, 1080 pixels wide and high, or 1920 high for a story.

    Raises:
        RuleViolation: `glyph_missing` or `text_too_long`.
    """
    place = Place(name="", where="", code="", link=f"{imprint.site}/i")
    words = spoken(CARD, text, imprint, [place]) | {"story": story}
    return compiled(CARD.template, words, format="png", ppi=72)

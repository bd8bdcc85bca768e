"""Sheets of paper: every form that is printed, one page (or leaf) a place, as one tagged PDF/UA-1 file."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.venues import code_in, unverified_code
from bluezone.rollout.studio.printing.codes import Code, code
from bluezone.rollout.studio.printing.glyphs import FAMILIES, FONTS, printable
from bluezone.rollout.studio.printing.palette import DRAWN, TOKENS
from bluezone.rollout.studio.printing.wording import LABELS, OWN, Labels, bare, labels, written
from bluezone.rollout.studio.rules.words import Form, Imprint, Message, Place, Text

DATA: Final = Path(__file__).with_name("data")
STANDARD: Final = "ua-1"
"""PDF/UA-1: every page tagged, titled, and in a language; every drawing described or marked as decoration."""
NAME_LIMIT: Final = 120
"""The longest name of a place that fits every form, in characters."""
VENUE_FORMS: Final = (Form.POSTER_A4, Form.POSTER_A5, Form.STICKER)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a form is set.

    Args:
        template: Its file.
        scale: Its size relative to the template's own.
        code_mm: How wide its QR code is, quiet zone included.
    """

    template: str
    scale: float
    code_mm: float


LAYOUTS: Final = {
    Form.POSTER_A3: Layout("poster.typ", 297 / 210, 72 * 297 / 210),
    Form.POSTER_A4: Layout("poster.typ", 1, 72),
    Form.POSTER_A5: Layout("poster.typ", 148 / 210, 72 * 148 / 210),
    Form.LEAFLET: Layout("leaflet.typ", 1, 42),
    Form.STICKER: Layout("sticker.typ", 1, 50),
}
VENUE_LAYOUTS: Final = {
    Form.POSTER_A4: Layout("poster.typ", 1, 100),
    Form.POSTER_A5: Layout("poster.typ", 148 / 210, 100 * 148 / 210),
    Form.STICKER: Layout("sticker.typ", 1, 76),
}


def sheet(  # noqa: PLR0913 -- what, by whom, for which places, and two things that are left out mostly
    form: Form,
    text: Text,
    imprint: Imprint,
    places: Sequence[Place],
    *,
    day: date | None = None,
    told: Callable[[int], object] = id,
) -> bytes:
    """Return one PDF: a page a place for posters, a page of four leaflets or stickers a place otherwise.

    Args:
        form: On which paper.
        text: What is said.
        imprint: Who speaks.
        places: One or more; a place without a name is nobody's.
        day: When it was printed, to stand beside the version; nothing stands there without it.
        told: Told how many places are prepared; the pages are then set all at once.

    Raises:
        RuleViolation: `form_not_printed`, `glyph_missing`, `name_too_long`, `text_too_long`, `link_too_long`, or
            `places_missing` without any place.
    """
    layout = layout_of(form)
    if not places:
        raise RuleViolation("places_missing", "a sheet is printed for one place or more")
    words = spoken(layout, text, imprint, _telling(places, told))
    if day:
        words["version"] += f" · {written(day, labels(text.language).day)}"
    return pdf_of(layout, words)


def layout_of(form: Form) -> Layout:
    """Return how a form is set.

    Raises:
        RuleViolation: `form_not_printed`.
    """
    if form not in LAYOUTS:
        raise RuleViolation("form_not_printed", f"{form} is not printed on paper")
    return LAYOUTS[form]


def venue_sheet(form: Form, place: Place, imprint: Imprint, *, language: str) -> bytes:
    """Return the PDF that hangs at a venue's door; the version and last day are read from the signed code itself.

    Args:
        form: A4, A5 or sticker.
        place: Its link is the text of the venue's signed code.
        imprint: Who speaks.
        language: Of our own words: `vi` or `en`, Vietnamese for any other.

    Raises:
        MalformedMessage: The link is no venue's code.
        RuleViolation: As `sheet`.
    """
    if form not in VENUE_LAYOUTS:
        raise RuleViolation("form_not_printed", f"a venue has no {form}")
    own, spoken_in = labels(language), language if language in LABELS else OWN
    said = unverified_code(code_in(place.link))
    headline, lead, steps, promise = own.venue
    text = Text(Message.CHECK_IN, spoken_in, said.version, headline, lead, steps, promise)
    words = spoken(VENUE_LAYOUTS[form], text, imprint, [place])
    words["valid"] = own.valid.format(day=written(said.expires - timedelta(days=1), own.day))
    words["version"] = own.venue_version.format(code=place.code, version=said.version)
    words["places"][0]["alt"] = own.code_of_venue.format(name=words["places"][0]["name"])
    return pdf_of(VENUE_LAYOUTS[form], words)


def _telling(places: Sequence[Place], told: Callable[[int], object]) -> Iterator[Place]:
    for number, place in enumerate(places, start=1):
        yield place
        told(number)


def spoken(layout: Layout, text: Text, imprint: Imprint, places: Iterable[Place]) -> dict[str, Any]:
    """Return what a template reads, every word of it checked against the faces."""
    own = labels(text.language)
    placed = [_placed(place, own, code(place.link, side_mm=layout.code_mm)) for place in places]
    return {
        "places": placed,
        "language": text.language.partition("-")[0],
        "families": FAMILIES,
        "colours": TOKENS | DRAWN,
        "scale": layout.scale,
        "code_mm": layout.code_mm,
        "message": text.message.value,
        "headline": printable(text.headline),
        "lead": printable(text.lead),
        "steps": [printable(step) for step in text.steps],
        "promise": printable(text.promise),
        "version": own.version.format(version=text.version),
        "valid": "",
        "title": _title(printable(text.headline), placed, own),
        **_signed(imprint, own),
        "scan": own.scan,
        "free": own.free,
        "opens": own.opens[text.message],
    }


def _title(headline: str, placed: Sequence[dict[str, str]], own: Labels) -> str:
    if len(placed) == 1:
        return f"{headline} ({placed[0]['name']})" if placed[0]["name"] else headline
    return f"{headline} ({own.titles.format(count=len(placed))})"


def _signed(imprint: Imprint, own: Labels) -> dict[str, str]:
    return {
        "trial": own.trial if imprint.trial else "",
        "trial_why": own.trial_why,
        "publisher": f"{own.publisher}: {printable(imprint.publisher)}" if imprint.publisher else "",
        "hotline": printable(imprint.hotline),
        "hotline_label": own.hotline,
        "site": printable(bare(imprint.site)),
    }


def _placed(place: Place, own: Labels, drawn: Code) -> dict[str, str]:
    if len(place.name) > NAME_LIMIT:
        raise RuleViolation("name_too_long", f"a printed name has at most {NAME_LIMIT} characters")
    address = bare(place.link)
    return {
        "name": printable(place.name),
        "where": printable(place.where),
        "code": own.code.format(code=printable(place.code)) if place.code else "",
        "address": printable(address),
        "drawing": drawn.drawing,
        "alt": own.code_of.format(address=address),
    }


def pdf_of(layout: Layout, words: dict[str, Any]) -> bytes:
    """Return what a template makes of the words, as one PDF."""
    return compiled(layout.template, words, format="pdf", pdf_standards=[STANDARD])


def compiled(template: str, words: dict[str, Any], **options: Any) -> bytes:  # noqa: ANN401 -- typst's own options
    """Return a template set by typst, with no face but the shipped ones.

    Raises:
        RuleViolation: `text_too_long`: the words do not fit the form at the smallest size that people can read.
    """
    try:
        made = typst.compile(
            DATA / template, root=DATA, font_paths=_faces(), sys_inputs={"it": json.dumps(words)}, **options
        )
    except typst.TypstError as wrong:
        if "text_too_long" in wrong.message:
            raise RuleViolation(
                "text_too_long", "the words do not fit this form in letters that can be read"
            ) from wrong
        raise
    return made if isinstance(made, bytes) else made[0]


@cache
def _faces() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])

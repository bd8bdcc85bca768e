"""The poster of a venue as a file to print; taking it out is noted, and nothing of it is kept."""

from datetime import date, timedelta

from django.conf import settings

from bluezone.authority.cases.services import Doing
from bluezone.authority.console.queries import publisher
from bluezone.authority.territory.queries import ancestors
from bluezone.authority.venues.models import Venue, VenueCode
from bluezone.authority.venues.services import signed
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.studio.printing import venue_sheet
from bluezone.rollout.studio.rules.words import Form, Imprint, Place

FORMS = (Form.POSTER_A4, Form.POSTER_A5, Form.STICKER)
SHORT_LETTERS = 4


def poster(venue: Venue, form: Form, doing: Doing, *, language: str) -> bytes:
    """Return the PDF of the code that a venue shows now.

    Args:
        venue: Which, with its unit.
        form: A4, A5 or sticker.
        doing: Who takes it out, why and when.
        language: `vi` or `en`.

    Raises:
        RuleViolation: `venue_code_ended`: it shows none; `glyph_missing`, `name_too_long`: it cannot be printed.
        Unavailable: The secret or the authority's keys cannot be read.
    """
    code = present_code(venue)
    if code is None:
        raise RuleViolation("venue_code_ended", "the venue shows no code")
    where = ", ".join([venue.unit.name, *(each.name for each in ancestors(venue.unit, doing.day))])
    place = Place(venue.name, where, short_code(venue, code), signed(code, doing).text)
    return venue_sheet(form, place, imprint(), language=language)


def present_code(venue: Venue) -> VenueCode | None:
    """Return the code that a venue shows now."""
    return venue.codes.select_related("venue__unit").filter(ended_at=None).first()


def last_day(code: VenueCode) -> date:
    """Return the last day on which phones take a code, as its poster says it."""
    return code.expires_on - timedelta(days=1)


def short_code(venue: Venue, code: VenueCode) -> str:
    """Return what people call a venue on the telephone, such as `03445-1F0C`; it opens nothing."""
    return f"{code.commune}-{venue.pk.hex[:SHORT_LETTERS].upper()}"


def imprint() -> Imprint:
    """Return who speaks on what is printed here."""
    speaker = publisher()
    return Imprint(speaker.name if speaker else "", settings.HOTLINE, settings.SITE_ORIGIN, speaker is None)

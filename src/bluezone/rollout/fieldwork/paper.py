"""Paper sheets of a walk list: A4, 25 households a page, the fields numbered as on the telephone; no name stands on them.

Reasons why somebody did not take part are boxes at the foot, as sums of the village, and nowhere on a household's line.
"""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime

from bluezone.authority.register.link_sheet import qr_svg
from bluezone.rollout.fieldwork.models import Sheet, WalkList
from bluezone.rollout.fieldwork.rules.keying import LINES
from bluezone.rollout.fieldwork.slips import set_in_type
from bluezone.rollout.studio.printing.glyphs import FAMILIES, printable


def sheets_pdf(walk_list: WalkList, sheets: Sequence[Sheet], *, publisher: str, trial: bool) -> bytes:
    """Return sheets as one PDF/A, a page each.

    Args:
        walk_list: With its commune.
        sheets: At least one.
        publisher: Who answers for the campaign; nothing while it is a trial.
        trial: Whether each page says that nothing here is official.

    Raises:
        RuleViolation: `glyph_missing`.
    """
    said = {
        "commune": printable(walk_list.unit.name),
        "village": printable(walk_list.village),
        "part": printable(walk_list.part),
        "publisher": printable(publisher),
        "trial": trial,
        "printed": f"{localtime(sheets[0].printed_at):%d/%m/%Y}",
        "families": FAMILIES,
        "lines": LINES,
        "sheets": [{"code": each.code, "qr": qr_svg(sheet_address(each)), "numbers": each.numbers} for each in sheets],
    }
    return set_in_type("sheet.typ", said)


def sheet_address(sheet: Sheet) -> str:
    """Return the address at which a sheet is keyed; it opens nothing without a right to."""
    return settings.SITE_ORIGIN + reverse("fieldwork:key", args=[sheet.pk], urlconf=settings.SITE_URLS)

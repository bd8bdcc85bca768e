"""What is printed for the field: the slip of an invitation; no name stands on it."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import typst
from django.conf import settings

from bluezone.authority.register.link_sheet import qr_svg
from bluezone.rollout.studio.printing.glyphs import FAMILIES, FONTS, printable

DATA: Final = Path(__file__).with_name("data")
STANDARD: Final = "a-2b"
"""PDF/A-2b: every letter embedded, nothing fetched."""
FIELD_PAGE: Final = "/field/"


def invitation_address(token: str) -> str:
    """Return the address that makes a telephone a device; the secret stands behind the hash, which no server is sent."""
    return f"{settings.SITE_ORIGIN}{FIELD_PAGE}#e={token}"


def invitation_slip(token: str, facts: tuple[str, str, str], until: datetime, *, publisher: str, trial: bool) -> bytes:
    """Return the slip as PDF/A on A6.

    Args:
        token: The invitation's secret.
        facts: The unit, the duty, and the village, class or gate.
        until: Until when it works.
        publisher: Who answers for the campaign; nothing while it is a trial.
        trial: Whether the slip says that nothing here is official.

    Raises:
        RuleViolation: `glyph_missing`.
    """
    address = invitation_address(token)
    unit, duty, part = map(printable, facts)
    said = {
        "unit": unit,
        "duty": duty,
        "part": part,
        "address": address,
        "until": f"{until.astimezone(ZoneInfo(settings.TIME_ZONE)):%H:%M, %d/%m/%Y}",
        "qr": qr_svg(address),
        "publisher": printable(publisher),
        "trial": trial,
        "families": FAMILIES,
    }
    return set_in_type("slip.typ", said)


def set_in_type(template: str, said: dict[str, Any]) -> bytes:
    """Return what a template makes of words, as one PDF with the shipped faces and no other."""
    made = typst.compile(
        DATA / template,
        root=DATA,
        format="pdf",
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"it": json.dumps(said)},
        pdf_standards=[STANDARD],
    )
    if not isinstance(made, bytes):
        raise TypeError("one PDF was asked for")
    return made

"""A printed sheet of personal links: one card a body, with the address as text and as QR code.

Set by typst in its own Libertinus Serif, so that the same sheet comes out of every machine and every letter of
Vietnamese is embedded.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import segno
import typst
from django.conf import settings
from django.urls import reverse

TEMPLATE: Final = Path(__file__).with_name("data") / "links.typ"
STANDARD: Final = "a-2b"


@dataclass(frozen=True, slots=True)
class LinkCard:
    """What one card says.

    Args:
        name: The body.
        code: Its code.
        place: Its commune or province.
        address: The whole link, which is a secret.
        expires_at: Until when it works.
    """

    name: str
    code: str
    place: str
    address: str = field(repr=False)
    expires_at: datetime


def link_sheet(cards: Sequence[LinkCard], *, publisher: str, trial: bool) -> bytes:
    """Return the sheet as PDF/A, four cards a page.

    Args:
        cards: At least one.
        publisher: Who answers for the campaign; nothing while it is a trial.
        trial: Whether each page says that nothing here is official.
    """
    sheet = {"publisher": publisher, "trial": trial, "cards": [_card(card) for card in cards]}
    pdf = typst.compile(
        TEMPLATE,
        format="pdf",
        sys_inputs={"sheet": json.dumps(sheet)},
        ignore_system_fonts=True,
        pdf_standards=[STANDARD],
    )
    if not isinstance(pdf, bytes):
        raise TypeError("one PDF was asked for")
    return pdf


def link_address(token: str) -> str:
    """Return the address that a token opens on the site."""
    return settings.SITE_ORIGIN + reverse("public:open_link", args=[token], urlconf=settings.SITE_URLS)


def qr_svg(address: str) -> str:
    """Return a QR code of level M with its quiet zone of four modules (ISO/IEC 18004)."""
    out = BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=4, xmldecl=False, scale=4)
    return out.getvalue().decode()


def _card(card: LinkCard) -> dict[str, str]:
    until = card.expires_at.astimezone(ZoneInfo(settings.TIME_ZONE))
    return {
        "name": card.name,
        "code": card.code,
        "place": card.place,
        "address": card.address,
        "until": f"{until:%d/%m/%Y}",
        "qr": qr_svg(card.address),
    }

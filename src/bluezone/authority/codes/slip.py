"""A printed slip: one code with its QR code, until when it works and what to do with it; nothing about a result."""

import json
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Final

import segno
import typst

from bluezone.authority.codes.texts import grouped, link, until_words

TEMPLATE: Final = Path(__file__).with_name("data") / "slip.typ"
STANDARD: Final = "a-2b"


def slip_pdf(code: str, until: datetime, *, publisher: str, trial: bool) -> bytes:
    """Return the slip as PDF/A on a quarter of A4 (A6).

    Args:
        code: The long code.
        until: Until when it works.
        publisher: Who answers for the system; nothing while it is a trial.
        trial: Whether the slip says that nothing here is official.
    """
    said = {
        "code": grouped(code),
        "link": link(code),
        "until": until_words(until),
        "qr": qr_svg(link(code)),
        "publisher": publisher,
        "trial": trial,
    }
    pdf = typst.compile(
        TEMPLATE,
        format="pdf",
        sys_inputs={"slip": json.dumps(said)},
        ignore_system_fonts=True,
        pdf_standards=[STANDARD],
    )
    if not isinstance(pdf, bytes):
        raise TypeError("one PDF was asked for")
    return pdf


def qr_svg(address: str) -> str:
    """Return a QR code of level M with its quiet zone of four modules (ISO/IEC 18004)."""
    out = BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=4, xmldecl=False, scale=4)
    return out.getvalue().decode()


def qr_data(address: str) -> str:
    """Return a QR code as the address of a picture that stands in the page itself."""
    made: str = segno.make(address, error="m", micro=False).svg_data_uri(border=4, scale=5)
    return made

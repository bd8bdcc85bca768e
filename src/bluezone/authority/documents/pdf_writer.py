"""A document as PDF/A, set by typst from the same value as the DOCX."""

import json
from pathlib import Path
from typing import Any, Final

import typst

from bluezone.authority.documents.document import (
    ABOUT,
    ADDRESSED,
    COUNTRY,
    MOTTO,
    TRIAL,
    Document,
    dated,
    numbered,
    spoken,
)
from bluezone.authority.documents.fonts import font_folders

TEMPLATE: Final = Path(__file__).with_name("data") / "document.typ"
STANDARD: Final = "a-2b"
"""PDF/A-2b: every letter embedded, nothing fetched."""


def pdf_bytes(document: Document) -> bytes:
    """Return the document as one PDF/A file."""
    pdf = typst.compile(
        TEMPLATE,
        format="pdf",
        font_paths=font_folders(),
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(_words(document))},
        pdf_standards=[STANDARD],
    )
    if not isinstance(pdf, bytes):
        raise TypeError("one PDF was asked for")
    return pdf


def _words(document: Document) -> dict[str, Any]:
    """Return what the template reads."""
    publisher = document.boxes
    return {
        **spoken(document),
        "above": publisher.above,
        "body": publisher.body,
        "country": COUNTRY,
        "motto": MOTTO,
        "number": numbered(publisher),
        "dated": dated(publisher, document.day, is_dated=document.is_dated),
        "trial": TRIAL if document.trial else "",
        "subject": "" if document.kind else f"{ABOUT} {document.summary}",
        "addressed": ADDRESSED,
    }

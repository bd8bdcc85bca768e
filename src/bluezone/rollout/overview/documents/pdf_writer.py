"""A document as PDF/A, set by typst from the same value as the DOCX."""

import json
from pathlib import Path
from typing import Any, Final

import typst

from bluezone.rollout.overview.documents.fonts import font_folders
from bluezone.rollout.overview.rules.document import (
    COUNTRY,
    MOTTO,
    NO_PUBLISHER,
    SIGNER,
    TRIAL,
    Block,
    Document,
    Figure,
    Grid,
    Heading,
    Mark,
    Paragraph,
    Runs,
    dated,
    numbered,
)

TEMPLATE: Final = Path(__file__).with_name("data") / "report.typ"
STANDARD: Final = "a-2b"
"""PDF/A-2b: every letter embedded, nothing fetched."""


def pdf_bytes(document: Document) -> bytes:
    """Return the document as one PDF/A file."""
    pdf = typst.compile(
        TEMPLATE,
        format="pdf",
        font_paths=font_folders(),
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(_spoken(document))},
        pdf_standards=[STANDARD],
    )
    if not isinstance(pdf, bytes):
        raise TypeError("one PDF was asked for")
    return pdf


def _spoken(document: Document) -> dict[str, Any]:
    """Return the document as plain values that the template reads."""
    publisher = document.publisher or NO_PUBLISHER
    return {
        "above": publisher.above,
        "body": publisher.body,
        "country": COUNTRY,
        "motto": MOTTO,
        "number": numbered(publisher),
        "dated": dated(publisher, document.day),
        "kind": document.kind,
        "summary": document.summary,
        "blocks": [_block(block) for block in document.blocks],
        "notes": list(document.notes),
        "recipients": list(document.recipients),
        "signer": list(SIGNER),
        "trial": TRIAL if document.trial else "",
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading(text, level):
            return {"sort": "heading", "text": text, "level": level}
        case Paragraph(runs):
            return {"sort": "paragraph", "runs": _runs(runs)}
        case Grid():
            return {
                "sort": "grid",
                "columns": list(block.columns),
                "rows": [[_runs(cell) for cell in row] for row in block.rows],
                "numbers": sorted(block.numbers),
                "widths": list(block.widths),
            }


def _runs(runs: Runs) -> list[dict[str, Any]]:
    return [_run(run) for run in runs]


def _run(run: str | Figure | Mark) -> dict[str, Any]:
    match run:
        case Mark(number):
            return {"mark": number}
        case Figure(text):
            return {"text": text}
        case str():
            return {"text": run}

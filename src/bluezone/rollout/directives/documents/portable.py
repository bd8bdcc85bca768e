"""PDF to text, page by page; pictures of pages are refused, because nobody read what a machine would guess there."""

import io
import logging
from typing import Final

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError

from bluezone.rollout.directives.reading import Refusal, UnreadableDocument

PAGES: Final = 200
CHARACTERS: Final = 600_000
LETTERS_A_PAGE: Final = 20
"""Fewer letters than this on the average page are a stamp or a page number, not a text."""

logging.getLogger("pypdf").setLevel(logging.ERROR)


def text(data: bytes) -> str:
    """Return a PDF's text, a form feed between pages.

    Raises:
        UnreadableDocument: Damaged, locked, too large, or a scan without text.
    """
    try:
        pages = _pages(data)
    except (DependencyError, NotImplementedError) as wrong:
        raise UnreadableDocument(Refusal.ENCRYPTED) from wrong
    except UnreadableDocument:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, RecursionError) as wrong:
        raise UnreadableDocument(Refusal.DAMAGED) from wrong
    if sum(map(str.isalpha, "".join(pages))) < LETTERS_A_PAGE * len(pages):
        raise UnreadableDocument(Refusal.SCAN)
    return "\n\f\n".join(pages)


def _pages(data: bytes) -> list[str]:
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnreadableDocument(Refusal.ENCRYPTED)
    if len(reader.pages) > PAGES:
        raise UnreadableDocument(Refusal.TOO_LARGE)
    pages: list[str] = []
    for page in reader.pages:
        pages.append(page.extract_text())
        if sum(map(len, pages)) > CHARACTERS:
            raise UnreadableDocument(Refusal.TOO_LARGE)
    return pages

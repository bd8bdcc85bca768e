"""Files to text: TXT, DOCX and PDF with text; whatever cannot be read is refused with what to do about it."""

from typing import Final

from bluezone.rollout.directives.documents import portable, word
from bluezone.rollout.directives.reading import Reading, Refusal, UnreadableDocument, read
from bluezone.rollout.directives.reading.encodings import decoded

BYTES: Final = 10 * 1024 * 1024
"""No file is larger."""
OLD_WORD: Final = b"\xd0\xcf\x11\xe0"
RICH_TEXT: Final = b"{\\rtf"
ZIP: Final = b"PK\x03\x04"
PDF: Final = b"%PDF-"
PDF_MARK_WITHIN: Final = 1024


def read_file(data: bytes) -> Reading:
    """Return what a file says; its format is told from its bytes, never from its name.

    Raises:
        UnreadableDocument: Whatever the reason, with what to do.
    """
    return read(text_of(data))


def text_of(data: bytes) -> str:
    """Return a file's text.

    Raises:
        UnreadableDocument: Another format, too large, damaged, locked, a scan, an encoding from before Unicode.
    """
    if len(data) > BYTES:
        raise UnreadableDocument(Refusal.TOO_LARGE)
    if data.startswith((OLD_WORD, RICH_TEXT)):
        raise UnreadableDocument(Refusal.OTHER_FORMAT)
    if data.startswith(ZIP):
        return word.text(data)
    if PDF in data[:PDF_MARK_WITHIN]:
        return portable.text(data)
    return decoded(data)

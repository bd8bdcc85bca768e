"""Which files count as evidence: pictures, PDF and DOCX, told by their bytes, of a size that a telephone can send."""

from enum import StrEnum
from typing import Final

from bluezone.protocol.errors import RuleViolation

BYTES: Final = 8 * 1024 * 1024
"""One file."""
FILES: Final = 10
"""Files for one task at one unit."""
NAME_CHARACTERS: Final = 120


class FileKind(StrEnum):
    """What a file is, whatever its name says."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


SUFFIXES: Final = {
    FileKind.JPEG: "jpg",
    FileKind.PNG: "png",
    FileKind.WEBP: "webp",
    FileKind.PDF: "pdf",
    FileKind.DOCX: "docx",
}


def file_kind(data: bytes, already: int = 0) -> FileKind:
    """Return what a file is.

    Args:
        data: Its bytes.
        already: How many files the task has at this unit.

    Raises:
        RuleViolation: `evidence_empty`, `evidence_too_large`, `evidence_too_many` or `evidence_kind`.
    """
    if not data:
        raise RuleViolation("evidence_empty", "the file is empty")
    if len(data) > BYTES:
        raise RuleViolation("evidence_too_large", f"a file of evidence has at most {BYTES // (1024 * 1024)} MB")
    if already >= FILES:
        raise RuleViolation("evidence_too_many", f"a task takes at most {FILES} files from one unit")
    found = _kind(data)
    if found is None:
        raise RuleViolation("evidence_kind", "evidence is a picture (JPEG, PNG, WebP), a PDF or a DOCX")
    return found


def shown_name(name: str) -> str:
    """Return a file's name without folders and control characters, at most 120 characters."""
    bare = "".join(sign for sign in name.replace("\\", "/").rpartition("/")[2] if sign.isprintable())
    return bare.strip(" .")[-NAME_CHARACTERS:] or "evidence"


def _kind(data: bytes) -> FileKind | None:
    if data.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return FileKind.WEBP
    if data.startswith(b"%PDF-"):
        return FileKind.PDF
    if data.startswith(b"PK\x03\x04") and b"word/" in data:
        return FileKind.DOCX
    return None

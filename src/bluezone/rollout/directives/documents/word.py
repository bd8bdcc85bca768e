"""DOCX to text: paragraphs and tables in order, numbers that Word counts by itself, nothing that was struck out."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.part import XmlPart
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.table import Table
from docx.text.paragraph import Paragraph

from bluezone.rollout.directives.reading import Refusal, UnreadableDocument

UNPACKED: Final = 40 * 1024 * 1024
"""More than this unpacked is a bomb, not a letter."""
PARTS: Final = 2_000
CHARACTERS: Final = 600_000
LAYOUT_COLUMNS: Final = 2
LAYOUT_ROWS: Final = 3
"""A table this small lays out header and signature; its cells are read one after the other."""


def text(data: bytes) -> str:
    """Return a DOCX file's text.

    Raises:
        UnreadableDocument: Damaged, too large, no DOCX, or text in fonts from before Unicode.
    """
    _refuse_bombs(data)
    try:
        document = Document(io.BytesIO(data))
        lines = _bounded(_lines(document))
        return "\n".join(lines)
    except (
        PackageNotFoundError,
        SyntaxError,
        KeyError,
        ValueError,
        AttributeError,
        zipfile.BadZipFile,
        zlib.error,
    ) as wrong:
        raise UnreadableDocument(Refusal.DAMAGED) from wrong


def _refuse_bombs(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as wrong:
        raise UnreadableDocument(Refusal.DAMAGED) from wrong
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
        raise UnreadableDocument(Refusal.TOO_LARGE)
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableDocument(Refusal.ENCRYPTED)
    if "word/document.xml" not in {part.filename for part in parts}:
        raise UnreadableDocument(Refusal.OTHER_FORMAT)


def _bounded(lines: Iterator[str]) -> Iterator[str]:
    size = 0
    for line in lines:
        size += len(line) + 1
        if size > CHARACTERS:
            raise UnreadableDocument(Refusal.TOO_LARGE)
        yield line


def _lines(document: WordDocument) -> Iterator[str]:
    counter = _Counter(document)
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            yield from (counter.number(block) + _words(block._p), "")  # noqa: SLF001 -- the element holds what python-docx does not show
        else:
            yield from _table(block, counter)


def _table(table: Table, counter: "_Counter") -> Iterator[str]:
    layout = len(table.columns) <= LAYOUT_COLUMNS and len(table.rows) <= LAYOUT_ROWS
    for row in table.rows:
        cells = [[counter.number(each) + _words(each._p) for each in cell.paragraphs] for cell in row.cells]  # noqa: SLF001 -- as above
        if layout:
            for cell in cells:
                yield from (*cell, "")
        else:
            yield "\t".join(" ".join(cell) for cell in cells)
    yield ""


def _words(paragraph: BaseOxmlElement) -> str:
    """Return a paragraph's characters; insertions under review count, deletions do not."""
    signs = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
    found = (element for element in paragraph.iter(qn("w:t"), *signs) if _stands(element))
    return "".join(signs.get(str(element.tag)) or element.text or "" for element in found)


def _stands(element: BaseOxmlElement) -> bool:
    """Tell whether an element stands in a run that nobody struck out; a tab in a paragraph's settings is not in its text."""
    above = [each.tag for each in element.iterancestors()]
    return above[:1] == [qn("w:r")] and qn("w:del") not in above


class _Counter:
    """Counts what Word counts by itself: the numbers of list paragraphs are not in their text."""

    def __init__(self, document: WordDocument) -> None:
        """Find the list definitions, if there are any."""
        self._formats: dict[tuple[str, str], tuple[str, str]] = {}
        self._counts: dict[tuple[str, int], int] = {}
        part = next(
            (each.target_part for each in document.part.rels.values() if each.reltype.endswith("/numbering")), None
        )
        if isinstance(part, XmlPart):
            self._read(part.element)

    def _read(self, numbering: BaseOxmlElement) -> None:
        abstract = {}
        for each in numbering.iterchildren(qn("w:abstractNum")):
            abstract[each.get(qn("w:abstractNumId"))] = list(each.iterchildren(qn("w:lvl")))
        for each in numbering.iterchildren(qn("w:num")):
            link = each.find(qn("w:abstractNumId"))
            for level in abstract.get(link.get(qn("w:val")), []) if link is not None else []:
                key = (str(each.get(qn("w:numId"))), str(level.get(qn("w:ilvl"))))
                self._formats[key] = (_value(level, "w:numFmt", "decimal"), _value(level, "w:lvlText", ""))

    def number(self, paragraph: Paragraph) -> str:
        """Return what Word prints before a paragraph, with a space after it."""
        numbered = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:numPr')}")  # noqa: SLF001 -- the element holds what python-docx does not show
        if numbered is None:
            return ""
        level, name = int(_value(numbered, "w:ilvl", "0")), _value(numbered, "w:numId", "0")
        form, pattern = self._formats.get((name, str(level)), ("none", ""))
        self._counts[name, level] = self._counts.get((name, level), 0) + 1
        for deeper in [key for key in self._counts if key[0] == name and key[1] > level]:
            del self._counts[deeper]
        if form == "none":
            return ""
        if form == "bullet":
            return "- "
        for each in range(level + 1):
            shape = self._formats.get((name, str(each)), ("decimal", ""))[0]
            pattern = pattern.replace(f"%{each + 1}", _written(self._counts.get((name, each), 1), shape))
        return f"{pattern} "


def _value(element: BaseOxmlElement, tag: str, default: str) -> str:
    found = element.find(qn(tag))
    return str(found.get(qn("w:val"), default)) if found is not None else default


def _written(count: int, shape: str) -> str:
    if shape in {"lowerLetter", "upperLetter"}:
        letter = chr(ord("a") + (count - 1) % 26)
        return letter.upper() if shape == "upperLetter" else letter
    if shape in {"upperRoman", "lowerRoman"}:
        roman = _roman(count)
        return roman if shape == "upperRoman" else roman.lower()
    return str(count)


def _roman(count: int) -> str:
    signs = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    text = ""
    for value, sign in signs:
        text += sign * (count // value)
        count %= value
    return text

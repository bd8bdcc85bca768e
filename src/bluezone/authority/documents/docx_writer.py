"""A document as DOCX, in the layout of Decree 30/2020/NĐ-CP, Annex I.

A4; margins 20, 15, 20 and 30 mm; Times New Roman, black; the page number centred at the top, none on the first page.
Sizes in points and the numbers of the boxes are those of the annex, read in secondary sources (facts/rollout 5.1).
"""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Final

import docx
from docx.document import Document as Docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph as DocxParagraph

from bluezone.authority.documents.document import (
    ABOUT,
    ADDRESSED,
    COUNTRY,
    MOTTO,
    RECIPIENTS,
    TRIAL,
    Block,
    Centred,
    Document,
    Figure,
    Grid,
    Heading,
    Mark,
    Paragraph,
    Runs,
    Strong,
    dated,
    numbered,
)

FONT: Final = "Times New Roman"
BODY, TABLE, SMALL = Pt(14), Pt(11), Pt(11)
TEXT_WIDTH_MM: Final = 165
SIDE_MARGIN: Final = 40
"""Room at both sides inside a cell, in twentieths of a point."""
LEFT_BOX_MM, RIGHT_BOX_MM = 71, 94


def docx_bytes(document: Document) -> bytes:
    """Return the document as a DOCX file; the same value gives the same words, not the same bytes."""
    file = docx.Document()
    _prepare(file, document)
    _boxes_above(file, document)
    if document.kind:
        _title(file, document)
    else:
        _addressees(file, document.addressees)
    for block in document.blocks:
        _write_block(file, block)
    _write_notes(file, document.notes)
    _boxes_below(file, document)
    stream = BytesIO()
    file.save(stream)
    return stream.getvalue()


def _prepare(file: Docx, document: Document) -> None:
    """Set the page, the type and what stands at the top of every page."""
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(8)
    section.different_first_page_header_footer = True
    style = file.styles["Normal"]
    style.font.name, style.font.size = FONT, BODY
    style.paragraph_format.space_after = Pt(0)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    properties = file.core_properties
    title = f"{document.kind}: {document.summary}" if document.kind else document.summary
    properties.title, properties.language, properties.author = title, "vi", "Bluezone"
    number = section.header.paragraphs[0]
    _field(number, "PAGE")
    number.alignment = ALIGN.CENTER
    if document.trial:
        _centred(section.header.add_paragraph(), TRIAL, bold=True, size=Pt(12))
        _centred(section.first_page_header.paragraphs[0], TRIAL, bold=True, size=Pt(12))


def _boxes_above(file: Docx, document: Document) -> None:
    """Write boxes 1 to 4."""
    publisher = document.boxes
    table = _plain_table(file, 2, (LEFT_BOX_MM, RIGHT_BOX_MM))
    left, right = table.cell(0, 0), table.cell(0, 1)
    _centred(left.paragraphs[0], publisher.above, size=Pt(12))
    _centred(left.add_paragraph(), publisher.body, bold=True, size=Pt(12))
    _rule(left, width_mm=24, cell_mm=LEFT_BOX_MM)
    _centred(right.paragraphs[0], COUNTRY, bold=True, size=Pt(12))
    _centred(right.add_paragraph(), MOTTO, bold=True, size=Pt(13))
    _rule(right, width_mm=58, cell_mm=RIGHT_BOX_MM)
    _centred(table.cell(1, 0).paragraphs[0], numbered(publisher), size=Pt(13))
    if not document.kind:
        _centred(table.cell(1, 0).add_paragraph(), f"{ABOUT} {document.summary}", size=Pt(12))
    _centred(
        table.cell(1, 1).paragraphs[0],
        dated(publisher, document.day, is_dated=document.is_dated),
        italic=True,
        size=Pt(13),
    )


def _title(file: Docx, document: Document) -> None:
    """Write box 5a."""
    kind = file.add_paragraph()
    kind.paragraph_format.space_before = Pt(14)
    _centred(kind, document.kind, bold=True, size=BODY)
    _centred(file.add_paragraph(), document.summary, bold=True, size=BODY)
    line = file.add_paragraph()
    _border(line, "top")
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = Mm((TEXT_WIDTH_MM - 50) / 2)
    line.paragraph_format.space_after = Pt(6)


def _addressees(file: Docx, addressees: Sequence[str]) -> None:
    """Write to whom a letter goes: one in the middle, several below each other."""
    first = file.add_paragraph()
    first.paragraph_format.space_before = Pt(14)
    first.paragraph_format.space_after = Pt(6)
    if len(addressees) == 1:
        first.add_run(f"{ADDRESSED} {addressees[0]}").font.size = BODY
        first.alignment = ALIGN.CENTER
        return
    first.add_run(ADDRESSED).font.size = BODY
    first.paragraph_format.left_indent = Mm(35)
    for words in addressees:
        line = file.add_paragraph()
        line.add_run(f"- {words}").font.size = BODY
        line.paragraph_format.left_indent, line.paragraph_format.space_after = Mm(40), Pt(2)


def _write_block(file: Docx, block: Block) -> None:
    match block:
        case Heading(text, level):
            paragraph = file.add_paragraph()
            paragraph.add_run(text).bold = True
            paragraph.runs[0].italic = level > 1
            _as_body(paragraph)
            paragraph.paragraph_format.keep_with_next = True
        case Paragraph(runs, is_slanted):
            paragraph = file.add_paragraph()
            _write_runs(paragraph, runs)
            for written in paragraph.runs:
                written.italic = is_slanted
            _as_body(paragraph)
        case Centred(text):
            paragraph = _centred(file.add_paragraph(), text, bold=True, size=BODY)
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(6)
        case Grid():
            _write_grid(file, block)


def _write_grid(file: Docx, grid: Grid) -> None:
    widths = [TEXT_WIDTH_MM * part / sum(grid.widths) for part in grid.widths]
    table = _plain_table(file, 1, widths)
    table.style = "Table Grid"
    for cell, words in zip(table.rows[0].cells, grid.columns, strict=True):
        _centred(cell.paragraphs[0], words, bold=True, size=TABLE)
    head = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(head)  # noqa: SLF001 -- python-docx has no name for repeated heads
    for row in grid.rows:
        cells = table.add_row().cells  # type: ignore[no-untyped-call]  # python-docx left this one without types
        for place, (cell, runs) in enumerate(zip(cells, row, strict=True)):
            cell.width = Mm(widths[place])
            paragraph = cell.paragraphs[0]
            _write_runs(paragraph, runs, size=TABLE)
            paragraph.alignment = ALIGN.RIGHT if place in grid.numbers else ALIGN.LEFT
    file.add_paragraph().paragraph_format.space_after = Pt(0)


def _write_notes(file: Docx, notes: Iterable[str]) -> None:
    for number, text in enumerate(notes, start=1):
        paragraph = file.add_paragraph()
        if number == 1:
            _border(paragraph, "top")
        mark = paragraph.add_run(f"({number}) ")
        mark.font.size, mark.font.superscript = SMALL, True
        paragraph.add_run(text).font.size = SMALL
        paragraph.alignment = ALIGN.JUSTIFY
        paragraph.paragraph_format.space_after = Pt(2)


def _boxes_below(file: Docx, document: Document) -> None:
    """Write boxes 7 and 9; box 8 stays empty."""
    file.add_paragraph().paragraph_format.space_after = Pt(0)
    table = _plain_table(file, 1, (TEXT_WIDTH_MM / 2, TEXT_WIDTH_MM / 2))
    left, right = table.cell(0, 0), table.cell(0, 1)
    first = left.paragraphs[0].add_run(RECIPIENTS)
    first.bold = first.italic = True
    first.font.size = Pt(12)
    for recipient in document.recipients:
        line = left.add_paragraph()
        line.add_run(f"- {recipient}").font.size = SMALL
        line.paragraph_format.space_after = Pt(0)
    position, outside = document.signer
    _centred(right.paragraphs[0], position, bold=True, size=BODY)
    if outside:
        _centred(right.add_paragraph(), outside, italic=True, size=Pt(12))


def _as_body(paragraph: DocxParagraph) -> None:
    """Set a paragraph as the annex sets box 6: justified, first line 1.27 cm in, at least 6 points apart."""
    paragraph.alignment = ALIGN.JUSTIFY
    form = paragraph.paragraph_format
    form.first_line_indent, form.space_after, form.line_spacing = Mm(12.7), Pt(6), 1.15


def _write_runs(paragraph: DocxParagraph, runs: Runs, *, size: Pt = BODY) -> None:
    for run in runs:
        match run:
            case Figure(text):
                paragraph.add_run(text).font.size = size
            case Mark(number):
                raised = paragraph.add_run(f"({number})")
                raised.font.size, raised.font.superscript = size, True
            case Strong(text):
                stressed = paragraph.add_run(text)
                stressed.font.size, stressed.bold = size, True
            case str():
                paragraph.add_run(run).font.size = size


def _centred(
    paragraph: DocxParagraph, text: str, *, size: Pt, bold: bool = False, italic: bool = False
) -> DocxParagraph:
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, size
    paragraph.alignment = ALIGN.CENTER
    paragraph.paragraph_format.space_after = Pt(0)
    return paragraph


def _plain_table(file: Docx, rows: int, widths_mm: Iterable[float]) -> Table:
    widths = list(widths_mm)
    table: Table = file.add_table(rows, len(widths))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _side_margins(table, SIDE_MARGIN)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    return table


def _side_margins(table: Table, twentieths: int) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(twentieths))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)  # noqa: SLF001 -- python-docx has no name for a table's inner margins


def _rule(cell: _Cell, *, width_mm: float, cell_mm: float) -> None:
    """Draw the short line under the words of a box."""
    paragraph = cell.add_paragraph()
    _border(paragraph, "top")
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Mm(max(0, (cell_mm - 4 - width_mm) / 2))
    form.space_after, form.line_spacing = Pt(0), Pt(8)


def _border(paragraph: DocxParagraph, side: str) -> None:
    borders = OxmlElement("w:pBdr")
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)  # noqa: SLF001 -- python-docx has no name for borders


def _field(paragraph: DocxParagraph, code: str) -> None:
    """Write a field that the reader's program fills, such as the number of the page."""
    run = paragraph.add_run()
    for kind, text in (("begin", None), (None, code), ("end", None)):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)  # noqa: SLF001 -- python-docx has no name for fields

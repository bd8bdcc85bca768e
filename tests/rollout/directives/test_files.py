"""Files that carry directives: what is read from them, and what is refused with what to do."""

import io
import zipfile
from pathlib import Path

import pytest
import typst
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from bluezone.protocol.errors import MalformedMessage
from bluezone.rollout.directives.documents.word import _roman, _written
from bluezone.rollout.directives.files import BYTES, read_file, text_of
from bluezone.rollout.directives.reading import Reading, Refusal, UnreadableDocument
from bluezone.rollout.directives.reading.encodings import in_tcvn3

SOURCE = (Path(__file__).parent / "documents" / "lai-chau-2020-bluezone.txt").read_text(encoding="utf-8")
PLAIN = SOURCE.replace("*", "").replace("<", "").replace(">", "")


def saved(document: object) -> bytes:
    stream = io.BytesIO()
    document.save(stream)  # type: ignore[attr-defined]  # a document or a writer
    return stream.getvalue()


def word_file() -> bytes:
    """The directive as an office would have it: header and foot in tables without lines, items as paragraphs."""
    blocks = [block.strip() for block in PLAIN.split("\n\n") if block.strip()]
    foot = blocks.index("Nơi nhận:")
    document = Document()
    head = document.add_table(1, 2)
    head.cell(0, 0).text = "\n".join((blocks[0], blocks[2]))
    head.cell(0, 1).text = "\n".join((blocks[1], blocks[3]))
    for block in blocks[4:foot]:
        document.add_paragraph(block)
    signature = document.add_table(1, 2)
    signature.cell(0, 0).text = "\n".join(blocks[foot : foot + 2])
    signature.cell(0, 1).text = "\n".join(blocks[foot + 2 :])
    return saved(document)


def pdf_file(text: str) -> bytes:
    """A text as PDF pages, as a word processor would print it."""
    words = "\n\n".join(
        line.replace("#", "\\#").replace("<", "\\<").replace("/", "\\/").replace("-", "\\-")
        for line in text.split("\n")
    )
    made = typst.compile(words.encode(), format="pdf")
    assert isinstance(made, bytes)
    return made


def refusal(data: bytes) -> Refusal:
    with pytest.raises(UnreadableDocument) as refused:
        read_file(data)
    return refused.value.reason


def essence(reading: Reading) -> tuple[object, ...]:
    """What must be the same whatever the file's format."""
    symbol = reading.symbol.text if reading.symbol else None
    tasks = [(task.label, task.modality) for task in reading.tasks]
    return (
        symbol,
        [each.symbol for each in reading.cited],
        [item.label for item in reading.items],
        tasks,
        len(reading.recipients),
    )


def test_the_directive_reads_the_same_from_txt_docx_and_pdf() -> None:
    from_text = read_file(SOURCE.encode())

    from_word, from_pdf = read_file(word_file()), read_file(pdf_file(PLAIN))

    assert essence(from_word) == essence(from_text)
    assert essence(from_pdf) == essence(from_text)
    assert from_word.subject == from_pdf.subject or from_word.subject is not None


def test_numbers_that_word_counts_by_itself_are_read() -> None:
    document = Document()
    document.add_paragraph("Kính gửi: UBND các huyện, thành phố.")
    document.add_paragraph("Thực hiện chỉ đạo của Chính phủ, UBND tỉnh yêu cầu:")
    for words in ("Giao Sở Y tế chủ trì hướng dẫn.", "Các trường học yêu cầu học sinh cài đặt."):
        paragraph = document.add_paragraph(words, style="List Number")
        numbered = OxmlElement("w:numPr")
        for tag, value in (("w:ilvl", "0"), ("w:numId", "5")):
            part = OxmlElement(tag)
            part.set(qn("w:val"), value)
            numbered.append(part)
        paragraph._p.get_or_add_pPr().append(numbered)

    reading = read_file(saved(document))

    assert [item.label for item in reading.items] == ["1", "2"]


def test_what_was_struck_out_under_review_is_not_read() -> None:
    document = Document()
    paragraph = document.add_paragraph("Giữ lại ")
    struck, added = OxmlElement("w:del"), OxmlElement("w:ins")
    struck.append(document.add_paragraph().add_run("bỏ đi")._r)
    added.append(document.add_paragraph().add_run("thêm vào")._r)
    paragraph._p.append(struck)
    paragraph._p.append(added)

    assert text_of(saved(document)).startswith("Giữ lại thêm vào")


def test_a_wide_table_of_an_annex_stays_in_rows() -> None:
    document = Document()
    table = document.add_table(2, 3)
    for place, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"ô {place}"

    assert "ô 0\tô 1\tô 2" in text_of(saved(document))


@pytest.mark.parametrize(
    ("count", "shape", "written"),
    [
        (4, "upperRoman", "IV"),
        (9, "lowerRoman", "ix"),
        (2, "lowerLetter", "b"),
        (28, "upperLetter", "B"),
        (7, "decimal", "7"),
    ],
)
def test_list_numbers_look_as_word_prints_them(count: int, shape: str, written: str) -> None:
    assert _written(count, shape) == written
    assert _roman(14) == "XIV"


def test_a_scan_without_text_is_refused_with_what_to_do() -> None:
    scan = typst.compile(b"#rect(width: 100%, height: 80%)", format="pdf")
    assert isinstance(scan, bytes)

    assert refusal(scan) is Refusal.SCAN
    with pytest.raises(UnreadableDocument, match="ask the sender"):
        read_file(scan)


def test_a_locked_pdf_is_refused() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_file("Kính gửi"))))
    writer.encrypt("secret", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)

    assert refusal(stream.getvalue()) is Refusal.ENCRYPTED


def test_a_pdf_of_too_many_pages_is_refused() -> None:
    made = typst.compile(b"#for n in range(201) { [chu #n #pagebreak()] }", format="pdf")
    assert isinstance(made, bytes)

    assert refusal(made) is Refusal.TOO_LARGE


def test_a_word_file_in_tcvn3_is_refused() -> None:
    document = Document()
    document.add_paragraph(in_tcvn3(PLAIN.casefold()))

    assert refusal(saved(document)) is Refusal.TCVN3


def test_a_bomb_of_zeros_is_refused_before_it_is_unpacked() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * (41 * 1024 * 1024))

    assert refusal(stream.getvalue()) is Refusal.TOO_LARGE


def test_an_archive_that_is_no_word_file_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.xml", "<a/>")

    assert refusal(stream.getvalue()) is Refusal.OTHER_FORMAT


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xd0\xcf\x11\xe0old word", Refusal.OTHER_FORMAT),
        (b"{\\rtf1 text}", Refusal.OTHER_FORMAT),
        (b"PK\x03\x04 broken", Refusal.DAMAGED),
        (b"%PDF-1.7 broken", Refusal.DAMAGED),
        (b"a" * (BYTES + 1), Refusal.TOO_LARGE),
        (b"", Refusal.EMPTY),
    ],
)
def test_other_files_are_refused_with_what_to_do(data: bytes, reason: Refusal) -> None:
    assert refusal(data) is reason


@pytest.mark.parametrize("name", ["word/document.xml", "[Content_Types].xml", "word/numbering.xml", "word/styles.xml"])
def test_a_word_file_with_a_broken_part_is_refused(name: str) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word_file())) as before, zipfile.ZipFile(stream, "w") as archive:
        for part in before.namelist():
            archive.writestr(part, b"<broken" if part == name else before.read(part))

    assert refusal(stream.getvalue()) is Refusal.DAMAGED


WORD, PDF = word_file(), pdf_file(PLAIN)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(st.binary(max_size=200), st.sampled_from([b"", b"%PDF-1.4\n", b"PK\x03\x04"]))
def test_any_bytes_are_a_reading_or_malformed(data: bytes, mark: bytes) -> None:
    try:
        read_file(mark + data)
    except MalformedMessage:
        return


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(st.sampled_from([WORD, PDF]), st.integers(0, 10**6), st.binary(min_size=1, max_size=30))
def test_a_torn_file_is_a_reading_or_malformed(whole: bytes, at: int, other: bytes) -> None:
    place = at % len(whole)

    for torn in (whole[:place], whole[:place] + other + whole[place + len(other) :]):
        try:
            read_file(torn)
        except MalformedMessage:
            continue

"""Letters in the layout of Decree 30: boxes, letters, pages, and what is never drawn."""

import shutil
import subprocess
import unicodedata
from datetime import date
from io import BytesIO
from pathlib import Path

import pdfplumber
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdfplumber.pdf import PDF

from bluezone.authority.documents import docx_writer, pdf_writer
from bluezone.authority.documents.document import COUNTRY, MOTTO, TRIAL, Paragraph, dated, numbered, plain
from bluezone.rollout.directives.files import text_of
from bluezone.rollout.directives.letters.composing import Matter, TaskStanding, reminder
from bluezone.rollout.directives.letters.letter import Letter, Office, punctuated
from bluezone.rollout.directives.reading import read

MM = 72 / 25.4
OFFICE = Office("", "BAN CHỈ ĐẠO THỬ NGHIỆM", "BCĐ-VX", "Lai Châu", "TRƯỞNG BAN")
MATTER = Matter("1423/UBND-VX", date(2020, 8, 4), "triển khai cài đặt ứng dụng Bluezone")
STANDINGS = [TaskStanding("1", 1, 1), TaskStanding("3", 114, 32)]
SILENT = ("Xã Bum Tở", "Xã Tà Tổng")
EVERY_LETTER = "àảãáạ ằẳẵắặ ầẩẫấậ èẻẽéẹ ềểễếệ ìỉĩíị òỏõóọ ồổỗốộ ờởỡớợ ùủũúụ ừửữứự ỳỷỹýỵ ăâêôơưđ"
needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def letter(office: Office | None = None, more: int = 0) -> Letter:
    made = reminder(MATTER, STANDINGS, SILENT, office=office, day=date(2020, 8, 15))
    extra = tuple(f"Đoạn {number} {EVERY_LETTER} {EVERY_LETTER.upper()}" for number in range(more))
    return Letter(
        made.office, made.day, made.year, made.subject, made.addressees, (*made.paragraphs, *extra), made.recipients
    )


def docx_bytes(made: Letter) -> bytes:
    return docx_writer.docx_bytes(made.document())


def pdf_bytes(made: Letter) -> bytes:
    return pdf_writer.pdf_bytes(made.document())


def converted(content: bytes, folder: Path) -> bytes:
    """What LibreOffice makes of a DOCX."""
    source = folder / "letter.docx"
    source.write_bytes(content)
    command = [
        "soffice",
        f"-env:UserInstallation=file://{folder}/office",
        "--headless",
        "--convert-to",
        "pdf",
        source.name,
    ]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)
    return (folder / "letter.pdf").read_bytes()


def fonts(pdf: PDF) -> set[str]:
    return {char["fontname"].partition("+")[2].partition("-")[0] for page in pdf.pages for char in page.chars}


def words_of(pdf: PDF) -> str:
    """Everything below the top margin, on one line."""
    bodies = (page.crop((0, 19 * MM, page.width, page.height)).extract_text() or "" for page in pdf.pages)
    return unicodedata.normalize("NFC", " ".join(" ".join(body.split()) for body in bodies))


def test_each_box_stands_where_the_decree_puts_it() -> None:
    with pdfplumber.open(BytesIO(pdf_bytes(letter(OFFICE)))) as pdf:
        page = pdf.pages[0]
        left, right = page.crop((0, 0, 100 * MM, 297 * MM)), page.crop((100 * MM, 0, 210 * MM, 297 * MM))
        top = page.crop((0, 0, 210 * MM, 60 * MM)).extract_text()

    assert (round(page.width / MM), round(page.height / MM)) == (210, 297)
    assert {"BAN CHỈ ĐẠO THỬ NGHIỆM", "Số: /BCĐ-VX"} <= {
        " ".join(line.split()) for line in left.extract_text().split("\n")
    }
    assert COUNTRY in right.extract_text()
    assert MOTTO in right.extract_text()
    assert "V/v đôn đốc thực hiện" in top
    assert min(char["x0"] for char in page.chars) >= 29 * MM
    assert max(char["x1"] for char in page.chars if char["text"].strip()) <= 196 * MM
    text = " ".join(page.extract_text().split())
    assert (
        text.index("Kính gửi:")
        < text.index("Thực hiện Công văn")
        < text.index("thực hiện./.")
        < text.index("Nơi nhận:")
    )
    assert text.index("- Như trên;") < text.index("- Lưu: VT.")


def test_every_letter_comes_from_one_face_and_is_embedded() -> None:
    with pdfplumber.open(BytesIO(pdf_bytes(letter(more=1)))) as pdf:
        assert len(fonts(pdf)) == 1
        assert EVERY_LETTER in words_of(pdf)


def test_a_trial_says_so_on_each_page_and_numbers_all_but_the_first() -> None:
    with pdfplumber.open(BytesIO(pdf_bytes(letter(more=30)))) as pdf:
        tops = [page.crop((0, 0, page.width, 20 * MM)).extract_text() for page in pdf.pages]

    assert len(tops) > 1
    assert all(TRIAL in top for top in tops)
    assert "1" not in tops[0]
    assert tops[1].split()[0] == "2"


def test_a_publisher_s_letter_does_not_say_trial() -> None:
    with pdfplumber.open(BytesIO(pdf_bytes(letter(OFFICE)))) as pdf:
        assert not [page for page in pdf.pages if TRIAL in page.extract_text()]


def test_the_number_and_the_day_are_left_to_the_clerk() -> None:
    made = letter(OFFICE).document()
    publisher = made.publisher
    assert publisher is not None

    assert numbered(publisher) == "Số:          /BCĐ-VX"
    assert dated(publisher, made.day, is_dated=made.is_dated) == "Lai Châu, ngày       tháng       năm 2020"
    assert dated(publisher, date(2021, 2, 3)) == "Lai Châu, ngày 03 tháng 02 năm 2021"
    assert dated(publisher, date(2020, 8, 15)) == "Lai Châu, ngày 15 tháng 8 năm 2020"
    last = made.blocks[-1]
    assert isinstance(last, Paragraph)
    assert plain(last.runs).endswith("./.")


def test_no_seal_no_signature_and_no_signer_is_drawn() -> None:
    with pdfplumber.open(BytesIO(pdf_bytes(letter(OFFICE)))) as pdf:
        assert not [image for page in pdf.pages for image in page.images]
        assert words_of(pdf).rstrip().endswith(("TRƯỞNG BAN", "- Lưu: VT."))


@needs_office
def test_the_docx_becomes_the_same_words_in_libreoffice(tmp_path: Path) -> None:
    made = letter(more=25)
    with pdfplumber.open(BytesIO(converted(docx_bytes(made), tmp_path))) as pdf:
        said, faces = words_of(pdf), fonts(pdf)
        tops = [page.crop((0, 0, page.width, 22 * MM)).extract_text() for page in pdf.pages]
        head = pdf.pages[0].crop((100 * MM, 0, 210 * MM, 40 * MM)).extract_text()

    assert faces == {"LiberationSerif"}
    assert COUNTRY in head
    assert all(" ".join(words.split()) in said for words in made.paragraphs[:-1])
    assert all(TRIAL in top for top in tops)
    assert tops[1].split()[0] == "2"


def test_a_letter_that_we_wrote_is_read_again() -> None:
    reading = read(text_of(docx_bytes(letter(OFFICE))))

    assert reading.symbol is not None
    assert reading.symbol.code == "BCĐ-VX"
    assert [cited.symbol for cited in reading.cited] == ["1423/UBND-VX"]
    assert [each.piece.text for each in reading.addressees] == list(SILENT)
    assert [each.piece.text for each in reading.recipients] == ["Như trên", "Lưu: VT"]


def test_many_silent_units_are_a_number() -> None:
    names = tuple(f"Xã {number}" for number in range(40))

    made = reminder(MATTER, STANDINGS, names, office=None, day=date(2020, 8, 15))

    assert len(made.addressees) == 1
    assert any("Còn 40 đơn vị" in words for words in made.paragraphs)


def test_when_all_were_heard_the_letter_says_so() -> None:
    made = reminder(MATTER, STANDINGS, (), office=None, day=date(2020, 8, 15))

    assert any("Tất cả đơn vị" in words for words in made.paragraphs)


@given(
    st.lists(st.text("ab ;.", min_size=1, max_size=8).filter(lambda line: line.strip(" ;.")), min_size=1, max_size=6)
)
def test_a_list_ends_with_one_full_stop(lines: list[str]) -> None:
    written = punctuated(tuple(lines))

    assert written[-1].endswith(".")
    assert all(line.endswith(";") for line in written[:-1])


def test_markup_in_a_name_is_words_in_the_docx() -> None:
    made = Letter(None, None, 2020, "<b>&", ("{{ 7*7 }}",), ("<w:t>",), ("Lưu: VT",))

    said = text_of(docx_bytes(made))

    assert "<b>&" in said
    assert "{{ 7*7 }}" in said
    assert "<w:t>" in said

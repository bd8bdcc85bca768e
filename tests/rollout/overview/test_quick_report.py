"""The morning's report: its words, its boxes, its letters, and what it does not make up."""

import shutil
import subprocess
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from unicodedata import normalize

import docx
import pdfplumber
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.authority.documents.document import (
    TRIAL,
    Block,
    Document,
    Figure,
    Grid,
    Paragraph,
    Publisher,
    Runs,
    plain,
)
from bluezone.authority.documents.docx_writer import docx_bytes
from bluezone.authority.documents.pdf_writer import pdf_bytes
from bluezone.rollout.overview.rules.official_words import UNKNOWN, percent
from bluezone.rollout.overview.rules.quick_report import (
    Broadcasts,
    Doubt,
    Issued,
    Morning,
    SectorLine,
    Silent,
    Tasks,
    UnitLine,
    by_language,
    quick_report,
)
from bluezone.rollout.reporting.rules.coverage import Coverage, Denominator, Place, Standing, coverage
from bluezone.rollout.reporting.rules.periods import VIETNAM

DAY = date(2020, 8, 14)
EIGHT = datetime(2020, 8, 15, 8, tzinfo=VIETNAM)
CENSUS = "Tổng điều tra dân số 2019"
PUBLISHER = Publisher("ỦY BAN NHÂN DÂN TỈNH LAI CHÂU", "BAN CHỈ ĐẠO CHỐNG DỊCH", "BC-BCĐ", "Lai Châu")


def place(name: str, declared: int | None, standing: Standing = Standing.TRUSTED) -> Place:
    residents = Denominator(4_000, CENSUS, date(2019, 4, 1))
    return Place(name, standing, declared, visited=declared, listed=900, residents=residents)


PLACES = [place(f"xa-{number}", 300 + 10 * number) for number in range(12)] + [place("xa-12", None, Standing.SILENT)]


def known(name: str, places: list[Place]) -> Coverage:
    return coverage(name, DAY, places, siblings=PLACES)


def a_morning(**changes: object) -> Morning:
    names = ["Thành phố Lai Châu", "Huyện Tam Đường", "Huyện Mường Tè", "Huyện Sìn Hồ", "Huyện Phong Thổ"]
    units = [UnitLine(f"huyen-{n}", name, known(name, PLACES[n * 2 :][:3]), DAY) for n, name in enumerate(names)]
    whole = Morning(
        cut_off=EIGHT,
        province="tỉnh Lai Châu",
        whole=known("tinh", PLACES),
        top="tinh",
        units=(*units, UnitLine("huyen-9", "Huyện Nậm Nhùn", known("huyen-9", [PLACES[-1]]), None)),
        sectors=(SectorLine("education", "Giáo dục", 412, 377, 9_120, 7_801, 5_110),),
        documents=(Issued("…/UBND-VX", None, "Về việc đẩy mạnh triển khai ứng dụng Bluezone"),),
        tasks=Tasks(1_060, 954, 700),
        broadcasts=(Broadcasts("vi", 84, 420), Broadcasts("mong", 21)),
        doubts=(Doubt("Số khai báo lớn hơn số điện thoại thông minh.", 3, "declared_above_smartphones"),),
        silent=(Silent("xa-12", "Xã Nậm Ban", None), Silent("xa-3", "Xã Pa Ủ", date(2020, 8, 9))),
    )
    return replace(whole, **changes)  # type: ignore[arg-type]  # a test changes one field at a time


def words(document: Document) -> str:
    parts = []
    for block in document.blocks:
        match block:
            case Paragraph(runs):
                parts.append(plain(runs))
            case Grid(columns, rows):
                parts += [*columns, *(plain(cell) for row in rows for cell in row)]
            case heading:
                parts.append(heading.text)
    return "\n".join([document.kind, document.summary, *parts, *document.notes])


def test_the_report_says_until_when_it_counts() -> None:
    said = words(quick_report(a_morning()))

    assert "tính đến 08h00 ngày 15/08/2020" in said
    assert f"Thứ hạng so với các tỉnh, thành phố: {UNKNOWN}." in said
    assert "84 lượt bằng tiếng Việt (420 phút); 21 lượt bằng tiếng Mông. Không ước tính số người nghe, xem." in said


def test_what_nobody_handed_in_is_said_to_be_missing() -> None:
    empty = coverage("tinh", DAY, [Place("xa", Standing.SILENT)])

    said = words(quick_report(Morning(EIGHT, "tỉnh Lai Châu", empty, "tinh", ())))

    assert f"Văn bản đã ban hành: {UNKNOWN}" in said
    assert f"Số lượt cài đặt do địa phương khai báo: {UNKNOWN}" in said
    assert "Tỷ lệ cài đặt: không tính vì chưa có mẫu số" in said
    assert "Ứng dụng đang hoạt động do điện thoại xác nhận: chưa thu thập" in said


def test_a_rank_stands_only_as_somebody_gave_it() -> None:
    said = words(quick_report(a_morning(rank="41/63 (Bộ Y tế, ngày 14/8/2020)")))

    assert "Thứ hạng so với các tỉnh, thành phố: 41/63 (Bộ Y tế, ngày 14/8/2020)." in said


def runs_of(block: Block) -> list[Runs]:
    match block:
        case Paragraph(runs):
            return [runs]
        case Grid(rows=rows):
            return [cell for row in rows for cell in row]
        case _:
            return []


def test_every_figure_of_units_and_province_opens() -> None:
    document = quick_report(a_morning())

    texts = [runs for block in document.blocks for runs in runs_of(block)]
    figures = [run for runs in texts for run in runs if isinstance(run, Figure)]

    assert {figure.measure for figure in figures} >= {"declared", "visited", "listed", "interval", "tasks", "staff"}
    assert all(figure.unit for figure in figures)
    assert sum(figure.measure == "declared" for figure in figures) == 1 + 6 + 1


@pytest.mark.parametrize("trial", [True, False])
def test_a_trial_says_so_on_every_page(trial: bool) -> None:  # noqa: FBT001 -- a case of the test
    units = a_morning().units * 12
    morning = a_morning(publisher=None if trial else PUBLISHER, units=units)

    with pdfplumber.open(BytesIO(pdf_bytes(quick_report(morning)))) as pdf:
        pages = [normalize("NFC", page.extract_text()) for page in pdf.pages]

    assert len(pages) > 2
    assert all((TRIAL in page) is trial for page in pages)
    assert (PUBLISHER.body in pages[0]) is not trial


def as_pdf(document: Document, folder: Path) -> Path:
    source = folder / "report.docx"
    source.write_bytes(docx_bytes(document))
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to", "pdf", source.name],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=120,
    )
    return source.with_suffix(".pdf")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_an_office_program_shows_the_boxes_where_the_decree_wants_them(tmp_path: Path) -> None:
    document = quick_report(a_morning(publisher=PUBLISHER, units=a_morning().units * 8))

    with pdfplumber.open(as_pdf(document, tmp_path)) as pdf:
        first, second = pdf.pages[0], pdf.pages[1]
        text = normalize("NFC", first.extract_text())
        lines = first.within_bbox((first.width / 2, 0, first.width, 120)).extract_text_lines()
        titles = first.extract_text_lines()
        fonts = {char["fontname"].split("+")[-1].split("-")[0] for page in pdf.pages for char in page.chars}
        left = min(char["x0"] for page in pdf.pages for char in page.chars)
        right = max(char["x1"] for page in pdf.pages for char in page.chars if char["text"].strip())
        number = second.within_bbox((0, 0, second.width, 56)).extract_text().strip()

    millimetre = 72 / 25.4
    assert (round(first.width / millimetre), round(first.height / millimetre)) == (210, 297)
    assert 29 <= left / millimetre <= 35
    assert 190 <= right / millimetre <= 195.5
    assert fonts == {"LiberationSerif"}
    assert number == "2"
    order = [text.index(word) for word in ("CỘNG HÒA", "Độc lập", "Số:", "BÁO CÁO NHANH", "I. CÔNG TÁC")]
    assert order == sorted(order)
    assert "Lai Châu, ngày 15 tháng 8 năm 2020" in text
    motto = next(line for line in lines if "Độc lập" in normalize("NFC", line["text"]))
    assert {round(char["size"]) for char in motto["chars"] if char["text"].strip()} <= {13, 14}
    title = next(line for line in titles if line["text"].strip() == "BÁO CÁO NHANH")
    assert abs((title["x0"] + title["x1"]) / 2 - (30 + 165 / 2) * millimetre) < 3


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_docx_and_pdf_say_the_same_letters(tmp_path: Path) -> None:
    document = quick_report(a_morning())

    with pdfplumber.open(as_pdf(document, tmp_path)) as pdf:
        office = "".join(normalize("NFC", page.extract_text()) for page in pdf.pages)
    with pdfplumber.open(BytesIO(pdf_bytes(document))) as pdf:
        typeset = "".join(normalize("NFC", page.extract_text()) for page in pdf.pages)
        fonts = {char["fontname"].split("+")[-1].split("-")[0] for page in pdf.pages for char in page.chars}

    for text in (office, typeset):
        letters = "".join(text.split())
        for word in words(document).split():
            assert normalize("NFC", word).strip(".;:,") in letters
    assert fonts == {"LiberationSerif"}


def test_the_docx_names_times_new_roman_and_no_seal_or_signature() -> None:
    file = docx.Document(BytesIO(docx_bytes(quick_report(a_morning()))))

    assert file.styles["Normal"].font.name == "Times New Roman"
    assert not file.inline_shapes
    assert file.sections[0].first_page_header.paragraphs[0].text == TRIAL


@given(st.floats(0, 1))
def test_a_share_has_one_digit_after_a_comma(share: float) -> None:
    whole, digit = percent(share).rstrip("%").split(",")

    assert abs(int(whole) + int(digit) / 10 - share * 100) <= 0.0501


def test_minutes_of_a_language_are_known_only_where_each_broadcast_has_them() -> None:
    lines = by_language(
        [Broadcasts("thai", 2, 10), Broadcasts("vi", 1, 5), Broadcasts("thai", 3), Broadcasts("vi", 1, 7)]
    )

    assert lines == (Broadcasts("vi", 2, 12), Broadcasts("thai", 5))

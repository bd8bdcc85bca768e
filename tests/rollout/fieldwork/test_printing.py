"""What is printed for schools, movements and whoever goes out."""

import re
import subprocess
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.fieldwork.printing.certificates import Gathering, certificates
from bluezone.rollout.fieldwork.printing.guides import Guide, file_name, guide_sheet, words_of
from bluezone.rollout.fieldwork.printing.invitations import Invited, invitations
from bluezone.rollout.fieldwork.printing.setting import LANGUAGES
from bluezone.rollout.studio.rules.words import Imprint

if TYPE_CHECKING:
    from collections.abc import Callable

ORIGIN = "https://bluezone.example"
TRIAL = Imprint("", "19009095", ORIGIN, trial=True)
OFFICIAL = Imprint("Sở Y tế tỉnh Lai Châu", "19009095", ORIGIN, trial=False)
INVITED = Invited("Trường THCS Mường Tè", "L12345", "7A", 38)
EVENING = Gathering("Tỉnh Đoàn Lai Châu", "Sinh hoạt thôn, bản", date(2026, 11, 27), 84, 31)
PAGES = Path(__file__).parents[3] / "src" / "bluezone" / "rollout" / "fieldwork" / "pages" / "words"
LONGEST = Imprint("Ủy ban nhân dân tỉnh và Sở Khoa học và Công nghệ tỉnh Lai Châu", "0213 3876 543", ORIGIN, trial=True)


def asked(tool: str, content: bytes, *options: str) -> str:
    """What a tool of poppler says of a file."""
    done = subprocess.run(
        [tool, *options, "-", *(["-"] if tool == "pdftotext" else [])], input=content, capture_output=True, check=True
    )
    return " ".join(done.stdout.decode().split())


def fonts(content: bytes) -> list[str]:
    """The lines of `pdffonts` below its heading."""
    return (
        subprocess.run(["pdffonts", "-"], input=content, capture_output=True, check=True)
        .stdout.decode()
        .splitlines()[2:]
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("guide", Guide)
def test_a_guide_is_one_page_of_a4_whoever_publishes_it(guide: Guide, language: str) -> None:
    for imprint in (OFFICIAL, LONGEST):
        facts = asked("pdfinfo", guide_sheet(guide, imprint, language=language))

        assert "Pages: 1 " in facts
        assert "(A4)" in facts


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("guide", Guide)
def test_a_guide_says_what_to_do_when_something_goes_wrong(guide: Guide, language: str) -> None:
    text = asked("pdftotext", guide_sheet(guide, OFFICIAL, language=language))

    said = words_of(guide, language)
    assert len(said["cases"]) == 4
    for case in said["cases"]:
        assert case["when"] in text
    assert "PIN" in text
    assert "19009095" in text
    assert file_name(guide, language) == f"bluezone-{guide}-{language}.pdf"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("guide", "files"), [(Guide.VISITOR, ["shell"]), (Guide.KEEPER, ["gate"]), (Guide.TEACHER, ["class"])]
)
def test_the_buttons_in_a_guide_bear_the_words_of_the_screen(guide: Guide, files: list[str], language: str) -> None:
    half = {"vi": 0, "en": 1}[language]
    source = "".join(
        re.split(r"\n  en: \{", (PAGES / f"{name}.js").read_text(encoding="utf-8"))[half] for name in files
    )

    labels = [key["label"] for key in words_of(guide, language)["screen"]["keys"]]

    assert [label for label in labels if label not in {"\N{MINUS SIGN}", "+"} and f'"{label}"' not in source] == []


def test_nothing_looks_official_until_a_publisher_is_configured() -> None:
    made: tuple[Callable[[Imprint], bytes], ...] = (
        lambda imprint: guide_sheet(Guide.VISITOR, imprint, language="vi"),
        lambda imprint: invitations(INVITED, imprint, language="vi", letters=False),
        lambda imprint: invitations(INVITED, imprint, language="vi", letters=True),
        lambda imprint: certificates(EVENING, imprint, language="vi", copies=1),
    )

    for sheet in made:
        trial, official = asked("pdftotext", sheet(TRIAL)), asked("pdftotext", sheet(OFFICIAL))
        assert "TÀI LIỆU THỬ NGHIỆM" in trial
        assert "TÀI LIỆU THỬ NGHIỆM" not in official
        assert "Sở Y tế tỉnh Lai Châu" in official


def test_a_class_gets_a_slip_or_a_letter_for_every_family_with_a_line_for_the_name() -> None:
    slips = invitations(INVITED, OFFICIAL, language="vi", letters=False)
    letters = invitations(INVITED, OFFICIAL, language="vi", letters=True)

    assert "Pages: 10 " in asked("pdfinfo", slips)
    assert "Pages: 38 " in asked("pdfinfo", letters)
    for sheet in (slips, letters):
        text = asked("pdftotext", sheet, "-l", "1")
        assert "Gia đình em" in text
        assert "Trường THCS Mường Tè" in text
        assert "Lớp 7A" in text
        assert "bluezone.example/i?u=L12345" in text.replace(" /i", "/i")


def test_an_invitation_in_english_speaks_english() -> None:
    text = asked("pdftotext", invitations(INVITED, OFFICIAL, language="en", letters=True), "-l", "1")

    assert "To the family of" in text
    assert "Class 7A" in text


@pytest.mark.parametrize("families", [0, 201])
def test_no_class_has_that_many_families(families: int) -> None:
    with pytest.raises(RuleViolation, match="families"):
        invitations(Invited("Trường", "1", "", families), OFFICIAL, language="vi", letters=False)


def test_a_certificate_names_the_event_and_leaves_a_line_for_the_name() -> None:
    made = certificates(EVENING, OFFICIAL, language="vi", copies=3)

    text = asked("pdftotext", made, "-l", "1")
    assert "Pages: 3 " in asked("pdfinfo", made)
    for words in ("Giấy ghi nhận", "Tỉnh Đoàn Lai Châu", "Sinh hoạt thôn, bản", "84 người đến dự", "31 máy"):
        assert words in text
    with pytest.raises(RuleViolation, match="copies"):
        certificates(EVENING, OFFICIAL, language="vi", copies=201)


def test_only_shipped_faces_are_used_and_all_are_embedded() -> None:
    for sheet in (
        guide_sheet(Guide.KEEPER, OFFICIAL, language="vi"),
        invitations(INVITED, OFFICIAL, language="vi", letters=False),
        certificates(EVENING, OFFICIAL, language="vi", copies=1),
    ):
        assert fonts(sheet)
        for line in fonts(sheet):
            assert "BeVietnamPro" in line
            assert re.search(r"\byes yes yes\b", line)

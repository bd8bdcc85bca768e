"""The command that prints the campaign's posters."""

from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # it comes without annotations
import pytest
from tests.authority.permissions import make_world

from bluezone.authority.audit.models import Entry
from bluezone.authority.clock import present_moment
from bluezone.cli import main
from bluezone.rollout.studio.services import Doing, bring_shipped

pytestmark = pytest.mark.django_db


def outcome(*words: str) -> int:
    try:
        return main(["studio", "posters", *words])
    except SystemExit as left:
        return int(left.code or 0)


@pytest.fixture(autouse=True)
def world() -> None:
    make_world()
    bring_shipped(Doing("system", present_moment()))


def pages_of(file: Path) -> list[str]:
    with pypdfium2.PdfDocument(file.read_bytes()) as document:
        return [page.get_textpage().get_text_range() for page in document]


def test_every_unit_gets_a_page_with_its_own_code_and_a_trial_says_so(tmp_path: Path) -> None:
    out = tmp_path / "posters.pdf"

    assert outcome("--all", "--out", str(out)) == 0

    pages = pages_of(out)
    assert [code for code in ("12", "03445", "03463") if not any(f"u={code}" in page for page in pages)] == []
    assert len(pages) == 3
    assert all("THỬ NGHIỆM" in page for page in pages)
    assert Entry.objects.filter(action="text.print", actor="system").count() == 1


def test_a_list_of_codes_is_printed_in_its_order(tmp_path: Path) -> None:
    out, listed = tmp_path / "posters.pdf", tmp_path / "units.txt"
    listed.write_text("03463\n\n03445\n")

    assert outcome("--units", str(listed), "--out", str(out), "--form", "poster-a5", "--message", "keep-on") == 0

    first, second = pages_of(out)
    assert "Ta Tong" in first
    assert "Muong Te" in second


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([], 2),
        (["--all", "--language", "hmn"], 3),
        (["--all", "--form", "radio-30"], 3),
        (["--all", "--form", "banner"], 2),
        (["--units", "missing.txt"], 1),
    ],
)
def test_what_cannot_be_printed_is_refused_and_nothing_is_written(words: list[str], code: int, tmp_path: Path) -> None:
    out = tmp_path / "posters.pdf"

    assert outcome(*words, "--out", str(out)) == code
    assert not out.exists()


def test_a_list_with_an_unknown_code_names_its_entry_and_not_the_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = tmp_path / "units.txt"
    listed.write_text("03463\n99999\n")

    assert outcome("--units", str(listed), "--out", str(tmp_path / "posters.pdf")) == 1

    said = capsys.readouterr().err
    assert "entry 2" in said
    assert "99999" not in said

"""The command that reads a directive on the desk."""

import json
from pathlib import Path

import pytest

from bluezone.cli import main

DOCUMENT = Path(__file__).parent.parent / "rollout" / "directives" / "documents" / "lai-chau-2020-bluezone.txt"


def outcome(*words: str) -> int:
    try:
        return main(["directive", "read", *words])
    except SystemExit as left:
        return int(left.code or 0)


def test_a_directive_is_read_into_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome(str(DOCUMENT), "--json") == 0

    said = json.loads(capsys.readouterr().out)
    assert said["symbol"] == "/UBND-VX"
    assert said["subject"].startswith("triển khai cài đặt ứng dụng Bluezone")
    assert [(each["symbol"], each["date"]) for each in said["cited"]] == [("2841/BTTTT-THH", "2020-08-01")]
    assert len(said["addressees"]) == 2
    assert len(said["recipients"]) == 10
    assert [item["label"] for item in said["items"]] == list("1234567")
    assert {task["label"]: task["modality"] for task in said["tasks"]} == {
        "1": "instruct",
        "2a": "demand",
        "2b": "demand",
        "2c": "demand",
        "3": "instruct",
        "4": "instruct",
        "5": "demand",
        "6a": "advise",
        "6b": "instruct",
        "7": "instruct",
    }


def test_every_place_in_the_json_is_a_place_in_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome(str(DOCUMENT), "--json") == 0

    said, text = json.loads(capsys.readouterr().out), DOCUMENT.read_text(encoding="utf-8")
    start, end = said["places"]["symbol"]
    assert text[start:end] == "/UBND-VX"
    assert all(text[each["start"] : each["end"]] == each["text"] for each in said["addressees"])


def test_a_directive_is_read_into_tables(capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome(str(DOCUMENT)) == 0

    shown = capsys.readouterr().out
    assert "Công văn 2841/BTTTT-THH, 2020-08-01, Bộ Thông tin và Truyền thông" in shown
    assert "misprint" in shown


def test_a_file_that_is_no_directive_is_one_sentence_and_a_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "scan.pdf"
    file.write_bytes(b"%PDF-1.7 broken")

    assert outcome(str(file)) == 1

    assert "open it, save it again" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome(str(tmp_path / "none.txt")) == 2

    assert "cannot be read" in capsys.readouterr().err
